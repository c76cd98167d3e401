"""What a site writes itself, and no file in docs/ may become."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path, PurePath

import pytest

from portal.build import Portal, write_site
from portal.catalog import targets_of
from portal.frame import Frame
from portal.load import load_data
from portal.own_names import OwnNames
from portal.theme import Theme
from portal.workers import JobError
from site_maker import Project
from tests.builders import check_tree, write_tree
from tests.rendered import render
from tests.site_build import ROOT, snapshot

FRAME = Frame(("<!doctype html><html><head>", "</head><body>", "", "</body></html>"))
TAGS = ("en", "bg", "cs")


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return render(write_tree(tmp_path / "data")).portal


def theme_of(portal: Portal) -> Theme:
    return Theme({tag: dict.fromkeys(portal.frame_keys(), FRAME) for tag in portal.localisers})


def test_every_file_of_a_fixed_name_is_known(portal: Portal, tmp_path: Path) -> None:
    """Whoever adds one at the root, or a page, has to name it where docs/ is checked."""
    write_site(portal, theme_of(portal), tmp_path / "site")
    own = OwnNames(TAGS, targets_of(load_data(tmp_path / "data")))
    files = {name for name in snapshot(tmp_path / "site") if not name.startswith(".")}
    at_root = {name for name in files if "/" not in name.removeprefix("bg/").removeprefix("cs/")}
    pages = {name for name in files if name.endswith("/index.html")}
    assert {"robots.txt", "version.css", "bg/404.html"} <= at_root
    assert "cs/municipalities/ruse/index.html" in pages
    # Whose address depends on how many records there are, and of what: the build tells of them.
    deeper = ("/by-", "embed/", "map/", "page-")
    known = {n for n in at_root | pages if n.endswith(("embed/index.html", "map/index.html"))
             or not any(part in n for part in deeper)}  # fmt: skip
    assert [name for name in sorted(known) if own.complain(name, "docs") is None] == []


def test_a_file_that_the_site_makes_too_is_told_of_in_a_line(
    portal: Portal, tmp_path: Path
) -> None:
    theme = replace(theme_of(portal), files={"data/v1/projects.json": b"{}"})
    with pytest.raises(
        JobError, match=r"makes data/v1/projects\.json itself, and docs/ has a file"
    ):
        write_site(portal, theme, tmp_path / "site")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("robots.txt", "robots.txt"), ("sitemap.xml", "sitemap.xml"), ("404.html", "404.html"),
        ("404.bg.html", "bg/404.html"), ("bg/404.html", "bg/404.html"), ("_headers", "_headers"),
        ("robots.en.txt", "robots.txt"), ("sitemap-cs.xml", "sitemap-cs.xml"),
        ("licences/README.txt", "licences/README.txt"), ("events.en.md", "events/index.html"),
        ("events/index.cs.md", "cs/events/index.html"), ("search.md", "search/index.html"),
        ("projects/school.bg.md", "bg/projects/school/index.html"),
        ("programmes/romact-programme.md", "programmes/romact-programme/index.html"),
    ],
)  # fmt: skip
def test_no_page_takes_the_name_of_a_file_of_the_site(name: str, made: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {f"docs/{name}": "x"})
    (found,) = check_tree(tmp_path).problems
    assert (found.path, found.line, found.column) == (f"docs/{name}", 1, 1)
    assert found.got == f'a file that would be published as "{made}"'


def test_a_file_that_is_too_large_to_be_published_is_told_of(tmp_path: Path) -> None:
    write_tree(tmp_path, {"docs/film.mp4": b"", "docs/small.mp4": b"x"})
    os.truncate(tmp_path / "docs" / "film.mp4", 65 << 20)
    (tmp_path / "docs" / "gone.png").symlink_to("nothing.png")
    found = check_tree(tmp_path).problems
    assert [(p.path, p.got) for p in found] == [
        ("docs/film.mp4", "a file of 65 MB"), ("docs/gone.png", "no such file or directory"),
    ]  # fmt: skip
    project = Project(tmp_path, tmp_path / "docs", ROOT / "overrides", root=tmp_path)
    assert project.load_theme() is None


def test_the_time_zone_of_a_site_file_that_cannot_be_read(tmp_path: Path) -> None:
    """It is asked for before the check, which says what is wrong."""
    project = Project(write_tree(tmp_path), tmp_path / "docs", ROOT / "overrides", root=tmp_path)
    assert project.time_zone == "Europe/Sofia"
    for content in ("a: " + "[" * 3000, "- a", "", "time_zone: [a]", "time_zone: ../x", "a: *b"):
        (tmp_path / "site.yml").write_text(content, "utf-8")
        assert project.time_zone == "", content[:20]


@pytest.mark.parametrize(
    ("one", "other", "made"),
    [
        ("about.en.md", "about.md", "about/index.html"),
        ("about.en.md", "about/index.en.md", "about/index.html"),
        ("about.bg.md", "about/README.bg.md", "bg/about/index.html"),
        ("index.en.md", "index.md", "index.html"),
        ("README.en.md", "index.en.md", "index.html"),
        ("index.en.md", "index.html", "index.html"),
        ("about.bg.md", "bg/about.en.md", "bg/about/index.html"),
        ("bg.en.md", "index.bg.md", "bg/index.html"),
        ("map.en.svg", "map.svg", "map.svg"),
    ],
)
def test_no_two_files_are_published_under_one_name(
    one: str, other: str, made: str, tmp_path: Path
) -> None:
    """MkDocs takes one of them and is silent, or ends with a traceback."""
    write_tree(tmp_path, {f"docs/{name}": "x" for name in (one, other)})
    (found,) = check_tree(tmp_path).problems
    told, first = sorted((one, other), key=lambda name: PurePath(name).parts, reverse=True)
    assert found.path == f"docs/{told}"
    assert found.got == f'a file that would be published as "{made}", as docs/{first} is'


def test_what_an_editor_keeps_beside_pages_is_none_of_them(tmp_path: Path) -> None:
    """Hidden files, copies of before, and Emacs' lock of a page that is open: a link to nowhere."""
    names = (".about.en.md", "about.en.md~", ".old/about.en.md", "own/.robots.txt", "robots.txt~")
    write_tree(tmp_path, {f"docs/{name}": "[x](portal:gone) [y](gone.md)" for name in names})
    (tmp_path / "docs" / ".#about.en.md").symlink_to("nobody@nowhere.1")
    assert check_tree(tmp_path).problems == ()


def test_pages_behind_a_linked_folder_and_of_other_endings_are_told_of(tmp_path: Path) -> None:
    """MkDocs would publish both, and nobody would look at them."""
    write_tree(tmp_path, {"docs/more.en.markdown": "x", "elsewhere/about.en.md": "x"})
    (tmp_path / "docs" / "pages").symlink_to(tmp_path / "elsewhere")
    found = [p for p in check_tree(tmp_path).problems if p.path.startswith("docs/")]
    assert [(p.path, p.got) for p in found] == [
        ("docs/more.en.markdown", '"more.en.markdown"'), ("docs/pages", "a link to a folder"),
    ]  # fmt: skip


def test_other_names_of_pages_are_free(tmp_path: Path) -> None:
    names = ("grants.en.md", "accessibility.en.md", "events/own.en.md", "404.en.md", "robots.md",
             "about/events.en.md", "a.b.txt", "bg/robots.txt")  # fmt: skip
    write_tree(tmp_path, {f"docs/{name}": "x" for name in names})
    assert check_tree(tmp_path).problems == ()
