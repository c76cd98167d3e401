"""The Jinja environment of record pages: escaping on, unknown names an error."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape

from portal.languages import Language
from portal.pages.views import Card

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
            text = escape(gettext(match["text"]))  # type: ignore[operator]
            return "{% raw %}" + text + "{% endraw %}" if "{" in text else text

        return _STRING.sub(translate, source)


def make_environment(templates: Path, language: Language) -> Environment:
    """An environment for one language over `overrides/`; templates call `_()` for strings.

    `card_html` renders a card once for each place that it can stand in.
    """
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["_"] = language.gettext
    environment.add_extension(_Translate)
    template = environment.get_template("records/card.html")
    cards: dict[tuple[str, str, int], Markup] = {}

    def card_html(card: Card, root: str, level: int, site_root: str) -> Markup:
        key = (card.path, root, level)
        if key not in cards:
            html = template.render(card=card, root=root, level=level, site_root=site_root)
            cards[key] = Markup(html)
        return cards[key]

    environment.globals["card_html"] = card_html
    return environment
