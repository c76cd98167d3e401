"""The records: one frozen type a kind, the only place that says what a field means.

The YAML keys are the field names. `extra="forbid"` makes a misspelt key an error.
Kinds are listed in `KINDS`, in the order in which outputs name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from portal.fields import (
    Alt,
    Amount,
    Count,
    Country,
    Currency,
    Day,
    DocumentFile,
    FieldError,
    FlexibleDate,
    Identifier,
    Language,
    Latitude,
    Line,
    LocalTime,
    LogoFile,
    Longitude,
    NationalCode,
    Nuts3,
    PartialDate,
    Percent,
    PictureFile,
    Prose,
    Reference,
    Text,
    TextLanguage,
    TimeZone,
    Url,
    each_once,
    parse_file_path,
)
from portal.problems import nearest

ProgrammeId = Annotated[Identifier, Reference("programmes")]
OrganisationId = Annotated[Identifier, Reference("organisations")]
MunicipalityId = Annotated[Identifier, Reference("municipalities")]
AgreementId = Annotated[Identifier, Reference("agreements")]
ProjectId = Annotated[Identifier, Reference("projects")]
EventId = Annotated[Identifier, Reference("events")]
DocumentId = Annotated[Identifier, Reference("documents")]
SourceId = Annotated[Identifier, Reference("sources")]
_ONCE: Final = AfterValidator(each_once)
# Rules about several fields are validators of the last of them, not of the model, so that
# a mistake elsewhere in the record hides none; they also run where that field is left out.
_ALSO_DEFAULT: Final = Field(validate_default=True)


class Part(BaseModel):
    """Anything inside a record."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    def __reduce__(self) -> tuple[Any, ...]:
        """For pickles: values without the names of their fields, which the class knows.

        What pydantic does by itself gives each part read back names of its own, which take
        memory, and time to find a field by.
        """
        values = tuple(self.__dict__[name] for name in type(self).__pydantic_fields__)
        given = bytes(n in self.__pydantic_fields_set__ for n in type(self).__pydantic_fields__)
        return _restore, (type(self), values, given)


@cache
def _names_given(kind: type[Part], given: bytes) -> set[str]:
    """The fields that a file gave, one byte each: parts never change, and may share a set."""
    return {
        name for name, is_given in zip(kind.__pydantic_fields__, given, strict=True) if is_given
    }


def _restore(kind: type[Part], values: tuple[Any, ...], given: bytes) -> Part:
    part = kind.__new__(kind)
    set_one = object.__setattr__  # the model itself is frozen
    set_one(part, "__dict__", dict(zip(kind.__pydantic_fields__, values, strict=True)))
    set_one(part, "__pydantic_fields_set__", _names_given(kind, given))
    set_one(part, "__pydantic_extra__", None)
    set_one(part, "__pydantic_private__", None)
    return part


def _archived_beside_original(archived_url: str | None, info: ValidationInfo) -> str | None:
    """An archived copy is a web page, beside the address that it is a copy of."""
    if archived_url is None or "url" not in info.data:
        return archived_url
    if not archived_url.startswith(("http://", "https://")):
        raise FieldError(
            "the web address of an archived copy",
            archived_url,
            "write the address of the copy, beginning with https://, or delete the line",
        )
    url = info.data["url"]
    if url is None:
        raise FieldError(
            "url beside archived_url",
            None,
            "add a line url: with the address that the page had, or delete archived_url",
            needs=("url",),
        )
    if url == archived_url:
        raise FieldError(
            "another address than that of url",
            archived_url,
            "write the original address as url, and that of the copy as archived_url",
        )
    return archived_url


ArchivedUrl = Annotated[Url | None, AfterValidator(_archived_beside_original)]


# -- parts ---------------------------------------------------------------------------


class Period(Part):
    """From when to when, each as exact as known; one of the two may be unknown."""

    starts_on: FlexibleDate | None = None
    ends_on: Annotated[FlexibleDate | None, _ALSO_DEFAULT] = None

    @field_validator("ends_on")
    @classmethod
    def _in_order(cls, ends_on: PartialDate | None, info: ValidationInfo) -> PartialDate | None:
        starts_on = info.data.get("starts_on")
        if ends_on is None and "starts_on" in info.data and starts_on is None:
            raise FieldError(
                "starts_on, ends_on or both",
                None,
                "add a date, or delete the period",
                at=("..",),
                needs=("starts_on", "ends_on"),
            )
        if ends_on is not None and starts_on is not None and ends_on.last_day < starts_on.first_day:
            raise FieldError(
                "an end that is not before the start",
                f"{starts_on} to {ends_on}",
                "check both dates; swap them if they are the wrong way round",
            )
        return ends_on


class Link(Part):
    """A link to somewhere else, with the words that stand for it."""

    title: Text
    url: Url
    archived_url: ArchivedUrl = None
    language: Language | None = None


class DisputedValue(Part):
    """What one source says; `where` tells the places of one document apart."""

    value: Text
    source: SourceId
    where: Text | None = None


class Dispute(Part):
    """A fact on which sources differ: all values stay, none is chosen."""

    field: Line
    title: Text
    values: Annotated[tuple[DisputedValue, ...], Field(min_length=2)]
    note: Text | None = None


class Coordinates(Part):
    """A point in WGS 84, in degrees, with where it comes from."""

    latitude: Latitude
    longitude: Longitude
    source: SourceId


class Money(Part):
    """An amount as its source states it; conversions are never stored."""

    amount: Amount
    currency: Currency


class Logo(Part):
    """A logo: its file alone, or the file with what its owner asks for.

    `minimum_width_px` is in CSS pixels, `clear_space` in words; `mono` is the logo in one
    colour, `reversed` the one for dark backgrounds.
    """

    short_form: ClassVar[str] = "file"

    file: LogoFile
    mono: LogoFile | None = None
    reversed: LogoFile | None = None
    alt: Text | None = None
    clear_space: Text | None = None
    minimum_width_px: Annotated[Count | None, Field(ge=1, le=2000)] = None
    terms: Text | None = None

    @property
    def files(self) -> Mapping[str, str]:
        """The files that there are, by variant: "colour", "mono", "reversed"."""
        given = {"colour": self.file, "mono": self.mono, "reversed": self.reversed}
        return {name: file for name, file in given.items() if file is not None}


def _whole_logo(value: object) -> object:
    return {Logo.short_form: parse_file_path(value)} if isinstance(value, str) else value


LogoField = Annotated[Logo, BeforeValidator(_whole_logo)]


class Picture(Part):
    """A photograph: what it shows, who took it or lets it be shown, and where it is."""

    file: PictureFile
    alt: Alt
    credit: Text
    caption: Text | None = None


class Record(Part):
    """What every kind has. `id` is the file's stem and never stands in the file."""

    kind_name: ClassVar[str] = ""

    id: Identifier
    sources: Annotated[tuple[SourceId, ...], Field(min_length=1), _ONCE]
    updated_on: Day
    links: tuple[Link, ...] = ()
    disputed: tuple[Dispute, ...] = ()
    notes: Text | None = None
    former_ids: Annotated[tuple[Identifier, ...], _ONCE] = ()
    source_language: TextLanguage | None = None

    @field_validator("disputed")
    @classmethod
    def _disputes_name_fields(cls, disputed: tuple[Dispute, ...]) -> tuple[Dispute, ...]:
        fields = [name for name in cls.model_fields if name not in _COMMON_FIELDS]
        for index, dispute in enumerate(disputed):
            name = dispute.field.split(".")[0].split("[")[0]
            if name not in fields:
                close = nearest(name, fields)
                raise FieldError(
                    "a field that this kind of record has",
                    dispute.field,
                    f'did you mean "{close}"?' if close else f"use one of: {', '.join(fields)}",
                    at=(index, "field"),
                )
        return disputed


_COMMON_FIELDS: Final = (
    "id", "sources", "updated_on", "links", "disputed", "notes", "former_ids", "source_language",
)  # fmt: skip


# -- kinds ---------------------------------------------------------------------------


class ProcessStep(Part):
    """One step of a programme's process; its id is what an agreement's progress names."""

    id: Identifier | None = None
    title: Text
    description: Text | None = None


class ProgrammeCountry(Part):
    """A country in which a programme runs, and since when."""

    country: Country
    period: Period | None = None


class Programme(Record):
    """A programme that funds, or that municipalities join."""

    kind_name: ClassVar[str] = "programmes"

    name: Text
    short_name: Line | None = None
    summary: Text
    description: Prose | None = None
    funders: Annotated[tuple[OrganisationId, ...], _ONCE] = ()
    operators: Annotated[tuple[OrganisationId, ...], _ONCE] = ()
    countries: tuple[ProgrammeCountry, ...] = ()
    period: Period | None = None
    website: Url | None = None
    logo: LogoField | None = None
    process: tuple[ProcessStep, ...] = ()
    process_months: Count | None = None
    embed_text: Text | None = None

    @field_validator("process")
    @classmethod
    def _steps_once(cls, process: tuple[ProcessStep, ...]) -> tuple[ProcessStep, ...]:
        seen: set[str] = set()
        for number, step in enumerate(process):
            if step.id in seen:
                raise FieldError(
                    "an id that no other step has",
                    step.id,
                    "give one of the two another id",
                    at=(number, "id"),
                )
            if step.id is not None:
                seen.add(step.id)
        return process


class OrganisationKind(StrEnum):
    """What an organisation is."""

    EU_INSTITUTION = "eu_institution"
    EU_FUND = "eu_fund"
    INTERNATIONAL_ORGANISATION = "international_organisation"
    GOVERNMENT_AGENCY = "government_agency"
    DONOR = "donor"
    FUND = "fund"
    NGO = "ngo"
    MUNICIPALITY_ASSOCIATION = "municipality_association"
    REGIONAL_ADMINISTRATION = "regional_administration"
    MUNICIPAL_ADMINISTRATION = "municipal_administration"
    OTHER = "other"


class Organisation(Record):
    """A funder, operator, partner or organiser."""

    kind_name: ClassVar[str] = "organisations"

    name: Text
    short_name: Line | None = None
    kind: OrganisationKind
    summary: Text | None = None
    country: Country | None = None
    website: Url | None = None
    logo: LogoField | None = None

    @property
    def is_eu(self) -> bool:
        """Whether its money is the European Union's."""
        return self.kind in (OrganisationKind.EU_INSTITUTION, OrganisationKind.EU_FUND)


class Municipality(Record):
    """A municipality or city; told apart by its id, never by its name."""

    kind_name: ClassVar[str] = "municipalities"

    name: Text
    summary: Text | None = None
    country: Country
    region: Text | None = None
    national_code: NationalCode | None = None
    nuts3: Nuts3 | None = None
    coordinates: Coordinates | None = None
    website: Url | None = None
    logo_page: Url | None = None


class Signatory(Part):
    """Who signed; the language versions of an agreement may give different dates."""

    name: Text
    title: Text
    organisation: OrganisationId | None = None
    municipality: MunicipalityId | None = None
    place: Text
    signed_on: dict[Language, FlexibleDate] = {}


class CommitmentKind(StrEnum):
    """What a municipality commits to."""

    INFORM_PUBLIC = "inform_public"
    APPOINT_COORDINATOR = "appoint_coordinator"
    SET_UP_TASK_FORCE = "set_up_task_force"
    TAKE_PART_IN_TRAINING = "take_part_in_training"
    DRAFT_ACTION_PLAN = "draft_action_plan"
    INTEGRATE_ACTION_PLAN = "integrate_action_plan"
    IMPLEMENT_ACTION_PLAN = "implement_action_plan"
    OTHER = "other"


class CommitmentStatus(StrEnum):
    """How far a commitment is; unknown until there is evidence."""

    UNKNOWN = "unknown"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    PARTLY_FULFILLED = "partly_fulfilled"
    FULFILLED = "fulfilled"
    NOT_FULFILLED = "not_fulfilled"


class Evidence(Part):
    """Where and when a commitment was seen to be fulfilled."""

    url: Url
    archived_url: ArchivedUrl = None
    seen_on: Day
    note: Text | None = None


class Commitment(Part):
    """One commitment of the municipality, in our own words."""

    kind: CommitmentKind
    text: Text
    status: CommitmentStatus = CommitmentStatus.UNKNOWN
    evidence: Annotated[tuple[Evidence, ...], _ALSO_DEFAULT] = ()

    @field_validator("evidence")
    @classmethod
    def _fulfilled_needs_evidence(
        cls, evidence: tuple[Evidence, ...], info: ValidationInfo
    ) -> tuple[Evidence, ...]:
        status = info.data.get("status")
        fulfilled = (CommitmentStatus.FULFILLED, CommitmentStatus.PARTLY_FULFILLED)
        if status in fulfilled and not evidence:
            raise FieldError(
                "evidence (url and seen_on) for a fulfilled commitment",
                status,
                "add evidence:, or set the status to unknown",
                at=("..", "status"),
                needs=("evidence",),
            )
        return evidence


class Obligation(Part):
    """What the programme provides in return."""

    title: Text
    text: Text


class GroupKind(StrEnum):
    """The groups that an agreement names."""

    TASK_FORCE = "task_force"
    COMMUNITY_ACTION_GROUP = "community_action_group"
    OTHER = "other"


class Group(Part):
    """A group of people that an agreement sets up or works with."""

    kind: GroupKind
    name: Text
    description: Text | None = None


class RoleKind(StrEnum):
    """The roles that an agreement names."""

    COORDINATOR = "coordinator"
    FACILITATOR = "facilitator"
    EXPERT = "expert"
    OTHER = "other"


class RoleHolder(Part):
    """A role and who holds it; the name stays away while it is unknown."""

    role: RoleKind
    name: Text | None = None
    description: Text | None = None


class StepStatus(StrEnum):
    """How far a municipality has come with a step of the programme's process."""

    DONE = "done"
    UNDER_WAY = "under_way"


class Progress(Part):
    """Where the municipality stands with one step; steps that are not named are not known."""

    step: Identifier
    status: StepStatus
    since: FlexibleDate | None = None


class Agreement(Record):
    """What a municipality and a programme signed."""

    kind_name: ClassVar[str] = "agreements"

    title: Text
    summary: Text
    programme: ProgrammeId
    municipality: MunicipalityId
    language_versions: Annotated[tuple[Language, ...], _ONCE] = ()
    signatories: tuple[Signatory, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    groups: tuple[Group, ...] = ()
    role_holders: tuple[RoleHolder, ...] = ()
    progress: tuple[Progress, ...] = ()


class PartnerRole(StrEnum):
    """What a partner does in a project."""

    LEAD = "lead"
    PARTNER = "partner"
    ASSOCIATED = "associated"


class Partner(Part):
    """An organisation or a municipality with its role in a project."""

    organisation: OrganisationId | None = None
    municipality: Annotated[MunicipalityId | None, _ALSO_DEFAULT] = None
    role: PartnerRole

    @field_validator("municipality")
    @classmethod
    def _one_of_both(cls, municipality: str | None, info: ValidationInfo) -> str | None:
        if "organisation" not in info.data:
            return municipality
        organisation = info.data["organisation"]
        if organisation is not None and municipality is not None:
            raise FieldError(
                "an organisation or a municipality, one of the two",
                None,
                "delete one of the two lines, or make two items of them",
                got="both",
            )
        if organisation is None and municipality is None:
            raise FieldError(
                "an organisation or a municipality",
                None,
                'add a line "organisation: …" or "municipality: …"',
                at=("..",),
                needs=("organisation", "municipality"),
            )
        return municipality


class Activity(Part):
    """What a project does, with planned and actual counts where known."""

    title: Text
    description: Text | None = None
    planned: Count | None = None
    actual: Count | None = None


class TargetGroup(Part):
    """Whom a project addresses; numbers of people unless the name says otherwise."""

    name: Text
    description: Text | None = None
    planned: Count | None = None
    actual: Count | None = None


class DeclaredCount(Part):
    """A number that a source declares beside a list that names fewer or more."""

    what: Text
    declared: Count
    named: Count | None = None
    note: Text | None = None


def _each_partner_once(partners: tuple[Partner, ...]) -> tuple[Partner, ...]:
    seen: set[tuple[str | None, str | None]] = set()
    for index, partner in enumerate(partners):
        key = partner.organisation, partner.municipality
        if key in seen:
            name = "municipality" if partner.organisation is None else "organisation"
            raise FieldError(
                "each partner once",
                getattr(partner, name),
                "delete this item: the partner is there already",
                at=(index, name),
            )
        seen.add(key)
    return partners


class Project(Record):
    """A project, funded or not."""

    kind_name: ClassVar[str] = "projects"

    title: Text
    short_name: Line | None = None
    summary: Text
    description: Prose | None = None
    programme: ProgrammeId | None = None
    period: Period | None = None
    duration_months: Count | None = None
    partners: Annotated[tuple[Partner, ...], AfterValidator(_each_partner_once)] = ()
    municipalities: Annotated[tuple[MunicipalityId, ...], _ONCE] = ()
    objectives: tuple[Text, ...] = ()
    activities: tuple[Activity, ...] = ()
    target_groups: tuple[TargetGroup, ...] = ()
    declared_counts: tuple[DeclaredCount, ...] = ()
    website: Url | None = None
    logo: LogoField | None = None
    pictures: tuple[Picture, ...] = ()


class Grant(Record):
    """Money given, or known to be given while the amount is not."""

    kind_name: ClassVar[str] = "grants"

    title: Text
    summary: Text | None = None
    funders: Annotated[tuple[OrganisationId, ...], Field(min_length=1), _ONCE]
    programme: ProgrammeId | None = None
    recipient: OrganisationId | None = None
    project: ProjectId | None = None
    money: Money | None = None
    share_percent: Percent | None = None
    awarded_on: FlexibleDate | None = None
    period: Period | None = None


def _exists(time: datetime, zone: str) -> bool:
    # What the clocks skip in spring comes back from UTC as another time.
    aware = time.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC).astimezone(aware.tzinfo).replace(tzinfo=None, fold=0) == time


class EventKind(StrEnum):
    """What sort of event it is."""

    TRAINING = "training"
    MEETING = "meeting"
    CONFERENCE = "conference"
    ROUND_TABLE = "round_table"
    INFORMATION_MEETING = "information_meeting"
    DISCUSSION_FORUM = "discussion_forum"
    OTHER = "other"


class EventStatus(StrEnum):
    """Whether an event is still to come, took place or was called off."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Event(Record):
    """Something that takes place: whole days, or clock times in a zone, or a date unknown."""

    kind_name: ClassVar[str] = "events"

    title: Text
    kind: EventKind
    status: EventStatus
    summary: Text
    description: Prose | None = None
    period: Period | None = None
    starts_at: LocalTime | None = None
    ends_at: LocalTime | None = None
    time_zone: Annotated[TimeZone | None, _ALSO_DEFAULT] = None
    place: Text | None = None
    municipality: MunicipalityId | None = None
    organisers: Annotated[tuple[OrganisationId, ...], _ONCE] = ()
    programme: ProgrammeId | None = None
    project: ProjectId | None = None
    pictures: tuple[Picture, ...] = ()

    @field_validator("starts_at")
    @classmethod
    def _either_days_or_times(
        cls, starts_at: datetime | None, info: ValidationInfo
    ) -> datetime | None:
        if starts_at is not None and info.data.get("period") is not None:
            raise FieldError(
                "either period or starts_at", None, "delete the one that is less exact", got="both"
            )
        return starts_at

    @field_validator("ends_at")
    @classmethod
    def _not_before_start(cls, ends_at: datetime | None, info: ValidationInfo) -> datetime | None:
        if ends_at is None or "starts_at" not in info.data:
            return ends_at
        starts_at = info.data["starts_at"]
        if starts_at is None:
            raise FieldError(
                "starts_at beside ends_at",
                None,
                "add a line such as starts_at: 2026-05-17 09:30, or delete ends_at",
                needs=("starts_at",),
            )
        if ends_at < starts_at:
            one_day = ends_at.date() == starts_at.date()
            raise FieldError(
                "an end that is not before the start",
                f"{starts_at:%Y-%m-%d %H:%M} to {ends_at:%Y-%m-%d %H:%M}",
                "check both times; swap them if they are the wrong way round"
                + ("; after midnight it is the next day" if one_day else ""),
            )
        return ends_at

    @field_validator("time_zone")
    @classmethod
    def _times_exist_in_zone(cls, time_zone: str | None, info: ValidationInfo) -> str | None:
        if "starts_at" not in info.data:
            return time_zone
        starts_at = info.data["starts_at"]
        if starts_at is not None and time_zone is None:
            raise FieldError(
                "a time_zone beside starts_at",
                None,
                "add a line such as time_zone: Europe/Sofia",
                at=("..", "starts_at"),
                needs=("time_zone",),
            )
        if starts_at is None and time_zone is not None and info.data.get("ends_at") is None:
            raise FieldError(
                "starts_at beside time_zone",
                None,
                "add a line such as starts_at: 2026-05-17 09:30, or delete time_zone",
                needs=("starts_at",),
            )
        for name in ("starts_at", "ends_at"):
            time = info.data.get(name)
            if time_zone is not None and time is not None and not _exists(time, time_zone):
                raise FieldError(
                    f"a time that exists in {time_zone}",
                    f"{time:%Y-%m-%d %H:%M}",
                    "check the time: in that night the clocks skip it",
                    at=("..", name),
                )
        return time_zone

    @property
    def starts_at_aware(self) -> datetime | None:
        """The start with its zone; None for whole days and unknown dates."""
        if self.starts_at is None or self.time_zone is None:
            return None
        return self.starts_at.replace(tzinfo=ZoneInfo(self.time_zone))

    @property
    def ends_at_aware(self) -> datetime | None:
        """The end with its zone; None where it is not known."""
        if self.ends_at is None or self.time_zone is None:
            return None
        return self.ends_at.replace(tzinfo=ZoneInfo(self.time_zone))

    @property
    def first_day(self) -> date | None:
        """The first day that the event may take; None where its date is unknown."""
        if self.starts_at is not None:
            return self.starts_at.date()
        if self.period is None:
            return None
        start = self.period.starts_on or self.period.ends_on
        return start.first_day if start else None

    @property
    def last_day(self) -> date | None:
        """The last day that the event may take; None where its date is unknown."""
        if self.starts_at is not None:
            return (self.ends_at or self.starts_at).date()
        if self.period is None:
            return None
        end = self.period.ends_on or self.period.starts_on
        return end.last_day if end else None


class About(Part):
    """What a news item is about."""

    programmes: Annotated[tuple[ProgrammeId, ...], _ONCE] = ()
    projects: Annotated[tuple[ProjectId, ...], _ONCE] = ()
    municipalities: Annotated[tuple[MunicipalityId, ...], _ONCE] = ()
    organisations: Annotated[tuple[OrganisationId, ...], _ONCE] = ()
    agreements: Annotated[tuple[AgreementId, ...], _ONCE] = ()
    events: Annotated[tuple[EventId, ...], _ONCE] = ()
    documents: Annotated[tuple[DocumentId, ...], _ONCE] = ()


class News(Record):
    """A news item."""

    kind_name: ClassVar[str] = "news"

    title: Text
    summary: Text
    body: Prose | None = None
    published_on: Day
    about: About = About()
    pictures: tuple[Picture, ...] = ()


class DocumentKind(StrEnum):
    """What sort of document it is."""

    AGREEMENT = "agreement"
    BULLETIN = "bulletin"
    HANDBOOK = "handbook"
    REPORT = "report"
    STUDY = "study"
    PLAN = "plan"
    LEAFLET = "leaflet"
    OTHER = "other"


class Document(Record):
    """A publication; it may have a file here, an address elsewhere, or neither."""

    kind_name: ClassVar[str] = "documents"

    title: Text
    kind: DocumentKind
    summary: Text | None = None
    series: Text | None = None
    number: Line | None = None
    languages: Annotated[tuple[Language, ...], _ONCE] = ()
    file: DocumentFile | None = None
    url: Url | None = None
    archived_url: ArchivedUrl = None
    published_on: FlexibleDate | None = None
    programme: ProgrammeId | None = None
    project: ProjectId | None = None
    publishers: Annotated[tuple[OrganisationId, ...], _ONCE] = ()


class Source(Part):
    """Where facts come from. Sources need no sources of their own."""

    kind_name: ClassVar[str] = "sources"

    id: Identifier
    title: Text
    publisher: Text
    language: Language | None = None
    url: Url | None = None
    archived_url: ArchivedUrl = None
    file: DocumentFile | None = None
    published_on: FlexibleDate | None = None
    seen_on: Day
    updated_on: Day
    licence: Text | None = None
    notes: Text | None = None
    former_ids: Annotated[tuple[Identifier, ...], _ONCE] = ()
    source_language: TextLanguage | None = None


class Visibility(Record):
    """What must be said and shown where a funder's money is, for a period."""

    kind_name: ClassVar[str] = "visibility"

    funder: OrganisationId
    period: Period | None = None
    statement: Text
    emblem: LogoFile | None = None
    disclaimer: Text | None = None
    legal_source: Link


AnyRecord = (
    Programme
    | Organisation
    | Municipality
    | Agreement
    | Project
    | Grant
    | Event
    | News
    | Document
    | Source
    | Visibility
)

KINDS: Final = MappingProxyType(
    {
        kind.kind_name: kind
        for kind in (
            Programme,
            Project,
            Municipality,
            Agreement,
            Organisation,
            Grant,
            Event,
            News,
            Document,
            Source,
            Visibility,
        )
    }
)
