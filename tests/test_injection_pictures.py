"""Pictures and documents that mean harm: refused with file and reason, or cleaned."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from portal.document_files import check_documents
from portal.embeds.png import render_pngs
from portal.logo_files import check_logos, load_logos
from portal.png_files import clean_png
from portal.svg import clean_svg, find_trouble
from tests.browsing import reader
from tests.builders import check_tree, text_of, write_tree
from tests.injection.payloads import FUNCTION
from tests.injection.pictures import DOCUMENTS, MARK, PHOTOGRAPHS, PNGS, SVGS, png, svg
from tests.site_build import ROOT
from tests.site_walk import serve

# Of those that a browser is shown all the same, cleaned: words that nobody sees.
CLEANED_SVGS = {
    "script in capitals", "listener of events", "foreign namespace", "comment", "metadata",
    "data attribute",
}  # fmt: skip
CLEANED_PNGS = {
    "page behind", "archive behind", "program behind", "words", "words of Unicode",
    "words that unpack", "profile that unpacks", "profile of words", "place", "unknown chunk",
    "data that unpacks",
}  # fmt: skip
_MEMORY = 1 << 30
# Checks a data directory within limits, and says how long it took and what it held.
_BOUNDED = """
import json, resource, sys
from pathlib import Path
sys.path[:0] = ["hooks", "."]
from portal.logo_files import check_logos, load_logos
found = check_logos(Path(sys.argv[1]), "data")
used = resource.getrusage(resource.RUSAGE_SELF)
try:
    # Of this program alone: what the system counts as its own includes what forked it.
    status = Path("/proc/self/status").read_text()
    memory = int(status.partition("VmHWM:")[2].split()[0]) * 1024
except OSError:
    memory = used.ru_maxrss * 1024
print(json.dumps({"memory": memory, "seconds": used.ru_utime + used.ru_stime,
                  "problems": sorted({problem.path for problem in found})}))
"""


def test_there_are_enough_of_them() -> None:
    assert len(SVGS) + len(PNGS) + len(PHOTOGRAPHS) >= 60


def bounded_check(data: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", _BOUNDED, str(data)], cwd=ROOT, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize(
    ("ending", "files", "cleaned"),
    [("svg", SVGS, CLEANED_SVGS), ("png", PNGS, CLEANED_PNGS)],
    ids=["svg", "png"],
)
def test_logos_are_refused_or_cleaned(
    tmp_path: Path, ending: str, files: dict[str, bytes], cleaned: set[str]
) -> None:
    logos = tmp_path / "logos"
    logos.mkdir()
    for name, content in files.items():
        (logos / f"{name}.{ending}").write_bytes(content)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = bounded_check(tmp_path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    passed = {n for n in files if f"data/logos/{n}.{ending}" not in answer["problems"]}
    assert passed == cleaned
    assert answer["memory"] < _MEMORY
    # Most take none; some are drawn until their time is over.
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < 60
    for name in files.keys() - passed:
        (logos / f"{name}.{ending}").unlink()
    images = load_logos(tmp_path)
    assert len(images) == len(passed)
    for image in images.values():
        # Attributes data-… mean nothing to a browser, and stay.
        if image.path != "logos/data attribute.svg":
            assert MARK.encode() not in image.content
        assert image.shows_eu_emblem is False


def test_each_refusal_names_the_file_the_place_and_the_fix(tmp_path: Path) -> None:
    (tmp_path / "logos").mkdir()
    for name in ("script", "mask bomb", "turbulence", "windows-1251", "many attributes", "prefix"):
        (tmp_path / "logos" / f"{name}.svg").write_bytes(SVGS[name])
    found = {p.path.rpartition("/")[2]: str(p) for p in check_logos(tmp_path, "data")}
    assert "without scripts" in found["script.svg"]
    assert "masks, patterns" in found["mask bomb.svg"]
    assert "drawn within 1 s" in found["turbulence.svg"]
    assert "UTF-8, got windows-1251" in found["windows-1251.svg"]
    assert "can be cleaned" in found["many attributes.svg"]
    assert "once cleaned" in found["prefix.svg"]


def test_a_cleaned_png_has_the_same_picture_and_nothing_else() -> None:
    plain = png()
    for name in ("words", "place", "page behind", "unknown chunk", "profile of words"):
        assert clean_png(PNGS[name]) == plain
    assert clean_png(plain) == plain


def test_a_cleaned_svg_is_clean() -> None:
    for name in CLEANED_SVGS:
        once = clean_svg(SVGS[name])
        assert find_trouble(once) == ()
        assert clean_svg(once) == once


def test_usual_logos_pass(tmp_path: Path) -> None:
    (tmp_path / "logos").mkdir()
    drawn = (
        '<linearGradient id="g"><stop/><stop/></linearGradient><clipPath id="c"><rect/></clipPath>'
        '<filter id="f"><feGaussianBlur stdDeviation="1"/><feOffset dx="1"/></filter>'
        + '<path clip-path="url(#c)" fill="url(#g)" d="M0 0h9v9z"/>' * 900
        + '<g filter="url(#f)"><rect width="9" height="9"/></g>'
    )
    (tmp_path / "logos" / "usual.svg").write_bytes(svg(drawn))
    assert check_logos(tmp_path, "data") == ()


@pytest.mark.parametrize("words", ["@import", "@import 'x' <!ENTITY", "<image href=x>"])
def test_a_badge_may_say_anything(words: str) -> None:
    shown = words.replace("<", "&lt;")
    assert render_pngs({"a": (svg(f"<title>{shown}</title><rect/>"), 20)})["a"]


def test_photographs_are_refused_or_published_without_their_words(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {}
    start = text_of("news/start.yml")
    for number, (name, content) in enumerate(PHOTOGRAPHS.items()):
        alt = "".join(f"      {tag}: A room with a table\n" for tag in ("en", "bg", "cs"))
        picture = f"pictures:\n  - file: pictures/{name}\n    alt:\n{alt}    credit:\n      en: A\n"
        files[f"pictures/{name}"] = content
        files[f"news/photo-{number}.yml"] = start + picture
    checked = check_tree(write_tree(tmp_path, files))
    for problem in checked.problems:
        assert problem.field.startswith("pictures"), str(problem)
        assert problem.line > 1
        assert problem.fix
    passed = set(checked.pictures)
    assert passed == {
        f"pictures/{name}"
        for name in ("place.jpg", "comment.jpg", "profile.jpg", "cmyk.jpg", "program.jpg",
                     "place.png", "words.png", "place.webp")
    }  # fmt: skip


def test_documents_are_what_their_names_say(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, content in DOCUMENTS.items():
        (folder / name).write_bytes(content)
    (folder / "link.pdf").symlink_to("/etc/hostname")
    (folder / "good.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "good.html").write_text(
        "<!doctype html><html lang=en><meta charset=utf-8><title>x</title><p id=a>Words "
        "<a href='https://a.example/?a:b'>x</a> <a href='#a'>y</a> <a href='good.pdf'>z</a>"
        "<img alt='' src='data:image/png;base64,iVBORw0KGgo='><!-- c --><style>p{color:red}</style>"
    )
    found = check_documents(tmp_path, "data")
    assert {p.path.rpartition("/")[2] for p in found} == {*DOCUMENTS, "link.pdf"}
    assert all(p.fix and p.got for p in found)


@pytest.mark.browser
def test_a_browser_shows_what_is_published_and_nothing_runs(
    tmp_path: Path, browser: Browser
) -> None:
    for name in CLEANED_SVGS:
        (tmp_path / f"{name.replace(' ', '-')}.svg").write_bytes(clean_svg(SVGS[name]))
    for name in CLEANED_PNGS:
        (tmp_path / f"{name.replace(' ', '-')}.png").write_bytes(clean_png(PNGS[name]))
    names = sorted(path.name for path in tmp_path.iterdir())
    pictures = "".join(f'<img src="{name}" width="40">' for name in names)
    (tmp_path / "index.html").write_text(f"<!doctype html><title>x</title>{pictures}")
    (tmp_path / "favicon.ico").write_bytes(b"")  # browsers ask for it by themselves
    with serve(tmp_path) as address, reader(browser, address) as one:
        one.page.add_init_script(f"window.{FUNCTION} = () => console.error('RAN')")
        one.open("")
        for name in names:
            if name.endswith(".svg"):
                one.open(name)
        assert one.strangers() == []
        assert one.said == []
