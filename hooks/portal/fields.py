"""The scalar types of records: what an editor may write, and what it becomes.

Each type refuses with `FieldError`, whose words end up in front of the editor;
so they say what is expected in plain language and how to mend it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Annotated, Any, Final, NewType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel import Locale
from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import InitErrorDetails, PydanticCustomError, core_schema

from portal.problems import nearest, quote_got

LanguageTag = NewType("LanguageTag", str)
RecordId = NewType("RecordId", str)

LANGUAGE_PATTERN: Final = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$"
ID_PATTERN: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RESERVED_ID: Final = re.compile(r"page-[0-9]+|index")
_SPACES: Final = re.compile(r"[ \t\r\n]+")


def FieldError(  # noqa: N802 - reads as the exception that it makes
    expected: str, value: object, fix: str, *, at_key: bool = False
) -> PydanticCustomError:
    """What was expected, what stands there, and the fix; pydantic adds the place.

    `at_key` says that the key, not its value, is what has to be mended.
    """
    context = {"expected": expected, "got": quote_got(value), "fix": fix, "at_key": at_key}
    return PydanticCustomError("field", "expected {expected}, got {got}", context)


def _text_of(value: object, expected: str, fix: str) -> str:
    if not isinstance(value, str):
        raise FieldError(expected, value, fix)
    return value.strip()


# -- words ---------------------------------------------------------------------------


def parse_line(value: object) -> str:
    """One line of text: inner line breaks and runs of spaces become one space."""
    text = _SPACES.sub(" ", _text_of(value, "text", "write the text, or delete the line")).strip()
    if not text:
        raise FieldError("text", value, "write the text, or delete the line")
    return text


Line = Annotated[str, BeforeValidator(parse_line)]


def parse_id(value: object) -> str:
    """A record's id as it stands in file names, references and addresses."""
    rule = "lower-case Latin letters, digits and single hyphens, such as my-project-2026"
    text = _text_of(value, "an id", f"write the id of a record ({rule})")
    if not ID_PATTERN.fullmatch(text) or RESERVED_ID.fullmatch(text):
        raise FieldError(f"an id ({rule})", value, "use only a–z, 0–9 and hyphens")
    return text


Identifier = Annotated[str, BeforeValidator(parse_id)]


@dataclass(frozen=True, slots=True)
class Reference:
    """Marks a field as the id of a record of `kind`; the catalogue resolves it."""

    kind: str


class Text(Mapping[str, str]):
    """A text in several languages: immutable mapping of language tag to text."""

    __slots__ = ("_by_language",)

    def __init__(self, by_language: Mapping[str, str]) -> None:
        self._by_language = dict(by_language)

    def __getitem__(self, language: str) -> str:
        """The text in a language; KeyError where there is none."""
        return self._by_language[language]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the languages, in the order of the file."""
        return iter(self._by_language)

    def __len__(self) -> int:
        """How many languages there are."""
        return len(self._by_language)

    def __repr__(self) -> str:
        """For debugging."""
        return f"Text({self._by_language!r})"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Validate a mapping `{bg: …, en: …}`; see `_text_schema`."""
        return _text_schema(parse_line)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the mapping: language tags to texts."""
        return {
            "type": "object",
            "propertyNames": {"pattern": LANGUAGE_PATTERN},
            "additionalProperties": {"type": "string", "minLength": 1},
            "minProperties": 1,
        }


class Prose(Text):
    """A text in several languages, in Markdown (CommonMark with tables)."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Validate a mapping of languages to Markdown."""
        return _text_schema(_parse_markdown, cls)


def _parse_markdown(value: object) -> str:
    text = _text_of(value, "text", "write the text, or delete the line")
    if not text:
        raise FieldError("text", value, "write the text, or delete the line")
    return text


def _text_schema(parse: Any, cls: type[Text] = Text) -> core_schema.CoreSchema:
    def validate(value: object, info: ValidationInfo) -> Text:
        if isinstance(value, Text):
            return value
        context: Mapping[str, Any] = info.context or {}
        languages: tuple[str, ...] = context.get("languages", ())
        default: str = context.get("default_language", "")
        example = f"{default or 'en'}: …"
        if not isinstance(value, dict):
            raise FieldError(
                f"a text per language ({example})",
                value,
                f"put the text on a line of its own under the field: {default or 'en'}: "
                f"{quote_got(value) if isinstance(value, str) else '…'}",
            )
        result: dict[str, str] = {}
        errors: list[InitErrorDetails] = []
        for language, text in value.items():
            if languages and language not in languages:
                match = nearest(language, languages)
                unknown = FieldError(
                    f"a language of this site ({', '.join(languages)})",
                    language,
                    f'did you mean "{match}"?'
                    if match
                    else "use one of them, or add the language to data/site.yml",
                    at_key=True,
                )
                errors.append(InitErrorDetails(type=unknown, loc=(language,), input=text))
            elif text is not None:
                try:
                    result[language] = parse(text)
                except PydanticCustomError as error:
                    errors.append(InitErrorDetails(type=error, loc=(language,), input=text))
        if errors:
            raise ValidationError.from_exception_data("Text", errors)
        if default and default not in result:
            raise FieldError(
                f"a text in the site's default language ({default})",
                ", ".join(result) if result else None,
                f'add a line "{default}: …"',
            )
        return cls(result)

    return core_schema.with_info_plain_validator_function(
        validate, serialization=core_schema.plain_serializer_function_ser_schema(dict)
    )


# -- dates ---------------------------------------------------------------------------

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_DATE_FIX: Final = "write it as 2026, 2026-05 or 2026-05-17 (year, month, day)"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month or a day, as exact as the source is."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """ISO 8601 at its precision: 2026, 2026-05, 2026-05-17."""
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        if self.day is not None:
            text += f"-{self.day:02d}"
        return text

    @property
    def first_day(self) -> date:
        """The first day that the date may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The last day that the date may mean."""
        if self.day is not None:
            return self.first_day
        if self.month in (None, 12):
            return date(self.year, 12, 31)
        assert self.month is not None
        return date.fromordinal(date(self.year, self.month + 1, 1).toordinal() - 1)


def parse_partial_date(value: object) -> PartialDate:
    """A year, month or day in ISO order."""
    if isinstance(value, PartialDate):
        return value
    text = _text_of(value, "a date", _DATE_FIX)
    match = _DATE.fullmatch(text)
    if not match:
        raise FieldError("a date such as 2026-05-17", value, _DATE_FIX)
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        raise FieldError(
            "a date that exists", value, "check the month (01–12) and the day of that month"
        ) from None
    return PartialDate(year, month, day)


def parse_day(value: object) -> date:
    """A full day in ISO order."""
    if isinstance(value, date):
        return value
    parsed = parse_partial_date(value)
    if parsed.day is None:
        raise FieldError("a full day such as 2026-05-17", value, "add the month and the day")
    return parsed.first_day


def parse_local_time(value: object) -> datetime:
    """A day and a clock time, without zone; the record's `time_zone` gives that."""
    fix = "write it as 2026-05-17 09:30"
    text = _text_of(value, "a day and a time", fix).replace("T", " ")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", text):
        raise FieldError("a day and a time such as 2026-05-17 09:30", value, fix)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise FieldError("a day and a time that exist", value, fix) from None


@lru_cache(maxsize=1)
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def parse_time_zone(value: object) -> str:
    """An IANA time zone, such as Europe/Sofia."""
    text = _text_of(value, "a time zone", "write it as Europe/Sofia")
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        match = nearest(text, _time_zones())
        raise FieldError(
            "a time zone such as Europe/Sofia",
            value,
            f'did you mean "{match}"?' if match else "use the form Continent/City",
        ) from None
    return text


Day = Annotated[date, BeforeValidator(parse_day)]
LocalTime = Annotated[datetime, BeforeValidator(parse_local_time)]
TimeZone = Annotated[str, BeforeValidator(parse_time_zone)]
FlexibleDate = Annotated[
    PartialDate,
    BeforeValidator(parse_partial_date),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}){0,2}$"}),
]


# -- numbers -------------------------------------------------------------------------


def parse_count(value: object) -> int:
    """A whole number of at least zero."""
    if isinstance(value, int):
        return value
    text = _text_of(value, "a whole number", "write digits only, such as 180")
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise FieldError("a whole number such as 180", value, "write digits only, no separators")
    return int(text)


def parse_amount(value: object) -> Decimal:
    """An amount of money: digits, a point before at most two decimals."""
    if isinstance(value, Decimal):
        return value
    fix = 'write digits and a point before the cents, such as "17740.80"'
    text = _text_of(value, "a number", fix)
    if not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,2})?", text):
        raise FieldError("a number like 17740.80", value, fix)
    return Decimal(text)


def parse_percent(value: object) -> Decimal:
    """A share between 0 and 100 percent."""
    text = _text_of(value, "a percentage", "write a number from 0 to 100")
    try:
        number = Decimal(text) if re.fullmatch(r"[0-9.]+", text) else Decimal(-1)
    except InvalidOperation:
        number = Decimal(-1)
    if not 0 <= number <= 100:
        raise FieldError("a percentage from 0 to 100", value, "write a number without a % sign")
    return number


def _parse_degrees(limit: int, name: str) -> Any:
    def parse(value: object) -> float:
        fix = f"write degrees with a point, from -{limit} to {limit}"
        text = _text_of(value, f"a {name}", fix)
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,10})?", text) or abs(float(text)) > limit:
            raise FieldError(f"a {name} from -{limit} to {limit}", value, fix)
        return float(text)

    return parse


Count = Annotated[int, BeforeValidator(parse_count)]
Amount = Annotated[Decimal, BeforeValidator(parse_amount)]
Percent = Annotated[Decimal, BeforeValidator(parse_percent)]
Latitude = Annotated[float, BeforeValidator(_parse_degrees(90, "latitude"))]
Longitude = Annotated[float, BeforeValidator(_parse_degrees(180, "longitude"))]


# -- codes ---------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _english() -> Locale:
    return Locale("en")


def _parse_code(value: object, known: Any, what: str, example: str) -> str:
    text = _text_of(value, what, f"write a code such as {example}")
    if text not in known():
        match = nearest(text, known())
        raise FieldError(
            f"{what} such as {example}",
            value,
            f'did you mean "{match}"?' if match else "look the code up; it is case-sensitive",
        )
    return text


@lru_cache(maxsize=1)
def known_countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes (without CLDR's groupings and private codes)."""
    private = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AC", "CP", "DG", "EA", "IC", "TA", "CQ"}
    return frozenset(
        code
        for code in _english().territories
        if len(code) == 2 and code.isalpha() and code not in private
    )


@lru_cache(maxsize=1)
def known_currencies() -> frozenset[str]:
    """ISO 4217 codes, historical ones (BGN, ROL) among them."""
    return frozenset(code for code in _english().currencies if code != "XXX")


@lru_cache(maxsize=1)
def known_languages() -> frozenset[str]:
    """ISO 639 codes that CLDR names."""
    return frozenset(_english().languages)


def parse_language(value: object, info: ValidationInfo) -> str:
    """A language code, of CLDR or of the site's own configuration."""
    configured = frozenset((info.context or {}).get("languages", ()))
    return _parse_code(value, lambda: known_languages() | configured, "a language code", "bg")


Country = Annotated[
    str, BeforeValidator(lambda v: _parse_code(v, known_countries, "a country code", "BG"))
]
Currency = Annotated[
    str, BeforeValidator(lambda v: _parse_code(v, known_currencies, "a currency code", "EUR"))
]
Language = Annotated[str, BeforeValidator(parse_language)]


def pattern(pattern: str, what: str, example: str) -> BeforeValidator:
    compiled = re.compile(pattern)

    def parse(value: object) -> str:
        text = _text_of(value, what, f"write it as {example}")
        if not compiled.fullmatch(text):
            raise FieldError(f"{what} such as {example}", value, f"write it as {example}")
        return text

    return BeforeValidator(parse)


Nuts3 = Annotated[str, pattern(r"[A-Z]{2}[0-9A-Z]{3}", "a NUTS 3 code", "BG413")]
NationalCode = Annotated[str, pattern(r"[A-Z0-9][A-Z0-9-]{0,19}", "a national code", "BLG03")]


# -- addresses and files -------------------------------------------------------------

_HOST: Final = re.compile(r"(?=.{1,253}$)[^\s./:@]+(\.[^\s./:@]+)+|localhost")


def parse_url(value: object) -> str:
    """An absolute http(s) address or a mailto: one."""
    fix = "write the whole address, beginning with https:// (or mailto:)"
    text = _text_of(value, "a web address", fix)
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise FieldError("a web address", value, fix) from None
    bad_characters = re.search(r"""[\s<>"'`\\^{}|]""", text)
    if parts.scheme == "mailto":
        good = re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", parts.path) is not None
    else:
        good = parts.scheme in ("http", "https") and _HOST.fullmatch(host) is not None
        good = good and parts.username is None and parts.password is None
    if bad_characters or not good:
        raise FieldError("an address that begins with https://, http:// or mailto:", value, fix)
    return text


def parse_file_path(value: object) -> str:
    """A file below the data directory, as a relative path with forward slashes."""
    fix = "write a path below data/, such as logos/my-logo.svg"
    text = _text_of(value, "a file below data/", fix)
    path = PurePosixPath(text)
    if (
        not text
        or path.is_absolute()
        or ".." in path.parts
        or "\\" in text
        or ":" in text
        or str(path) != text
    ):
        raise FieldError("a file below data/", value, fix)
    return text


Url = Annotated[str, BeforeValidator(parse_url)]


@dataclass(frozen=True, slots=True)
class DataFile:
    """Marks a field as a file below data/, with the endings it may have."""

    folder: str
    endings: tuple[str, ...]


LogoFile = Annotated[str, BeforeValidator(parse_file_path), DataFile("logos", (".svg", ".png"))]
DocumentFile = Annotated[
    str,
    BeforeValidator(parse_file_path),
    DataFile("files", (".pdf", ".odt", ".ods", ".odp", ".docx", ".xlsx", ".pptx", ".csv", ".txt",
                       ".zip", ".epub", ".html")),
]  # fmt: skip
