"""Interface strings: gettext PO files, one a language, in data/strings/.

The English text is the key. Where a language has no string of its own the English
one shows; the test run of the first site refuses that, a build does not.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from portal.po_text import read_catalog
from portal.problems import Problem
from portal.reading import read_bounded, unreadable

# What the keys of all strings are written in, and what shows where there is no translation.
SOURCE_LANGUAGE: Final = "en"
_ENGLISH_PLURAL: Final = "(n != 1)"
# Rules look at the last two digits: beyond this they say the same again.
_TRIED: Final = 200


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "extract, translate later"
    """Mark a string for extraction where it stands in a table."""
    return message


@dataclass(frozen=True, slots=True)
class Strings:
    """The strings of one language.

    `messages` maps an English text to its translation, or to the tuple of its plural forms;
    `waiting` are the English texts that still lack one.
    """

    messages: Mapping[str, str | tuple[str, ...]]
    plural: Callable[[int], int]
    waiting: frozenset[str] = frozenset()

    def gettext(self, message: str) -> str:
        """The translation, or the English text."""
        found = self.messages.get(message)
        return found if isinstance(found, str) else message

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """The plural form that a number asks for, with `%(num)s` still in it."""
        found = self.messages.get(singular)
        if isinstance(found, tuple):
            return found[min(self.plural(number), len(found) - 1)]
        return singular if number == 1 else plural


def english() -> Strings:
    """Strings without translations."""
    return Strings({}, _plural(_ENGLISH_PLURAL))


def load_strings(path: Path, label: str) -> tuple[Strings, tuple[Problem, ...]]:
    """Read one PO file; a language without a file speaks English.

    Fuzzy and empty entries count as missing. Raises: nothing; a broken file is a problem.
    """
    if not os.path.lexists(path):
        return english(), ()
    try:
        content = read_bounded(path)
    except OSError as error:
        return english(), (unreadable(label, error),)
    catalog, problems = read_catalog(content, label)
    if catalog is None:
        return english(), problems
    try:
        plural = _plural(catalog.plural_expr)
        _try_plural(plural, catalog.num_plurals)
    except ValueError as error:
        line = content[: content.find(b'"Plural-Forms:')].count(b"\n") + 1
        wanted, fix = "a rule for plurals in C", "copy it from another PO file of the language"
        return english(), (Problem(label, line, 1, "Plural-Forms", wanted, str(error), fix),)
    messages: dict[str, str | tuple[str, ...]] = {}
    asked: set[str] = set()
    for message in catalog:
        if not message.id:
            continue
        asked.add(message.id if isinstance(message.id, str) else message.id[0])
        if message.fuzzy:
            continue
        if isinstance(message.id, (list, tuple)):
            forms = tuple(message.string) if isinstance(message.string, (list, tuple)) else ()
            if forms and all(forms):
                messages[message.id[0]] = forms
        elif message.string:
            messages[message.id] = str(message.string)
    return Strings(messages, plural, frozenset(asked - messages.keys())), ()


def _plural(expression: str) -> Callable[[int], int]:
    # The compiler of gettext itself: it accepts C arithmetic only and cannot run code.
    compile_plural: Callable[[str], Callable[[int], int]] = gettext.c2py
    return compile_plural(expression)


def _try_plural(plural: Callable[[int], int], forms: int) -> None:
    """See what a rule says of small numbers. Raises: ValueError where that is no plural form."""
    for number in range(_TRIED + 1):
        try:
            form = plural(number)
        except ArithmeticError:
            raise ValueError(f"a division by zero for n = {number}") from None
        if not 0 <= form < forms:
            raise ValueError(f"form {form} of {forms} (from 0) for n = {number}")
