"""Examples of values, as an editor would write them; by field, or "Part.field" where it differs.

They are what schemas show and what the template of a new record holds.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

EXAMPLES: Final = MappingProxyType(
    {
        "actual": "98",
        "amount": "17740.80",
        "archived_url": "https://archive.example.org/2026/https://www.example.org/",
        "awarded_on": "2026-03",
        "country": "BG",
        "currency": "EUR",
        "declared": "120",
        "duration_months": "12",
        "ends_at": "2026-12-03 13:00",
        "ends_on": "2026-12-31",
        "field": "period",
        "file": "files/handbook.pdf",
        "former_ids": "the-old-id",
        "language": "bg",
        "language_versions": "bg",
        "languages": "bg",
        "latitude": "42.01457",
        "logo": "logos/my-logo.svg",
        "logo_page": "https://www.example.org/programme",
        "longitude": "23.09804",
        "named": "98",
        "national_code": "BLG03",
        "number": "4/2018",
        "nuts3": "BG413",
        "planned": "120",
        "process_months": "18",
        "published_on": "2026-11-22",
        "seen_on": "2026-11-22",
        "share_percent": "85",
        "short_name": "LRP",
        "since": "2026-05",
        "starts_at": "2026-12-03 10:00",
        "starts_on": "2026-01-15",
        "step": "needs",
        "time_zone": "Europe/Sofia",
        "updated_on": "2026-11-22",
        "url": "https://www.example.org/",
        "website": "https://www.example.org/",
        "Logo.file": "logos/my-logo.svg",
        "Logo.mono": "logos/my-logo-mono.svg",
        "Logo.reversed": "logos/my-logo-reversed.svg",
        "Picture.file": "pictures/my-photograph.jpg",
        "ProcessStep.id": "needs",
    }
)


# What the fields of data/site.yml mean; no page shows them, so they need no translation.
SITE_FIELD: Final = MappingProxyType(
    {
        "Site.title": "Name of the site",
        "Site.summary": "What the site is, in a sentence or two",
        "Site.url": "Address of the site; ends with a slash",
        "Site.tag_prefix": "What feeds and calendars are known by; never change it",
        "Site.languages": "Languages of the site; the first one is the default and lives at /",
        "Site.time_zone": "Zone that decides which day it is",
        "Site.publisher": "Who publishes the site",
        "Site.contact_url": "Where readers can write to",
        "Site.repository_url": "Where the data is kept",
        "Site.edit_url": "Where a record can be changed; the kind and the file's name follow it",
        "Site.licence": "Under what licence texts and data may be used",
        "Site.page_size": "How many entries a page of a list has",
        "Site.placeholder_logos": "What the footer says where logos are stand-ins",
        "Site.accessibility": "The accessibility statement; without it the site has no such page",
        "Site.editing": "The editing page at /admin/; without it the site has no such page",
        "Editing.backend": "Where the repository of the data is kept",
        "Editing.repo": "Owner and name of the repository, such as my-town/my-portal",
        "Editing.branch": "Branch from which the site is published",
        "Editing.api_url": "Address of the programming interface, where it is your own server",
        "Editing.login_url": "Address of the service with which editors sign in",
        "Editing.app_id": "Id of the application that was registered at the backend",
        "AccessibilityStatement.prepared_on": "Day on which the statement was prepared",
        "AccessibilityStatement.reviewed_on": "Day of its last review, at least once a year",
        "AccessibilityStatement.status": "How far the site follows the standard",
        "AccessibilityStatement.non_accessible": "What is not accessible, and why",
        "AccessibilityStatement.assessment": "How the site was assessed",
        "AccessibilityStatement.feedback": "How readers report a barrier",
        "AccessibilityStatement.enforcement": "Bodies that readers can turn to",
        "InaccessibleContent.reason": "Why the content is not accessible",
        "Assessment.method": "Who assessed the site",
        "Assessment.checks": "What was checked, and how",
        "Assessment.not_checked": "What was not checked",
        "Assessment.report_url": "Address of the report of the assessment",
        "Feedback.ways": "Pages and addresses for reports",
        "FeedbackWay.page": "Name of a hand-written page, such as about",
        "Site.social_cards": "Which records have a picture of their own where they are shared",
        "SiteLanguage.tag": "Code of the language, such as bg",
        "SiteLanguage.name": "Name of the language in the language itself",
        "SiteLanguage.direction": "Direction in which the language is written",
        "SiteLanguage.formats_from": "Code whose number and date formats are used, such as en-GB",
        "Licence.name": "Name of the licence",
        "Licence.url": "Address of the licence",
    }
)


def example_of(owner: str, name: str) -> str | None:
    """An example of a field of a model (by its class's name); None where words say enough."""
    return EXAMPLES.get(f"{owner}.{name}") or EXAMPLES.get(name)
