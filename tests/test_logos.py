"""Logos: what is refused and where, what is published, and the kits made of it."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from portal.embeds.png import scale_png
from portal.load import load_data
from portal.logo_files import load_logos
from portal.model import Logo, Organisation
from portal.svg import (
    MAX_BYTES,
    MAX_COPIES,
    MAX_DEPTH,
    SvgError,
    clean_svg,
    colours_of,
    find_trouble,
    svg_size,
)
from tests import site_build
from tests.builders import FILES, check_tree, text_of, write_tree
from tests.shared import Shared
from tests.site_build import ROOT, every_language
from tests.site_walk import Site

DONOR = text_of("organisations/donor.yml")
SPACE = 'xmlns="http://www.w3.org/2000/svg"'
START = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">\n'


def svg(inner: str, start: str = START) -> bytes:
    return f"{start}{inner}\n</svg>\n".encode()


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        checked = name + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = b"".join(b"\0" + b"\x20\x60\x50" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"tEXt", b"Author\0A Person")
    return b"\x89PNG\r\n\x1a\n" + parts + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def lines(directory: Path) -> list[str]:
    return [str(problem) for problem in check_tree(directory).problems]


# -- what is refused -----------------------------------------------------------------

REFUSED = {
    "script": ("<script>alert(1)</script>", 2, 1, "without scripts"),
    "script in another case of prefix": (
        '<s:script xmlns:s="http://www.w3.org/2000/svg"/>', 2, 1, "without scripts"),
    "handler": ('<g>\n  <rect onclick="x()" width="1" height="1"/></g>', 3, 3, "without scripts"),
    "handler in capitals": ('<rect onLoad="x()"/>', 2, 1, "without scripts"),
    "html inside": ('<foreignObject width="9" height="9"/>', 2, 1, "foreignObject"),
    "animation": ('<rect><animate attributeName="x" dur="1s"/></rect>', 2, 7, "does not move"),
    "set": ('<rect><set attributeName="href" to="javascript:1"/></rect>', 2, 7, "does not move"),
    "link": ('<a href="https://example.org/"><rect/></a>', 2, 1, "without links"),
    "frame": ('<iframe src="https://example.org/"/>', 2, 1, "other media"),
    "picture from elsewhere": (
        '<image href="https://example.org/a"/>', 2, 1, "in the file itself"),
    "picture of the disk": (
        '<image xmlns:l="http://www.w3.org/1999/xlink" l:href="file:///etc/passwd"/>',
        2, 1, "in the file itself"),
    "picture that is an SVG": (
        '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>', 2, 1, "in the file itself"),
    "picture that is a page": ('<image href="data:text/html,x"/>', 2, 1, "in the file itself"),
    "use of another file": ('<use href="other.svg#a"/>', 2, 1, "inside the file only"),
    "gradient of another file": (
        '<linearGradient href="//example.org/#a"/>', 2, 1, "inside the file only"),
    "filter with a picture": ('<filter><feImage href="#a"/></filter>', 2, 9, "from elsewhere"),
    "fill from elsewhere": (
        '<rect fill="url(https://x.example/#a)"/>', 2, 1, "the file itself only"),
    "style from elsewhere": (
        '<rect style="fill: URL( \'//example.org/#a\')"/>', 2, 1, "the file itself only"),
    "style sheet from elsewhere": (
        "<style>\n@import 'https://example.org/a.css';</style>", 2, 1, "the file itself only"),
    "font from elsewhere": (
        "<style>@font-face{src:url(https://example.org/f)}</style>", 2, 1, "the file itself only"),
    "escapes in a style": (
        "<style>rect{fill:u\\72l(https://example.org/)}</style>", 2, 1, "the file itself only"),
    "another base": ('<g xml:base="https://example.org/"/>', 2, 1, "no references to elsewhere"),
    "style sheet instruction": (
        '<?xml-stylesheet href="https://example.org/"?>', 2, 1, "no instructions"),
    "not closed": ("<g>", 3, 3, "which is XML"),
    "letters that need a font": (
        '<g>\n <text font-family="Arial">US<tspan>AID</tspan></text></g>', 3, 2, "outlines"),
    "letters in a shape": ("<flowRoot><flowPara>x</flowPara></flowRoot>", 2, 1, "outlines"),
    "letters along a path": ('<text><textPath href="#a">x</textPath></text>', 2, 1, "outlines"),
    "html entity": ("<text>&nbsp;</text>", 2, 7, "which is XML"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_place_and_fix(name: str) -> None:
    inner, line, column, words = REFUSED[name]
    found = find_trouble(svg(inner))
    assert [(one.line, one.column) for one in found] == [(line, column)]
    assert words in found[0].expected
    assert found[0].fix


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "which is XML"),
        (b"\x89PNG\r\n\x1a\n", "which is XML"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "around everything"),
        (b"<svg width='1' height='1'/>", "around everything"),  # no namespace: not drawn
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + svg("<text>&a;</text>"), "no DOCTYPE"),
        (b"<!DOCTYPE svg SYSTEM 'file:///etc/passwd'>" + svg(""), "no DOCTYPE"),
        (svg("", START.replace('width="40"', 'width="99999"')), "a canvas of"),
        (svg("", START.replace('height="20"', 'height="1"')), "a canvas of"),  # 40 : 1
        (svg("", f'<svg {SPACE} viewBox="0 0 1e9 1e9">'), "a canvas of"),
        (svg("", f'<svg {SPACE} viewBox="0 0 0 0">'), "with a size"),
        (svg("", f'<svg {SPACE} width="100%" height="100%">'), "with a size"),
        (svg("<!--" + "x" * MAX_BYTES + "-->"), "at most 512 KB"),
        (svg("<g>" * MAX_DEPTH + "</g>" * MAX_DEPTH), "100 deep"),
        (svg("<g/>" * 20_001), "at most 20,000 elements"),
    ],
)  # fmt: skip
def test_refused_as_a_whole(content: bytes, words: str) -> None:
    found = find_trouble(content)
    assert len(found) == 1
    assert words in found[0].expected


def test_what_a_fix_says_is_the_end_of_the_matter() -> None:
    picture = '<image href="data:image/{}" width="9" height="9"/>'
    (found,) = find_trouble(svg(picture.format("jpg;base64,AAAA")))
    assert found.fix == 'write "image/jpeg" for "image/jpg"'
    assert not find_trouble(svg(picture.format("jpeg;base64,AAAA")))
    doctype = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">'
    (found,) = find_trouble(doctype + svg(""))
    assert "up to its" in found.fix
    assert not find_trouble(svg(""))
    (found,) = find_trouble(doctype[:-1] + b" [<!ENTITY a 'b'>]>" + svg(""))
    assert found.fix == "export the logo anew as a plain SVG"


def test_copies_of_copies_are_counted() -> None:
    levels = "".join(
        f'<g id="l{n}">' + f'<use href="#l{n - 1}"/>' * 10 + "</g>" for n in range(1, 9)
    )
    (found,) = find_trouble(svg(f'<g id="l0"><rect/></g>{levels}'))
    assert f"at most {MAX_COPIES:,}" in found.expected
    (circle,) = find_trouble(svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'))
    assert "copied elements" in circle.expected
    assert not find_trouble(svg('<circle id="c" r="2"/>' + '<use href="#c"/>' * 500))


@pytest.mark.parametrize(
    "inner",
    [
        '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs>'
        '<rect fill="url(#a)" style="stroke:url(\'#a\')"/>',
        '<image href="data:image/png;base64,iVBORw0KGgo=" width="9" height="9"/>',
        "<style>rect{fill:#039}</style><text>\n</text><desc>Text &amp; more</desc>",
        '<path d="M0 0h1" transform="rotate(3)" clip-path="url(#b)"/><title>On the way</title>',
    ],
)
def test_harmless_files_pass_and_stay(inner: str) -> None:
    content = svg(inner)
    assert find_trouble(content) == ()
    cleaned = clean_svg(content)
    assert cleaned == clean_svg(content)
    assert find_trouble(cleaned) == ()
    for word in ("linearGradient", "url(#a)", "base64,iVBORw0KGgo=", "fill:#039", "Text &amp; more",
                 "rotate(3)", "On the way"):  # fmt: skip
        assert (word in inner) == (word in cleaned.decode())


def test_cleaning_drops_what_nobody_asked_for() -> None:
    """What editors of pictures leave behind is no mistake of the person who uploads it."""
    left = (
        '<metadata><x:secret xmlns:x="urn:x">C:\\Users\\somebody</x:secret></metadata>'
        '<i:view xmlns:i="urn:i" i:path="/home/somebody"/><!-- somebody --><rect data-x="1"/>'
    )
    cleaned = clean_svg(svg(left))
    assert find_trouble(svg(left)) == ()
    assert b"somebody" not in cleaned
    assert b"<rect" in cleaned
    with pytest.raises(SvgError):
        clean_svg(b"no picture")


@pytest.mark.parametrize("seed", range(40))
def test_no_bytes_break_the_reading(seed: int) -> None:
    """A file cut or damaged anywhere gives problems or passes; it never raises."""
    chance = random.Random(seed)
    content = bytearray((ROOT / "data" / "logos" / "romact.svg").read_bytes())
    for _ in range(chance.randrange(1, 6)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    damaged = bytes(content[: chance.randrange(len(content))])
    assert find_trouble(damaged)
    for one in find_trouble(bytes(content)):
        assert one.line >= 1
        assert one.column >= 1


@pytest.mark.parametrize(
    ("start", "size"),
    [
        ('width="332" height="120" viewBox="0 0 1 1"', (332, 120)),
        ('viewBox="0 0 20 10"', (20, 10)),
        ('width="100%" height="100%" viewBox="0,0,30,10"', (30, 10)),
        ('width="1in" height="48pt"', (96, 64)),
    ],
)
def test_sizes_come_from_the_file(start: str, size: tuple[float, float]) -> None:
    assert svg_size(f'<svg xmlns="http://www.w3.org/2000/svg" {start}/>'.encode()) == size


def test_colours_are_read_in_every_notation() -> None:
    found = colours_of(b'<a fill="#039" style="stroke:RGB(255, 204,0)"/><b fill="#AbCdEf"/>')
    assert found == {"003399", "ffcc00", "abcdef"}


# -- problems of a data directory ----------------------------------------------------


def test_a_bad_logo_is_a_problem_with_its_place(tmp_path: Path) -> None:
    changes = {"logos/donor.svg": svg("<g>\n  <script/></g>")}
    assert lines(write_tree(tmp_path, changes)) == [
        'data/logos/donor.svg:3:3: expected a picture without scripts, got "<script>". '
        "Fix: export the logo anew as a plain SVG".replace('"<script>"', "<script>")
    ]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("logos/unused.svg", svg("<script/>"), "without scripts"),  # published all the same
        ("logos/a.png", b"GIF89a", "expected a PNG file"),
        ("logos/a.png", png(40, 20)[:-30], "a whole PNG file"),
        ("logos/a.png", png(6000, 1), "at most 5000 pixels a side"),
        ("logos/a.gif", b"GIF89a", "SVG and PNG files only"),
        ("logos/romact/a.svg", svg("<rect/>"), 'a folder "romact"'),
    ],
)
def test_every_file_among_the_logos_is_checked(
    name: str, content: bytes, words: str, tmp_path: Path
) -> None:
    (line,) = lines(write_tree(tmp_path, {name: content}))
    assert line.startswith(f"data/{name}:")
    assert words in line


@pytest.mark.parametrize("kind", ["municipalities", "programmes", "organisations"])
def test_ids_that_are_words_of_addresses_are_refused(kind: str, tmp_path: Path) -> None:
    text = next(text_of(n) for n in FILES if n.startswith(f"{kind}/"))
    text = text.replace("former_ids: [romact-programme]\n", "")
    (line,) = lines(write_tree(tmp_path, {f"{kind}/v1.yml": text}))
    assert line == (
        f"data/{kind}/v1.yml:1:1: expected an id that is no word of the site's own addresses, got "
        '"v1.yml". Fix: rename the file, such as "v1-1.yml"'
    )


def test_one_id_of_two_kinds_cannot_have_two_kits(tmp_path: Path) -> None:
    logo = "logo: logos/donor.svg\n"
    both = {
        "programmes/donor.yml": text_of("programmes/romact.yml").replace(
            "former_ids: [romact-programme]\n", logo
        )
    }
    (line,) = lines(write_tree(tmp_path, both))
    assert line.startswith("data/programmes/donor.yml:")
    assert "logo: expected an id that no organisation with a logo has or had" in line


# -- the field -----------------------------------------------------------------------


def logo_in(directory: Path, logo: str) -> Logo:
    text = DONOR.replace("logo: logos/donor.svg\n", logo)
    loaded = load_data(write_tree(directory, {"organisations/donor.yml": text}))
    assert not loaded.problems
    (donor,) = (r for r in loaded.records["organisations"] if r.id == "donor")
    assert isinstance(donor, Organisation)
    assert donor.logo is not None
    return donor.logo


def test_the_short_form_is_the_long_one(tmp_path: Path) -> None:
    short = logo_in(tmp_path / "short", "logo: logos/donor.svg\n")
    assert short == logo_in(tmp_path / "long", "logo:\n  file: logos/donor.svg\n")
    assert dict(short.files) == {"colour": "logos/donor.svg"}


@pytest.mark.parametrize(
    ("logo", "place"),
    [
        ("logo:\n  file: logos/doner.svg\n", ":8:9: logo.file: expected a file that is there"),
        (
            "logo:\n  file: logos/donor.svg\n  mono: logos/no.svg\n",
            ":9:9: logo.mono: expected a file",
        ),
        (
            "logo:\n  file: logos/donor.svg\n  minimum_width_px: 0\n",
            ":9:21: logo.minimum_width_px:",
        ),
        ("logo:\n  file: logos/donor.svg\n  hight: 3\n", ":9:3: logo.hight: expected"),
        ("logo:\n  mono: logos/donor.svg\n", "logo.file: expected"),
    ],
)
def test_mistakes_in_the_long_form(logo: str, place: str, tmp_path: Path) -> None:
    text = DONOR.replace("logo: logos/donor.svg\n", logo)
    (line,) = lines(write_tree(tmp_path, {"organisations/donor.yml": text}))
    assert line.startswith("data/organisations/donor.yml")
    assert place in line


# -- what is published ---------------------------------------------------------------


def make_changed_site(place: Path) -> Site:
    """A site with a renamed programme and a logo with all that can be said of one."""
    data = site_build.copy_data(place / "data")
    for name in ("mono", "reversed"):
        (data / "logos" / f"romact-{name}.svg").write_bytes(svg("<rect/><!-- author -->"))
    (data / "logos" / "ruse.png").write_bytes(png(400, 100))
    site_build.change_yaml(
        data / "programmes" / "romact.yml",
        former_ids=["old-romact"],
        logo={
            "file": "logos/romact.svg",
            "mono": "logos/romact-mono.svg",
            "reversed": "logos/romact-reversed.svg",
            "alt": every_language("ROMACT, a green bar before dark letters"),
            "clear_space": every_language("As wide as the bar on every side."),
            "minimum_width_px": "90",
            "terms": every_language("For participants only."),
        },
    )
    site_build.change_yaml(
        data / "organisations" / "open-society-club-ruse.yml", logo="logos/ruse.png"
    )
    return site_build.build(place / "site", data=data)


@pytest.fixture(scope="module")
def changed_site(shared: Shared) -> Site:
    return shared.get("logos", make_changed_site)


def test_published_logos_are_clean(any_site: Site) -> None:
    logos = [p for p in any_site.files if p.startswith("logos/") and p.endswith(".svg")]
    assert len(logos) > 10
    for path in logos:
        content = any_site.files[path].read_bytes()
        assert find_trouble(content) == ()
        assert clean_svg(content) == content


def kit(site: Site, record_id: str) -> zipfile.ZipFile:
    path = f"logos/{record_id}/{record_id}-logo.zip"
    return zipfile.ZipFile(io.BytesIO(site.files[path].read_bytes()))


def test_a_kit_holds_every_form_and_a_readme_in_every_language(site: Site) -> None:
    names = ["romact.svg", "romact-1x.png", "romact-2x.png", "romact-4x.png"]
    readmes = [f"readme-{language}.txt" for language in site.languages]
    with kit(site, "romact") as archive:
        assert sorted(archive.namelist()) == sorted(names + readmes)
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in names:
            assert archive.read(name) == site.files[f"logos/romact/{name}"].read_bytes()
        texts = {n: archive.read(n).decode("utf-8-sig") for n in readmes}
    assert "Лого: ROMACT" in texts["readme-bg.txt"]
    assert (
        "Siglele de pe acest site, cu excepția" in texts["readme-ro.txt"]
    )  # no logo is passed off
    assert "\r\n" in texts["readme-cs.txt"]
    assert "[" not in texts["readme-en.txt"]
    widths = {}
    for name in names[1:]:
        with Image.open(site.files[f"logos/romact/{name}"]) as picture:
            widths[name[-6:-4]] = picture.size
    assert widths == {"1x": (166, 60), "2x": (332, 120), "4x": (664, 240)}


def test_programmes_and_organisations_with_a_logo_have_a_kit_and_no_other(site: Site) -> None:
    found = {path.split("/")[1] for path in site.files if path.endswith("-logo.zip")}
    assert found == {
        "association-of-rhodope-municipalities", "council-of-europe", "eea-ngo-bulgaria-2009-2014",
        "european-commission", "open-society-club-ruse", "romact", "urbact-ii",
    }  # fmt: skip
    for language in site.languages:
        for path in ("programmes/romact/", "organisations/council-of-europe/"):
            page = site.page(path, language)
            name = path.split("/")[1]
            links = {t for t in site.targets(page) if t.startswith(f"logos/{name}/")}
            assert links == {
                f"logos/{name}/{name}{end}"
                for end in (".svg", "-1x.png", "-2x.png", "-4x.png", "-logo.zip")
            }
        assert "logos/romact/romact-logo.zip" in site.targets(
            site.page("embed/blagoevgrad/romact/", language)
        )
        assert not site.page("organisations/usaid/", language).all("#logo-files")


def test_variants_and_what_the_owner_asks_for(changed_site: Site) -> None:
    with kit(changed_site, "romact") as archive:
        names = set(archive.namelist())
        readme = archive.read("readme-en.txt").decode("utf-8-sig")
    assert {"romact-mono.svg", "romact-mono-2x.png", "romact-reversed-4x.png"} <= names
    for line in (
        "In one colour: "
        + ", ".join(f"romact-mono{end}" for end in (".svg", "-1x.png", "-2x.png", "-4x.png")),
        "Words for those who do not see it: ROMACT, a green bar before dark letters",
        "Space to keep free: As wide as the bar on every side.",
        "Smallest width: 90 pixels",
        "Terms of use: For participants only.",
        "https://inclusion-portal.example/programmes/romact/",
    ):
        assert line in readme.splitlines()
    page = changed_site.page("programmes/romact/", "cs")
    text = page.one("section[aria-labelledby=logo-files]").text()
    assert "Jednobarevně" in text
    assert "90\u00a0pixelů" in text
    alt = page.one(".record__logo").attributes["alt"]
    assert alt == "ROMACT, a green bar before dark letters"


def test_a_png_is_scaled_down_and_tells_nothing(changed_site: Site) -> None:
    base = "logos/open-society-club-ruse/open-society-club-ruse"
    original = changed_site.files[f"{base}.png"].read_bytes()
    came = png(400, 100)
    assert b"A Person" in came
    assert b"A Person" not in original
    assert Image.open(io.BytesIO(original)).tobytes() == Image.open(io.BytesIO(came)).tobytes()
    one, four = (changed_site.files[f"{base}-{n}x.png"].read_bytes() for n in (1, 4))
    with Image.open(io.BytesIO(one)) as picture:
        assert picture.size == (240, 60)
    assert four == original  # never larger than it came
    assert b"A Person" not in one
    assert scale_png(original, 240) == one


def test_a_renamed_record_keeps_its_kit(changed_site: Site) -> None:
    new = {p for p in changed_site.files if p.startswith("logos/romact/")}
    old = {p for p in changed_site.files if p.startswith("logos/old-romact/")}
    assert {p.replace("old-romact", "romact") for p in old} == new
    assert len(new) == 3 * 4 + 1


def test_kits_are_the_same_to_the_byte(site: Site, subpath_site: Site) -> None:
    paths = [p for p in site.files if p.startswith("logos/") and not p.endswith(".zip")]
    assert paths
    for path in paths:
        assert site.files[path].read_bytes() == subpath_site.files[path].read_bytes()


def test_sizes_on_pages_are_those_of_the_file(site: Site) -> None:
    """So that nothing moves while a page loads, and no logo is out of proportion."""
    images = load_logos(ROOT / "data")
    seen = 0
    for page in site.pages.values():
        for node in page.all(".record__logo, .card__logo, .funded__emblem"):
            width, height = (int(node.attributes[n] or 0) for n in ("width", "height"))
            natural = images[site.locate(page.path, node.attributes["src"] or "") or ""].size
            assert abs(height - width * natural[1] / natural[0]) <= 1
            seen += 1
    assert seen > 50


def test_statuses_of_commitments_are_counted(site: Site) -> None:
    for language, words in {
        "en": "Commitments by status",
        "bg": "Ангажименти по статус",
    }.items():
        text = site.page("agreements/romact-blagoevgrad-2020/", language).one(".facts").text()
        assert words in text
        assert ": 7" in text.split(words)[1]
