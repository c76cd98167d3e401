"""The editing page in a real browser: writing a record, changing one, being told what is wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import unified_diff
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from edit import EditServer
from install_editor import install_editor
from tests import site_build
from tests.browsing import Reader, reader
from tests.site_build import read_yaml

pytestmark = [pytest.mark.browser]

# Decap CMS names itself and its parts in the console; nothing else may be said.
OWN_WORDS = ("log: decap-cms", "log: `window.CMS_MANUAL_INIT` flag set")
CONTENTS = {"en": "Contents", "bg": "Съдържание", "ro": "Conținut", "cs": "Obsah"}


@contextmanager
def edited(browser: Browser, data: Path) -> Iterator[Reader]:
    """Somebody at the editing page of a data directory, who meets no error on the way."""
    install_editor()
    with EditServer(0, data) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            with reader(browser, server.address, viewport={"width": 1400, "height": 1000}) as found:
                yield found
                # A blob is a picture that the page has already: no request leaves for it.
                assert [url for url in found.strangers() if not url.startswith("blob:")] == []
        finally:
            server.shutdown()
            thread.join()


def complaints(guest: Reader) -> list[str]:
    return [words for words in guest.said if not words.startswith(OWN_WORDS)]


def open_editor(guest: Reader, where: str) -> Page:
    page = guest.page
    page.goto(f"{guest.address}#/collections/{where}")
    expect(page.locator('[id*="-field-"]').first).to_be_visible()
    return page


def write(page: Page, field: str, text: str, number: int = 0) -> None:
    place = page.locator(f'[id^="{field}-field-"]').nth(number)
    if not place.is_visible():  # inside a part that is folded up
        for button in page.get_by_role("button", name="Expand", exact=True).all()[::-1]:
            button.click()
    place.fill(text)


def choose(page: Page, field: str, text: str) -> None:
    box = page.locator(f'[id^="{field}-field-"]')
    box.fill(text[:6])
    page.get_by_role("option", name=text).first.click()


def save(page: Page, publish: str = "Publish", now: str = "Publish now") -> None:
    page.get_by_role("button", name=publish, exact=True).click()
    page.get_by_role("menuitem", name=now, exact=True).click()


def changed_lines(old: str, new: str) -> list[str]:
    return list(unified_diff(old.split("\n"), new.split("\n"), n=0, lineterm=""))[3:]


@pytest.mark.build
def test_an_event_in_two_languages_from_the_form_to_its_page(
    browser: Browser, tmp_path: Path
) -> None:
    data = site_build.copy_data(tmp_path / "data")
    before = site_build.snapshot(data)
    with edited(browser, data) as guest:
        page = open_editor(guest, "events/new")
        write(page, "en", "Open day of the library")
        write(page, "bg", "Ден на отворените врати в библиотеката")
        choose(page, "kind", "Meeting")
        choose(page, "status", "Planned")
        write(page, "en", "Everybody is welcome.", 1)
        write(page, "bg", "Всички са добре дошли.", 1)
        choose(page, "sources", "National Register of Populated Places of Bulgaria")
        preview = page.frame_locator("iframe")
        expect(preview.get_by_role("heading", name="Ден на отворените врати")).to_be_visible()
        save(page)
        expect(page).to_have_url(
            guest.address + "#/collections/events/entries/open-day-of-the-library"
        )
        today = page.evaluate("new Date().toLocaleDateString('sv')")
        assert complaints(guest) == []
    after = site_build.snapshot(data)
    assert {name for name in after if after[name] != before.get(name)} == {
        "events/open-day-of-the-library.yml"
    }
    assert read_yaml(data / "events" / "open-day-of-the-library.yml") == {
        "title": {
            "en": "Open day of the library",
            "bg": "Ден на отворените врати в библиотеката",
        },
        "kind": "meeting",
        "status": "planned",
        "summary": {"en": "Everybody is welcome.", "bg": "Всички са добре дошли."},
        "sources": ["bulgarian-national-register"],
        "updated_on": today,
    }
    checked = site_build.run_check(data)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    built = site_build.build(tmp_path / "site", data=data)
    for root, words in (("", "Open day"), ("bg/", "Ден на отворените врати")):
        html = (built.root / f"{root}events/open-day-of-the-library/index.html").read_text("utf-8")
        assert words in html


@pytest.mark.parametrize(
    ("record", "field", "number", "text", "expected"),
    [
        ("events/focsani-training-2018", "cs", 0, "Školení v\u00a0radnici",
         ["-  cs: Školení pracovníků radnice ve městě Focșani", "+  cs: Školení v\u00a0radnici"]),
        ("programmes/romact", "process_months", 0, "24",
         ["-process_months: 20", "+process_months: 24"]),
        ("grants/civic-participation-grant", "amount", 0, "17740.90",
         ['-  amount: "17740.80"', '+  amount: "17740.90"']),
        ("organisations/open-society-club-ruse", "country", 0, "RO",
         ["-country: BG", "+country: RO"]),
        ("agreements/romact-blagoevgrad-2020", "en", 0, "Agreement",
         ["-  en: *", "+  en: Agreement"]),
        ("projects/good-governance-rhodope", "updated_on", 0, "2026-11-22",
         ["-updated_on: *", "+updated_on: 2026-11-22"]),
        ("visibility/eea-financial-mechanism-2009-2014", "en", 0, "Paid for by us.",
         ["-  en: *", "+  en: Paid for by us."]),
    ],
)  # fmt: skip
def test_changing_one_field_changes_one_line(
    browser: Browser,
    tmp_path: Path,
    record: str,
    field: str,
    number: int,
    text: str,
    expected: list[str],
) -> None:
    data = site_build.copy_data(tmp_path / "data")
    file = data / f"{record}.yml"
    old = file.read_text("utf-8")
    kind, _, name = record.partition("/")
    with edited(browser, data) as guest:
        page = open_editor(guest, f"{kind}/entries/{name}")
        write(page, field, text, number)
        save(page)
        expect(page.get_by_text("Entry saved")).to_be_visible()
        assert complaints(guest) == []
    lines = changed_lines(old, file.read_text("utf-8"))
    assert len(lines) == 2
    assert lines[1] == expected[1]
    assert lines[0].startswith(expected[0].rstrip("*"))
    assert site_build.run_check(data).returncode == 0


def test_two_pages_at_one_record_undo_nothing_of_each_other(
    browser: Browser, tmp_path: Path
) -> None:
    data = site_build.copy_data(tmp_path / "data")
    record = "events/entries/focsani-training-2018"
    with edited(browser, data) as guest:
        first = open_editor(guest, record)
        second = guest.page.context.new_page()
        second.goto(f"{guest.address}#/collections/{record}")
        expect(second.locator('[id*="-field-"]').first).to_be_visible()
        write(first, "cs", "Školení")
        save(first)
        expect(first.get_by_text("Entry saved")).to_be_visible()
        write(second, "updated_on", "2026-11-22")
        save(second)
        expect(second.get_by_text("Entry saved")).to_be_visible()
        file = data / "events" / "focsani-training-2018.yml"
        both = file.read_text("utf-8")
        assert complaints(guest) == []
        # The same field in both: who comes second is told.
        write(second, "cs", "Kurz")
        save(second)
        expect(second.get_by_text("was changed by somebody else")).to_be_visible()
    assert "cs: Školení\n" in both
    assert "updated_on: 2026-11-22\n" in both
    assert file.read_text("utf-8") == both


def test_what_the_check_refuses_is_said_in_its_words(browser: Browser, tmp_path: Path) -> None:
    data = site_build.copy_data(tmp_path / "data")
    before = site_build.snapshot(data)
    with edited(browser, data) as guest:
        page = open_editor(guest, "events/entries/focsani-training-2018")
        write(page, "time_zone", "Europe/Focsani")
        save(page)
        words = page.get_by_text("time_zone: expected a time zone such as Europe/Sofia")
        expect(words).to_be_visible()
        expect(words).to_contain_text("Fix: ")
    assert site_build.snapshot(data) == before


@pytest.mark.parametrize("tag", CONTENTS)
def test_interface_speaks_the_language_of_the_page(
    browser: Browser, tmp_path: Path, tag: str
) -> None:
    data = site_build.copy_data(tmp_path / "data")
    with edited(browser, data) as guest:
        root = "" if tag == "en" else f"{tag}/"
        page = guest.page
        page.goto(guest.address.replace("admin/", f"{root}admin/"))
        expect(
            page.get_by_role("link", name=CONTENTS[tag])
        ).to_be_visible()  # without a "Login" before
        assert page.locator("html").get_attribute("lang") == tag
        assert complaints(guest) == []


def test_a_logo_with_its_words_is_added_to_a_record(browser: Browser, tmp_path: Path) -> None:
    data = site_build.copy_data(tmp_path / "data")
    before = site_build.snapshot(data)
    logo = tmp_path / "new-logo.svg"
    logo.write_bytes((data / "logos" / "roma-net.svg").read_bytes())
    with edited(browser, data) as guest:
        page = open_editor(guest, "organisations/entries/usaid")
        for button in page.get_by_role("button", name="Expand", exact=True).all()[::-1]:
            button.click()
        page.get_by_role("button", name="Choose an image", exact=True).first.click()
        page.locator('input[type="file"]').first.set_input_files(logo)
        expect(page.get_by_text("new-logo.svg")).to_be_visible()  # and it is chosen already
        page.get_by_role("button", name="Choose selected").click()
        # What lies behind the dialog cannot be reached until it has closed.
        expect(page.get_by_role("button", name="Publish", exact=True)).to_be_visible()
        write(page, "en", "Wordmark of the organisation", 2)
        save(page)
        expect(page.get_by_text("Entry saved")).to_be_visible()
        assert complaints(guest) == []
    after = site_build.snapshot(data)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"logos/new-logo.svg", "organisations/usaid.yml"}
    assert after["logos/new-logo.svg"] == logo.read_bytes()
    record = read_yaml(data / "organisations" / "usaid.yml")
    assert record["logo"] == {
        "file": "logos/new-logo.svg",
        "alt": {"en": "Wordmark of the organisation"},
    }
