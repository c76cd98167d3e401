"""Who may read what is served on a person's own computer: who names it, and no other website.

A website may let its own name lead to this computer (DNS rebinding). A browser then takes what is
served here for a part of that website, and lets its pages read it. Only the name, which stands in
each request, tells the two apart. A number leads nowhere else: every IP address is fine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final

_OWN_NAME: Final = "localhost"
# RFC 9110 7.2. What names are made of is not asked: the only ones that count are known.
_HOST: Final = re.compile(r"(?:\[([^\[\]]+)\]|([^:@/\[\]\s]+))(?::[0-9]*)?")
# RFC 9112 3.2.2: what is asked of a proxy, for which the Host header counts no more.
_WHOLE_ADDRESS: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://([^/?#]*)")


def is_meant(hosts: Sequence[str], target: str, asked: str = _OWN_NAME) -> bool:
    """Whether a request names this computer: localhost, an IP address, or `asked`; with any port.

    `hosts` are the values of its Host headers, of which there must be one. `target` is what is
    asked for: a path, or an address with a host that counts as well. `asked` is the name or
    the IP address at which a person wished to be served.
    """
    whole = _WHOLE_ADDRESS.match(target)
    named = [*hosts, whole.group(1)] if whole else hosts
    return len(hosts) == 1 and all(_is_own(host.strip(" \t"), asked) for host in named)


def refusal(fix: str) -> bytes:
    """What to answer, as plain text in UTF-8, to who asks for another name."""
    why = "as any website may let its name lead here"
    return f"This computer answers to localhost and IP addresses alone, {why}. {fix}\n".encode()


def _is_own(host: str, asked: str) -> bool:
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    number, name = found.groups()
    if number is not None:
        return _is_number(number)
    name = name.lower().removesuffix(".")
    return name in (_OWN_NAME, asked.lower().removesuffix(".")) or _is_number(name)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
