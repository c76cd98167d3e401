r"""Web addresses as browsers read them, which differs from what Python's own parser does.

Where the two differ, one of them would see another host than the visitor's browser:
`https://evil.example\@town.example/` leads to evil.example.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from portal.web.host import ascii_host

_IGNORED: Final = re.compile(r"[\t\n\r]")
_AROUND: Final = "".join(map(chr, range(0x21)))
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_PORTS: Final = {"http": 80, "https": 443}
_SAFE: Final = "%/:;=@!$&'()*+,-._~?[]|"
MAX_LENGTH: Final = 4000


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An absolute http(s) address. `host` is ASCII, lower case, without a final dot."""

    scheme: str
    host: str
    port: int
    path: str
    query: str

    def __str__(self) -> str:
        """The address without fragment; the port only where it is not the usual one."""
        query = f"?{self.query}" if self.query else ""
        return f"{self.origin}{self.path}{query}"

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.is_usual_port else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def is_usual_port(self) -> bool:
        return self.port == _PORTS[self.scheme]

    @property
    def site(self) -> tuple[str, int]:
        """What names a website whatever its scheme: host without www., and an unusual port."""
        return self.host.removeprefix("www."), 0 if self.is_usual_port else self.port


def parse_address(text: str, base: str = "") -> WebAddress | None:
    """Read an address as it stands in a page, relative to `base`.

    Shape: None for everything that is not http or https, that carries a user name, or that
    a browser would refuse. Source: WHATWG URL Standard, 4.4 (white space, backslashes).
    """
    cleaned = _IGNORED.sub("", text.strip(_AROUND))
    if len(cleaned) > MAX_LENGTH:
        return None
    scheme = _SCHEME.match(cleaned)
    if scheme and scheme.group().lower() not in ("http:", "https:"):
        return None
    path, question, query = cleaned.partition("#")[0].partition("?")
    try:
        joined = urljoin(base, path.replace("\\", "/") + question + query)
        parts = urlsplit(joined)
        port = _PORTS[parts.scheme] if parts.port is None else parts.port
        host = ascii_host(parts.hostname or "")
    except (ValueError, KeyError):  # of hosts, ports and schemes
        return None
    if "@" in parts.netloc:
        return None
    # urljoin takes dots out of a joined path only; a server takes them out of every path.
    path = urlsplit(urljoin("http://x/", quote(parts.path, safe=_SAFE) or "/")).path or "/"
    if parts.path.startswith("//"):
        path = quote(parts.path, safe=_SAFE)
    return WebAddress(parts.scheme, host, port, path, quote(parts.query, safe=_SAFE))
