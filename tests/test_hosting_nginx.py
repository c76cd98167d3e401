"""The site behind a real nginx: headers, redirects, what is not there, what is not sent twice."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import brotli
import pytest

from portal.publish import previous_of
from tests import nginx, site_build
from tests.nginx import ask
from tests.shared import Shared
from tests.site_walk import Site

pytestmark = pytest.mark.build

ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "strict-transport-security": "max-age=15768000",
}
RENAMED = {
    "projects/former-project/": "projects/good-governance-rhodope/",
    "municipalities/former-town/": "municipalities/blagoevgrad/",
    "embed/former-town/romact/": "embed/blagoevgrad/romact/",
}


# As scripts/compress_site.py does it, but for the quarter of a minute that Brotli takes to make all
# texts as small as it can: how small they are matters to no server.
COMPRESS_QUICKLY = """
import sys
import brotli
compress = brotli.compress
brotli.compress = lambda content, quality: compress(content, quality=1)
import compress_site
sys.exit(compress_site.main(sys.argv[1:]))
"""


def make_renamed_site(place: Path) -> Site:
    """The first site below a path, with renamed records and a document, compressed."""
    data = site_build.copy_data(place / "data")
    for old, new in list(RENAMED.items())[:2]:
        file = data / f"{new.rstrip('/')}.yml"
        site_build.change_yaml(file, former_ids=[old.split("/")[1]])
    (data / "files").mkdir(exist_ok=True)
    (data / "files" / "report.pdf").write_bytes(b"%PDF-1.4\n" + b"%" * 2000)
    out = place / "portal"
    site = site_build.build(out, data=data, url="https://example.org/portal/")
    command = [sys.executable, "-c", COMPRESS_QUICKLY, str(out), "--jobs", "1"]
    done = site_build.run(command, site_build.ROOT / "scripts")
    assert done.returncode == 0, done.stderr
    return site


@pytest.fixture(scope="module")
def renamed_site(shared: Shared) -> Site:
    return shared.get("renamed-below-a-path", make_renamed_site)


@pytest.fixture(scope="module")
def renamed_address(renamed_site: Site, scratch: Path) -> Iterator[str]:
    with nginx.serve(renamed_site.root, scratch / "renamed-nginx") as address:
        yield address


@pytest.fixture(params=["root", "sub-path"])
def address(request: pytest.FixtureRequest) -> str:
    """At the root of a host, and below a path."""
    name = "nginx_address" if request.param == "root" else "renamed_address"
    found: str = request.getfixturevalue(name)
    return found


def one_file(site: Site, pattern: str) -> str:
    return next(name for name in site.files if re.fullmatch(pattern, name))


# -- headers -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["", "bg/", "projects/", "cs/map/", "data/", "feeds/", "embed/", "ro/embed/", "search/",
             "embed/blagoevgrad/romact/", "no/such/page/", "bg/no/such/page/"]
)  # fmt: skip
def test_pages_run_nothing_but_what_the_site_has_and_are_framed_by_itself_alone(
    address: str, path: str
) -> None:
    headers = ask(address + path).headers
    assert headers["content-type"] == "text/html; charset=utf-8"
    policy = dict(p.split(" ", 1) for p in headers["content-security-policy"].split("; "))
    assert "unsafe-inline" not in str(policy)
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert re.fullmatch(r"'self' 'wasm-unsafe-eval'( 'sha256-[\w+/]{43}=')+", policy["script-src"])
    assert headers["cache-control"] == "public, max-age=300, must-revalidate"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    assert headers.items() >= ALWAYS.items()


@pytest.mark.parametrize(
    ("pattern", "media", "age", "policy"),
    [
        (r"data/v1/projects\.csv", "text/csv; charset=utf-8", 3600, "sandbox"),
        (r"data/v1/projects\.json", "application/json", 3600, "sandbox"),
        (r"feeds/bg/news\.atom", "application/atom+xml; charset=utf-8", 3600, "sandbox"),
        (r"feeds/en/news\.rss", "application/rss+xml; charset=utf-8", 3600, "sandbox"),
        (r"feeds/cs/events\.ics", "text/calendar; charset=utf-8", 3600, "sandbox"),
        (r"embed/v1/.*/bg/index\.html", "text/html; charset=utf-8", 3600, "frame-ancestors *"),
        (r"embed/v1/.*/en/badge\.svg", "image/svg+xml; charset=utf-8", 3600, "frame-ancestors *"),
        (r"embed/v1/[^/]*\.js", "text/javascript; charset=utf-8", 3600, "frame-ancestors *"),
        (r"assets/portal\.\w{8}\.css", "text/css; charset=utf-8", 31536000, "sandbox"),
        (r"assets/portal\.\w{8}\.js", "text/javascript; charset=utf-8", 31536000, "sandbox"),
        (r"assets/mark\.\w{8}\.svg", "image/svg+xml; charset=utf-8", 31536000, "sandbox"),
        (r"assets/fonts/.*\.\w{8}\.woff2", "font/woff2", 31536000, "sandbox"),
        (r"version\.css", "text/css; charset=utf-8", 300, "sandbox"),
        (r"assets/stylesheets/main\..*\.css", "text/css; charset=utf-8", 31536000, "sandbox"),
        (r"assets/maps/.*\.svg", "image/svg+xml; charset=utf-8", 31536000, "sandbox"),
        (r"pagefind/bg/pagefind-worker\.js", "text/javascript; charset=utf-8", 300, "wasm"),
        (r"pagefind/bg/fragment/.*", "application/octet-stream", 31536000, "sandbox"),
        (r"logos/.*\.svg", "image/svg+xml; charset=utf-8", 3600, "sandbox"),
    ],
)
def test_files_for_programs_are_open_to_them_and_run_nothing(
    nginx_address: str, site: Site, pattern: str, media: str, age: int, policy: str
) -> None:
    headers = ask(nginx_address + one_file(site, pattern)).headers
    assert headers["content-type"] == media
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert f"max-age={age}" in headers["cache-control"]
    assert ("immutable" in headers["cache-control"]) == (age == 31536000)
    assert policy in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers.items() >= ALWAYS.items()


def test_a_document_opens_in_the_browser(renamed_address: str) -> None:
    answer = ask(renamed_address + "files/report.pdf")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert "content-disposition" not in answer.headers
    # Under either, a browser may refuse its own viewer.
    assert "sandbox" not in answer.headers["content-security-policy"]
    assert "default-src" not in answer.headers["content-security-policy"]
    assert "script-src 'none'" in answer.headers["content-security-policy"]


# -- addresses -----------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "bg/", "cs/"])
@pytest.mark.parametrize("old", RENAMED)
@pytest.mark.parametrize("ending", ["/", "", "/index.html"])
def test_a_former_address_leads_on_for_good(
    renamed_address: str, prefix: str, old: str, ending: str
) -> None:
    answer = ask(renamed_address + prefix + old.rstrip("/") + ending)
    assert answer.status == 301
    assert answer.headers["location"] == f"/portal/{prefix}{RENAMED[old]}"
    assert ask(renamed_address + prefix + RENAMED[old]).status == 200


@pytest.mark.parametrize(
    ("path", "language"),
    [("no/such/", "en"), ("bg/no/such/", "bg"), ("ro/no", "ro"), ("cs/projects/no/", "cs"),
     ("assets/", "en"), ("bg/projects/../../cs/no", "cs")],
)  # fmt: skip
def test_what_is_not_there_is_said_in_the_language_of_the_address(
    address: str, path: str, language: str
) -> None:
    answer = ask(address + path)
    assert answer.status == 404
    assert f'<html lang="{language}"' in answer.body.decode()


def test_a_directory_gets_its_slash_at_the_address_that_was_asked(address: str) -> None:
    answer = ask(address + "projects")
    assert answer.status == 301
    assert answer.headers["location"] == re.sub(r"http://[^/]+", "", address) + "projects/"


@pytest.mark.parametrize(
    "path", ["_headers", "_redirects", ".htaccess", ".hosting.json", ".build.json"]
)
def test_what_servers_read_is_not_served(
    address: str, site: Site, renamed_site: Site, path: str
) -> None:
    assert path in site.files
    assert path in renamed_site.files
    assert ask(address + path).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
@pytest.mark.parametrize("path", ["", "data/v1/projects.json", "no/such/"])
def test_other_methods_are_refused(address: str, method: str, path: str) -> None:
    answer = ask(address + path, method)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.headers.items() >= ALWAYS.items()


@pytest.mark.parametrize("path", ["", "bg/projects/", "data/v1/projects.json"])
def test_head_is_get_without_a_body(address: str, path: str) -> None:
    get, head = ask(address + path), ask(address + path, "HEAD")
    assert head.status == 200
    assert head.body == b""
    unequal = {n for n in get.headers if get.headers[n] != head.headers.get(n)}
    assert unequal <= {"date"}
    assert "allow" not in get.headers


# -- what need not be sent -----------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["", "cs/projects/", "feeds/en/news.atom", site_build.assets().path("portal.css")]
)
def test_what_the_reader_has_is_not_sent_again(address: str, path: str) -> None:
    first = ask(address + path)
    tag, day = first.headers["etag"], first.headers["last-modified"]
    for again in (
        ask(address + path, If_None_Match=tag),
        ask(address + path, If_Modified_Since=day),
    ):
        assert again.status == 304
        assert again.body == b""
        # What RFC 9111, 4.3.4 lets a cache renew.
        assert again.headers["cache-control"] == first.headers["cache-control"]
        policy = "content-security-policy"
        assert again.headers[policy] == first.headers[policy]
    assert ask(address + path, If_None_Match='"another"').status == 200


def test_a_part_of_a_file_can_be_asked_for(address: str) -> None:
    answer = ask(address + "data/v1/all.zip", Range="bytes=0-1")
    assert (answer.status, answer.body) == (206, b"PK")


def test_compressed_files_are_sent_to_whoever_takes_them(
    renamed_address: str, renamed_site: Site
) -> None:
    sheet = site_build.assets().path("portal.css")
    for path in ("", "bg/projects/", "data/v1/projects.json", sheet):
        name = path or "index.html"
        file = renamed_site.files[name + "index.html" if name.endswith("/") else name]
        plain = ask(renamed_address + path)
        packed = ask(renamed_address + path, Accept_Encoding="gzip")
        assert plain.body == file.read_bytes()
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.headers["content-type"] == plain.headers["content-type"]
        assert packed.headers["vary"] == "Accept-Encoding"
        assert packed.headers["etag"] != plain.headers["etag"]
        assert gzip.decompress(packed.body) == plain.body
        assert len(packed.body) < 0.6 * len(plain.body)


# -- what was there before the last build --------------------------------------------

ASKED_FOR_BY_OPEN_PAGES = {
    "assets/portal.00000000.css": "text/css; charset=utf-8",
    "assets/fonts/old.00000000.woff2": "font/woff2",
    "assets/stylesheets/main.00000000.min.css": "text/css; charset=utf-8",
    "assets/maps/bg.00000000.svg": "image/svg+xml; charset=utf-8",
    "pagefind/bg/fragment/bg_0000000.pf_fragment": "application/octet-stream",
    "pagefind/bg/pagefind.bg_00000000.pf_meta": "application/octet-stream",
}
GONE_FOR_GOOD = (
    "projects/withdrawn/index.html", "bg/projects/withdrawn/index.html", "pictures/taken-down.webp",
    "files/withdrawn.pdf", "data/v1/projects/withdrawn.json", "assets/explorer/en/old.json",
    "embed/v1/withdrawn/romact/bg/index.html", ".build.json", "assets/.old.css",
    "pagefind/bg/pagefind-entry.old.json",
)  # fmt: skip


@pytest.fixture(params=["root", "sub-path"])
def rebuilt(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A site beside the generation before it, in which there was more."""
    name = "site" if request.param == "root" else "renamed_site"
    built: Site = request.getfixturevalue(name)
    root = tmp_path / "site"
    shutil.copytree(built.root, root, copy_function=os.link)
    for path in (*ASKED_FOR_BY_OPEN_PAGES, *GONE_FOR_GOOD):
        file = previous_of(root) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"of before")
    sheet = previous_of(root) / "assets/portal.00000000.css"
    sheet.with_name(f"{sheet.name}.gz").write_bytes(gzip.compress(b"of before, packed"))
    with nginx.serve(root, tmp_path / "nginx") as address:
        yield address


def test_a_page_that_was_opened_before_the_last_build_still_gets_what_it_names(
    rebuilt: str, site: Site
) -> None:
    for path, media in ASKED_FOR_BY_OPEN_PAGES.items():
        answer = ask(rebuilt + path)
        assert (answer.status, answer.body) == (200, b"of before"), path
        assert answer.headers["content-type"] == media
        assert answer.headers.items() >= ALWAYS.items()
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    packed = ask(rebuilt + "assets/portal.00000000.css", Accept_Encoding="gzip")
    assert gzip.decompress(packed.body) == b"of before, packed"
    assert ask(rebuilt + "assets/portal.00000000.css", "POST").status == 405
    # What the site of today has comes from today's.
    today = site_build.assets().path("portal.css")
    assert ask(rebuilt + today).body == site.files[today].read_bytes()


def test_what_was_taken_down_is_gone_at_once(rebuilt: str) -> None:
    for path in (
        *GONE_FOR_GOOD,
        "assets/portal.11111111.css",
        "pagefind/",
        "pagefind/bg/",
        "assets",
        # Names that would lead out of what is kept.
        "pagefind/bg/pagefind-entry.old.json%3F/x",
        "assets/portal.00000000.css%3F",
        "assets/..%2fprojects/withdrawn/index.html",
        "pagefind/bg/fragment/%2e%2e/../../projects/withdrawn/index.html",
        ".portal-before/assets/portal.00000000.css",
        "/.portal-before/assets/portal.00000000.css",
        "//.portal-before/projects/withdrawn/index.html",
    ):
        answer = ask(urljoin(rebuilt, "/") + path[1:] if path[0] == "/" else rebuilt + path)
        assert answer.status in (301, 404), path
        assert b"of before" not in answer.body
        # A 404 that a browser keeps for a year would outlast whatever was wrong.
        assert "immutable" not in answer.headers["cache-control"]


# -- compressing ---------------------------------------------------------------------


def compress(site: Path) -> site_build.Finished:
    command = [sys.executable, "scripts/compress_site.py", str(site), "--jobs", "1"]
    return site_build.run(command, site_build.ROOT)


def digests(site: Path) -> dict[str, str]:
    return {n: hashlib.sha256(c).hexdigest() for n, c in site_build.snapshot(site).items()}


def test_compressing_is_repeatable_and_clears_away_what_is_stale(tmp_path: Path) -> None:
    page = b"<p>" + b"A line that comes again and again. " * 100
    texts = {"index.html": page, "bg/index.html": page, "data/v1/a.json": page, "a.css": b"a{}"}
    for name, content in {**texts, "a.pdf": page, ".hosting.json": page}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    # From before: a text that is gone, one that has become small; and an archive of the data.
    for name in ("gone.html.gz", "gone.html.br", "a.css.br", "files/table.csv.gz"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"old")
    assert compress(tmp_path).returncode == 0
    first = digests(tmp_path)
    large = {"index.html", "bg/index.html", "data/v1/a.json"}
    assert first.keys() == {*texts, "a.pdf", ".hosting.json", "files/table.csv.gz"} | {
        name + ending for name in large for ending in (".gz", ".br")
    }
    assert gzip.decompress((tmp_path / "index.html.gz").read_bytes()) == page
    assert brotli.decompress((tmp_path / "index.html.br").read_bytes()) == page
    assert compress(tmp_path).returncode == 0
    assert digests(tmp_path) == first


def test_compressing_what_is_no_site_is_refused(tmp_path: Path) -> None:
    done = compress(tmp_path)
    assert done.returncode == 1
    assert "No site" in done.stderr


# -- the command ---------------------------------------------------------------------


def test_a_site_that_does_not_say_how_is_refused(tmp_path: Path, site: Site) -> None:
    command = [sys.executable, "scripts/hosting.py", "nginx", str(tmp_path)]
    done = site_build.run(command, site_build.ROOT)
    assert (done.returncode, done.stdout) == (1, "")
    assert "build the site first" in done.stderr
    shutil.copy(site.files[".hosting.json"], tmp_path)
    assert site_build.run(command, site_build.ROOT).returncode == 0
    (tmp_path / ".hosting.json").write_text(json.dumps({"url": 1}), "utf-8")
    done = site_build.run(command, site_build.ROOT)
    assert (done.returncode, done.stdout) == (1, "")
    assert "damaged" in done.stderr


def test_a_root_that_would_leave_its_quotes_is_refused(site: Site) -> None:
    command = [sys.executable, "scripts/hosting.py", "nginx", str(site.root), "--root", 'a"; b']
    done = site_build.run(command, site_build.ROOT)
    assert (done.returncode, done.stdout) == (1, "")
    assert "not for a configuration" in done.stderr
