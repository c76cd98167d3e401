"""Texts that mean harm, in a real browser: nothing runs, nothing leaves, all of it can be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, Dialog, Page

from tests.browsing import Reader, reader, wait_until
from tests.injection import attacked_site
from tests.injection.checks import Attacked
from tests.injection.fields import LANGUAGES, record_id
from tests.injection.payloads import FUNCTION, PAYLOADS
from tests.site_walk import SECTIONS, serve, squeeze

pytestmark = [pytest.mark.build, pytest.mark.browser]
# Dialogs, the marker and violations of the policy are noted where no script can hide them.
_LISTEN = f"""
window.{FUNCTION} = name => console.error("RAN " + name);
for (const name of ["alert", "confirm", "prompt"]) window[name] = window.{FUNCTION};
addEventListener("securitypolicyviolation", e => console.error("POLICY " + e.violatedDirective));
"""
_QUERIES = tuple(p.text for p in PAYLOADS if p.family in ("html", "attribute", "svg", "jsonld"))
_SAID_OF_ITSELF = "ResizeObserver loop"


class Guest:
    """Somebody who reads the hostile site and notes all that must not be."""

    def __init__(self, reader: Reader, reports: list[str]) -> None:
        self.reader, self.page, self.reports = reader, reader.page, reports
        self.dialogs: list[str] = []
        self.opened = 0

        self.page.context.add_init_script(_LISTEN)
        self.page.on("dialog", self._note)

    def _note(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, path: str) -> Page:
        self.opened += 1
        return self.reader.open(path)

    def harm(self) -> list[str]:
        """All that ran, left, or was stopped by the policy."""
        said = [line for line in self.reader.said if _SAID_OF_ITSELF not in line]
        return [*self.dialogs, *self.reports, *self.reader.strangers(), *said]


@pytest.fixture(scope="module")
def served(hostile: Attacked) -> Iterator[tuple[str, list[str]]]:
    with attacked_site.serve(hostile.site.root) as found:
        yield found


@contextmanager
def guest(browser: Browser, served: tuple[str, list[str]]) -> Iterator[Guest]:
    address, reports = served
    reports.clear()
    with reader(browser, address) as found:
        yield Guest(found, reports)


def sections() -> tuple[str, ...]:
    """Each kind of page that is no record's."""
    return (
        "", "map/", "embed/", "commitments/", "feeds/", "data/", "translations/", "search/",
        "accessibility/", "about/", "404.html", *(f"{name}/" for name in SECTIONS.values()),
        "funding/page-2/", f"embed/{record_id('municipalities', 3)}/{record_id('programmes', 3)}/",
    )  # fmt: skip


@pytest.mark.parametrize("tag", LANGUAGES)
def test_pages_of_every_kind(
    hostile: Attacked, browser: Browser, served: tuple[str, list[str]], tag: str
) -> None:
    prefix = hostile.site.prefix(tag)
    with guest(browser, served) as one:
        for path in sections():
            one.open(prefix + path)
        for number, (kind, section) in enumerate(SECTIONS.items()):
            name = record_id(kind, 7 * LANGUAGES.index(tag) + number % 7)
            page = one.open(f"{prefix}{section}/{name}/")
            fields = yaml.load((hostile.data / kind / f"{name}.yml").read_bytes(), yaml.CBaseLoader)
            title = fields.get("title") or fields["name"]
            assert squeeze(page.inner_text("h1")) == squeeze(title.get(tag, title["en"]))
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert one.opened > 30
        assert one.harm() == []


def test_searching_for_harm(browser: Browser, served: tuple[str, list[str]]) -> None:
    with guest(browser, served) as one:
        page = one.open("search/?q=" + quote(_QUERIES[0]) + "&kind=" + quote(_QUERIES[8]))
        wait_until(page, "!!document.querySelector('[data-search-page] [type=search]')")
        field = page.locator("[data-search-page] [type=search]")
        assert field.input_value() == _QUERIES[0]
        for query in _QUERIES[::12]:
            field.fill(query)
            page.wait_for_timeout(200)
        field.fill("script pwn img")
        wait_until(page, "document.querySelectorAll('.search__hits li').length > 3")
        assert page.locator(".search__hits script, .search__hits img").count() == 0
        assert "<" in page.inner_text(".search__hits")
        page.goto(one.reader.address)
        page.keyboard.press("/")
        page.locator("dialog [type=search]").fill(_QUERIES[2])
        page.wait_for_timeout(300)
        assert one.harm() == []


def test_filtering_by_harm(
    hostile: Attacked, browser: Browser, served: tuple[str, list[str]]
) -> None:
    with guest(browser, served) as one:
        for section in ("projects", "news", "events", "municipalities"):
            text = quote(_QUERIES[len(section)])
            page = one.open(
                f"{section}/?sort={text}&page={text}&programme={text}&kind=__proto__#filters"
            )
            wait_until(page, "!!document.querySelector('.explorer__form')")
            sorts = page.locator(".explorer__form select[name=sort]")
            sorts.select_option(index=sorts.locator("option").count() - 1)
            page.locator(".explorer__form select, .explorer__form input").first.focus()
            wait_until(page, "document.querySelectorAll('main .card, .card').length > 3")
            shown = page.evaluate(
                "document.querySelector('.explorer__form').parentElement.innerText"
            )
            assert shown
            boxes = page.locator(".explorer__form input[type=checkbox]")
            if boxes.count():
                boxes.first.check()
            with page.expect_download() as download:
                page.locator(".explorer__actions button[type=button]").click()
            table = Path(download.value.path()).read_text("utf-8-sig")
            assert not any(part.lstrip(' "').startswith(("=", "@")) for part in table.split(";"))
        assert one.harm() == []


def test_addresses_that_mean_harm(browser: Browser, served: tuple[str, list[str]]) -> None:
    with guest(browser, served) as one:
        pair = f"{record_id('municipalities', 1)}/{record_id('programmes', 1)}/"
        places = (
            "",
            "search/",
            "map/",
            "projects/",
            f"embed/{pair}",
            f"embed/v1/{pair}en/auto.html",
        )
        for number, place in enumerate(places):
            for query in _QUERIES[number::70]:
                one.open(
                    f"{place}?q={quote(query)}&secret={quote(query)}#{quote(query)}?secret=abc"
                )
        assert one.harm() == []


def test_embeds_on_somebody_elses_page(
    hostile: Attacked, browser: Browser, served: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, _ = served
    places = [
        f"{record_id('municipalities', n)}/{record_id('programmes', n)}/" for n in (1, 4, 9, 17)
    ]
    codes = []
    for place in places:
        found = hostile.site.pages[f"embed/{place}"]
        codes += [node.text() for node in found.all("textarea")]
    body = "\n".join(codes).replace(hostile.site.url, address)
    # The scripts' hashes are those of the files; they are let in by the policy of no page here.
    (tmp_path / "index.html").write_text(f"<!doctype html><title>x</title>{body}", "utf-8")
    with serve(tmp_path) as foreign, guest(browser, served) as one:
        page = one.page
        page.goto(foreign)
        page.wait_for_load_state("networkidle")
        own = {urlsplit(address).netloc, urlsplit(foreign).netloc}
        assert {urlsplit(url).netloc for url in one.reader.requests} <= own | {"a.example"}
        assert len(page.frames) > 8
        assert not one.dialogs
        assert not one.reports
        assert not [line for line in one.reader.said if "RAN" in line or "POLICY" in line]


def test_pictures_and_files_opened_by_themselves(
    hostile: Attacked, browser: Browser, served: tuple[str, list[str]]
) -> None:
    # Not XML: Chromium's own view of it sets styles, which the policy of the file forbids.
    wanted: list[str] = []
    for ending, many in ((".svg", 14), (".json", 4), (".txt", 4)):
        found = [n for n in hostile.site.files if n.endswith(ending) and n.isprintable()]
        wanted += found[:: max(1, len(found) // many)][:many]
    with guest(browser, served) as one:
        for name in wanted:
            if "schema" not in name:
                try:
                    one.open(quote(name))
                except Exception as error:
                    assert "Download is starting" in str(error), name
        assert one.harm() == []
