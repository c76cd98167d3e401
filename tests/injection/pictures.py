"""Pictures and documents that mean harm, made by code. None comes from elsewhere."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Mapping
from typing import Final

from PIL import Image

# Stands in whatever would run, or should not be told: published bytes must not hold it.
MARK: Final = "PWNED47113"
_NS: Final = 'xmlns="http://www.w3.org/2000/svg"'
_ELSEWHERE: Final = f"http://127.0.0.1:47113/{MARK}"


def svg(inner: str, attributes: str = "") -> bytes:
    return f'<svg {_NS} viewBox="0 0 10 10" {attributes}>{inner}</svg>'.encode()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 8, height: int = 8, *, extra: bytes = b"", data: bytes | None = None,
        behind: bytes = b"", kind: int = 2) -> bytes:  # fmt: skip
    if data is None:
        data = zlib.compress((b"\0" + b"\x20\x60\x50" * width) * height, 9)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"") + behind


def _packed_zeros(count: int) -> bytes:
    """What zlib unpacks into so many zeros: one packed part again and again, made at once."""
    part = 1_000_000
    packer = zlib.compressobj(9, wbits=-15)
    packed = packer.compress(bytes(part)) + packer.flush(zlib.Z_FULL_FLUSH)
    last = packer.compress(bytes(count % part)) + packer.flush()
    sum_of_zeros = (count % 65_521) << 16 | 1  # Adler-32
    return b"\x78\xda" + packed * (count // part) + last + struct.pack(">I", sum_of_zeros)


def _huge_png(side: int) -> bytes:
    """A small file that is a huge picture: one bit a pixel."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    data = _packed_zeros(side * (1 + side // 8))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _chain(tag: str, use: str, depth: int, many: int = 10) -> str:
    parts = "".join(
        f'<{tag} id="n{i}" width="1" height="1">'
        + f'<rect {use}="url(#n{i + 1})" width="9" height="9"/>' * many + f"</{tag}>"
        for i in range(depth)
    )  # fmt: skip
    return f'{parts}<rect {use}="url(#n0)" width="9" height="9"/>'


def _copies(depth: int) -> str:
    parts = "".join(f'<g id="n{i}">' + f'<use href="#n{i + 1}"/>' * 10
                    + "</g>" for i in range(depth))  # fmt: skip
    return f'{parts}<rect id="n{depth}"/><use href="#n0"/>'


def _filtered(inner: str, around: str = "") -> bytes:
    drawn = '<rect filter="url(#f)" width="9" height="9"/>'
    return svg(f'<filter id="f">{inner}</filter>{around or drawn}')


_XLINK: Final = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
_BOMB: Final = base64.b64encode(_huge_png(20_000)).decode()

SVGS: Final[Mapping[str, bytes]] = {
    "script": svg(f"<script>{MARK}</script>"),
    "script elsewhere": svg(f'<script href="{_ELSEWHERE}"/>'),
    "script of HTML": svg(f'<h:script xmlns:h="http://www.w3.org/1999/xhtml">{MARK}</h:script>'),
    "script in capitals": svg(f"<SCRIPT>{MARK}</SCRIPT>"),
    "onload": svg("", f'onload="{MARK}"'),
    "onclick": svg(f'<rect onclick="{MARK}"/>'),
    "onbegin": svg(f'<animate onbegin="{MARK}"/>'),
    "set href": svg(f'<a><set attributeName="href" to="javascript:{MARK}"/></a>'),
    "handler": svg(f"<handler>{MARK}</handler>"),
    "listener of events": svg(
        f'<g xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load" ev:handler="#{MARK}"/>'),
    "foreignObject": svg(f"<foreignObject><body>{MARK}</body></foreignObject>"),
    "foreign namespace": svg(f'<x:y xmlns:x="urn:x">{MARK}</x:y>'),
    "iframe": svg(f'<iframe src="{_ELSEWHERE}"/>'),
    "link": svg(f'<a href="javascript:{MARK}"><rect/></a>'),
    "image elsewhere": svg(f'<image href="{_ELSEWHERE}"/>'),
    "image by xlink": svg(f'<image xlink:href="{_ELSEWHERE}"/>', _XLINK),
    "image of the disk": svg(f'<image href="file:///etc/{MARK}"/>'),
    "image of an SVG": svg('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'),
    "image of a page": svg(f'<image href="data:text/html,{MARK}"/>'),
    "use elsewhere": svg(f'<use href="{_ELSEWHERE}#a"/>'),
    "use of data": svg(f'<use href="data:image/svg+xml,{MARK}#a"/>'),
    "text path": svg(f'<text><textPath href="{_ELSEWHERE}#a">x</textPath></text>'),
    "feImage": svg(f'<filter><feImage href="{_ELSEWHERE}"/></filter>'),
    "base": svg('<use href="#a"/>', f'xml:base="{_ELSEWHERE}"'),
    "fill elsewhere": svg(f'<rect fill="url({_ELSEWHERE})"/>'),
    "cursor": svg(f'<rect cursor="url({_ELSEWHERE}),auto"/>'),
    "style elsewhere": svg(f'<rect style="fill:url({_ELSEWHERE})"/>'),
    "style by entity": svg(f'<rect style="fill:&#117;rl({_ELSEWHERE})"/>'),
    "style with escapes": svg(f"<style>rect{{fill:\\75rl({_ELSEWHERE})}}</style>"),
    "import": svg(f'<style>@import "{_ELSEWHERE}";</style>'),
    "import in CDATA": svg(f'<style><![CDATA[@import "{_ELSEWHERE}";]]></style>'),
    "import in two": svg(f'<style>@im<!-- -->port "{_ELSEWHERE}";</style>'),
    "font": svg(f'<style>@font-face{{font-family:x;src:"{_ELSEWHERE}"}}</style>'),
    "set of images": svg(f"<style>rect{{fill:image-set('{_ELSEWHERE}' 1x)}}</style>"),
    "set of images in a mask": svg(f"<rect mask=\"image-set('{_ELSEWHERE}' 1x)\"/>"),
    "src of CSS": svg(f"<style>rect{{fill:src('{_ELSEWHERE}')}}</style>"),
    "namespace of CSS": svg(f'<style>@namespace "{_ELSEWHERE}";</style>'),
    "style sheet": f'<?xml-stylesheet href="{_ELSEWHERE}"?>'.encode() + svg(""),
    "entity": b'<!DOCTYPE svg [<!ENTITY a "' + MARK.encode() + b'">]>' + svg("&a;"),
    "entity elsewhere": b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("&a;"),
    "billion laughs": (
        '<!DOCTYPE svg [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij",
                                                                      strict=True))
        + "]>").encode() + svg("<title>&j;</title>"),
    "quadratic entity": (
        f'<!DOCTYPE svg [<!ENTITY a "{"a" * 50_000}">]>'.encode()
        + svg(f"<title>{'&a;' * 50_000}</title>")),
    "XInclude": svg(
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'),
    "comment": svg(f"<!--<script>{MARK}</script>-->"),
    "metadata": svg(f"<metadata>{MARK}</metadata>"),
    "data attribute": svg(f'<rect data-x="{MARK}"/>'),
    "canvas without end": f'<svg {_NS} width="1e9" height="1e9"/>'.encode(),
    "canvas of infinity": f'<svg {_NS} width="1e999" height="1e999"/>'.encode(),
    "canvas that is no number": f'<svg {_NS} viewBox="0 0 NaN NaN"/>'.encode(),
    "canvas below nothing": f'<svg {_NS} viewBox="0 0 -5 -5"/>'.encode(),
    "canvas without size": f"<svg {_NS}/>".encode(),
    "canvas like a thread": f'<svg {_NS} viewBox="0 0 1 9999"/>'.encode(),
    "deep": svg("<g>" * 50_000 + "</g>" * 50_000),
    "many elements": svg("<g/>" * 60_000),
    "many attributes": svg("<rect " + "".join(f' a{i}="1"' for i in range(20_000)) + "/>"),
    "large": svg("<!--" + "x" * 600_000 + "-->"),
    "use bomb": svg(_copies(12)),
    "use of itself": svg('<g id="a"><use href="#a"/></g><use href="#a"/>'),
    "mask bomb": svg(_chain("mask", "mask", 12)),
    "mask bomb of four": svg(_chain("mask", "mask", 4)),
    "clip bomb": svg(_chain("clipPath", "clip-path", 12)),
    "pattern bomb": svg(_chain("pattern", "fill", 12)),
    "mask bomb by style": svg("<style>.m{mask:url(#n0)}</style>" + '<g class="m">' * 40
                              + _chain("mask", "mask", 3) + "</g>" * 40),
    "marker bomb": svg("".join(
        f'<marker id="k{i}"><path d="M0 0L1 1L2 2L3 3L4 4" marker-mid="url(#k{i + 1})"/></marker>'
        for i in range(12)) + '<path d="M0 0L1 1L2 2L3 3" marker-mid="url(#k0)"/>'),
    "turbulence": _filtered('<feTurbulence baseFrequency="9" numOctaves="1000000000"/>'),
    "morphology": _filtered('<feMorphology operator="dilate" radius="10000"/>'),
    "filters in filters": _filtered(
        '<feGaussianBlur stdDeviation="5"/>',
        '<g filter="url(#f)">' * 90 + '<rect width="9" height="9"/>' + "</g>" * 90),
    "filters side by side": _filtered(
        '<feTurbulence numOctaves="20"/>', '<rect filter="url(#f)" width="9" height="9"/>' * 6000),
    "picture bomb inside": svg(
        f'<image width="9" height="9" href="data:image/png;base64,{_BOMB}"/>'),
    "UTF-16": svg(f"<script>{MARK}</script>").decode().encode("utf-16"),
    "UTF-7": b'<?xml version="1.0" encoding="utf-7"?>' + svg(f"+ADw-script+AD4-{MARK}"),
    "windows-1251": (
        '<?xml version="1.0" encoding="windows-1251"?>' + svg("<title>Ж</title>").decode()
    ).encode("cp1251"),
    "prefix": b'<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
    "something behind": svg("") + f"<script>{MARK}</script>".encode(),
    "null bytes": svg("") + b"\0\0" + MARK.encode(),
    "a page": f"<html><script>{MARK}</script></html>".encode(),
    "a PNG file": png(),
    "nothing": b"",
    "compressed": zlib.compress(svg(MARK)),
}  # fmt: skip

_GPS: Final = b"II*\0\x08\0\0\0\0\0" + MARK.encode()
PNGS: Final[Mapping[str, bytes]] = {
    "page behind": png(behind=f"<script>{MARK}</script>".encode()),
    "archive behind": png(behind=b"PK\x03\x04" + MARK.encode()),
    "program behind": png(behind=f"<?php {MARK} ?>".encode()),
    "words": png(extra=chunk(b"tEXt", b"Comment\0" + MARK.encode())),
    "words of Unicode": png(extra=chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + MARK.encode())),
    "words that unpack": png(extra=chunk(b"zTXt", b"a\0\0" + _packed_zeros(100_000_000))),
    "profile that unpacks": png(
        extra=chunk(b"iCCP", b"a\0\0" + _packed_zeros(100_000_000))),
    "profile of words": png(extra=chunk(b"iCCP", MARK.encode() + b"\0\0" + zlib.compress(b"x"))),
    "place": png(extra=chunk(b"eXIf", _GPS)),
    "unknown chunk": png(extra=chunk(b"quIz", MARK.encode())),
    "unknown chunk that counts": png(extra=chunk(b"QUIZ", MARK.encode())),
    "two headers": png(
        extra=chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0))),
    "no data": png(data=b"")[:33] + chunk(b"IEND", b""),
    "data that is none": png(data=MARK.encode()),
    "too little data": png(data=zlib.compress(b"\0" * 5)),
    "data that unpacks": png(data=_packed_zeros(100_000_000)),
    "cut": png()[:-9],
    "wrong sum": png()[:29] + b"\0\0\0\0" + png()[33:],
    "wrong length": b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR" + bytes(17),
    "long header": b"\x89PNG\r\n\x1a\n" + chunk(
        b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0) + b"x") + chunk(b"IEND", b""),
    "no size": png(0, 8, data=b""),
    "largest size": png(2**31 - 1, 2**31 - 1, data=b"x"),
    "huge": _huge_png(30_000),
    "unknown colours": png(kind=5),
    "no palette": png(kind=3),
    "moving": png(extra=chunk(b"acTL", struct.pack(">II", 2, 0))),
    "moving nothing": png(extra=chunk(b"acTL", struct.pack(">II", 0, 0))),
    "a GIF file with a script": b"GIF89a/*" + MARK.encode() + b"*/=1;",
    "a JPEG file": b"\xff\xd8\xff\xe0" + MARK.encode(),
    "an SVG file": svg(f"<script>{MARK}</script>"),
    "a page": f"<html><script>{MARK}</script>".encode(),
    "nothing": b"",
}  # fmt: skip


def _saved(image: Image.Image, name: str, **settings: object) -> bytes:
    out = io.BytesIO()
    image.save(out, name, **settings)
    return out.getvalue()


def _photographs() -> dict[str, bytes]:
    plain = Image.new("RGB", (600, 400), (40, 90, 60))
    jpeg = _saved(plain, "JPEG")
    exif = Image.Exif()
    exif[0x010E] = f"<script>{MARK}</script>"
    exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 34.0, 13.0), 3: "E", 4: (24.0, 42.0, 2.0)})
    mark = MARK.encode()
    comment = b"\xff\xfe" + struct.pack(">H", len(mark) + 2) + mark
    packed = b"\xff\xe2" + struct.pack(">H", 2 + 14 + len(mark)) + b"ICC_PROFILE\0\1\1" + mark
    other = (_saved(plain, "PNG"), _saved(plain, "WEBP"), _saved(plain, "GIF"))
    moving = _saved(plain, "WEBP", save_all=True, append_images=[Image.new("RGB", (600, 400))])
    return {
        "place.jpg": _saved(plain, "JPEG", exif=exif),
        "comment.jpg": jpeg[:2] + comment + jpeg[2:],
        "profile.jpg": jpeg[:2] + packed + jpeg[2:],
        "cmyk.jpg": _saved(plain.convert("CMYK"), "JPEG"),
        "page-behind.jpg": jpeg + b"<script>" + mark,
        "archive-behind.jpg": jpeg + b"PK\x03\x04" + mark,
        "program.jpg": jpeg[:2] + comment.replace(mark, b"<?php 47113?>"[:10].ljust(len(mark)))
        + jpeg[2:],
        "cut.jpg": jpeg[: len(jpeg) // 2], "no-end.jpg": jpeg[:-2], "start.jpg": b"\xff\xd8\xff",
        "nothing.jpg": b"", "png.jpg": other[0], "gif.jpg": other[2], "webp.jpg": other[1],
        "svg.jpg": svg(f"<script>{MARK}</script>"), "page.jpg": b"<html><script>" + mark,
        "script.png": b"GIF89a/*" + mark, "huge.png": _huge_png(30_000),
        "place.png": png(600, 400, extra=chunk(b"eXIf", _GPS)),
        "words.png": png(600, 400, extra=chunk(b"tEXt", b"a\0" + mark)),
        "bomb-words.png": PNGS["words that unpack"], "page-behind.png": PNGS["page behind"],
        "data.png": PNGS["data that is none"], "headers.png": PNGS["two headers"],
        "empty.png": PNGS["no data"], "long.png": PNGS["long header"],
        "thread.png": png(4000, 2), "moving.webp": moving,
        "place.webp": _saved(plain, "WEBP", exif=exif), "cut.webp": other[1][:60],
        "size.webp": other[1][:4] + b"\xff\xff\xff\x7f" + other[1][8:],
        "jpeg.webp": jpeg, "behind.webp": other[1] + b"<script>" + mark,
    }  # fmt: skip


PHOTOGRAPHS: Final[Mapping[str, bytes]] = _photographs()

_PAGE: Final = "<!doctype html><title>x</title><p>Words"
DOCUMENTS: Final[Mapping[str, bytes]] = {
    "script.html": f"{_PAGE}<script>{MARK}</script>".encode(),
    "handler.html": f"{_PAGE}<img src=x onerror={MARK}>".encode(),
    "link.html": f"{_PAGE}<a href=' java&Tab;script:{MARK}'>x</a>".encode(),
    "frame.html": f"{_PAGE}<iframe srcdoc='{MARK}'></iframe>".encode(),
    "svg.html": f"{_PAGE}<svg><set attributeName=onload to={MARK}></svg>".encode(),
    "base.html": f"{_PAGE}<base href='{_ELSEWHERE}'>".encode(),
    "refresh.html": f"{_PAGE}<meta http-equiv=refresh content='0;url={_ELSEWHERE}'>".encode(),
    "picture.html": f"{_PAGE}<img src='{_ELSEWHERE}'>".encode(),
    "pictures.html": f"{_PAGE}<img srcset='{_ELSEWHERE} 1x'>".encode(),
    "style.html": f"{_PAGE}<style>@import '{_ELSEWHERE}'</style>".encode(),
    "styled.html": f"{_PAGE}<p style='background:url({_ELSEWHERE})'>".encode(),
    "sheet.html": f"{_PAGE}<link rel=stylesheet href='{_ELSEWHERE}'>".encode(),
    "form.html": f"{_PAGE}<form action='{_ELSEWHERE}'><button>x</button></form>".encode(),
    "hidden.html": f"{_PAGE}<noscript><p title='</noscript><img src=x onerror={MARK}>'>".encode(),
    "utf16.html": f"{_PAGE}<script>{MARK}</script>".encode("utf-16"),
    "utf7.html": f"<meta charset=utf-7>+ADw-script+AD4-{MARK}\xe9".encode("latin-1"),
    "page.pdf": f"<html><script>{MARK}</script>".encode(),
    "page.docx": f"<html><script>{MARK}</script>".encode(), "pdf.zip": b"%PDF-1.4\n",
    "program.txt": b"\x7fELF\0\0" + MARK.encode(), "script.js": MARK.encode(),
    "picture.svg": SVGS["script"], "page.xhtml": MARK.encode(), "page.htm": MARK.encode(),
    "worker.mjs": MARK.encode(), "no-ending": MARK.encode(), "config.htaccess": MARK.encode(),
}  # fmt: skip
