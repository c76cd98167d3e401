"""Which data a site was built from: stated on every page, without changing every page."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path

import pytest
import tinycss2  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from portal.catalog import Catalog
from portal.check import check_directory
from portal.version import GENERATOR, DataVersion, css_string, data_version, render_sheet
from tests import site_build
from tests.browsing import reader
from tests.builders import write_tree
from tests.rendered import render
from tests.site_build import ROOT
from tests.site_walk import Site, squeeze, text_of

NAME = "data/v1/version.json"


def checked_catalog(data: Path) -> Catalog:
    catalog = check_directory(data).catalog
    assert catalog is not None
    return catalog


def version(data: Path) -> DataVersion:
    return data_version(checked_catalog(data), data, check_directory(data).digests)


# -- the digest ----------------------------------------------------------------------


def test_the_digest_is_what_its_description_says(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    (data / "files").mkdir(exist_ok=True)
    (data / "files" / "a b.pdf").write_bytes(b"%PDF")
    whole = hashlib.sha256()
    for name, content in sorted(site_build.snapshot(data).items(), key=lambda i: i[0].encode()):
        whole.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    assert version(data).digest == whole.hexdigest()
    # What has been read already is not read again, and changes nothing.
    assert data_version(checked_catalog(data), data, {}) == version(data)


def test_any_file_counts_by_name_and_content_and_hidden_ones_do_not(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    first = version(data)
    (data / ".DS_Store").write_bytes(b"x")
    (data / "projects" / "school.yml~").write_bytes(b"x")
    (data / ".git").mkdir()
    (data / ".git" / "HEAD").write_bytes(b"x")
    assert version(data) == first
    (data / "files").mkdir(exist_ok=True)
    seen = {first.digest}
    for content in (b"1", b"2"):
        (data / "files" / "a.pdf").write_bytes(content)
        seen.add(version(data).digest)
    (data / "files" / "a.pdf").rename(data / "files" / "b.pdf")
    seen.add(version(data).digest)
    assert len(seen) == 4


def test_the_loader_hands_on_the_digest_of_each_record(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    found = check_directory(data).digests
    assert {name for name in site_build.snapshot(data) if name.endswith(".yml")} == set(found)
    assert found["site.yml"] == hashlib.sha256((data / "site.yml").read_bytes()).digest()


# -- as it is shown ------------------------------------------------------------------


def test_a_site_without_records_has_a_digest_alone() -> None:
    assert DataVersion("", "3f9a2c1b7d" * 6).label == "3f9a2c1b7d"
    assert DataVersion("2026-11-20", "3f9a2c1b7d" * 6).label == "2026-11-20 · 3f9a2c1b7d"


@given(st.text() | st.text(st.sampled_from('"\\\n\r\f\0;}<>/*abcdef0123456789 \u00b7\ud800')))
def test_no_text_leaves_its_string(text: str) -> None:
    sheet = f"a{{content:{css_string(text)}}}".encode("ascii").decode()
    assert not set(sheet) & set("\n\r\f<>\0")
    (rule,) = tinycss2.parse_stylesheet(sheet)
    name, colon, value = rule.content
    assert (name.value, colon.value, value.type) == ("content", ":", "string")
    shown = ["\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text]
    assert value.value == "".join(shown)


def test_the_sheet_is_one_rule() -> None:
    (rule,) = tinycss2.parse_stylesheet(
        render_sheet(DataVersion("2026-11-20", "3f9a2c1b7d" * 6)).decode(), skip_whitespace=True
    )
    assert tinycss2.serialize(rule.prelude) == ".data-version::after"
    assert [t.value for t in rule.content if t.type == "string"] == [" 2026-11-20 · 3f9a2c1b7d"]


def test_the_generator_is_this_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (project["name"], project["version"]) == GENERATOR


# -- sites ---------------------------------------------------------------------------


def test_the_version_for_programs_agrees_with_the_rest_of_the_data(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    made = render(data)
    stated = json.loads(made.files[NAME])
    assert stated["version"] == version(data).label
    assert stated["digest"] == f"sha256:{version(data).digest}"
    for kind, count in stated["counts"].items():
        assert json.loads(made.files[f"data/v1/{kind}.json"])["count"] == count
    catalogue = json.loads(made.files["data/v1/catalog.jsonld"])
    (whole,) = (s for s in catalogue["dcat:dataset"] if s["@id"].endswith("/all"))
    assert whole["dcat:version"] == stated["version"]
    assert whole["dct:modified"]["@value"] == stated["updated_on"]


@pytest.mark.build
def test_every_page_leads_to_the_version_and_holds_none_of_it(any_site: Site) -> None:
    stated = json.loads(any_site.files[NAME].read_text("utf-8"))
    digest = stated["digest"].removeprefix("sha256:")[:10]
    assert stated["version"].endswith(digest)
    pages = [page for page in any_site.pages.values() if page.all(".site-footer")]
    assert len(pages) > 500
    for page in pages:
        link = page.one("a.data-version")
        assert any_site.locate(page.path, str(link.attributes["href"])) == NAME
        assert text_of(link)
        assert digest not in page.html
    # Redirects, cards for other websites and the like have no footer.
    assert any_site.content_pages.keys() <= {page.path for page in pages}


@pytest.mark.build
@pytest.mark.browser
def test_readers_see_the_version_on_pages_in_every_language(
    browser: Browser, nginx_subpath_address: str, subpath_site: Site
) -> None:
    shown = json.loads(subpath_site.files[NAME].read_text("utf-8"))["version"]
    with reader(browser, nginx_subpath_address) as guest:
        for path in ("", "bg/projects/", "cs/no/such/page/"):
            page = guest.open(path)
            link = page.locator("a.data-version")
            expect(link).to_be_visible()
            tree = squeeze(link.aria_snapshot())
            assert shown in tree, tree
        assert guest.strangers() == []
        link.click()
        page.wait_for_url(f"**/portal/{NAME}")
