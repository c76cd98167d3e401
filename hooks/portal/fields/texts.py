"""Texts in several languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import InitErrorDetails, PydanticCustomError, core_schema

from portal.fields.codes import language_meant
from portal.fields.refusal import FieldError, text_of
from portal.fields.words import parse_line
from portal.yaml_mistakes import quoted

LANGUAGE_PATTERN: Final = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$"
# About 25 pages; what is longer is a document. It also bounds the time that a page of
# nested quotes or brackets takes to render.
MAX_PROSE: Final = 50_000
# Screen readers read it in one go, and cannot pause.
MAX_ALT: Final = 250
_MIN_ALT: Final = 3
# A file's name, also without its ending (IMG_2034, DSC00017, 20180517_101500), or the word "photo"
# in the languages of sites, with or without a number.
_SAYS_NOTHING: Final = re.compile(
    r"\S+\.(jpe?g|png|webp|gif|heic|avif)"
    r"|(img|dsc[fn]?|pxl|mvi|gopr|dji|pict?|p|image|photo|picture|screenshot|whatsapp image)?"
    r"[ _-]?\d[\d _.:-]*"
    r"|(a )?(photo(graph)?|picture|image|foto(graf(ie|ia|ía|ije))?|снимка|фото(графия)?|картина"
    r"|imagin[ea]|poz[aăe]|obrázek|snímek|bild|kép|fénykép|zdjęcie|obraz)s?[ _-]?\d*\.?",
    re.IGNORECASE,
)


# "en:A school", "en; A school", "en - A school"
_NO_SPACE: Final = re.compile(r"([a-z]{2,3}(?:-[A-Za-z]+)*)(?: ?[:;=]| [-–—] )")


class Text(Mapping[str, str]):
    """A text in several languages: immutable mapping of language tag to text."""

    __slots__ = ("_by_language",)

    def __init__(self, by_language: Mapping[str, str]) -> None:
        self._by_language = dict(by_language)

    def __reduce__(self) -> tuple[type[Text], tuple[dict[str, str]]]:
        """For pickles: what Python does by itself takes twice as long to read back."""
        return type(self), (self._by_language,)

    def __getitem__(self, language: str) -> str:
        """The text in a language; KeyError where there is none."""
        return self._by_language[language]

    def __contains__(self, language: object) -> bool:
        """Whether there is a text in a language (the mixin's way is by an exception)."""
        return language in self._by_language

    def __iter__(self) -> Iterator[str]:
        """Iterate over the languages, in the order of the file."""
        return iter(self._by_language)

    def __len__(self) -> int:
        """How many languages there are."""
        return len(self._by_language)

    def nearest(self, language: str, default: str) -> tuple[str, str]:
        """(text, its language): in this language, else in the default one, else in the first."""
        texts = self._by_language
        if language in texts:
            return texts[language], language
        if default in texts:
            return texts[default], default
        return next((text, tag) for tag, text in texts.items())

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it is there, in the order of the file."""
        return tuple(self._by_language)

    def as_dict(self) -> dict[str, str]:
        """The texts by language; a copy, made in one step."""
        return self._by_language.copy()

    def __repr__(self) -> str:
        """For debugging."""
        return f"Text({self._by_language!r})"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Validate a mapping `{bg: …, en: …}`; see `_text_schema`."""
        return _text_schema(parse_line, cls)

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


class Alt(Text):
    """What a picture shows, for those who do not see it: in every language of the site.

    Pictures here are never decoration, and a description in a language that its reader does
    not know helps nobody.
    """

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Validate a mapping of all languages to a description."""
        return _text_schema(_parse_alt, cls, every_language=True)


def _parse_alt(value: object) -> str:
    text = parse_line(value)
    says_nothing = _SAYS_NOTHING.fullmatch(text) or sum(map(str.isalpha, text)) < _MIN_ALT
    if says_nothing or len(text) > MAX_ALT:
        raise FieldError(
            f"what the picture shows, in at most {MAX_ALT} characters",
            value,
            "describe it as you would on the telephone, such as: "
            "Ten people around a table in the town hall"
            if says_nothing
            else "shorten it, and put the rest into caption:",
            got="" if says_nothing else f"{len(text)} characters",
        )
    return text


def _parse_markdown(value: object) -> str:
    text = text_of(value, "text", "write the text, or delete the line")
    if len(text) > MAX_PROSE:
        raise FieldError(
            f"a text of at most {MAX_PROSE:,} characters",
            value,
            "shorten it, and put the whole as a document under data/files/",
            got=f"{len(text):,} characters",
        )
    return text


def _text_schema(
    parse: Callable[[object], str], cls: type[Text], *, every_language: bool = False
) -> core_schema.CoreSchema:
    def validate(value: object, info: ValidationInfo) -> Text:
        if isinstance(value, Text):
            return value
        context: Mapping[str, Any] = info.context or {}
        languages: tuple[str, ...] = context.get("languages", ())
        default: str = context.get("default_language", "")
        if not isinstance(value, dict):
            raise _no_mapping(value, default or "en", languages)
        result: dict[str, str] = {}
        errors: list[InitErrorDetails] = []
        for language, text in value.items():
            try:
                if languages and language not in languages:
                    raise _unknown_language(language, languages)
                if text is not None:
                    result[language] = parse(text)
            except PydanticCustomError as error:
                errors.append(InitErrorDetails(type=error, loc=(language,), input=text))
        if errors:
            raise ValidationError.from_exception_data(cls.__name__, errors)
        if not result or (default and default not in result):
            raise FieldError(
                f"a text in the site's default language ({default})" if default else "a text",
                None,
                f'add a line "{default or "en"}: …"',
                got=f"only {', '.join(result)}" if result else "",
                at=(default,) if default else (),
            )
        missing = [tag for tag in languages if tag not in result] if every_language else ()
        if missing:
            raise FieldError(
                f"a text in every language of this site ({', '.join(languages)})",
                None,
                "add " + " and ".join(f'"{tag}: …"' for tag in missing),
                got=f"only {', '.join(result)}",
                at=(missing[0],),
            )
        return cls(result)

    return core_schema.with_info_plain_validator_function(
        validate, serialization=core_schema.plain_serializer_function_ser_schema(Text.as_dict)
    )


def _no_mapping(value: object, default: str, languages: tuple[str, ...]) -> PydanticCustomError:
    expected = f"a text per language ({default}: …)"
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return FieldError(expected, value, 'delete the "- " before each language')
    text = " ".join(value.split()) if isinstance(value, str) else "…"
    match = _NO_SPACE.match(text)
    if match and match[1] in languages:
        return FieldError(
            expected, value, f"write a colon and a space behind each language: {match[1]}: …"
        )
    return FieldError(
        expected,
        value,
        "put the text on a line of its own below the field, indented: "
        f"{default}: {quoted(text) if text != '…' else text}",
    )


def _unknown_language(language: str, languages: tuple[str, ...]) -> PydanticCustomError:
    meant = language_meant(language, languages)
    return FieldError(
        f"a language of this site ({', '.join(languages)})",
        language,
        f'did you mean "{meant}"?'
        if meant
        else "use one of them, or add the language to data/site.yml",
        at_key=True,
    )
