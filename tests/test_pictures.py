"""Photographs: what is refused, what becomes of what is taken, and what nobody must find in it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from portal.cache import NO_CACHE, Cache
from portal.check import Checked, check_directory
from portal.opening import open_portal
from portal.pictures import copies, decode, examine
from portal.pictures.copies import CopyError, render_copies
from portal.pictures.sizes import PictureSize
from portal.pictures.used import used_pictures
from portal.workers import JobError
from tests import publishing
from tests.builders import check_tree, text_of, write_tree
from tests.photographs import (
    BLUE,
    RED,
    bomb,
    decoded,
    encoded,
    jpeg,
    picture,
    scene,
    swapped_profile,
    telltale_jpeg,
)
from tests.rendered import news
from tests.site_build import ROOT, change_yaml

LANGUAGES = ("en", "bg", "cs")
LEFT, RIGHT = (0.1, 0.5), (0.9, 0.5)


def tree(directory: Path, content: bytes, name: str = "room.jpg", **fields: Any) -> Path:
    """The small data directory with one news item that carries a picture."""
    item = news(pictures=[{**picture(name, LANGUAGES), **fields}])
    changes = {"news/start.yml": json.dumps(item).encode(), f"pictures/{name}": content}
    return write_tree(directory, changes)


def problem(checked: Checked) -> str:
    """The only problem that there is."""
    assert len(checked.problems) == 1, "\n".join(map(str, checked.problems))
    return str(checked.problems[0])


def published(directory: Path, cache: Cache = NO_CACHE) -> dict[str, bytes]:
    """The copies of all pictures of a data directory."""
    checked = check_directory(directory, cache=cache)
    assert not checked.problems, "\n".join(map(str, checked.problems))
    return dict(render_copies(directory, checked.pictures, tuple(checked.pictures), cache))


def near(image: Image.Image, place: tuple[float, float], colour: tuple[int, int, int]) -> bool:
    """Whether a place (as parts of width and height) has about a colour."""
    x, y = round(place[0] * image.width), round(place[1] * image.height)
    found = image.convert("RGB").getpixel((x, y))
    assert isinstance(found, tuple)
    return all(abs(a - b) < 25 for a, b in zip(found, colour, strict=True))


# -- what editors write ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"alt": {"en": "A room", "cs": "Místnost"}},
         'pictures[1].alt.bg: expected a text in every language of this site (en, bg, cs), '
         'got only en, cs. Fix: add "bg: …"'),
        ({"alt": {"en": "A room"}}, 'Fix: add "bg: …" and "cs: …"'),
        ({"alt": dict.fromkeys(LANGUAGES, "IMG_2041.JPG")}, "as you would on the telephone"),
        ({"alt": dict.fromkeys(LANGUAGES, "IMG_2034")}, "as you would on the telephone"),
        ({"alt": dict.fromkeys(LANGUAGES, "DSC 00017-2")}, "as you would on the telephone"),
        ({"alt": dict.fromkeys(LANGUAGES, "Photo")}, "as you would on the telephone"),
        ({"alt": dict.fromkeys(LANGUAGES, "снимка 3.")}, "as you would on the telephone"),
        ({"alt": dict.fromkeys(LANGUAGES, "–")}, "as you would on the telephone"),
        ({"alt": dict.fromkeys(LANGUAGES, "word " * 60)}, "got 299 characters"),
        ({"credit": None}, "credit"),
        ({"file": "files/room.jpg"}, "expected a file in data/pictures/"),
        ({"file": "pictures/room.gif"}, "that ends in .jpg, .jpeg, .png, .webp"),
        ({"file": "pictures/rom.jpg"}, 'did you mean "pictures/room.jpg"?'),
        ({"decorative": "true"}, "decorative"),
    ],
)  # fmt: skip
def test_what_a_record_must_say(tmp_path: Path, fields: dict[str, Any], words: str) -> None:
    checked = check_tree(tree(tmp_path, jpeg(60, 40), **fields))
    assert any(words in str(p) for p in checked.problems), list(map(str, checked.problems))
    assert all(p.path == "data/news/start.yml" for p in checked.problems)


@pytest.mark.parametrize(
    "alt", ["Photographers at work", "Photo of ten people in a room", "Pozarevac", "Bildung 2034"]
)
def test_what_says_something_is_taken(tmp_path: Path, alt: str) -> None:
    data = tree(tmp_path, jpeg(60, 40), alt=dict.fromkeys(LANGUAGES, alt))
    assert not check_tree(data).problems


def test_only_news_events_and_projects_have_pictures(tmp_path: Path) -> None:
    words = json.dumps([picture("room.jpg", LANGUAGES)])
    for kind, name in (("projects", "school"), ("events", "training")):
        file = f"{kind}/{name}.yml"
        data = write_tree(
            tmp_path / kind,
            {file: f"{text_of(file)}pictures: {words}\n", "pictures/room.jpg": jpeg(60, 40)},
        )
        assert set(check_directory(data).pictures) == {"pictures/room.jpg"}
        assert not check_tree(data).problems
    file = "documents/handbook.yml"
    data = write_tree(tmp_path / "no", {file: f"{text_of(file)}pictures: {words}\n"})
    assert "pictures" in problem(check_tree(data))


def test_a_problem_stands_where_the_picture_is_named(tmp_path: Path) -> None:
    text = text_of("news/start.yml") + (
        "pictures:\n  - file: pictures/cut.jpg\n    alt:\n      en: A room\n      bg: Стая\n"
        "      cs: Místnost\n    credit:\n      en: A photographer\n"
    )
    line = text.splitlines().index("  - file: pictures/cut.jpg") + 1
    changes = {"news/start.yml": text.encode(), "pictures/cut.jpg": jpeg()[:3000]}
    found = problem(check_tree(write_tree(tmp_path, changes)))
    assert found.startswith(f"data/news/start.yml:{line}:11: pictures[1].file: expected ")
    assert "(data/pictures/cut.jpg)" in found
    assert "Fix: " in found


# -- what is refused -------------------------------------------------------------------


def _frames() -> list[Image.Image]:
    return [Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue")]


def _broken_png() -> bytes:
    content = bytearray(encoded(scene(300, 200), "PNG"))
    content[content.index(b"IDAT") + 10 : content.index(b"IDAT") + 60] = bytes(50)
    return bytes(content)


REFUSED: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("a GIF with another name", "a.jpg", lambda: encoded(scene(60, 40), "GIF"), "got a GIF file"),
    ("a PNG with another name", "a.jpg", lambda: encoded(scene(60, 40), "PNG"), "got a PNG file"),
    ("a JPEG with another name", "a.webp", lambda: jpeg(60, 40), "got a JPEG file"),
    ("a drawing", "a.png", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "got a SVG file"),
    ("a HEIC", "a.jpg", lambda: b"\0\0\0\x18ftypheic" + bytes(40), "got a HEIC file"),
    ("a page", "a.jpg", lambda: b"<html><script>1</script>", "got a text file"),
    ("nothing", "a.jpg", lambda: b"", "got an empty file"),
    ("half a JPEG", "a.jpg", lambda: jpeg()[:5000], "without an end"),
    ("half a PNG", "a.png", lambda: encoded(scene(), "PNG")[:-500], "without an end"),
    ("half a WebP", "a.webp", lambda: encoded(scene(), "WEBP")[:-500], "without an end"),
    ("a PNG with other bytes inside", "a.png", _broken_png, "expected a whole picture"),
    ("a JPEG without its header", "a.jpg", lambda: b"\xff\xd8\xff\xd9", "expected a whole picture"),
    ("a JPEG that is an archive too", "a.jpg", lambda: jpeg(60, 40) + b"PK\x03\x04" + bytes(96),
     "got 100 more bytes behind the picture's end"),
    ("a PNG that is a page too", "a.png",
     lambda: encoded(scene(60, 40), "PNG") + b"<script>alert(1)</script>", "got 25 more bytes"),
    ("a WebP that is something else too", "a.webp",
     lambda: encoded(scene(60, 40), "WEBP") + bytes(8), "got 8 more bytes"),
    ("an animated WebP", "a.webp",
     lambda: encoded(_frames()[0], "WEBP", save_all=True, append_images=_frames()[1:]),
     "expected a still picture"),
    ("an animated PNG", "a.png",
     lambda: encoded(_frames()[0], "PNG", save_all=True, append_images=_frames()[1:]),
     "expected a still picture"),
    ("a bomb", "a.png", lambda: bomb(60_000, 60_000), "got 60000 × 60000 pixels"),
    ("a strip", "a.png", lambda: encoded(scene(3000, 20), "PNG"), "five times as wide as high"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [pytest.param(name, make, words, id=case) for case, name, make, words in REFUSED],
)
def test_what_is_no_photograph_is_refused(
    tmp_path: Path, name: str, make: Callable[[], bytes], words: str
) -> None:
    found = problem(check_tree(tree(tmp_path, make(), name)))
    assert words in found
    assert f"(data/pictures/{name})" in found


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    data = tree(tmp_path, b"\xff\xd8\xff")
    with (data / "pictures" / "room.jpg").open("r+b") as file:
        file.truncate(examine.MAX_BYTES + 1)
    assert "at most 40 MB" in problem(check_tree(data))


def test_a_picture_outside_the_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside.jpg").write_bytes(jpeg(60, 40))
    data = tree(tmp_path / "data", jpeg(60, 40))
    (data / "pictures" / "room.jpg").unlink()
    (data / "pictures" / "room.jpg").symlink_to(tmp_path / "outside.jpg")
    assert "a file inside data/" in problem(check_tree(data))


def test_what_takes_the_decoder_down_is_named_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "child.py"
    script.write_text(
        "import json, os, sys\n"
        "for line in sys.stdin:\n"
        "    if 'deadly' in line: os.abort()\n"
        '    print(json.dumps({"size": [3, 2], "lengths": []}), flush=True)\n'
    )
    monkeypatch.setattr(decode, "_CHILD", script)
    requests = [{"path": name} for name in ("a", "deadly", "b", "c", "deadly")]
    words = [answer.says.get("refusal", "fine") for answer in decode.decode(requests)]
    assert words == ["fine", "died", "fine", "fine", "died"]


def test_the_decoder_has_no_more_memory_than_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decode, "MEMORY", 1 << 20)
    assert "a file on which the decoder gives up" in problem(check_tree(tree(tmp_path, jpeg())))


# -- what becomes of it ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "height", "sizes"),
    [
        (3000, 2000, ((480, 320), (960, 640), (1600, 1067))),
        (1200, 800, ((480, 320), (960, 640), (1200, 800))),
        (960, 1440, ((480, 720), (960, 1440))),
        (300, 200, ((300, 200),)),
    ],
)
def test_no_copy_is_larger_than_the_picture(
    tmp_path: Path, width: int, height: int, sizes: tuple[tuple[int, int], ...]
) -> None:
    assert PictureSize("x", width, height).copies == sizes
    files = published(tree(tmp_path, jpeg(width, height)))
    assert len(files) == 2 * len(sizes)
    for name, content in files.items():
        image = decoded(content)
        assert image.size in sizes
        assert image.format == ("WEBP" if name.endswith(".webp") else "JPEG")
        assert name.startswith("pictures/")
        assert name.endswith(f"-{image.width}{'.webp' if image.format == 'WEBP' else '.jpg'}")


def test_nobody_finds_where_a_picture_was_taken(tmp_path: Path) -> None:
    content = telltale_jpeg()
    assert b"SECRET xmp" in content
    assert b"SECRET comment" in content
    for name, copy in published(tree(tmp_path, content)).items():
        for trace in (b"SECRET", b"Exif", b"xmp", b"ICC_PROFILE", b"ICCP", b"GPS"):
            assert trace not in copy, f"{trace!r} in {name}"
        image = decoded(copy)
        assert not image.getexif()
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)


def test_a_picture_stands_upright(tmp_path: Path) -> None:
    data = tree(tmp_path, telltale_jpeg())
    assert check_directory(data).pictures["pictures/room.jpg"].width == 800
    for copy in published(data).values():
        image = decoded(copy)
        assert image.height == round(image.width * 1.5)
        # Turned clockwise, what was left is above.
        assert near(image, (0.5, 0.1), RED)
        assert near(image, (0.5, 0.9), BLUE)


def test_colours_are_those_that_the_profile_means(tmp_path: Path) -> None:
    content = jpeg(icc_profile=swapped_profile(), quality=95, subsampling=0)
    for copy in published(tree(tmp_path, content)).values():
        image = decoded(copy).convert("RGB")
        left = image.getpixel((image.width // 10, image.height // 2))
        assert isinstance(left, tuple)
        assert left[2] > 150 > left[0]


def _grey_16_bit() -> bytes:
    return encoded(Image.new("I;16", (300, 200), 40_000), "PNG")


@pytest.mark.parametrize(
    ("name", "make", "colour"),
    [
        ("cmyk.jpg", lambda: encoded(scene(300, 200).convert("CMYK"), "JPEG"), RED),
        ("grey.jpg", lambda: encoded(Image.new("L", (300, 200), 90), "JPEG"), (90, 90, 90)),
        ("grey16.png", _grey_16_bit, (156, 156, 156)),
        ("palette.png", lambda: encoded(scene(300, 200).quantize(8), "PNG"), RED),
        ("clear.png", lambda: encoded(Image.new("RGBA", (300, 200), (0, 0, 0, 0)), "PNG"),
         (255, 255, 255)),
        ("bad-profile.jpg", lambda: jpeg(300, 200, icc_profile=b"none"), RED),
        ("clear.webp", lambda: encoded(Image.new("RGBA", (300, 200), (9, 9, 9, 0)), "WEBP"),
         (255, 255, 255)),
        ("two.jpg", lambda: encoded(scene(300, 200), "MPO", save_all=True,
                                    append_images=[scene(300, 200)]), RED),
    ],
)  # fmt: skip
def test_every_sort_of_photograph_is_shown(
    tmp_path: Path, name: str, make: Callable[[], bytes], colour: tuple[int, int, int]
) -> None:
    for copy in published(tree(tmp_path, make(), name)).values():
        assert near(decoded(copy), LEFT, colour)


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    photograph = telltale_jpeg()  # made once: its colour profile tells the second of its making
    one = published(tree(tmp_path / "one", photograph))
    assert one == published(tree(tmp_path / "two", photograph, "renamed.jpg"))
    other = published(tree(tmp_path / "three", jpeg()))
    assert not set(one) & set(other)


# -- made once -------------------------------------------------------------------------


def test_what_is_known_is_not_decoded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, cache = tree(tmp_path / "data", jpeg()), Cache(tmp_path / "cache")
    first = published(data, cache)
    assert first == published(data)
    asked: list[object] = []

    def decode_nothing(requests: list[object]) -> list[object]:
        asked.extend(requests)
        return []

    monkeypatch.setattr(examine, "decode", decode_nothing)
    monkeypatch.setattr(copies, "decode", decode_nothing)
    assert published(data, cache) == first
    assert not asked


def test_a_damaged_or_forbidden_cache_does_no_harm(tmp_path: Path) -> None:
    data, cache = tree(tmp_path / "data", jpeg(300, 200)), tmp_path / "cache"
    first = published(data, Cache(cache))
    for entry in cache.rglob("*.json"):
        entry.write_text("{")
    assert published(data, Cache(cache)) == first
    (tmp_path / "file").write_text("no folder")
    assert published(data, Cache(tmp_path / "file" / "below")) == first


@pytest.mark.parametrize("content", [b"other", b"", None, jpeg(1200, 800, quality=50)])
def test_a_picture_that_changes_during_a_build_ends_it(
    tmp_path: Path, content: bytes | None
) -> None:
    data = tree(tmp_path, jpeg())
    sizes = check_directory(data).pictures
    if content is None:
        (data / "pictures" / "room.jpg").unlink()
    else:
        (data / "pictures" / "room.jpg").write_bytes(content)
    with pytest.raises(CopyError, match=r"^data/pictures/room\.jpg has changed since .*again\.$"):
        list(render_copies(data, sizes, tuple(sizes), NO_CACHE))


def _plain(colour: tuple[int, int, int]) -> bytes:
    return encoded(Image.new("RGB", (300, 200), colour))


def test_copies_of_another_picture_are_not_kept_under_the_name_of_the_first(
    tmp_path: Path,
) -> None:
    data, cache = tree(tmp_path / "data", _plain(RED)), Cache(tmp_path / "cache")
    photograph = data / "pictures" / "room.jpg"
    sizes = check_directory(data, cache=cache).pictures
    photograph.write_bytes(_plain(BLUE))
    with pytest.raises(CopyError):
        list(render_copies(data, sizes, tuple(sizes), cache))
    photograph.write_bytes(_plain(RED))
    assert all(near(decoded(copy), LEFT, RED) for copy in published(data, cache).values())


def test_a_build_that_a_picture_ends_leaves_the_old_site(tmp_path: Path) -> None:
    data = publishing.write_data(tmp_path / "data", "A")
    photograph = data / "pictures" / "room.jpg"
    photograph.parent.mkdir()
    photograph.write_bytes(_plain(RED))
    change_yaml(data / "news" / "both.yml", pictures=[picture("room.jpg", ("en",))])
    checked = check_directory(data)
    assert checked.catalog is not None, "\n".join(map(str, checked.problems))
    portal = open_portal(
        checked.catalog, checked.strings, data, ROOT / "overrides", publishing.TODAY,
        pictures=checked.pictures, digests=checked.digests,
    )  # fmt: skip
    target = tmp_path / "site"
    publishing.build(portal, target)
    old = publishing.digest(target)
    photograph.write_bytes(_plain(BLUE))
    for processes in (1, 2):
        with publishing.in_parallel(), pytest.raises(JobError, match=r"room\.jpg has changed"):
            publishing.build(portal, target, processes)
        assert publishing.digest(target) == old


def test_the_size_of_another_picture_is_not_kept_under_the_name_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, cache = tree(tmp_path / "data", jpeg(300, 200)), Cache(tmp_path / "cache")
    photograph = data / "pictures" / "room.jpg"

    def change_and_decode(requests: Any) -> Any:
        photograph.write_bytes(jpeg(200, 300))
        return decode.decode(requests)

    with monkeypatch.context() as changed:
        changed.setattr(examine, "decode", change_and_decode)
        assert "stays the same" in problem(check_directory(data, cache=cache))
    photograph.write_bytes(jpeg(300, 200))
    assert check_directory(data, cache=cache).pictures["pictures/room.jpg"].width == 300


def test_pictures_of_coming_news_are_not_published_before_their_day(tmp_path: Path) -> None:
    catalog = check_directory(tree(tmp_path, jpeg(60, 40))).catalog
    assert catalog is not None
    assert used_pictures(catalog.until(date(2026, 5, 17))) == ("pictures/room.jpg",)
    assert used_pictures(catalog.until(date(2026, 5, 16))) == ()


def test_a_large_picture_is_scaled_within_the_limits(tmp_path: Path) -> None:
    # Nearly the most pixels that are taken, in the format that needs most memory.
    image = Image.new("RGB", (9000, 7000), RED)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    files = published(tree(tmp_path, out.getvalue(), "large.png"))
    assert {decoded(copy).size for copy in files.values()} == {(480, 373), (960, 747), (1600, 1244)}
