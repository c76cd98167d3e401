"""Mutations of YAML: odd syntax, odd scalars, and fields that stand where others belong."""

# ruff: noqa: E501 - tables of words: that reads better than it breaks

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any, Final

from tests.fuzzing.trees import dump, fields_of

_VALUE: Final = re.compile(rb"^([ \t]*(?:- )*[\w-]+:)[ ]?(.*)$", re.MULTILINE)
_BOMB: Final = b"a0: &a0 [x, x]\n" + b"".join(
    b"a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d]\n" % (n, n, *(n - 1,) * 5) for n in range(1, 30)
)

# What stands behind a colon.
SYNTAX: Final = (
    b"&a x", b"*a", b"&a {x: *a}", b"&a [*a]", b"!!python/object/apply:os.system ['true']",
    b"!!python/name:os.system", b"!!binary aGVsbG8=", b"!!set {a, b}", b"!!omap [a: 1]", b"!!int x",
    b"!!timestamp 2026-13-45", b"!!null ''", b"!<tag:x> y", b"! x", b"!", b"!!", b"!a!b c", b"&", b"*",
    b"{<<: {en: x}}", b"{? a : b}", b"{a, b}", b"{[a]: b}", b"{{a}}", b"{en: {en: {en: x}}}", b"{",
    b"}", b"[", b"]", b"[,]", b"[a,,b]", b"|", b">", b"|9\n x", b"|+\n\n\n", b">-\n  x\n y", b"| x",
    b"'", b'"', b'"\\ud800"', b'"\\udfff\\ud800"', b'"\\x00"', b'"\\u0000"', b'"\\uffff"', b'"\\U0010ffff"',
    b'"\\U00110000"', b'"\\u202Eevil"', b'"\\e[31m"', b'"\\N\\_\\L\\P"', b'"\\q"', b'"\\x7f\\x80"',
    b'"a\\\n  b"', b"'it''s'", b"- a\n - b", b"- - - - a", b"? x", b": x", b"%x", b"@x", b"`x", b"a: b: c",
    b"x # y", b"x #", b"# x", b"#", b"---", b"...", b"~", b"null", b"yes", b"No", b"true", b".inf", b".nan",
    b"-.inf", b"0x1F", b"0o17", b"0b1", b"1_000", b"+1", b"-0", b"1e999", b"12:30:45", b"012", b"1.",
    b"\xe2\x80\xa8", b"\xc2\x85", b"\xef\xbb\xbfx", b"a\tb", b"\ta",
    b"[" * 200, b"[" * 20_000, b"{a: " * 300, b"- " * 3000, b"[" * 500 + b"]" * 500,
    b"{a: " * 60 + b"}" * 60,
)  # fmt: skip

# Lines of their own.
LINES: Final = (
    b"<<: *a", b"<<: {title: {en: x}}", b"---", b"...", b"--- x", b"%YAML 1.1", b"%YAML 9.9",
    b"%TAG ! tag:x,2000:", b"? - a\n: b", b"?", b"-", b": ", b"- x", b"x", b"\t", b"\tx: y", b" x: y",
    b"title: {en: twice}", b"id: x", b"former_ids: [x, x]", b"? {a: b}\n: c", b"&a : b", b"*a : b",
    b"'': ''", b'"\\ud800": x', b"null: x", b"1: x", b"!!str x: y", b"sources: [none]", b"disputed: x",
    b"<<<<<<< HEAD\n=======\n>>>>>>> x", b"---\nsecond: document", _BOMB,
    b"\n".join(b"k%d: v" % n for n in range(3000)), b"\n" * 3000, b"#" * 100_000, b"x: " + b"y" * 100_000,
    b"x:\n" + b"".join(b" " * n + b"y:\n" for n in range(1, 400)),
)  # fmt: skip

# Values for fields: each is text, a list or a mapping of these, as the loader has them.
ODD: Final[tuple[Any, ...]] = (
    None, "", " ", "x", "TODO", "en", "bg", "index", "page-2", "v1", "con", "by-year", "a" * 5000,
    "a" * 255, "a" * 60_001, "9" * 400, "9" * 5000, "999999999999", "0", "-1", "00", "1e5", "0.001",
    "9999-12-31", "0000-00-00", "0001-01-01", "1500", "2199-12-31", "2026-02-29", "2026-02-30",
    "1582-10-10", "1899-12-31", "1970-01-01", "2026-03-29 03:30", "2026-10-25 03:30", "1500-01-01 00:00",
    "2199-12-31 23:59", "24:00", "Europe/Sofia", "Asia/Kathmandu", "Africa/Monrovia", "Etc/GMT+12",
    "Pacific/Apia", "../x", "/etc/passwd", "logos/donor.svg", "logos/../site.yml", "files/handbook.pdf",
    "logos", "logos/x.svg/", "logos\\x.svg", "logos/\u0436.svg", "https://a.example/", "http://[::1]/",
    "http://[", "https://a.example:99999/", "https://a.example:0/", "https://a.example/%zz",
    "https://a.example/\u0436?x=<y>&z='\"", "https://xn--e1afmkfd.example/", "https://\u043f.example/",
    "mailto:x@a.example", "mailto:", "mailto:a@b.example?subject=x&body=%0a", "javascript:alert(1)",
    "data:text/html,x", "//a.example", "https://a.example/ x", "tag:x.example,2026", "portal:", "#",
    "portal:projects/school", "[x](portal:projects/none)", "![x](x.png)", "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>", "]]>", "<!--", "-->", "</script>", "{{ 7*7 }}", "{% raw %}",
    "%(name)s", "%s", "%", "{0}", "${x}", "\\", "`", "```\nx", "> " * 500, "* " * 500, "[" * 500,
    "| a | b |\n|---|---|\n| c |", "&amp;", "&#0;", "&#xd800;", "=HYPERLINK(\"x\")", "@SUM(1)", "-2+3",
    "\u202eright to left\u202c", "e\u0301" * 40, "Z\u0351\u036b\u0343\u036a" * 60, "\u0436", "\u05e9\u05dc\u05d5\u05dd",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e7\U0001f1ec", "\U0010fffd", "\u00ad", "\u200b", "\ufeff",
    "\u2028", "\u2029", "\u00a0", "\x85", "a\u0000b", "a\u0001b", "a\x7fb", "a\ufffeb", "a\uffffb", "\ufdd0", "\u0130\u0131\u1e9e\ufb01",
    "a\nb", "a\r\nb", "a\tb", "one\n\n\n\ntwo", "\u4e2d\u6587", "\u0e01\u0e49", "\u3000", "I\u0307",
    "true", "false", "no", "null", "~", "lead", "held", "planned", "fulfilled", "donor", "EUR", "XXX", "BG", "EL",
    "UK", "90", "-90", "90.0000000001", "180", "-180", "1e1", "100", "100.0", "100.0001", "17740,80",
    "999999999999999.99", "0.00", "0.01", [], [[]], {}, [None], [{}], {"en": "x"}, {"en": None},
    {"en": ["x"]}, {"en": {"en": "x"}}, {"bg": "\u0436"}, {"xx": "x"}, {"en": "x", "bg": "x"}, [{"en": "x"}], {"": ""},
    ["x", "x"], {"starts_on": "2199", "ends_on": "2199-12-31"}, {"starts_on": "2014"}, {"ends_on": "1500"},
    {"amount": "1", "currency": "JPY"}, {"file": "logos/donor.svg"}, {"organisation": "donor"}, ["report"],
    ["report", "none"], ["x"] * 300, {f"k{n}": "x" for n in range(300)},
)  # fmt: skip


def mutate_syntax(content: bytes, chance: Random) -> bytes:
    """Odd syntax behind a colon, or as a line of its own."""
    found = list(_VALUE.finditer(content))
    if found and chance.random() < 0.6:
        match = chance.choice(found)
        return content[: match.end(1)] + b" " + chance.choice(SYNTAX) + content[match.end() :]
    lines = content.split(b"\n")
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(LINES))
    return b"\n".join(lines)


def mutate_fields(content: bytes, chance: Random, other: bytes) -> bytes:
    """A few fields changed: an odd value, another place's value, gone, renamed, nested, again."""
    value, strange = fields_of(content), fields_of(other)
    if not isinstance(value, dict):
        return content
    for _ in range(chance.choice((1, 1, 2, 3))):
        path = chance.choice([path for path in _paths(value) if path])
        _change(value, path, chance, strange)
        if not value:
            break
    try:
        return dump(value)
    except (RecursionError, UnicodeEncodeError):
        return content


def _change(value: Any, path: tuple[Any, ...], chance: Random, strange: Any) -> None:
    *parents, last = path
    parent = value
    for step in parents:
        parent = parent[step]
    how = chance.randrange(8)
    if how <= 2:
        parent[last] = deepcopy(chance.choice(ODD))
    elif how == 3:
        # Another place of this file, or of another one.
        source = chance.choice((value, strange))
        found = source
        for step in chance.choice(list(_paths(source))):
            found = found[step]
        parent[last] = deepcopy(found)
    elif how == 4:
        del parent[last]
    elif how == 5:
        parent[last] = chance.choice(([parent[last]], {"en": parent[last]}, {"x": parent[last]}))
    elif how == 6 and isinstance(parent, dict):
        word = chance.choice((f"{last}s", str(last)[:-1], str(last).upper(), "x", ""))
        parent[word] = parent.pop(last)
    elif isinstance(parent, list):
        parent += [deepcopy(parent[last])] * chance.choice((1, 2, 200))
    elif isinstance(parent[last], str):
        parent[last] += str(chance.choice([odd for odd in ODD if isinstance(odd, str)]))


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _paths(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value[:30]):
            yield from _paths(item, (*path, index))
