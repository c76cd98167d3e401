"""The records: one frozen type a kind, the only place that says what a field means.

The YAML keys are the field names. `extra="forbid"` makes a misspelt key an error.
Kinds are listed in `KINDS`, in the order in which outputs name them.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, ClassVar, Final, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from portal.fields import (
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
    Percent,
    Prose,
    Reference,
    Text,
    TimeZone,
    Url,
)

ProgrammeId = Annotated[Identifier, Reference("programmes")]
OrganisationId = Annotated[Identifier, Reference("organisations")]
MunicipalityId = Annotated[Identifier, Reference("municipalities")]
AgreementId = Annotated[Identifier, Reference("agreements")]
ProjectId = Annotated[Identifier, Reference("projects")]
EventId = Annotated[Identifier, Reference("events")]
DocumentId = Annotated[Identifier, Reference("documents")]
SourceId = Annotated[Identifier, Reference("sources")]


class Part(BaseModel):
    """Anything inside a record."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


# -- parts ---------------------------------------------------------------------------


class Period(Part):
    """From when to when, each as exact as known; one of the two may be unknown."""

    starts_on: FlexibleDate | None = None
    ends_on: FlexibleDate | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.starts_on is None and self.ends_on is None:
            raise FieldError("starts_on, ends_on or both", None, "add a date, or delete the period")
        if self.starts_on and self.ends_on and self.ends_on.last_day < self.starts_on.first_day:
            raise FieldError(
                "an end that is not before the start",
                f"{self.starts_on} to {self.ends_on}",
                "check both dates; swap them if they are the wrong way round",
            )
        return self


class Link(Part):
    """A link to somewhere else, with the words that stand for it."""

    title: Text
    url: Url
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
    """An amount as it was paid; conversions are never stored."""

    amount: Amount
    currency: Currency


class Record(Part):
    """What every kind has. `id` is the file's stem and never stands in the file."""

    kind_name: ClassVar[str] = ""

    id: Identifier
    sources: Annotated[tuple[SourceId, ...], Field(min_length=1)]
    updated_on: Day
    links: tuple[Link, ...] = ()
    disputed: tuple[Dispute, ...] = ()
    notes: Text | None = None
    former_ids: tuple[Identifier, ...] = ()

    @model_validator(mode="after")
    def _disputes_name_fields(self) -> Self:
        fields = [name for name in type(self).model_fields if name not in _COMMON_FIELDS]
        for dispute in self.disputed:
            name = dispute.field.split(".")[0].split("[")[0]
            if name not in fields:
                raise FieldError(
                    "disputed fields that this kind of record has",
                    dispute.field,
                    f"use one of: {', '.join(fields)}",
                )
        return self


_COMMON_FIELDS: Final = ("id", "sources", "updated_on", "links", "disputed", "notes", "former_ids")


# -- kinds ---------------------------------------------------------------------------


class ProcessStep(Part):
    """One step of a programme's process."""

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
    funders: tuple[OrganisationId, ...] = ()
    operators: tuple[OrganisationId, ...] = ()
    countries: tuple[ProgrammeCountry, ...] = ()
    period: Period | None = None
    website: Url | None = None
    logo: LogoFile | None = None
    process: tuple[ProcessStep, ...] = ()
    process_months: Count | None = None
    embed_text: Text | None = None


class OrganisationKind(StrEnum):
    """What an organisation is."""

    EU_INSTITUTION = "eu_institution"
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
    logo: LogoFile | None = None


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
    seen_on: Day
    note: Text | None = None


class Commitment(Part):
    """One commitment of the municipality, in our own words."""

    kind: CommitmentKind
    text: Text
    status: CommitmentStatus = CommitmentStatus.UNKNOWN
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _fulfilled_needs_evidence(self) -> Self:
        proven = (CommitmentStatus.FULFILLED, CommitmentStatus.PARTLY_FULFILLED)
        if self.status in proven and not self.evidence:
            raise FieldError(
                "evidence (url and seen_on) for a fulfilled commitment",
                None,
                "add the evidence, or set the status to unknown",
            )
        return self


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


class Agreement(Record):
    """What a municipality and a programme signed."""

    kind_name: ClassVar[str] = "agreements"

    title: Text
    summary: Text
    programme: ProgrammeId
    municipality: MunicipalityId
    language_versions: tuple[Language, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    groups: tuple[Group, ...] = ()
    role_holders: tuple[RoleHolder, ...] = ()


class PartnerRole(StrEnum):
    """What a partner does in a project."""

    LEAD = "lead"
    PARTNER = "partner"
    ASSOCIATED = "associated"


class Partner(Part):
    """An organisation or a municipality with its role in a project."""

    organisation: OrganisationId | None = None
    municipality: MunicipalityId | None = None
    role: PartnerRole

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.organisation is None) == (self.municipality is None):
            raise FieldError(
                "an organisation or a municipality, one of the two",
                "both" if self.organisation else None,
                "keep one of the lines organisation: and municipality:",
            )
        return self


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
    partners: tuple[Partner, ...] = ()
    municipalities: tuple[MunicipalityId, ...] = ()
    objectives: tuple[Text, ...] = ()
    activities: tuple[Activity, ...] = ()
    target_groups: tuple[TargetGroup, ...] = ()
    declared_counts: tuple[DeclaredCount, ...] = ()
    website: Url | None = None
    logo: LogoFile | None = None


class Grant(Record):
    """Money given, or known to be given while the amount is not."""

    kind_name: ClassVar[str] = "grants"

    title: Text
    summary: Text | None = None
    funders: Annotated[tuple[OrganisationId, ...], Field(min_length=1)]
    programme: ProgrammeId | None = None
    recipient: OrganisationId | None = None
    project: ProjectId | None = None
    money: Money | None = None
    share_percent: Percent | None = None
    awarded_on: FlexibleDate | None = None
    period: Period | None = None


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
    time_zone: TimeZone | None = None
    place: Text | None = None
    municipality: MunicipalityId | None = None
    organisers: tuple[OrganisationId, ...] = ()
    programme: ProgrammeId | None = None
    project: ProjectId | None = None

    @model_validator(mode="after")
    def _times_fit(self) -> Self:
        if self.starts_at is not None and self.period is not None:
            raise FieldError(
                "either period or starts_at", "both", "delete the one that is less exact"
            )
        if (self.ends_at is not None or self.time_zone is not None) and self.starts_at is None:
            raise FieldError("starts_at beside ends_at or time_zone", None, "add starts_at")
        if self.starts_at is not None and self.time_zone is None:
            raise FieldError(
                "a time_zone beside starts_at", None, "add a line such as time_zone: Europe/Sofia"
            )
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise FieldError(
                "an end that is not before the start",
                f"{self.starts_at} to {self.ends_at}",
                "check both times; swap them if they are the wrong way round",
            )
        return self

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

    programmes: tuple[ProgrammeId, ...] = ()
    projects: tuple[ProjectId, ...] = ()
    municipalities: tuple[MunicipalityId, ...] = ()
    organisations: tuple[OrganisationId, ...] = ()
    agreements: tuple[AgreementId, ...] = ()
    events: tuple[EventId, ...] = ()
    documents: tuple[DocumentId, ...] = ()


class News(Record):
    """A news item."""

    kind_name: ClassVar[str] = "news"

    title: Text
    summary: Text
    body: Prose | None = None
    published_on: Day
    about: About = About()


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
    languages: tuple[Language, ...] = ()
    file: DocumentFile | None = None
    url: Url | None = None
    published_on: FlexibleDate | None = None
    programme: ProgrammeId | None = None
    project: ProjectId | None = None
    publishers: tuple[OrganisationId, ...] = ()


class Source(Part):
    """Where facts come from. Sources need no sources of their own."""

    kind_name: ClassVar[str] = "sources"

    id: Identifier
    title: Text
    publisher: Text
    language: Language | None = None
    url: Url | None = None
    file: DocumentFile | None = None
    published_on: FlexibleDate | None = None
    seen_on: Day
    updated_on: Day
    licence: Text | None = None
    notes: Text | None = None
    former_ids: tuple[Identifier, ...] = ()


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
