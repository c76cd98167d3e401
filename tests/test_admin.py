"""The editing page: its configuration, its files, what it may save and how."""

from __future__ import annotations

import base64
import copy
import errno
import http.client
import json
import mimetypes
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
import yaml

import edit
import serve_site
from edit import EditServer
from edit_store import Store
from install_editor import install_editor
from portal.editing import local_api
from portal.editing.decap import LOCAL, TODAY, Speech, editing_config, repository
from portal.editing.local_names import RefusedError
from portal.editing.merge import merge_into_file, render_file, shape_of, without_nothing
from portal.fields import Reference, Text
from portal.licences import part_of
from portal.load import load_data
from portal.model import KINDS
from portal.publish import MARKER
from portal.site import Editing, EditingBackend, Site
from portal.strings import load_strings
from portal.walk import marker_of
from portal.yaml_text import Value, read_document
from tests import site_build
from tests.builders import SITE, text_of, write_tree
from tests.site_build import LANGUAGES, ROOT
from tests.site_walk import Site as BuiltSite

EDITING = "editing:\n  backend: gitlab\n  repo: my-town/my-portal\n  app_id: abc123\n"
RECORDS = sorted(path for kind in KINDS for path in (ROOT / "data" / kind).glob("*.yml"))


def first_site() -> Site:
    site = load_data(ROOT / "data").site
    assert site is not None
    return site


def config(tag: str = "en") -> dict[str, Any]:
    strings = load_strings(ROOT / "data" / "strings" / f"{tag}.po", "")[0]
    return editing_config(Speech(tag, first_site().languages, strings.gettext), LOCAL)


def collection(kind: str, tag: str = "en") -> dict[str, Any]:
    found: dict[str, Any] = next(c for c in config(tag)["collections"] if c["name"] == kind)
    return found


def named(fields: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(field for field in fields if field["name"] == name)


# -- configuration -------------------------------------------------------------------


def compare(model: Any, fields: list[dict[str, Any]]) -> None:
    """Every field of a model has its widget, all the way down."""
    names = [name for name in model.model_fields if name != "id" or not hasattr(model, "kind_name")]
    assert sorted(f["name"] for f in fields) == sorted(names)
    for field in fields:
        info = model.model_fields[field["name"]]
        marker, inner, many = marker_of(info.annotation, tuple(info.metadata))
        assert field["label"], field
        if isinstance(marker, Reference):
            assert field["widget"] == "relation"
            assert field["collection"] == marker.kind
            assert field["value_field"] == "{{slug}}"
            assert field.get("multiple", False) is many
        elif isinstance(marker, type) and issubclass(marker, Text):
            assert field["widget"] == ("list" if many else "object")
            assert [part["name"] for part in field["fields"]] == list(LANGUAGES)
        elif inner is not None:
            assert field["widget"] == ("list" if many else "object")
            compare(inner, field["fields"])


@pytest.mark.parametrize("kind", KINDS)
def test_configuration_has_every_field_of_the_models(kind: str) -> None:
    found = collection(kind)
    assert found["folder"] == f"data/{kind}"
    compare(KINDS[kind], found["fields"])


def test_choices_are_those_of_the_model_with_words_of_the_language() -> None:
    for tag in LANGUAGES:
        field = named(collection("events", tag)["fields"], "status")
        assert [option["value"] for option in field["options"]] == ["planned", "held", "cancelled"]
        labels = [option["label"] for option in field["options"]]
        assert (labels == ["Planned", "Held", "Cancelled"]) is (tag == "en")
    chosen = [
        field
        for c in config()["collections"]
        for field in walk_fields(c["fields"])
        if field["widget"] == "select"
    ]
    assert len(chosen) >= 10
    assert all(field["options"] for field in chosen)


def walk_fields(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for field in fields:
        yield field
        yield from walk_fields(field.get("fields", []))


def test_nothing_is_required_inside_what_may_be_left_out() -> None:
    # Decap would refuse every record without a logo, because a logo needs a file.
    logo = named(collection("organisations")["fields"], "logo")
    assert not any(field["required"] for field in walk_fields([logo]))
    title = named(collection("organisations")["fields"], "name")
    assert [part["required"] for part in title["fields"]] == [
        tag == LANGUAGES[0] for tag in LANGUAGES
    ]


def test_dates_stay_texts_and_files_have_their_folders() -> None:
    period = named(collection("events")["fields"], "period")
    assert period["fields"][0]["widget"] == "string"
    assert period["fields"][0]["pattern"][0] == "^[0-9]{4}(-[0-9]{2}){0,2}$"
    logo = named(collection("organisations")["fields"], "logo")
    assert named(logo["fields"], "file")["media_folder"] == "/data/logos"
    assert named(logo["fields"], "file")["public_folder"] == "logos"
    assert "alt" in [field["name"] for field in logo["fields"]]
    assert named(collection("news")["fields"], "updated_on")["default"] == TODAY


def test_interface_speaks_the_languages_of_the_site() -> None:
    assert [config(tag)["locale"] for tag in LANGUAGES] == list(LANGUAGES)
    labels = {collection("events", tag)["label"] for tag in LANGUAGES}
    assert len(labels) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("editing", "expected"),
    [
        (
            Editing(backend=EditingBackend.GITHUB, repo="a/b", login_url="https://login.example/"),
            {"name": "github", "repo": "a/b", "branch": "main",
             "base_url": "https://login.example"},
        ),
        (
            Editing(backend=EditingBackend.GITEA, repo="a/b", app_id="x", branch="live",
                    login_url="https://git.example", api_url="https://git.example/api/v1"),
            {"name": "gitea", "repo": "a/b", "branch": "live", "base_url": "https://git.example",
             "api_root": "https://git.example/api/v1", "auth_type": "pkce", "app_id": "x"},
        ),
    ],
)  # fmt: skip
def test_each_change_of_the_published_page_is_a_pull_request(
    editing: Editing, expected: Mapping[str, str]
) -> None:
    assert repository(editing) == {"backend": expected, "publish_mode": "editorial_workflow"}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("backend: github\n  repo: a/b", "login_url"),
        ("backend: gitlab\n  repo: a/b", "app_id"),
        ("backend: gitlab\n  repo: https://gitlab.example/a/b\n  app_id: x", "a repository"),
        ("backend: svn\n  repo: a/b", "github"),
    ],
)
def test_settings_of_the_editing_page_are_checked(tmp_path: Path, lines: str, words: str) -> None:
    # Without its own address for signing in, Decap CMS would send editors to a third party.
    write_tree(tmp_path, {"site.yml": f"{SITE}editing:\n  {lines}\n"})
    (problem,) = load_data(tmp_path).problems
    assert words in str(problem)


# -- merging -------------------------------------------------------------------------

FILE = """\
# Where it comes from.
title:
  en: Training  # as on the poster
  bg: "Обучение"
kind: training
status: held
summary:
  en: |
    A course.
place: {en: Ruse}

# Who was there.
organisers:
  - donor  # paid
  - other
links:
  - title:
      en: One
    url: https://one.example/
  - title:
      en: Two
    url: https://two.example/
sources: [report]
updated_on: 2026-11-21
"""


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        ({}, "", ""),
        ({"kind": "meeting"}, "kind: training", "kind: meeting"),
        ({"title": {"en": "Course", "bg": "Обучение"}}, "en: Training  #", "en: Course  #"),
        ({"title": {"en": "Training", "bg": 'Нов "курс"'}}, '"Обучение"', '"Нов \\"курс\\""'),
        ({"title": {"en": "Training: one", "bg": "Обучение"}}, "Training  #",
         '"Training: one"  #'),
        ({"title": {"en": "Training"}}, '  bg: "Обучение"\n', ""),
        ({"title": {"en": "Training", "bg": "Обучение", "cs": "Kurz k\u00a0dílu"}},
         '"Обучение"\n', '"Обучение"\n  cs: Kurz k\u00a0dílu\n'),
        ({"summary": {"en": "A course.\n\nTwo days."}}, "A course.\n",
         "A course.\n\n    Two days.\n"),
        ({"organisers": ["donor"]}, "  - other\n", ""),
        ({"organisers": ["other"]}, "  - donor  # paid\n", ""),
        ({"organisers": ["donor", "third", "other"]}, "# paid\n", "# paid\n  - third\n"),
        ({"organisers": []}, "organisers:\n  - donor  # paid\n  - other\n", ""),
        ({"sources": ["report", "second"]}, "[report]", "[report, second]"),
        ({"links": [{"title": {"en": "Two"}, "url": "https://two.example/"}]},
         "  - title:\n      en: One\n    url: https://one.example/\n", ""),
        ({"municipality": "ruse"}, "place: {en: Ruse}\n",
         "place: {en: Ruse}\nmunicipality: ruse\n"),
        ({"notes": {"en": "Seen."}}, "2026-11-21\n", "2026-11-21\nnotes:\n  en: Seen.\n"),
    ],
)  # fmt: skip
def test_only_what_differs_is_written_anew(change: dict[str, Value], old: str, new: str) -> None:
    wanted = {**(read_document("", FILE.encode()).value or {}), **change}
    merged = merge_into_file(FILE, wanted, shape_of(KINDS["events"], ("en", "bg", "cs")))
    assert FILE.count(old or FILE) == 1
    assert merged == (FILE.replace(old, new) if old else FILE)


@pytest.mark.parametrize(
    ("text", "change", "merged"),
    [
        # A dash in a line of its own would stay behind, as an item with nothing in it.
        ("kind: training  # a\nlinks:\n  -\n    title: {en: One}\n    url: https://one.example/\n",
         {"links": [{"url": "https://one.example/"}]},
         "kind: training  # a\nlinks:\n  - url: https://one.example/\n"),
        ("kind: training  # a\norganisers:\n  -\n    donor\n  - other\nstatus: held  # b\n",
         {"organisers": ["other"]},
         "kind: training  # a\norganisers:\n  - other\nstatus: held  # b\n"),
        # No line can be put into a record in braces.
        ("# Why.\n# And how.\n{kind: training, title: {en: One}}\n", {"status": "held"},
         "# Why.\n# And how.\ntitle:\n  en: One\nkind: training\nstatus: held\n"),
        # What the program does not know is none of its business.
        ("kind: training\nzodiac: lion\n", {"status": "held"},
         "kind: training\nstatus: held\nzodiac: lion\n"),
    ],
)  # fmt: skip
def test_unusual_layouts_lose_nothing(text: str, change: dict[str, Value], merged: str) -> None:
    wanted = {**(read_document("", text.encode()).value or {}), **change}
    assert merge_into_file(text, wanted, shape_of(KINDS["events"], LANGUAGES)) == merged


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = enumerate(value) if isinstance(value, list) else ()
    for key, item in value.items() if isinstance(value, dict) else items:
        yield (*path, key)
        yield from leaves(item, (*path, key))


def altered(value: Any, chance: random.Random) -> Any:
    """A copy of a record with one thing in it changed, taken away or put in twice."""
    made = copy.deepcopy(value)
    path = chance.choice(list(leaves(made)))
    parent = made
    for step in path[:-1]:
        parent = parent[step]
    if isinstance(parent, list) and chance.random() < 0.5:
        parent.insert(path[-1], copy.deepcopy(parent[path[-1]]))
    elif isinstance(parent[path[-1]], str) and chance.random() < 0.8:
        words = (
            "едно # две",
            "a: b",
            "[x]",
            "- y",
            "'q' \"r\"",
            "One\n\n  two: #3\n\n- four",
            "no",
        )
        parent[path[-1]] = chance.choice(words)
    else:
        del parent[path[-1]]
    return made


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_record_can_be_changed_anywhere_and_its_comments_stay(path: Path) -> None:
    text = path.read_text("utf-8")
    value = read_document("", text.encode()).value
    assert value is not None
    shape = shape_of(KINDS[path.parent.name], LANGUAGES)
    chance = random.Random(path.stem)
    comments = [line for line in text.split("\n") if line.startswith("#")]
    for _ in range(20):
        wanted = altered(value, chance)
        merged = merge_into_file(text, wanted, shape)
        read = read_document("", merged.encode()).value
        assert without_nothing(read) == without_nothing(wanted)
        assert [line for line in merged.split("\n") if line.startswith("#")] == comments
    written = read_document("", render_file(value, shape).encode()).value
    assert without_nothing(written) == without_nothing(value)


# -- what the page asks for ----------------------------------------------------------


def ask(directory: Path, action: str, **params: Any) -> local_api.Answer:
    return local_api.answer(directory, LANGUAGES, action, params)


def decap_file(data: str) -> str:
    """What Decap CMS makes of a record that it has read: YAML of its own."""
    return yaml.safe_dump(json.loads(data), allow_unicode=True, sort_keys=False, width=80)


def save(directory: Path, path: str, raw: str, **more: Any) -> local_api.Answer:
    file = {"path": path, "slug": Path(path).stem, "raw": raw, **more}
    return ask(directory, "persistEntry", dataFiles=[file], assets=[], options={})


@pytest.mark.parametrize("kind", KINDS)
def test_saving_without_a_change_writes_nothing(kind: str) -> None:
    entries = ask(ROOT / "data", "entriesByFolder", folder=f"data/{kind}", extension="yml").body
    assert len(entries) == len(list((ROOT / "data" / kind).glob("*.yml")))
    for entry in entries:
        answer = save(ROOT / "data", entry["file"]["path"], decap_file(entry["data"]))
        assert answer.changes == {}, entry["file"]["path"]


def test_a_logo_that_was_a_file_alone_stays_one(tmp_path: Path) -> None:
    write_tree(tmp_path)
    entry = ask(tmp_path, "getEntry", path="data/organisations/donor.yml").body
    data = json.loads(entry["data"])
    assert data["logo"] == {"file": "logos/donor.svg"}
    data["country"] = "SE"
    answer = save(tmp_path, "data/organisations/donor.yml", yaml.safe_dump(data))
    old = text_of("organisations/donor.yml")
    assert answer.changes == {
        "organisations/donor.yml": old.replace("country: NO", "country: SE").encode()
    }
    data["logo"]["alt"] = {"en": "The donor's tree"}
    answer = save(tmp_path, "data/organisations/donor.yml", yaml.safe_dump(data))
    made = read_document("", answer.changes["organisations/donor.yml"] or b"").value
    assert made is not None
    assert made["logo"] == {"file": "logos/donor.svg", "alt": {"en": "The donor's tree"}}


@pytest.mark.parametrize(
    ("ending", "of_the_first"), [("\r\n", "\r\n"), ("\r", "\r"), ("\n", "\r\n")]
)
def test_line_ends_and_byte_order_mark_stay(tmp_path: Path, ending: str, of_the_first: str) -> None:
    first, _, rest = text_of("news/start.yml").partition("\n")
    old = b"\xef\xbb\xbf" + f"{first}{of_the_first}{rest.replace(chr(10), ending)}".encode()
    write_tree(tmp_path, {"news/start.yml": old})
    data = json.loads(ask(tmp_path, "getEntry", path="data/news/start.yml").body["data"])
    data["published_on"] = "2018-05-19"
    answer = save(tmp_path, "data/news/start.yml", yaml.safe_dump(data))
    assert answer.changes == {"news/start.yml": old.replace(b"2018-05-18", b"2018-05-19")}


def test_a_file_that_is_no_record_any_more_is_told_with_its_place(tmp_path: Path) -> None:
    write_tree(tmp_path)
    file = tmp_path / "events" / "training.yml"
    entry = ask(tmp_path, "getEntry", path=TRAINING).body
    for broken, words in (
        ("# Обучение\n".encode("windows-1251"), "training.yml:1:3: expected text in UTF-8, got"),
        ("note: a\u202eb\n".encode(), "training.yml:1:8: expected text without hidden char"),
        (b"", "training.yml:1:1: expected a record, got an empty file"),
    ):
        file.write_bytes(broken)
        with pytest.raises(RefusedError, match=re.escape(words)):
            save(tmp_path, TRAINING, decap_file(entry["data"]))


@pytest.mark.parametrize(
    "path",
    [
        "data/../evil.yml", "/etc/evil.yml", "data/site.yml", "data/events/../../evil.yml",
        "data/events/.evil.yml", "data/events/Evil.yml", "data/events/evil.md", "events/evil.yml",
        "data/events/sub/evil.yml", "data/strings/evil.yml", "data\\events\\evil.yml",
        "data/events/page-2.yml",
    ],
)  # fmt: skip
def test_nothing_else_than_records_can_be_saved(tmp_path: Path, path: str) -> None:
    write_tree(tmp_path)
    with pytest.raises(RefusedError):
        save(tmp_path, path, "title: {en: x}\n")
    with pytest.raises(RefusedError):
        ask(tmp_path, "deleteFiles", paths=[path])
    with pytest.raises(RefusedError):
        ask(tmp_path, "getEntry", path=path)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("data/logos/new.svg", True),
        ("/data/files/new.pdf", True),
        ("data/logos/new.pdf", False),
        ("data/logos/../evil.svg", False),
        ("data/logos/sub/evil.svg", False),
        ("data/strings/evil.svg", False),
        ("data/files/.htaccess", False),
        ("data/files/evil.js", False),
    ],
)
def test_only_files_that_records_may_name_can_be_added(
    tmp_path: Path, path: str, allowed: bool
) -> None:
    write_tree(tmp_path)
    asset = {"path": path, "content": base64.b64encode(b"<svg/>").decode(), "encoding": "base64"}
    if allowed:
        answer = ask(tmp_path, "persistMedia", asset=asset)
        assert answer.changes == {path.lstrip("/").removeprefix("data/"): b"<svg/>"}
    else:
        with pytest.raises(RefusedError):
            ask(tmp_path, "persistMedia", asset=asset)


def test_a_link_that_leads_out_of_the_data_is_not_followed(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    outside = tmp_path / "outside.yml"
    outside.write_text(text_of("events/training.yml"), "utf-8")
    (data / "events" / "linked.yml").symlink_to(outside)
    with pytest.raises(RefusedError):
        ask(data, "getEntry", path="data/events/linked.yml")
    changed = outside.read_bytes().replace(b"held", b"planned")
    with pytest.raises(RefusedError):
        Store(data, data / "docs").change({"events/linked.yml": changed})
    assert b"planned" not in outside.read_bytes()


@pytest.mark.parametrize("is_absolute", [True, False])
@pytest.mark.parametrize("outside", [True, False])
def test_nothing_is_written_through_a_folder_that_is_a_link(
    tmp_path: Path, outside: bool, is_absolute: bool
) -> None:
    """The check looks at a copy of the data: a link in it leads to the data itself."""
    data = write_tree(tmp_path / "data")
    place = tmp_path / "outside" if outside else data / "kept"
    (data / "events").rename(place)
    target = place if is_absolute else Path("..", "outside") if outside else Path("kept")
    (data / "events").symlink_to(target, target_is_directory=True)
    before = site_build.snapshot(tmp_path)
    good = before["outside/training.yml" if outside else "data/kept/training.yml"]
    store = Store(data, data / "docs")
    for changes in (
        {"events/training.yml": good.replace(b"status: held", b"status: done")},
        {"events/training.yml": good.replace(b"status: held", b"status: cancelled")},
        {"events/new.yml": good},
        {"events/training.yml": None},
    ):
        with pytest.raises(RefusedError, match=r"^data/events is a link, .* in its place$"):
            store.change(changes)
        assert site_build.snapshot(tmp_path) == before


def test_data_that_are_a_link_as_a_whole_can_be_saved(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "elsewhere")
    (tmp_path / "data").symlink_to(data, target_is_directory=True)
    changed = text_of("events/training.yml").replace("held", "cancelled").encode()
    Store(tmp_path / "data", data / "docs").change({"events/training.yml": changed})
    assert (data / "events" / "training.yml").read_bytes() == changed


# -- writing -------------------------------------------------------------------------


def test_what_the_check_refuses_is_not_written(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    before = site_build.snapshot(data)
    store = Store(data, data / "docs")
    good = before["events/training.yml"]
    for bad, words in (
        (good.replace(b"status: held", b"status: done"), "status: expected"),
        (good.replace(b"municipality: ruse", b"municipality: rusa"), "municipality: expected"),
    ):
        with pytest.raises(RefusedError, match=words):
            store.change({"events/training.yml": bad})
    with pytest.raises(RefusedError, match="municipality"):
        store.change({"municipalities/ruse.yml": None})  # others refer to it
    assert site_build.snapshot(data) == before
    store.change({"events/training.yml": good.replace(b"held", b"cancelled")})
    assert b"cancelled" in (data / "events" / "training.yml").read_bytes()
    store.change({"events/training.yml": None})
    left = site_build.snapshot(data)
    assert left == {name: c for name, c in before.items() if name != "events/training.yml"}


def test_what_others_name_is_not_deleted_and_they_are_named(tmp_path: Path) -> None:
    link = "[it](portal:municipalities/ruse)"
    school = text_of("projects/school.yml").replace("It belongs", f"{link} and {link}. It belongs")
    changes = {"projects/school.yml": school, "docs/index.en.md": f"# Home\n\n{link}\n"}
    data = write_tree(tmp_path / "data", {**changes})
    with pytest.raises(RefusedError) as refused:
        Store(data, data / "docs").change({"municipalities/ruse.yml": None})
    assert str(refused.value) == (
        "ruse is still named in: agreements/ruse-2020 (municipality), events/training "
        "(municipality), projects/school (description, municipalities), docs/index.en.md. "
        "Change these first."
    )


def test_an_old_error_elsewhere_does_not_keep_from_saving(tmp_path: Path) -> None:
    broken = text_of("news/start.yml").replace("published_on", "publishd_on")
    data = write_tree(tmp_path / "data", {"news/start.yml": broken})
    good = text_of("events/training.yml").replace("held", "cancelled").encode()
    Store(data, data / "docs").change({"events/training.yml": good})
    assert (data / "events" / "training.yml").read_bytes() == good


# -- the server ----------------------------------------------------------------------


@contextmanager
def serving(directory: Path) -> Iterator[EditServer]:
    install_editor()
    with EditServer(0, directory) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def request(
    server: EditServer, method: str, path: str, body: object = None, **headers: str
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=30)
    with_type = {"Content-Type": "application/json", **{k.replace("_", "-"): v
                 for k, v in headers.items()}}  # fmt: skip
    connection.request(method, path, json.dumps(body) if body is not None else None, with_type)
    response = connection.getresponse()
    try:
        return response.status, response.read()
    finally:
        connection.close()


def test_the_server_listens_on_this_computer_alone(tmp_path: Path) -> None:
    with serving(write_tree(tmp_path / "data")) as server:
        assert server.socket.getsockname()[0] == "127.0.0.1"
        with socket.socket() as other:  # another address of this computer
            other.settimeout(5)
            assert other.connect_ex(("127.0.0.2", server.server_address[1])) != 0


def test_a_page_that_is_left_before_its_answer_comes_is_no_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with EditServer(0, write_tree(tmp_path / "data")) as server:
        for error, is_told in ((BrokenPipeError(), False), (KeyError("bug"), True)):
            try:
                raise error
            except (OSError, KeyError):
                server.handle_error(None, ("127.0.0.1", 1))
            assert ("Traceback" in capsys.readouterr().err) == is_told


def test_other_websites_can_neither_read_nor_save(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    info = {"action": "info"}
    with serving(data) as server:
        assert request(server, "POST", "/admin/api", info)[0] == 200
        own = f"http://127.0.0.1:{server.server_address[1]}"
        assert request(server, "POST", "/admin/api", info, Origin=own)[0] == 200
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Content_Type": "text/plain"},
            {"Host": "evil.example"},
        ):
            assert request(server, "POST", "/admin/api", info, **headers)[0] == 403, headers
        for host in ("evil.example:80", "[", "[::1", ""):
            status, words = request(server, "GET", "/admin/", Host=host)
            assert (status, f"Open {own}/admin/ instead." in words.decode()) == (403, True), host
        for host in ("LOCALHOST", "localhost:80", "[::1]:80"):
            assert request(server, "GET", "/admin/", Host=host)[0] == 200, host
        assert request(server, "GET", "http://evil.example/admin/")[0] == 403
        assert request(server, "GET", f"{own}/admin/")[0] == 200
        assert request(server, "POST", "/admin/", info)[0] == 404
        assert request(server, "POST", "/admin/api", ["x"])[0] == 400
        assert request(server, "POST", "/admin/api", {"action": "getEntry"})[0] == 400
        assert request(server, "GET", "/assets/../../data/site.yml")[0] == 404
        assert request(server, "GET", "/assets/%2e%2e/main.html")[0] == 404


@pytest.mark.parametrize(
    ("accepted", "page"),
    [
        ("bg-BG,bg;q=0.9,en;q=0.8", "/bg/admin/"),
        ("de-DE,cs;q=0.5", "/cs/admin/"),
        ("en", "/admin/"),
        ("fr", "/admin/"),
        ("", "/admin/"),
    ],
)
def test_the_first_page_is_in_the_language_of_the_browser(
    tmp_path: Path, accepted: str, page: str
) -> None:
    with serving(write_tree(tmp_path / "data")) as server:
        address = ("127.0.0.1", server.server_address[1])
        connection = http.client.HTTPConnection(*address, timeout=30)
        connection.request("GET", "/", headers={"Accept-Language": accepted})
        response = connection.getresponse()
        assert (response.status, response.getheader("Location")) == (302, page)
        connection.close()


# -- two pages at the same record ----------------------------------------------------

TRAINING = "data/events/training.yml"


def api(server: EditServer, page: str, action: str, **params: Any) -> tuple[int, Any]:
    headers = {"X_Editing_Page": page} if page else {}
    body = {"action": action, "params": params}
    status, content = request(server, "POST", "/admin/api", body, **headers)
    return status, json.loads(content)


def opened(server: EditServer, path: str, page: str = "") -> Any:
    status, entry = api(server, page, "getEntry", path=path)
    assert status == 200
    return json.loads(entry["data"]) if entry["data"] is not None else None


def saved(server: EditServer, path: str, data: Any, page: str = "") -> tuple[int, str]:
    file = {"path": path, "slug": Path(path).stem, "raw": decap_file(json.dumps(data))}
    params = {"dataFiles": [file], "assets": [], "options": {}}
    status, answer = api(server, page, "persistEntry", **params)
    return status, answer.get("error", "")


# Pages that say which they are, and pages that do not.
@pytest.mark.parametrize(("one", "other"), [("a", "b"), ("", "")])
def test_what_two_pages_save_is_put_together(one: str, other: str, tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    with serving(data) as server:
        first, second = opened(server, TRAINING, one), opened(server, TRAINING, other)
        first["title"]["en"] = "A better title"
        second["summary"]["bg"] = "Курс."
        assert saved(server, TRAINING, first, one)[0] == 200
        assert saved(server, TRAINING, second, other)[0] == 200
        second["kind"] = "meeting"  # it goes on, with what it had
        assert saved(server, TRAINING, second, other)[0] == 200
        first["status"] = "cancelled"
        assert saved(server, TRAINING, first, one)[0] == 200
    old = text_of("events/training.yml").replace("en: Training", "en: A better title")
    old = old.replace("en: A course.", "en: A course.\n  bg: Курс.").replace("held", "cancelled")
    old = old.replace("kind: training", "kind: meeting")
    assert (data / "events" / "training.yml").read_text("utf-8") == old


@pytest.mark.parametrize("page", ["a", ""])
def test_an_edit_on_the_disk_is_not_undone(page: str, tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    file = data / "events" / "training.yml"
    with serving(data) as server:
        entry = opened(server, TRAINING, page)
        on_disk = file.read_text("utf-8").replace("Training", "Workshop")
        file.write_text(on_disk, "utf-8")
        entry["summary"]["en"] = "A longer course."
        assert saved(server, TRAINING, entry, page) == (200, "")
    assert file.read_text("utf-8") == on_disk.replace("A course.", "A longer course.")


def test_a_field_that_two_have_changed_is_refused(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    with serving(data) as server:
        first, second = opened(server, TRAINING, "a"), opened(server, TRAINING, "b")
        first["title"]["en"], second["title"]["en"] = "One", "Two"
        assert saved(server, TRAINING, first, "a")[0] == 200
        status, words = saved(server, TRAINING, second, "b")
        assert (status, 'title.en: it is "One" there now' in words) == (409, True), words
        assert "Nothing was saved" in words
        # Who opens it anew sees that, and may change it.
        second = opened(server, TRAINING, "b")
        second["title"]["en"] = "Two"
        assert saved(server, TRAINING, second, "b")[0] == 200
        # Where pages do not say which they are, an edit on the disk is seen all the same.
        file = data / "events" / "training.yml"
        third = opened(server, TRAINING)
        file.write_text(file.read_text("utf-8").replace("A course.", "By hand."), "utf-8")
        third["summary"]["en"] = "By form."
        status, words = saved(server, TRAINING, third)
        assert (status, 'summary.en: it is "By hand." there now' in words) == (409, True), words
    assert "en: Two\n" in (data / "events" / "training.yml").read_text("utf-8")


@pytest.mark.parametrize("page", ["a", ""])
def test_one_may_go_back_to_what_was(page: str, tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    with serving(data) as server:
        entry = opened(server, TRAINING, page)
        for title in ("Other", "Training"):
            entry["title"]["en"] = title
            assert saved(server, TRAINING, entry, page) == (200, "")
            assert f"en: {title}\n" in (data / "events" / "training.yml").read_text("utf-8")
        if page:  # else nobody knows whether the page ever had the other title
            entry["title"]["en"] = "Other"
            assert saved(server, TRAINING, entry, page) == (200, "")
            entry |= {"status": "cancelled", "title": {"en": "Training"}}
            assert saved(server, TRAINING, entry, page) == (200, "")
            assert "en: Training\n" in (data / "events" / "training.yml").read_text("utf-8")


def test_what_was_added_or_deleted_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    new = "data/events/new.yml"
    with serving(data) as server:
        training = opened(server, TRAINING, "a")
        for page in ("a", "b"):
            assert opened(server, new, page) is None
        assert saved(server, new, {**training, "title": {"en": "New"}}, "a") == (200, "")
        status, words = saved(server, new, {**training, "title": {"en": "Other"}}, "b")
        assert (status, "was added by somebody else" in words) == (409, True), words
        opened(server, new, "b")
        assert api(server, "a", "deleteFiles", paths=[new])[0] == 200
        status, words = saved(server, new, {**training, "title": {"en": "Other"}}, "b")
        assert (status, "was deleted by somebody else" in words) == (409, True), words
        assert saved(server, new, {**training, "title": {"en": "Again"}}, "a") == (200, "")


def test_what_was_opened_before_the_server_began_is_refused(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    with serving(data) as server:
        entry = opened(server, TRAINING, "a")
    entry["title"]["en"] = "Other"
    with serving(data) as server:
        status, words = saved(server, TRAINING, entry, "a")
        assert (status, "was not opened since" in words) == (409, True), words
        # Nor does it help that another page has opened it meanwhile.
        opened(server, TRAINING, "b")
        status, words = saved(server, TRAINING, entry, "a")
        assert (status, "was not opened since" in words) == (409, True), words
        unchanged = opened(server, TRAINING)
        assert saved(server, TRAINING, unchanged) == (200, "")
    assert (data / "events" / "training.yml").read_text("utf-8") == text_of("events/training.yml")


def test_an_edit_while_the_data_is_looked_at_is_not_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_tree(tmp_path / "data")
    file, store = data / "events" / "training.yml", Store(data, data / "docs")
    before, check = file.read_bytes(), store._check

    def slowly(changes: Any) -> None:
        check(changes)
        file.write_bytes(before + b"# by hand\n")

    monkeypatch.setattr(store, "_check", slowly)
    new = before.replace(b"held", b"cancelled")
    with pytest.raises(RefusedError, match="save it once more"):
        store.change({"events/training.yml": new}, {"events/training.yml": before})
    assert file.read_bytes() == before + b"# by hand\n"
    assert [path.name for path in file.parent.iterdir()] == ["training.yml"]


def test_what_the_disk_refuses_is_said_and_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_tree(tmp_path / "data")

    def write_half(path: Path, content: bytes) -> int:
        if "saving" in path.name:
            path.touch()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return write_bytes(path, content)

    write_bytes = Path.write_bytes
    with serving(data) as server:
        entry = opened(server, TRAINING, "a")
        entry["title"]["en"] = "Other"
        monkeypatch.setattr(Path, "write_bytes", write_half)
        status, words = saved(server, TRAINING, entry, "a")
        assert (status, "No space left on device" in words) == (500, True), words
        assert [path.name for path in (data / "events").iterdir()] == ["training.yml"]
        monkeypatch.undo()
        assert saved(server, TRAINING, entry, "a") == (200, "")


def test_a_record_that_is_open_in_another_editor_is_listed_with_the_others(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    (data / "events" / ".#training.yml").symlink_to("nobody@nowhere.1")  # Emacs' lock
    with serving(data) as server:
        status, found = api(server, "", "entriesByFolder", folder="data/events")
    assert (status, [entry["file"]["path"] for entry in found]) == (200, [TRAINING])


def test_no_request_is_left_without_an_answer(tmp_path: Path) -> None:
    with serving(write_tree(tmp_path / "data")) as server:
        assert api(server, "", "getEntry", path="data/events/\ud800.yml")[0] == 403
        asset = {"path": f"data/files/{'a' * 300}.pdf", "content": "YQ=="}
        status, answer = api(server, "", "persistMedia", asset=asset)
        assert (status, "File name too long" in answer["error"]) == (500, True)
        with socket.create_connection(("127.0.0.1", server.server_address[1]), 30) as other:
            other.sendall(b"GET http://[/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert other.recv(100).startswith(b"HTTP/1.1 400 ")
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=30)
        headers = {"Content-Type": "application/json"}
        connection.request("POST", "/admin/api", "[" * 100_000, headers)
        assert connection.getresponse().status == 400
        connection.close()


def test_types_are_not_those_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows another program may have made plain text of .js: no browser runs that."""
    monkeypatch.setitem(mimetypes.types_map, ".js", "text/plain")
    with serving(write_tree(tmp_path / "data")) as server:
        found = {}
        for path in ("/admin/", "/admin/start.js", "/admin/config.en.json"):
            connection = http.client.HTTPConnection(
                "127.0.0.1", server.server_address[1], timeout=30
            )
            connection.request("GET", path)
            found[path] = connection.getresponse().headers["Content-Type"]
            connection.close()
    assert found == {
        "/admin/": "text/html; charset=utf-8",
        "/admin/start.js": "text/javascript; charset=utf-8",
        "/admin/config.en.json": "application/json",
    }


def test_a_number_that_is_no_port_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    install_editor()
    assert edit.main(["--port", "99999", "--no-preview"]) == 1
    assert capsys.readouterr().err.startswith("error: port 99999: ")
    with pytest.raises(SystemExit) as refused:
        serve_site.main(["--address", "127.0.0.1:99999"])
    assert refused.value.code == 2


def test_the_server_says_in_words_what_is_wrong(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data")
    raw = text_of("events/training.yml").replace("status: held", "status: finished")
    file = {"path": "data/events/training.yml", "slug": "training", "raw": raw}
    with serving(data) as server:
        opened(server, TRAINING)
        params = {"dataFiles": [file], "assets": [], "options": {}}
        body = {"action": "persistEntry", "params": params}
        status, content = request(server, "POST", "/admin/api", body)
    assert status == 422
    assert json.loads(content)["error"].startswith("status: expected ")
    assert (data / "events" / "training.yml").read_text("utf-8") == text_of("events/training.yml")


def test_make_edit_serves_until_it_is_ended(tmp_path: Path) -> None:
    install_editor()
    data = write_tree(tmp_path / "data")
    command = [sys.executable, "scripts/edit.py", "--data", str(data), "--port", "0"]
    with subprocess.Popen(
        [*command, "--no-preview"], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env=site_build.environment({}),
    ) as process:  # fmt: skip
        assert process.stdout is not None
        address = process.stdout.readline().rpartition(" ")[2].strip()
        try:
            host, _, port = address.removeprefix("http://").rstrip("/").partition(":")
            assert host == "127.0.0.1"
            connection = http.client.HTTPConnection(host, int(port), timeout=30)
            connection.request("GET", "/bg/admin/")
            page = connection.getresponse().read().decode()
            connection.close()
        finally:
            process.terminate()
    assert '<html lang="' in page
    assert process.returncode == 0


def test_make_edit_shows_the_site_as_it_is_saved_to_this_computer_alone(tmp_path: Path) -> None:
    install_editor()
    data = write_tree(tmp_path / "data")
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "scripts/edit.py", "--data", str(data), "--port", "0"]
    with subprocess.Popen(
        [*command, "--preview-port", str(port)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env=site_build.environment({"PORTAL_SITE_URL": "https://town.example/portal/"}),
    ) as process:  # fmt: skip
        try:
            old = page_of(port, "/events/training/", process)
            assert "<h1>Training</h1>" in old
            assert "This computer answers" in page_of(port, "/", process, Host="evil.example")
            file = data / "events" / "training.yml"
            file.write_text(file.read_text("utf-8").replace("Training", "Workshop"), "utf-8")
            epoch = old.rpartition("livereload(")[2].partition(",")[0]
            page_of(port, f"/livereload/{epoch}/1", process)  # answers when there is news
            assert "<h1>Workshop</h1>" in page_of(port, "/events/training/", process)
        finally:
            process.terminate()
    assert process.returncode == 0


def test_make_edit_shows_the_site_once_its_mistakes_are_mended(tmp_path: Path) -> None:
    install_editor()
    data = write_tree(tmp_path / "data")
    file = data / "events" / "training.yml"
    right = file.read_text("utf-8")
    file.write_text(right.replace("status: held", "status: finished"), "utf-8")
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "scripts/edit.py", "--data", str(data), "--port", "0"]
    with subprocess.Popen(
        [*command, "--preview-port", str(port)], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=site_build.environment({}),
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            while "The site is shown when that is mended." not in (
                line := process.stdout.readline()
            ):
                assert line
            file.write_text(right, "utf-8")
            assert "<h1>Training</h1>" in page_of(port, "/events/training/", process)
        finally:
            process.terminate()
    assert process.returncode == 0


def page_of(port: int, path: str, process: subprocess.Popen[str], **headers: str) -> str:
    """What a server of a process answers, which has not begun to listen yet, perhaps."""
    while True:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            try:
                connection.request("GET", path, headers=headers)
                return connection.getresponse().read().decode()
            except ConnectionRefusedError:
                assert process.poll() is None
                time.sleep(0.05)


# -- the published page --------------------------------------------------------------


@pytest.mark.build
def test_the_rest_of_the_site_is_the_same_with_it(site: BuiltSite, scratch: Path) -> None:
    install_editor()
    data = site_build.copy_data(scratch / "edited" / "data")
    with (data / "site.yml").open("a", encoding="utf-8") as file:
        file.write(EDITING)
    built = site_build.snapshot(site_build.build(scratch / "edited" / "site", data=data).root)
    plain = site_build.snapshot(site.root)
    added = {name for name in built if "admin" in name.split("/")}
    assert not [name for name in plain if "admin" in name.split("/")]
    added.add("licences/decap-cms.txt")
    # data/site.yml is another: so is the version of the data.
    other = {f"data/v1/{name}" for name in ("all.zip", "catalog.jsonld", "version.json")}
    other |= {"version.css", "licences/README.txt", MARKER}
    assert built.keys() - added == plain.keys()
    assert {name for name in plain if built[name] != plain[name]} == other
    for name in added:
        part_of(name)
    pages = {f"{tag}/admin/index.html" for tag in LANGUAGES[1:]} | {"admin/index.html"}
    configs = {f"admin/config.{tag}.json" for tag in LANGUAGES}
    assert pages | configs | {"admin/start.js", "admin/decap-cms.js"} <= added
    read = json.loads(built["admin/config.bg.json"])
    assert read["backend"]["name"] == "gitlab"
    assert read["publish_mode"] == "editorial_workflow"


@pytest.mark.build
def test_a_build_without_the_program_says_what_to_run(scratch: Path) -> None:
    project = site_build.copy_project(scratch / "uninstalled")
    with (project / "data" / "site.yml").open("a", encoding="utf-8") as file:
        file.write(EDITING)
    done = site_build.run_build(scratch / "uninstalled-site", project=project)
    assert done.returncode != 0
    assert "python scripts/install_editor.py" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not (scratch / "uninstalled-site").exists()


def test_the_lock_names_one_package_with_its_hash() -> None:
    text = (ROOT / "scripts" / "editor" / "package-lock.json").read_text("utf-8")
    lock = json.loads(text)
    about = json.loads((ROOT / "scripts" / "editor" / "package.json").read_text("utf-8"))
    package = lock["packages"]["node_modules/decap-cms"]
    assert list(lock["packages"]) == ["", "node_modules/decap-cms"]
    assert about["dependencies"] == {"decap-cms": package["version"]}
    assert package["integrity"].startswith("sha512-")
    assert "resolved" not in text


def test_diff_is_a_line(tmp_path: Path) -> None:
    data = write_tree(tmp_path)
    record = json.loads(ask(data, "getEntry", path="data/projects/school.yml").body["data"])
    record["target_groups"][0]["planned"] = "200"
    (new,) = save(data, "data/projects/school.yml", yaml.safe_dump(record)).changes.values()
    assert new is not None
    old = text_of("projects/school.yml")
    lines = list(unified_diff(old.split("\n"), new.decode().split("\n"), n=0, lineterm=""))[3:]
    assert lines == ["-    planned: 180", "+    planned: 200"]
