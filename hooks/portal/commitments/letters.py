"""Letters to municipalities that miss the commitment: polite, plain, in each language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from portal.addresses import embed_page_path
from portal.commitments.verdicts import Found, Report, Result, Verdict
from portal.languages import day_in_zone
from portal.model import Agreement, Municipality, Programme
from portal.pages.localiser import Localiser

_WRITTEN_FOR: Final = (Verdict.PARTLY, Verdict.MISSING)


def needs_letter(result: Result) -> bool:
    """Whether a municipality gets a letter; never where its page could not be reached."""
    return result.verdict in _WRITTEN_FOR


def letter_name(result: Result, tag: str) -> str:
    """The file name of a letter: municipality, programme, language."""
    return f"{result.municipality}-{result.programme}.{tag}.txt"


def render_letters(report: Report, loc: Localiser) -> Iterator[tuple[str, str]]:
    """(file name, text) of all letters in one language.

    Shape: the subject in the first line, then paragraphs; each paragraph is one line.
    """
    for result in report.results:
        if needs_letter(result):
            yield letter_name(result, loc.language.tag), render_letter(result, loc)


def render_letter(result: Result, loc: Localiser) -> str:
    """One letter: what was agreed, what was found, what is missing and how to add it."""
    return "\n\n".join(_paragraphs(result, loc)) + "\n"


def _paragraphs(result: Result, loc: Localiser) -> Iterator[str]:
    _ = loc.gettext
    agreement = loc.catalog.get("agreements", result.agreement)
    programme = loc.catalog.get("programmes", result.programme)
    assert isinstance(agreement, Agreement)
    municipality = loc.catalog.get("municipalities", result.municipality)
    assert isinstance(programme, Programme)
    assert isinstance(municipality, Municipality)
    name = programme.short_name or loc.plain(programme.name)
    day = day_in_zone(result.checked_at, loc.site.time_zone)
    yield _("Logo and link of %(programme)s on your website").replace("%(programme)s", name)
    yield _("Dear colleagues,")
    yield _("This is what your municipality agreed to:")
    commitment = agreement.commitments[result.commitment]
    yield f"{loc.plain(agreement.title)}\n{loc.plain(commitment.text)}"
    yield _("On %(date)s we looked at this page:").replace("%(date)s", loc.language.date(day))
    yield result.final_address or result.page or ""
    if result.page_field == "website" and municipality.logo_page is None:
        yield _("It is your home page: we do not know of another page meant for this.")
    yield "\n".join((f"– {_logo(result.logo, loc)}", f"– {_link(result.link, loc)}"))
    if result.has_link and result.has_logo:
        yield _("We could not read everything, so we are not certain that visitors see both.")
    yield _("Here is a short piece of code with both, ready to copy into your page:")
    page = embed_page_path(result.municipality, result.programme)
    yield f"{loc.site.url}{loc.language.root}{page}"
    yield _("It contains no script and sets no cookies. Adding it takes a few minutes.")
    yield _("If both are on another page of yours already, please send us its address.")
    yield _("This was an automatic check, and it can be wrong. If so, please tell us.")
    if loc.site.contact_url:
        yield loc.site.contact_url.removeprefix("mailto:")
    yield f"{_('With kind regards')}\n{loc.plain(loc.site.publisher)}"


def _logo(found: Found | None, loc: Localiser) -> str:
    _ = loc.gettext
    if found is None:
        return _("The programme’s logo: we did not find it.")
    if found.hidden:
        return _("The programme’s logo: it is in the page, but visitors do not see it.")
    return _("The programme’s logo: it is there, thank you.")


def _link(found: Found | None, loc: Localiser) -> str:
    _ = loc.gettext
    if found is None:
        return _("The link to the programme: we did not find it.")
    if found.hidden:
        return _("The link to the programme: it is in the page, but visitors do not see it.")
    return _("The link to the programme: it is there, thank you.")
