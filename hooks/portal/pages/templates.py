"""The Jinja environment of record pages: escaping on, unknown names an error."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from portal.languages import Language

BODY_EXTENSIONS = ["jinja2.ext.i18n"]


def make_environment(templates: Path, language: Language) -> Environment:
    """An environment for one language over `overrides/`; templates call `_()` for strings."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=BODY_EXTENSIONS,
        auto_reload=False,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=False
    )
    environment.globals["language"] = language
    return environment


def render(environment: Environment, template: str, values: Mapping[str, object]) -> Markup:
    """Render one template to safe HTML."""
    return Markup(environment.get_template(template).render(values))
