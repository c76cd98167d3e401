"""The accessibility statement: the model's sentences, filled with what the site declares.

Source: the model of Commission Implementing Decision (EU) 2018/1523, Annex, section 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from markupsafe import Markup, escape

from portal.accessibility import (
    AccessibilityStatement,
    Compliance,
    FeedbackWay,
    InaccessibleContent,
    Method,
    Reason,
)
from portal.addresses import ACCESSIBILITY, list_path, up
from portal.languages import Language
from portal.markup import html, isolate
from portal.pages import labels
from portal.pages.localiser import Localiser
from portal.pages.views import Crumb
from portal.strings import N_

# EUR-Lex shows acts in these; in any other language it is asked for English.
_EU_LANGUAGES: Final = frozenset({
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt",
    "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
})  # fmt: skip
_EUR_LEX: Final = "https://eur-lex.europa.eu/legal-content/{}/TXT/?uri=CELEX:{}"
_DECISION: Final = "32018D1523"
_DIRECTIVE: Final = "32016L2102"

_STATUS: Final = MappingProxyType(
    {
        Compliance.FULLY_COMPLIANT: N_("This website is fully compliant with EN 301 549."),
        Compliance.PARTIALLY_COMPLIANT: N_(
            "This website is partially compliant with EN 301 549, "
            "because of the content listed below."
        ),
        Compliance.NOT_COMPLIANT: N_(
            "This website is not compliant with EN 301 549. What stands in the way is listed below."
        ),
    }
)
_REASON: Final = MappingProxyType(
    {
        Reason.NOT_COMPLIANT: N_("Not compliant with EN 301 549"),
        Reason.DISPROPORTIONATE_BURDEN: N_("Disproportionate burden"),
        Reason.OUT_OF_SCOPE: N_("Not within the scope of the applicable legislation"),
    }
)
_METHOD: Final = MappingProxyType(
    {
        Method.SELF_ASSESSMENT: N_(
            "It rests on a self-assessment by the makers of the site. "
            "This is what they checked, and how:"
        ),
        Method.THIRD_PARTY: N_(
            "It rests on an assessment by a third party. This is what was checked, and how:"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class InaccessibleGroup:
    """Content with the same reason: (title, text) of each."""

    id: str
    heading: str
    items: tuple[tuple[Markup, Markup], ...]


@dataclass(frozen=True, slots=True)
class AccessibilityPage:
    """The body of the page; `description` is for the head."""

    root: str
    site_root: str
    crumbs: tuple[Crumb, ...]
    title: str
    description: str
    notice: str
    scope: Markup
    status: str
    groups: tuple[InaccessibleGroup, ...]
    claims_burden: bool
    dates: Markup
    method: str
    checks: tuple[Markup, ...]
    not_checked: tuple[Markup, ...]
    is_own: bool
    report_url: str
    feedback: Markup
    ways: tuple[Markup, ...]
    responsible: Markup
    enforcement: Markup
    bodies: tuple[Markup, ...]


def statement_languages(loc: Localiser) -> tuple[str, ...]:
    """The languages in which the statement is a real translation, in the site's order."""
    statement = loc.site.accessibility
    if statement is None:
        return ()
    texts = statement.texts()
    return tuple(
        tag
        for tag, language in loc.languages.items()
        if language.interface == tag and all(tag in text for text in texts)
    )


def build_accessibility_page(loc: Localiser) -> AccessibilityPage:
    """The view of the page. The site has a statement, or the page would not be planned."""
    _ = loc.gettext
    statement = loc.site.accessibility
    assert statement is not None
    root = up(list_path(ACCESSIBILITY))
    is_translated = loc.language.tag in statement_languages(loc)
    assessment = statement.assessment
    return AccessibilityPage(
        root=root,
        site_root=root + up(loc.language.root),
        crumbs=(Crumb("", escape(_("Home"))),),
        title=loc.label(labels.SPECIAL_TITLE, ACCESSIBILITY),
        description=_(
            "How accessible this website is, which content may cause difficulties, "
            "how this was assessed and what to do if you meet a barrier."
        ),
        notice=""
        if is_translated
        else _(
            "This page has not been fully translated yet. "
            "Parts of it are shown in another language."
        ),
        scope=_scope(loc),
        status=_(_STATUS[statement.status]),
        groups=_groups(statement.non_accessible, loc),
        claims_burden=any(
            item.reason is Reason.DISPROPORTIONATE_BURDEN for item in statement.non_accessible
        ),
        dates=_dates(statement, loc),
        method=_(_METHOD[assessment.method]),
        checks=tuple(loc.text(text) for text in assessment.checks),
        not_checked=tuple(loc.text(text) for text in assessment.not_checked),
        is_own=assessment.method is Method.SELF_ASSESSMENT,
        report_url=assessment.report_url or "",
        feedback=loc.text(statement.feedback.text),
        ways=tuple(_way(way, root, loc) for way in statement.feedback.ways),
        responsible=_fill(
            _("Responsible for accessibility: %(publisher)s"),
            publisher=loc.text(loc.site.publisher),
        ),
        enforcement=_enforcement(loc),
        bodies=tuple(
            loc.external(link.url, loc.text(link.title), link.archived_url)
            for link in statement.enforcement
        ),
    )


def _scope(loc: Localiser) -> Markup:
    _ = loc.gettext
    return _fill(
        _(
            "This accessibility statement applies to all pages of %(site)s "
            "and follows the model in %(decision)s."
        ),
        site=html('<a href="%s">%s</a>', up(list_path(ACCESSIBILITY)), isolate(loc.site.url)),
        # What stands for %(decision)s in the sentence above: in the case that it needs.
        decision=_act(_DECISION, _("Implementing Decision (EU) 2018/1523"), loc),
    )


def _enforcement(loc: Localiser) -> Markup:
    _ = loc.gettext
    return _fill(
        _(
            "If our answer does not satisfy you, you can turn to the body that your Member State "
            "has named to enforce %(directive)s on the accessibility of the websites and mobile "
            "applications of public sector bodies."
        ),
        directive=_act(_DIRECTIVE, _("Directive (EU) 2016/2102"), loc),
    )


def _groups(
    items: tuple[InaccessibleContent, ...], loc: Localiser
) -> tuple[InaccessibleGroup, ...]:
    return tuple(
        InaccessibleGroup(
            reason.value.replace("_", "-"),
            loc.gettext(heading),
            tuple((loc.text(i.title), loc.text(i.text)) for i in items if i.reason is reason),
        )
        for reason, heading in _REASON.items()
        if any(item.reason is reason for item in items)
    )


def _dates(statement: AccessibilityStatement, loc: Localiser) -> Markup:
    _ = loc.gettext
    prepared, reviewed = statement.prepared_on, statement.reviewed_on
    if prepared == reviewed:
        return _fill(
            _("This statement was prepared and last reviewed on %(day)s."),
            day=_time(prepared, loc.language),
        )
    return _fill(
        _("This statement was prepared on %(prepared)s and last reviewed on %(reviewed)s."),
        prepared=_time(prepared, loc.language),
        reviewed=_time(reviewed, loc.language),
    )


def _time(day: date, language: Language) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), language.date(day))


def _way(way: FeedbackWay, root: str, loc: Localiser) -> Markup:
    label = loc.text(way.title)
    if way.url is not None:
        return loc.external(way.url, label)
    return Markup('<a href="{}{}/">{}</a>').format(root, way.page, label)


def _act(celex: str, words: str, loc: Localiser) -> Markup:
    tag = loc.language.tag.split("-")[0]
    shown = tag if tag in _EU_LANGUAGES else "en"
    return Markup('<a href="{}" hreflang="{}" rel="noopener">{}</a>').format(
        _EUR_LEX.format(shown.upper(), celex), shown, words
    )


def _fill(sentence: str, **parts: Markup) -> Markup:
    """A translated sentence, escaped, with marked-up parts in its places."""
    filled = str(escape(sentence))
    for name, part in parts.items():
        filled = filled.replace(f"%({name})s", str(part))
    return Markup(filled)
