"""Alphabetical order, compared with ICU's."""

from __future__ import annotations

import random

import icu
import pytest

from portal.collation import make_sort_key

NAMES = (
    "Благоевград", "Бяла (Русе)", "Лъки", "Кърджали", "Две могили", "Сливо поле", "Blagoevgrad",
    "Focșani", "Budapest", "Torrent (València)", "Čepelare", "Cheb", "Hradec", "Chrudim", "Čáslav",
    "Iași", "Înainte", "Țara", "Tara", "Şcoala", "Școala", "Zala", "Żory", "ROMACT", "Roma-Net",
    "Roma Net", "2 могили", "10 села",
)  # fmt: skip
LETTERS = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюяabz",
    "ro": "aăâbcdefghiîjklmnopqrsștțuvwxyz",
    "cs": "aábcčdďeéěfghchiíjklmnňoóprřsštťuúůvyýzž",
    "de": "aäbcdefghijklmnoöpqrsßtuüvwxyz",
    "hu": "aábccsddzdzseéfggyhiíjkllymnnyoóöőprsszttyuúüűvyzzs",
    "pl": "aąbcćdeęfghijklłmnńoóprsśtuwyzźż",
    "hr": "abcčćddžđefghijklljmnnjoprsštuvzž",
    "sk": "aáäbcčdďdzdžeéfghchiíjklmnňoóôprřsštťuúvyýzž",
}


def words_of(language: str) -> list[str]:
    """Names and made-up words with accents, capitals, digits, spaces and signs."""
    dice = random.Random(f"collation {language}")
    words = set(NAMES)
    while len(words) < 900:
        word = "".join(dice.choice(LETTERS[language]) for _ in range(dice.randint(1, 6)))
        if dice.random() < 0.3:
            word = word.capitalize()
        elif dice.random() < 0.1:
            word = word.upper()
        if dice.random() < 0.2:
            word = word[:2] + dice.choice([" ", "-", ", ", " – ", "’"]) + word[2:]
        if dice.random() < 0.1:
            word = f"{dice.randint(1, 40)} {word}"
        words.add(word)
    return sorted(words)


@pytest.mark.parametrize("language", LETTERS)
def test_any_two_words_stand_as_icu_has_them(language: str) -> None:
    collator = icu.Collator.createInstance(icu.Locale(language))
    key = make_sort_key(language)
    words = words_of(language)
    dice = random.Random(language)
    wrong = []
    for _ in range(20_000):
        one, other = dice.choice(words), dice.choice(words)
        expected = collator.compare(one, other)
        ours = (key(one) > key(other)) - (key(one) < key(other))
        if expected not in (0, ours):
            wrong.append((one, other, expected, ours))
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("cs", ["Cheb", "Chrudim"]),
        ("en", ["Cheb", "Chrudim", "Hradec"]),
        ("bg", ["Бяла", "Лъки", "Blagoevgrad"]),
        ("ro", ["Iași", "Înainte", "Tara", "Țara"]),
        ("hu", ["szép", "tyúk", "zala", "zsák"]),
    ],
)
def test_lists_that_a_reader_would_check(language: str, expected: list[str]) -> None:
    backwards = expected[::-1]
    assert sorted(backwards, key=make_sort_key(language)) == expected


def test_czech_ch_follows_h() -> None:
    assert sorted(["Chrudim", "Cheb", "Hradec", "Ivančice"], key=make_sort_key("cs")) == [
        "Hradec",
        "Cheb",
        "Chrudim",
        "Ivančice",
    ]


def test_a_language_that_nobody_knows_sorts_by_letters() -> None:
    assert sorted(["čhib", "b", "a", "Č"], key=make_sort_key("rom")) == ["a", "b", "Č", "čhib"]
