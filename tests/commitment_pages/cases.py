"""Made-up municipal pages, each with what a visitor sees there.

`truth` is the verdict that a careful person would give; `source` and `browser` are what
the check says by the page's source and with --browser, where that differs from the truth.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PIL import Image

from portal.commitments.verdicts import Verdict
from portal.embeds import contract
from tests.commitment_pages import pictures
from tests.commitment_pages.server import (
    EXPIRED_NUMBER,
    HTML,
    STRANGER_NUMBER,
    Reply,
    World,
)

PORTAL = "https://inclusion-portal.example/"
SITE = "https://coe-romact.org/"
CARD = "embed/v1/blagoevgrad/romact/bg/"
FULFILLED, PARTLY, MISSING, UNREACHABLE = Verdict


@dataclass(frozen=True)
class Case:
    """One municipality's website."""

    name: str
    truth: Verdict
    replies: Mapping[str, Reply]
    source: Verdict | None = None
    browser: Verdict | None = None
    scheme: str = "http"
    start: str = "/"
    number: str | None = None
    reason: str = ""

    @property
    def host(self) -> str:
        return f"{self.name}.pages.example"

    @property
    def address(self) -> str:
        return f"{self.scheme}://{self.host}{self.start}"

    @property
    def by_source(self) -> Verdict:
        return self.source or self.truth

    @property
    def by_browser(self) -> Verdict:
        return self.browser or self.truth


# -- parts of pages ------------------------------------------------------------------

LINK = f'<a href="{SITE}">ROMACT</a>'
LOGO = f'<img src="{PORTAL}logos/romact.svg" alt="Лого на ROMACT" width="166" height="60">'
SNIPPET = f'<a href="{SITE}" lang="bg" rel="noopener">{LOGO}</a>'
IFRAME = (
    f'<iframe src="{PORTAL}{CARD}" title="ROMACT – Благоевград" width="100%" height="480" '
    f'frameborder="0" loading="lazy" sandbox="{contract.SANDBOX}"></iframe>'
)
SCRIPT = (
    f'<script src="{PORTAL}embed/v1/{contract.COMPONENT}" '
    f'integrity="{contract.integrity(contract.COMPONENT)}" crossorigin="anonymous" defer></script>'
)
COMPONENT = (
    '<programme-card municipality="blagoevgrad" programme="romact" lang="bg" height="480">'
    f"{LINK}</programme-card>"
)
NEWS = (
    "<p>Общинският съвет заседава в четвъртък. Приемното време на кмета е всеки вторник от "
    "десет часа. Подаването на заявления става на гишето в приземния етаж или по електронен път "
    "през портала за услуги.</p>"
)


def page(body: str, head: str = "", charset: str = "utf-8") -> str:
    """A municipal page as they are: a coat of arms, the EU's emblem, news, and then `body`."""
    return f"""<!doctype html>
<html lang="bg"><head><meta charset="{charset}"><title>Община Примерово</title>
<link rel="stylesheet" href="/style.css">{head}</head><body>
<header><img src="/arms.png" alt="Герб" width="60" height="80">
<nav><ul><li><a href="/">Начало</a></li><li><a href="/news">Новини</a></li>
<li><a href="https://www.government.bg/">Правителство</a></li></ul></nav></header>
<main><h1>Община Примерово</h1>{NEWS}
{body}
</main><footer><img src="/eu.png" alt="Европейски съюз" width="90" height="60">
<p>© Община Примерово</p></footer></body></html>"""


def html(body: str, head: str = "") -> Reply:
    return Reply(page(body, head).encode())


def image(content: bytes, kind: str = "image/png", **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(content, 200, {"Content-Type": kind, **named})


def img(source: str, extra: str = "", alt: str = "ROMACT") -> str:
    return f'<img src="{source}" alt="{alt}" {extra}>'


def linked(inside: str) -> str:
    return f'<a href="{SITE}">{inside}</a>'


def redirect(target: str, status: int = 302) -> Reply:
    return Reply(b"", status, {"Location": target})


def hiding(body: str, css: str = "") -> dict[str, Reply]:
    return {"/": html(body, f"<style>{css}</style>" if css else "")}


# -- the portal ----------------------------------------------------------------------


def portal() -> Iterator[tuple[str, Reply]]:
    """What the pages load from the portal."""
    any_origin = {"Access-Control-Allow-Origin": "*"}
    card = (
        '<!doctype html><html lang="bg"><head><meta charset="utf-8"><title>ROMACT</title></head>'
        '<body><main><img src="../../../../../logos/romact.svg" alt="Лого: ROMACT" width="166" '
        'height="60"><h1>ROMACT</h1><p>Благоевград</p><h2>Ангажименти</h2><ul><li>Информиране на '
        f'обществеността</li></ul><p class="go"><a href="{SITE}" target="_top" rel="noopener">Сайт '
        f'на програмата</a> <a href="{PORTAL}bg/municipalities/blagoevgrad/" target="_top" '
        'rel="noopener">Благоевград</a></p></main></body></html>'
    )
    badge = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40" viewBox="0 0 200 40">'
        '<title>Участваме в ROMACT</title><rect width="200" height="40" fill="#fff"/>'
        '<path d="M10 10h80v20h-80z"/><path d="M110 10h80v20h-80z" fill="#2f6f62"/></svg>'
    )
    for name in ("romact", "roma-net", "urbact-ii", "eu-emblem"):
        yield f"/logos/{name}.svg", image(pictures.svg(name).encode(), "image/svg+xml")
    yield "/logos/romact/romact.png", image(pictures.save(pictures.logo("romact", 400)))
    yield (
        "/logos/romact/shared-nowhere.png",
        image(
            pictures.save(pictures.logo("romact", 400)), Cross_Origin_Resource_Policy="same-origin"
        ),
    )
    for name in ("", "index.html", "auto.html"):
        yield f"/{CARD}{name}", Reply(card.encode())
    yield f"/{CARD}badge.svg", image(badge.encode(), "image/svg+xml")
    yield "/embed/v1/kardzhali/romact/bg/badge.svg", image(badge.encode(), "image/svg+xml")
    yield "/embed/v1/blagoevgrad/urbact-ii/bg/badge.svg", image(badge.encode(), "image/svg+xml")
    yield f"/{CARD}news/", Reply(page("<p>Новини</p>" + LINK).encode())
    script = contract.SCRIPTS[contract.COMPONENT]
    yield (
        f"/embed/v1/{contract.COMPONENT}",
        Reply(script, 200, {"Content-Type": "text/javascript", **any_origin}),
    )


# -- cases ---------------------------------------------------------------------------


def fulfilled() -> Iterator[Case]:
    """Pages that do what was promised."""

    def case(name: str, body: str = "", source: Verdict | None = None, **more: object) -> Case:
        replies: dict[str, Reply] = {"/": html(body)}
        extra = more.pop("files", {})
        assert isinstance(extra, dict)
        return Case(name, FULFILLED, {**replies, **extra}, source, **more)  # type: ignore[arg-type]

    plain = pictures.on("white", pictures.logo())
    yield case("snippet", SNIPPET)
    yield case("snippet-https", SNIPPET, scheme="https")
    yield case("snippet-stripped", f'<a href="{SITE}"><img src="{PORTAL}logos/romact.svg"></a>')
    yield case("logo-beside-link", f"<p>{LOGO}<br>Участваме в програмата.</p><p>{LINK}</p>")
    yield case("link-with-www", linked(LOGO).replace(SITE, "http://www.coe-romact.org"))
    yield case("link-to-inner-page", linked(LOGO).replace(SITE, SITE + "bulgaria/"))
    yield case("link-to-portal", LOGO + f'<a href="{PORTAL}bg/programmes/romact/">ROMACT</a>')
    yield case(
        "link-to-portal-place", linked(LOGO).replace(SITE, f"{PORTAL}municipalities/blagoevgrad/")
    )
    yield case("uppercase", f'<A HREF="{SITE}"><IMG SRC="{PORTAL}logos/romact.svg" ALT="x"></A>')
    yield case("scheme-relative", linked(LOGO).replace("https:", ""))
    yield case("badge", linked(img(f"{PORTAL}{CARD}badge.svg")))
    yield case("png-of-the-portal", linked(img(f"{PORTAL}logos/romact/romact.png")))
    yield case("iframe-card", IFRAME)
    yield case("iframe-card-auto", IFRAME.replace(CARD, f"{CARD}auto.html") + LINK)
    yield case("iframe-in-iframe", '<iframe src="/inner.html" width="600" height="600"></iframe>',
               files={"/inner.html": html(IFRAME)})  # fmt: skip
    yield case("srcdoc", "<iframe width='600' height='300' srcdoc='" + SNIPPET + "'></iframe>")
    yield case("component", COMPONENT + SCRIPT)
    yield case("picture-element", linked(
        f'<picture><source srcset="{PORTAL}logos/romact.svg" type="image/svg+xml">'
        f'<img src="/romact.png" alt="ROMACT"></picture>'),
        files={"/romact.png": image(pictures.save(plain))})  # fmt: skip
    yield case("base-href", '<base href="/media/">' + linked(img("romact.png")),
               files={"/media/romact.png": image(pictures.save(plain))})  # fmt: skip
    yield case("ten-thousand-links",
               "".join(f'<a href="/p/{n}">Страница {n}</a> ' for n in range(10_000)) + SNIPPET)  # fmt: skip
    yield case("huge-page", "<p>" + "Протокол от заседание. " * 60_000 + "</p>" + SNIPPET)
    yield case("restyled", f'<div class="a">{SNIPPET}</div>'
               "<style>.a{display:none}.a{display:block}@media print{.a{display:none}}"
               ".b .a,.a:hover{display:none}@media (max-width:600px){.a{display:none}}</style>")  # fmt: skip
    yield case("opacity-half", f'<div style="opacity:.5">{SNIPPET}</div>')
    yield case("open-details", f"<details open><summary>Програми</summary>{SNIPPET}</details>")
    yield case("policy-that-allows", f"<p>{SNIPPET}</p>", files={"/": Reply(
        page(SNIPPET).encode(), 200, {"Content-Type": HTML, "Content-Security-Policy":
        "default-src 'self'; img-src 'self' https://inclusion-portal.example"})})  # fmt: skip
    yield case("portal-is-only-told-in-text", f"<p>Вижте {SITE}</p>{SNIPPET}")
    yield case("white-on-dark", '<div style="background:#123;padding:9px">' + LOGO +
               f'<a href="{SITE}" style="color:#fff">Програма ROMACT</a></div>')  # fmt: skip
    yield case("background-logo",
               f'<a class="r" href="{SITE}">ROMACT</a><style>.r{{display:block;width:332px;'
               "height:120px;background:url(/romact.png) no-repeat;background-size:contain;"
               "text-indent:-9999px;overflow:hidden}</style>",
               files={"/romact.png": image(pictures.save(plain))})  # fmt: skip
    yield case("drawing-in-the-page", linked(pictures.svg("romact")))
    yield case("data-address", linked(img(_data(pictures.save(pictures.logo("romact", 300))))))
    for name, content, kind in _copies(plain):
        yield case(
            f"copy-{name}", linked(img(f"/{name}")), files={f"/{name}": image(content, kind)}
        )
    yield case("several-sizes", linked('<img src="/a.png" srcset="/a.png 1x, /b.png 2x" alt="R">'),
               files={"/a.png": image(pictures.save(pictures.logo("romact", 200))),
                      "/b.png": image(pictures.save(pictures.logo("romact", 400)))})  # fmt: skip
    yield case("charset-1251", files={"/": Reply(
        page(SNIPPET, charset="windows-1251").encode("windows-1251"), 200, {"Content-Type": "text/html"})})  # fmt: skip
    yield case("charset-wrong", files={"/": Reply(
        page(SNIPPET, charset="utf-8").encode("windows-1251"), 200, {"Content-Type": "text/html"})})  # fmt: skip
    yield case("charset-unsaid", files={"/": Reply(
        page(SNIPPET).replace('<meta charset="utf-8">', "").encode("windows-1251"), 200,
        {"Content-Type": "text/html"})})  # fmt: skip
    yield case("charset-8859-2", files={"/": Reply(
        page(SNIPPET, charset="iso-8859-2").encode("iso-8859-2", "replace"), 200,
        {"Content-Type": "text/html; charset=iso-8859-2"})})  # fmt: skip
    yield case("charset-utf-16", files={"/": Reply(
        page(SNIPPET).encode("utf-16"), 200, {"Content-Type": "text/html"})})  # fmt: skip
    yield case("no-content-type", files={"/": Reply(page(SNIPPET).encode(), 200, {})})
    yield case("packed", files={"/": Reply(
        gzip.compress(page(SNIPPET).encode()), 200, {"Content-Type": HTML, "Content-Encoding": "gzip"})})  # fmt: skip
    yield case("meta-refresh", files={
        "/": html("", '<meta http-equiv="refresh" content="0; url=/bg/">'), "/bg/": html(SNIPPET)})  # fmt: skip
    yield case("redirects", files={
        "/": redirect("/a"), "/a": redirect("b", 301), "/b": redirect("//redirects.pages.example/c", 307),
        "/c": redirect("https://redirects.pages.example/d", 308), "/d": html(SNIPPET)})  # fmt: skip
    yield case("frameset", files={
        "/": Reply(b'<html><head><title>x</title></head><frameset cols="200,*"><frame src="menu.html">'
                   b'<frame src="main.html"><noframes>x</noframes></frameset></html>'),
        "/menu.html": html(""), "/main.html": html(SNIPPET)})  # fmt: skip
    yield case("robots-allows", SNIPPET, files={"/robots.txt": Reply(
        b"User-agent: *\nDisallow: /\nAllow: /$\nAllow: /*.png\nAllow: /style\n\nUser-agent: other\nDisallow: /",
        200, {"Content-Type": "text/plain"})})  # fmt: skip
    # What the source cannot tell, a browser can.
    yield case(
        "drawn-by-script", source=UNREACHABLE, reason="needs_browser", files={"/": _by_script()}
    )
    yield case("filled-by-script", f'<div id="p"></div><script>document.getElementById("p").innerHTML='
               f"{SNIPPET!r}</script>", MISSING)  # fmt: skip
    yield case("lazy-image", linked('<img class="lazy" alt="ROMACT" data-src="/romact.png">') +
               "<script>for(const i of document.images)i.src=i.dataset.src||i.src</script>", PARTLY,
               files={"/romact.png": image(pictures.save(plain))})  # fmt: skip
    yield case("component-alone", COMPONENT.replace(LINK, "") + SCRIPT, PARTLY)
    yield case("faded-in", f'<div class="f">{SNIPPET}</div><style>.f{{opacity:0}}</style><script>'
               'document.querySelector(".f").style.opacity=1</script>', MISSING)  # fmt: skip
    # What neither finds: the logo is there, inside a larger picture.
    yield case("partner-strip", img("/strip.png") + LINK, PARTLY, browser=PARTLY,
               files={"/strip.png": image(pictures.save(pictures.partner_strip()))})  # fmt: skip


def _copies(plain: Image.Image) -> Iterator[tuple[str, bytes, str]]:
    small = pictures.on("white", pictures.logo("romact", 120))
    tall = plain.resize((640, int(plain.height * 1.06)))
    yield "same.svg", pictures.svg("romact").encode(), "image/svg+xml"
    yield "png.png", pictures.save(pictures.logo()), "image/png"
    yield "jpeg.jpg", pictures.save(plain, "JPEG", quality=50), "image/jpeg"
    yield "webp.webp", pictures.save(plain, "WEBP", quality=40), "image/webp"
    yield "gif.gif", pictures.save(plain.quantize(32), "GIF"), "image/gif"
    yield "small.jpg", pictures.save(small, "JPEG", quality=50), "image/jpeg"
    yield "tiny.png", pictures.save(pictures.logo("romact", 80)), "image/png"
    yield "padded.png", pictures.save(pictures.on("white", pictures.logo(), 40)), "image/png"
    yield "navy.jpg", pictures.save(pictures.on("navy", pictures.logo(), 30), "JPEG", quality=60), "image/jpeg"  # fmt: skip
    yield "grey.png", pictures.save(plain.convert("L")), "image/png"
    yield "stretched.png", pictures.save(tall), "image/png"
    yield "cropped.png", pictures.save(plain.crop((8, 4, 632, plain.height - 4))), "image/png"
    yield "unnamed.bin", pictures.save(plain), "application/octet-stream"


def _data(content: bytes) -> str:
    import base64

    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


def _by_script() -> Reply:
    body = page(SNIPPET).partition("<body>")[2].partition("</body>")[0]
    return Reply(
        '<!doctype html><html lang="bg"><head><title>x</title></head><body><div id="root"></div>'
        f"<script>document.getElementById('root').innerHTML={body!r}</script></body></html>".encode()
    )


def partly() -> Iterator[Case]:
    """Pages that show the link or the logo, not both."""

    def case(name: str, body: str, files: dict[str, Reply] | None = None, **more: object) -> Case:
        return Case(name, PARTLY, {"/": html(body), **(files or {})}, **more)  # type: ignore[arg-type]

    plain = pictures.save(pictures.on("white", pictures.logo()))
    for name, picture in (
        ("roma-net", pictures.on("white", pictures.logo("roma-net"))),
        ("urbact", pictures.on("white", pictures.logo("urbact-ii"))),
        ("council", pictures.on("white", pictures.logo("council-of-europe"))),
        ("emblem", pictures.on("white", pictures.logo("eu-emblem"))),
        ("photo", pictures.photo()),
        ("blank", Image.new("RGB", (664, 240), "white")),
        ("mirrored", pictures.mirrored()),
        ("letter-less", pictures.one_letter_less()),
        ("letters-swapped", pictures.letters_swapped()),
    ):
        yield case(f"wrong-logo-{name}", linked(img("/romact.png")),
                   {"/romact.png": image(pictures.save(picture))})  # fmt: skip
    yield case("wrong-logo-by-address", linked(img(f"{PORTAL}logos/roma-net.svg")))
    yield case(
        "wrong-badge-programme", linked(img(f"{PORTAL}embed/v1/blagoevgrad/urbact-ii/bg/badge.svg"))
    )
    yield case("wrong-badge-place", linked(img(f"{PORTAL}embed/v1/kardzhali/romact/bg/badge.svg")))
    yield case("moving-picture", linked(img("/romact.gif")), {"/romact.gif": image(pictures.moving(), "image/gif")})  # fmt: skip
    yield case("link-only", f"<p>Общината участва в {LINK}.</p>")
    yield case("logo-only", f"<p>{LOGO}</p>")
    yield case("logo-gone", linked(img(f"{PORTAL}logos/romact/none.png")))
    yield case("logo-broken", linked(img("/romact.png")), {"/romact.png": image(b"\x89PNG broken")})
    yield case("logo-kept-back", linked(img(f"{PORTAL}logos/romact/shared-nowhere.png")))
    yield case("logo-as-text", linked(img("/romact.svg")),
               {"/romact.svg": image(pictures.svg("romact").encode(), "text/plain")})  # fmt: skip
    yield case("logo-in-comment", f"{LINK}<!-- {LOGO} -->")
    yield case(
        "logo-one-pixel", linked(LOGO.replace('width="166" height="60"', 'width="1" height="1"'))
    )
    yield case("logo-hidden", f'{LINK}<div style="display:none">{LOGO}</div>')
    yield case("logo-else-on-big-screens", linked('<img src="/a.png" srcset="/b.png 1000w" alt="R">'),
               {"/a.png": image(plain), "/b.png": image(pictures.save(pictures.photo()))})  # fmt: skip
    yield case("policy-that-blocks", "", {"/": Reply(page(SNIPPET).encode(), 200, {
        "Content-Type": HTML, "Content-Security-Policy": "default-src 'self'"})})  # fmt: skip
    yield case("policy-in-the-page", "", {"/": html(
        SNIPPET, '<meta http-equiv="Content-Security-Policy" content="img-src \'self\'">')})  # fmt: skip
    yield case("iframe-hidden", LINK + IFRAME.replace('height="480"', 'height="0"'))
    yield case("iframe-refused", LINK + '<iframe src="/inner.html" width="500" height="500"></iframe>', {
        "/inner.html": Reply(page(LOGO).encode(), 200, {"Content-Type": HTML, "X-Frame-Options": "DENY"})})  # fmt: skip
    yield case("iframe-gone", LINK + IFRAME.replace("blagoevgrad", "nowhere"))
    yield case("iframe-news-card", IFRAME.replace(CARD, f"{CARD}news/"))
    yield case("iframe-dead-links", IFRAME.replace(contract.SANDBOX, ""))
    yield case("component-without-script", COMPONENT)
    yield case("component-other-script", COMPONENT + SCRIPT.replace(PORTAL, "/"))
    yield case("component-wrong-hash", COMPONENT + SCRIPT.replace("sha384-", "sha384-A"))
    yield case("component-blocked", "", {"/": Reply(page(COMPONENT + SCRIPT).encode(), 200, {
        "Content-Type": HTML, "Content-Security-Policy": "script-src 'self'"})})  # fmt: skip
    yield case("component-elsewhere", COMPONENT.replace("blagoevgrad", "nowhere") + SCRIPT)
    # Links that are none.
    for name, link in (
        ("similar-host", f'<a href="https://coe-romact.org.evil.example/">{LOGO}</a>'),
        ("similar-host-before", f'<a href="https://notcoe-romact.org/">{LOGO}</a>'),
        ("user-name", f'<a href="https://coe-romact.org@evil.example/">{LOGO}</a>'),
        ("backslash", f'<a href="https://evil.example\\@coe-romact.org/">{LOGO}</a>'),
        ("port", f'<a href="https://coe-romact.org:8443/">{LOGO}</a>'),
        ("redirector", f'<a href="/go?to={SITE}">{LOGO}</a>'),
        ("mailto", f'<a href="mailto:info@coe-romact.org">{LOGO}</a>'),
        ("script", f"<a href=\"javascript:location='{SITE}'\">{LOGO}</a>"),
        ("file", f'<a href="{SITE}logo.png">{LOGO}</a>'),
        ("own-page", f'<a href="/romact">{LOGO}</a>'),
        ("portal-start", f'<a href="{PORTAL}">{LOGO}</a>'),
        ("portal-other", f'<a href="{PORTAL}programmes/urbact-ii/">{LOGO}</a>'),
        ("text", f"<p>{LOGO} {SITE}</p>"),
        ("no-href", f'<a data-href="{SITE}">{LOGO}</a>'),
        ("empty", f'{LOGO}<a href="{SITE}"></a>'),
        ("dot", f'{LOGO}<a href="{SITE}">.</a>'),
        ("in-comment", f"{LOGO}<!-- {LINK} -->"),
        ("in-template", f"{LOGO}<template>{LINK}</template>"),
        ("in-script", f"{LOGO}<script>var s = '{LINK}';</script>"),
        ("in-noscript", f"{LOGO}<noscript>{LINK}</noscript>"),
        ("in-textarea", f"{LOGO}<textarea>{LINK}</textarea>"),
        ("in-attribute", f"{LOGO}<p title='{LINK}'>x</p>"),
        ("in-object", f'{LOGO}<video src="/film.mp4" width="90" height="60">{LINK}</video>'),
    ):  # fmt: skip
        yield case(f"no-link-{name}", link)
    head = f'<noscript><a href="{SITE}">ROMACT</a>{LOGO}</noscript>'
    yield Case("in-noscript-of-head", MISSING, {"/": html("", head)})


def hidden() -> Iterator[Case]:
    """The logo can be seen, the link not."""
    link = f'<a class="r" id="r" href="{SITE}">ROMACT</a>'
    styled = {
        "display": ".r{display:none}",
        "important": "a.r{display:none!important}.r{display:inline}",
        "by-id": "#r{visibility:hidden}",
        "opacity": "p a{opacity:0}",
        "tiny": ".r{font-size:0}",
        "font-shorthand": ".r{font:0/0 a}",
        "indent": ".r{display:block;text-indent:-9999px}",
        "off-screen": ".r{position:absolute;left:-9999px}",
        "clip": ".r{position:absolute;clip:rect(1px,1px,1px,1px)}",
        "clip-path": ".r{clip-path:inset(100%)}",
        "sliver": ".r{display:block;height:0;overflow:hidden}",
        "around": "p{display:none}",
        "scaled": ".r{display:inline-block;transform:scale(0)}",
        "moved": ".r{display:inline-block;transform:translateX(-5000px)}",
        "transparent": ".r{color:transparent}",
        "white-on-white": ".r{color:#fff}",
        "nested": "p{&>.r{display:none}}",
        "in-media": "@media screen and (min-width:300px){.r{display:none}}",
        "in-layer": "@layer x{.r{display:none}}",
        "in-supports": "@supports (display:block){.r{display:none}}",
        "escaped": ".\\72{d\\69splay:none}",
        "behind": ".r{position:absolute;z-index:-1;left:0;top:0}body{background:#fff}"
        "header{background:#fff;min-height:300px}",
        "by-has": "p:has(.r){display:none}",
        "by-not": "a:not(.s):not(nav a){display:none}",
    }
    for name, css in styled.items():
        yield Case(f"hidden-{name}", PARTLY, hiding(f"{LOGO}<p>{link}</p>", css))
    inline = {
        "display": f'<div style="display: none">{link}</div>',
        "visibility": f'<span style="visibility:hidden">{link}</span>',
        "size": f'<div style="width:0;height:0;overflow:hidden">{link}</div>',
        "attribute": f"<div hidden>{link}</div>",
        "inert": f"<div inert>{link}</div>",
        "details": f"<details><summary>x</summary>{link}</details>",
        "dialog": f"<dialog>{link}</dialog>",
        "font": f'<a href="{SITE}"><font color="#ffffff">ROMACT</font></a>',
        "top": f'<div style="position:fixed;top:-3000px">{link}</div>',
    }
    for name, body in inline.items():
        yield Case(f"hidden-inline-{name}", PARTLY, hiding(LOGO + body))
    linked_sheet = '<link rel="stylesheet" href="/more.css">'
    css = {"Content-Type": "text/css"}
    yield Case("hidden-by-sheet", PARTLY, {
        "/": html(LOGO + link, linked_sheet), "/more.css": Reply(b".r{display:none}", 200, css)})  # fmt: skip
    yield Case("hidden-by-import", PARTLY, {
        "/": html(LOGO + link, linked_sheet), "/more.css": Reply(b"@import 'third.css';", 200, css),
        "/third.css": Reply(b".r{display:none}", 200, css)})  # fmt: skip
    # The source cannot tell what a style sheet hides that nobody gave us.
    yield Case("sheet-not-given", FULFILLED, {
        "/": html(SNIPPET, linked_sheet), "/more.css": Reply(b"", 403, css)}, source=PARTLY)  # fmt: skip
    # Scripts that hide: only a browser tells.
    yield Case("hidden-by-script", PARTLY, {"/": html(
        f"{LOGO}{link}<script>document.getElementById('r').hidden=true</script>")},
        source=FULFILLED)  # fmt: skip


def missing() -> Iterator[Case]:
    """Pages that show neither."""
    yield Case("nothing", MISSING, {"/": html("")})
    yield Case("empty-page", MISSING, {"/": Reply(b"")})
    yield Case("talked-about", MISSING, {"/": html("<p>Участваме в ROMACT (coe-romact.org).</p>")})
    yield Case("all-in-comment", MISSING, {"/": html(f"<!-- {SNIPPET} -->")})
    yield Case("all-hidden", MISSING, {"/": html(f'<div style="display:none">{SNIPPET}</div>')})
    yield Case("all-in-template", MISSING, {"/": html(f"<template>{SNIPPET}</template>")})
    yield Case("all-wrong", MISSING, {"/": html(
        f'<a href="https://urbact.eu/"><img src="{PORTAL}logos/urbact-ii.svg" alt="URBACT"></a>')})  # fmt: skip
    yield Case("frameset-hidden", MISSING, {
        "/": Reply(b'<html><head><title>x</title></head><frameset rows="*,0"><frame src="menu.html">'
                   b'<frame src="main.html"></frameset></html>'),
        "/menu.html": html(""), "/main.html": html(SNIPPET)})  # fmt: skip


def unreachable() -> Iterator[Case]:
    """Pages that nobody could judge."""
    good = html(SNIPPET)
    plain = {"Content-Type": "text/plain"}

    def case(name: str, reason: str, reply: Reply = good, **more: object) -> Case:
        replies = more.pop("replies", {"/": reply})
        return Case(name, UNREACHABLE, replies, reason=reason, **more)  # type: ignore[arg-type]

    for status in (401, 403, 404, 410, 429, 500, 503):
        yield case(f"status-{status}", "status", Reply(page(SNIPPET).encode(), status))
    yield case("silent", "timeout", Reply(behaviour="silent"))
    yield case("drip", "timeout", Reply(b"<p>", behaviour="drip"))
    yield case("endless", "too_large", Reply(b"<p>x</p>" * 4096, behaviour="endless"))
    yield case("bomb", "too_large", Reply(
        gzip.compress(b"0" * 50_000_000), 200, {"Content-Type": HTML, "Content-Encoding": "gzip"}))  # fmt: skip
    yield case("broken-packing", "encoding", Reply(
        b"\x1f\x8b broken", 200, {"Content-Type": HTML, "Content-Encoding": "gzip"}))  # fmt: skip
    yield case("unasked-packing", "encoding", Reply(
        b"xx", 200, {"Content-Type": HTML, "Content-Encoding": "br"}))  # fmt: skip
    yield case("broken-off", "connection", Reply(page(SNIPPET).encode(), behaviour="break off"))
    yield case("redirect-circle", "redirects", replies={"/": redirect("/a"), "/a": redirect("/")})
    yield case("redirects-too-many", "redirects", replies={
        "/": redirect("/1"), **{f"/{n}": redirect(f"/{n + 1}") for n in range(1, 9)}, "/9": good})  # fmt: skip
    yield case("redirect-nowhere", "redirects", Reply(b"", 302, {}))
    yield case("redirect-to-mail", "redirects", redirect("mailto:a@b.example"))
    yield case("refresh-circle", "redirects", replies={
        "/": html("", '<meta http-equiv="refresh" content="0;url=/b">'),
        "/b": html("", '<meta http-equiv="refresh" content="0;url=/">')})  # fmt: skip
    for name, target in (
        ("loopback", "http://127.0.0.1/"), ("decimal", "http://2130706433/"),
        ("v6", "http://[::1]/"), ("mapped", "http://[::ffff:10.0.0.1]/"),
        ("metadata", "http://169.254.169.254/latest/meta-data/"), ("cgnat", "http://100.64.0.1/"),
        ("by-name", "http://inside.pages.example/"), ("mixed", "http://mixed.pages.example/"),
        ("port", "http://other.pages.example:25/"),
    ):  # fmt: skip
        yield case(f"redirect-to-{name}", "refused", redirect(target))
    yield case("private", "refused", number="192.168.1.10")
    yield case("no-such-name", "dns", number="")
    yield case("nobody-listens", "connection", number="93.184.215.99")
    yield case("tls-expired", "tls", scheme="https", number=EXPIRED_NUMBER)
    yield case("tls-stranger", "tls", scheme="https", number=STRANGER_NUMBER)
    yield case("robots-forbids", "robots", replies={
        "/": good, "/robots.txt": Reply(b"User-agent: *\nDisallow: /", 200, plain)})  # fmt: skip
    yield case("robots-forbids-us", "robots", replies={"/": good, "/robots.txt": Reply(
        b"User-agent: InclusionPortalCheck\nDisallow: /\n\nUser-agent: *\nAllow: /", 200, plain)})  # fmt: skip
    yield case("robots-broken", "robots", replies={"/": good, "/robots.txt": Reply(b"", 500)})
    yield case("pdf", "not_html", Reply(b"%PDF-1.7 ...", 200, {"Content-Type": "application/pdf"}))
    yield case("pdf-unsaid", "not_html", Reply(b"%PDF-1.7 ...", 200, {}))
    yield case("download", "not_html", Reply(page(SNIPPET).encode(), 200, {
        "Content-Type": HTML, "Content-Disposition": "attachment; filename=x.html"}))  # fmt: skip
    yield case("picture-never-comes", "incomplete", replies={
        "/": html(img("/slow.png")), "/slow.png": Reply(behaviour="silent")})  # fmt: skip


def all_cases() -> tuple[Case, ...]:
    """Every case, each with a name of its own."""
    found = (*fulfilled(), *partly(), *hidden(), *missing(), *unreachable())
    assert len({case.name for case in found}) == len(found)
    return found


def make_world(cases: tuple[Case, ...]) -> tuple[World, dict[str, str]]:
    """What the servers answer, and the numbers of names that are not the usual one."""
    arms = image(pictures.save(Image.radial_gradient("L").resize((120, 160))))
    emblem = image(pictures.save(pictures.logo("eu-emblem", 180)))
    style = Reply(
        b"nav li:hover ul{display:none}main{color:#222}", 200, {"Content-Type": "text/css"}
    )
    world: World = {("inclusion-portal.example", path): reply for path, reply in portal()}
    names = {"inside.pages.example": "10.1.2.3", "mixed.pages.example": "93.184.215.14 10.1.2.3"}
    for case in cases:
        common = {"/arms.png": arms, "/eu.png": emblem, "/style.css": style}
        world |= {(case.host, path): reply for path, reply in {**common, **case.replies}.items()}
        if case.number is not None:
            names[case.host] = case.number
    return world, names
