"""The strings of code and templates, and how PO files keep up with them.

Calls are found in syntax trees, not by Babel's own reader of tokens: on Python 3.11 that
one overlooks every call inside an f-string, later it does not, and neither it nor Jinja's
sees a method such as `language.plural(…)` in a template.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from babel import UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import generate_po
from jinja2 import Environment, TemplateSyntaxError, nodes

from portal.problems import Problem, quote_got

# Functions and methods whose first arguments are strings to translate, and how many.
KEYWORDS: Final = MappingProxyType({"_": 1, "gettext": 1, "N_": 1, "ngettext": 2, "plural": 2})
COMMAND: Final = "python scripts/extract_strings.py"
_SOURCES: Final = (("hooks", "*.py"), ("overrides", "*.html"))
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)\w")
# Material's templates use loop controls, ours the blocks of the i18n extension.
_EXTENSIONS: Final = ["jinja2.ext.i18n", "jinja2.ext.loopcontrols"]
_ANY_PLURAL: Final = "nplurals=2; plural=(n != 1);"


@dataclass(frozen=True, slots=True)
class Found:
    """A string to translate, or the singular and the plural of one, and its line."""

    line: int
    message: str | tuple[str, str]


def find_in_python(source: str) -> Iterator[Found]:
    """The strings of Python code. Raises: SyntaxError."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
                values = [arg.value if isinstance(arg, ast.Constant) else None for arg in args]
                yield from _found(node.lineno, name, values)


def find_in_template(source: str) -> Iterator[Found]:
    """The strings of a Jinja template. Raises: TemplateSyntaxError."""
    # Nothing is rendered here, and the parser does not ask what should be escaped.
    environment = Environment(autoescape=True, extensions=_EXTENSIONS)
    for call in environment.parse(source).find_all(nodes.Call):
        match call.node:
            case nodes.Name(name=name) | nodes.Getattr(attr=name):
                values = [a.value if isinstance(a, nodes.Const) else None for a in call.args]
                yield from _found(call.lineno, name, values)


def _found(line: int, name: str, values: Sequence[object]) -> Iterator[Found]:
    count = KEYWORDS.get(name, 0)
    match values[:count]:
        case [str(message)] if count == 1 and message:
            yield Found(line, message)
        case [str(singular), str(plural)] if singular:
            yield Found(line, (singular, plural))


def extract_strings(root: Path) -> tuple[Catalog, tuple[Problem, ...]]:
    """All strings of the project at `root`, untranslated, with the files that use them.

    Raises: nothing for what is written wrongly; OSError where the disk fails.
    """
    template, problems = Catalog(), []
    for folder, pattern in _SOURCES:
        find = find_in_python if pattern == "*.py" else find_in_template
        for path in sorted((root / folder).rglob(pattern)):
            label = path.relative_to(root).as_posix()
            try:
                found = list(find(path.read_text(encoding="utf-8")))
            except (SyntaxError, TemplateSyntaxError) as error:
                problems.append(
                    Problem(label, error.lineno or 1, 1, "", "a file without mistakes of syntax",
                            str(error.args[0]), "mend the line")
                )  # fmt: skip
                continue
            for item in found:
                known = template.get(item.message)
                if known is not None and known.id != item.message:
                    problems.append(_used_twice(label, item, known))
                template.add(item.message, locations=[(label, item.line)])
    return template, tuple(problems)


def _used_twice(label: str, item: Found, known: Message) -> Problem:
    return Problem(
        label, item.line, 1, "", f"{quote_got(_singular(known))} used in one way everywhere",
        f"another plural than in {known.locations[0][0]}",
        "use the same plural, or no plural, in both places",
    )  # fmt: skip


def merge_strings(template: Catalog, known: Catalog | None, language: str) -> Catalog:
    """The strings of `template` with the translations, comments and flags that are known.

    What is no longer used is dropped. A translation is kept as it stands or not at all:
    none is guessed from a similar text.
    """
    merged = Catalog()
    merged.mime_headers = [
        ("Language", language),
        ("Plural-Forms", plural_forms(language) if known is None else known.plural_forms),
    ]
    merged.header_comment = "" if known is None else known.header_comment
    for message in template:
        if not message.id:
            continue
        old = None if known is None else known.get(message.id)
        keep = old is not None and old.pluralizable == message.pluralizable
        merged.add(
            message.id,
            old.string if old and keep else None,
            locations=message.locations,
            flags=old.flags if old and keep else (),
            user_comments=old.user_comments if old else (),
        )
    return merged


def plural_forms(language: str) -> str:
    """The Plural-Forms header of a language; that of English where none is known."""
    try:
        return str(get_plural(language.replace("-", "_")).plural_forms).rstrip(";") + ";"
    except UnknownLocaleError:
        return _ANY_PLURAL


def render_po(catalog: Catalog) -> str:
    """A catalogue as the text of a PO file.

    Shape: entries by msgid, each text on one line, file names without line numbers, no
    dates: a file changes only where a string did. Source: GNU gettext manual, "PO Files".
    """
    entries = generate_po(
        catalog,
        ignore_obsolete=True,
        include_lineno=False,
        omit_header=True,
        sort_by="message",
        width=0,
    )
    lines = (
        *catalog.header_comment.splitlines(),
        'msgid ""',
        'msgstr ""',
        f'"Language: {catalog.locale_identifier}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        f'"Plural-Forms: {catalog.plural_forms}\\n"',
    )
    return "\n".join((*lines, "", "".join(entries))).rstrip("\n") + "\n"


def check_catalog(template: Catalog, catalog: Catalog, label: str) -> tuple[Problem, ...]:
    """What keeps a language from being complete: missing, fuzzy, obsolete, other placeholders."""
    problems: list[Problem] = []
    for message in template:
        if message.id:
            problems.extend(_check_message(message, catalog.get(message.id), label))
    for message in (*catalog, *catalog.obsolete.values()):
        if message.id and template.get(message.id, message.context) is None:
            problems.append(
                Problem(label, message.lineno or 1, 1, "msgid", "a string that the site uses",
                        quote_got(_singular(message)), f"run {COMMAND}, which drops it")
            )  # fmt: skip
    return tuple(problems)


def _check_message(wanted: Message, entry: Message | None, label: str) -> Iterator[Problem]:
    name = quote_got(_singular(wanted))
    if entry is None or entry.id != wanted.id:
        got = "nothing" if entry is None else "one with another plural"
        fix = f"run {COMMAND}, then write the translation"
        line = (entry.lineno if entry else None) or 1
        yield Problem(label, line, 1, "msgid", f"an entry for {name}", got, fix)
        return
    line = entry.lineno or 1
    if entry.fuzzy:
        fix = 'check it, then take the word "fuzzy" out of the line above it'
        yield Problem(
            label, line, 1, "msgstr", f"a translation of {name}", "one marked as fuzzy", fix
        )
    texts = (wanted.id,) if isinstance(wanted.id, str) else wanted.id
    allowed = [placeholders(text) for text in texts]
    forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ("",))
    for number, form in enumerate(forms):
        field = f"msgstr[{number}]" if entry.pluralizable else "msgstr"
        found = placeholders(form)
        if not form:
            fix = f"write it in the quotes after {field}"
            yield Problem(label, line, 1, field, f"a translation of {name}", "nothing", fix)
        elif found not in allowed:
            yield Problem(
                label, line, 1, field, f"the placeholders of {name}: {_listed(allowed[-1])}",
                _listed(found), "copy them letter by letter from msgid",
            )  # fmt: skip


def placeholders(text: str) -> list[str]:
    """What stands in a text for values, sorted: "%(num)s"."""
    return sorted(_PLACEHOLDER.findall(text))


def _listed(found: list[str]) -> str:
    return ", ".join(found) or "none"


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])
