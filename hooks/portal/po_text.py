"""A PO file as a catalogue of strings, read strictly.

Babel mends in silence what it should refuse: of a text whose closing quote is missing it
drops the last letter. So each line is looked at before Babel sees the file.
"""

from __future__ import annotations

import re
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

from portal.problems import Problem, limit_per_file, quote_got

_LINE: Final = re.compile(
    r'(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+)?"(?:[^"\\]|\\.)*"'
)
# Lines of one text, and signs that need no backslash: as Babel reads them.
_JOINED: Final = re.compile(r'"\s*\n\s*"|\\(?!n)')
# Arabic has six. Babel makes as many of each text as the file says, whatever that takes.
_TOO_MANY: Final = re.compile(r"nplurals(?!\s*=\s*[1-6]\s*(?:[;\"]|\\n))[^;\"]*")
# Nobody types these, and some stand for something else within templates.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def read_catalog(data: bytes, label: str) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """Read the bytes of a PO file; obsolete entries are in the catalogue's `obsolete`.

    Shape: no catalogue where there is any problem. Raises: nothing; problems carry the
    line in which the file is wrong.
    """
    try:
        # Some editors begin a file with a mark.
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        read = error.object  # what is behind that mark: from there its place counts
        line = read.count(b"\n", 0, error.start) + 1
        got = f"the byte 0x{read[error.start]:02x}"
        return None, (Problem(label, line, 1, "", "text in UTF-8", got, "save it as UTF-8"),)
    numbered = enumerate(map(str.strip, lines), start=1)
    if problems := limit_per_file(p for n, line in numbered if (p := _complain(label, n, line))):
        return None, tuple(problems)
    if not any(line.startswith('"Plural-Forms:') for line in lines):
        wanted = 'a header with "Plural-Forms: …"'
        fix = "copy the header of another language and write the plural forms of this one"
        return None, (Problem(label, 1, 1, "", wanted, "none", fix),)
    if found := _TOO_MANY.search(_JOINED.sub("", "\n".join(lines))):
        line = next((n for n, text in enumerate(lines, start=1) if "nplurals" in text), 1)
        wanted, fix = "nplurals=1 to nplurals=6", "copy it from another PO file of the language"
        return None, (Problem(label, line, 1, "Plural-Forms", wanted, quote_got(found[0]), fix),)
    try:
        return read_po(lines, abort_invalid=True), ()
    except (PoFileError, ValueError) as error:
        # Babel counts lines from 0.
        line = getattr(error, "lineno", 0) + 1
        got = str(error).split("\n")[0].rpartition(" on ")[0] or str(error)
        fix = "open the file in a PO editor, or compare the entry with its neighbours"
        return None, (Problem(label, line, 1, "", "a complete PO entry", got, fix),)


def _complain(label: str, number: int, line: str) -> Problem | None:
    """The problem of a line, without the spaces around it."""
    if found := _CONTROL.search(line):
        return Problem(
            label, number, 1, "", "text of signs that can be seen",
            f"the sign U+{ord(found[0]):04X}", "delete that sign",
        )  # fmt: skip
    if not line or line.startswith("#") or _LINE.fullmatch(line):
        return None
    return Problem(
        label, number, 1, "", 'a comment (#) or msgid/msgstr with one text in quotes ("…")',
        quote_got(line), "close the quotes, write \\\" for a quote inside a text",
    )  # fmt: skip
