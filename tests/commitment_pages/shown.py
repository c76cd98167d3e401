"""Pages on which visitors see the programme's link and logo."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from portal.commitments.verdicts import Verdict
from tests.commitment_pages import pictures
from tests.commitment_pages.parts import (
    CARD,
    COMPONENT,
    FULFILLED,
    IFRAME,
    LINK,
    LOGO,
    PARTLY,
    PORTAL,
    SCRIPT,
    SITE,
    SNIPPET,
    UNREACHABLE,
    Case,
    answer,
    css,
    data_address,
    frameset,
    html,
    image,
    img,
    linked,
    packed,
    page,
    redirect,
    refresh,
    robots,
)
from tests.commitment_pages.server import Reply

Files = dict[str, Reply]


def _case(name: str, body: str, files: Files | None = None, scheme: str = "http") -> Case:
    return Case(name, FULFILLED, {"/": html(body), **(files or {})}, scheme=scheme)


def shown() -> Iterator[Case]:
    """All of them."""
    yield from _snippets()
    yield from _embeds()
    yield from _copies()
    yield from _styles()
    yield from _encodings()
    yield from _ways()
    yield from _for_a_browser()


def _snippets() -> Iterator[Case]:
    yield _case("snippet", SNIPPET)
    yield _case("snippet-https", SNIPPET, scheme="https")
    yield _case("snippet-stripped", linked(f'<img src="{PORTAL}logos/romact.svg">'))
    yield _case("logo-beside-link", f"<p>{LOGO}<br>Участваме в програмата.</p><p>{LINK}</p>")
    yield _case("link-with-www", linked(LOGO, "http://www.coe-romact.org"))
    yield _case("link-to-inner-page", linked(LOGO, f"{SITE}bulgaria/"))
    yield _case("link-to-portal", LOGO + linked("ROMACT", f"{PORTAL}bg/programmes/romact/"))
    yield _case("link-to-portal-place", linked(LOGO, f"{PORTAL}municipalities/blagoevgrad/"))
    yield _case("uppercase", f'<A HREF="{SITE}"><IMG SRC="{PORTAL}logos/romact.svg" ALT="x"></A>')
    yield _case("scheme-relative", linked(LOGO).replace("https:", ""))
    yield _case("png-of-the-portal", linked(img(f"{PORTAL}logos/romact/romact.png")))
    yield _case("address-in-text-too", f"<p>Вижте {SITE}</p>{SNIPPET}")
    many = "".join(f'<a href="/p/{number}">Страница {number}</a> ' for number in range(10_000))
    yield _case("ten-thousand-links", many + SNIPPET)
    yield _case("huge-page", f"<p>{'Протокол от заседание. ' * 60_000}</p>{SNIPPET}")


def _embeds() -> Iterator[Case]:
    yield _case("badge", linked(img(f"{PORTAL}{CARD}badge.svg")))
    yield _case("iframe-card", IFRAME)
    yield _case("iframe-card-auto", IFRAME.replace(CARD, f"{CARD}auto.html") + LINK)
    outer = '<iframe src="/inner.html" width="600" height="600"></iframe>'
    yield _case("iframe-in-iframe", outer, {"/inner.html": html(IFRAME)})
    yield _case("srcdoc", f"<iframe width='600' height='300' srcdoc='{SNIPPET}'></iframe>")
    yield _case("component", COMPONENT + SCRIPT)


def _copies() -> Iterator[Case]:
    """The logo at the municipality's own address, in whatever form."""
    whole = pictures.on("white", pictures.logo())
    jpeg = partial(pictures.save, kind="JPEG", quality=50)
    png, webp = pictures.save, partial(pictures.save, kind="WEBP", quality=40)
    small = pictures.on("white", pictures.logo("romact", 120))
    navy = pictures.on("navy", pictures.logo(), 30)
    for name, content, kind in (
        ("same.svg", pictures.svg("romact").encode(), "image/svg+xml"),
        ("png.png", png(pictures.logo()), "image/png"),
        ("jpeg.jpg", jpeg(whole), "image/jpeg"),
        ("webp.webp", webp(whole), "image/webp"),
        ("gif.gif", pictures.save(whole.quantize(32), "GIF"), "image/gif"),
        ("small.jpg", jpeg(small), "image/jpeg"),
        ("tiny.png", png(pictures.logo("romact", 80)), "image/png"),
        ("padded.png", png(pictures.on("white", pictures.logo(), 40)), "image/png"),
        ("navy.jpg", jpeg(navy), "image/jpeg"),
        ("grey.png", png(whole.convert("L")), "image/png"),
        ("stretched.png", png(whole.resize((640, int(whole.height * 1.06)))), "image/png"),
        ("cropped.png", png(whole.crop((8, 4, 632, whole.height - 4))), "image/png"),
        ("unnamed.bin", png(whole), "application/octet-stream"),
    ):
        files = {f"/{name}": image(content, kind)}
        yield _case(f"copy-{name.replace('.', '-')}", linked(img(f"/{name}")), files)
    copy = image(png(whole))
    yield _case("base-href", f'<base href="/media/">{linked(img("r.png"))}', {"/media/r.png": copy})
    source = f'<source srcset="{PORTAL}logos/romact.svg" type="image/svg+xml">'
    picture = linked(f"<picture>{source}{img('/r.png')}</picture>")
    yield _case("picture-element", picture, {"/r.png": copy})
    sizes = {f"/{w}.png": image(png(pictures.logo("romact", w))) for w in (200, 400)}
    both = '<img src="/200.png" srcset="/200.png 1x, /400.png 2x" alt="ROMACT">'
    yield _case("several-sizes", linked(both), sizes)
    yield _case("drawing-in-the-page", linked(pictures.svg("romact")))
    yield _case("data-address", linked(img(data_address(png(pictures.logo("romact", 300))))))
    style = (
        "<style>.r{display:block;width:332px;height:120px;background:url(/r.png) no-repeat;"
        "background-size:contain;text-indent:-9999px;overflow:hidden}</style>"
    )
    body = f'<a class="r" href="{SITE}">ROMACT</a>{style}'
    yield _case("background-logo", body, {"/r.png": copy})


def _styles() -> Iterator[Case]:
    """Styles that look as if they hid something."""
    style = (
        "<style>.a{display:none}.a{display:block}@media print{.a{display:none}}"
        ".b .a,.a:hover{display:none}@media (max-width:600px){.a{display:none}}</style>"
    )
    yield _case("restyled", f'{style}<div class="a">{SNIPPET}</div>')
    yield _case("opacity-half", f'<div style="opacity:.5">{SNIPPET}</div>')
    yield _case("open-details", f"<details open><summary>Програми</summary>{SNIPPET}</details>")
    link = f'<a href="{SITE}" style="color:#fff">Програма ROMACT</a>'
    dark = f'<div style="background:#123;padding:9px">{LOGO}{link}</div>'
    yield _case("white-on-dark", dark)
    policy = "default-src 'self'; img-src 'self' https://inclusion-portal.example"
    allowing = answer(page(SNIPPET), Content_Security_Policy=policy)
    yield _case("policy-that-allows", "", {"/": allowing})


def _encodings() -> Iterator[Case]:
    def case(name: str, content: bytes, kind: str | None = "text/html") -> Case:
        headers = {"Content-Type": kind} if kind else {}
        return Case(name, FULFILLED, {"/": Reply(content, 200, headers)})

    whole = page(SNIPPET)
    cyrillic = page(SNIPPET, charset="windows-1251").encode("windows-1251")
    unsaid = whole.replace('<meta charset="utf-8">', "").encode("windows-1251")
    latin = page(SNIPPET, charset="iso-8859-2").encode("iso-8859-2", "replace")
    yield case("charset-1251", cyrillic)
    yield case("charset-1251-header", unsaid, "text/html; charset=windows-1251")
    yield case("charset-wrong", whole.encode("windows-1251"))
    yield case("charset-unsaid", unsaid)
    yield case("charset-8859-2", latin, "text/html; charset=iso-8859-2")
    yield case("charset-utf-16", whole.encode("utf-16"))
    yield case("charset-nonsense", whole.encode(), "text/html; charset=klingon")
    yield case("no-content-type", whole.encode(), None)
    yield Case("packed", FULFILLED, {"/": packed(whole.encode())})


def _ways() -> Iterator[Case]:
    """Pages that are found only by going on."""
    onward = {"/": html("", refresh("/bg/")), "/bg/": html(SNIPPET)}
    yield Case("meta-refresh", FULFILLED, onward)
    chain = {
        "/": redirect("/a"),
        "/a": redirect("b", 301),
        "/b": redirect("//redirects.pages.example/c", 307),
        "/c": redirect("https://redirects.pages.example/d", 308),
        "/d": html(SNIPPET),
    }
    yield Case("redirects", FULFILLED, chain)
    framed = {"/": frameset('cols="200,*"'), "/menu.html": html(""), "/main.html": html(SNIPPET)}
    yield Case("frameset", FULFILLED, framed)
    rules = robots("User-agent: *", "Disallow: /", "Allow: /$", "Allow: /*.png", "Allow: /style")
    yield Case("robots-allows", FULFILLED, {"/": html(SNIPPET), "/robots.txt": rules})


def _for_a_browser() -> Iterator[Case]:
    """What the source cannot tell."""

    def case(name: str, body: str, source: Verdict, files: Files | None = None) -> Case:
        return Case(name, FULFILLED, {"/": html(body), **(files or {})}, source)

    copy = {"/r.png": image(pictures.save(pictures.logo()))}
    inner = page(SNIPPET).partition("<body>")[2].partition("</body>")[0]
    script = f"<script>document.getElementById('root').innerHTML={inner!r}</script>"
    drawn = f'<!doctype html><html lang="bg"><title>x</title><div id="root"></div>{script}'
    replies = {"/": answer(drawn)}
    yield Case("drawn-by-script", FULFILLED, replies, UNREACHABLE, reason="needs_browser")
    filled = f'<p id="p"></p><script>document.getElementById("p").innerHTML={SNIPPET!r}</script>'
    yield case("filled-by-script", filled, UNREACHABLE)
    lazy = linked('<img alt="ROMACT" data-src="/r.png">')
    loader = "<script>for(const i of document.images)i.src=i.dataset.src||i.src</script>"
    yield case("lazy-image", lazy + loader, PARTLY, copy)
    yield case("component-alone", COMPONENT.replace(LINK, "") + SCRIPT, PARTLY)
    faded = f'<style>.f{{opacity:0}}</style><div class="f">{SNIPPET}</div>'
    shows = '<script>document.querySelector(".f").style.opacity=1</script>'
    yield case("faded-in", faded + shows, UNREACHABLE)
    own = f"<my-partners>{SNIPPET}</my-partners>"
    yield case("in-own-element", f"{own}<script></script>", UNREACHABLE)
    # A style sheet that is not given to robots may hide everything, whoever looks.
    sheet = '<link rel="stylesheet" href="/more.css">'
    kept = {"/": html(SNIPPET, sheet), "/more.css": css("", 403)}
    yield Case("sheet-not-given", FULFILLED, kept, PARTLY, PARTLY)
    # The logo is there, inside a larger picture: that is not looked for.
    strip = {"/": html(img("/s.png") + LINK), "/s.png": image(pictures.save(pictures.strip()))}
    yield Case("partner-strip", FULFILLED, strip, PARTLY, PARTLY)
