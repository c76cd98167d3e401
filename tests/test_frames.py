"""Frames: a page joined into a frame is the page that MkDocs itself would have made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from portal.frame import SLOTS, Frame, FrameError, mark, split_frame
from tests import site_build
from tests.site_build import every_language
from tests.site_walk import Site, squeeze

# A second hook beside the portal's: for one page of each frame it makes a real MkDocs page,
# read, rendered and written by MkDocs, with the page's own values where frames have marks.
PROBE = """
import os
from pathlib import Path

from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from frame_provider import without_toggles
from portal.steps import take_steps


def session(config):
    return config.hooks["hooks/wiring.py"]._session


class RecordPage(Page):
    pass


def slots_of(renderer, task, frames):
    first, second, third, last = frames[task.frame_key].pieces
    html = take_steps(renderer.render(task)).decode()
    assert html.startswith(first) and html.endswith(last), task
    head, rest = html[len(first) : -len(last)].split(second, 1)
    switcher, content = rest.split(third, 1)
    return {"head": head, "switcher": switcher, "content": content}


@event_priority(-300)
def on_env(env, *, config, files):
    state = session(config)
    loc = state._localiser()
    tag = loc.language.tag
    renderer = state._portal.renderer(tag, state._frames[tag])
    keep = state.keep_page
    state.keep_page = lambda output, page: (
        without_toggles(output) if isinstance(page, RecordPage) else keep(output, page)
    )
    # The page about open data names the sizes of files that are written later.
    tasks = [task for task in state._portal.tasks if task.kind != "data"]
    for task in {task.frame_key: task for task in tasks}.values():
        address = f"{loc.language.root}{task.path}"
        file = File.generated(config, f"{address}index.md", content="# Heading\\n\\nText")
        file.dest_dir = os.environ["PROBE_OUT"]
        page = RecordPage(None, file, config)
        assert page.url == address, (page.url, address)
        page.chrome = state._chrome(loc, task.kind, slots_of(renderer, task, state._frames[tag]))
        documents = Files([*files.documentation_pages(), file])
        _populate_page(page, config, documents, False)
        _build_page(page, config, documents, state._nav, env, False, False)
    return env


@event_priority(-300)
def on_page_context(context, *, page, config, nav):
    if isinstance(page, RecordPage):
        context["portal"] = page.chrome
    return context
"""


@pytest.fixture(scope="module")
def rendered_by_mkdocs(scratch: Path) -> dict[str, str]:
    """Pages that MkDocs itself rendered, one for each frame, by their addresses."""
    project = site_build.copy_project(scratch / "probe" / "project")
    site_build.bring_along(project, "cards", "search")
    (project / "hooks" / "probe.py").write_text(PROBE, "utf-8")
    site_build.replace_once(
        project / "mkdocs.yml", "  - hooks/wiring.py\n", "  - hooks/wiring.py\n  - hooks/probe.py\n"
    )
    out = scratch / "probe" / "pages"
    done = site_build.run_build(scratch / "probe" / "site", project=project, PROBE_OUT=str(out))
    assert done.returncode == 0, done.stdout + done.stderr
    return {
        path.relative_to(out).as_posix().removesuffix("index.html"): path.read_text("utf-8")
        for path in out.rglob("*.html")
    }


@pytest.mark.build
def test_a_page_through_a_frame_is_the_page_that_mkdocs_makes(
    site: Site, rendered_by_mkdocs: dict[str, str]
) -> None:
    kinds = {site.below_language(path).split("/")[0] for path in rendered_by_mkdocs}
    assert {"projects", "municipalities", "funding", "sources"} <= kinds
    assert {site.language_of(path) for path in rendered_by_mkdocs} == set(site.languages)
    assert {site.below_language(path).count("/") for path in rendered_by_mkdocs} >= {1, 2, 3}
    for path, html in rendered_by_mkdocs.items():
        assert html == site.pages[path].html, path


def test_a_frame_is_split_at_its_marks_and_joined_again() -> None:
    frame = split_frame(f"<a>{mark('head')}<b>{mark('switcher')}<c>{mark('content')}<d>")
    assert frame == Frame(("<a>", "<b>", "<c>", "<d>"))
    assert frame.join("1", "2", "3") == "<a>1<b>2<c>3<d>"


@pytest.mark.parametrize("slot", SLOTS)
def test_a_lost_slot_is_refused(slot: str) -> None:
    with pytest.raises(FrameError, match="head, switcher, content"):
        split_frame(" ".join(mark(other) for other in SLOTS if other != slot))


@pytest.mark.parametrize("slot", SLOTS)
def test_a_repeated_slot_is_refused(slot: str) -> None:
    with pytest.raises(FrameError):
        split_frame(" ".join([*(mark(other) for other in SLOTS), mark(slot)]))


def test_slots_in_another_order_are_refused() -> None:
    with pytest.raises(FrameError):
        split_frame(" ".join(mark(slot) for slot in reversed(SLOTS)))


@pytest.mark.build
def test_a_template_without_a_slot_ends_the_build_and_names_it(tmp_path: Path) -> None:
    project = site_build.copy_project(tmp_path / "project")
    site_build.replace_once(project / "overrides" / "main.html", "{{ portal.head }}", "")
    done = site_build.run_build(tmp_path / "site", project=project)
    assert done.returncode == 1
    assert "expected the slots head, switcher, content once each" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["project"]


@pytest.mark.build
def test_data_that_looks_like_a_slot_breaks_no_page(tmp_path: Path, site: Site) -> None:
    data = site_build.copy_data(tmp_path / "data")
    shutil.copytree(site_build.ROOT / "docs", data / "docs")
    marks = " ".join(map(mark, SLOTS))
    project = data / "projects" / "roma-net.yml"
    told = site_build.languages_of_page(site_build.read_yaml(project))
    site_build.change_yaml(
        project,
        title=dict.fromkeys(told, f"Roma-Net {marks}"),
        summary=dict.fromkeys(told, marks),
        description=dict.fromkeys(told, f"{marks}\n\n`{marks}`\n\nlast words"),
    )
    site_build.change_yaml(data / "site.yml", title=every_language(marks))
    about = data / "docs" / "about.en.md"
    about.write_text(f"{about.read_text('utf-8')}\n\n{marks}\n\nlast words\n", "utf-8")
    built = site_build.build(tmp_path / "site", data=data)
    # The files of a search index are named after what they hold.
    assert [name for name in built.files if not name.startswith("pagefind/")] == [
        name for name in site.files if not name.startswith("pagefind/")
    ]
    for tag in built.languages:
        page = built.record("projects", "roma-net", tag)
        assert page.texts("h1") == [f"Roma-Net {marks}"]
        assert "last words" in page.text
        assert page.attribute("nav a[aria-current=true][hreflang]", "lang") == tag
        assert len(page.all("header, main, footer")) == len(
            site.record("projects", "roma-net", tag).all("header, main, footer")
        )
    assert squeeze(built.page("").texts("header .brand__name")[0]) == marks
    assert "last words" in built.page("about/").text
    assert built.page("about/").html.rstrip().endswith("</html>")
