"""Units as a gettext PO file, which every translator's editor opens, and back.

The context (msgctxt) is the unit's key. Fuzzy is what nobody has confirmed: a translation
whose source has changed (the text before stands in `#|`), or a new one.
Source: GNU gettext manual, "The Format of PO Files".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import generate_po

from portal.extraction import plural_forms
from portal.po_text import read_catalog
from portal.problems import Problem
from portal.translations.states import State
from portal.translations.units import Proposal, Unit

_WAS: Final = re.compile(r"translation as sent: ([0-9a-f]{8}|none)")
_LANGUAGE: Final = re.compile(r'"Language: ([A-Za-z-]+)\\n"')


def render_units(units: Iterable[Unit], language: str, source_language: str) -> str:
    """The units of a language as one PO file, in their order.

    Shape: one entry a text, each paragraph on one line, no dates: equal data, equal bytes.
    """
    catalog = Catalog()
    for unit in units:
        name, _, line = unit.place.rpartition(":")
        stale = unit.state is State.STALE
        catalog.add(
            unit.source,
            unit.target,
            context=unit.key,
            locations=[(name, int(line))],
            flags=() if unit.is_confirmed or not unit.target else ("fuzzy",),
            auto_comments=[
                *(["The source has changed since this was translated."] if stale else []),
                f"translation as sent: {unit.was}",
            ],
            previous_id=(unit.previous,) if unit.previous else (),
        )
    entries = generate_po(catalog, omit_header=True, include_previous=True, width=0)
    header = (
        'msgid ""',
        'msgstr ""',
        f'"Language: {language}\\n"',
        f'"X-Source-Language: {source_language}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        f'"Plural-Forms: {plural_forms(language)}\\n"',
    )
    return "\n".join((*header, "", "".join(entries))).rstrip("\n") + "\n"


def read_proposals(
    content: bytes, label: str
) -> tuple[str, tuple[Proposal, ...], tuple[Problem, ...]]:
    """The language and the translations of a PO file.

    Shape: without a language (empty) there are problems. An entry without a context is no
    unit: those are the interface's words, and left out here.
    """
    catalog, problems = read_catalog(content, label)
    if catalog is None:
        return "", (), problems
    match = _LANGUAGE.search(content.decode("utf-8"))
    if match is None:
        wanted, fix = 'a header with "Language: …"', "write the language's code there, such as bg"
        return "", (), (Problem(label, 1, 1, "Language", wanted, "none", fix),)
    found = []
    for message in catalog:
        if not message.id or not message.context:
            continue
        was = next((m[1] for c in message.auto_comments if (m := _WAS.search(c))), "")
        text = message.string if isinstance(message.string, str) else ""
        found.append(Proposal(message.context, str(message.id), text, bool(message.fuzzy), was))
    return match[1], tuple(found), ()


def render_rejected(rejected: Iterable[tuple[Proposal, str]], language: str) -> str:
    """What could not be taken over, with the reasons, as a PO file: nothing is lost."""
    catalog = Catalog()
    for proposal, reason in rejected:
        catalog.add(
            proposal.source,
            proposal.text,
            context=proposal.key,
            user_comments=[f"not imported: {reason}"],
            auto_comments=[f"translation as sent: {proposal.was}"] if proposal.was else [],
            flags=("fuzzy",) if proposal.needs_work else (),
        )
    entries = "".join(generate_po(catalog, omit_header=True, width=0))
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Plural-Forms: {plural_forms(language)}\\n"\n\n'
    )
    return header + entries.rstrip("\n") + "\n"
