"""The environment of the templates: what they write out is escaped, and misspelt names fail."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup, escape
from selectolax.lexbor import LexborHTMLParser

from portal.languages import Language
from portal.load import load_data
from portal.markup import escape_str, escaped, html
from portal.pages.templates import plain_environment
from portal.strings import Strings, english
from portal.yaml_marks import Mark
from tests.site_build import ROOT


class Colour(StrEnum):
    RED = "<red>"


class WithHtml:
    def __html__(self) -> str:
        return "<b>own</b>"


class SubString(str):
    __slots__ = ()


VALUES = (
    "plain", "Русе & <b>\"quoted\" 'text'</b>", Markup("<i>sound</i>"), 7, None, 2.5, Colour.RED,
    WithHtml(), SubString("<sub>"), "", escape("a & b"),
)  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_are_escaped_as_markupsafe_does(value: object) -> None:
    assert escaped(value) == escape(value)
    assert html("<i>%s</i>", value) == Markup(f"<i>{escape(value)}</i>")
    if isinstance(value, str):
        assert escape_str(value) == escape(value)
        assert isinstance(escape_str(value), Markup)


def rendered(tmp_path: Path, source: str, strings: Strings | None = None, **values: object) -> str:
    (tmp_path / "page.html").write_text(source, "utf-8")
    site = load_data(ROOT / "data").site
    assert site is not None
    language = Language(site.languages[0], strings or english(), True)
    return plain_environment(tmp_path, language).get_template("page.html").render(**values)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_templates_write_values_as_markupsafe_does(tmp_path: Path, value: object) -> None:
    assert rendered(tmp_path, "{{ value }}|{{ value }}", value=value) == "|".join(
        [escape(value)] * 2
    )


def test_macros_may_be_called_by_name_and_without_what_has_a_default(tmp_path: Path) -> None:
    source = (
        "{% macro cell(text, mark='&') %}{{ text }}{{ mark }}{% endmacro %}"
        "{{ cell(word) }} {{ cell(mark=word, text='-') }} {{ cell(word, '+') }} "
        "{{ cell(cell(word)) }}"
    )
    assert rendered(tmp_path, source, word="<") == "&lt;&amp; -&lt; &lt;+ &lt;&amp;&amp;"


def test_text_is_escaped_wherever_it_is_written_out(tmp_path: Path) -> None:
    source = (
        '{% macro cell(text) %}<td title="{{ text }}">{{ text }}</td>{% endmacro %}'
        "{% set kept %}<p>{{ word }}</p>{% endset %}"
        "{{ kept }}{{ cell(word) }}{% for one in [word] %}{{ one }}{{ loop.index }}{% endfor %}"
        "{{ word ~ sound }}{{ sound }}"
    )
    page = rendered(tmp_path, source, word="<&\"'>", sound=Markup("<br>"))
    safe = "&lt;&amp;&#34;&#39;&gt;"
    expected = f'<p>{safe}</p><td title="{safe}">{safe}</td>{safe}1{safe}<br><br>'
    assert page == expected


def test_names_of_views_are_theirs_alone(tmp_path: Path) -> None:
    place = Mark(3, 4)
    assert rendered(tmp_path, "{{ view.line }}:{{ view.column }}", view=place) == "3:4"
    assert rendered(tmp_path, '{{ entry["name"] }}', entry={"name": "<x>"}) == "&lt;x&gt;"
    for source in ("{{ view.lin }}", "{% if view.lin %}{% endif %}", "{{ nothing.line }}"):
        with pytest.raises((AttributeError, UndefinedError)):
            rendered(tmp_path, source, view=place)


@pytest.mark.parametrize(
    "words",
    [
        "{{ 7 * 7 }}",
        "{% endraw %}{{ 7 * 7 }}{% raw %}",
        "{%- endraw -%}{{ 7 * 7 }}{%- raw -%}",
        "{% if true %}49{% endif %}",
        "{# gone #}",
        "{{ cycler.__init__.__globals__ }}",
        "}}{{ 7 * 7 }}",
        "{{{{ 7 * 7 }}}}",
        "{\n{ 7 * 7 }}",
    ],
)
def test_words_of_a_language_are_never_run(tmp_path: Path, words: str) -> None:
    """They stand in the source of the compiled template."""
    strings = replace(english(), messages={"What": words})
    for source in ('<p>{{ _("What") }}</p>', "<p title='{{ _('What') }}'>{</p>"):
        found = rendered(tmp_path, source, strings)
        written = LexborHTMLParser(found).css_first("p")
        assert written is not None
        assert words in (written.text(), written.attributes.get("title"))
