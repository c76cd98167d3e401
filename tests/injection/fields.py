"""Records in which every text field of every kind holds a payload, read off the models.

Which fields there are is asked of the types: a new field is filled, and a type that is not known
here stops the tests. In record i the text field k holds, in language l, the payload with the number
31 (3i + 7k + l): over `COUNT` records each payload stands once in each field.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, TypeAdapter, ValidationError

from portal.evidence import CheckFile
from portal.fields import (
    Alt,
    AnyUrl,
    Country,
    Currency,
    DataFile,
    Identifier,
    Language,
    Line,
    PartialDate,
    Prose,
    Reference,
    Text,
    TextLanguage,
    TimeZone,
    Url,
)
from portal.model import KINDS
from portal.site import Site
from tests.injection.payloads import ADDRESSES, PAYLOADS

# The languages that have texts; the site has one more, which shows those of the first.
WRITTEN: Final = ("en", "bg", "ro")
LANGUAGES: Final = (*WRITTEN, "cs")
COUNT: Final = -(-len(PAYLOADS) // len(WRITTEN))
_STEP: Final = 7
_STRIDE: Final = 31
# Names that files may have on the systems that serve websites.
FILE_NAMES: Final = (
    "a' onload='pwn(21)", '"><img src=x onerror=pwn(22)>', "&quot; onerror=pwn(23) x=&quot;",
    "%22 onerror=pwn(24) x=%22", "#pwn(25)", "?pwn(26)", "x..%2f..%2fpwn(27)", "=1+pwn(28)",
    "{{pwn(29)}}", "x.png 2x, pwn(30)", "$(pwn 31)", ";pwn(32)", "%0d%0aX-Pwn 33",
    "<svg onload=pwn(34)>", "[x](javascript pwn(35))",
)  # fmt: skip
# What the editors' page or a rule about several fields needs in a certain way.
_FIXED: Final[Mapping[str, Any]] = {
    "Dispute.field": "links", "Site.url": "https://hostile.example/",
    "Site.tag_prefix": "tag:hostile.example,2026", "SiteLanguage.formats_from": None,
    "SiteLanguage.tag": "en",
    "Site.editing": None, "Site.social_cards": "false", "Site.page_size": "10",
    "Municipality.nuts3": "BG323", "Municipality.national_code": "RSE27", "Event.starts_at": None,
    "Event.ends_at": None, "Organisation.kind": "eu_institution", "Event.time_zone": None,
    "FeedbackWay.page": None,
    "Partner.municipality": None, "Picture.file": "pictures/room.jpg",
    "Agreement.progress": None, "Check.sha256": "0" * 64, "Check.commitment": "1",
    "Check.verdict": "fulfilled", "Commitment.kind": "inform_public",
    "InaccessibleContent.reason": "not_compliant", "AccessibilityStatement.status": "not_compliant",
    "Record.former_ids": None, "Source.former_ids": None,
}  # fmt: skip
_PLAIN: Final[tuple[tuple[type, str], ...]] = (
    (PartialDate, "2026-12"), (datetime, "2026-12-03 10:00"), (date, "2026-09-20"), (int, "5"),
    (float, "42.5"), (Decimal, "50"),
)  # fmt: skip
_OF_STRINGS: Final = (
    (Country, "BG"), (Currency, "EUR"), (Language, "bg"), (TextLanguage, "en"),
    (TimeZone, "Europe/Sofia"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that has no parts: its type, what pydantic knows of it, and where it stands."""

    name: str
    path: tuple[str | int, ...]
    type: Any
    metadata: tuple[Any, ...]

    @property
    def adapter(self) -> TypeAdapter[Any]:
        """Validates values of this leaf alone."""
        return _adapter(self.type, self.metadata)

    def marker(self, wanted: type) -> Any:
        """What marks a reference or a file."""
        return next((m for m in self.metadata if isinstance(m, wanted)), None)

    def is_of(self, annotated: Any) -> bool:
        """Whether it is validated as an annotated type is, whatever else is asked of it."""
        wanted = [m.func for m in get_args(annotated)[1:] if isinstance(m, BeforeValidator)]
        return any(isinstance(m, BeforeValidator) and m.func in wanted for m in self.metadata)

    @property
    def is_text(self) -> bool:
        """Whether it holds texts in languages."""
        return isinstance(self.type, type) and issubclass(self.type, Text)

    @property
    def is_free(self) -> bool:
        """Whether it takes whatever text comes: nearly every payload."""
        if self.is_text:
            return True
        return self.type is str and sum(map(self.takes, PAYLOADS[::10])) * 20 > len(PAYLOADS)

    def takes(self, payload: Any) -> bool:
        """Whether a payload passes as it is."""
        value = dict.fromkeys(LANGUAGES, payload.text) if self.is_text else payload.text
        try:
            self.adapter.validate_python(value, context={"languages": LANGUAGES})
        except ValidationError:
            return False
        return True


@cache
def _adapter(kind: Any, metadata: tuple[Any, ...]) -> TypeAdapter[Any]:
    annotated: Any = Annotated[(kind, *metadata)] if metadata else kind
    return TypeAdapter(annotated)


def models() -> Mapping[str, type[BaseModel]]:
    """Each model that a file of the data is read as, by its folder or name."""
    return {**KINDS, "evidence": CheckFile, "site.yml": Site}


def leaves(model: type[BaseModel], path: tuple[str | int, ...] = ()) -> Iterator[Leaf]:
    """Every leaf of a model, parts of parts among them; of a list its first item."""
    for name, info in model.model_fields.items():
        if name != "id" or path != ():
            owner = f"{model.__name__}.{name}"
            yield from _leaves(info.annotation, tuple(info.metadata), owner, (*path, name))


def _leaves(
    annotation: Any, metadata: tuple[Any, ...], name: str, path: tuple[str | int, ...]
) -> Iterator[Leaf]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _leaves(arguments[0], (*metadata, *arguments[1:]), name, path)
    elif origin in (Union, types.UnionType):
        # What stands in `X | None` keeps its metadata; what is said of the whole has none.
        inner = next(a for a in arguments if a is not type(None))
        yield from _leaves(inner, metadata, name, path)
    elif origin is tuple:
        yield from _leaves(arguments[0], (), name, (*path, 0))
    elif origin is dict:
        yield from _leaves(arguments[1], (), name, (*path, "bg"))
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from leaves(annotation, path)
    else:
        # Length limits and rules across fields cannot be asked of a value alone.
        kept = tuple(m for m in metadata if isinstance(m, (BeforeValidator, Reference, DataFile)))
        yield Leaf(name, path, annotation, kept)


@dataclass
class Filler:
    """Fills one file. `placed` notes which payload stands where: (field, payload)."""

    number: int
    start: int = 0
    shift: int = 0
    placed: list[tuple[str, str]] = field(default_factory=list)
    _field: int = 0
    # Payloads that are harmless words instead: the same site with nothing to fear in it.
    is_tame: bool = False

    def fill(self, model: type[BaseModel]) -> dict[str, Any]:
        """All fields of a model, as a file holds them."""
        made = {}
        for name, info in model.model_fields.items():
            owner = f"{model.__name__}.{name}"
            common = f"Record.{name}"
            if owner in _FIXED or (common in _FIXED and "updated_on" in model.model_fields):
                value = _FIXED.get(owner, _FIXED.get(common))
            elif name == "id" and "updated_on" in model.model_fields:
                continue
            else:
                value = self._value(info.annotation, tuple(info.metadata), owner)
            if value is not None:
                made[name] = value
        return made

    def _value(self, annotation: Any, metadata: tuple[Any, ...], name: str) -> Any:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._value(arguments[0], (*metadata, *arguments[1:]), name)
        if origin in (Union, types.UnionType):
            inner = next(a for a in arguments if a is not type(None))
            return self._value(inner, metadata, name)
        if origin is tuple:
            many = 2 if name.startswith("Dispute.") else 1
            return [self._value(arguments[0], (), name) for _ in range(many)]
        if origin is dict:
            return {"bg": self._value(arguments[1], (), name)}
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self.fill(annotation)
        if isinstance(annotation, type) and issubclass(annotation, Text):
            return self._text(annotation, name)
        if isinstance(annotation, type) and issubclass(annotation, StrEnum):
            options = list(annotation)
            return options[self.number % len(options)].value
        for kind, value in _PLAIN:
            if annotation is kind:
                return value
        return self._string(Leaf(name, (), annotation, metadata))

    def _text(self, kind: type[Text], name: str) -> dict[str, str]:
        tags = LANGUAGES if kind is Alt or name.startswith("Visibility.") else WRITTEN
        self._field += 1
        found = {}
        for place, tag in enumerate(tags):
            text = self._payload(place % len(WRITTEN), name)
            if kind is Prose and self.number % 2:
                text = f"Before it.\n\n{text}\n\nBehind it."
            found[tag] = f"Text {text}"[:250] if kind is Alt else text
        return found

    def _payload(self, place: int, name: str) -> str:
        at = len(WRITTEN) * self.number + _STEP * self._field + place + self.start + self.shift
        # Neighbours are of different families.
        payload = PAYLOADS[at * _STRIDE % len(PAYLOADS)]
        self.placed.append((name, payload.id))
        return f"word {payload.id}" if self.is_tame else payload.text

    def _string(self, leaf: Leaf) -> str:
        reference, file = leaf.marker(Reference), leaf.marker(DataFile)
        if reference is not None:
            return record_id(reference.kind, self.number)
        if leaf.is_of(Url) or leaf.is_of(AnyUrl):
            self._field += 1
            addresses = ADDRESSES[:12] if "archived" in leaf.name else ADDRESSES
            if self.is_tame:
                return f"https://a.example/{leaf.name}"
            # An archived copy must be elsewhere than its original: the next one of the list.
            return addresses[(self.number + self._field) % len(addresses)]
        if file is not None:
            return f"{file.folder}/{self._file_name(file)}"
        if leaf.is_of(Identifier):
            return f"step-{self.number}"
        for kind, value in _OF_STRINGS:
            if leaf.is_of(kind):
                return value
        if leaf.is_of(Line):
            self._field += 1
            return self._payload(self.number % len(WRITTEN), leaf.name)
        raise AssertionError(f"{leaf.name}: give its type a value in tests/injection/fields.py")

    def _file_name(self, file: DataFile) -> str:
        ending = ".txt" if ".txt" in file.endings else file.endings[0]
        name = "plain" if self.is_tame else FILE_NAMES[self.number % len(FILE_NAMES)]
        return f"{name}{ending}"


def record_id(kind: str, number: int) -> str:
    """The id of a record: the same numbers in all kinds, so that all refer to all."""
    return f"{kind}-{number}"
