"""Hosts of web addresses as browsers read them.

Source: WHATWG URL Standard, 3.5 and 3.3; Unicode TS 46 without transitional processing.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address
from typing import Final
from urllib.parse import unquote_to_bytes

import idna

_FORBIDDEN: Final = re.compile(r"[\0-\x20#%/:<>?@\[\\\]^|\x7f]")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LONGEST_LABEL: Final = 63


def ascii_host(host: str) -> str:
    """A host as it is asked for: ASCII, lower case, without a final dot; numbers as an address.

    IPv6 addresses are given without their brackets. Raises: ValueError for what a browser
    refuses, or no name server can be asked for.
    """
    if ":" in host:
        if "%" in host:
            raise ValueError("a zone has no meaning on the web")
        return IPv6Address(host).compressed
    try:
        decoded = unquote_to_bytes(host).decode()
        # Of each label only what browsers look at: "_" and signs of pictures are none of it.
        mapped = idna.uts46_remap(decoded, std3_rules=False, transitional=False)
    except idna.IDNAError as error:
        raise ValueError(str(error)) from error
    labels = [_ascii_label(label) for label in mapped.removesuffix(".").split(".")]
    if _NUMBER.fullmatch(labels[-1]):
        return str(_ipv4(labels))
    return ".".join(labels)


def _ascii_label(label: str) -> str:
    made = label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
    if not 0 < len(made) <= _LONGEST_LABEL or _FORBIDDEN.search(made):
        raise ValueError(f"no name of a host: {label}")
    return made


def _ipv4(labels: list[str]) -> IPv4Address:
    """In up to four numbers, decimal, octal or hexadecimal; the last one fills what is left."""
    *first, last = [_number(label) for label in labels]
    left = 4 - len(first)
    if left < 1 or any(number > 0xFF for number in first) or last >= 256**left:
        raise ValueError("no IPv4 address")
    return IPv4Address(bytes(first) + last.to_bytes(left, "big"))


def _number(label: str) -> int:
    if not _NUMBER.fullmatch(label):
        raise ValueError(f"no number: {label}")
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if label.startswith("0") and len(label) > 1 else 10)
