"""What the check writes: JSON, JUnit, the table, evidence to commit, letters."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from portal.build import open_portal
from portal.catalog import Catalog
from portal.check import check_directory
from portal.commitments.evidence import render_evidence
from portal.commitments.junit import render_junit
from portal.commitments.letters import render_letters
from portal.commitments.table import render_table
from portal.commitments.verdicts import Report, Result, Verdict, make_report, render_json
from portal.evidence import Check
from portal.model import Agreement, Commitment
from portal.pages.localiser import Localiser
from tests.site_build import LANGUAGES, ROOT, WRITTEN, shown

# Shortly before midnight in UTC: it is the 22nd already in Sofia.
NOW = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
PAGE = "https://town.example/romact"
WHERE = {"document": PAGE, "selector": "body > a", "line": 7}
LINK = {"how": "programme", "address": "https://coe-romact.org/", "where": WHERE}
LOGO = {**LINK, "how": "picture", "address": f"{PAGE}.png", "likeness": 0.987, "sha256": "ab" * 32}
HOSTILE = '\x1b[31m<b>"&]]>\x00\ud800\u202e'.encode("utf-8", "replace").decode()


def result(verdict: Verdict, **more: Any) -> Result:
    given = {
        "agreement": "romact-blagoevgrad-2020",
        "commitment": 0,
        "municipality": "blagoevgrad",
        "programme": "romact",
        "page": PAGE,
        "page_field": "logo_page",
        "verdict": verdict,
        "checked_at": NOW,
        "final_address": PAGE,
        "sha256": "cd" * 32,
        "status": 200,
    }
    return Result.model_validate(given | more)


FULFILLED = result(Verdict.FULFILLED, link=LINK, logo=LOGO)
PARTLY = result(Verdict.PARTLY, link={**LINK, "hidden": "display: none"}, logo=LOGO)
DOUBTFUL = result(Verdict.PARTLY, link=LINK, logo=LOGO, doubts=("the style sheet x: status 403",))
MISSING = result(Verdict.MISSING, page_field="website")
UNREACHABLE = result(
    Verdict.UNREACHABLE, reason={"code": "timeout", "detail": "no answer within 30 s"}, status=None
)
ALL = (FULFILLED, PARTLY, DOUBTFUL, MISSING, UNREACHABLE)


def report(*results: Result) -> Report:
    return make_report("https://inclusion-portal.example/", "agent", NOW, results or ALL)


@cache
def localisers() -> Mapping[str, Localiser]:
    checked = check_directory(ROOT / "data")
    assert checked.catalog is not None
    today = NOW.date()
    return open_portal(
        checked.catalog, checked.strings, checked.directory, ROOT / "overrides", today
    ).localisers


# -- JSON ----------------------------------------------------------------------------


def test_json_can_be_read_back() -> None:
    text = render_json(report())
    assert text.endswith("}\n")
    assert Report.model_validate_json(text, by_alias=True) == report()


def test_json_keeps_its_shape() -> None:
    """Others read this: a name that goes away needs another version."""
    found = json.loads(render_json(report()))
    assert (found["format"], found["version"]) == ("commitment-check", 1)
    assert set(found) == {
        "format", "version", "site", "agent", "started_at", "counts", "results",
    }  # fmt: skip
    assert found["counts"] == {"fulfilled": 1, "partly": 2, "missing": 1, "unreachable": 1}
    assert set(found["results"][0]) == {
        "agreement", "commitment", "municipality", "programme", "page", "page_field", "verdict",
        "checked_at", "method", "reason", "link", "logo", "doubts", "gaps", "final_address", "hops",
        "status", "encoding", "sha256", "size_bytes", "copy", "pictures_compared", "pictures_left",
    }  # fmt: skip
    assert found["results"][0]["checked_at"] == "2026-11-21T23:30:00Z"
    assert found["results"][0]["logo"] == {**LOGO, "hidden": ""}
    assert found["results"][4]["reason"]["code"] == "timeout"


# -- JUnit ---------------------------------------------------------------------------


def test_junit_fails_what_is_missing_and_skips_what_was_not_reached() -> None:
    root = ElementTree.fromstring(render_junit(report()))
    (suite,) = root
    assert (root.tag, suite.tag) == ("testsuites", "testsuite")
    counts = [suite.get(name) for name in ("tests", "failures", "errors", "skipped")]
    assert counts == ["5", "3", "0", "1"]
    assert suite.get("timestamp") == "2026-11-21T23:30:00"
    outcomes = [case[0].tag for case in suite]
    assert outcomes == ["system-out", "failure", "failure", "failure", "skipped"]
    assert [case.get("name") for case in suite] == ["blagoevgrad shows romact"] * 5
    assert suite[1][0].get("message") == "link hidden (display: none); logo picture 99%"


def test_junit_is_xml_whatever_a_page_says() -> None:
    odd = result(Verdict.PARTLY, link={**LINK, "hidden": HOSTILE}, final_address=HOSTILE)
    root = ElementTree.fromstring(render_junit(report(odd)))
    assert "�" in (root[0][0][0].get("message") or "")


# -- the table -----------------------------------------------------------------------


def test_the_table_has_a_line_for_each() -> None:
    lines = render_table(report(), colours=False).splitlines()
    assert lines[0].split() == ["MUNICIPALITY", "PROGRAMME", "VERDICT", "LINK", "LOGO", "PAGE"]
    fulfilled = ["blagoevgrad", "romact", "fulfilled", "programme", "picture", "99%", PAGE]
    assert lines[1].split() == fulfilled
    assert "hidden (display: none)" in lines[2]
    assert lines[4].endswith(f"{PAGE} (home page)")
    assert lines[5].endswith(f"{PAGE}: no answer within 30 s")
    assert lines[-1] == "5 checked: 1 fulfilled, 2 partly, 1 missing, 1 unreachable."


def test_colours_stand_only_where_they_are_wanted() -> None:
    plain, coloured = (render_table(report(), colours=colours) for colours in (False, True))
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9]*m", "", coloured) == plain


def test_a_page_cannot_steer_the_terminal() -> None:
    odd = result(Verdict.PARTLY, link={**LINK, "hidden": HOSTILE}, final_address=HOSTILE)
    table = render_table(report(odd), colours=False)
    assert not [sign for sign in table if not sign.isprintable() and sign != "\n"]


# -- evidence ------------------------------------------------------------------------

AGREEMENT = "romact-blagoevgrad-2020"


def commit_evidence(data: Path, *results: Result) -> Catalog:
    """What an editor does: the files go into data/evidence, and the data is checked."""
    before = check_directory(data).catalog
    assert before is not None
    (data / "evidence").mkdir(exist_ok=True)
    for name, text in render_evidence(report(*results), before):
        (data / "evidence" / name).write_text(text, "utf-8")
    checked = check_directory(data)
    assert checked.problems == ()
    assert checked.catalog is not None
    return checked.catalog


def promise_of(catalog: Catalog) -> tuple[Commitment, Check]:
    agreement = catalog.get("agreements", AGREEMENT)
    assert isinstance(agreement, Agreement)
    return agreement.commitments[0], catalog.checks[AGREEMENT][0]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the first site's data, to commit to."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.mark.parametrize(
    ("found", "status", "seen"),
    [
        (FULFILLED, "fulfilled", ["link", "logo"]), (PARTLY, "partly_fulfilled", ["logo"]),
        (DOUBTFUL, "partly_fulfilled", ["link", "logo"]), (MISSING, "unknown", []),
    ],
    ids=["fulfilled", "partly", "doubtful", "missing"],
)  # fmt: skip
def test_evidence_can_be_committed(found: Result, status: str, seen: list[str], data: Path) -> None:
    """As it was written it passes the check of the data, and stands among the evidence."""
    commitment, check = promise_of(commit_evidence(data, found))
    assert commitment.status == status
    evidence = [(item.url, str(item.seen_on)) for item in commitment.evidence]
    # It was the 22nd in the site's time zone.
    assert evidence == ([(PAGE, "2026-11-22")] if seen else [])
    assert (str(check.verdict), str(check.checked_on)) == (found.verdict, "2026-11-22")
    assert (check.page, check.sha256) == (PAGE, "cd" * 32)
    assert [name for name in ("link", "logo") if getattr(check, name)] == seen
    if check.logo:
        assert (check.logo.by, check.logo.where) == ("picture", "body > a")
    assert check.fulfilled_on == (check.checked_on if status == "fulfilled" else None)


def test_an_editors_word_stands_and_evidence_of_before_stays(data: Path) -> None:
    file = data / "agreements" / f"{AGREEMENT}.yml"
    earlier = (
        "    status: in_progress\n    evidence:\n"
        "      - url: https://town.example/old\n        seen_on: 2025-01-02\n"
    )
    file.write_text(file.read_text("utf-8").replace("    status: unknown\n", earlier, 1), "utf-8")
    commitment, _ = promise_of(commit_evidence(data, FULFILLED))
    assert commitment.status == "in_progress"
    dates = [(item.url, str(item.seen_on)) for item in commitment.evidence]
    assert dates == [("https://town.example/old", "2025-01-02"), (PAGE, "2026-11-22")]


def test_a_page_that_was_not_reached_changes_no_evidence(data: Path) -> None:
    commit_evidence(data, FULFILLED)
    file = data / "evidence" / f"{AGREEMENT}.yml"
    before = file.read_bytes()
    commit_evidence(data, UNREACHABLE)
    assert file.read_bytes() == before


def test_what_is_missing_now_says_when_it_was_last_there(data: Path) -> None:
    commit_evidence(data, FULFILLED)
    later = MISSING.model_copy(update={"checked_at": NOW + timedelta(days=30)})
    commitment, check = promise_of(commit_evidence(data, later))
    assert (check.verdict, str(check.checked_on)) == ("missing", "2026-12-22")
    assert str(check.fulfilled_on) == "2026-11-22"
    assert (commitment.status, commitment.evidence) == ("unknown", ())


def test_a_day_that_a_fast_clock_wrote_is_mended_by_the_next_check(data: Path) -> None:
    ahead = FULFILLED.model_copy(update={"checked_at": NOW + timedelta(days=300)})
    commit_evidence(data, ahead)
    _, check = promise_of(commit_evidence(data, MISSING))
    assert (str(check.checked_on), str(check.fulfilled_on)) == ("2026-11-22", "2026-11-22")


def test_evidence_of_other_promises_in_the_agreement_stays(data: Path) -> None:
    file = data / "agreements" / f"{AGREEMENT}.yml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("kind: appoint_coordinator", "kind: inform_public"), "utf-8")
    commit_evidence(data, FULFILLED, PARTLY.model_copy(update={"commitment": 1}))
    checks = commit_evidence(data, MISSING.model_copy(update={"commitment": 1})).checks[AGREEMENT]
    found = [(check.commitment, check.verdict) for check in checks]
    assert found == [(1, "fulfilled"), (2, "missing")]


@pytest.mark.parametrize(
    ("address", "kept"),
    [("data:image/png;base64,QUJD", None), ("https://town.example/a b<c>", None), (PAGE, PAGE)],
)
def test_odd_addresses_of_a_page_never_make_evidence_that_cannot_be_committed(
    address: str, kept: str | None, data: Path
) -> None:
    odd = {**LOGO, "address": address, "where": {**WHERE, "selector": 'a: "b" # c > ' * 60}}
    found = result(Verdict.FULFILLED, link=LINK, logo=odd, final_address="http://[2001:db8::1]/x")
    _, check = promise_of(commit_evidence(data, found))
    assert check.logo is not None
    assert check.logo.address == kept
    assert check.page == PAGE, "an address by number alone is nothing to publish"


# What an editor may do to such a file, and the one problem that it makes.
GOOD_FILE = f"""\
checks:
  - commitment: 1
    verdict: partly
    checked_on: 2026-11-22
    page: {PAGE}
    link:
      by: programme
      where: body > a
    sha256: {"cd" * 32}
"""


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        (AGREEMENT, "commitment: 1", "commitment: 2", ":2:17: checks[1].commitment: expected the "
         'number of a commitment to inform the public, got "2". Fix: write 1'),
        (AGREEMENT, "verdict: partly", "verdict: fulfilled", ":3:14: checks[1].verdict: expected "
         "link and logo with the verdict fulfilled, got \"link\"."),
        (AGREEMENT, "verdict: partly", "verdict: missing", ":3:14: checks[1].verdict: expected "
         "neither link nor logo with the verdict missing, got \"link\"."),
        (AGREEMENT, "verdict: partly", "verdict: unreachable", ":3:14: checks[1].verdict: expected "
         ),
        (AGREEMENT, "cdcd\n", "cd\n", ":9:13: checks[1].sha256: expected a SHA-256: 64 digits"),
        (AGREEMENT, "    page:", "    fulfilled_on: 2026-11-23\n    page:",
         ":5:19: checks[1].fulfilled_on: expected a day not after checked_on (2026-11-22)"),
        (AGREEMENT, "checks:\n", "checks: []\nold:\n", ":"),
        ("romact-blagoevgrad-2019", "", "", ':1:1: expected a file name that is the id of a record '
         'in data/agreements/, got "romact-blagoevgrad-2019".'),
        ("Romact", "", "", ":1:1: expected a file name of"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_place(
    name: str, old: str, new: str, problem: str, data: Path
) -> None:
    (data / "evidence").mkdir()
    (data / "evidence" / f"{name}.yml").write_text(GOOD_FILE.replace(old, new, 1), "utf-8")
    problems = [str(found) for found in check_directory(data).problems]
    assert problems
    if problem != ":":
        (only,) = problems
        assert only.startswith(f"data/evidence/{name}.yml{problem}"), only


def test_the_same_promise_is_not_told_of_twice(data: Path) -> None:
    (data / "evidence").mkdir()
    twice = GOOD_FILE + GOOD_FILE.removeprefix("checks:\n")
    (data / "evidence" / f"{AGREEMENT}.yml").write_text(twice, "utf-8")
    (only,) = check_directory(data).problems
    assert (only.line, only.expected) == (10, "each commitment once")


def test_evidence_of_a_renamed_agreement_says_the_new_name(data: Path) -> None:
    agreements = data / "agreements"
    text = (agreements / f"{AGREEMENT}.yml").read_text("utf-8")
    (agreements / f"{AGREEMENT}.yml").unlink()
    renamed = f"{text}former_ids: [{AGREEMENT}]\n"
    (agreements / "romact-blagoevgrad.yml").write_text(renamed, "utf-8")
    (data / "evidence").mkdir()
    (data / "evidence" / f"{AGREEMENT}.yml").write_text(GOOD_FILE, "utf-8")
    found = [p for p in check_directory(data).problems if "evidence" in p.path]
    assert [p.fix for p in found] == ["rename the file to romact-blagoevgrad.yml"]


# -- letters -------------------------------------------------------------------------


def letters(tag: str, *results: Result) -> dict[str, str]:
    return dict(render_letters(report(*results), localisers()[tag]))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_letter_says_what_was_agreed_found_and_how_to_mend_it(tag: str) -> None:
    (text,) = letters(tag, MISSING).values()
    root = "" if tag == "en" else f"{tag}/"
    assert f"https://inclusion-portal.example/{root}embed/blagoevgrad/romact/" in text
    assert PAGE in text
    assert "2026" in text
    assert "22" in text
    assert "%(" not in text
    assert text.endswith("\n")
    agreement = localisers()[tag].catalog.get("agreements", "romact-blagoevgrad-2020")
    assert isinstance(agreement, Agreement)
    assert shown(agreement.title, tag) in text
    assert shown(agreement.commitments[0].text, tag) in text
    if tag in WRITTEN and tag != "en":
        assert "programme" not in text, "English words are left"


def test_letters_tell_states_apart() -> None:
    name = "blagoevgrad-romact.en.txt"
    missing = letters("en", MISSING)[name]
    assert "logo: we did not find it." in missing
    assert "link to the programme: we did not find it." in missing
    assert "It is your home page" in missing
    partly = letters("en", PARTLY)[name]
    assert "logo: it is there, thank you." in partly
    assert "link to the programme: it is in the page, but visitors do not see it." in partly
    assert "home page" not in partly
    assert "not certain" in letters("en", DOUBTFUL)[name]


def test_only_those_who_miss_it_get_a_letter() -> None:
    assert letters("en", FULFILLED, UNREACHABLE) == {}
