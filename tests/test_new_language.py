"""A fifth language on the first site: configuration, one PO file, and what the law asks for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import site_build
from tests.shared import Shared
from tests.site_build import LANGUAGES, ROOT, Fields, read_yaml
from tests.site_walk import Site

TAG = "hu"
STATEMENTS = {
    "european-union": "Az Európai Unió finanszírozásával",
    "eea-financial-mechanism-2009-2014": "Az EGT Finanszírozási Mechanizmus támogatásával",
}


def make_hungarian(place: Path) -> Site:
    """The first site with Hungarian: no code, no page, no record but the funders' statements."""
    data = site_build.copy_data(place / "data")
    site: Fields = read_yaml(data / "site.yml")
    languages = [*site["languages"], {"tag": TAG, "name": "Magyar"}]
    site_build.change_yaml(data / "site.yml", languages=languages)
    strings = ROOT / "tests" / "second_site" / "data" / "strings" / f"{TAG}.po"
    shutil.copy2(strings, data / "strings" / f"{TAG}.po")
    for rule, words in STATEMENTS.items():
        path = data / "visibility" / f"{rule}.yml"
        site_build.change_yaml(path, statement={**read_yaml(path)["statement"], TAG: words})
    return site_build.build(place / "site", data=data)


@pytest.fixture(scope="module")
def hungarian(shared: Shared) -> Site:
    return shared.get("hungarian", make_hungarian)


def test_every_page_is_there_with_a_hungarian_interface(hungarian: Site) -> None:
    for path in ("", "projects/roma-net/", "municipalities/", "about/", "embed/", "search/"):
        page = hungarian.page(path, TAG)
        assert page.language == TAG, path
        assert "Projektek" in page.one("nav.sections").text()


def test_the_switcher_of_every_language_leads_there(hungarian: Site) -> None:
    for path in ("projects/roma-net/", "about/", ""):
        places = {hungarian.prefix(tag) + path for tag in hungarian.languages}
        for tag in hungarian.languages:
            page = hungarian.page(path, tag)
            assert hungarian.targets(page, ".languages a") == places
            (own,) = page.all(".languages a[aria-current=true]")
            assert hungarian.locate(page.path, str(own.attributes["href"])) == page.path


def test_what_is_not_translated_says_so_and_is_not_announced(hungarian: Site) -> None:
    for path in ("projects/roma-net/", "about/"):
        page = hungarian.page(path, TAG)
        assert page.all(".notice"), path
        assert page.all('[lang="en"]'), path
        canonical = page.one("link[rel=canonical]").attributes["href"]
        assert canonical == f"{hungarian.url}{path}"
        assert not page.all("link[rel=alternate][hreflang]"), path
    for path in ("", "projects/roma-net/", "about/"):
        english = hungarian.page(path, "en")
        tags = {n.attributes["hreflang"] for n in english.all("link[rel=alternate][hreflang]")}
        assert TAG not in tags, path


def test_the_other_languages_are_as_they_were(hungarian: Site, site: Site) -> None:
    for tag in LANGUAGES:
        for path in ("municipalities/blagoevgrad/", "about/", "news/"):
            before, after = site.page(path, tag), hungarian.page(path, tag)
            assert after.texts("main p, main li, .portal-content p") == before.texts(
                "main p, main li, .portal-content p"
            )


def test_the_check_says_what_a_new_language_needs(tmp_path: Path) -> None:
    data = site_build.copy_data(tmp_path / "data")
    site: Fields = read_yaml(data / "site.yml")
    languages = [*site["languages"], {"tag": TAG, "name": "Magyar"}]
    site_build.change_yaml(data / "site.yml", languages=languages)
    done = site_build.run_check(data)
    assert done.returncode == 1
    errors = [line for line in done.stdout.splitlines() if ": warning: " not in line]
    assert len(errors) == len(STATEMENTS)
    assert all(f"Fix: add {TAG}:" in line for line in errors)
