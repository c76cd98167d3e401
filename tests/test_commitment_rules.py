"""What counts as link, logo and picture, what hides, and which addresses are asked at all."""

from __future__ import annotations

import base64
import hashlib
from pathlib import PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter, ImageOps

from commitment_drawing import draw_svg
from portal.commitments import svg_safety
from portal.commitments.cascade import Cascade
from portal.commitments.charset import decode_page
from portal.commitments.html_document import HtmlDocument
from portal.commitments.html_sightings import Look
from portal.commitments.likeness import LogoBook
from portal.commitments.pictures import MAX_PIXELS, PictureError, open_picture, read_data_address
from portal.commitments.policies import (
    as_loaded,
    why_not_framed,
    why_not_loaded,
    why_script_refused,
)
from portal.commitments.sightings import Script
from portal.commitments.stylesheet import media_applies, parse_sheet, specificity
from portal.commitments.targets import Target
from portal.commitments.verdicts import Verdict
from portal.web.address import parse_address
from portal.web.reach import why_refused
from tests.commitment_pages import pictures
from tests.commitment_pages.checking import book, target_for
from tests.commitment_pages.parts import PORTAL, SITE, Case

# A busy machine is no mistake; the same examples each time.
ANY_SPEED = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

# -- addresses -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("https://a.example", "", "https://a.example/"),
        (" HTTPS://WWW.A.Example:443/x?y#z ", "", "https://www.a.example/x?y"),
        ("//b.example/x", "https://a.example/", "https://b.example/x"),
        ("../x", "http://a.example/1/2/3", "http://a.example/1/x"),
        ("?q", "http://a.example/1", "http://a.example/1?q"),
        ("", "http://a.example/1?q", "http://a.example/1?q"),
        ("https:\\\\a.example\\x", "", "https://a.example/x"),
        ("https://evil.example\\@a.example/", "", "https://evil.example/@a.example/"),
        ("ht\ntps://a.exam\tple/", "", "https://a.example/"),
        ("http://a.example./", "", "http://a.example/"),
        ("http://общината.бг/път", "", "http://xn--80aab2azad6a4c.xn--90ae/%D0%BF%D1%8A%D1%82"),
        # As browsers since 2023, and all registries: "ß" is a letter of its own.
        ("http://straße.example/", "", "http://xn--strae-oqa.example/"),
        ("http://ОБЩИНАТА。бг/", "", "http://xn--80aab2azad6a4c.xn--90ae/"),
        ("http://foo_bar.example/", "", "http://foo_bar.example/"),
        ("http://i❤.example/", "", "http://xn--i-7iq.example/"),
        ("http://%61.example/", "", "http://a.example/"),
        ("http://a%2F.example/", "", None),
        ("http://a b.example/", "", None),
        ("http://a..example/", "", None),
        (f"http://{'a' * 64}.example/", "", None),
        ("http://127.1/", "", "http://127.0.0.1/"),
        ("http://2130706433/", "", "http://127.0.0.1/"),
        ("http://0x7f.0.0.010/", "", "http://127.0.0.8/"),
        ("http://256.1.1.1/", "", None),
        ("http://1.2.3.4.5/", "", None),
        ("http://a.example.08/", "", None),
        ("http://[2001:DB8:0::1]/", "", "http://[2001:db8::1]/"),
        ("http://[fe80::1%25eth0]/", "", None),
        ("http://a.example/x/../../y/./z", "", "http://a.example/y/z"),
        ("http://a.example:8080/", "", "http://a.example:8080/"),
        ("http://[2001:db8::1]/", "", "http://[2001:db8::1]/"),
        ("https://user@a.example/", "", None),
        ("mailto:a@b.example", "", None),
        ("javascript:alert(1)", "http://a.example/", None),
        ("http://", "", None),
        ("http://a.example:99999/", "", None),
        ("http://" + "a" * 5000, "", None),
    ],
)
def test_addresses_are_read_as_browsers_do(text: str, base: str, expected: str | None) -> None:
    found = parse_address(text, base)
    assert (None if found is None else str(found)) == expected


@ANY_SPEED
@given(st.text())
def test_reading_an_address_twice_changes_nothing(text: str) -> None:
    found = parse_address(f"http://a.example/{text}")
    assert found is None or parse_address(str(found)) == found


@pytest.mark.parametrize(
    ("number", "is_public"),
    [
        ("8.8.8.8", True), ("93.184.215.14", True), ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True), ("64:ff9b::808:808", True), ("2002:808:808::", True),
        ("127.0.0.1", False), ("127.255.0.3", False), ("0.0.0.0", False), ("10.0.0.1", False),
        ("172.16.0.1", False), ("172.31.255.255", False), ("192.168.0.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("100.100.100.200", False),
        ("168.63.129.16", False), ("192.0.0.192", False), ("198.18.0.1", False),
        ("203.0.113.1", False), ("224.0.0.1", False), ("255.255.255.255", False),
        ("::", False), ("::1", False), ("::ffff:127.0.0.1", False), ("::7f00:1", False),
        ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("fe80::1%eth0", False),
        ("fd00:ec2::254", False), ("2001:db8::1", False), ("ff02::1", False), ("nonsense", False),
    ],
)  # fmt: skip
def test_only_public_numbers_are_connected_to(number: str, is_public: bool) -> None:
    assert (why_refused(number) == "") == is_public


# -- targets -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def target() -> Target:
    return target_for(Case("x", Verdict.MISSING, {}))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (SITE, "programme"), ("http://coe-romact.org", "programme"),
        ("https://www.coe-romact.org/bg?x=1#y", "programme"),
        (f"{PORTAL}programmes/romact/", "portal"), (f"{PORTAL}cs/programmes/romact", "portal"),
        (f"{PORTAL}bg/municipalities/blagoevgrad/index.html", "portal"),
        (f"{PORTAL}municipalities/ruse/", ""), (f"{PORTAL}xx/programmes/romact/", ""), (PORTAL, ""),
        ("https://coe-romact.org.evil.example/", ""), ("https://sub.coe-romact.org/", ""),
        ("https://coe-romact.org:444/", ""), ("https://coe-romact.org/leaflet.PDF", ""),
        ("https://inclusion-portal.example.evil/programmes/romact/", ""), ("", ""),
    ],
)  # fmt: skip
def test_which_links_count(target: Target, address: str, expected: str) -> None:
    assert target.why_link(address) == expected


def test_a_programme_that_is_a_part_of_a_website_has_its_own_path(target: Target) -> None:
    import dataclasses

    part = dataclasses.replace(target, website=parse_address("https://www.coe.int/en/web/romact"))
    good = ("https://coe.int/en/web/romact", "https://www.coe.int/en/web/romact/news")
    bad = ("https://www.coe.int/", "https://www.coe.int/en/web/romactive", "https://coe.int/en/web")
    assert [part.why_link(address) for address in good] == ["programme"] * 2
    assert [part.why_link(address) for address in bad] == [""] * 3


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("logos/romact.svg", "logo"), ("logos/romact.png", "logo"),
        ("logos/romact/x/y.png", "logo"),
        ("logos/roma-net.svg", ""), ("logos/romactive.svg", ""), ("logos/", ""),
        ("embed/v1/blagoevgrad/romact/bg/badge.svg", "badge"),
        ("embed/v1/blagoevgrad/romact/cs/badge.png?x", "badge"),
        ("embed/v1/blagoevgrad/urbact-ii/bg/badge.svg", ""),
        ("embed/v1/ruse/romact/bg/badge.svg", ""), ("embed/v1/blagoevgrad/romact/bg/card.svg", ""),
    ],
)  # fmt: skip
def test_which_logo_addresses_count(target: Target, path: str, expected: str) -> None:
    assert target.why_logo(PORTAL + path) == expected
    assert target.why_logo(f"https://elsewhere.example/{path}") == ""


# -- charsets ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "header", "name"),
    [
        ("Община".encode(), "", "utf-8"),
        ("Община".encode("windows-1251"), "", "windows-1251"),
        ("Община".encode("windows-1251"), "text/html; charset=cp1251", "windows-1251"),
        ('<meta charset="koi8-r">Община'.encode("koi8-r"), "", "koi8-r"),
        ("<meta http-equiv=x content='text/html; charset=windows-1251'>Община".encode("cp1251"), "",
         "windows-1251"),
        ("\ufeffОбщина".encode(), "text/html; charset=iso-8859-1", "utf-8"),
        ("\ufeffОбщина".encode("utf-16le"), "", "utf-16le"),
        ("Община".encode(), "text/html; charset=nonsense", "utf-8"),
        ('<meta charset="utf-16">Община'.encode(), "", "utf-8"),
    ],
)  # fmt: skip
def test_encodings_are_those_of_browsers(body: bytes, header: str, name: str) -> None:
    text, found = decode_page(body, header)
    assert found == name
    assert "Община" in text


# -- style sheets --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "applies"),
    [
        ("", True), ("screen", True), ("print", False), ("screen, print", True), ("all", True),
        ("not print", True), ("only screen and (min-width: 600px)", True), ("not screen", False),
        ("(max-width: 600px)", False), ("(min-width: 90em)", False),
        ("(orientation:portrait)", False),
        ("(prefers-color-scheme: dark)", False), ("(width >= 600px)", None), ("(unheard-of)", None),
        ("print and (unheard-of)", False), ("(max-width: 600px), (unheard-of)", None),
    ],
)  # fmt: skip
def test_media_queries(query: str, applies: bool | None) -> None:
    assert media_applies(query) is applies


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("a", (0, 0, 1)),
        (".a", (0, 1, 0)),
        ("#a", (1, 0, 0)),
        ("p > a.b#c[d=e]:link", (1, 3, 2)),
        (":where(#a) b", (0, 0, 1)),
        ("a:not(.b)", (0, 1, 1)),
        ("*", (0, 0, 0)),
        ("ul li:first-child", (0, 1, 2)),
    ],
)
def test_specificity(selector: str, expected: tuple[int, int, int]) -> None:
    assert specificity(selector) == expected


@ANY_SPEED
@given(st.text(alphabet=st.sampled_from("{}()[]@:;,.#a1 \"'\\\n&>!-/*")))
def test_no_style_sheet_breaks_the_reader(css: str) -> None:
    parse_sheet(css, 0)


@ANY_SPEED
@given(st.text(alphabet=st.sampled_from("<>/=\"' abdimgsrchefstyl:;!-&#0\x00\n")))
def test_no_page_breaks_the_reader(source: str) -> None:
    document = HtmlDocument(f"<a href='http://a.example/'>{source}", "http://a.example/")
    rules = parse_sheet("a{display:none}*{width:0}", 0).rules
    Look(document, Cascade(document.tree, rules), lambda address: True).sightings()


# -- policies ------------------------------------------------------------------------

PAGE = "https://town.example/page"
IMAGE = "https://portal.example/logos/a.svg"


@pytest.mark.parametrize(
    ("policy", "loads"),
    [
        ("", True), ("img-src *", True), ("img-src https:", True), ("img-src 'self'", False),
        ("default-src 'none'", False), ("default-src 'none'; img-src portal.example", True),
        ("img-src *.example", True), ("img-src *.portal.example", False),
        ("img-src https://portal.example:443", True), ("img-src https://portal.example:444", False),
        ("img-src https://portal.example/logos/", True), ("img-src portal.example/other/", False),
        ("img-src http://portal.example", True), ("script-src 'none'", True),
        ("img-src *, img-src 'self'", False), ("img-src 'nonce-x'", False),
        ("img-src data:", False),
    ],
)  # fmt: skip
def test_content_security_policies(policy: str, loads: bool) -> None:
    assert (why_not_loaded("img", IMAGE, PAGE, (policy,)) == "") == loads


def test_what_is_mixed_is_upgraded_or_blocked() -> None:
    assert as_loaded("http://a.example/x.png", PAGE) == "https://a.example/x.png"
    assert as_loaded("http://a.example/x.png", "http://town.example/") == "http://a.example/x.png"
    assert why_not_loaded("frame", "http://a.example/", PAGE, ()) == "http in a page by https"


@pytest.mark.parametrize(
    ("headers", "framed"),
    [
        ({}, True), ({"x-frame-options": "DENY"}, False),
        ({"x-frame-options": "sameorigin"}, False),
        ({"content-security-policy": "frame-ancestors *"}, True),
        ({"content-security-policy": "frame-ancestors 'none'"}, False),
        ({"content-security-policy": "frame-ancestors 'self' https://town.example"}, True),
        ({"content-security-policy": "frame-ancestors *", "x-frame-options": "DENY"}, True),
    ],
)  # fmt: skip
def test_frames_that_refuse(headers: dict[str, str], framed: bool) -> None:
    assert (why_not_framed(headers, "https://portal.example/card/", (PAGE,)) == "") == framed


def test_scripts_that_a_browser_refuses() -> None:
    body, kind = b"1", {"content-type": "text/javascript"}
    shared = {**kind, "access-control-allow-origin": "*"}
    digest = base64.b64encode(hashlib.sha384(body).digest()).decode()
    address = "https://portal.example/a.js"

    def why(integrity: str, cors: str | None, headers: dict[str, str]) -> str:
        return why_script_refused(Script(address, integrity, cors), body, headers, PAGE)

    assert why("", None, kind) == ""
    assert why(f"sha384-{digest}", "anonymous", shared) == ""
    assert why(f"sha384-{digest}", None, shared) == "integrity without crossorigin"
    assert why(f"sha384-{digest}", "anonymous", kind) == "no Access-Control-Allow-Origin"
    assert why("sha384-AAAA", "anonymous", shared) == "another script than its integrity says"
    assert why("", None, {"content-type": "text/html"}) == "a script of type text/html"


# -- pictures ------------------------------------------------------------------------


def svg_of(inner: str, root: str = 'width="300" height="100"') -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {root}>{inner}</svg>'


@pytest.mark.parametrize(
    "svg",
    [
        svg_of('<image href="/etc/passwd"/>'), svg_of('<image href="logo.png"/>'),
        svg_of('<image href="data:image/svg+xml,&lt;svg/&gt;"/>'),
        svg_of('<use href="other.svg#a"/>'), svg_of('<rect fill="url(http://a.example/#b)"/>'),
        svg_of("<style>@import 'x.css';</style>"), svg_of("<filter/>"), svg_of("<foreignObject/>"),
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + svg_of("&a;"), svg_of("<g>" * 101 + "</g>" * 101),
        svg_of("<g/>" * 20_001), "<html/>", "not xml", "",
    ],
)  # fmt: skip
def test_what_is_not_drawn(svg: str) -> None:
    assert svg_safety.why_not_drawn(svg)


@pytest.mark.parametrize(
    "inner",
    ["", "<style>.a{fill:url(#b)}</style>", '<use href="#a"/>', "<script>alert(1)</script>",
     '<image href="data:image/png;base64,AAAA"/>', "<mask/><pattern/><linearGradient/>"],
)  # fmt: skip
def test_what_is_drawn(inner: str) -> None:
    assert svg_safety.why_not_drawn(svg_of(inner)) == ""


@pytest.mark.parametrize(
    "root",
    ['width="1" height="100000"', 'width="0" height="5"', 'width="1e9" height="1"', "",
     'viewBox="0 0 0 0"', 'viewBox="0 0 100000 1"'],
)  # fmt: skip
def test_drawings_without_a_sane_size_are_left(root: str) -> None:
    with pytest.raises(PictureError):
        open_picture(svg_of("<rect/>", root).encode(), "image/svg+xml", draw_svg)


def test_the_renderer_may_die_without_harm() -> None:
    assert draw_svg(svg_of("<rect/>", 'viewBox="0 0 1 9999999"'), 600) is None


def test_pictures_are_bounded() -> None:
    side = int(MAX_PIXELS**0.5) + 10
    bomb = pictures.save(Image.new("1", (side, side)))
    assert len(bomb) < 30_000
    with pytest.raises(PictureError, match="pixels"):
        open_picture(bomb, "image/png", draw_svg)
    for body in (b"", b"GIF89a", b"<svg/>", b"\xff\xd8\xff\xe0" + bytes(50)):
        with pytest.raises(PictureError):
            open_picture(body, "image/png", draw_svg)


@ANY_SPEED
@given(st.binary(max_size=200))
def test_no_file_breaks_the_reader_of_pictures(body: bytes) -> None:
    for start in (b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF0000WEBP", b"BM", b"\xff\xd8\xff"):
        with pytest.raises(PictureError):
            open_picture(start + body, "", draw_svg)


def test_data_addresses() -> None:
    assert read_data_address("data:image/png;base64,QUJD", 10) == (b"ABC", "image/png")
    assert read_data_address("data:image/svg+xml,%3Csvg/%3E", 10) == (b"<svg/>", "image/svg+xml")
    assert read_data_address("data:nothing", 10) is None
    # The WHATWG's "forgiving-base64 decode": white space and missing padding pass, no more.
    assert read_data_address("data:;base64, QU%0AI", 10) == (b"AB", "")
    for broken in ("!", "A", "QUI=Q", "Q=UI", "QU==="):
        assert read_data_address(f"data:image/png;base64,{broken}", 10) is None, broken
    assert read_data_address("data:,12345678901", 10) is None


# -- likeness ------------------------------------------------------------------------


def jpeg(image: Image.Image, quality: int) -> Image.Image:
    import io

    return Image.open(io.BytesIO(pictures.save(image, "JPEG", quality=quality)))


def copies_of(name: str) -> dict[str, Image.Image]:
    whole = pictures.on("white", pictures.logo(name))
    return {
        "as it is": pictures.logo(name),
        "JPEG, quality 50": jpeg(whole, 50),
        "JPEG, quality 20": jpeg(whole, 20),
        "200 pixels wide": pictures.logo(name, 200),
        "120 pixels wide, JPEG": jpeg(pictures.on("white", pictures.logo(name, 120)), 50),
        "enlarged from 160": pictures.logo(name, 160).resize(whole.size),
        "on black": pictures.on("black", pictures.logo(name)),
        "on red with a margin": pictures.on("#c00", pictures.logo(name), 50),
        "grey": whole.convert("L").convert("RGB"),
        "inverted": ImageOps.invert(whole),
        "16 colours": whole.quantize(16).convert("RGB"),
        "blurred": whole.filter(ImageFilter.GaussianBlur(3)),
        "8 % wider": whole.resize((int(whole.width * 1.08), whole.height)),
        "its edge cut off": whole.crop((7, 7, whole.width - 7, whole.height - 7)),
    }


LOGOS = sorted(PurePosixPath(path.name).stem for path in pictures.LOGOS.glob("*.svg"))


@pytest.mark.parametrize("name", LOGOS)
def test_copies_of_a_logo_are_known(name: str) -> None:
    for how, picture in copies_of(name).items():
        found = book().recognise(picture)
        assert found is not None, how
        assert found.logo == f"logos/{name}.svg", how


@pytest.mark.parametrize("name", LOGOS)
def test_no_logo_is_taken_for_another(name: str) -> None:
    others = LogoBook({other: pictures.logo(other) for other in LOGOS if other != name})
    for how, picture in copies_of(name).items():
        assert others.recognise(picture) is None, how


def test_what_is_nearly_the_logo_is_not_it() -> None:
    whole = pictures.on("white", pictures.logo())
    noise = Image.effect_noise(whole.size, 90).convert("RGB")
    for picture in (
        pictures.one_letter_less(), pictures.letters_swapped(), pictures.mirrored(),
        ImageOps.flip(whole), whole.rotate(90, expand=True), pictures.photo(), pictures.strip(),
        Image.new("RGB", (600, 200), "white"), Image.new("RGB", (1, 1)), noise,
        whole.crop((0, 0, whole.width // 2, whole.height)), whole.resize((whole.height, 600)),
    ):  # fmt: skip
        assert book().recognise(picture) is None


def test_two_logos_that_are_alike_are_not_told_apart() -> None:
    twins = LogoBook({"one": pictures.logo(), "two": pictures.logo()})
    assert twins.recognise(pictures.logo()) is None


@pytest.mark.parametrize(("kind", "refused"), [("img", False), ("frame", True), ("script", True)])
def test_by_http_a_page_by_https_loads_pictures_alone(kind: str, refused: bool) -> None:
    why = why_not_loaded(kind, "http://a.example/x", "https://b.example/", ())
    assert bool(why) is refused
    assert why_not_loaded(kind, "http://a.example/x", "http://b.example/", ()) == ""
