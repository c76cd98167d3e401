"""Numbers: counts, amounts of money, shares, degrees."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Final

from pydantic import BeforeValidator

from portal.fields.codes import known_currencies
from portal.fields.refusal import FieldError, text_of

_AMOUNT: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?")
_PERCENT: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")
_TO_A_HUNDRED: Final = re.compile(r"100(\.0{1,4})?|[0-9]{1,2}(\.[0-9]{1,4})?")
_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,10})?")
_COUNT: Final = re.compile("[0-9]{1,12}")
# As people write numbers: in groups of three digits with one and the same separator, or plain;
# then decimals behind another sign. Only what fits one of these is understood.
_WRITTEN: Final = (
    re.compile(r"([1-9][0-9]{0,2}([.,\s'’])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]+))?"),
    re.compile(r"([0-9]+)()(?:[.,]([0-9]+))?"),
)
_NUMERIC: Final = "0123456789.,'’-–— \t\u00a0\u202f"
_AROUND: Final = re.compile(r"([^0-9]*)([0-9](?:.*[0-9])?)([^0-9]*)")
# A decimal sign without decimals: "180.", "17 740,- Kč".
_NO_DECIMALS: Final = re.compile("^[.,][-–—]?")
# What may be left out beside a number. Of other words nobody knows what they make of it:
# "million", "хил." and "k" multiply it.
_CURRENCY: Final = re.compile(
    r"[€$£]|(лв|kč|ft|zł|kr)\.?|лева?|евро|euros?|lei|leu|korun[ay]?|forint", re.I
)
_PERCENT_SIGN: Final = re.compile("%|percent|per cent|процента?|на сто|procent[aey]?|la sută", re.I)
_COUNTED: Final = re.compile(
    "pupils|students|children|people|persons|participants|families|households"
    "|души|човека|деца|ученици|участници|семейства|лица|бр\\."
    "|persoane|copii|elevi|participanți|familii|osob|lidí|dětí|žáků|účastníků|rodin",
    re.I,
)


def parse_count(value: object) -> int:
    """A whole number of at least zero."""
    if isinstance(value, int):
        return value
    text = text_of(value, "a whole number", "write digits only, such as 180")
    if not _COUNT.fullmatch(text):
        raise FieldError(
            "a whole number such as 180",
            value,
            _number_meant(text, _COUNT, _COUNTED, "write digits only, no separators"),
        )
    return int(text)


def parse_amount(value: object) -> Decimal:
    """An amount of money: digits, a point before at most two decimals."""
    if isinstance(value, Decimal):
        return value
    fix = 'write digits and a point before the cents, such as "17740.80"'
    text = text_of(value, "a number", fix)
    if not _AMOUNT.fullmatch(text):
        raise FieldError(
            "a number like 17740.80", value, _number_meant(text, _AMOUNT, _CURRENCY, fix)
        )
    return Decimal(text)


def parse_percent(value: object) -> Decimal:
    """A share between 0 and 100 percent."""
    if isinstance(value, Decimal):
        return value
    text = text_of(value, "a percentage", "write a number from 0 to 100")
    if not _PERCENT.fullmatch(text) or Decimal(text) > 100:
        raise FieldError(
            "a percentage from 0 to 100",
            value,
            _number_meant(
                text,
                _TO_A_HUNDRED,
                _PERCENT_SIGN,
                "write a number from 0 to 100, without a % sign",
            ),
        )
    return Decimal(text)


def _number_meant(text: str, form: re.Pattern[str], unit: re.Pattern[str], fix: str) -> str:
    """`17 740,80 €` is meant as 17740.80: without unit and separators, with a point."""
    number = _without_unit(text, unit)
    for written in _WRITTEN if number else ():
        if (match := written.fullmatch(number)) is None:
            continue
        meant = re.sub("[^0-9]", "", match[1]) + (f".{match[3]}" if match[3] else "")
        if meant != text and form.fullmatch(meant):
            alone = " (the number alone)" if text.strip(_NUMERIC) else ""
            return f'write it as "{meant}"{alone}'
    return fix


def _without_unit(text: str, unit: re.Pattern[str]) -> str:
    """The number between what may stand around one; empty where something else stands there."""
    match = _AROUND.fullmatch(" ".join(text.split()))
    if match is None:
        return ""
    before, number, after = match[1].strip(), match[2], _NO_DECIMALS.sub("", match[3]).strip()
    if all(not word or _is_unit(word, unit) for word in (before, after)):
        return number
    return ""


def _is_unit(word: str, unit: re.Pattern[str]) -> bool:
    return unit.fullmatch(word) is not None or (unit is _CURRENCY and word in known_currencies())


def _parse_degrees(limit: int, name: str) -> Callable[[object], float]:
    def parse(value: object) -> float:
        if isinstance(value, float):
            return value
        fix = f"write degrees with a point, from -{limit} to {limit}"
        text = text_of(value, f"a {name}", fix)
        if not _DEGREES.fullmatch(text) or abs(float(text)) > limit:
            comma = text.replace(",", ".")
            if comma != text and _DEGREES.fullmatch(comma) and abs(float(comma)) <= limit:
                fix = f'write it as "{comma}"'
            raise FieldError(f"a {name} from -{limit} to {limit}", value, fix)
        return float(text)

    return parse


Count = Annotated[int, BeforeValidator(parse_count)]
Amount = Annotated[Decimal, BeforeValidator(parse_amount)]
Percent = Annotated[Decimal, BeforeValidator(parse_percent)]
Latitude = Annotated[float, BeforeValidator(_parse_degrees(90, "latitude"))]
Longitude = Annotated[float, BeforeValidator(_parse_degrees(180, "longitude"))]
