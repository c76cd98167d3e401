"""One run of the check: pages of different hosts side by side, those of one host in turn."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from commitment_drawing import draw_svg
from page_reading import PageReading
from portal.catalog import Catalog
from portal.commitments.documents import PageRead
from portal.commitments.inspection import inspect_page, judge_page
from portal.commitments.judge import judge_failure
from portal.commitments.likeness import LogoBook
from portal.commitments.picture_facts import PictureReader
from portal.commitments.pictures import PictureError, open_picture
from portal.commitments.targets import Target
from portal.commitments.verdicts import Result, Verdict
from portal.model import Logo
from portal.web.address import parse_address
from portal.web.answers import Answer, Failure, Fetch, Kind, Trouble
from web_fetcher import Bounds, Fetcher

if TYPE_CHECKING:
    from commitment_browser import BrowserReader

# How much a page shows; a page that shows nothing is no better than none.
_RANK: Final = MappingProxyType(
    {Verdict.FULFILLED: 2, Verdict.PARTLY: 1, Verdict.MISSING: 0, Verdict.UNREACHABLE: 0}
)
Tell: TypeAlias = Callable[[Result], None]
Groups: TypeAlias = list[list[Target]]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run goes: `jobs` hosts at a time; with `copies`, pages are kept in that folder."""

    bounds: Bounds
    jobs: int = 4
    copies: Path | None = None


def read_logos(catalog: Catalog, data_directory: Path) -> LogoBook:
    """All logos of a site, so that each picture counts for the one that it is likest.

    What cannot be drawn is left out. Raises: OSError where a logo cannot be read.
    """
    found = {}
    for kind in ("programmes", "organisations", "projects"):
        for record in catalog.records[kind].values():
            logo: Logo | None = getattr(record, "logo", None)
            for path in logo.files.values() if logo else ():
                if path in found:
                    continue
                content_type = "image/svg+xml" if path.endswith(".svg") else "image/png"
                body = (data_directory / path).read_bytes()
                try:
                    found[path] = open_picture(body, content_type, draw_svg)
                except PictureError:
                    continue
    return LogoBook(found)


class Run:
    """Checks targets; a page that several of them name is asked for once."""

    def __init__(
        self, settings: Settings, fetcher: Fetcher, book: LogoBook,
        browser: BrowserReader | None = None,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._fetcher = fetcher
        self._reader = PictureReader(book, draw_svg)
        self._browser = browser
        self._reading = PageReading()

    def check(self, targets: Sequence[Target], tell: Tell) -> tuple[Result, ...]:
        """The results, in the order of the targets; `tell` hears of each when it is there.

        Where the page that was named does not fulfil a promise, the home page may: it can
        only help, for nobody said that logo and link would be there.
        """
        with self._reading:
            return self._check_all(targets, tell)

    def _check_all(self, targets: Sequence[Target], tell: Tell) -> tuple[Result, ...]:
        found = {}
        again = []
        for target, result in self._check(targets):
            found[target.agreement, target.commitment] = result
            if target.home is None or result.verdict is Verdict.FULFILLED:
                tell(result)
            else:
                again.append(replace(target, page=target.home, page_field="website", home=None))
        for target, result in self._check(again):
            key = target.agreement, target.commitment
            if _RANK[result.verdict] > _RANK[found[key].verdict]:
                found[key] = result
            tell(found[key])
        return tuple(found[target.agreement, target.commitment] for target in targets)

    def _check(self, targets: Sequence[Target]) -> Iterator[tuple[Target, Result]]:
        asked = {(target.agreement, target.commitment): target for target in targets}
        hosts: dict[str, dict[str, list[Target]]] = defaultdict(lambda: defaultdict(list))
        for target in targets:
            address = parse_address(target.page or "")
            hosts[address.host if address else ""][target.page or ""].append(target)
        for result in self._results([list(pages.values()) for pages in hosts.values()]):
            yield asked[result.agreement, result.commitment], result

    def _results(self, groups: Sequence[Groups]) -> Iterator[Result]:
        if self._browser is not None:  # there is one, and it belongs to this thread
            for pages in groups:
                yield from self._check_host(pages)
            return
        with ExitStack() as stack:
            pool = ThreadPoolExecutor(self._settings.jobs)
            stack.callback(pool.shutdown, cancel_futures=True)
            for results in pool.map(self._check_host, groups):
                yield from results

    def _check_host(self, pages: Groups) -> list[Result]:
        return [result for targets in pages for result in self._check_page(targets)]

    def _check_page(self, targets: list[Target]) -> tuple[Result, ...]:
        now = datetime.now(UTC).replace(microsecond=0)
        page = targets[0].page
        if page is None or parse_address(page) is None:
            failure = Failure(Trouble.NO_PAGE, "name one: logo_page in data/municipalities")
            return tuple(judge_failure(target, failure, now) for target in targets)
        fetch = _once(self._fetcher.for_one_page())
        results, source = inspect_page(targets, self._reading.read, fetch, self._reader, now)
        if isinstance(source, Failure):
            return results
        answer = source.answer
        if self._browser is not None:
            results, answer = self._judge_drawn(self._browser, targets, source, fetch, now)
        digest = hashlib.sha256(answer.body).hexdigest()
        kept = {"sha256": digest, "copy_file": self._keep_copy(targets[0], answer, digest)}
        return tuple(result.model_copy(update=kept) for result in results)

    def _judge_drawn(
        self, browser: BrowserReader, targets: list[Target], source: PageRead, known: Fetch,
        now: datetime,
    ) -> tuple[tuple[Result, ...], Answer]:  # fmt: skip
        """The results by what the browser draws; by the source, in doubt, if it failed."""
        fetch = _first(known, self._fetcher.for_one_page())
        hosts = {
            address.host.removeprefix("www.")
            for target in targets
            for address in (target.website, target.site)
            if address is not None
        }
        drawn = browser.read(source, fetch, hosts, self._settings.bounds.seconds)
        if not isinstance(drawn, Failure):
            results = judge_page(targets, drawn, fetch, self._reader, now, drawn=True)
            return results, drawn.answer
        if drawn.trouble is not Trouble.BROWSER:
            lost = (judge_failure(target, drawn, now) for target in targets)
            by_browser = {"method": "browser"}
            return tuple(result.model_copy(update=by_browser) for result in lost), source.answer
        doubtful = replace(source, doubts=(*source.doubts, drawn.detail))
        return judge_page(targets, doubtful, fetch, self._reader, now), source.answer

    def _keep_copy(self, target: Target, answer: Answer, digest: str) -> str:
        folder = self._settings.copies
        if folder is None:
            return ""
        name = f"{target.municipality}-{target.programme}-{digest[:16]}.html"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(answer.body)
        return name


def _once(fetch: Fetch) -> Fetch:
    """The same, asking for each address once."""
    known: dict[str, Answer | Failure] = {}

    def fetch_once(address: str, kind: Kind) -> Answer | Failure:
        if address not in known:
            known[address] = fetch(address, kind)
        return known[address]

    return fetch_once


def _first(known: Fetch, fresh: Fetch) -> Fetch:
    """What is known already, else what a fetcher with time of its own brings."""
    return _once(lambda address, kind: _prefer(known(address, kind), fresh, address, kind))


def _prefer(answer: Answer | Failure, fresh: Fetch, address: str, kind: Kind) -> Answer | Failure:
    late = isinstance(answer, Failure) and answer.trouble is Trouble.TIMEOUT
    return fresh(address, kind) if late else answer
