"""The workflows and forms: valid, pinned, safe, and in step with the records that they make."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import redirect_stdout
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

import gitlab_note
import issue_to_record
import page_pictures
import pull_request_report
from portal.markdown import to_html
from portal.model import KINDS
from site_comparison import broken_links, compare_sites
from tests import site_build
from tests.builders import check_tree, write_tree
from tests.site_build import ROOT
from tests.site_walk import Site

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(p for p in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if p.name != "config.yml")
RECORD_FORMS = [p for p in FORMS if p.stem != "mistake"]
KIND_OF_FORM = {"event": "events", "news": "news", "source": "sources"}
ANSWERS = {
    "Title (en)": "Open day: at the hall", "Title (bg)": "Ден", "Summary (en)": "One.\n\nTwo # 2.",
    "Kind": "meeting", "Status": "planned",
    "Starts": "2026-12-03 10:00", "Ends": "2026-12-03 13:00", "Time zone": "Europe/Sofia",
    "Municipality": "ruse", "Sources": "report",
    "Published on": "2026-09-01", "About projects": "school", "Text (en)": "Line.\n\n- a\n- b",
    "Publisher (en)": "Somebody", "Language": "bg", "Address": "https://a.example/", "Seen on":
    "2026-09-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(site_build.EPOCH))


def lint(*command: str) -> None:
    program = Path(sys.executable).with_name(command[0])
    done = site_build.run([str(program), *command[1:]], ROOT, {"PATH": os.environ["PATH"]})
    assert done.returncode == 0, done.stdout + done.stderr


# Each in turn: to begin a process takes longer than to check.
CHECK_EACH = """
import json, sys
from check_jsonschema import main
for arguments in json.loads(sys.argv[1]):
    code = main(["--builtin-schema", *arguments], standalone_mode=False)
    if code:
        sys.exit(code)
"""


def test_workflows_and_forms_follow_their_schemas() -> None:
    lint(
        "python", "-c", CHECK_EACH,
        json.dumps([
            ["vendor.github-workflows", *map(str, WORKFLOWS)],
            ["vendor.gitlab-ci", ".gitlab-ci.yml"],
            ["vendor.github-issue-forms", *map(str, FORMS)],
            ["vendor.github-issue-config", str(GITHUB / "ISSUE_TEMPLATE" / "config.yml")],
        ]),
    )  # fmt: skip


def test_workflows_are_safe() -> None:
    lint("zizmor", "--offline", "--no-progress", str(GITHUB / "workflows"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.stem)
def test_actions_are_pinned_by_commit_and_jobs_have_a_limit(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        if "uses:" in line:
            assert re.search(r"uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert all(job["timeout-minutes"] for job in workflow["jobs"].values())


def test_scripts_that_workflows_call_are_there() -> None:
    for path in (*WORKFLOWS, ROOT / ".gitlab-ci.yml"):
        for name in re.findall(r"scripts/\w+\.py", path.read_text("utf-8")):
            assert (ROOT / name).is_file(), (path.name, name)


def test_the_comment_is_found_again_by_its_first_line() -> None:
    text = (GITHUB / "workflows" / "comment.yml").read_text("utf-8")
    assert f"marker='{pull_request_report.MARKER}'" in text


# -- forms ---------------------------------------------------------------------------


def questions(path: Path) -> dict[str, dict[str, Any]]:
    body = yaml.safe_load(path.read_text("utf-8"))["body"]
    return {q["attributes"]["label"]: q for q in body if q["type"] != "markdown"}


def answered(path: Path, **changes: str) -> str:
    """What GitHub makes of a form."""
    lines = []
    for label in questions(path):
        answer = {**ANSWERS, **changes}.get(label, "_No response_")
        lines.append(f"### {label}\n\n{answer}")
    return "\n\n".join(lines)


def convert(text: str, data: Path, *arguments: str) -> tuple[int, str]:
    file = data.parent / "issue.md"
    file.write_text(text, "utf-8")
    out = io.StringIO()
    with redirect_stdout(out):
        code = issue_to_record.main([str(file), "--data", str(data), *arguments])
    return code, out.getvalue()


@pytest.mark.parametrize("path", RECORD_FORMS, ids=lambda p: p.stem)
def test_words_to_choose_from_are_those_of_the_model(path: Path) -> None:
    model = KINDS[KIND_OF_FORM[path.stem]]
    site = site_build.read_yaml(ROOT / "data" / "site.yml")
    tags = [language["tag"] for language in site["languages"]]
    asked = questions(path)
    for label, question in asked.items():
        if question["type"] == "dropdown":
            words = model.model_fields[label.lower()].annotation
            assert isinstance(words, type)
            assert issubclass(words, StrEnum)
            assert question["attributes"]["options"] == list(words)
    assert [label for label in asked if label.startswith("Title (")] == [
        f"Title ({t})" for t in tags
    ]


@pytest.mark.parametrize("path", RECORD_FORMS, ids=lambda p: p.stem)
def test_an_answered_form_makes_a_record_without_problems(path: Path, tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    code, printed = convert(answered(path), data)
    assert code == 0, printed
    assert printed.startswith(f"# data/{KIND_OF_FORM[path.stem]}/open-day-at-the-hall.yml\n")
    code, _ = convert(answered(path), data, "--write")
    assert code == 0
    assert check_tree(data).problems == ()
    fields = site_build.read_yaml(data / KIND_OF_FORM[path.stem] / "open-day-at-the-hall.yml")
    assert fields["title"] == {"en": "Open day: at the hall", "bg": "Ден"}
    if "body" in fields:
        assert fields["body"]["en"] == "Line.\n\n- a\n- b\n"


def test_headings_within_a_text_are_part_of_it(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    text = "Come early.\n\n### Agenda (draft)\n\n- coffee\n\n### Publisher of this\n\nWe."
    form = next(path for path in RECORD_FORMS if path.stem == "news")
    code, printed = convert(answered(form, **{"Text (en)": text}), data)
    assert code == 0, printed
    assert yaml.load(printed.partition("\n")[2], yaml.BaseLoader)["body"]["en"].strip() == text


def test_a_file_that_is_open_in_an_editor_stops_no_form(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    (data / "events" / ".#open-day.yml").symlink_to("nobody@nowhere.1")  # Emacs has it open
    code, printed = convert(answered(RECORD_FORMS[0]), data)
    assert code == 0, printed


def test_what_is_missing_is_listed_in_plain_words(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    before = site_build.snapshot(data)
    form = GITHUB / "ISSUE_TEMPLATE" / "event.yml"
    changes = {"Municipality": "Russe", "Sources": "_No response_", "Title (en)": "_No response_"}
    code, printed = convert(answered(form, **changes), data, "--write")
    assert code == 1
    assert "**municipality**" in printed
    assert "**sources**" in printed
    assert "**title" in printed
    assert site_build.snapshot(data) == before


@pytest.mark.parametrize(
    "hostile",
    ["`````\n# x", "a: b\n---\nc: d", "### Status\n\nheld", '"}]', "{{ 7*7 }}", "!!python/object:x",
     "*alias", "&a b", "$(touch /x)", "\u202edlrow"],
)  # fmt: skip
def test_answers_stay_text(hostile: str, tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    form = GITHUB / "ISSUE_TEMPLATE" / "event.yml"
    code, printed = convert(answered(form, **{"Summary (en)": hostile}), data)
    if code == 0:
        body = printed.partition("\n")[2]
        kept = yaml.load(body, yaml.BaseLoader)["summary"]["en"]
        assert "".join(kept.split()) == "".join(hostile.split("### Status")[0].split())
    else:
        assert "expected" in printed


def test_what_is_no_form_is_refused(tmp_path: Path) -> None:
    code, printed = convert("Hello", write_tree(tmp_path / "data"))
    assert (code, printed) == (2, "")


def test_a_heading_of_spaces_is_read_in_one_go(tmp_path: Path) -> None:
    # What grows with the square of the length takes minutes for this.
    spaces = " " * 100_000
    code, printed = convert(f"### {spaces}\x0bx{spaces}y", write_tree(tmp_path / "data"))
    assert (code, printed) == (2, "")


# -- the report ----------------------------------------------------------------------


def test_the_report_tells_what_a_change_does(site: Site, tmp_path: Path) -> None:
    data = site_build.copy_data(tmp_path / "data")
    event = data / "events" / "focsani-training-2018.yml"
    another = site_build.every_language("Another text")
    site_build.change_yaml(event, title=another, summary=another)
    site_build.write_yaml(data / "events" / "new-one.yml", site_build.read_yaml(event))
    after = site_build.build(tmp_path / "site", data=data)
    (after.root / "bg" / "lost").mkdir()
    (after.root / "bg" / "lost" / "index.html").write_text('<a href="../no-such/">x</a>')
    out = io.StringIO()
    with redirect_stdout(out):
        code = pull_request_report.main(
            [str(site.root), str(after.root), "--data", str(data), "--preview", "https://p.example"]
        )
    report = out.getvalue()
    assert code == 1
    assert report.startswith(pull_request_report.MARKER)
    assert "- `/events/new-one/` [en](https://p.example/events/new-one/)" in report
    assert "[cs](https://p.example/cs/events/focsani-training-2018/)" in report
    assert "`../no-such/` on `/bg/lost/`" in report
    assert "**Removed" not in report
    card = "embed/v1/focsani/romact/{}/events/"  # cards name their language last
    assert f"- `/{card.format('en')}` [en](https://p.example/{card.format('en')}) [bg](" in report
    assert f"[cs](https://p.example/{card.format('cs')})" in report
    assert "still to be translated" not in report
    # Both texts were confirmed in three languages.
    assert "**Translations whose original has changed: 6**\n\n- bg: 2 of " in report


def test_a_link_that_is_no_address_or_calls_somebody_is_shown_as_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "before").mkdir()
    after = tmp_path / "after"
    after.mkdir()
    (after / "index.html").write_text(
        '<a href="https://[">a</a><a href="x` @everyone\n\n![](y)">b</a>'
    )
    assert pull_request_report.main([str(tmp_path / "before"), str(after)]) == 1
    report = capsys.readouterr().out
    assert "- `https://[` on `/`" in report
    assert "- `` x` @everyone ![](y) `` on `/`" in report


def test_a_site_without_a_change_has_a_short_report(site: Site) -> None:
    comparison = compare_sites(site.root, site.root)
    assert (comparison.added, comparison.changed, comparison.removed) == ((), (), ())
    assert broken_links(site.root) == ()


_ROBOT = 5


class _GitLab(BaseHTTPRequestHandler):
    notes: list[dict[str, Any]]
    asked: list[tuple[str, str]]

    def _answer(self) -> None:
        type(self).asked.append((self.command, self.path))
        size = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(size)) if size else {}
        assert self.headers["PRIVATE-TOKEN"] == "secret"
        notes = type(self).notes
        if self.path.endswith("/user"):
            found: Any = {"id": _ROBOT}
        elif self.command == "GET":
            found = notes if self.path.endswith("&page=1") else []
        elif self.command == "POST":
            found = {"id": len(notes) + 1, "author": {"id": _ROBOT}, **body}
            notes.append(found)
        else:
            found = notes[int(self.path.rpartition("/")[2]) - 1]
            found.update(body)
        content = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = _answer  # noqa: N815 - the base's names

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def gitlab(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_GitLab]]:
    _GitLab.notes, _GitLab.asked = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _GitLab)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("CI_API_V4_URL", f"http://127.0.0.1:{server.server_port}/api/v4")
    monkeypatch.setenv("CI_PROJECT_ID", "7")
    monkeypatch.setenv("CI_MERGE_REQUEST_IID", "3")
    monkeypatch.setenv("COMMENT_TOKEN", "secret")
    yield _GitLab
    server.shutdown()
    server.server_close()


def test_gitlab_gets_one_note_that_is_updated(gitlab: type[_GitLab], tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    marker = pull_request_report.MARKER
    gitlab.notes.append({"id": 1, "author": {"id": 8}, "body": f"{marker}\nof somebody"})
    for text in ("first", "second"):
        report.write_text(f"{marker}\n{text}\n", "utf-8")
        assert gitlab_note.main([str(report)]) == 0
    assert [note["body"].split("\n")[1] for note in gitlab.notes] == ["of somebody", "second"]
    assert {m for m, _ in gitlab.asked} == {"GET", "POST", "PUT"}


def test_a_note_without_its_mark_or_outside_of_gitlab_is_not_written(
    gitlab: type[_GitLab],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = tmp_path / "report.md"
    report.write_text("\n", "utf-8")
    assert gitlab_note.main([str(report)]) == 2
    assert "does not begin with a line" in capsys.readouterr().err
    monkeypatch.delenv("COMMENT_TOKEN")
    assert gitlab_note.main([str(report)]) == 2
    assert capsys.readouterr().err == "error: not set: COMMENT_TOKEN\n"
    assert gitlab.asked == []


HOSTILE_ANSWERS = (
    "````\n@everyone <img src=x> [x](https://evil.example)", "``````````\n# Heading",
    "~~~~\n<details>", "x ` @someone ` ![x](https://evil.example/x.png)",
)  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE_ANSWERS)
def test_what_somebody_wrote_means_nothing_in_our_answer(hostile: str, tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    form = GITHUB / "ISSUE_TEMPLATE" / "event.yml"
    changes = {"Summary (en)": hostile, "Municipality": hostile.replace("\n", " ")}
    code, printed = convert(answered(form, **changes), data)
    assert code == 1
    html = LexborHTMLParser(to_html(printed))
    assert not html.css("img, details, h1, h2, h3, a")
    for node in html.css("code, pre"):
        node.decompose()
    text = html.text()
    assert "everyone" not in text
    assert "someone" not in text
    assert "evil" not in text


@pytest.mark.parametrize(("error", "told"), [(BrokenPipeError(), False), (ValueError("x"), True)])
def test_a_page_that_is_left_early_is_no_error_in_the_log(
    error: Exception, told: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """A browser that has its picture hangs up; the log is what contributors are led to."""
    with page_pictures._Server(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
        try:
            raise error
        except Exception:
            server.handle_error(None, ("127.0.0.1", 1))
    assert ("Traceback" in capsys.readouterr().err) is told
