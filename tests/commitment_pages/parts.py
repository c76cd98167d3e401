"""What the made-up municipal pages are built from, and the portal that they load from."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal.commitments.verdicts import Verdict
from portal.embeds import contract
from tests.commitment_pages import pictures
from tests.commitment_pages.server import HTML, Reply

PORTAL = "https://inclusion-portal.example/"
SITE = "https://coe-romact.org/"
CARD = "embed/v1/blagoevgrad/romact/bg/"
FULFILLED, PARTLY, MISSING, UNREACHABLE = Verdict


@dataclass(frozen=True)
class Case:
    """One municipality's website, and what is right to say of it.

    `truth` is the verdict that a careful visitor would give; `source` and `browser` are
    what the check says by the page's source and with --browser, where that differs.
    """

    name: str
    truth: Verdict
    replies: Mapping[str, Reply]
    source: Verdict | None = None
    browser: Verdict | None = None
    scheme: str = "http"
    number: str | None = None
    reason: str = ""

    @property
    def host(self) -> str:
        return f"{self.name}.pages.example"

    @property
    def address(self) -> str:
        return f"{self.scheme}://{self.host}/"

    @property
    def by_source(self) -> Verdict:
        return self.source or self.truth

    @property
    def by_browser(self) -> Verdict:
        return self.browser or self.truth


# -- pieces of HTML ------------------------------------------------------------------

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


def img(source: str, extra: str = "") -> str:
    return f'<img src="{source}" alt="ROMACT" {extra}>'


def linked(inside: str, target: str = SITE) -> str:
    return f'<a href="{target}">{inside}</a>'


# -- answers -------------------------------------------------------------------------


def answer(body: str | bytes, status: int = 200, **headers: str) -> Reply:
    """An HTML page with more headers, `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = body.encode() if isinstance(body, str) else body
    return Reply(content, status, {"Content-Type": HTML, **named})


def html(body: str, head: str = "") -> Reply:
    return answer(page(body, head))


def image(content: bytes, kind: str = "image/png", **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(content, 200, {"Content-Type": kind, **named})


def css(text: str, status: int = 200) -> Reply:
    return Reply(text.encode(), status, {"Content-Type": "text/css"})


def robots(*lines: str) -> Reply:
    return Reply("\n".join(lines).encode(), 200, {"Content-Type": "text/plain"})


def redirect(target: str, status: int = 302) -> Reply:
    return Reply(b"", status, {"Location": target})


def refresh(target: str) -> str:
    return f'<meta http-equiv="refresh" content="0; url={target}">'


def packed(content: bytes, how: str = "gzip") -> Reply:
    return answer(gzip.compress(content) if how == "gzip" else content, Content_Encoding=how)


def frameset(shares: str) -> Reply:
    """Frames as of old: a menu, and the page itself."""
    frames = '<frame src="menu.html"><frame src="main.html"><noframes>x</noframes>'
    return answer(
        f"<html><head><title>x</title></head><frameset {shares}>{frames}</frameset></html>"
    )


def data_address(content: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


# -- the portal ----------------------------------------------------------------------


def portal() -> Iterator[tuple[str, Reply]]:
    """What the pages load from the portal."""
    for name in ("romact", "roma-net", "urbact-ii", "eu-emblem"):
        yield f"/logos/{name}.svg", image(pictures.svg(name).encode(), "image/svg+xml")
    png = pictures.save(pictures.logo("romact", 400))
    yield "/logos/romact/romact.png", image(png)
    kept_back = image(png, Cross_Origin_Resource_Policy="same-origin")
    yield "/logos/romact/shared-nowhere.png", kept_back
    for name in ("", "index.html", "auto.html"):
        yield f"/{CARD}{name}", answer(_CARD)
    for pair in ("blagoevgrad/romact", "kardzhali/romact", "blagoevgrad/urbact-ii"):
        yield f"/embed/v1/{pair}/bg/badge.svg", image(_BADGE.encode(), "image/svg+xml")
    yield f"/{CARD}news/", html("<p>Новини</p>" + LINK)
    script = contract.SCRIPTS[contract.COMPONENT]
    any_origin = {"Content-Type": "text/javascript", "Access-Control-Allow-Origin": "*"}
    yield f"/embed/v1/{contract.COMPONENT}", Reply(script, 200, any_origin)


_CARD = f"""<!doctype html><html lang="bg"><head><meta charset="utf-8"><title>ROMACT</title></head>
<body><main><img src="../../../../../logos/romact.svg" alt="Лого: ROMACT" width="166" height="60">
<h1>ROMACT</h1><p>Благоевград</p><h2>Ангажименти</h2><ul><li>Информиране на обществеността</li></ul>
<p class="go"><a href="{SITE}" target="_top" rel="noopener">Сайт на програмата</a>
<a href="{PORTAL}bg/municipalities/blagoevgrad/" target="_top" rel="noopener">Благоевград</a></p>
</main></body></html>"""
_BADGE = """<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40" viewBox="0 0 200 40">
<title>Участваме в ROMACT</title><rect width="200" height="40" fill="#fff"/>
<path d="M10 10h80v20h-80z"/><path d="M110 10h80v20h-80z" fill="#2f6f62"/></svg>"""
