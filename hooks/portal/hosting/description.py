"""How one site wants to be served: all that the configurations of servers are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from portal.hosting.inline import Inline
from portal.hosting.table import Rule, header_rules

# In the site, so that a configuration can be made wherever the site is. No server shows it.
FILE: Final = ".hosting.json"


class HostingError(Exception):
    """A site does not say how it wants to be served; the message says why."""


@dataclass(frozen=True, slots=True)
class Hosting:
    """A site as a server sees it. Paths are below the site's root.

    `languages` are all tags, the default one, which lives at the root, first; `redirects` are
    (former path, path of today); `own` and `cards` what pages and cards carry inline.
    """

    url: str
    languages: tuple[str, ...]
    redirects: tuple[tuple[str, str], ...]
    own: Inline
    cards: Inline

    @property
    def base(self) -> str:
        """The path of the site's root: "/" or "/portal/"."""
        return urlsplit(self.url).path

    @property
    def host(self) -> str:
        """The name of the host, without a port."""
        return urlsplit(self.url).hostname or ""

    @property
    def directories(self) -> tuple[str, ...]:
        """The directories of the languages that have one: "bg/"."""
        return tuple(f"{tag}/" for tag in self.languages[1:])

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The table of headers, the pages' rule first."""
        https = urlsplit(self.url).scheme == "https"
        return header_rules(self.own, self.cards, self.languages, https=https)


_ADAPTER: Final = TypeAdapter(Hosting)


def write_description(hosting: Hosting) -> bytes:
    """The description as JSON."""
    return _ADAPTER.dump_json(hosting, indent=1) + b"\n"


def read_description(content: bytes) -> Hosting:
    """The description from JSON. Raises: HostingError where it is none."""
    try:
        return _ADAPTER.validate_json(content)
    except ValidationError as error:
        raise HostingError(f"{FILE} is damaged: build the site anew") from error
