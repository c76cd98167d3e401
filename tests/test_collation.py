"""Alphabetical order: what readers expect to see, and what ICU says about thousands of words."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cmp_to_key

import icu
import pytest
import yaml

from portal.collation import make_sort_key
from tests.site_build import ROOT, WRITTEN

DATA = ROOT / "data"

# -- what readers expect -----------------------------------------------------------------

EXPECTED = {
    "en": ["a b", "a-b", "ab", "Ab", "able", "café", "cafés", "co-op", "coop", "Zoë", "zoo"],
    "bg": ["„Център“", "2012", "Айтос", "Борино", "Бяла", "Велинград", "ѝ", "Йордан", "Якоруда",
           "NGO", "Ruse"],
    "ro": ["Alba", "Arad", "Ăști", "Âmpoița", "Bacău", "Iași", "Îngeri", "Sibiu", "Suceava",
           "Șimleu", "Tulcea", "Țăndărei", "Zalău"],
    "cs": ["cihla", "cukr", "Čáslav", "daň", "ďas", "den", "hrad", "Cheb", "chléb", "Chomutov",
           "Ivo", "Rakovník", "Řím", "sad", "šest", "zima", "žito"],
    "de": ["Aachen", "Ähre", "Arzt", "Maß", "Masse", "Oelde", "Ofen", "Öhringen", "Olm", "Zug"],
    "hu": ["cukor", "Csaba", "dal", "dzéta", "dzsem", "Eger", "egy", "gáz", "Győr", "kar", "kár",
           "kasza", "loccsan", "olaj", "öl", "őr", "pad", "sok", "Szeged", "zug", "zsák"],
    "pl": ["Cieszyn", "Ćmielów", "Lublin", "Łódź", "Nysa", "Ństka", "Ostrów", "Ósme", "Zamość",
           "Źródła", "Żary"],
    "hr": ["Cres", "Čakovec", "Ćićarija", "Dubrovnik", "Džep", "Đakovo", "Ludbreg", "Ljubuški",
           "Nin", "Njivice", "Zadar", "Žminj"],
    "sk": ["Banská", "cesta", "čas", "Humenné", "Chopok", "chyba", "Ivanka", "Ôsmy", "Poprad",
           "Žilina"],
}  # fmt: skip


@pytest.mark.parametrize("language", EXPECTED)
def test_words_stand_where_readers_look_for_them(language: str) -> None:
    words = EXPECTED[language]
    shuffled = words[:]
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=make_sort_key(language)) == words


def test_capitals_and_accents_only_decide_between_equals() -> None:
    key = make_sort_key("en")
    assert sorted(["Resume", "resumé", "resume", "résumé", "resumes"], key=key) == [
        "resume", "Resume", "resumé", "résumé", "resumes",
    ]  # fmt: skip


def test_composed_and_decomposed_letters_are_the_same() -> None:
    for language, text in (("cs", "Čáslav"), ("bg", "Йордан"), ("hu", "Győr"), ("ro", "Țăndărei")):
        key = make_sort_key(language)
        decomposed = icu.Normalizer2.getNFDInstance().normalize(text)
        assert decomposed != text
        assert key(decomposed) == key(text)


def test_languages_that_nobody_knows_use_the_root_order() -> None:
    assert sorted(["ž", "z", "dža", "da", "ea"], key=make_sort_key("rom")) == [
        "da", "dža", "ea", "z", "ž",
    ]  # fmt: skip


def test_languages_with_a_region_are_that_language() -> None:
    assert make_sort_key("cs-CZ")("chata") == make_sort_key("cs")("chata")


# -- what ICU says -----------------------------------------------------------------------

# The letters of each language, its groups of letters in all their capitals, and strangers.
LETTERS = {
    "en": "a b c d e f z A B Z é ö ø ł æ ß - ' ’",
    "bg": "а б в г д е ж з и й ѝ к щ ъ ь ю я А Б Й Я a b z ё - „ “ .",
    "ro": "a ă â b i î j s ș ş t ț ţ u A Ă Â Î Ș Ț z é - .",
    "cs": "a á c č d ď e é ě h ch cH Ch CH i í n ň r ř s š t ť u ú ů y ý z ž Č H Ř Š Ž C -",
    "de": "a ä o ö u ü ß s ss A Ä Ö z - . ,",
    "hu": "a á c cs ccs Cs CS d dz dzs ddzs Ddz e é g gy ggy Gy h l ly lly n ny nny o ó ö ő Ö Ő s "
          "sz ssz Sz SZ t ty tty u ú ü ű z zs zzs Zs -",
    "pl": "a ą c ć e ę l ł n ń o ó s ś z ź ż Ł Ś Ż Ą A L - é",
    "hr": "a c č ć d dž đ Dž DŽ Đ D l lj Lj LJ n nj Nj s š z ž Č a ж -",
    "sk": "a á ä c č h ch Ch o ó ô r ŕ ř s š t z ž Ä Ô Č l ĺ ľ i í -",
    # Languages that a site may add.
    "es": "a n ñ o ó Ñ z", "fi": "a z å ä ö o Å Ä é ø", "lv": "a ā c č e ē g ģ i ī y k ķ l ļ z ž",
    "rom": "a b c č k kh s š ž dž ä ö u x y z", "sl": "a c č ć d đ s š z ž Č",
    "sv": "a z å ä ö o Å Ä é æ", "uk": "г ґ д і ї й и е є Ґ",
}  # fmt: skip
STRANGERS = [
    "а",
    "Б",
    "ж",
    "a",
    "B",
    "1",
    "9",
    "10",
    "-",
    "(",
    "„",
    "“",
    "–",
    "’",
    "/",
    "&",
    ",",
    ".",
    "№",
    "€",
    "é",
    "ß",
    "Ω",
    "λ",
    "\xa0",
]
# One of these in a pair of words: where two that nobody sorts by stand, the order is Unicode's own.
RARE = [*"😀★√→™…+№½²①ﬁⅣ٣đðæøłß日אعաა\u00ad\u200d\u0301"]


def compare(key: Callable[[str], str], one: str, other: str) -> int:
    return (key(one) > key(other)) - (key(one) < key(other))


@pytest.mark.parametrize("language", LETTERS)
def test_any_two_words_compare_as_in_icu(language: str) -> None:
    chance = random.Random(f"collation {language}")
    collator = icu.Collator.createInstance(icu.Locale(language))
    key = make_sort_key(language)
    own = [*LETTERS[language].split(" "), " "]
    for _ in range(3000):
        letters = own + chance.choice([[], STRANGERS, [chance.choice(RARE)] * 4])
        word = [chance.choice(letters) for _ in range(chance.randint(1, 6))]
        other = word[:]
        at = chance.randrange(len(other))
        other[at : at + 1] = [chance.choice(letters) for _ in range(chance.randint(0, 2))]
        one, two = "".join(word), "".join(other)
        assert compare(key, one, two) == collator.compare(one, two), (one, two)


def names_of(language: str) -> list[str]:
    """The names and titles of all records in a language."""
    found = set()
    for path in DATA.glob("*/*.yml"):
        record = yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader)
        name = record.get("name") or record.get("title") or {}
        if language in name:
            found.add(name[language])
    return sorted(found)


@pytest.mark.parametrize("language", WRITTEN)
def test_names_of_records_sort_as_in_icu(language: str) -> None:
    names = names_of(language)
    assert len(names) > 60
    collator = icu.Collator.createInstance(icu.Locale(language))
    by_icu = sorted(names, key=cmp_to_key(collator.compare))
    assert sorted(names, key=make_sort_key(language)) == by_icu


def test_every_text_has_a_key() -> None:
    key = make_sort_key("bg")
    for text in (
        "",
        "\n",
        "\u00ad",
        "\u0301",
        "日本",
        "😀",
        "İı",
        "ǅ",
        "½",
        "…",
        "\ue000",
        "\uffff",
    ):
        assert isinstance(key(text), str)
