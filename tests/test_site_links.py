"""Every link of every built page leads somewhere, and nothing depends on where the site lives."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections import Counter
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from tests.site_walk import Page, Reference, Site, css_addresses, serve

pytestmark = pytest.mark.build

# Where a standard wants an absolute address of the page itself or of its translations.
ABSOLUTE_BY_STANDARD = (
    "link.canonical[href]", "link.translation[href]", "link.prev[href]", "link.next[href]",
    "link.oembed[href]", "meta[og:image]",
)  # fmt: skip


def own_references(site: Site, page: Page) -> list[Reference]:
    """The references of a page that stay on the site's host."""
    return [
        reference
        for reference in page.references
        if site.is_own(urljoin(site.url + page.path, reference.target))
    ]


def test_the_whole_site_is_looked_at(any_site: Site) -> None:
    assert len(any_site.content_pages) > 300
    assert sum(len(own_references(any_site, p)) for p in any_site.pages.values()) > 10_000


def test_every_internal_address_is_a_file(any_site: Site) -> None:
    lost = []
    for page in any_site.pages.values():
        for where, target in own_references(any_site, page):
            path = any_site.locate(page.path, target)
            assert path is not None
            # As a static host without any rewriting: a directory needs its slash.
            served = f"{path}index.html" if path == "" or path.endswith("/") else path
            if served not in any_site.files:
                lost.append(f"{page.path}: {where} {target}")
    assert not lost


def test_every_fragment_is_an_id(any_site: Site) -> None:
    lost, checked = [], 0
    for page in any_site.pages.values():
        for where, target in own_references(any_site, page):
            fragment = unquote(urldefrag(target).fragment)
            if fragment:
                checked += 1
                path = any_site.locate(page.path, target) or ""
                if path.endswith(".svg") and not target.startswith("#"):
                    ids = re.findall(r'id="([^"]+)"', any_site.files[path].read_text("utf-8"))
                else:
                    ids = (page if target.startswith("#") else any_site.pages[path]).ids
                if fragment not in ids:
                    lost.append(f"{page.path}: {where} {target}")
    assert not lost
    assert checked >= len(any_site.content_pages)  # each has its skip link


def test_internal_links_are_relative(any_site: Site) -> None:
    """A page works wherever the site is put; a 404 page, served anywhere, needs the path."""
    wrong = []
    for page in any_site.pages.values():
        for where, target in own_references(any_site, page):
            parts = urlsplit(target)
            if where in ABSOLUTE_BY_STANDARD:
                good = target.startswith(any_site.url)
            elif page.path.endswith("404.html"):
                good = target.startswith((any_site.base, "#")) and not parts.netloc
            else:
                good = not parts.scheme and not parts.netloc and not target.startswith("/")
            if not good:
                wrong.append(f"{page.path}: {where} {target}")
    assert not wrong


def test_no_link_leaves_the_path_of_the_site(subpath_site: Site) -> None:
    for page in subpath_site.pages.values():
        for _, target in own_references(subpath_site, page):
            address = urljoin(subpath_site.url + page.path, target)
            assert address.startswith(subpath_site.url), f"{page.path}: {target}"


def test_pages_do_not_depend_on_the_address_but_where_a_standard_wants_it(
    site: Site, subpath_site: Site
) -> None:
    assert site.files.keys() == subpath_site.files.keys()
    for path, page in site.content_pages.items():
        if site.below_language(path).startswith(("data/", "embed/")):
            continue  # tells the sizes and lengths of what holds addresses in full
        # Without "https://": a calendar's address begins with "webcal://" too.
        # An address that is shown may be broken after each of its slashes.
        moved = page.html.replace("<wbr>", "").replace(site.url[8:], subpath_site.url[8:])
        assert moved == subpath_site.pages[path].html.replace("<wbr>", ""), path


def test_no_id_stands_twice_on_a_page(any_site: Site) -> None:
    for page in any_site.pages.values():
        twice = [name for name, count in Counter(page.ids).items() if count > 1]
        assert not twice, page.path


def test_style_sheets_load_only_files_of_the_site(any_site: Site) -> None:
    sheets = [path for path in any_site.files if path.endswith(".css")]
    assert sheets
    lost = []
    for sheet in sheets:
        for target in css_addresses(any_site.files[sheet].read_text("utf-8")):
            if not target.startswith(("data:", "#")):
                assert not urlsplit(target).scheme
                assert not target.startswith("/")
                if any_site.locate(sheet, target) not in any_site.files:
                    lost.append(f"{sheet}: {target}")
    assert not lost


def test_nothing_is_loaded_from_elsewhere(site: Site) -> None:
    """Links may lead away; what a browser fetches by itself may not."""
    fetched = ("link", "script", "img", "source", "iframe", "video", "audio", "object", "embed")
    for page in site.pages.values():
        for where, target in page.references:
            if where.startswith(fetched) or where in ("style", "a[ping]"):
                address = urljoin(site.url + page.path, target)
                assert site.is_own(address) or target.startswith("data:"), f"{page.path}: {target}"


def test_every_page_can_be_reached_from_the_home_page(site: Site) -> None:
    for language in site.languages:
        waiting = [site.prefix(language)]
        seen = set(waiting)
        while waiting:
            found = site.targets(site.pages[waiting.pop()])
            new = {path for path in found if path in site.content_pages} - seen
            seen |= new
            waiting += new
        mine = {path for path in site.content_pages if site.language_of(path) == language}
        assert not mine - seen


def test_no_file_is_published_that_no_page_uses(site: Site) -> None:
    used = set()
    for page in site.pages.values():
        used |= {site.locate(page.path, t) for _, t in own_references(site, page)}
    for sheet in (path for path in site.files if path.endswith(".css")):
        for target in css_addresses(site.files[sheet].read_text("utf-8")):
            used.add(site.locate(sheet, target))
    # The search's scripts load each other and their index; test_browser_search.py sees them do it.
    known = (
        "sitemap", "robots.txt", "logos/", "feeds/", "data/", "embed/", "licences/",
        "assets/search", "assets/explorer", "pagefind/",
        # What servers read; test_hosting_nginx.py sees that nobody else does.
        ".build.json", ".hosting.json", ".htaccess", "_headers", "_redirects",
    )  # fmt: skip
    left = [
        path
        for path in site.files
        if not path.endswith(".html") and path not in used and not path.startswith(known)
    ]
    assert not left


@pytest.mark.parametrize("base", ["/", "/portal/"])
def test_a_plain_static_server_is_enough(base: str, site: Site, subpath_site: Site) -> None:
    chosen = site if base == "/" else subpath_site
    with serve(chosen.root if base == "/" else chosen.root.parent, base) as address:
        for path in chosen.content_pages:
            with urllib.request.urlopen(address + path) as response:
                assert response.status == 200
                assert response.url == address + path  # no redirect was needed
                assert response.headers.get_content_type() == "text/html"
                assert response.read() == chosen.pages[path].html.encode()
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(f"{address}no/such/page/")
        with missing.value as error:
            assert error.code == 404
            assert error.read() == chosen.pages["404.html"].html.encode()
