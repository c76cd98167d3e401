"""The link check: finds every outgoing link, asks with manners, and calls nothing dead in doubt."""

from __future__ import annotations

import dataclasses
import io
import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

import check_links
from link_cache import read_cache
from portal.links.outgoing import addresses_in, find_outgoing
from portal.links.parking import registrable_domain, why_parked
from portal.web.address import parse_address
from tests import site_build
from tests.builders import text_of, write_tree
from tests.commitment_pages.checking import only_this_machine
from tests.commitment_pages.parts import answer, html, redirect, robots
from tests.commitment_pages.server import Internet, Reply, World, serve

A = "a.pages.example"
FILE = {"Content-Type": "application/pdf"}
WORLD: World = {
    (A, "/"): html("<p>x</p>"),
    (A, "/page"): html("<p>x</p>"),
    (A, "/other"): html("<p>x</p>"),
    (A, "/file.pdf"): Reply(b"%PDF", headers=FILE),
    (A, "/no-head"): Reply(b"<p>x</p>", behaviour="no head"),
    (A, "/long"): answer(b"x" * 300_000),
    (A, "/endless"): Reply(b"x" * 4096, behaviour="endless"),
    (A, "/gone"): answer("gone", 410),
    (A, "/broken"): answer("oh", 500),
    (A, "/private"): answer("no", 403),
    (A, "/for-ever"): redirect(f"http://{A}/page", 301),
    (A, "/for-now"): redirect(f"http://{A}/page", 302),
    (A, "/both"): redirect("/for-now", 308),
    (A, "/to-nothing"): redirect("/no-such-page", 301),
    (A, "/round"): redirect("/round"),
    (A, "/inside"): redirect("http://inside.pages.example/"),
    (A, "/home"): redirect("/", 301),
    (A, "/home-now"): redirect("/", 302),
    (A, "/home-from-new"): redirect("/home-now", 301),
    (A, "/home-in-english"): redirect("/index.php", 301),
    (A, "/index.php"): redirect("/page", 302),
    (A, "/sold/page"): redirect("http://casino.example/", 302),
    (A, "/sedo"): redirect("http://www.sedo.pages.example/x", 302),
    ("casino.example", "/"): html("<p>Play</p>"),
    ("parked.pages.example", "/about"): answer("<title>x</title><p>This domain is for sale!</p>"),
    ("filled.pages.example", "/"): answer('<script src="//img.sedoparking.com/a.js"></script>'),
    ("news.pages.example", "/"): answer("<p>" + "news " * 900 + "this domain is for sale</p>"),
    ("shy.pages.example", "/robots.txt"): robots("User-agent: *", "Disallow: /private"),
    ("shy.pages.example", "/private/a"): html("x"),
    ("us.pages.example", "/robots.txt"): robots(
        "User-agent: InclusionPortalLinkCheck", "Disallow: /", "User-agent: *", "Allow: /"
    ),
    ("us.pages.example", "/"): html("x"),
    ("busy.pages.example", "/1"): answer("wait", 429),
    ("busy.pages.example", "/2"): html("x"),
    ("slow.pages.example", "/"): Reply(behaviour="silent"),
}
NAMES = {"nobody.pages.example": "", "inside.pages.example": "10.0.0.1"}
# What each address is, and a part of the reason.
TRUTH = {
    f"http://{A}/page": ("ok", ""),
    f"http://{A}/file.pdf": ("ok", ""),
    f"http://{A}/no-head": ("ok", ""),
    f"http://{A}/long": ("ok", ""),
    f"http://{A}/endless": ("ok", ""),
    f"http://{A}/for-now": ("ok", ""),
    f"http://{A}/for-ever": ("moved", "for good"),
    f"http://{A}/both": ("moved", "for good"),
    f"http://{A}/home": ("moved", "front page now"),
    f"http://{A}/home-in-english": ("moved", "front page now"),
    f"http://{A}/home-now": ("unreachable", "front page for now"),
    f"http://{A}/home-from-new": ("unreachable", "front page for now"),
    f"http://{A}/no-such-page": ("dead", "404"),
    f"http://{A}/to-nothing": ("dead", "404"),
    f"http://{A}/gone": ("dead", "410"),
    "http://nobody.pages.example/": ("dead", "nobody.pages.example"),
    f"http://{A}/sold/page": ("parked", "casino.example"),
    "http://parked.pages.example/about": ("parked", "domain is for sale"),
    "http://filled.pages.example/": ("parked", "parking service"),
    "http://news.pages.example/": ("ok", ""),
    f"http://{A}/broken": ("unreachable", "500"),
    f"http://{A}/private": ("unreachable", "403"),
    f"http://{A}/round": ("unreachable", "circle"),
    f"http://{A}/inside": ("unreachable", "private"),
    "http://shy.pages.example/private/a": ("unreachable", "robots.txt"),
    "http://us.pages.example/": ("unreachable", "robots.txt"),
    "http://busy.pages.example/1": ("unreachable", "429"),
    "http://busy.pages.example/2": ("unreachable", "pause"),
    "http://slow.pages.example/": ("unreachable", "no answer"),
}


@pytest.fixture
def internet() -> Iterator[Internet]:
    with serve(WORLD, NAMES) as found, only_this_machine():
        yield found


def tree(directory: Path, addresses: Mapping[str, str] | list[str]) -> Path:
    """A data directory whose only outgoing links are these, in `links` of the news item."""
    copies = dict.fromkeys(addresses, "") if isinstance(addresses, list) else dict(addresses)
    lines = ["links:"] if copies else []
    for address, copy in copies.items():
        lines += ["  - title: {en: A link}", f"    url: {address}"]
        lines += [f"    archived_url: {copy}"] * bool(copy)
    changes: dict[str, str | bytes | None] = {}
    for name in ("sources/report.yml", "organisations/donor.yml", "municipalities/ruse.yml",
                 "visibility/donor-rule.yml"):  # fmt: skip
        changes[name] = text_of(name).replace("https://", "mailto:a@")
    changes["news/start.yml"] = text_of("news/start.yml") + "\n".join([*lines, ""])
    changes["site.yml"] = text_of("site.yml").replace(
        "https://creativecommons.org/licenses/by/4.0/", f"http://{A}/"
    )
    return write_tree(directory / "data", changes)


def check(internet: Internet, data: Path, *options: str, cache: str = "") -> tuple[int, str]:
    out = io.StringIO()
    arguments = ["--data", str(data), "--cache", cache or str(data.parent / "cache" / "links.json"),
                 "--pause", "0", *options]  # fmt: skip
    with redirect_stdout(out):
        code = check_links.main(arguments, internet.network())
    return code, out.getvalue()


def by_address(printed: str) -> dict[str, dict[str, Any]]:
    return {link["address"]: link for link in json.loads(printed)["links"]}


# -- verdicts ------------------------------------------------------------------------


def test_every_link_gets_the_verdict_that_it_deserves(internet: Internet, tmp_path: Path) -> None:
    data = tree(tmp_path, list(TRUTH))
    code, printed = check(internet, data, "--format", "json", "--timeout", "3")
    found = by_address(printed)
    said = {address: found[address]["verdict"] for address in TRUTH}
    assert said == {address: verdict for address, (verdict, _) in TRUTH.items()}
    for address, (_, reason) in TRUTH.items():
        assert reason in found[address]["detail"]
    assert code == 0
    assert found[f"http://{A}/for-ever"]["new_address"] == f"http://{A}/page"
    # What is temporary again behind the permanent step is no new address.
    assert found[f"http://{A}/both"]["new_address"] == f"http://{A}/for-now"
    assert internet.http.most[A] == 1, "one request at a time"


def test_names_that_cannot_be_looked_up_now_are_not_dead(
    internet: Internet, tmp_path: Path
) -> None:
    def offline(host: str, port: int) -> tuple[str, ...]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    network = dataclasses.replace(internet.network(), resolve=offline)
    data = tree(tmp_path, [f"http://{A}/page"])
    out = io.StringIO()
    arguments = ["--data", str(data), "--cache", str(tmp_path / "c"), "--format", "json"]
    with redirect_stdout(out):
        check_links.main(arguments, network)
    assert {link["verdict"] for link in by_address(out.getvalue()).values()} == {"unreachable"}


def test_the_network_inside_is_asked_only_if_somebody_says_so(
    internet: Internet, tmp_path: Path
) -> None:
    data = tree(tmp_path, ["http://localhost/"])
    network = dataclasses.replace(internet, names={"localhost": "127.0.0.1"})
    for flags, detail in (((), "private"), (("--allow-private",), "cannot connect")):
        _, printed = check(network, data, "--format", "json", *flags)
        assert detail in by_address(printed)["http://localhost/"]["detail"]


# -- manners -------------------------------------------------------------------------


def test_servers_learn_who_asks_and_where_to_complain(internet: Internet, tmp_path: Path) -> None:
    data = tree(tmp_path, [f"http://{A}/file.pdf"])
    site = data / "site.yml"
    site.write_text(site.read_text("utf-8") + "contact_url: mailto:editors@portal.example\n")
    check(internet, data)
    agents = {agent for _, _, agent in internet.http.asked}
    assert agents == {"InclusionPortalLinkCheck/1.0 (+mailto:editors@portal.example)"}


def test_files_are_not_downloaded_and_pages_only_after_head(
    internet: Internet, tmp_path: Path
) -> None:
    check(internet, tree(tmp_path, [f"http://{A}/file.pdf", f"http://{A}/page"]))
    asked = [(method, path) for method, _, path in internet.http.methods]
    assert ("HEAD", "/file.pdf") in asked
    assert ("GET", "/file.pdf") not in asked
    assert asked.index(("HEAD", "/page")) < asked.index(("GET", "/page"))
    assert asked.count(("GET", "/robots.txt")) == 1


def test_between_two_requests_to_a_host_there_is_a_pause(
    internet: Internet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused: list[float] = []
    monkeypatch.setattr("web_fetcher.time.sleep", paused.append)
    data = tree(tmp_path, [f"http://{A}/file.pdf", f"http://{A}/page"])
    check(internet, data, "--pause", "5")
    assert paused
    assert all(4 < seconds <= 5 for seconds in paused)


def test_a_slow_host_is_left_alone_after_two_links(internet: Internet, tmp_path: Path) -> None:
    data = tree(tmp_path, [f"http://slow.pages.example/?{number}" for number in range(6)])
    _, printed = check(internet, data, "--timeout", "0.3", "--format", "json")
    details = [link["detail"] for link in by_address(printed).values() if "slow" in link["address"]]
    assert sum("not asked" in detail for detail in details) == 4


def test_a_check_ends_when_its_time_is_over(internet: Internet, tmp_path: Path) -> None:
    data = tree(tmp_path, [f"http://slow.pages.example/?{number}" for number in range(3)])
    _, printed = check(internet, data, "--timeout", "1", "--minutes", "0.01", "--format", "json")
    details = [link["detail"] for link in by_address(printed).values() if "slow" in link["address"]]
    assert any("whole check was over" in detail for detail in details)
    assert all(link["verdict"] != "dead" for link in by_address(printed).values())


# -- memory --------------------------------------------------------------------------


def test_answers_are_remembered_for_as_long_as_they_may_be(
    internet: Internet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tree(tmp_path, [f"http://{A}/page", f"http://{A}/gone", f"http://{A}/broken"])

    def asked_on(day: int, *options: str) -> set[str]:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(site_build.EPOCH + 86_400 * day))
        internet.http.asked.clear()
        check(internet, data, *options)
        return {path for _, path, _ in internet.http.asked} - {"/robots.txt"}

    assert asked_on(0) == {"/", "/page", "/gone", "/broken"}
    assert asked_on(0) == {"/broken"}, "what was unreachable is asked for again"
    assert asked_on(1) == {"/gone", "/broken"}
    assert asked_on(8) == {"/", "/page", "/gone", "/broken"}
    assert asked_on(8, "--fresh") == {"/", "/page", "/gone", "/broken"}
    known = read_cache(tmp_path / "cache" / "links.json")[f"http://{A}/gone"]
    assert (known.checked_on - known.since).days == 8
    _, printed = check(internet, data)
    assert f"since {known.since}" in printed


def test_a_broken_cache_is_as_good_as_none(internet: Internet, tmp_path: Path) -> None:
    cache = tmp_path / "links.json"
    for content in ("{", "[]", '{"version": 1, "links": {"x": 3}}', '{"version": 1, "links": []}'):
        cache.write_text(content, "utf-8")
        code, _ = check(internet, tree(tmp_path, [f"http://{A}/page"]), cache=str(cache))
        assert code == 0
        assert f"http://{A}/page" in read_cache(cache)


# -- what people and programs read ---------------------------------------------------


def test_problems_stand_at_their_lines_with_a_fix(internet: Internet, tmp_path: Path) -> None:
    # Neither what is fine or unreachable is told, nor what has an archived copy.
    others = {"page": "", "broken": "", "no-such-page": f"http://{A}/page"}
    addresses = {"gone": "", "for-ever#part": "", "home#part": "", **others}
    data = tree(tmp_path, {f"http://{A}/{path}": copy for path, copy in addresses.items()})
    lines = (data / "news" / "start.yml").read_text("utf-8").split("\n")
    _, printed = check(internet, data, "--format", "github")
    gone = next(n for n, line in enumerate(lines, 1) if "/gone" in line)
    assert f"news/start.yml,line={gone},col=10,title=links[0].url::" in printed
    assert "::error " in printed.split("\n")[0]
    assert "archived_url%3A" not in printed  # only properties are escaped so
    assert "add archived_url: with the address of a copy" in printed
    assert f"::warning file={data.as_posix().replace(':', '%3A')}" in printed
    assert f'write "http://{A}/page#part"' in printed
    assert f"look whether the page has a new address below http://{A}/\n" in printed
    assert (printed.count("::error "), printed.count("::warning ")) == (1, 2)


@pytest.mark.parametrize(
    ("address", "fail_on", "code"),
    [("/page", "moved", 0), ("/for-ever", "dead", 0), ("/for-ever", "moved", 1),
     ("/gone", "dead", 1), ("/gone", "moved", 1), ("/broken", "moved", 0)],
)  # fmt: skip
def test_exit_codes(
    internet: Internet, tmp_path: Path, address: str, fail_on: str, code: int
) -> None:
    data = tree(tmp_path, [f"http://{A}{address}"])
    assert check(internet, data, "--fail-on", fail_on)[0] == code


def test_a_dead_link_with_an_archived_copy_is_settled(internet: Internet, tmp_path: Path) -> None:
    data = tree(tmp_path, {f"http://{A}/gone": f"http://{A}/page"})
    code, printed = check(internet, data, "--fail-on", "dead", "--report", str(tmp_path / "r.md"))
    assert code == 0
    assert "an archived copy is linked" in printed
    assert "1 more are broken" in (tmp_path / "r.md").read_text("utf-8")
    # A copy that dies in its turn is found.
    data = tree(tmp_path, {f"http://{A}/gone": f"http://{A}/no-such-page"})
    assert check(internet, data, "--fail-on", "dead")[0] == 1


def test_what_comes_from_elsewhere_stays_text(internet: Internet, tmp_path: Path) -> None:
    hostile = "x`\u202e\x1b[31m@everyone"
    WORLD[A, "/hostile"] = Reply(
        status=301, headers={"Location": f"/page?{hostile}".encode().decode("latin-1")}
    )
    data = tree(tmp_path, [f"http://{A}/hostile"])
    report = tmp_path / "report.md"
    _, printed = check(internet, data, "--report", str(report))
    assert printed.replace("\n", "").isprintable()
    for line in report.read_text("utf-8").split("\n"):
        assert "@" not in line or line.count("`") % 2 == 0


@pytest.mark.parametrize(
    "arguments",
    [["--data", "no-such-folder"], ["--jobs", "9"], ["--pause", "-1"], ["--format", "xml"]],
)
def test_a_wrong_call_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        check_links.main(arguments)
    assert refused.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tree(tmp_path, [])
    (data / "news" / "gone.yml").symlink_to("nowhere.yml")
    with pytest.raises(SystemExit) as refused:
        check_links.main(["--data", str(data)])
    assert refused.value.code == 2
    assert "news/gone.yml: No such file" in capsys.readouterr().err


# -- where links are -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("See https://a.example/x.", ["https://a.example/x"]),
        ("[a](https://a.example/b_(c)) and (https://b.example/)",
         ["https://a.example/b_(c)", "https://b.example/"]),
        ("<https://a.example/?q=1&r=2>", ["https://a.example/?q=1&r=2"]),
        ("„https://a.example/“, **https://b.example/**", ["https://a.example/", "https://b.example/"]),
        ('[a](https://a.example/ "Title")', ["https://a.example/"]),
        ("[a](https://a.example/)(b)", ["https://a.example/"]),
        ("mailto:a@b.example portal:events/x", []),
        ("(https://a.example/b_(c)])." + ")" * 1_000_000, ["https://a.example/b_(c)"]),
    ],
)  # fmt: skip
def test_addresses_in_texts(text: str, addresses: list[str]) -> None:
    assert list(addresses_in(text)) == addresses


def test_links_are_found_with_their_places(tmp_path: Path) -> None:
    body = (
        "body:\n  en: |\n    Read [this](https://a.example/1#part),\n    or `https://code.example/`.\n"
        "website_note: x\n# https://comment.example/\n"
    )
    quoted = "disputed:\n  - field: title\n    title: {en: T}\n    values:\n" + 2 * (
        "      - {value: {en: 'http://quoted.example/'}, source: report}\n"
    )
    data = write_tree(
        tmp_path,
        {
            "news/start.yml": text_of("news/start.yml") + body + quoted,
            "docs/index.en.md": "# Home\n\n[x](https://a.example/1) `https://code.example/`\n",
            "evidence/x.yml": "page: https://evidence.example/\n",
            "events/broken.yml": "a: [https://broken.example/\n",
            "docs/about.en.md~": "https://before.example/\n",
        },
    )
    (data / "news" / ".#start.yml").symlink_to("nobody@nowhere.1")  # Emacs has it open
    (data / "docs" / ".#index.en.md").symlink_to("nobody@nowhere.1")
    found = {
        link.address: [(m.path, m.line, m.column) for m in link.mentions]
        for link in find_outgoing(data, "data", data / "docs", "docs", "https://portal.example/")
    }
    lines = (data / "news" / "start.yml").read_text("utf-8").split("\n")
    line = next(n for n, text in enumerate(lines, 1) if "Read [this]" in text)
    assert found.pop("https://a.example/1") == [
        ("data/news/start.yml", line, 17), ("docs/index.en.md", 3, 5),
    ]  # fmt: skip
    assert set(found) == {
        "https://source.example/report", "https://donor.example/", "https://donor.example/rules",
        "https://ruse.example/", "https://creativecommons.org/licenses/by/4.0/",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("host", "domain"),
    [("www.a.example", "a.example"), ("a.b.co.uk", "b.co.uk"), ("ec.europa.eu", "europa.eu"),
     ("x.gov.ro", "x.gov.ro"), ("gov.uk", "gov.uk"), ("127.0.0.1", "127.0.0.1")],
)  # fmt: skip
def test_domains_by_owner(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


def test_a_link_to_a_seller_of_domains_itself_is_not_parked() -> None:
    asked, other = parse_address("https://dan.com/terms"), parse_address("https://town.example/x")
    assert asked is not None
    assert other is not None
    assert why_parked(asked, asked, b"") == ""
    assert "dan.com" in why_parked(other, asked, b"")


def test_the_sites_own_addresses_are_not_asked_and_its_settings_take_no_copy(
    tmp_path: Path,
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "site.yml").write_text(
        "url: https://old.example/\nedit_url: https://code.example/edit/\n"
        "licence:\n  name: CC BY 4.0\n  url: https://licence.example/by\n"
    )
    found = find_outgoing(
        tmp_path / "data", "data", tmp_path / "docs", "docs", "https://new.example/"
    )
    assert [one.address for one in found] == ["https://licence.example/by"]
    assert [mention.takes_copy for one in found for mention in one.mentions] == [False]
