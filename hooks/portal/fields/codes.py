"""Codes of countries, currencies, languages and regions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Annotated, Final

from babel import Locale
from pydantic import BeforeValidator, ValidationInfo

from portal.fields.refusal import FieldError, text_of
from portal.problems import nearest

# What people write instead of the right code: country codes for languages, and the like.
_SLIPS: Final = {
    "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "kz": "kk", "se": "sv", "si": "sl",
    "ua": "uk", "al": "sq", "rs": "sr", "at": "de", "gb": "en", "us": "en", "bul": "bg",
    "eng": "en", "ces": "cs", "cze": "cs", "ron": "ro", "rum": "ro", "rmy": "rom",
    "UK": "GB", "EL": "GR", "CS": "CZ", "лв": "BGN", "лв.": "BGN", "лева": "BGN", "lv": "BGN",
    "€": "EUR", "евро": "EUR", "Kč": "CZK", "lei": "RON", "$": "USD", "£": "GBP",
}  # fmt: skip
# CLDR's groupings, exceptional reservations and private codes.
_NO_COUNTRY: Final = frozenset(
    {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AC", "CP", "DG", "EA", "IC", "TA", "CQ"}
)


def _code_meant(text: str, names: Mapping[str, str]) -> str | None:
    """The code that was meant by a slip, by another case or by the English name."""
    slip = _SLIPS.get(text) or _SLIPS.get(text.casefold())
    if slip in names:
        return slip
    # Codes are too short for likeness to mean anything, names are not.
    by_name = {**{name: code for code, name in names.items()}, **{code: code for code in names}}
    folded = {word.casefold(): code for word, code in by_name.items()}
    if text.casefold() in folded:
        return folded[text.casefold()]
    close = nearest(text, by_name) if len(text) > 4 else None
    return by_name[close] if close else None


def _parse_code(value: object, names: Mapping[str, str], what: str, example: str) -> str:
    text = text_of(value, what, f"write a code such as {example}")
    if text not in names:
        meant = _code_meant(text, names)
        raise FieldError(
            f"{what} such as {example}",
            value,
            f'did you mean "{meant}"?' if meant else "look the code up; it is case-sensitive",
        )
    return text


def _english() -> Locale:
    return Locale("en")


@lru_cache(maxsize=1)
def known_countries() -> Mapping[str, str]:
    """ISO 3166-1 alpha-2 codes and their English names."""
    return {
        str(code): str(name)
        for code, name in _english().territories.items()
        if re.fullmatch("[A-Z]{2}", str(code)) and code not in _NO_COUNTRY
    }


@lru_cache(maxsize=1)
def known_currencies() -> Mapping[str, str]:
    """ISO 4217 codes, historical ones (BGN, ROL) among them, and their English names."""
    found = _english().currencies.items()
    return {str(code): str(name) for code, name in found if code not in ("XXX", "XTS")}


@lru_cache(maxsize=1)
def known_languages() -> Mapping[str, str]:
    """ISO 639 codes that CLDR names, and their English names."""
    found = _english().languages.items()
    return {str(code): str(name) for code, name in found if code not in ("und", "zxx", "root")}


def language_meant(text: str, languages: Iterable[str]) -> str | None:
    """The one of some languages that was most likely meant by a tag that is not among them."""
    known = {tag: known_languages().get(tag, tag) for tag in languages}
    base = re.split("[-_]", text)[0]
    return _code_meant(text, known) or (_code_meant(base, known) if base != text else None)


def parse_country(value: object) -> str:
    """An ISO 3166-1 alpha-2 code."""
    return _parse_code(value, known_countries(), "a country code", "BG")


def parse_currency(value: object) -> str:
    """An ISO 4217 code."""
    return _parse_code(value, known_currencies(), "a currency code", "EUR")


def parse_language(value: object, info: ValidationInfo) -> str:
    """A language code, of CLDR or of the site's own configuration."""
    configured = (info.context or {}).get("languages", ())
    if isinstance(value, str) and value in configured:
        return value
    return _parse_code(value, known_languages(), "a language code", "bg")


def parse_text_language(value: object, info: ValidationInfo) -> str:
    """The tag of one of the site's languages."""
    configured: tuple[str, ...] = (info.context or {}).get("languages", ())
    text = parse_language(value, info)
    if configured and text not in configured:
        raise FieldError(
            f"a language of this site ({', '.join(configured)})",
            value,
            "write the one in which the texts were written first, or delete the line",
        )
    return text


Country = Annotated[str, BeforeValidator(parse_country)]
Currency = Annotated[str, BeforeValidator(parse_currency)]
Language = Annotated[str, BeforeValidator(parse_language)]
TextLanguage = Annotated[str, BeforeValidator(parse_text_language)]


def pattern(pattern: str, what: str, example: str) -> BeforeValidator:
    """A validator for codes that no list holds: their form alone."""
    compiled = re.compile(pattern)

    def parse(value: object) -> str:
        text = text_of(value, what, f"write it as {example}")
        if not compiled.fullmatch(text):
            meant = [word for word in (text.upper(), text.lower()) if compiled.fullmatch(word)]
            raise FieldError(
                f"{what} such as {example}", value, f'write it as "{[*meant, example][0]}"'
            )
        return text

    return BeforeValidator(parse)


Nuts3 = Annotated[str, pattern(r"[A-Z]{2}[0-9A-Z]{3}", "a NUTS 3 code", "BG413")]
NationalCode = Annotated[str, pattern(r"[A-Z0-9][A-Z0-9-]{0,19}", "a national code", "BLG03")]
