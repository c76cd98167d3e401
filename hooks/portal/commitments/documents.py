"""From an address to the documents that a visitor sees there: the page and its frames."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from portal.commitments.cascade import Cascade
from portal.commitments.charset import decode_page
from portal.commitments.html_document import HtmlDocument
from portal.commitments.html_sightings import Look
from portal.commitments.policies import why_not_framed, why_not_loaded
from portal.commitments.sightings import Frame, Place, Sightings
from portal.commitments.stylesheet import MAX_RULES, Rule, parse_sheet
from portal.web.answers import Answer, Failure, Fetch, Kind, Trouble

MAX_HOPS: Final = 5
_MAX_SHEETS: Final = 20
_MAX_SHEET_LETTERS: Final = 1_500_000
_MAX_FRAMES: Final = 10
_MAX_DEPTH: Final = 3
_FEW_LETTERS: Final = 120
_HTML: Final = ("text/html", "application/xhtml+xml")
_SNIFFED: Final = re.compile(
    r"\s*(<!--.*?-->\s*)*<(!doctype html|html|head|body|title|meta|h1|div|p|table|a|script|style"
    r"|b|br|font)\b",
    re.I | re.S,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A document that is shown: the page itself, or a frame in it (then with its place).

    `asked` is the address that the page names, `address` the one that answered.
    `links_work` is False where a sandbox lets no link out.
    """

    asked: str
    address: str
    sightings: Sightings
    policies: tuple[str, ...] = ()
    frame: Place | None = None
    links_work: bool = True


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page that was reached, with all that is shown on it.

    `doubts`: what may hide more than was noticed. `gaps`: what could not be asked for,
    so that more may be there. `needs_browser`: a script draws it.
    """

    answer: Answer
    encoding: str
    shown: tuple[Shown, ...]
    doubts: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    needs_browser: bool = False


def read_page(address: str, fetch: Fetch, wanted: Callable[[str], bool]) -> PageRead | Failure:
    """Fetch a page, follow it where it sends its visitors, and read it with its frames.

    `wanted` tells the links that matter. Failure: the page cannot be judged.
    """
    hops: tuple[str, ...] = ()
    while True:
        answer = fetch(address, Kind.PAGE)
        hops = (*hops, *answer.hops)
        if isinstance(answer, Failure):
            return replace(answer, hops=hops)
        if not _is_html(answer):
            detail = answer.content_type.partition(";")[0].strip() or "unknown type"
            return Failure(Trouble.NOT_HTML, detail, answer.address, answer.status, hops)
        text, encoding = decode_page(answer.body, answer.content_type)
        document = HtmlDocument(text, answer.address)
        onward = document.read_refresh(answer.headers.get("refresh", "")) or document.refresh()
        if not onward:
            break
        hops = (*hops, answer.address)
        if len(hops) > MAX_HOPS or onward in hops:
            return Failure(
                Trouble.REDIRECTS, "the page goes on and on", onward, answer.status, hops
            )
        address = onward
    reader = _Reader(fetch, wanted)
    if "xhtml" in answer.content_type:
        reader.doubts.append("XHTML, read as HTML")
    shown = tuple(reader.read(document, address, _policies(answer, document), ()))
    return PageRead(
        replace(answer, hops=hops), encoding, shown, tuple(reader.doubts), tuple(reader.gaps),
        _is_drawn_by_script(shown),
    )  # fmt: skip


class _Reader:
    """Reads a document and the frames in it, within common bounds."""

    def __init__(self, fetch: Fetch, wanted: Callable[[str], bool]) -> None:
        self._fetch = fetch
        self._wanted = wanted
        self._frames_left = _MAX_FRAMES
        self.doubts: list[str] = []
        self.gaps: list[str] = []

    def read(
        self, document: HtmlDocument, asked: str, policies: tuple[str, ...],
        around: tuple[str, ...], frame: Frame | None = None,
    ) -> Iterator[Shown]:  # fmt: skip
        rules = _Rules(self._fetch, self.doubts).of(document)
        sightings = Look(document, Cascade(document.tree, rules), self._wanted).sightings()
        yield Shown(
            asked, document.url, sightings, policies, frame.place if frame else None,
            frame is None or frame.lets_links_out,
        )  # fmt: skip
        ancestors = (*around, document.url)
        if len(ancestors) > _MAX_DEPTH:
            return
        for inner in sightings.frames:
            if inner.hidden or self._frames_left <= 0:
                continue
            self._frames_left -= 1
            if inner.source is not None:
                child = HtmlDocument(inner.source, document.url, document.base)
                yield from self.read(child, "about:srcdoc", policies, ancestors, inner)
            else:
                yield from self._read_framed(inner, document, policies, ancestors)

    def _read_framed(
        self, frame: Frame, document: HtmlDocument, policies: tuple[str, ...],
        ancestors: tuple[str, ...],
    ) -> Iterator[Shown]:  # fmt: skip
        if frame.address in ancestors:
            return
        if why_not_loaded("frame", frame.address, document.url, policies):
            return
        answer = self._fetch(frame.address, Kind.FRAME)
        if isinstance(answer, Failure):
            if answer.is_passing:
                self.gaps.append(f"the frame {frame.address}: {answer.detail}")
            return
        if not _is_html(answer) or why_not_framed(answer.headers, answer.address, ancestors):
            return
        child = HtmlDocument(decode_page(answer.body, answer.content_type)[0], answer.address)
        if child.read_refresh(answer.headers.get("refresh", "")) or child.refresh():
            self.gaps.append(f"the frame {frame.address}: it goes on to another page")
            return
        yield from self.read(child, frame.address, _policies(answer, child), ancestors, frame)


class _Rules:
    """The style rules of one document, its sheets fetched."""

    def __init__(self, fetch: Fetch, doubts: list[str]) -> None:
        self._fetch = fetch
        self._doubts = doubts
        self._asked: set[str] = set()
        self._letters = 0
        self._rules: list[Rule] = []

    def of(self, document: HtmlDocument) -> tuple[Rule, ...]:
        for order, source in enumerate(document.sheets()):
            if source.text is not None:
                self._add(source.text, order, document, 0)
            else:
                self._fetch_sheet(source.address, order, 0)
        if len(self._rules) > MAX_RULES:
            self._doubts.append("more style rules than are read")
        return tuple(self._rules[:MAX_RULES])

    def _fetch_sheet(self, address: str, order: int, depth: int) -> None:
        if address in self._asked or not address.startswith("http"):
            return
        if len(self._asked) >= _MAX_SHEETS:
            self._doubts.append("more style sheets than are read")
            return
        self._asked.add(address)
        answer = self._fetch(address, Kind.STYLE)
        if isinstance(answer, Failure):
            if answer.is_passing:
                self._doubts.append(f"the style sheet {address}: {answer.detail}")
            return
        text, _ = decode_page(answer.body, answer.content_type)
        self._add(text, order, HtmlDocument("", answer.address), depth)

    def _add(self, text: str, order: int, document: HtmlDocument, depth: int) -> None:
        self._letters += len(text)
        if self._letters > _MAX_SHEET_LETTERS:
            self._doubts.append("longer style sheets than are read")
            return
        sheet = parse_sheet(text, order)
        for reference in sheet.imports if depth < _MAX_DEPTH else ():
            self._fetch_sheet(document.address(reference), order, depth + 1)
        self._rules.extend(sheet.rules)


def _policies(answer: Answer, document: HtmlDocument) -> tuple[str, ...]:
    header = answer.headers.get("content-security-policy", "")
    return tuple(filter(None, (header, *document.policies())))


def _is_html(answer: Answer) -> bool:
    if answer.headers.get("content-disposition", "").strip().lower().startswith("attachment"):
        return False
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind:
        return kind in _HTML
    if not answer.body.strip():
        return True
    return bool(_SNIFFED.match(decode_page(answer.body[:2000])[0].lstrip("\ufeff")))


def _is_drawn_by_script(shown: tuple[Shown, ...]) -> bool:
    """Whether a page has next to no words, links or pictures of its own, but scripts.

    Or whether a script in it holds an address that is looked for.
    """
    seen = [document.sightings for document in shown]
    if any(s.scripts_name_it for s in seen):
        return True
    empty = all(s.letters < _FEW_LETTERS and not s.links and not s.pictures for s in seen)
    return empty and any(s.has_scripts for s in seen)
