"""The site itself: languages, name, publisher, page size (data/site.yml)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from portal.fields import Count, FieldError, Line, Text, TimeZone, Url, pattern
from portal.model import Part

Tag = Annotated[str, pattern(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", "a language code", "bg")]


# RFC 4151: names that stay when addresses do not; the date is one on which the
# domain was ours.
TagPrefix = Annotated[
    str,
    pattern(
        r"tag:[a-z0-9.-]+\.[a-z]+,[0-9]{4}(-[0-9]{2}){0,2}",
        "a tag URI prefix",
        "tag:example.org,2026",
    ),
]


class Direction(StrEnum):
    """The direction in which a language is written."""

    LTR = "ltr"
    RTL = "rtl"


class SiteLanguage(Part):
    """One language of the site.

    `formats_from` names a CLDR locale whose number format is borrowed where CLDR
    does not know the language itself; words are never borrowed.
    """

    tag: Tag
    name: Line
    direction: Direction = Direction.LTR
    formats_from: Tag | None = None


class Licence(Part):
    """Under what licence the site's data may be used."""

    name: Line
    url: Url


class Site(Part):
    """What data/site.yml holds. The first language is the default; it lives at `/`."""

    title: Text
    summary: Text
    url: Url
    tag_prefix: TagPrefix
    languages: Annotated[tuple[SiteLanguage, ...], Field(min_length=1)]
    time_zone: TimeZone
    publisher: Text
    contact_url: Url | None = None
    repository_url: Url | None = None
    edit_url: Url | None = None
    licence: Licence
    page_size: Annotated[Count, Field(ge=5, le=500)] = 24
    placeholder_logos: Text | None = None

    @model_validator(mode="after")
    def _languages_once(self) -> Self:
        tags = [language.tag for language in self.languages]
        if len(set(tags)) != len(tags):
            raise FieldError("each language once", ", ".join(tags), "delete the second one")
        if not self.url.endswith("/"):
            raise FieldError('an address that ends with "/"', self.url, 'add the "/"')
        return self

    @property
    def default_language(self) -> str:
        """The tag of the default language."""
        return self.languages[0].tag

    @property
    def tags(self) -> tuple[str, ...]:
        """All language tags, the default first."""
        return tuple(language.tag for language in self.languages)
