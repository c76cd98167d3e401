"""Builds: the same everywhere, whole or not at all, and every problem said at once."""

from __future__ import annotations

import contextlib
import html
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from queue import Queue

import pytest

from portal.assets import read_assets
from tests import site_build
from tests.shared import Shared
from tests.site_build import LANGUAGES, every_language, snapshot
from tests.site_walk import Page, Site

pytestmark = pytest.mark.build

# One line of a problem: place, field, expected, got, fix.
PROBLEM = re.compile(r"^(?P<path>\S+):(?P<line>\d+):\d+: (\S+: )?expected .+, got .+\. Fix: .+$")


@pytest.fixture
def published(tmp_path: Path, site: Site) -> Path:
    """A directory in which a site was published before: `site`, and nothing beside it."""
    directory = tmp_path / "www"
    directory.mkdir()
    (directory / "site").mkdir()
    for name in ("index.html", "bg/index.html", "old-page/index.html"):
        file = directory / "site" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"the old {name}", "utf-8")
    return directory


def assert_untouched(published: Path) -> None:
    names = ("index.html", "bg/index.html", "old-page/index.html")
    assert snapshot(published / "site") == {name: f"the old {name}".encode() for name in names}
    assert [path.name for path in published.iterdir()] == ["site"]


# -- the same bytes everywhere -------------------------------------------------------


def test_two_builds_in_different_surroundings_are_the_same_bytes(tmp_path: Path) -> None:
    one = site_build.copy_project(tmp_path / "one" / "project")
    other = site_build.copy_project(tmp_path / "the other" / "deeper" / "проект", one)
    first = site_build.run_build(
        tmp_path / "first" / "site", project=one,
        TZ="Pacific/Kiritimati", LC_ALL="C", PYTHONHASHSEED="1",
    )  # fmt: skip
    second = site_build.run_build(
        tmp_path / "second" / "public html", project=other,
        TZ="America/Adak", LC_ALL="tr_TR.UTF-8", LANG="bg_BG.UTF-8", PYTHONHASHSEED="2",
    )  # fmt: skip
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    files = snapshot(tmp_path / "first" / "site")
    assert len(files) > 400
    same = snapshot(tmp_path / "second" / "public html")
    assert files.keys() == same.keys()
    assert [name for name in files if files[name] != same[name]] == []
    # No trace of the surroundings either.
    for trace in (str(tmp_path), str(site_build.ROOT), "Kiritimati", "Adak"):
        assert not [name for name, content in files.items() if trace.encode() in content]


IN_PROCESSES = """
import sys
from datetime import date
from pathlib import Path
from portal import build, check
from portal.frame import Frame
from portal.theme import Theme

processes, templates, data, out = int(sys.argv[1]), *map(Path, sys.argv[2:])
build.PARALLEL_FROM = 1
checked = check.check_directory(data)
portal = build.open_portal(checked.catalog, checked.strings, data, templates, date(2026, 9, 21))
frame = Frame(("<html>", "<body>", "", "</body></html>"))
frames = {tag: dict.fromkeys(portal.frame_keys(), frame) for tag in portal.localisers}
shown = []
count = build.write_site(portal, Theme(frames), out, processes=processes,
                         progress=lambda done, total: shown.append((done, total)))
assert shown[-1][0] == shown[-1][1] > count > 0, shown[-1]
print(count)
"""


def run_in_processes(processes: int, templates: Path, data: Path, out: Path) -> site_build.Finished:
    command = [
        sys.executable,
        "-c",
        IN_PROCESSES,
        str(processes),
        *map(str, (templates, data, out)),
    ]
    return site_build.run(command, site_build.ROOT / "hooks")


def test_any_number_of_processes_writes_the_same_bytes(tmp_path: Path) -> None:
    templates, data = site_build.ROOT / "overrides", site_build.ROOT / "data"
    done = [run_in_processes(n, templates, data, tmp_path / str(n)) for n in (1, 3)]
    assert [d.returncode for d in done] == [0, 0], done
    assert len({d.stdout for d in done}) == 1
    files = snapshot(tmp_path / "1")
    assert len(files) > 300
    assert snapshot(tmp_path / "3") == files


def test_a_failing_process_ends_the_build_with_its_reason(tmp_path: Path) -> None:
    project = site_build.copy_project(tmp_path / "project")
    record = project / "overrides" / "records" / "record.html"
    record.write_text("{{ page.no_such_thing }}", "utf-8")
    done = run_in_processes(2, project / "overrides", project / "data", tmp_path / "out")
    assert done.returncode == 1
    assert "no_such_thing" in done.stderr


# -- failing -------------------------------------------------------------------------


def break_data(data: Path) -> None:
    """Five mistakes in four files."""
    site_build.change_yaml(data / "projects" / "roma-net.yml", programme="urbact-iii")
    site_build.change_yaml(
        data / "grants" / "civic-participation-grant.yml",
        money={"amount": "17.740,80", "currency": "EURO"},
    )
    site_build.change_yaml(
        data / "events" / "focsani-training-2018.yml",
        period={"starts_on": "2018-05-17", "ends_on": "2018-05-15"},
    )
    news = data / "news" / "focsani-training-2018.yml"
    site_build.change_yaml(news, titel=every_language("misspelt"))


def test_every_problem_of_the_data_is_printed_and_nothing_is_touched(
    tmp_path: Path, published: Path
) -> None:
    data = site_build.copy_data(tmp_path / "data")
    epoch = site_build.epoch_of(data)
    break_data(data)
    done = site_build.run_build(published / "site", data=data, epoch=epoch)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    *problems, empty, summary = done.stdout.splitlines()
    assert (empty, summary) == ("", "5 errors in 4 files.")
    found = [match for line in problems if (match := PROBLEM.match(line))]
    assert len(found) == len(problems) == 5, done.stdout
    assert {Path(m["path"]).relative_to(data).as_posix() for m in found} == {
        "projects/roma-net.yml", "grants/civic-participation-grant.yml",
        "events/focsani-training-2018.yml", "news/focsani-training-2018.yml",
    }  # fmt: skip
    assert 'did you mean "urbact-ii"?' in done.stdout
    assert 'did you mean "title"?' in done.stdout
    assert_untouched(published)
    # The check alone says the same, word for word.
    check = site_build.run_check(data, epoch=epoch)
    assert check.returncode == 1
    assert check.stdout.splitlines() == problems
    assert "5 errors in 4 files." in check.stderr


def test_one_mistake_in_a_record_hides_no_other(tmp_path: Path) -> None:
    data = site_build.copy_data(tmp_path / "data")
    site_build.change_yaml(
        data / "projects" / "roma-net.yml", programme="urbact-iii", period={"ends_on": "soon"}
    )
    problems = site_build.run_check(data).stdout
    assert "period.ends_on: " in problems
    assert "programme: " in problems


def test_a_dead_link_of_a_hand_written_page_is_found_in_its_line(
    tmp_path: Path, published: Path
) -> None:
    project = site_build.copy_project(tmp_path / "project")
    page = project / "docs" / "about.cs.md"
    lines = page.read_text("utf-8").splitlines()
    lines += ["", "[zmizelo](portal:projects/roma-nett)"]
    page.write_text("\n".join(lines) + "\n", "utf-8")
    epoch = site_build.epoch_of(project / "data")
    done = site_build.run_build(published / "site", project=project, epoch=epoch)
    assert done.returncode == 1
    problem, *_ = done.stdout.splitlines()
    assert problem.startswith(f"docs/about.cs.md:{len(lines)}:11: ")
    assert 'did you mean "roma-net"?' in done.stdout
    assert_untouched(published)


BREAKAGES = {
    "a template that cannot be read": ("overrides/records/record.html", "{% if %}"),
    "a template that asks for what is not there": ("overrides/records/list.html", "{{ nothing }}"),
    "a theme template that fails": ("overrides/partials/footer.html", "{{ portal.a.b }}"),
}


@pytest.mark.parametrize("what", BREAKAGES)
def test_an_error_in_a_template_leaves_the_site_alone(
    tmp_path: Path, published: Path, what: str
) -> None:
    name, text = BREAKAGES[what]
    project = site_build.copy_project(tmp_path / "project")
    (project / name).write_text(text, "utf-8")
    done = site_build.run_build(published / "site", project=project)
    assert done.returncode != 0
    assert Path(name).name in done.stderr
    assert_untouched(published)


@pytest.mark.parametrize("language", ["en", "cs"])
def test_a_warning_in_strict_mode_leaves_the_site_alone(
    tmp_path: Path, published: Path, language: str
) -> None:
    project = site_build.copy_project(tmp_path / "project")
    page = project / "docs" / f"privacy.{language}.md"
    page.write_text(page.read_text("utf-8") + "\n[gone](about.md#no-such-part)\n", "utf-8")
    done = site_build.run_build(published / "site", project=project)
    assert done.returncode == 1
    assert "no-such-part" in done.stderr
    assert_untouched(published)


def test_a_build_that_is_not_strict_publishes_in_spite_of_a_warning(
    tmp_path: Path, published: Path
) -> None:
    project = site_build.copy_project(tmp_path / "project")
    site_build.bring_along(project, "cards", "search")
    page = project / "docs" / "privacy.en.md"
    page.write_text(page.read_text("utf-8") + "\n[gone](about.md#no-such-part)\n", "utf-8")
    out = published / "site"
    done = site_build.run(site_build.mkdocs("build", "-d", out), project)
    assert done.returncode == 0, done.stderr
    assert (out / "projects" / "roma-net" / "index.html").is_file()
    assert not (out / "old-page").exists()
    assert sorted(path.name for path in published.iterdir()) == [".site.previous", "site"]


def test_a_good_build_replaces_the_whole_site(published: Path, site: Site) -> None:
    done = site_build.run_build(published / "site")
    assert done.returncode == 0, done.stderr
    assert snapshot(published / "site") == snapshot(site.root)
    # What was there stays beside it, for the way back.
    assert sorted(path.name for path in published.iterdir()) == [".site.previous", "site"]
    assert (published / ".site.previous" / "old-page" / "index.html").is_file()


# -- killed --------------------------------------------------------------------------

# Stops the build at a place and says so; only a signal ends it.
PAUSE = """
import signal
import time
from mkdocs.plugins import event_priority


def wait():
    # What a shell starts in the background is told to ignore it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print("WAITING", flush=True)
    while True:
        time.sleep(0.05)  # not signal.pause: it would sleep through a signal that came just before
"""
PLACES = {
    "before the pages from data": """
@event_priority(-150)
def on_post_build(*, config):
    if not config.plugins["i18n"].building:
        wait()
""",
    "in the middle of the pages from data": """
def on_startup(**_):
    from portal.pages.renderer import PageRenderer
    render, calls = PageRenderer.render, []
    def slow(self, task):
        calls.append(task)
        if len(calls) == 50:
            wait()
        return render(self, task)
    PageRenderer.render = slow
""",
    "just before the swap": """
def on_startup(**_):
    from portal.publish import Publisher
    Publisher.publish_whole = lambda self, site_id: wait()
""",
}


def stopped_build(project: Path, out: Path, place: str) -> subprocess.Popen[str]:
    """A build that stands still at a place."""
    (project / "hooks" / "pause.py").write_text(PAUSE + PLACES[place], "utf-8")
    site_build.replace_once(
        project / "mkdocs.yml", "  - hooks/wiring.py\n", "  - hooks/wiring.py\n  - hooks/pause.py\n"
    )
    process = subprocess.Popen(
        site_build.mkdocs("build", "--strict", "-d", out),
        cwd=project,
        env=site_build.environment({}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if line == "WAITING\n":
            return process
    raise AssertionError("the build ended too early:\n" + "".join(said))


@pytest.mark.parametrize(
    "sign,place",
    [
        (signal.SIGTERM, "before the pages from data"),
        (signal.SIGTERM, "just before the swap"),
        (signal.SIGKILL, "in the middle of the pages from data"),
        (signal.SIGKILL, "just before the swap"),
        (signal.SIGINT, "in the middle of the pages from data"),
    ],
)
def test_a_killed_build_leaves_the_old_site(
    tmp_path: Path, published: Path, sign: signal.Signals, place: str
) -> None:
    project = site_build.copy_project(tmp_path / "project")
    site_build.bring_along(project, "cards", "search")
    # One process: where the build stops, no other goes on.
    site_build.replace_once(
        project / "hooks" / "portal" / "build.py", "PARALLEL_FROM = 400", "PARALLEL_FROM = 10**9"
    )
    with stopped_build(project, published / "site", place) as process:
        try:
            beside = len(list(published.iterdir()))  # the old site, and the unfinished one
            process.send_signal(sign)
            assert process.wait(60) != 0
        finally:
            process.kill()
    assert beside == (1 if place.startswith("before") else 2)
    if sign is signal.SIGKILL:
        # Nobody can clear up after that; but what was there is there.
        assert (published / "site" / "old-page" / "index.html").read_text() == (
            "the old old-page/index.html"
        )
        assert len(snapshot(published / "site")) == 3
    else:
        assert_untouched(published)


@pytest.mark.parametrize(
    "script,step,said,code",
    [
        ("build_site", "build_site.build_changes", "Stopped: ", 130),
        ("serve_site", "serve_site.Previews.renew", "Nothing is served: ", 0),
    ],
)
def test_ctrl_c_is_answered_in_a_line(script: str, step: str, said: str, code: int) -> None:
    program = f"""
import signal
import sys
import {script}
def stop(*_):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.raise_signal(signal.SIGINT)
{step} = stop
sys.exit({script}.main([]))
"""
    done = site_build.run([sys.executable, "-c", program], site_build.ROOT / "scripts")
    assert done.returncode == code, done.stderr
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


# -- renamed records -----------------------------------------------------------------


def make_renamed(place: Path) -> Site:
    data = site_build.copy_data(place / "data")
    site_build.change_yaml(
        data / "projects" / "roma-net.yml", former_ids=["roma-network", "urbact-roma-net"]
    )
    site_build.change_yaml(
        data / "grants" / "civic-participation-grant.yml", former_ids=["ruse-grant"]
    )
    return site_build.build(place / "site", data=data)


@pytest.fixture(scope="module")
def renamed(shared: Shared) -> Site:
    return shared.get("renamed", make_renamed)


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize(
    "old,new",
    [
        ("projects/roma-network/", "projects/roma-net/"),
        ("projects/urbact-roma-net/", "projects/roma-net/"),
        ("funding/ruse-grant/", "funding/civic-participation-grant/"),
    ],
)
def test_a_former_address_leads_to_the_present_one(
    renamed: Site, tag: str, old: str, new: str
) -> None:
    page: Page = renamed.page(old, tag)
    target = renamed.prefix(tag) + new
    content = page.attribute("meta[http-equiv=refresh]", "content")
    assert content.startswith("0; url=")
    assert renamed.locate(page.path, content.partition("url=")[2]) == target
    assert renamed.targets(page) == {target}  # for who does not follow by themselves
    assert page.canonical == renamed.url + target
    assert page.attribute("meta[name=robots]", "content") == "noindex"
    assert page.language == tag


def test_a_former_address_stands_in_no_list_and_no_sitemap(renamed: Site, site: Site) -> None:
    former = {"projects/roma-network/", "projects/urbact-roma-net/", "funding/ruse-grant/"}
    assert len(set(renamed.pages) - set(site.pages)) == len(former) * len(LANGUAGES)
    for name in renamed.files:
        if name.startswith("sitemap"):
            text = renamed.files[name].read_text("utf-8")
            assert not [path for path in former if path in text]
    for page in renamed.content_pages.values():
        assert not {t.removeprefix("bg/") for t in renamed.targets(page)} & former


# -- the preview ---------------------------------------------------------------------


class Preview:
    """A running `make serve`."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.address = address
        self.said: list[str] = []
        self._lines: Queue[str | None] = Queue()
        self._deadline = time.monotonic() + 60
        threading.Thread(target=self._read, args=(process,), daemon=True).start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        # The end of the test closes what is read here.
        with contextlib.suppress(ValueError):
            for line in process.stdout:
                self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def wait_for(self, text: str) -> None:
        """Wait until the server says something."""
        while True:
            line = self._lines.get(timeout=max(0.0, self._deadline - time.monotonic()))
            assert line is not None, "the server has ended:\n" + "\n".join(self.said)
            self.said.append(line)
            if text in line:
                return

    def wait_until(self, path: str, text: str) -> None:
        """Wait until a page holds a text: after each build that comes without it, the next."""
        while text not in self.get(path):
            self.wait_for("Reloading browsers")

    def wait_until_there(self, path: str, *, is_there: bool) -> None:
        """The same for a file that comes, or goes."""
        while self._has(path) != is_there:
            self.wait_for("Reloading browsers")

    def _has(self, path: str) -> bool:
        try:
            self.get(path)
        except urllib.error.HTTPError as error:
            with error:
                assert error.code == 404
            return False
        return True

    def get(self, path: str) -> str:
        """A page. The server answers once the build that runs is done."""
        left = max(0.1, self._deadline - time.monotonic())
        with urllib.request.urlopen(self.address + path, timeout=left) as response:
            text: str = response.read().decode()
        return text


@contextmanager
def preview(project: Path) -> Iterator[Preview]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "scripts/serve_site.py", "--address", f"127.0.0.1:{port}"],
        cwd=project,
        env=site_build.environment({"PYTHONUNBUFFERED": "1"}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    with process:
        try:
            server = Preview(process, f"http://127.0.0.1:{port}/")
            server.wait_for("Serving on")
            yield server
        finally:
            process.terminate()


def test_the_preview_follows_edits_and_survives_mistakes(tmp_path: Path) -> None:
    project = site_build.copy_project(tmp_path / "project")
    record = project / "data" / "projects" / "roma-net.yml"
    with preview(project) as server:
        assert "<h1>Roma-Net</h1>" in server.get("projects/roma-net/")
        assert 'rel="canonical"' in server.get("bg/")

        site_build.change_yaml(record, title=every_language("Roma-Net, edited"))
        server.wait_until("projects/roma-net/", "<h1>Roma-Net, edited</h1>")

        # A mistake: the page stays as it was, the problem is printed with its place.
        good = record.read_text("utf-8")
        site_build.change_yaml(record, title=every_language("Broken"), programme="urbact-iii")
        server.wait_for("The preview shows the last data without errors.")
        server.wait_for("Reloading browsers")
        (problem,) = {line for line in server.said if PROBLEM.match(line)}
        assert problem.startswith("data/projects/roma-net.yml:")
        page = server.get("projects/roma-net/")
        assert "<h1>Roma-Net, edited</h1>" in page
        assert html.escape(problem) in page

        # Mended, together with a hand-written page and a style sheet.
        about = project / "docs" / "about.en.md"
        about.write_text(about.read_text("utf-8") + "\nNew words at the end.\n", "utf-8")
        css = project / "overrides" / "assets" / "portal.css"
        css.write_text(css.read_text("utf-8") + "\n/* new */\n", "utf-8")
        record.write_text(good.replace("Roma-Net, edited", "Roma-Net, mended"), "utf-8")
        server.wait_until("projects/roma-net/", "<h1>Roma-Net, mended</h1>")
        assert "data-preview-notice" not in server.get("projects/roma-net/")
        server.wait_until("about/", "New words at the end.")
        sheet = read_assets(css.parent).path("portal.css")
        assert sheet != site_build.assets().path("portal.css")
        server.wait_until("about/", f"../{sheet}")
        server.wait_until(sheet, "/* new */")

        # A folder comes into the data, and leaves it again.
        notes = tmp_path / "notes"
        notes.mkdir()
        (notes / "a.txt").write_text("A note", "utf-8")
        (project / "data" / "files").mkdir(exist_ok=True)
        moved = notes.rename(project / "data" / "files" / "notes")
        server.wait_until_there("files/notes/a.txt", is_there=True)
        moved.rename(notes)
        server.wait_until_there("files/notes/a.txt", is_there=False)

        with pytest.raises(urllib.error.HTTPError) as missing:
            server.get("no/such/page/")
        with missing.value as error:
            assert error.code == 404
            assert b"site-footer" in error.read()
    assert not [path for path in project.iterdir() if path.name.startswith((".site", "site"))]


def test_the_preview_tells_a_warning_once_each_time(tmp_path: Path) -> None:
    project = site_build.copy_project(tmp_path / "project")
    early = min((project / "data" / "news").glob("*.yml"))
    site_build.change_yaml(early, published_on=date(2199, 1, 1))
    with preview(project) as server:
        assert len([line for line in server.said if early.name in line]) == 1, server.said
        assert "Rendering the frames of the pages" in server.said

        # The theme is made anew, by a process that reads the data again.
        css = project / "overrides" / "assets" / "portal.css"
        css.write_text(css.read_text("utf-8") + "\n/* new */\n", "utf-8")
        server.wait_for("Rendering the frames of the pages")
        server.wait_for("Reloading browsers")
        assert len([line for line in server.said if early.name in line]) == 2, server.said


def test_the_preview_does_not_start_on_broken_data(tmp_path: Path) -> None:
    project = site_build.copy_project(tmp_path / "project")
    break_data(project / "data")
    command = [sys.executable, "scripts/serve_site.py", "--address", "127.0.0.1:0"]
    done = site_build.run(command, project)
    assert done.returncode == 1
    assert len([line for line in done.stdout.splitlines() if PROBLEM.match(line)]) == 5
    assert "Traceback" not in done.stderr
