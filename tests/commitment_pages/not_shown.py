"""Pages on which visitors see the link or the logo alone, or neither."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from portal.embeds import contract
from tests.commitment_pages import pictures
from tests.commitment_pages.parts import (
    CARD,
    COMPONENT,
    IFRAME,
    LINK,
    LOGO,
    MISSING,
    PARTLY,
    PORTAL,
    SCRIPT,
    SITE,
    SNIPPET,
    Case,
    answer,
    css,
    frameset,
    html,
    image,
    img,
    linked,
    page,
)
from tests.commitment_pages.server import Reply

Files = dict[str, Reply]


def _case(name: str, body: str, files: Files | None = None) -> Case:
    return Case(name, PARTLY, {"/": html(body), **(files or {})})


def not_shown() -> Iterator[Case]:
    """All of them."""
    yield from _wrong_pictures()
    yield from _unseen_pictures()
    yield from _embeds_that_fail()
    yield from _links_that_are_none()
    yield from _links_hidden_by_rules()
    yield from _links_hidden_in_place()
    yield from _neither()


def _wrong_pictures() -> Iterator[Case]:
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
        files = {"/romact.png": image(pictures.save(picture))}
        yield _case(f"wrong-logo-{name}", linked(img("/romact.png")), files)
    badges = f"{PORTAL}embed/v1/"
    yield _case("wrong-logo-by-address", linked(img(f"{PORTAL}logos/roma-net.svg")))
    yield _case("wrong-badge-pair", linked(img(f"{badges}blagoevgrad/urbact-ii/bg/badge.svg")))
    yield _case("wrong-badge-place", linked(img(f"{badges}kardzhali/romact/bg/badge.svg")))
    moving = {"/romact.gif": image(pictures.moving(), "image/gif")}
    yield _case("moving-picture", linked(img("/romact.gif")), moving)
    sizes = {
        "/a.png": image(pictures.save(pictures.on("white", pictures.logo()))),
        "/b.png": image(pictures.save(pictures.photo())),
    }
    other = linked('<img src="/a.png" srcset="/b.png 1000w" alt="ROMACT">')
    yield _case("another-on-big-screens", other, sizes)


def _unseen_pictures() -> Iterator[Case]:
    yield _case("link-only", f"<p>Общината участва в {LINK}.</p>")
    yield _case("logo-only", f"<p>{LOGO}</p>")
    yield _case("logo-gone", linked(img(f"{PORTAL}logos/romact/none.png")))
    broken = {"/romact.png": image(b"\x89PNG broken")}
    yield _case("logo-broken", linked(img("/romact.png")), broken)
    yield _case("logo-kept-back", linked(img(f"{PORTAL}logos/romact/shared-nowhere.png")))
    as_text = {"/romact.svg": image(pictures.svg("romact").encode(), "text/plain")}
    yield _case("logo-as-text", linked(img("/romact.svg")), as_text)
    yield _case("logo-in-comment", f"{LINK}<!-- {LOGO} -->")
    dot = LOGO.replace('width="166" height="60"', 'width="1" height="1"')
    yield _case("logo-one-pixel", LINK + dot)
    yield _case("logo-hidden", f'{LINK}<div style="display:none">{LOGO}</div>')
    blocking = answer(page(SNIPPET), Content_Security_Policy="default-src 'self'")
    yield _case("policy-that-blocks", "", {"/": blocking})
    meta = """<meta http-equiv="Content-Security-Policy" content="img-src 'self'">"""
    yield _case("policy-in-the-page", "", {"/": html(SNIPPET, meta)})


def _embeds_that_fail() -> Iterator[Case]:
    yield _case("iframe-hidden", LINK + IFRAME.replace('height="480"', 'height="0"'))
    refusing = answer(page(LOGO), X_Frame_Options="DENY")
    frame = '<iframe src="/inner.html" width="500" height="500"></iframe>'
    yield _case("iframe-refused", LINK + frame, {"/inner.html": refusing})
    ancestors = answer(page(LOGO), Content_Security_Policy="frame-ancestors https://a.example")
    yield _case("iframe-ancestors", LINK + frame, {"/inner.html": ancestors})
    yield _case("iframe-gone", LINK + IFRAME.replace("blagoevgrad", "nowhere"))
    yield _case("iframe-news-card", IFRAME.replace(CARD, f"{CARD}news/"))
    yield _case("iframe-dead-links", IFRAME.replace(contract.SANDBOX, ""))
    yield _case("component-without-script", COMPONENT)
    yield _case("component-other-script", COMPONENT + SCRIPT.replace(PORTAL, "/"))
    yield _case("component-wrong-hash", COMPONENT + SCRIPT.replace("sha384-", "sha384-A"))
    blocked = answer(page(COMPONENT + SCRIPT), Content_Security_Policy="script-src 'self'")
    yield _case("component-blocked", "", {"/": blocked})
    yield _case("component-elsewhere", COMPONENT.replace("blagoevgrad", "nowhere") + SCRIPT)
    yield _case("component-with-news", COMPONENT.replace(" lang", ' card="news" lang') + SCRIPT)


def _links_that_are_none() -> Iterator[Case]:
    for name, target in (
        ("similar-host", "https://coe-romact.org.evil.example/"),
        ("similar-host-before", "https://notcoe-romact.org/"),
        ("user-name", "https://coe-romact.org@evil.example/"),
        ("backslash", "https://evil.example\\@coe-romact.org/"),
        ("port", "https://coe-romact.org:8443/"),
        ("redirector", f"/go?to={SITE}"),
        ("mailto", "mailto:info@coe-romact.org"),
        ("javascript", f"javascript:location='{SITE}'"),
        ("file", f"{SITE}logo.png"),
        ("own-page", "/romact"),
        ("portal-start", PORTAL),
        ("portal-other", f"{PORTAL}programmes/urbact-ii/"),
    ):
        yield _case(f"no-link-{name}", linked(LOGO, target))
    for name, body in (
        ("text", SITE),
        ("no-href", f'<a data-href="{SITE}">ROMACT</a>'),
        ("empty", linked("")),
        ("dot", linked(".")),
        ("in-comment", f"<!-- {LINK} -->"),
        ("in-template", f"<template>{LINK}</template>"),
        ("in-script", f"<script>var s = '{LINK}';</script>"),
        ("in-noscript", f"<noscript>{LINK}</noscript>"),
        ("in-textarea", f"<textarea>{LINK}</textarea>"),
        ("in-attribute", f"<p title='{LINK}'>x</p>"),
        ("in-video", f'<video src="/film.mp4" width="90" height="60">{LINK}</video>'),
    ):
        yield _case(f"no-link-{name}", f"<p>{LOGO}</p>{body}")


def _links_hidden_by_rules() -> Iterator[Case]:
    link = f'<a class="r" id="r" href="{SITE}">ROMACT</a>'
    for name, rule in (
        ("display", ".r{display:none}"),
        ("important", "a.r{display:none!important}.r{display:inline}"),
        ("by-id", "#r{visibility:hidden}"),
        ("opacity", "p a{opacity:0}"),
        ("tiny", ".r{font-size:0}"),
        ("font-shorthand", ".r{font:0/0 a}"),
        ("indent", ".r{display:block;text-indent:-9999px}"),
        ("off-screen", ".r{position:absolute;left:-9999px}"),
        ("clip", ".r{position:absolute;clip:rect(1px,1px,1px,1px)}"),
        ("clip-path", ".r{clip-path:inset(100%)}"),
        ("sliver", ".r{display:block;height:0;overflow:hidden}"),
        ("around", "p{display:none}"),
        ("scaled", ".r{display:inline-block;transform:scale(0)}"),
        ("moved", ".r{display:inline-block;transform:translateX(-5000px)}"),
        ("transparent", ".r{color:transparent}"),
        ("white-on-white", ".r{color:#fff}"),
        ("nested", "p{&>.r{display:none}}"),
        ("in-media", "@media screen and (min-width:300px){.r{display:none}}"),
        ("in-layer", "@layer x{.r{display:none}}"),
        ("in-supports", "@supports (display:block){.r{display:none}}"),
        ("escaped", ".\\72{d\\69splay:none}"),
        ("behind", ".r{position:absolute;z-index:-1;left:20px;top:60px}"
                   "header{background:#fff;min-height:300px}"),
        ("by-has", "p:has(.r){display:none}"),
        ("by-not", "a:not(.s):not(nav a){display:none}"),
    ):  # fmt: skip
        replies = {"/": html(f"{LOGO}<p>{link}</p>", f"<style>{rule}</style>")}
        yield Case(f"hidden-{name}", PARTLY, replies)
    sheet = '<link rel="stylesheet" href="/more.css">'
    page_of = html(LOGO + link, sheet)
    hides = css(".r{display:none}")
    yield Case("hidden-by-sheet", PARTLY, {"/": page_of, "/more.css": hides})
    imported = {"/": page_of, "/more.css": css("@import 'third.css';"), "/third.css": hides}
    yield Case("hidden-by-import", PARTLY, imported)
    script = "<script>document.getElementById('r').hidden=true</script>"
    yield Case("hidden-by-script", PARTLY, {"/": html(LOGO + link + script)})


def _links_hidden_in_place() -> Iterator[Case]:
    for name, body in (
        ("display", f'<div style="display: none">{LINK}</div>'),
        ("visibility", f'<span style="visibility:hidden">{LINK}</span>'),
        ("size", f'<div style="width:0;height:0;overflow:hidden">{LINK}</div>'),
        ("attribute", f"<div hidden>{LINK}</div>"),
        ("inert", f"<div inert>{LINK}</div>"),
        ("details", f"<details><summary>x</summary>{LINK}</details>"),
        ("dialog", f"<dialog>{LINK}</dialog>"),
        ("font", linked('<font color="#ffffff">ROMACT</font>')),
        ("top", f'<div style="position:fixed;top:-3000px">{LINK}</div>'),
    ):
        yield _case(f"hidden-inline-{name}", LOGO + body)


def _neither() -> Iterator[Case]:
    def case(name: str, body: str) -> Case:
        return Case(name, MISSING, {"/": html(body)})

    yield case("nothing", "")
    yield Case("empty-page", MISSING, {"/": answer("")})
    yield case("talked-about", "<p>Участваме в ROMACT (coe-romact.org).</p>")
    yield case("all-in-comment", f"<!-- {SNIPPET} -->")
    yield case("all-hidden", f'<div style="display:none">{SNIPPET}</div>')
    yield case("all-in-template", f"<template>{SNIPPET}</template>")
    yield case("all-wrong", linked(img(f"{PORTAL}logos/urbact-ii.svg"), "https://urbact.eu/"))
    head = f"<noscript>{LINK}{LOGO}</noscript>"
    yield Case("in-noscript-of-head", MISSING, {"/": html("", head)})
    framed = {"/": frameset('rows="*,0"'), "/menu.html": html(""), "/main.html": html(SNIPPET)}
    yield Case("frameset-hidden", MISSING, framed)
