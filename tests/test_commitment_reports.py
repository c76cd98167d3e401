"""What the check writes: JSON, JUnit, the table, evidence to commit, letters."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from portal.build import open_portal
from portal.check import check_directory
from portal.commitments.evidence import render_evidence
from portal.commitments.junit import render_junit
from portal.commitments.letters import render_letters
from portal.commitments.table import render_table
from portal.commitments.verdicts import Report, Result, Verdict, make_report, render_json
from portal.model import Agreement
from portal.pages.localiser import Localiser
from tests.site_build import ROOT

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


def indented(text: str) -> str:
    """The lines that an editor copies: those under the commitment."""
    return "\n".join(line for line in text.splitlines() if line.startswith("    ")) + "\n"


@pytest.mark.parametrize(
    ("found", "status", "note"),
    [
        (FULFILLED, "fulfilled", "the programme’s logo and the link are there"),
        (PARTLY, "partly_fulfilled", "the programme’s logo is there; the link was not found"),
        (DOUBTFUL, "partly_fulfilled", "it is not certain that visitors see them"),
    ],
    ids=["fulfilled", "partly", "doubtful"],
)
def test_evidence_can_be_committed(found: Result, status: str, note: str, tmp_path: Path) -> None:
    """Pasted into the agreement, the lines make a record that the check of the data accepts."""
    text = render_evidence(report(found), localisers())
    assert list(yaml.safe_load(text)) == ["romact-blagoevgrad-2020"]
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    file = data / "agreements" / "romact-blagoevgrad-2020.yml"
    old = file.read_text("utf-8")
    kind, marker = "  - kind: inform_public\n", "    status: unknown\n"
    before, after = old.split(kind)[0], old.split(kind)[1]
    file.write_text(before + kind + after.replace(marker, indented(text), 1), "utf-8")
    checked = check_directory(data)
    assert checked.problems == ()
    assert checked.catalog is not None
    agreement = checked.catalog.get("agreements", "romact-blagoevgrad-2020")
    assert isinstance(agreement, Agreement)
    commitment = agreement.commitments[0]
    assert commitment.status == status
    (evidence,) = commitment.evidence
    assert (evidence.url, str(evidence.seen_on)) == (PAGE, "2026-11-22")
    assert evidence.note is not None
    assert set(evidence.note) == {"en", "bg", "ro", "cs"}
    assert note in evidence.note["en"]
    assert f"# SHA-256 of the page: {'cd' * 32}" in text


def test_evidence_of_before_stays(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    file = tmp_path / "data" / "agreements" / "romact-blagoevgrad-2020.yml"
    earlier = (
        "    status: fulfilled\n    evidence:\n"
        "      - url: https://town.example/old\n        seen_on: 2025-01-02\n"
        "        note:\n          en: 'By hand: seen'\n"
        f"      - url: {PAGE}\n        seen_on: 2025-01-03\n"
    )
    file.write_text(file.read_text("utf-8").replace("    status: unknown\n", earlier, 1), "utf-8")
    checked = check_directory(tmp_path / "data")
    assert checked.problems == ()
    assert checked.catalog is not None
    portal = open_portal(
        checked.catalog, checked.strings, checked.directory, ROOT / "overrides", NOW.date()
    )
    text = render_evidence(report(FULFILLED), portal.localisers)
    (commitment,) = yaml.safe_load(text)["romact-blagoevgrad-2020"].values()
    dates = [(item["url"], str(item["seen_on"])) for item in commitment["evidence"]]
    assert dates == [("https://town.example/old", "2025-01-02"), (PAGE, "2026-11-22")]
    assert commitment["evidence"][0]["note"] == {"en": "By hand: seen"}


def test_what_is_missing_is_no_evidence() -> None:
    assert yaml.safe_load(render_evidence(report(MISSING, UNREACHABLE), localisers())) == {}


# -- letters -------------------------------------------------------------------------


def letters(tag: str, *results: Result) -> dict[str, str]:
    return dict(render_letters(report(*results), localisers()[tag]))


@pytest.mark.parametrize("tag", ["en", "bg", "ro", "cs"])
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
    assert agreement.title[tag] in text
    assert agreement.commitments[0].text[tag] in text
    if tag != "en":
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
