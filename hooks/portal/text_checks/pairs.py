"""Between two languages of a text: the same links, and no copies that wait for translation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from portal.prose import destinations
from portal.text_checks.findings import COVER, Finding, cover

LINKS: Final = "links"
COPY: Final = "copy"
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"”“)]+")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SIGNS: Final = re.compile(r"\]\(|\]:|<|https?://|www\.")
# Codes of countries that addresses have in the place of the language's.
_COUNTRIES: Final = MappingProxyType({"cs": "cz"})
# A text with fewer ordinary words may be a name or a title.
_COPIED_WORDS: Final = 3
COPIED_LENGTH: Final = 20


def compare_links(
    source: str, source_language: str, text: str, language: str, *, is_prose: bool
) -> Iterator[Finding]:
    """Where one text leads to and the other does not.

    A page of elsewhere may be in the language of the text: …/en/report, …/bg/report and …/report
    are one.
    """
    if not _SIGNS.search(source) and not _SIGNS.search(text):
        return
    wanted, given = _links(source, is_prose), _links(text, is_prose)
    missing = [link for link in wanted if link not in given]
    added = [link for link in given if link not in wanted]
    if missing and added:
        words = _words_of((source_language, language))
        theirs, own = ({_neutral(link, words) for link in links} for links in (missing, added))
        missing = [link for link in missing if _neutral(link, words) not in own]
        added = [link for link in added if _neutral(link, words) not in theirs]
    if missing or added:
        parts = []
        if missing:
            parts.append(f"no link to {', '.join(missing)}")
        if added:
            parts.append(f"a link to {', '.join(added)}")
        got = " and ".join(parts)
        at = max(text.find(added[0]), 0) if added else 0
        yield Finding(
            LINKS, at, f"the links of the text in {source_language}", got,
            "give both texts the same links",
        )  # fmt: skip


@cache
def _words_of(languages: tuple[str, str]) -> re.Pattern[str]:
    """What stands in addresses for some languages: their tags, and cz for Czech."""
    tags = {tag.split("-")[0] for tag in languages}
    words = sorted(tags | {_COUNTRIES[tag] for tag in tags & _COUNTRIES.keys()})
    return re.compile(rf"[/._-]?(?<![^\W_])(?:{'|'.join(words)})(?![^\W_])", re.I)


def _neutral(link: str, words: re.Pattern[str]) -> str:
    """An address of elsewhere without the language that it names."""
    return link if link.startswith("portal:") else words.sub("", link).rstrip("/")


def _links(text: str, is_prose: bool) -> dict[str, None]:
    if is_prose:
        return dict.fromkeys(found.address for found in destinations(text))
    return dict.fromkeys(m[0].rstrip(".,;:!?") for m in _ADDRESS.finditer(text))


def find_copies(texts: Mapping[str, str], source: str) -> Iterator[tuple[str, Finding]]:
    """(language, finding) for each text, or paragraph of one, that is another language's."""
    seen: dict[str, str] = {}
    for language in sorted(texts, key=lambda tag: tag != source):
        whole = texts[language]
        parts = whole.split("\n\n") if "\n" in whole else (whole,)
        for part in parts:
            if len(part) < COPIED_LENGTH:
                continue
            other = seen.setdefault(" ".join(part.split()), language)
            if other != language and _is_sentence(part):
                yield language, Finding(
                    COPY, max(whole.find(part), 0), f"a text in {language}",
                    f"the text in {other}: {part[:40]}", "translate it",
                )  # fmt: skip
                break


def _is_sentence(text: str) -> bool:
    words = [m[0] for m in _WORD.finditer(cover(text).replace(COVER, " "))]
    return sum(word[0].islower() for word in words) >= max(_COPIED_WORDS, len(words) // 3)
