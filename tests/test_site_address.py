"""The address that a build is given: by the same rule as the one in data/site.yml."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from site_maker import ROOT, THEME_ONLY, DataError, Project
from tests.builders import SITE, check_tree, write_tree

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def url_of(data: Path, monkeypatch: pytest.MonkeyPatch, address: str, own: str = "") -> str:
    monkeypatch.setenv("PORTAL_DATA_DIR", str(data))
    monkeypatch.setenv("PORTAL_SITE_URL", address)
    project = Project.of(data / "docs", ROOT / "overrides", own)
    url: str = project.open(NOW, lambda problem: None).catalog.site.url
    return url


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("", "https://portal.example/"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/portal/", "https://example.org/portal/"),
        ("http://localhost:8000//", "http://localhost:8000/"),
        (" https://example.org/ ", "https://example.org/"),
    ],
)
def test_an_address_of_the_environment_is_the_site_s(
    address: str, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert url_of(write_tree(tmp_path), monkeypatch, address) == url


@pytest.mark.parametrize(
    "address",
    ["example.org/", "https://example.org/?a=/", "mailto:me@example.org", "https://a b.org/", "x"],
)
def test_an_address_that_is_none_is_refused_in_the_words_of_the_data(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_tree(tmp_path)
    with pytest.raises(DataError) as raised:
        url_of(data, monkeypatch, address)
    (data / "site.yml").write_text(SITE.replace("https://portal.example/", f'"{address}"'), "utf-8")
    (problem,) = (p for p in check_tree(data).problems if p.field == "url")
    said = str(raised.value).removeprefix("PORTAL_SITE_URL: expected ")
    assert said.startswith(f"{problem.expected}, got ")


def test_a_preview_may_be_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_tree(tmp_path)
    assert url_of(data, monkeypatch, "", "http://[::1]:8000/") == "http://[::1]:8000/"
    monkeypatch.setenv(THEME_ONLY, "1")
    assert url_of(data, monkeypatch, "http://pc:8000/") == "http://pc:8000/"
