"""Values that fit their types and are odd all the same, made from the models of the records."""

# ruff: noqa: E501 - tables of words: that reads better than it breaks

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from functools import cache
from random import Random
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, BeforeValidator

from portal import fields as types
from portal.fields import DataFile, Reference, Text
from portal.model import KINDS, Dispute, LogoField, Part, Record
from portal.site import Site
from tests.fuzzing.trees import LANGUAGES, Tree, dump, fields_of

Strategy = st.SearchStrategy[Any]

_WORDS: Final = (
    "Ruse", "Проект", "ромски общности", "<script>alert(1)</script>", "<b>&amp;", "\"'`", "]]>", "-->",
    "</script>", "{{ x }}", "{% x %}", "%(name)s", "%d", "${x}", "\\n", "\\", "a" * 300, "Ж" * 200, "e\u0301", "Z\u0351\u036b\u0343\u036a", "שלום", "سلام", "中文字", "😀", "👨‍👩‍👧", "🇧🇬", "\U0010fffd",
    "\u00ad", "\u00a0", "\u3000", "ﬁ", "ß", "İı", "=1+1", "@x",
    "+x", "-x", "; x", "a, b", "a:b", "# x", "- x", "* x", "> x", "| x |", "[x](https://a.example/)", "![x](y.png)",
    "[x](javascript:alert(1))", "[x](portal:projects)", "```", "~~~", "    code", "<!-- x -->", "<a href=x>", "&#0;",
    "1.", "0", "page-2", "index.html", "..", "/", "//", "?", "https://a.example/<x>", "x@y.example", "🏳️‍🌈", "\u1e9e",
)  # fmt: skip
_SEPARATORS: Final = (" ", " ", ", ", "", "\n", "\n\n", " – ", "\u00a0")
# Those that the loader refuses stand among the odd values of `yaml_level`.
_CHARACTERS: Final = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn"))


@cache
def _texts() -> Strategy:
    """One text: a few odd words, or any characters."""
    words = st.lists(st.tuples(st.sampled_from(_WORDS), st.sampled_from(_SEPARATORS)), min_size=1,
                     max_size=5).map(lambda pairs: "".join(w + s for w, s in pairs))  # fmt: skip
    any_text = st.text(_CHARACTERS, min_size=1, max_size=40)
    return st.one_of(words, any_text, words.map(lambda text: text * 20))


@cache
def _prose() -> Strategy:
    """Markdown: odd blocks, nested and unfinished."""
    block = st.one_of(
        _texts(),
        st.sampled_from((
            "# Heading", "## ]]>", "| a | b |\n|---|:-:|\n| <b> | `x` |", "- a\n  - b\n    - c", "1. x\n2. y",
            "> " * 40 + "x", "```html\n<script>\n```", "[" * 60, "*" * 60 + "x" + "*" * 60, "---", "<div>\n\nx\n</div>",
            "[a]: https://a.example/\n\n[a]", "[ROMACT](portal:programmes)", "x[^1]\n\n[^1]: y", "~~x~~", "- [ ] x",
            "https://a.example/" + "x" * 400, "\\" * 30, "&copy; &#x1F600; &bogus;", "<https://a.example/>",
        )),
    )  # fmt: skip
    return st.lists(block, min_size=1, max_size=6).map("\n\n".join)


def _day() -> Strategy:
    return st.one_of(
        st.dates(date(1500, 1, 1), date(2199, 12, 31)),
        st.dates(date(2026, 10, 1), date(2027, 3, 31)),
        st.sampled_from((date(1500, 1, 1), date(2199, 12, 31), date(2026, 11, 22), date(2024, 2, 29),
                         date(1582, 10, 10), date(1899, 12, 31), date(1916, 4, 30))),
    ).map(str)  # fmt: skip


@cache
def _zones() -> tuple[str, ...]:
    return ("Europe/Sofia", "UTC", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", "Etc/GMT+12",
            "Africa/Monrovia", "Pacific/Kiritimati", "Antarctica/Troll", "Europe/Dublin")  # fmt: skip


@cache
def _by_parser() -> dict[Any, Strategy]:
    """A strategy for each scalar type, known by the function that reads it."""

    def parser(annotated: Any) -> Any:
        return next(m.func for m in get_args(annotated)[1:] if isinstance(m, BeforeValidator))

    number = st.decimals(0, 999_999, places=2).map(str)
    hours = st.tuples(_day(), st.integers(0, 23), st.integers(0, 59))
    hosts = st.sampled_from(
        ("a.example", "xn--e1afmkfd.example", "пример.example", "a.b.c.example:8443")
    )
    ends = st.one_of(
        st.just("/"), st.just(""),
        st.sampled_from(("/ж/?q=%D0%B6&x='1'&y=*", "/a(b)c;d=e,f!$~", "/#x", "/%E0%A4%A", "/?" + "x" * 900)),
    )  # fmt: skip
    urls = st.tuples(st.sampled_from(("https://", "http://")), hosts, ends).map("".join)
    known = {
        types.Line: _texts(),
        types.AnyUrl: urls,
        types.Url: st.one_of(urls, urls, st.just("mailto:x+y@a.example?subject=%26")),
        types.Day: _day(),
        types.FlexibleDate: st.tuples(_day(), st.sampled_from((4, 7, 10))).map(lambda d: d[0][: d[1]]),
        types.LocalTime: hours.map(lambda t: f"{t[0]} {t[1]:02}:{t[2]:02}"),
        types.TimeZone: st.sampled_from(_zones()),
        types.Count: st.one_of(st.integers(0, 20), st.sampled_from((0, 1, 999_999_999_999))).map(str),
        types.Amount: st.one_of(number, st.sampled_from(("0", "0.01", "999999999999999.99", "1.5"))),
        types.Percent: st.sampled_from(("0", "100", "0.0001", "99.9999", "50", "33.3")),
        types.Latitude: st.floats(-90, 90).map(lambda n: f"{n:.5f}"),
        types.Longitude: st.floats(-180, 180).map(lambda n: f"{n:.5f}"),
        types.Country: st.sampled_from(("BG", "RO", "NO", "XK", "US", "AQ", "KI", "FJ", "RU", "CY")),
        types.Currency: st.sampled_from(("EUR", "BGN", "JPY", "BHD", "XAU", "CLF", "USD")),
        types.Language: st.sampled_from(("bg", "en", "rom", "ar", "sr", "zh")),
        types.TextLanguage: st.sampled_from(LANGUAGES),
        types.Nuts3: st.sampled_from(("BG413", "ROZZZ", "XX000")),
        types.NationalCode: st.sampled_from(("0", "BLG03", "A-" * 9, "Z" * 20)),
    }  # fmt: skip
    return {parser(annotated): strategy for annotated, strategy in known.items()}


_IDS: Final = st.one_of(
    st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4}){0,3}", fullmatch=True),
    st.sampled_from(("a", "0", "a" * 60, "index-2", "x-1", "school", "ruse", "ruse-2020", "romact")),
)  # fmt: skip


class _Values:
    """Strategies for the fields of a tree: references lead to the records and files it has."""

    def __init__(self, tree: Tree, owner: type[BaseModel]) -> None:
        self._tree, self._owner = tree, owner

    def model(self, model: type[BaseModel]) -> Strategy:
        """A whole part: what it must have, and some of the rest."""
        fields = {n: f for n, f in model.model_fields.items() if n != "id"}
        if model not in KINDS.values():
            fields = dict(model.model_fields)
        required = {name: self.field(model, name) for name, f in fields.items() if f.is_required()}
        optional = {
            name: self.field(model, name) for name, f in fields.items() if not f.is_required()
        }
        return st.fixed_dictionaries(required, optional=optional).map(_mend)

    def field(self, model: type[BaseModel], name: str) -> Strategy:
        """A field of a model."""
        info = model.model_fields[name]
        if (model, name) == (Dispute, "field"):
            own = [n for n in self._owner.model_fields if n not in Record.model_fields]
            return st.sampled_from(own)
        if name == "archived_url":
            return st.sampled_from(("https://web.example/2020/x", "http://archive.example/?u='"))
        if (model, name) == (Site, "social_cards"):
            return st.sampled_from(("true", "false", ["projects"], ["news", "events"]))
        if (model, name) == (Site, "page_size"):
            return st.integers(5, 30).map(str)
        return self._type(info.annotation, tuple(info.metadata))

    def _type(self, annotation: Any, metadata: tuple[Any, ...] = ()) -> Strategy:
        if get_origin(annotation) is Annotated:
            more = () if annotation == LogoField else get_args(annotation)[1:]
            metadata = (*more, *metadata)
            return self._type(get_args(annotation)[0], metadata)
        if get_origin(annotation) in (Union, UnionType):
            inner = [each for each in get_args(annotation) if each is not NoneType]
            return self._type(inner[0], metadata)
        for mark in metadata:
            if isinstance(mark, Reference):
                prefix = f"{mark.kind}/"
                ids = [n.removeprefix(prefix)[:-4] for n in self._tree if n.startswith(prefix)]
                return st.sampled_from(ids or ["none"])
            if isinstance(mark, DataFile):
                files = [n for n in self._tree if n.startswith(f"{mark.folder}/")]
                good = [n for n in files if n.endswith(mark.endings)]
                return st.sampled_from(good or ["logos/none.svg"])
        return self._plain(annotation, metadata)

    def _plain(self, annotation: Any, metadata: tuple[Any, ...]) -> Strategy:
        for mark in metadata:
            found = _by_parser().get(mark.func) if isinstance(mark, BeforeValidator) else None
            if found is not None:
                return found
        if get_origin(annotation) is tuple:
            item = self._type(get_args(annotation)[0])
            once = any(isinstance(mark, AfterValidator) for mark in metadata)
            least = max([0, *(getattr(mark, "min_length", 0) or 0 for mark in metadata)])
            return st.lists(item, min_size=least, max_size=4,
                            unique_by=json.dumps if once else None)  # fmt: skip
        if get_origin(annotation) is dict:
            keys, values = (self._type(each) for each in get_args(annotation))
            return st.dictionaries(keys, values, max_size=3)
        if isinstance(annotation, type) and issubclass(annotation, Text):
            inner = _prose() if annotation is types.Prose else _texts()
            if annotation is types.Alt:
                inner = inner.map(lambda text: f"Picture {text}"[:250])
                return st.fixed_dictionaries(dict.fromkeys(LANGUAGES, inner))
            return st.fixed_dictionaries({"en": inner}, optional={"bg": inner})
        if isinstance(annotation, type) and issubclass(annotation, StrEnum):
            return st.sampled_from([str(each) for each in annotation])
        if isinstance(annotation, type) and issubclass(annotation, Part):
            return self.model(annotation)
        return _IDS


@st.composite
def odd_trees(draw: st.DrawFn, tree: Tree) -> Tree:
    """A good tree with well-typed but odd values in a few records, and perhaps a new record."""
    changed = dict(tree)
    records = sorted(n for n in tree if n.partition("/")[0] in KINDS and n.endswith(".yml"))
    chosen = draw(
        st.lists(st.sampled_from([*records, "site.yml"]), min_size=1, max_size=4, unique=True)
    )
    for name in chosen:
        kind = name.partition("/")[0]
        model: type[BaseModel] = KINDS.get(kind, Site)
        values = _Values(tree, model)
        content = tree[name]
        fields = fields_of(content) if isinstance(content, bytes) else None
        assert isinstance(fields, dict)
        if model is not Site and draw(st.integers(0, 3)) == 0:
            new = draw(_IDS)
            changed[f"{kind}/{new}.yml"] = dump(_plain_lists(draw(values.model(model))))
            continue
        free = [
            n
            for n in model.model_fields
            if n not in ("id", "languages", "editing", "url", "tag_prefix")
        ]
        for field in draw(st.lists(st.sampled_from(free), min_size=1, max_size=4, unique=True)):
            fields[field] = _plain_lists(draw(values.field(model, field)))
        changed[name] = dump(_mend(fields))
    return changed


def _mend(fields: dict[str, Any]) -> dict[str, Any]:
    """Keep the rules between fields, mostly, so that most of these trees are built."""
    found = {name: value for name, value in fields.items() if value is not None}
    if {"organisation", "role"} <= set(found) or {"url", "page"} <= set(found):
        found.pop("municipality", None)
        found.pop("page", None)
    if found.get("role") in ("lead", "partner", "associated"):
        found.setdefault("organisation", found.pop("municipality", "donor"))
    for first, last in (("starts_on", "ends_on"), ("starts_at", "ends_at")):
        if first in found and last in found and found[first] > found[last]:
            found[first], found[last] = found[last], found[first]
    if "archived_url" in found and "url" not in found:
        del found["archived_url"]
    is_event = "status" in found and "summary" in found
    if is_event and found.keys() & {"starts_at", "ends_at", "time_zone"}:
        found.setdefault("starts_at", found.pop("ends_at", "2026-12-01 10:00"))
        found.setdefault("time_zone", "Europe/Sofia")
        found.pop("period", None)
    for name in ("statement", "disclaimer"):
        if "legal_source" in found and name in found:
            found[name].setdefault("bg", found[name]["en"])
    return found


def _plain_lists(value: Any) -> Any:
    """As YAML has it: no empty lists or mappings, which the loader refuses."""
    if isinstance(value, dict):
        return {key: item for key, item in ((k, _plain_lists(v)) for k, v in value.items())
                if item not in ([], {})}  # fmt: skip
    if isinstance(value, list):
        return [_plain_lists(item) for item in value]
    return value


@cache
def _drawer(number: int) -> Any:
    """Hypothesis' own way for fuzzers: bytes decide what is drawn from the strategy."""
    from tests.fuzzing.trees import seeds

    drawn: list[Tree] = []

    @given(odd_trees(dict(seeds()[number])))
    def draw(tree: Tree) -> None:
        drawn.append(tree)

    return drawn, draw


def draw_typed(number: int, chance: Random) -> Tree:
    """An odd tree made from the seed of that number; the same for the same chance."""
    drawn, draw = _drawer(number)
    drawn.clear()
    for length in (2_000, 8_000, 32_000, 64_000):
        draw.hypothesis.fuzz_one_input(chance.randbytes(length))
        if drawn:
            break
    assert drawn, "the strategy draws more than its bytes allow"
    found: Tree = drawn[-1]
    return found
