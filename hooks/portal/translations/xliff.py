"""Units as XLIFF 2.1, for translation systems, and back.

Source: OASIS XLIFF Version 2.1 (13 February 2018), 4.2 and 4.3.1.1 (state).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Final

from lxml import etree

from portal.problems import Problem, quote_got
from portal.translations.states import State
from portal.translations.units import Part, Proposal, Unit
from portal.yaml_text import field_name

NAMESPACE: Final = "urn:oasis:names:tc:xliff:document:2.0"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_TARGET: Final = f"{{{NAMESPACE}}}target"
_WAS: Final = "was"
# In XLIFF a text that waits is "initial", with or without a translation.
_DONE: Final = frozenset({"translated", "reviewed", "final"})


def render_xliff(units: Iterable[Unit], language: str, source_language: str) -> bytes:
    """The units of a language as one XLIFF document.

    Shape: one `file` a record, one `unit` a text; notes hold the place, the hash of the
    translation as sent and, where the source has changed, the text before.
    """
    root = etree.Element(
        f"{{{NAMESPACE}}}xliff",
        {"version": "2.1", "srcLang": source_language, "trgLang": language},
        nsmap={None: NAMESPACE},
    )
    for (kind, record_id), group in groupby(units, key=lambda u: (u.kind, u.record_id)):
        known = [*group]
        original = known[0].place.rpartition(":")[0]
        file = _add(root, "file", id=f"{kind}.{record_id}", original=original)
        for unit in known:
            _add_unit(file, unit)
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _add_unit(file: Any, unit: Unit) -> None:
    name = field_name(unit.path)
    element = _add(file, "unit", id=re.sub(r"\[(\d+)\]", r".\1", name), name=unit.key)
    notes = _add(element, "notes")
    _add(notes, "note", unit.place, category="location")
    _add(notes, "note", unit.was, category=_WAS)
    if unit.state is State.STALE:
        text = "The source has changed since this was translated."
        before = f" It was: {unit.previous}" if unit.previous else ""
        _add(notes, "note", text + before, category="previous")
    segment = _add(element, "segment", state="final" if unit.is_confirmed else "initial")
    _add(segment, "source", unit.source).set(_SPACE, "preserve")
    if unit.target:
        _add(segment, "target", unit.target).set(_SPACE, "preserve")


def _add(parent: Any, tag: str, text: str | None = None, /, **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
    element.text = text
    return element


def read_xliff(content: bytes, label: str) -> tuple[str, tuple[Proposal, ...], tuple[Problem, ...]]:
    """The language and the translations of an XLIFF 2 document. Raises: nothing.

    A unit of several segments is joined; inline codes keep their text alone. What stands between
    segments (`ignorable`) and was given no target is the same in both languages.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line, column = (max(1, n) for n in error.position)
        fix = "save the file anew from the translation system"
        return "", (), (Problem(label, line, column, "", "well-formed XML", str(error.msg), fix),)
    if root.tag != f"{{{NAMESPACE}}}xliff":
        fix = "export it as XLIFF 2.0 or 2.1"
        got = quote_got(str(root.tag))
        return "", (), (Problem(label, root.sourceline or 1, 1, "", "XLIFF 2", got, fix),)
    language = root.get("trgLang") or ""
    if not language:
        wanted, fix = "the attribute trgLang", "write the language of the translations there"
        return "", (), (Problem(label, root.sourceline or 1, 1, "trgLang", wanted, "none", fix),)
    return language, tuple(_proposals(root)), ()


def _proposals(root: Any) -> Iterable[Proposal]:
    for unit in root.iter(f"{{{NAMESPACE}}}unit"):
        segments = [*unit.iter(f"{{{NAMESPACE}}}segment", f"{{{NAMESPACE}}}ignorable")]
        source = "".join(_text(s, "source") for s in segments)
        waiting = [s for s in segments if _waits(s)]
        states = {s.get("state", "initial") for s in segments if _is_segment(s)}
        was = next(
            (note.text or "" for note in unit.iter(f"{{{NAMESPACE}}}note")
             if note.get("category") == _WAS),
            "",
        )  # fmt: skip
        text = _target(segments)
        yield Proposal(
            unit.get("name") or "", source, text, not states <= _DONE, was,
            is_partial=bool(waiting and text),
            parts=tuple(map(_part, segments)) if len(segments) > 1 else (),
        )  # fmt: skip


def _part(segment: Any) -> Part:
    target = None if segment.find(_TARGET) is None else _text(segment, "target")
    state = (segment.get("state") or "initial") if _is_segment(segment) else ""
    return Part(_text(segment, "source"), target, state)


def _target(segments: Sequence[Any]) -> str:
    """The translation of a unit; empty where no segment has one."""
    if not any(_text(s, "target") for s in segments if _is_segment(s)):
        return ""
    return "".join(
        _text(s, "source" if s.find(_TARGET) is None and not _is_segment(s) else "target")
        for s in segments
    )


def _waits(segment: Any) -> bool:
    """Whether nobody has translated a segment. One that is done may be empty: others say it all."""
    is_done = segment.get("state", "initial") in _DONE or _text(segment, "target").strip()
    return _is_segment(segment) and not is_done and bool(_text(segment, "source").strip())


def _is_segment(element: Any) -> bool:
    return bool(element.tag == f"{{{NAMESPACE}}}segment")


def _text(segment: Any, name: str) -> str:
    element = segment.find(f"{{{NAMESPACE}}}{name}")
    return "" if element is None else "".join(element.itertext())


def render_rejected(rejected: Iterable[tuple[Proposal, str]], language: str, source: str) -> bytes:
    """What could not be taken over, with the reasons: nothing is lost.

    A text that came in parts stays so: of half a translation as one nobody could tell.
    """
    root = etree.Element(
        f"{{{NAMESPACE}}}xliff",
        {"version": "2.1", "srcLang": source, "trgLang": language},
        nsmap={None: NAMESPACE},
    )
    file = _add(root, "file", id="rejected")
    for number, (proposal, reason) in enumerate(rejected, start=1):
        unit = _add(file, "unit", id=f"u{number}", name=proposal.key)
        notes = _add(unit, "notes")
        _add(notes, "note", f"not imported: {reason}", category="reason")
        if proposal.was:
            _add(notes, "note", proposal.was, category=_WAS)
        state = "initial" if proposal.needs_work else "translated"
        for part in proposal.parts or (Part(proposal.source, proposal.text, state),):
            _add_part(unit, part)
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _add_part(unit: Any, part: Part) -> None:
    attributes = {"state": part.state} if part.state else {}
    element = _add(unit, "segment" if part.state else "ignorable", **attributes)
    _add(element, "source", part.source).set(_SPACE, "preserve")
    if part.target is not None:
        _add(element, "target", part.target).set(_SPACE, "preserve")
