"""Pages that could not be judged, whatever may stand on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.commitment_pages.parts import (
    SNIPPET,
    UNREACHABLE,
    Case,
    answer,
    html,
    img,
    packed,
    page,
    redirect,
    refresh,
    robots,
)
from tests.commitment_pages.server import EXPIRED_NUMBER, STRANGER_NUMBER, Reply

GOOD = html(SNIPPET)


def _case(
    name: str, reason: str, reply: Reply = GOOD, files: Mapping[str, Reply] | None = None,
    number: str | None = None, scheme: str = "http",
) -> Case:  # fmt: skip
    replies = {"/": reply, **(files or {})}
    return Case(name, UNREACHABLE, replies, scheme=scheme, number=number, reason=reason)


def not_reached() -> Iterator[Case]:
    """All of them."""
    for status in (401, 403, 404, 410, 429, 500, 503):
        yield _case(f"status-{status}", "status", answer(page(SNIPPET), status))
    yield from _bodies()
    yield from _redirects()
    yield from _networks()
    yield from _rules()
    yield from _other_types()


def _bodies() -> Iterator[Case]:
    yield _case("silent", "timeout", Reply(behaviour="silent"))
    yield _case("drip", "timeout", Reply(b"<p>", behaviour="drip"))
    yield _case("endless", "too_large", Reply(b"<p>x</p>" * 4096, behaviour="endless"))
    yield _case("bomb", "too_large", packed(b"0" * 50_000_000))
    yield _case("broken-packing", "encoding", answer(b"\x1f\x8b broken", Content_Encoding="gzip"))
    yield _case("unasked-packing", "encoding", packed(b"xx", "br"))
    yield _case("broken-off", "connection", Reply(page(SNIPPET).encode(), behaviour="break off"))
    deep = f"<style>a{{color:{'(' * 100_000}}}</style>"
    yield _case("too-deep", "unreadable", html(SNIPPET, deep))
    slow = {"/slow.png": Reply(behaviour="silent")}
    yield _case("picture-never-comes", "incomplete", html(img("/slow.png")), slow)


def _redirects() -> Iterator[Case]:
    yield _case("redirect-circle", "redirects", redirect("/a"), {"/a": redirect("/")})
    steps = {f"/{number}": redirect(f"/{number + 1}") for number in range(1, 9)}
    yield _case("redirects-too-many", "redirects", redirect("/1"), {**steps, "/9": GOOD})
    yield _case("redirect-nowhere", "redirects", Reply(b"", 302, {}))
    yield _case("redirect-to-mail", "redirects", redirect("mailto:a@b.example"))
    circle = {"/b": html("", refresh("/"))}
    yield _case("refresh-circle", "redirects", html("", refresh("/b")), circle)
    for name, target in (
        ("loopback", "http://127.0.0.1/"),
        ("decimal", "http://2130706433/"),
        ("v6", "http://[::1]/"),
        ("mapped", "http://[::ffff:10.0.0.1]/"),
        ("metadata", "http://169.254.169.254/latest/meta-data/"),
        ("cgnat", "http://100.64.0.1/"),
        ("by-name", "http://inside.pages.example/"),
        ("mixed", "http://mixed.pages.example/"),
        ("port", "http://other.pages.example:25/"),
    ):
        yield _case(f"redirect-to-{name}", "refused", redirect(target))
    inward = html("", refresh("http://192.168.0.1/"))
    yield _case("refresh-to-inside", "refused", inward)


def _networks() -> Iterator[Case]:
    yield _case("private", "refused", number="192.168.1.10")
    yield _case("no-such-name", "dns", number="")
    yield _case("nobody-listens", "connection", number="93.184.215.99")
    yield _case("tls-expired", "tls", number=EXPIRED_NUMBER, scheme="https")
    yield _case("tls-stranger", "tls", number=STRANGER_NUMBER, scheme="https")


def _rules() -> Iterator[Case]:
    for name, rules in (
        ("robots-forbids", robots("User-agent: *", "Disallow: /")),
        ("robots-forbids-us", robots("User-agent: InclusionPortalCheck", "Disallow: /", "",
                                     "User-agent: *", "Allow: /")),
        ("robots-broken", Reply(b"", 500)),
    ):  # fmt: skip
        yield _case(name, "robots", GOOD, {"/robots.txt": rules})


def _other_types() -> Iterator[Case]:
    pdf = b"%PDF-1.7 ..."
    yield _case("pdf", "not_html", Reply(pdf, 200, {"Content-Type": "application/pdf"}))
    yield _case("pdf-unsaid", "not_html", Reply(pdf, 200, {}))
    text = Reply(page(SNIPPET).encode(), 200, {"Content-Type": "text/plain"})
    yield _case("source-as-text", "not_html", text)
    saved = answer(page(SNIPPET), Content_Disposition="attachment; filename=x.html")
    yield _case("download", "not_html", saved)
