"""Numbers: counts, amounts of money, shares, degrees."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Final

from pydantic import BeforeValidator

from portal.fields.refusal import FieldError, text_of

_AMOUNT: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?")
_PERCENT: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")
_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,10})?")
_SEPARATORS: Final = re.compile(r"[\s'’]")
_UNIT: Final = re.compile(r"^[^0-9-]{0,8}|[^0-9]{0,8}$")


def parse_count(value: object) -> int:
    """A whole number of at least zero."""
    if isinstance(value, int):
        return value
    text = text_of(value, "a whole number", "write digits only, such as 180")
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise FieldError(
            "a whole number such as 180",
            value,
            _number_meant(text, re.compile("[0-9]{1,12}"), "write digits only, no separators"),
        )
    return int(text)


def parse_amount(value: object) -> Decimal:
    """An amount of money: digits, a point before at most two decimals."""
    if isinstance(value, Decimal):
        return value
    fix = 'write digits and a point before the cents, such as "17740.80"'
    text = text_of(value, "a number", fix)
    if not _AMOUNT.fullmatch(text):
        raise FieldError("a number like 17740.80", value, _number_meant(text, _AMOUNT, fix))
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
            _number_meant(text, _PERCENT, "write a number from 0 to 100, without a % sign"),
        )
    return Decimal(text)


def _number_meant(text: str, form: re.Pattern[str], fix: str) -> str:
    """`17 740,80 €` is meant as 17740.80: without unit and separators, with a point."""
    bare = _UNIT.sub("", _SEPARATORS.sub("", text))
    whole, sign, cents = bare.rpartition("," if bare.rfind(",") > bare.rfind(".") else ".")
    meant = re.sub("[.,]", "", whole) + "." + cents if sign and len(cents) != 3 else bare
    if "," in meant or meant.count(".") > 1 or (sign and len(cents) == 3):
        meant = re.sub("[.,]", "", bare)
    if meant == text or not form.fullmatch(meant):
        return fix
    unit = "" if _UNIT.sub("", text) == text else " (the number alone)"
    return f'write it as "{meant}"{unit}'


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
