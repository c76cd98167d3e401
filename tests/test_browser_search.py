"""The search in a real browser: what it finds, and that everybody can use it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from portal.search.words import Words
from tests.browsing import NARROW, WIDE, Held, Reader, reader
from tests.site_build import LANGUAGES, ROOT, WRITTEN, assets, read_yaml, shown
from tests.site_walk import Site

pytestmark = [pytest.mark.build, pytest.mark.browser]

QUERIES = Path(__file__).with_name("search_queries")
RECORD = "projects/good-governance-rhodope/"
# The first search of a page loads a good many files.
expect.set_options(timeout=15_000)
IMPORT = f"const find = await import(new URL('{assets().path('search-find.js')}', address));"


def prefix(tag: str) -> str:
    return "" if tag == "en" else f"{tag}/"


@pytest.fixture(params=["root", "sub-path"])
def address(request: pytest.FixtureRequest) -> str:
    """The site at the root of a host, and below a path."""
    name = "site_address" if request.param == "root" else "subpath_address"
    found: str = request.getfixturevalue(name)
    return found


@pytest.fixture
def guest(browser: Browser, site_address: str) -> Iterator[Reader]:
    with reader(browser, site_address) as found:
        yield found


@pytest.fixture
def anywhere(browser: Browser, address: str) -> Iterator[Reader]:
    with reader(browser, address) as found:
        yield found


def ask(page: Page, text: str) -> Locator:
    """Open the search, type, and wait for what it says."""
    page.keyboard.press("/")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    page.keyboard.insert_text(text)
    expect(dialog.locator(".search__status")).not_to_be_empty()
    return dialog


# -- what it finds -------------------------------------------------------------------


def queries(tag: str) -> list[tuple[str, set[str]]]:
    lines = (QUERIES / f"{tag}.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(query, set(paths.split())) for query, paths in rows]


@pytest.mark.parametrize("tag", WRITTEN)
def test_what_people_type_is_found(
    browser: Browser, site_address: str, site: Site, tag: str, record_property: Any
) -> None:
    table = queries(tag)
    assert len(table) >= 60
    assert len({query for query, _ in table}) == len(table)
    missing = {path for _, paths in table for path in paths if prefix(tag) + path not in site.pages}
    assert not missing
    with reader(browser, site_address) as guest:
        page = guest.open(f"{prefix(tag)}privacy/")
        found = page.evaluate(
            f"""async ([address, queries]) => {{
                {IMPORT}
                const all = [];
                for (const query of queries) all.push(await find.firstPaths(query));
                return all;
            }}""",
            [site_address, [query for query, _ in table]],
        )
        assert guest.said == []
        assert guest.strangers() == []
    first = sum(bool(got) and got[0] in paths for (_, paths), got in zip(table, found, strict=True))
    missed = {
        query: got for (query, paths), got in zip(table, found, strict=True) if not paths & {*got}
    }
    rate = 1 - len(missed) / len(table)
    record_property("rate_in_top_three", rate)
    print(
        f"{tag}: {rate:.1%} of {len(table)} queries among the first three, "
        f"{first / len(table):.1%} at the top; missed: {', '.join(missed) or 'none'}"
    )
    assert rate >= 0.95, missed


@pytest.mark.parametrize("tag", [*LANGUAGES, "hu"])
def test_browser_and_index_normalise_every_word_alike(
    browser: Browser, request: pytest.FixtureRequest, tag: str
) -> None:
    name = "second_site_address" if tag == "hu" else "site_address"
    address: str = request.getfixturevalue(name)
    # All words of the site, whatever their language, and what no language would write.
    texts = "\n".join(
        path.read_text("utf-8")
        for folder in (ROOT / "data", ROOT / "docs", ROOT / "hooks/portal/sample")
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".yml", ".po", ".md", ".py")
    )
    odd = "İstanbul ŞŢşţȘȚ ﬁn ½ x² Å ẞß Ǆ ǅ ΣΑΣ naïve rock’n’roll 1.95583 Ⅷ ё ѝ ъгъл a\u0301"
    words = list(dict.fromkeys(re.findall(r"\S+", f"{odd}\n{texts}")))
    assert len(words) > 8000
    with reader(browser, address) as guest:
        page = guest.open(f"{prefix(tag)}search/")
        found = page.evaluate(
            """async ([address, script, tag, words]) => {
                const { makeNormalise, split } =
                    await import(new URL(script, address));
                const settings = await fetch(new URL(`pagefind/${tag}/portal.json`, address));
                const normalise = makeNormalise((await settings.json()).rules);
                return words.map(word => split(word).map(normalise).filter(Boolean));
            }""",
            [address, assets().path("search-words.js"), tag, words],
        )
    own = Words(tag)
    differ = {
        word: (own.query(word), got)
        for word, got in zip(words, found, strict=True)
        if own.query(word) != got
    }
    assert differ == {}


def test_pages_with_some_of_the_words_are_better_than_none(guest: Reader) -> None:
    page = guest.open("")
    dialog = ask(page, "velingrad xylophone")
    expect(dialog.locator(".search__status")).to_contain_text("No page has all of these words")
    expect(dialog.locator("li a").first).to_have_text("Velingrad")
    page.get_by_label("What are you looking for?").fill("xylophone")
    expect(dialog.locator(".search__status")).to_have_text(
        "Nothing found. Try other or fewer words."
    )
    expect(dialog.locator("li")).to_have_count(0)


# -- the dialog ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "words"),
    [("en", "training"), ("bg", "обучението"), ("ro", "pregatire"), ("cs", "školením")],
)
def test_search_by_keyboard_alone(
    browser: Browser, site_address: str, tag: str, words: str
) -> None:
    with reader(browser, site_address) as guest:
        page = guest.open(prefix(tag) + RECORD)
        opener = page.locator("button.search-button")
        opener.focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name=opener.inner_text())
        expect(dialog).to_be_visible()
        expect(dialog.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type(words)
        status = dialog.locator(".search__status")
        expect(status).to_have_text(re.compile(r"^\D+: \d+$"))
        # Arrow keys through the hits and back to the field.
        links = dialog.locator("ol a")
        page.keyboard.press("ArrowUp")
        expect(dialog.get_by_role("searchbox")).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(links.nth(0)).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(links.nth(1)).to_be_focused()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        expect(dialog.get_by_role("searchbox")).to_be_focused()
        # Escape closes, and the reader is where they were.
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()
        # What was typed is still there, and Tab leads on through it to the first hit.
        page.keyboard.press("/")
        expect(dialog.get_by_role("searchbox")).to_be_focused()
        expect(links.first).to_be_visible()
        for _ in range(6):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('ol a')"):
                break
        target = links.first.get_attribute("href")
        expect(links.first).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(str(target))
        assert guest.said == []
        assert guest.strangers() == []


def test_focus_stays_in_the_dialog(guest: Reader) -> None:
    page = guest.open(RECORD)
    dialog = ask(page, "ROMACT")
    for key in ["Tab"] * 40 + ["Shift+Tab"] * 10:
        page.keyboard.press(key)
        inside = dialog.evaluate(
            "d => d.contains(document.activeElement) || document.activeElement === document.body"
        )
        assert inside
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_a_slash_is_typed_where_one_types(guest: Reader) -> None:
    page = guest.open(RECORD)
    ask(page, "ru")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_have_value("ru/")
    assert page.locator("dialog").count() == 1


def test_other_keys_with_a_slash_belong_to_the_browser(guest: Reader) -> None:
    page = guest.open(RECORD)
    page.keyboard.press("Control+/")
    page.keyboard.press("Alt+/")
    page.wait_for_timeout(300)
    assert page.locator("dialog").count() == 0


def test_a_click_beside_the_dialog_closes_it(guest: Reader) -> None:
    page = guest.open(RECORD)
    page.get_by_role("button", name="Search").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("searchbox").click()
    expect(dialog).to_be_visible()
    page.mouse.click(5, 400)
    expect(page.locator("dialog")).to_be_hidden()


def test_filters_count_and_narrow_down(guest: Reader) -> None:
    page = guest.open("")
    dialog = ask(page, "romact")
    status = dialog.locator(".search__status")

    def total() -> int:
        return int(re.sub(r"\D", "", status.inner_text()))

    everything = total()
    kind, programme = dialog.get_by_label("Kind"), dialog.get_by_label("Programme")
    offered = kind.locator("option").all_inner_texts()
    counts = {text.rsplit(" (", 1)[0]: int(text.rsplit("(", 1)[1][:-1]) for text in offered[1:]}
    assert offered[0] == "All kinds"
    assert counts["Agreements"] == 1
    assert sum(counts.values()) == everything
    for name, number in list(counts.items())[:4]:
        kind.select_option(label=f"{name} ({number})")
        expect(status).to_have_text(f"Results: {number}")
    kind.select_option(index=0)
    expect(status).to_have_text(f"Results: {everything}")
    programme.select_option(value="romact")
    expect(status).not_to_have_text(f"Results: {everything}")
    assert 0 < total() < everything
    # Each filter's counts follow the other one.
    shown = [int(t.rsplit("(", 1)[1][:-1]) for t in kind.locator("option").all_inner_texts()[1:]]
    assert sum(shown) == total()


def test_more_results_are_shown_when_asked_for(guest: Reader) -> None:
    page = guest.open("")
    dialog = ask(page, "municipality")
    links = dialog.locator("ol a")
    expect(links).to_have_count(10)
    dialog.get_by_role("button", name="Show more results").click()
    expect(links).to_have_count(20)
    expect(links.nth(10)).to_be_focused()
    hrefs = links.evaluate_all("all => all.map(a => a.href)")
    assert len(set(hrefs)) == 20


# In the place of the script that asks Pagefind: one hit, in a language that runs the other way.
FOREIGN_HIT = """
export const site = new URL("..", import.meta.url);
export const language = "en";
const strings = new Proxy({}, { get: (_, name) => String(name) });
const meta = { title: "مشروع (1).", title_lang: "ar", text: "نص.", text_lang: "ar" };
const hit = { raw_url: "/projects/x/", meta, filters: { kind: ["projects"] } };
export const load = async () => ({
    strings, kinds: [["projects", "Projects", "Project"]], programmes: {}, root: "",
    page: "search/", normalise: word => word,
});
export const renew = load;
export const find = async () => ({
    words: ["x"], counts: {}, complete: true, results: [{ data: async () => hit }],
});
"""


def test_what_fell_back_is_marked_with_its_language_and_runs_its_own_way(
    browser: Browser, site_address: str
) -> None:
    with reader(browser, site_address) as guest:
        guest.page.route(
            re.compile(r"search-find[^/]*\.js"),
            lambda route: route.fulfill(body=FOREIGN_HIT, content_type="text/javascript"),
        )
        page = guest.open("search/?q=x")
        expect(page.locator(".search__hits a")).to_be_visible()
        texts = page.locator(".search__hits [lang]").all()
        assert [text.get_attribute("lang") for text in texts] == ["ar", "ar"]
        for text in texts:
            assert text.evaluate("e => getComputedStyle(e).direction") == "rtl"
        assert guest.said == []


# -- the page ------------------------------------------------------------------------


def test_a_search_has_an_address_to_share(anywhere: Reader) -> None:
    page = anywhere.open("search/?q=romact&kind=news")
    status = page.locator(".search__status")
    expect(status).to_have_text("Results: 1")
    expect(page.get_by_label("Kind")).to_have_value("news")
    expect(page.locator("[data-search-missing]")).to_have_count(0)
    page.get_by_label("Kind").select_option(index=0)
    expect(status).not_to_have_text("Results: 1")
    page.wait_for_url(f"{anywhere.address}search/?q=romact")
    page.get_by_role("searchbox").fill("Roma & net?")
    page.wait_for_url(f"{anywhere.address}search/?q=Roma+%26+net%3F")
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("Roma & net?")
    expect(page.locator(".search__hits a").first).to_have_attribute(
        "href", f"{anywhere.address}projects/roma-net/"
    )
    # "/" goes to the field that is there already.
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert page.locator("dialog").count() == 0


@pytest.mark.parametrize(
    ("asked", "held"), [("regionen-lernen", "lernende-regionen"), ("never-was", "")]
)
def test_an_address_with_another_programme_finds_what_it_can(
    browser: Browser, second_site_address: str, asked: str, held: str
) -> None:
    with reader(browser, second_site_address) as guest:
        page = guest.open(f"search/?q=regionen&programme={asked}&kind={asked}")
        expect(page.locator(".search__hits a").first).to_be_visible()
        programme = page.locator("[data-search-page] [name=programme]")
        expect(programme).to_have_value(held)
        expect(page.locator("[data-search-page] [name=kind]")).to_have_value("")
        wanted = f"?q=regionen{f'&programme={held}' if held else ''}"
        page.wait_for_url(lambda address: address.endswith(wanted))
        assert guest.said == []


def test_the_key_that_opens_the_search_can_be_turned_off(anywhere: Reader) -> None:
    """For whoever dictates, and whose words are keys (WCAG 2.1.4)."""
    page = anywhere.open("")
    opener = page.locator("button.search-button")
    expect(opener).to_have_attribute("aria-keyshortcuts", "/")
    opener.click()
    choice = page.get_by_role("checkbox", name="The / key opens the search")
    expect(choice).to_be_checked()
    choice.uncheck()
    page.keyboard.press("Escape")
    dialog = page.locator("dialog[open]")
    for path in ("", "bg/projects/"):
        if path:
            anywhere.open(path)
        page.keyboard.type("and/or")
        expect(opener).not_to_have_attribute("aria-keyshortcuts", "/")
        expect(dialog).to_have_count(0)
    anywhere.open("search/")
    choice = page.get_by_role("checkbox")
    expect(choice).not_to_be_checked()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).not_to_be_focused()
    # By keyboard on again: nothing is kept any longer.
    choice.press("Space")
    assert page.evaluate("localStorage.length") == 0
    anywhere.open("cs/")
    page.keyboard.press("/")
    expect(dialog).to_be_visible()


def test_enter_in_the_dialog_leads_to_that_address(guest: Reader) -> None:
    page = guest.open("bg/")
    ask(page, "Благоевград")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/bg/search/\?q=%D0%91"))
    expect(page.locator(".search__hits a").first).to_have_text("Благоевград")


def test_a_query_is_text_whatever_stands_in_it(guest: Reader) -> None:
    bad = "<img src=x onerror=alert(1)>\"'&amp; romact"
    page = guest.open("search/?q=" + "".join(f"%{byte:02x}" for byte in bad.encode()))
    expect(page.get_by_role("searchbox")).to_have_value(bad)
    expect(page.locator(".search__status")).not_to_be_empty()
    assert page.locator("main img").count() == 0
    assert guest.said == []


# -- without -------------------------------------------------------------------------


def test_without_scripts_the_button_leads_to_the_lists(browser: Browser, address: str) -> None:
    with reader(
        browser, address, java_script_enabled=False, viewport={"width": NARROW, "height": 700}
    ) as guest:
        page = guest.open("cs/" + RECORD)
        page.get_by_role("link", name="Hledání").click()
        assert page.url == f"{guest.address}cs/search/"
        expect(page.locator("[data-search-page]")).to_be_hidden()
        expect(page.locator("[data-search-missing]")).to_be_visible()
        page.locator("main").get_by_role("link", name="Projekty").click()
        assert page.url == f"{guest.address}cs/projects/"


def test_a_search_that_cannot_be_loaded_leads_there_too(anywhere: Reader) -> None:
    page = anywhere.page
    page.route("**/pagefind.js", lambda route: route.abort())
    anywhere.open(RECORD)
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/search/")
    expect(page.locator("[data-search-missing]")).to_be_visible()
    expect(page.locator("[data-search-page]")).to_be_hidden()


def test_nobody_is_told_that_it_is_missing_while_it_comes(guest: Reader) -> None:
    held = Held(guest.page, "**/pagefind/en/portal.json*")
    page = guest.open("search/")
    held.wait()
    expect(page.locator("[data-search-missing]")).to_be_hidden()
    held.refuse()
    expect(page.locator("[data-search-missing]")).to_be_visible()
    expect(page.locator("[data-search-page]")).to_be_hidden()


def test_who_is_among_the_hits_stays_there_when_others_come(guest: Reader) -> None:
    page = guest.open("")
    dialog = ask(page, "Rhodope")
    links = dialog.locator("ol a")
    first = links.first.inner_text()
    held = Held(page, "**/*.pf_fragment")
    dialog.get_by_role("searchbox").fill("Romania")
    page.keyboard.press("ArrowDown")
    held.wait()
    expect(links.first).to_have_text(first)
    expect(links.first).to_be_focused()
    held.let_go()
    expect(links.first).not_to_have_text(first)
    expect(links.first).to_be_focused()


def test_what_fails_later_is_said(guest: Reader) -> None:
    page = guest.open("")
    page.route("**/*.pf_index", lambda route: route.abort())
    page.keyboard.press("/")
    page.get_by_role("searchbox").fill("romact")
    status = page.locator(".search__status")
    expect(status).to_contain_text(re.compile("could not be loaded|Nothing found"))


def test_hits_of_other_words_do_not_stay_where_a_search_fails(guest: Reader) -> None:
    page = guest.open("")
    dialog = ask(page, "ROMACT")
    expect(dialog.locator("ol a").first).to_be_visible()
    expect(dialog.locator(".search__more")).to_be_visible()
    held = Held(page, "**/*.pf_fragment")
    dialog.get_by_role("searchbox").fill("Romania")
    page.keyboard.press("ArrowDown")
    held.wait()
    expect(dialog.locator("ol a").first).to_be_focused()
    held.refuse()
    expect(dialog.locator(".search__status")).to_contain_text("could not be loaded")
    expect(dialog.locator("ol a")).to_have_count(0)
    expect(dialog.locator(".search__more")).to_be_hidden()
    # Who was among them has lost no place.
    expect(dialog.get_by_role("searchbox")).to_be_focused()


def test_what_failed_once_is_asked_for_once_more(guest: Reader) -> None:
    page = guest.open("")
    ask(page, "ROMACT")
    held = Held(page, "**/*.pf_fragment")
    box = page.get_by_role("searchbox")
    box.fill("Romania")
    held.wait()
    held.refuse_once()
    expect(page.locator(".search__hits a").first).not_to_have_text("ROMACT")
    expect(page.locator(".search__status")).not_to_contain_text("could not be loaded")


def test_an_older_search_that_fails_leaves_the_newer_one_alone(guest: Reader) -> None:
    page = guest.open("")
    dialog = ask(page, "ROMACT")
    held = Held(page, "**/*.pf_fragment")
    box = page.get_by_role("searchbox")
    box.fill("Romania")
    held.wait()
    old = held.taken()
    box.fill("Velingrad")
    held.wait()
    held.let_go()
    expect(dialog.locator("ol a").first).to_contain_text("Velingrad")
    before = len(guest.requests)
    for route in old:
        route.abort()
    page.wait_for_timeout(500)
    expect(dialog.locator("ol a").first).to_contain_text("Velingrad")
    assert guest.requests[before:] == []


def test_more_hits_that_fail_are_asked_for_once_more(guest: Reader) -> None:
    page = guest.open("")
    dialog = ask(page, "ROMACT")
    dialog.evaluate("d => d.addEventListener('found', () => (window.again = true))")
    held = Held(page, "**/*.pf_fragment")
    dialog.locator(".search__more").click()
    held.wait()
    held.refuse_once()
    page.wait_for_function("window.again")
    expect(dialog.locator("ol a")).to_have_count(10)
    dialog.locator(".search__more").click()
    expect(dialog.locator("ol a")).not_to_have_count(10)
    expect(dialog.locator(".search__status")).not_to_contain_text("could not be loaded")


# -- what it costs and needs ---------------------------------------------------------


def test_nothing_of_it_is_loaded_before_it_is_wanted(anywhere: Reader) -> None:
    page = anywhere.open(RECORD)
    page.wait_for_load_state("networkidle")
    assert [url for url in anywhere.requests if "pagefind" in url or "assets/search" in url] == []
    ask(page, "romact")
    loaded = [url for url in anywhere.requests if "/pagefind/" in url]
    assert loaded
    assert all(url.startswith(f"{anywhere.address}pagefind/en/") for url in loaded)
    assert anywhere.strangers() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_it_works_under_a_strict_content_security_policy(
    browser: Browser, site_address: str, site: Site
) -> None:
    html = site.pages[RECORD].html
    inline = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
        for code in inline
    )
    policy = (
        f"default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {hashes}; style-src 'self'; "
        "font-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; "
        "form-action 'self'; base-uri 'none'"
    )

    def protect(route: Route) -> None:
        response = route.fetch()
        headers = {**response.headers, "content-security-policy": policy}
        route.fulfill(response=response, headers=headers)

    with reader(browser, site_address) as guest:
        guest.page.route("**/*", protect)
        page = guest.open(RECORD)
        dialog = ask(page, "romact")
        expect(dialog.locator("ol a").first).to_have_text("ROMACT")
        assert guest.said == []


# -- for everybody -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "words"),
    [("en", "roma integration"), ("bg", "ромите"), ("ro", "romilor"), ("cs", "Romů")],
)
def test_the_open_dialog_is_accessible_on_every_screen(
    browser: Browser, site_address: str, tag: str, words: str
) -> None:
    found = []
    with reader(browser, site_address, axe=True) as guest:
        page = guest.open(prefix(tag) + RECORD)
        dialog = ask(page, words)
        expect(dialog.locator("mark").first).to_be_visible()
        for width in (WIDE, NARROW):
            for scheme in ("light", "dark"):
                guest.set(width, scheme)
                guest.begin_axe()
                found += [f"{width} {scheme}: {problem}" for problem in guest.axe()]
                found += [f"{width} {scheme}: too wide: {what}" for what in guest.too_wide()]
                wide = dialog.evaluate("d => d.scrollWidth > d.clientWidth")
                assert not wide
                sizes = dialog.locator("button:visible, input, select, a").evaluate_all(
                    "all => all.map(e => [e.outerHTML, e.getBoundingClientRect().height])"
                )
                found += [f"{width}: small: {html}" for html, height in sizes if height < 24]
    assert found == []


def test_the_settings_of_each_language_are_its_own(site: Site) -> None:
    said = set()
    for tag in LANGUAGES:
        path = site.root / "pagefind" / tag / "portal.json"
        settings = json.loads(path.read_text("utf-8"))
        said.add(tuple(settings["strings"].values()))
        name = read_yaml(ROOT / "data/programmes/eea-ngo-bulgaria-2009-2014.yml")["name"]
        assert settings["programmes"]["eea-ngo-bulgaria-2009-2014"] == shown(name, tag)
    assert len(said) == len(LANGUAGES)
