"""Every page is valid: HTML, the style sheet and the drawings, by the W3C's own checker."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pytest

import install_test_tools as tools
from tests import site_build
from tests.shared import Shared
from tests.site_build import assets
from tests.site_walk import EMBEDS, Site

pytestmark = pytest.mark.build

PORTAL, FIGURES = (assets().path(name) for name in ("portal.css", "figures.css"))

# Whatever editors write in a plain field, it stays text.
HOSTILE = "\"><script>alert(1)</script>&nbsp;&amp;<b>]]>{{ x }}{% y %}'<!-- --> \u05d0"
# In prose, where HTML is allowed, what does harm is taken out.
PROSE = f"""# {HOSTILE.replace("<b>", "<b>bold</b>")}

<div onclick='alert(1)' style='position: fixed'>

<u>u</u> <iframe src='https://elsewhere.example/'></iframe> <img src=x onerror='alert(1)'>

- [ ] a task
- <h2 id='content'>an id that the page has</h2>

| a | b |
|:--|--:|
| 1 | 2 |
"""


HOSTILE_PAGES = re.compile(
    r"(cs/)?(projects/.*|municipalities/ruse/|events/.*|about/)?(index|404)\.html"
)


class Message(NamedTuple):
    """What the checker says of a line of a file."""

    file: Path
    line: int | None
    text: str


def make_hostile(place: Path) -> Site:
    data = site_build.copy_data(place / "data")
    texts = site_build.every_language(HOSTILE)
    site_build.change_yaml(data / "site.yml", title=texts, publisher=texts)
    site_build.change_yaml(
        data / "projects" / "roma-net.yml",
        title=texts, summary=texts, description=site_build.every_language(PROSE), notes=texts,
    )  # fmt: skip
    site_build.change_yaml(data / "municipalities" / "ruse.yml", name=texts, region=texts)
    site_build.change_yaml(data / "events" / "focsani-training-2018.yml", title=texts, place=texts)
    return site_build.build(place / "site", data=data)


@pytest.fixture(scope="module")
def hostile(shared: Shared) -> Site:
    return shared.get("hostile-html", make_hostile)


@pytest.fixture(scope="module")
def messages(site: Site, second_site: Site, hostile: Site, shared: Shared) -> list[Message]:
    """All that the checker says of all sites, and of some mistakes: one Java for everything."""
    return shared.get("html-checked", lambda place: check(site, second_site, hostile, place))


def check(site: Site, second_site: Site, hostile: Site, place: Path) -> list[Message]:
    mistakes = place / "mistakes"
    mistakes.mkdir()
    page = '<!doctype html><html lang="en"><title>x</title><p id="a"><p id="a">'
    (mistakes / "page.html").write_text(page, "utf-8")
    (mistakes / "sheet.css").write_text("p { colour: red }", "utf-8")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><circle size="4"/></svg>'
    (mistakes / "drawing.svg").write_text(drawing, "utf-8")
    # In half a minute, to compile for long runs takes half of the time. The stack is larger then.
    quick = ("-XX:+IgnoreUnrecognizedVMOptions", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
    java = [str(tools.java_path()), *quick, "-Xss8m"]
    command = [*java, "-jar", str(tools.vnu_jar()), "--exit-zero-always"]
    command += ["--skip-non-html", "--also-check-css", "--also-check-svg"]
    command += ["--format", "json", "--stdout"]
    files = [*mistakes.iterdir(), *chosen(site), *chosen(second_site)]
    files += [path for name, path in hostile.files.items() if HOSTILE_PAGES.match(name)]
    done = subprocess.run(
        [*command, *map(str, files)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return [
        Message(Path(unquote(urlsplit(m["url"]).path)), m.get("lastLine"), m["message"])
        for m in json.loads(done.stdout)["messages"]
        if m["type"] != "info" or m.get("subType") == "warning"
    ]


def chosen(site: Site) -> list[Path]:
    """All files of the default language, and a few of each kind in the others."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for name, path in site.files.items():
        if name.endswith((".html", ".svg")):
            language = site.language_of(name)
            *folders, file = site.below_language(name).split("/")
            kind = (language, *folders[:2], str(len(folders)), file)
            if not name.startswith(EMBEDS):
                kind = (language, *folders[:1], str(len(folders)), file)
            seen[kind] += 1
            whole = language == site.default and not name.startswith(EMBEDS)
            if whole or seen[kind] <= 2:
                found.append(path)
    return [*found, *(site.files[path] for path in (PORTAL, FIGURES, "version.css"))]


def about(messages: list[Message], root: Path, ending: str, *, embeds: bool = False) -> list[str]:
    """The messages about the files of one kind below a directory."""
    found = []
    for message in messages:
        if message.file.is_relative_to(root) and message.file.name.endswith(ending):
            name = message.file.relative_to(root).as_posix()
            if name.startswith(EMBEDS) == embeds:
                found.append(f"{name}:{message.line}: {message.text}")
    return found


def test_the_checker_finds_mistakes(messages: list[Message], scratch: Path) -> None:
    found = {m.file.name: m.text for m in messages if m.file.parent.name.startswith("mistakes")}
    assert set(found) == {"page.html", "sheet.css", "drawing.svg"}
    assert "Duplicate ID" in " ".join(m.text for m in messages if m.file.name == "page.html")


def test_every_page_is_valid_html(messages: list[Message], site: Site) -> None:
    assert about(messages, site.root, ".html") == []


def test_pages_of_another_site_are_valid_html(messages: list[Message], second_site: Site) -> None:
    # Other languages, redirects, tables, files, missing translations, an interface in English.
    assert about(messages, second_site.root, ".html") == []


def test_embeds_are_valid_html(messages: list[Message], site: Site, second_site: Site) -> None:
    assert about(messages, site.root, ".html", embeds=True) == []
    assert about(messages, second_site.root, ".html", embeds=True) == []


def test_the_style_sheet_is_valid_css(messages: list[Message], site: Site) -> None:
    assert about(messages, site.root, Path(PORTAL).name) == []
    assert about(messages, site.root, "version.css") == []


def test_the_style_sheet_of_figures_is_valid_css(messages: list[Message], site: Site) -> None:
    # The checker knows neither CSS Containment 3 (container queries) nor `paint-order`.
    found = about(messages, site.root, Path(FIGURES).name)
    assert [m for m in found if "“container-type”" in m]  # once it does, these lines can go
    unknown = ("“container-type”", "“@container”", "“paint-order”")
    assert [m for m in found if not any(word in m for word in unknown)] == []


def test_drawings_are_valid_svg(messages: list[Message], site: Site) -> None:
    assert about(messages, site.root, ".svg") == []


def test_drawings_of_embeds_are_valid_svg(messages: list[Message], site: Site) -> None:
    assert about(messages, site.root, ".svg", embeds=True) == []


def test_pages_of_hostile_texts_are_valid_html(messages: list[Message], hostile: Site) -> None:
    assert about(messages, hostile.root, ".html") == []


def test_hostile_texts_stay_text(hostile: Site) -> None:
    for tag in hostile.languages:
        page = hostile.record("projects", "roma-net", tag)
        assert page.texts("h1") == [HOSTILE]
        assert page.graph[0]["name"] == HOSTILE
        scripts = page.all("script:not([src]):not([type])")
        assert not [node for node in scripts if "alert(1)" in node.text()]
        assert not page.all("[onclick], [onerror], iframe, main [style], main img[src=x]")
        assert page.ids.count("content") == 1
        assert HOSTILE in hostile.page("projects/", tag).texts("main li a")
