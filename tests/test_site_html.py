"""Every page is valid: HTML, the style sheet and the drawings, by the W3C's own checker."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

import install_test_tools as tools
from tests import site_build
from tests.site_walk import EMBEDS, Site

pytestmark = pytest.mark.build


def check(files: Iterable[Path], *kinds: str) -> list[str]:
    """What the Nu checker says of files, each as `file:line: message`. One Java for all."""
    command = [str(tools.java_path()), "-jar", str(tools.vnu_jar()), *kinds]
    command += ["--format", "json", "--stdout", "--exit-zero-always", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return [
        f"{message.get('url')}:{message.get('lastLine')}: {message['message']}"
        for message in json.loads(done.stdout)["messages"]
        if message["type"] == "error" or message.get("subType") in ("warning", "fatal")
    ]


def test_the_checker_finds_mistakes(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><html lang="en"><title>x</title><p id="a"><p id="a">', "utf-8")
    assert [message for message in check([page]) if "Duplicate ID" in message]
    sheet = tmp_path / "sheet.css"
    sheet.write_text("p { colour: red }", "utf-8")
    assert check([sheet], "--css")


def pages(site: Site, *, embeds: bool) -> list[Path]:
    """The HTML files of the site itself, or those that others show in a frame of theirs."""
    return [
        path
        for name, path in site.files.items()
        if name.endswith(".html") and name.startswith(EMBEDS) == embeds
    ]


def test_every_page_is_valid_html(site: Site) -> None:
    assert check(pages(site, embeds=False)) == []


def test_pages_of_another_site_are_valid_html(second_site: Site) -> None:
    # Other languages, redirects, tables, files, missing translations.
    assert check(pages(second_site, embeds=False)) == []


def test_embeds_are_valid_html(site: Site, second_site: Site) -> None:
    assert check([*pages(site, embeds=True), *pages(second_site, embeds=True)]) == []


def test_pages_of_hostile_texts_are_valid_html(tmp_path: Path) -> None:
    """Whatever editors write, it stays text."""
    hostile = "\"><script>alert(1)</script>&nbsp;&amp;<b>]]>{{ x }}{% y %}'<!-- --> \u05d0"
    data = site_build.copy_data(tmp_path / "data")
    texts = site_build.every_language(hostile)
    site_build.change_yaml(data / "site.yml", title=texts, publisher=texts)
    prose = hostile.replace("<b>", "<b>bold</b>")
    markdown = f"# {prose}\n\n{prose}\n\n<div onclick='x'>\n\n[x](javascript:alert(1)) <u>u</u>"
    site_build.change_yaml(
        data / "projects" / "roma-net.yml",
        title=texts, summary=texts, description=site_build.every_language(markdown), notes=texts,
    )  # fmt: skip
    site_build.change_yaml(data / "municipalities" / "ruse.yml", name=texts, region=texts)
    site_build.change_yaml(data / "events" / "focsani-training-2018.yml", title=texts, place=texts)
    built = site_build.build(tmp_path / "site", data=data)
    page = built.record("projects", "roma-net")
    assert page.texts("h1") == [" ".join(hostile.split())]
    assert "alert(1)" not in "".join(node.text() for node in page.all("script:not([type])"))
    assert not page.all("[onclick], [href^=javascript]")
    assert page.graph[0]["name"] == hostile
    changed = ("projects/", "municipalities/ruse", "events/", "index.html", "404.html", "about/")
    files = [path for name, path in built.files.items() if name.startswith(changed)]
    assert check(path for path in files if path.suffix == ".html") == []


def test_the_style_sheet_is_valid_css(site: Site) -> None:
    assert check([site.files["assets/portal.css"]], "--css") == []


def test_drawings_are_valid_svg(site: Site) -> None:
    drawings = [path for name, path in site.files.items() if name.endswith(".svg")]
    assert len(drawings) >= 8
    assert check(drawings, "--svg") == []
