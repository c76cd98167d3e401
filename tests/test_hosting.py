"""How the site wants to be served: the table, and what is written down from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portal.hosting.description import FILE, Hosting, read_description
from portal.hosting.inline import Inline, find_inline
from portal.hosting.nginx import render_nginx
from portal.hosting.static_hosts import render_headers, render_redirects
from portal.hosting.table import PAGE, rule_for
from portal.publish import MARKER
from tests.site_walk import EMBEDS, Site

# Each server's own name for its files; no reader asks for them.
FOR_SERVERS = ("_headers", "_redirects", ".htaccess", FILE, MARKER)


def hosting(url: str = "https://example.org/", **changes: object) -> Hosting:
    nothing = Inline()
    made = {"languages": ("en", "bg"), "redirects": (), "own": nothing, "cards": nothing}
    return Hosting(url=url, **{**made, **changes})  # type: ignore[arg-type]


def described(site: Site) -> Hosting:
    return read_description(site.files[FILE].read_bytes())


def blocks(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The patterns of a `_headers` file with their headers."""
    pattern, headers = "", dict[str, str]()
    for line in text.splitlines():
        if line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            headers[name] = value
        elif not line.startswith("#"):
            if pattern:
                yield pattern, headers
            pattern, headers = line, {}
    yield pattern, headers


def fits(pattern: str, address: str) -> bool:
    """Whether a pattern of `_headers` takes an address, as Cloudflare documents it."""
    steps = re.split(r"(:\w+|\*)", pattern)
    parts = [".*" if s == "*" else "[^/]+" if s.startswith(":") else re.escape(s) for s in steps]
    return re.fullmatch("".join(parts), address) is not None


# -- what pages carry inline ---------------------------------------------------------


def test_the_hash_is_that_of_the_specification() -> None:
    # The example of Content Security Policy Level 3, 8.5 Usage of "'unsafe-hashes'"; also W3C's
    # own of Level 2, 7.17.2: the script below.
    page = "<script>alert('Hello, world.');</script>"
    digest = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    assert find_inline([page]) == Inline((digest,), ())


@pytest.mark.parametrize(
    "page",
    [
        '<script src="a.js"></script>', '<script type="application/ld+json">{"a": 1}</script>',
        "<p>&lt;script>a()&lt;/script></p>", "<!-- <script>a()</script> -->",
        '<p title="<style>a{}</style>">', "<textarea><script>a()</script></textarea>",
        '<script type="text/javascript; charset=utf-8">a()</script>',
    ],
)  # fmt: skip
def test_what_needs_no_permission_gets_none(page: str) -> None:
    assert find_inline([page]) == Inline()


@pytest.mark.parametrize(
    "page", ["<script>a()</script>", '<SCRIPT type="module" data-src="x">a()</SCRIPT>',
             '<script type="">a()</script>', '<script data-type="json" async>a()</script >',
             '<script type=" Text/JavaScript ">a()</script>',
             '<script type="application/x-javascript">a()</script>',
             '<script type="text/ecmascript">a()</script>',
             '<script type="text/javascript1.5">a()</script>',
             '<script type="text/jscript">a()</script>',
             # No scripts; but browsers ask the policy all the same.
             '<script type="importmap">a()</script>',
             '<script type="speculationrules">a()</script>']
)  # fmt: skip
def test_every_script_that_runs_is_found(page: str) -> None:
    assert find_inline([page]) == find_inline(["<script>a()</script>"]) != Inline()


@pytest.mark.build
def test_the_policy_allows_exactly_what_all_pages_carry(any_site: Site, second_site: Site) -> None:
    for site in (any_site, second_site):
        own = [p.html for path, p in site.pages.items() if not path.startswith(EMBEDS)]
        cards = [p.html for path, p in site.pages.items() if path.startswith(EMBEDS)]
        assert len(own) > 50
        assert len(cards) > 10
        assert find_inline(own) == described(site).own
        assert find_inline(cards) == described(site).cards
        assert described(site).own.scripts
        assert not described(site).own.styles


@pytest.mark.build
def test_no_page_has_what_a_hash_cannot_allow(any_site: Site, second_site: Site) -> None:
    found = [
        f"{page.path}: {node.tag}[{name}]"
        for site in (any_site, second_site)
        for page in site.pages.values()
        for node in page.tree.css("*")
        for name, value in node.attributes.items()
        if name == "style" or name.startswith("on") or (value or "").startswith("javascript:")
    ]
    assert found == []


# -- the table and `_headers` --------------------------------------------------------


def test_an_address_of_two_rules_is_refused() -> None:
    rules = hosting().rules
    twice = (*rules, replace(rules[1], name="other"))
    with pytest.raises(ValueError, match="embed/v1/x: card and other"):
        rule_for("embed/v1/x", twice)
    assert rule_for("data/v1/x", twice).name == "data"


@pytest.mark.build
def test_every_file_has_one_rule(any_site: Site) -> None:
    rules = described(any_site).rules
    count = Counter(rule_for(path, rules).name for path in any_site.files)
    # Those that the first site has no file of: documents and pictures lie elsewhere.
    assert {rule.name for rule in rules} - set(count) <= {"document", "editor"}
    pages = {p for p in any_site.files if rule_for(p, rules).name == PAGE}
    others = {p for p in pages if not p.endswith(".html")} - set(FOR_SERVERS)
    assert {p for p in others if not re.fullmatch(r"robots\.txt|sitemap[\w-]*\.xml", p)} == set()


@pytest.mark.build
def test_static_hosts_send_what_the_table_says(any_site: Site) -> None:
    made = described(any_site)
    written = list(blocks(any_site.files["_headers"].read_text("utf-8")))
    # Cloudflare reads no more patterns and no longer lines.
    assert len(written) <= 100
    assert max(len(f"{n}: {v}") for _, headers in written for n, v in headers.items()) < 2000
    for name in any_site.files:
        if name in FOR_SERVERS or name == "robots.txt" or name.startswith("sitemap"):
            continue
        for path in {name, name.removesuffix("index.html")}:
            sent: dict[str, str] = {}
            for pattern, headers in written:
                if fits(pattern, made.base + path):
                    assert not sent.keys() & headers, f"{path}: {pattern} joins in"
                    sent |= headers
            assert sent == rule_for(path, made.rules).headers, path


def test_a_header_of_the_whole_host_stands_once() -> None:
    text = render_headers(hosting(), ["data", "embed", "projects"])
    assert text.count("X-Content-Type-Options") == 1
    assert "\n/projects/*\n" in text


@pytest.mark.parametrize("name", ["a\n  X-Evil: 1", "a\r", ":any", "*", "\u2028"])
def test_a_folder_that_would_leave_its_pattern_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not for a pattern"):
        render_headers(hosting(), ["projects", name])


def test_a_plain_address_has_no_strict_transport() -> None:
    assert "Strict-Transport" in render_headers(hosting(), [])
    assert "Strict-Transport" not in render_headers(hosting("http://example.org/"), [])


# -- redirects, 404 ------------------------------------------------------------------

MOVED = (("projects/old/", "projects/new/"), ("bg/projects/old/", "bg/projects/new/"))


def test_redirects_for_both_hosts_of_static_files() -> None:
    lines = render_redirects(hosting("https://example.org/a/", redirects=MOVED)).splitlines()
    lines = [line for line in lines if not line.startswith("#")]
    assert lines == [
        "/a/projects/old/ /a/projects/new/ 301!",
        "/a/projects/old/ /a/projects/new/ 301",
        "/a/bg/projects/old/ /a/bg/projects/new/ 301!",
        "/a/bg/projects/old/ /a/bg/projects/new/ 301",
        "/a/bg/* /a/bg/404.html 404",
    ]


@pytest.mark.parametrize(
    "listen", ["80; evil", "80\n", "", "a b", "443 ssl;", "443  ssl", "443 ssl\n"]
)
def test_an_address_that_would_leave_its_place_is_refused(listen: str) -> None:
    with pytest.raises(ValueError, match="not for a configuration"):
        render_nginx(hosting(), "/srv/site", "/srv/.site.previous", listen=("80", listen))


def test_brotli_is_asked_for_only_on_request() -> None:
    places = ("/srv/site", "/srv/.site.previous")
    assert "brotli" not in render_nginx(hosting(), *places)
    assert "brotli_static on;" in render_nginx(hosting(), *places, brotli=True)


@pytest.mark.build
def test_renamed_records_of_a_site_are_led_on_everywhere(second_site: Site, tmp_path: Path) -> None:
    old, new = "programmes/regionen-lernen/", "programmes/lernende-regionen/"
    assert (f"hu/{old}", f"hu/{new}") in described(second_site).redirects
    assert f"/hu/{old} /hu/{new} 301!\n" in second_site.files["_redirects"].read_text("utf-8")
    assert f"^hu/{old.rstrip('/')}" in second_site.files[".htaccess"].read_text("utf-8").replace(
        "\\", ""
    )
    for former, today in described(second_site).redirects:
        assert second_site.pages[former].is_redirect
        assert not second_site.pages[today].is_redirect
