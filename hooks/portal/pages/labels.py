"""The words that stand for kinds, states and roles; extracted for translation from here."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from portal.addresses import (
    ACCESSIBILITY,
    COMMITMENTS,
    DATA,
    EMBED,
    FEEDS,
    MAP,
    SEARCH,
    TRANSLATIONS,
)
from portal.strings import N_

KIND_PLURAL: Final = MappingProxyType(
    {
        "programmes": N_("Programmes"),
        "projects": N_("Projects"),
        "municipalities": N_("Municipalities"),
        "agreements": N_("Agreements"),
        "organisations": N_("Organisations"),
        "grants": N_("Funding"),
        "events": N_("Events"),
        "news": N_("News"),
        "documents": N_("Documents"),
        "sources": N_("Sources"),
    }
)
KIND_SINGULAR: Final = MappingProxyType(
    {
        "programmes": N_("Programme"),
        "projects": N_("Project"),
        "municipalities": N_("Municipality"),
        "agreements": N_("Agreement"),
        "organisations": N_("Organisation"),
        "grants": N_("Grant"),
        "events": N_("Event"),
        "news": N_("News item"),
        "documents": N_("Document"),
        "sources": N_("Source"),
    }
)
# One sentence under the heading of each list.
KIND_SUMMARY: Final = MappingProxyType(
    {
        "programmes": N_("What pays for projects, and what municipalities join."),
        "projects": N_("What was planned and done, by whom, for whom and with what money."),
        "municipalities": N_("The municipalities and cities that take part."),
        "agreements": N_("What municipalities and programmes have promised each other."),
        "organisations": N_("Funders, operators, partners and organisers."),
        "grants": N_("Who gave money to whom, and for what."),
        "events": N_("Training courses, meetings and forums."),
        "news": N_("What is new."),
        "documents": N_("Bulletins, handbooks, reports and other publications."),
        "sources": N_("Where the facts on this site come from."),
    }
)
# What lists can be filtered by.
FILTER: Final = MappingProxyType(
    {
        "programme": N_("Programme"),
        "country": N_("Country"),
        "municipality": N_("Municipality"),
        "funder": N_("Funder"),
        "status": N_("Status"),
        "kind": N_("Kind"),
        "year": N_("Year"),
    }
)
# Pages that are no list of records: their names, which their links have too, …
SPECIAL_TITLE: Final = MappingProxyType(
    {
        FEEDS: N_("Feeds and calendars"),
        DATA: N_("Open data"),
        EMBED: N_("Logo and link for municipal websites"),
        COMMITMENTS: N_("Who shows the logo and the link"),
        SEARCH: N_("Search"),
        MAP: N_("Map"),
        ACCESSIBILITY: N_("Accessibility statement"),
        TRANSLATIONS: N_("Translations"),
    }
)
# … and the sentence under the heading, by which the search finds them too.
SPECIAL_LEAD: Final = MappingProxyType(
    {
        FEEDS: N_(
            "Follow what is new without visiting: in a feed reader, or in your own calendar."
        ),
        DATA: N_("Everything on this site as data: to download, to calculate with, to build on."),
        EMBED: N_(
            "Show on your municipality’s website that it takes part: copy one piece of code. "
            "No cookies, no tracking, nothing to install."
        ),
        MAP: N_("Where the municipalities are, and which programmes they take part in."),
        COMMITMENTS: N_(
            "Municipalities have agreed to inform the public on their websites, with the "
            "programme’s logo and a link. This is what was last seen there, and when."
        ),
        TRANSLATIONS: N_(
            "How much of this site is translated into each language, and what is out of date."
        ),
    }
)
# A list without entries says so.
EMPTY_LIST: Final = N_("Nothing here yet.")

ORGANISATION_KIND: Final = MappingProxyType(
    {
        "eu_institution": N_("EU institution"),
        "eu_fund": N_("EU fund"),
        "international_organisation": N_("International organisation"),
        "government_agency": N_("Government agency"),
        "donor": N_("Donor"),
        "fund": N_("Fund"),
        "ngo": N_("Non-governmental organisation"),
        "municipality_association": N_("Association of municipalities"),
        "regional_administration": N_("Regional administration"),
        "municipal_administration": N_("Municipal administration"),
        "other": N_("Other organisation"),
    }
)
EVENT_KIND: Final = MappingProxyType(
    {
        "training": N_("Training"),
        "meeting": N_("Meeting"),
        "conference": N_("Conference"),
        "round_table": N_("Round table"),
        "information_meeting": N_("Information meeting"),
        "discussion_forum": N_("Discussion forum"),
        "other": N_("Other event"),
    }
)
EVENT_STATUS: Final = MappingProxyType(
    {"planned": N_("Planned"), "held": N_("Held"), "cancelled": N_("Cancelled")}
)
DOCUMENT_KIND: Final = MappingProxyType(
    {
        "agreement": N_("Agreement text"),
        "bulletin": N_("Bulletin"),
        "handbook": N_("Handbook"),
        "report": N_("Report"),
        "study": N_("Study"),
        "plan": N_("Plan"),
        "leaflet": N_("Leaflet"),
        "other": N_("Other document"),
    }
)
# A commitment in few words, for the cards that other websites show.
COMMITMENT_KIND: Final = MappingProxyType(
    {
        "inform_public": N_("Inform the public"),
        "appoint_coordinator": N_("Appoint a coordinator"),
        "set_up_task_force": N_("Municipal working group"),
        "take_part_in_training": N_("Take part in training"),
        "draft_action_plan": N_("Draw up an action plan"),
        "integrate_action_plan": N_("Make the plan part of local planning"),
        "implement_action_plan": N_("Carry out the action plan"),
        "other": N_("Other commitment"),
    }
)
COMMITMENT_STATUS: Final = MappingProxyType(
    {
        "unknown": N_("No evidence yet"),
        "planned": N_("Planned, not begun"),
        "in_progress": N_("Under way"),
        "partly_fulfilled": N_("Partly fulfilled"),
        "fulfilled": N_("Fulfilled"),
        "not_fulfilled": N_("Not fulfilled"),
    }
)
# What was last seen of a promise to inform the public.
SIGHT: Final = MappingProxyType(
    {
        "fulfilled": COMMITMENT_STATUS["fulfilled"],
        "partly_fulfilled": COMMITMENT_STATUS["partly_fulfilled"],
        "in_progress": COMMITMENT_STATUS["in_progress"],
        "planned": COMMITMENT_STATUS["planned"],
        "not_found": N_("Not found"),
        "not_fulfilled": COMMITMENT_STATUS["not_fulfilled"],
        "unknown": COMMITMENT_STATUS["unknown"],
    }
)
STEP_STATUS: Final = MappingProxyType(
    {
        "done": N_("Done"),
        "under_way": N_("In progress"),
        "unknown": N_("Nothing known yet"),
    }
)
PARTNER_ROLE: Final = MappingProxyType(
    {
        "lead": N_("Lead partner"),
        "partner": N_("Partner"),
        "associated": N_("Associated partner"),
    }
)
ROLE: Final = MappingProxyType(
    {
        "coordinator": N_("Coordinator"),
        "facilitator": N_("Facilitator"),
        "expert": N_("Expert"),
        "other": N_("Other role"),
    }
)
PROJECT_STATE: Final = MappingProxyType(
    {
        "planned": N_("Not started yet"),
        "running": N_("Running"),
        "ended": N_("Ended"),
        "unknown": N_("Dates not stated"),
    }
)
EVENT_TIME: Final = MappingProxyType(
    {
        "upcoming": N_("Upcoming"),
        "past": N_("Past"),
        "undated": N_("Date not stated"),
    }
)
