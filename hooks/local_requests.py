"""Where something is served on a person's own computer, and who may read it: who names it.

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
_LABEL: Final = "[a-zA-Z0-9_-]{1,63}"
_LISTENING: Final = re.compile(
    rf"(?:\[([0-9a-fA-F:.]+)\]|({_LABEL}(?:\.{_LABEL})*)):([0-9]{{1,5}})"
)
_LAST_PORT: Final = 65_535


def parse_listening(address: str) -> tuple[str, int]:
    """The host, without brackets, and the port at which to serve; port 0 is a free one.

    Raises: ValueError, with words for who wrote the address.
    """
    found = _LISTENING.fullmatch(address)
    if found is not None and int(found.group(3)) <= _LAST_PORT:
        number, name, port = found.groups()
        if number is not None and ":" in number and _is_number(number):
            return number, int(port)
        # What ends in digits is no name, and 127.1 not what browsers ask for.
        if name and (_is_number(name) or not name.rpartition(".")[2].isdigit()):
            return name, int(port)
    raise ValueError(
        f'"{address}" is no address such as 127.0.0.1:8000, localhost:8000 or [::1]:8000: '
        f"a name or an IP address, a colon, and a port up to {_LAST_PORT}, nothing else"
    )


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
