"""What each field means, in one line: for the data page, the schemas and editors.

English here, translated like every other string; a test sees that no field is left out.
Where a part's field means something of its own, it stands as "Part.field".
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from portal.strings import N_

FIELD: Final = MappingProxyType(
    {
        "about": N_("What the news item is about: ids of records, by kind"),
        "activities": N_("What the project does, with planned and actual numbers"),
        "actual": N_("Number that was reached"),
        "agreements": N_("Ids of agreements"),
        "amount": N_("Amount of money as it was paid, with a point before the cents"),
        "awarded_on": N_("When the grant was awarded"),
        "body": N_("The whole text, in Markdown"),
        "commitments": N_("What the municipality has committed to, with status and evidence"),
        "coordinates": N_("Position in WGS 84: latitude and longitude in degrees, and its source"),
        "countries": N_("Countries in which the programme runs, and since when"),
        "country": N_("Country, as an ISO 3166-1 code"),
        "currency": N_("Currency, as an ISO 4217 code"),
        "declared": N_("Number that the source declares"),
        "declared_counts": N_("Numbers that a source declares beside a list that names others"),
        "description": N_("Longer description, in Markdown"),
        "disclaimer": N_("Disclaimer that the funder asks for"),
        "disputed": N_("Facts on which sources differ, with what each of them says"),
        "documents": N_("Ids of documents"),
        "duration_months": N_("Duration in months"),
        "embed_text": N_("Short text for the websites of municipalities"),
        "emblem": N_("Emblem that has to be shown, as a file"),
        "ends_at": N_("End: day and local time, in the zone of time_zone"),
        "ends_on": N_("Last day, month or year"),
        "events": N_("Ids of events"),
        "evidence": N_("Where and when it was seen"),
        "field": N_("Field on which the sources differ"),
        "file": N_("File on this site"),
        "former_ids": N_("Ids that the record had before, the first one first"),
        "funder": N_("Id of the funding organisation"),
        "funders": N_("Ids of the funding organisations"),
        "groups": N_("Groups of people that the agreement names"),
        "id": N_("Id of the record; it does not change"),
        "kind": N_("What sort of thing it is"),
        "language": N_("Language, as an ISO 639 code"),
        "language_versions": N_("Languages in which the agreement was signed"),
        "languages": N_("Languages of the document, as ISO 639 codes"),
        "latitude": N_("Latitude in degrees, WGS 84"),
        "legal_source": N_("Where the rule is laid down"),
        "licence": N_("Licence of the source"),
        "links": N_("Further links, with their words"),
        "logo": N_("Logo, as a file on this site"),
        "logo_page": N_("Address of the page that carries the programme's logo"),
        "longitude": N_("Longitude in degrees, WGS 84"),
        "money": N_("Amount and currency as paid"),
        "municipalities": N_("Ids of municipalities"),
        "municipality": N_("Id of the municipality"),
        "name": N_("Name"),
        "named": N_("Number that the list names"),
        "national_code": N_("Code of the municipality in its national register"),
        "note": N_("Remark of the editors"),
        "notes": N_("Notes of the editors"),
        "number": N_("Number within the series"),
        "nuts3": N_("NUTS 3 region"),
        "objectives": N_("What the project wants to achieve"),
        "obligations": N_("What the programme provides in return"),
        "operators": N_("Ids of the organisations that run the programme"),
        "organisation": N_("Id of the organisation"),
        "organisations": N_("Ids of organisations"),
        "organisers": N_("Ids of the organising organisations"),
        "partners": N_("Partners of the project with their roles"),
        "period": N_("From when to when, as exactly as it is known"),
        "place": N_("Place, in words"),
        "planned": N_("Number that was planned"),
        "process": N_("Steps of the programme's process"),
        "process_months": N_("Length of the process in months"),
        "programme": N_("Id of the programme"),
        "programmes": N_("Ids of programmes"),
        "progress": N_("Where the municipality stands in the programme's process"),
        "project": N_("Id of the project"),
        "projects": N_("Ids of projects"),
        "published_on": N_("When it was published"),
        "publisher": N_("Who published it"),
        "publishers": N_("Ids of the publishing organisations"),
        "recipient": N_("Id of the organisation that received the money"),
        "region": N_("Region, in words"),
        "role": N_("Role"),
        "role_holders": N_("Roles that the agreement names, and who holds them"),
        "seen_on": N_("Day on which the editors saw it"),
        "series": N_("Series that the document belongs to"),
        "share_percent": N_("Share of the costs that the grant covers, in percent"),
        "short_name": N_("Short name"),
        "signatories": N_("Who signed, where and when"),
        "signed_on": N_("Date of the signature, by language version of the agreement"),
        "since": N_("Since when"),
        "source": N_("Id of the source"),
        "source_language": N_("Language in which the texts were written first"),
        "sources": N_("Ids of the sources of the facts"),
        "starts_at": N_("Start: day and local time, in the zone of time_zone"),
        "starts_on": N_("First day, month or year"),
        "statement": N_("Statement that the funder asks for"),
        "status": N_("Whether it is planned, was held or was cancelled"),
        "step": N_("Id of the step in the programme's process"),
        "summary": N_("Summary in a sentence or two"),
        "target_groups": N_("Whom the project addresses, with planned and actual numbers"),
        "text": N_("Text"),
        "time_zone": N_("Time zone of the clock times"),
        "title": N_("Title"),
        "updated_on": N_("Day on which the record was last changed"),
        "url": N_("Address elsewhere"),
        "value": N_("What the source says"),
        "values": N_("What each source says"),
        "website": N_("Website"),
        "what": N_("What was counted"),
        "where": N_("Where in the source it stands"),
        # What differs from part to part.
        "Activity.description": N_("Description"),
        "Commitment.status": N_("How far the commitment is"),
        "Commitment.text": N_("The commitment, in words of the editors"),
        "Evidence.url": N_("Address where it was seen"),
        "Group.description": N_("Description"),
        "Link.url": N_("Address that the link leads to"),
        "Obligation.text": N_("What the programme provides, in words of the editors"),
        "ProcessStep.description": N_("Description"),
        "ProcessStep.id": N_("Id of the step; it does not change"),
        "Progress.status": N_("Whether the step is done or under way"),
        "RoleHolder.description": N_("Description"),
        "RoleHolder.name": N_("Name of the person"),
        "Signatory.name": N_("Name of the person"),
        "Signatory.place": N_("Place of the signature"),
        "Signatory.title": N_("Office of the person"),
        "TargetGroup.description": N_("Description"),
    }
)
# Columns of the list of operations; the letters are those of the Regulation.
OPERATION: Final = MappingProxyType(
    {
        "operation_code": N_("Code of the operation: the id of the grant"),
        "a_beneficiary": N_("(a) Beneficiary, where it is a legal entity"),
        "a_contractor": N_("(a) Contractor, in the case of public procurement"),
        "b_beneficiary_person": N_(
            "(b) First name and surname of the beneficiary, where it is a natural person"
        ),
        "c_vessel_number": N_("(c) Number in the Union fishing fleet register"),
        "d_operation_name": N_("(d) Name of the operation"),
        "e_purpose_and_achievements": N_("(e) Purpose, and expected or actual achievements"),
        "f_start_date": N_("(f) Start date"),
        "g_completion_date": N_("(g) Expected or actual date of completion"),
        "h_total_cost": N_("(h) Total cost"),
        "h_currency": N_("(h) Currency of the total cost, as an ISO 4217 code"),
        "i_fund": N_("(i) Fund"),
        "j_specific_objective": N_("(j) Specific objective"),
        "k_union_cofinancing_rate": N_("(k) Union co-financing rate, in percent"),
        "l_location": N_("(l) Location of the operation"),
        "l_nuts3": N_("(l) NUTS 3 regions of the operation"),
        "l_country": N_("(l) Countries of the operation, as ISO 3166-1 codes"),
        "m_beneficiary_location": N_(
            "(m) Location of the beneficiary, for operations in several places"
        ),
        "n_type_of_intervention": N_("(n) Type of intervention"),
    }
)


def describe(owner: str, name: str) -> str:
    """What a field of a model (by its class's name) means, in English.

    Raises: KeyError for a field that nobody has described.
    """
    return FIELD.get(f"{owner}.{name}") or FIELD[name]
