"""Mistakes that editors make: each is one problem, in its place, with a fix that mends it."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.data_files import digest_files
from portal.known_files import KnownFiles
from portal.logo_files import load_logos
from portal.media import find_media
from portal.problems import Problem, Severity
from tests.builders import check_tree, text_of, write_tree
from tests.mistakes import MARK, MISTAKES, Mistake


def problems(directory: Path) -> tuple[Problem, ...]:
    return check_tree(directory).problems


def replaced(mistake: Mistake, by: str) -> str:
    text = text_of(mistake.file)
    assert text.count(mistake.good) >= 1, "the valid file does not hold this"
    return text.replace(mistake.good, by, 1)


def test_valid_tree_has_no_problems(tmp_path: Path) -> None:
    checked = check_tree(write_tree(tmp_path))
    assert checked.problems == ()
    assert checked.record_count == 12


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_is_one_problem_in_its_place_with_its_fix(name: str, tmp_path: Path) -> None:
    mistake = MISTAKES[name]
    marked = replaced(mistake, mistake.bad)
    before = marked.partition(MARK)[0] if MARK in marked else ""
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    write_tree(tmp_path, {mistake.file: marked.replace(MARK, "")})

    found = problems(tmp_path)

    assert len(found) == 1, "\n".join(map(str, found))
    problem = found[0]
    assert problem.path == f"data/{mistake.file}"
    assert (problem.line, problem.column) == (line, column), problem
    assert problem.field == mistake.field
    assert mistake.expected in problem.expected
    assert mistake.got in problem.got
    assert mistake.fix in problem.fix
    assert str(problem).isprintable()
    name = f"{problem.field}: " if problem.field else ""
    assert str(problem) == (
        f"{problem.path}:{line}:{column}: {name}expected {problem.expected}, "
        f"got {problem.got}. Fix: {problem.fix}"
    )

    mended = mistake.good if mistake.mended is None else mistake.mended
    (tmp_path / mistake.file).write_text(replaced(mistake, mended), "utf-8")
    assert problems(tmp_path) == ()


# -- whole files and folders -----------------------------------------------------------


def only(directory: Path) -> Problem:
    found = problems(directory)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


def rewritten(name: str, old: str, new: str) -> dict[str, str | bytes | None]:
    return {name: text_of(name).replace(old, new, 1)}


ORG = "organisations/donor.yml"

ENCODINGS = {
    "Windows-1251": (text_of(ORG).encode("cp1251"), 3, 7, "the byte 0xc4"),
    "Windows-1250": (text_of(ORG).replace("Донор", "Dárce").encode("cp1250"), 3, 8, "0xe1"),
    "UTF-16": (text_of(ORG).encode("utf-16"), 1, 1, "a file in UTF-16"),
    "half a character": (text_of(ORG).encode() + "# Д".encode()[:-1], 10, 3, "0xd0"),
    "Windows line ends": (text_of(ORG).replace("\n", "\r\n").encode("cp1251"), 3, 7, "0xc4"),
    "after a byte order mark": (b"\xef\xbb\xbfname: \xff\n", 1, 7, "0xff"),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_file_in_another_encoding(encoding: str, tmp_path: Path) -> None:
    content, line, column, got = ENCODINGS[encoding]
    problem = only(write_tree(tmp_path, {ORG: content}))
    assert (problem.path, problem.line, problem.column) == (f"data/{ORG}", line, column)
    assert problem.expected == "text in UTF-8"
    assert got in problem.got
    assert 'with the encoding "UTF-8"' in problem.fix


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + text_of(ORG).encode(),
        text_of(ORG).replace("\n", "\r\n").encode(),
        text_of(ORG).replace("\n", "\r").encode(),
        text_of(ORG).rstrip("\n").encode(),
        f"---\n{text_of(ORG)}...\n".encode(),
        f"%YAML 1.2\n---\n{text_of(ORG)}".encode(),
        text_of(ORG).replace("Донор", "\u200fДонор \U0001f600").encode(),
    ],
    ids=["BOM", "CRLF", "CR", "no last line feed", "marked document", "directive", "RTL"],
)  # fmt: skip
def test_what_editors_and_systems_add_does_no_harm(content: bytes, tmp_path: Path) -> None:
    assert problems(write_tree(tmp_path, {ORG: content})) == ()


def test_places_count_from_the_byte_order_mark_and_over_windows_line_ends(tmp_path: Path) -> None:
    text = text_of(ORG).replace("country: NO", "country: no").replace("\n", "\r\n")
    problem = only(write_tree(tmp_path, {ORG: b"\xef\xbb\xbf" + text.encode()}))
    assert (problem.line, problem.column, problem.field) == (5, 10, "country")


@pytest.mark.parametrize("content", ["", "\n\n", "# only a comment\n", "---\n", "\ufeff"])
def test_an_empty_file(content: str, tmp_path: Path) -> None:
    problem = only(write_tree(tmp_path, {ORG: content}))
    assert (problem.path, problem.line, problem.column) == (f"data/{ORG}", 1, 1)
    assert problem.got == "an empty file"


@pytest.mark.parametrize(
    ("content", "got"), [("- a\n- b\n", "a list"), ("text\n", '"text"'), ("null\n", '"null"')]
)
def test_a_file_that_is_no_mapping(content: str, got: str, tmp_path: Path) -> None:
    problem = only(write_tree(tmp_path, {ORG: content}))
    assert problem.expected == 'a mapping ("key: value" lines)'
    assert problem.got == got


def test_a_record_in_the_folder_of_another_kind(tmp_path: Path) -> None:
    data = write_tree(tmp_path, {"news/open-day.yml": text_of("events/training.yml")})
    assert str(only(data)) == (
        "data/news/open-day.yml:1:1: expected a record of data/news/, got one with all that "
        "belongs to data/events/ (kind, status, starts_at, ends_at). Fix: move the file to "
        "data/events/open-day.yml"
    )


KINDS_OF_FILES = {"events": "training", "news": "start", "grants": "school-grant",
                  "agreements": "ruse-2020", "documents": "handbook", "sources": "report",
                  "organisations": "donor", "programmes": "romact"}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS_OF_FILES)
def test_each_kind_of_record_is_known_in_another_folder(kind: str, tmp_path: Path) -> None:
    folder = "events" if kind == "news" else "news"
    text = text_of(f"{kind}/{KINDS_OF_FILES[kind]}.yml")
    problem = only(write_tree(tmp_path, {f"{folder}/elsewhere.yml": text}))
    assert problem.fix == f"move the file to data/{kind}/elsewhere.yml"


def test_a_record_that_fits_no_other_kind_has_a_problem_for_each_field(tmp_path: Path) -> None:
    text = text_of("events/training.yml").replace("status: held\n", "stat: held\n")
    found = problems(write_tree(tmp_path, {"news/open-day.yml": text}))
    assert {"kind", "stat", "published_on"} <= {problem.field for problem in found}
    assert not any("move the file" in problem.fix for problem in found)


def test_a_file_over_one_mebibyte(tmp_path: Path) -> None:
    problem = only(write_tree(tmp_path, {ORG: text_of(ORG) + "#" * 2 * 1024 * 1024}))
    assert (problem.line, problem.column, problem.expected) == (1, 1, "a file of at most 1 MiB")
    assert problem.got == f"{len(text_of(ORG).encode()) + 2 * 1024 * 1024:,} bytes"


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("Donor.yml", '"donor.yml"'),
        ("донор.yml", '"donor.yml"'),
        ("Община_Кърджали.yml", '"obshtina-kardzhali.yml"'),
        ("my_donor.yml", '"my-donor.yml"'),
        ("my.donor.yml", '"my-donor.yml"'),
        ("my--donor.yml", '"my-donor.yml"'),
        ("-donor.yml", '"donor.yml"'),
        ("donor .yml", '"donor.yml"'),
        ("page-2.yml", '"page-2-1.yml"'),
        ("index.yml", '"index-1.yml"'),
        ("con.yml", '"con-1.yml"'),
        ("focșani.yml", '"focsani.yml"'),
        ("😀.yml", '"my-record.yml"'),
        ("donor.yaml", "rename it to end in .yml"),
        ("donor.YML", "rename it to end in .yml"),
        ("donor.orig", "move it out of this folder"),
        ("donor", "rename it to end in .yml"),
        ("donor.json", "rename it to end in .yml"),
    ],
)
def test_a_file_with_a_name_that_is_no_id(name: str, fix: str, tmp_path: Path) -> None:
    """One problem, although other records refer to the id that was meant."""
    changes: dict[str, str | bytes | None] = {f"organisations/{name}": text_of(ORG)}
    if "onor" in name and "my" not in name:
        changes[ORG] = None
    problem = only(write_tree(tmp_path, changes))
    assert (problem.path, problem.line, problem.column) == (f"data/organisations/{name}", 1, 1)
    assert fix in problem.fix


def test_a_misnamed_file_is_checked_all_the_same(tmp_path: Path) -> None:
    text = text_of(ORG).replace("country: NO", "country: no")
    write_tree(tmp_path, {ORG: None, "organisations/Donor.yml": text})
    assert [problem.field for problem in problems(tmp_path)] == ["", "country"]


def test_a_folder_with_the_name_of_a_record(tmp_path: Path) -> None:
    write_tree(tmp_path, {"organisations/other.yml/donor.yml": text_of(ORG)})
    problem = only(tmp_path)
    assert (problem.path, problem.got) == ("data/organisations/other.yml", "a folder")


@pytest.mark.parametrize(
    ("folder", "kind"), [("project", "projects"), ("Projects", "projects"), ("sorces", "sources")]
)
def test_a_misspelt_folder_is_one_problem(folder: str, kind: str, tmp_path: Path) -> None:
    """Although every reference to its records leads nowhere."""
    write_tree(tmp_path)
    (tmp_path / kind).rename(tmp_path / folder)
    problem = only(tmp_path)
    assert problem.path == f"data/{folder}"
    assert problem.fix == f'did you mean "{kind}"?'


def test_a_folder_that_nothing_is_like(tmp_path: Path) -> None:
    problem = only(write_tree(tmp_path, {"recipes/soup.yml": "name: soup\n"}))
    assert problem.path == "data/recipes"
    assert "agreements" in problem.fix and "municipalities" in problem.fix


def test_hidden_files_are_nobodys_business(tmp_path: Path) -> None:
    write_tree(tmp_path, {"projects/.school.yml.swp": b"\x00", ".DS_Store": b"\x00"})
    assert problems(tmp_path) == ()


def test_copies_that_editors_keep_are_nobodys_business(tmp_path: Path) -> None:
    copies = (
        "projects/school.yml~", "projects/#school.yml#", "site.yml~", "logos/donor.svg~",
        "files/handbook.pdf~", "files/#a.pdf#", "strings/bg.po~", "pictures/room.jpg~",
    )  # fmt: skip
    write_tree(tmp_path, dict.fromkeys(copies, b"\x00"))
    assert check_tree(tmp_path).problems == ()
    assert not any(name.endswith("~") for name in find_media(tmp_path))
    assert not any(name.endswith("~") for name in load_logos(tmp_path))
    files = digest_files(tmp_path, "files", KnownFiles())
    assert not any("~" in name or "#" in name for name in files)


def test_links_out_of_the_directory_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yml"
    secret.write_text("password: xyzzy\n", "utf-8")
    data = write_tree(tmp_path / "data")
    for name in ("projects/leak.yml", "files/handbook.pdf", "logos/donor.svg"):
        (data / name).unlink(missing_ok=True)
        (data / name).symlink_to(secret)
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (data / "news/start.yml").unlink()
    (data / "news").rmdir()
    (data / "news").symlink_to(outside)
    found = problems(data)
    assert [(p.path.removeprefix("data/"), p.field) for p in found] == [
        ("documents/handbook.yml", "file"), ("files/handbook.pdf", ""), ("news", ""),
        (ORG, "logo"), ("projects/leak.yml", ""),
    ]  # fmt: skip
    assert all("a link" in p.got or "not a link to elsewhere" in p.fix for p in found)
    assert not any("xyzzy" in str(p) for p in found)


def test_links_to_nothing_and_in_a_circle(tmp_path: Path) -> None:
    write_tree(tmp_path)
    (tmp_path / "projects/gone.yml").symlink_to("nothing.yml")
    (tmp_path / "projects/round.yml").symlink_to("round.yml")
    (tmp_path / "logos/round.svg").symlink_to("round.svg")
    found = problems(tmp_path)
    assert [p.path.removeprefix("data/") for p in found] == [
        "logos/round.svg", "projects/gone.yml", "projects/round.yml",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["organisations/donor.yml", "site.yml", "docs/index.en.md"])
def test_a_file_that_cannot_be_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tests may run as root, who may read everything.
    write_tree(tmp_path)
    refused = str(tmp_path / name)

    def refusing(real: Callable[..., Any]) -> Callable[..., Any]:
        def opened(path: Any, *args: Any, **options: Any) -> Any:
            if str(path) == refused:
                raise PermissionError(13, "Permission denied")
            return real(path, *args, **options)

        return opened

    monkeypatch.setattr(Path, "open", refusing(Path.open))
    monkeypatch.setattr(builtins, "open", refusing(open))
    problem = only(tmp_path)
    assert problem.path == f"data/{name}".replace("data/docs", "docs")
    assert problem.got == "permission denied"


def test_a_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(tmp_path)
    real = os.scandir

    def refuse(path: Any) -> Any:
        if Path(path) == tmp_path / "visibility":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    problem = only(tmp_path)
    assert (problem.path, problem.got) == ("data/visibility", "permission denied")


def test_no_site_file(tmp_path: Path) -> None:
    problem = only(write_tree(tmp_path, {"site.yml": None}))
    assert (problem.path, problem.line, problem.column) == ("data/site.yml", 1, 1)
    assert problem.fix == "add the file data/site.yml"


def test_a_directory_that_holds_no_data(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "README.md").write_text("# Not data\n", "utf-8")
    problem = only(tmp_path)
    assert (problem.path, problem.expected[:16]) == ("data", "a data directory")


# -- many mistakes at once -------------------------------------------------------------


def test_all_mistakes_of_the_site_file_and_of_the_records_are_in_one_list(tmp_path: Path) -> None:
    site = (
        text_of("site.yml")
        .replace("url: https://portal.example/", "url: portal.example")
        .replace("Europe/Sofia", "Sofia/Europe")
        .replace("page_size: 24", "page_size: many\nlogo: x")
        .replace("  en: The editors", "  bg: Редакцията")
    )
    grant = text_of("grants/school-grant.yml").replace("EUR", "EURO").replace("[donor]", "[doner]")
    project = text_of("projects/school.yml").replace("romact\np", "nothing-like-it\np")
    write_tree(
        tmp_path,
        {"site.yml": site, "grants/school-grant.yml": grant, "projects/school.yml": project},
    )
    assert [(p.path.rpartition("/")[2], p.field) for p in problems(tmp_path)] == [
        ("school-grant.yml", "funders[1]"), ("school-grant.yml", "money.currency"),
        ("school.yml", "programme"), ("site.yml", "url"), ("site.yml", "time_zone"),
        ("site.yml", "publisher.en"), ("site.yml", "page_size"), ("site.yml", "logo"),
    ]  # fmt: skip


def test_languages_that_are_wrong_spare_the_texts(tmp_path: Path) -> None:
    """One wrong tag is one problem, not one for each text in that language."""
    found = only(write_tree(tmp_path, rewritten("site.yml", "tag: en", "tag: EN")))
    assert found.field == "languages[1].tag"


def test_a_mistake_hides_no_other_of_the_same_record(tmp_path: Path) -> None:
    event = (
        text_of("events/training.yml")
        .replace("title:\n  en: Training\n", "")
        .replace("ends_at: 2018-05-15 17:00", "ends_at: 2018-05-15 07:00")
        .replace("municipality: ruse", "municipality: russe")
        .replace("kind: training", "kind: traning")
        .replace("[report]", "[report, raport]")
        .replace("summary:", "description:\n  en: See [it](portal:projects/none).\nsummary:")
    )
    organisation = text_of(ORG).replace("country: NO", "country: no").replace("donor.svg", "no.svg")
    write_tree(tmp_path, {"events/training.yml": event, ORG: organisation})
    assert [p.field for p in problems(tmp_path)] == [
        "title", "kind", "description.en", "ends_at", "municipality", "sources[2]", "country",
        "logo",
    ]  # fmt: skip


def test_a_mistake_in_an_agreement_leaves_its_evidence_alone(tmp_path: Path) -> None:
    checks = (
        "checks:\n- commitment: 1\n  checked_on: 2026-11-22\n  verdict: missing\n"
        f"  page: https://ruse.example/\n  sha256: {'cd' * 32}\n"
    )
    agreement = text_of("agreements/ruse-2020.yml").replace("status: unknown", "status: unknwn")
    files = {"agreements/ruse-2020.yml": agreement, "evidence/ruse-2020.yml": checks}
    assert only(write_tree(tmp_path, files)).field == "commitments[1].status"


def test_links_to_a_place_of_the_same_page_are_right(tmp_path: Path) -> None:
    write_tree(tmp_path, rewritten("projects/school.yml", "(portal:programmes/romact)", "(#top)"))
    assert problems(tmp_path) == ()


def test_references_to_a_broken_record_are_no_mistakes(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            **rewritten("programmes/romact.yml", "process_months: 18", "process_months: x"),
            **rewritten("projects/school.yml", "programme: romact", "programme: romact-programme"),
            **rewritten("municipalities/ruse.yml", "name:", "name"),
        },
    )
    found = problems(tmp_path)
    assert [p.path.rpartition("/")[2] for p in found] == ["ruse.yml", "romact.yml", "school.yml"]
    assert found[2].fix == 'write "romact": the record has a new id'


def test_a_key_that_stands_twice_brings_no_other_complaint(tmp_path: Path) -> None:
    """Not of the second value, nor of what is empty or in quotes elsewhere in the file."""
    text = text_of(ORG).replace("en: Donor", 'en: "Donor"').replace("https://donor.example/", "")
    problem = only(write_tree(tmp_path, {ORG: f"{text}country: Norvegia\n"}))
    assert (problem.field, problem.line) == ("country", text.count("\n") + 1)
    assert problem.got == '"country" a second time (first on line 5)'


def test_problems_are_sorted_and_each_stands_once(tmp_path: Path) -> None:
    text = text_of("projects/school.yml").replace("report", "raport").replace("[raport]", "[x, y]")
    write_tree(tmp_path, {"projects/school.yml": text, **rewritten(ORG, "NO", "no")})
    found = problems(tmp_path)
    keys = [(p.path, p.line, p.column, p.field) for p in found]
    assert keys == sorted(set(keys))
    assert [p.field for p in found] == [
        "country", "sources[1]", "sources[2]", "disputed[1].values[1].source",
        "disputed[1].values[2].source",
    ]  # fmt: skip


def test_a_file_of_thousands_of_mistakes_is_cut_short(tmp_path: Path) -> None:
    """And it takes no thousands of readings: nothing here grows with the square."""
    keys = "".join(f"k{number}: x\n" for number in range(20_000))
    items = "".join(f"  - town-{number}\n" for number in range(20_000))
    links = " ".join(f"[a](portal:projects/p{number})" for number in range(1_500))
    project = text_of("projects/school.yml")
    write_tree(
        tmp_path,
        {
            ORG: text_of(ORG) + keys,
            "projects/school.yml": project.replace("  - byala\n", items),
            "projects/other.yml": project.replace("It belongs to", links),
        },
    )
    found = problems(tmp_path)
    for path in (ORG, "projects/school.yml", "projects/other.yml"):
        of_file = [p for p in found if p.path == f"data/{path}"]
        assert len(of_file) == 201
        assert of_file[0].got == "more"
    assert len(found) == 3 * 201


def test_pages_written_by_hand_are_checked_too(tmp_path: Path) -> None:
    page = (
        "# Home\n\nOn this portal: all projects, also [this one](portal:projects/scool#top).\n"
        "`[example](portal:nothing)` and <portal:news/start>.\n\n[a]: portal:grants/none\n"
    )
    write_tree(tmp_path, {"docs/index.en.md": page, "docs/about.bg.md": "За нас".encode("cp1251")})
    found = problems(tmp_path)
    assert [(p.path, p.line, p.column) for p in found] == [
        ("docs/about.bg.md", 1, 1), ("docs/index.en.md", 3, 47), ("docs/index.en.md", 6, 6),
    ]  # fmt: skip
    assert 'did you mean "school"?' in found[1].fix
    assert "grants: school-grant" in found[2].fix


def test_strings_that_cannot_be_read(tmp_path: Path) -> None:
    write_tree(tmp_path, {"strings/bg.po": 'msgid "a"\nmsgstr "b\n', "strings/cs.po": b"\xff"})
    assert [p.path for p in problems(tmp_path)] == ["data/strings/bg.po", "data/strings/cs.po"]


def test_scripts_in_hand_written_pages_are_warned_about(tmp_path: Path) -> None:
    page = (
        "# Home\n\n<p>One <Script>a()</script></p>\n\n<!-- <script>b()</script>\n-->\n"
        "`<script>`\n\n```\n<script>c()</script>\n```\n\n"
        '<script src="own.js"></script><script type="application/ld+json">{}</script>\n'
        "<script\n type=module>\nd()</script>\n"
    )
    write_tree(tmp_path, {"docs/index.en.md": page})
    found = check_tree(tmp_path).problems
    assert [(p.path, p.line, p.column, p.severity) for p in found] == [
        ("docs/index.en.md", 3, 8, Severity.WARNING), ("docs/index.en.md", 14, 1, Severity.WARNING),
    ]  # fmt: skip
    assert str(found[0]).endswith(
        "expected no script in the page itself, got <Script>, which may then run on every page. "
        "Fix: put it into a file and name that by src, or delete it"
    )


def test_of_many_ids_that_are_unlike_none_is_listed(tmp_path: Path) -> None:
    many = {f"sources/other-{n}.yml": text_of("sources/report.yml") for n in range(9)}
    changed = text_of("news/start.yml").replace("[report]", "[zzz]")
    write_tree(tmp_path, {**many, "news/start.yml": changed})
    [fix] = [p.fix for p in problems(tmp_path) if p.got == '"zzz"']
    assert fix == "use the id of a record in data/sources/, or add data/sources/zzz.yml"
