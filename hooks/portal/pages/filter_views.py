"""What templates see of filters: options as links, and what the script of a list is told."""

from __future__ import annotations

from markupsafe import Markup

from portal.view import view


@view(frozen=True, slots=True)
class OptionLink:
    """A link, with a number beside it where one counts; `path` is below the language's root."""

    path: str
    label: Markup
    count: str = ""


@view(frozen=True, slots=True)
class FilterBlock:
    """One filter of a list: its first options, and the way to all of them."""

    name: str
    label: str
    options: tuple[OptionLink, ...]
    more: OptionLink | None = None


@view(frozen=True, slots=True)
class FilterPanel:
    """All filters of a list. `index` and `table` are files below the site's root."""

    blocks: tuple[FilterBlock, ...]
    index: str
    table: str
