"""Words: lines of text, ids, references to other records."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BeforeValidator

from portal.fields.refusal import FieldError, text_of

ID_PATTERN: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# A path below a page of a record, and the names that end in it, must fit every file system.
MAX_ID: Final = 100
# "page-2" is the second page of a list, "by-country" leads to the list of each country, "v1" is
# the version in /embed/v1/ and /data/v1/; the others are no file names on Windows.
RESERVED_ID: Final = re.compile(
    r"page-[0-9]+|by-[a-z]+|v[0-9]+|index|con|prn|aux|nul|(com|lpt)[0-9]"
)
# Not the single space, which stays as it is.
_SPACES: Final = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")
# What people write around ids: addresses, names of files, several in one line.
_ADDRESS: Final = re.compile(r"[a-z]+://|www\.|mailto:", re.I)
_FOLDER: Final = re.compile(
    r"(portal:|(\.?/)?(data/)?)(programmes|projects|municipalities|agreements|organisations"
    r"|grants|events|news|documents|sources|visibility)/",
    re.I,
)
_ENDING: Final = re.compile(r"\.ya?ml$", re.I)
_BETWEEN_IDS: Final = re.compile(r"[,;/]\s*|\s[-–—•]\s*")
_TEXT_FIX: Final = "write the text, or delete the line"
# Bulgarian law on transliteration (State Gazette 19/2009), Articles 3 to 5.
_BULGARIAN: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "sht", "ъ": "a", "ь": "y", "ю": "yu", "я": "ya",
}  # fmt: skip


def parse_line(value: object) -> str:
    """One line of text: inner line breaks and runs of spaces become one space."""
    text = text_of(value, "text", _TEXT_FIX)
    # Hardly any line has these: to look for each takes a tenth of the time.
    if "  " in text or "\n" in text or "\t" in text or "\r" in text:
        return _SPACES.sub(" ", text)
    return text


Line = Annotated[str, BeforeValidator(parse_line)]


def parse_id(value: object) -> str:
    """A record's id as it stands in file names, references and addresses."""
    rule = "lower-case Latin letters, digits and single hyphens, such as my-project-2026"
    if isinstance(value, (list, dict)):
        raise FieldError("an id", value, _id_within(value))
    text = text_of(value, "an id", f"write the id of a record ({rule})")
    if len(text) > MAX_ID and not _ADDRESS.match(text):
        got = f"{len(text)} characters"
        fix = f'shorten it, such as "{make_id(text)}"'
        raise FieldError(f"an id of at most {MAX_ID} characters", value, fix, got=got)
    if not is_id(text):
        raise FieldError(f"an id ({rule})", value, _id_meant(text))
    return text


def _id_within(value: list[object] | dict[str, object]) -> str:
    """One that was written as an item of a list, with a name of its own or words behind it."""
    found = next(iter(value.items())) if isinstance(value, dict) and value else value
    ids = [word for word in reversed(found) if isinstance(word, str) and is_id(word)]
    one = len(value) == 1 and ids
    return f"write the id of a record alone: {ids[0]}" if one else "write the id of a record alone"


def _id_meant(text: str) -> str:
    if _ADDRESS.match(text):
        return (
            "write the id of a record, not an address: a source is a record too, made by "
            "python scripts/new_record.py source"
        )
    ids = [_bare_id(part) for part in _BETWEEN_IDS.split(_FOLDER.sub("", text)) if part.strip()]
    if len(ids) > 1:
        listed = ", ".join(f'"- {one}"' for one in ids)
        return f"write one id; where a list may stand, each on a line of its own: {listed}"
    return f'write it as "{_bare_id(text)}"'


def _bare_id(text: str) -> str:
    """The id in the name of a record's file: `municipalities/ruse.yml` gives "ruse"."""
    return make_id(_ENDING.sub("", _FOLDER.sub("", text.strip())))


Identifier = Annotated[str, BeforeValidator(parse_id)]


@dataclass(frozen=True, slots=True)
class Reference:
    """Marks a field as the id of a record of `kind`; the catalogue resolves it."""

    kind: str


def is_id(text: str) -> bool:
    """Whether a text may be a record's id."""
    if len(text) > MAX_ID or RESERVED_ID.fullmatch(text):
        return False
    return ID_PATTERN.fullmatch(text) is not None


def make_id(text: str) -> str:
    """An id made of any text: "Община Кърджали" gives "obshtina-kardzhali"."""
    text = text[: 10 * MAX_ID]  # far more than is used
    lower = re.sub(r"ия\b", "иа", text.casefold())
    latin = "".join(_BULGARIAN.get(char, char) for char in lower)
    plain = unicodedata.normalize("NFKD", latin).replace("ł", "l").replace("đ", "d")
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    made = "-".join(re.findall("[a-z0-9]+", plain))[:MAX_ID].rstrip("-") or "my-record"
    return f"{made}-1" if RESERVED_ID.fullmatch(made) else made
