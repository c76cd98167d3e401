"""Which hosts may be asked at all: public ones, so that a redirect cannot reach inside.

The check takes numbers, not names: a name is resolved once, its numbers are checked, and
the connection goes to a number that was checked.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from portal.web.address import WebAddress

# What `is_global` of Python 3.11 to 3.14 does not agree on, and cloud services that
# answer at a public number (Azure's wire server).
_REFUSED: Final = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "169.254.0.0/16", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
        "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
_NAT64: Final = ip_network("64:ff9b::/96")
_6TO4: Final = ip_network("2002::/16")
_LOWEST_FREE_PORT: Final = 1024


def why_refused(number: str) -> str:
    """Why an IP address must not be connected to; empty for a public one.

    An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4) is judged itself.
    """
    try:
        address = ip_address(number.partition("%")[0])
    except ValueError:
        return "no IP address"
    inner = _inner(address)
    if inner is not None:
        return why_refused(str(inner))
    if not address.is_global or any(address in net for net in _REFUSED if _same(net, address)):
        return "a private or reserved address"
    return ""


def why_port_refused(address: WebAddress) -> str:
    """Why a port must not be asked: below 1024 only that of the scheme may be."""
    if address.is_usual_port or address.port >= _LOWEST_FREE_PORT:
        return ""
    return f"port {address.port}"


def _same(network: object, address: IPv4Address | IPv6Address) -> bool:
    return getattr(network, "version", 0) == address.version


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _6TO4:
        return address.sixtofour
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
