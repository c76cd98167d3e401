"""The Jinja environment of record pages: escaping on, unknown names an error."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable, MutableMapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from markupsafe import Markup, escape

from portal.assets import NO_ASSETS, Assets
from portal.cache import NO_CACHE, Cache
from portal.languages import Language
from portal.markup import as_markup, escape_text
from portal.pages import template_code
from portal.pages.template_code import PageCodeGenerator, PageTemplate
from portal.pages.views import Card

_CODE: Final = "".join(Path(f).read_text("utf-8") for f in (__file__, template_code.__file__))
# Stand in a card for what differs from place to place; data cannot hold them.
_ROOT, _LEVEL, _SITE_ROOT = "\x00", "\x01", "\x02"
_STRING: Final = re.compile(r"""\{\{ *_\((?P<quote>["'])(?P<text>.*?)(?P=quote)\) *\}\}""")


class _Translate(Extension):
    """Puts `{{ _("…") }}` into the page's language when a template is compiled.

    An environment has one language, so that looking a string up 40,000 times can be
    spared. What else calls `_` (in attributes of tags, say) is looked up as always.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Replace the calls by their escaped translations."""
        gettext = self.environment.globals["_"]

        def translate(match: re.Match[str]) -> str:
            text = str(escape(gettext(match["text"])))  # type: ignore[operator]
            # Words are data: what would end a raw block, or begin an expression, is compiled.
            return text.replace("{", "&#123;")

        return _STRING.sub(translate, source)


class _Environment(Environment):
    """Gives each template one plain dict of globals.

    Jinja chains two, and goes through both by Python code for every page that it renders.
    What templates may call must be there before the first of them is loaded.
    """

    code_generator_class = PageCodeGenerator
    template_class = PageTemplate

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class _Compiled(BytecodeCache):
    """Templates as they were compiled for one language, by all that they were compiled of."""

    def __init__(self, cache: Cache, language: Language) -> None:
        self._cache = cache
        messages = sorted(language.strings.messages.items(), key=lambda item: item[0])
        recipe = (sys.version, version("jinja2"), _CODE, repr(messages))
        self._recipe = hashlib.sha256("\0".join(recipe).encode()).digest()

    def load_bytecode(self, bucket: Bucket) -> None:
        content = self._cache.get(self._name(bucket))
        if content is not None:
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._cache.put(self._name(bucket), bucket.bytecode_to_string())

    def _name(self, bucket: Bucket) -> str:
        # The key names the file on this machine, the checksum is the source's.
        name = hashlib.sha256(self._recipe + bucket.checksum.encode()).hexdigest()
        return f"templates/{name[:32]}"


@lru_cache(maxsize=16)
def plain_environment(templates: Path, language: Language, cache: Cache = NO_CACHE) -> Environment:
    """An environment for one language over `overrides/`; templates call `_()` for strings.

    What was compiled is kept in `cache`; all who ask for the same share one.
    """
    environment = _Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_Compiled(cache, language) if cache.keeps else None,
    )
    environment.globals["_"] = language.gettext
    environment.add_extension(_Translate)
    return environment


def make_environment(
    templates: Path, language: Language, cache: Cache = NO_CACHE, assets: Assets = NO_ASSETS
) -> Environment:
    """An environment for pages, whose templates also call what they share.

    `cards_html` renders each card once for all the places that it can stand in; `asset` says where
    an asset is, below the site's root.
    """
    environment = plain_environment.__wrapped__(templates, language, cache)
    cards: dict[str, str] = {}

    def card_html(card: Card) -> str:
        found = cards.get(card.path)
        if found is None:
            found = cards[card.path] = f"{macros.card(card, _ROOT, _LEVEL, _SITE_ROOT)}\n"
        return found

    def cards_html(own: Iterable[Card], root: str, level: int, site_root: str) -> Markup:
        # Joined first: to put the same ways into each of them takes three times as long.
        html = "".join(map(card_html, own))
        html = html.replace(_ROOT, escape_text(root)).replace(_LEVEL, str(level))
        return as_markup(html.replace(_SITE_ROOT, escape_text(site_root)))

    environment.globals["asset"] = assets.path
    environment.globals["cards_html"] = cards_html
    photos: Any = environment.get_template("records/photos.html").module
    environment.globals["photos"] = photos
    # A template's own import would make the macros' module anew for every page.
    macros: Any = environment.get_template("records/macros.html").module
    environment.globals["ui"] = macros
    for name in ("maps", "charts"):
        environment.globals[name] = environment.get_template(f"records/{name}.html").module
    return environment
