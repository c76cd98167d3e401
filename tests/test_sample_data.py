"""Sample data: valid, of every kind, of exactly the size asked for, and always the same."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import sample_data
from portal.check import Checked, check_directory
from portal.fields import Prose, Text
from portal.model import KINDS, Event, News, Project
from portal.sample.chance import Chance
from portal.sample.tree import sample_files
from portal.sample.world import MIN_RECORDS, TODAY, plan_counts
from portal.sample.yaml_writer import Writable, render_yaml
from portal.yaml_text import read_document

RECORDS = 200
LANGUAGES = ("en", "bg", "ro", "cs")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set as the script writes it."""
    path = tmp_path_factory.mktemp("sample") / "data"
    assert sample_data.main(["--records", str(RECORDS), "--out", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def checked(directory: Path) -> Checked:
    """The same, as a build reads it."""
    return check_directory(directory, "data", directory / "docs", "docs")


def content_of(directory: Path) -> dict[str, bytes]:
    files = (path for path in sorted(directory.rglob("*")) if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in files}


def records_of(files: dict[str, bytes]) -> Counter[str]:
    return Counter(name.split("/")[0] for name in files if name.split("/")[0] in KINDS)


# -- what it holds -------------------------------------------------------------------


def test_the_check_finds_nothing(checked: Checked) -> None:
    assert [str(problem) for problem in checked.problems] == []


def test_there_are_exactly_so_many_records(checked: Checked, directory: Path) -> None:
    assert checked.record_count == RECORDS
    assert records_of(content_of(directory)).total() == RECORDS


@pytest.mark.parametrize("total", [MIN_RECORDS, 51, 99, 1_000, 3_333, 10_000])
def test_counts_add_up_and_no_kind_is_missing(total: int) -> None:
    counts = plan_counts(total)
    assert sum(counts.values()) == total
    assert set(counts) == set(KINDS)
    assert min(counts.values()) > 0
    assert counts["projects"] == pytest.approx(total * 0.35, abs=1)
    assert counts["municipalities"] <= total * 0.15 + 1


@pytest.mark.parametrize("total", [MIN_RECORDS, 1_000])
def test_no_two_records_share_a_file(total: int) -> None:
    names = [name for name, _ in sample_files(total, 7)]
    assert len(set(names)) == len(names)
    assert sum(name.split("/")[0] in KINDS for name in names) == total


def test_every_kind_is_there(checked: Checked) -> None:
    assert checked.catalog is not None
    assert [kind for kind in KINDS if not checked.catalog.records[kind]] == []


def test_bodies_have_about_300_words_in_each_language(checked: Checked) -> None:
    assert checked.catalog is not None
    projects = [p for p in checked.catalog.records["projects"].values() if isinstance(p, Project)]
    for language in LANGUAGES:
        bodies = [p.description for p in projects if p.description is not None]
        texts = [body[language] for body in bodies if language in body]
        lengths = [len(re.sub(r"\]\(.*?\)", "", text).split()) for text in texts]
        assert 270 <= sum(lengths) / len(lengths) <= 330, language


def test_some_translations_are_missing_but_never_the_default(checked: Checked) -> None:
    assert checked.catalog is not None
    records = [record for kind in KINDS for record in checked.catalog.records[kind].values()]
    texts = [[v for _, v in record if isinstance(v, Text)] for record in records]
    partial = [group for group in texts if any(len(text) < len(LANGUAGES) for text in group)]
    assert 0.02 * RECORDS < len(partial) < 0.12 * RECORDS
    assert all("en" in text for group in texts for text in group)


def test_events_come_in_all_sorts(checked: Checked) -> None:
    assert checked.catalog is not None
    events = [e for e in checked.catalog.records["events"].values() if isinstance(e, Event)]
    days = [event.first_day for event in events]
    assert None in days
    assert any(day is not None and day < TODAY for day in days)
    assert any(day is not None and day > TODAY for day in days)
    assert any(event.starts_at_aware is not None for event in events)
    assert any(event.period is not None for event in events)


def test_larger_sets_have_the_rare_things_too() -> None:
    files = dict(sample_files(1_000, 7))
    text = b"\n".join(content for name, content in files.items() if name.split("/")[0] in KINDS)
    for field in (b"disputed:", b"declared_counts:", b"former_ids:", b"status: cancelled",
                  b"currency: BGN", b"currency: RON", b"currency: CZK", b"currency: EUR",
                  b"coordinates:", b"notes:", b"evidence:", b"\n    | "):  # fmt: skip
        assert field in text, field


def test_links_between_records_are_plenty(checked: Checked) -> None:
    assert checked.catalog is not None
    reached = {other for groups in checked.catalog.related.values() for other in groups}
    assert reached >= set(KINDS) - {"visibility"}
    news = [n for n in checked.catalog.records["news"].values() if isinstance(n, News)]
    bodies = [n.body["en"] for n in news if isinstance(n.body, Prose)]
    assert all("](portal:" in body for body in bodies)


# -- always the same -----------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes(directory: Path, tmp_path: Path) -> None:
    sample_data.write_sample(tmp_path / "again", RECORDS, 7)
    assert content_of(tmp_path / "again") == content_of(directory)


def test_another_seed_gives_others() -> None:
    one, other = dict(sample_files(RECORDS, 7)), dict(sample_files(RECORDS, 8))
    assert one != other
    assert records_of(one) == records_of(other)


def test_chance_is_the_same_everywhere() -> None:
    # Fixed numbers: another Python that draws otherwise would change every data set.
    chance = Chance(7, "projects", 1)
    drawn = [chance.between(1, 1000) for _ in range(6)]
    assert drawn == [539, 92, 598, 74, 133, 77]
    assert sorted(Chance("x").several(range(5), 9)) == [0, 1, 2, 3, 4]


# -- where it may be written ---------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    code = sample_data.main([*map(str, arguments)])
    return code, capsys.readouterr().err


def test_an_earlier_output_is_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--records", "80", "--seed", "1", "--out", tmp_path)[0] == 0
    first = content_of(tmp_path)
    assert run(capsys, "--records", "60", "--seed", "2", "--out", tmp_path)[0] == 0
    second = content_of(tmp_path)
    assert records_of(first).total() == 80
    assert records_of(second).total() == 60


@pytest.mark.parametrize("name", ["notes.txt", "projects/mine.yml"])
def test_a_directory_of_others_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine")
    code, message = run(capsys, "--records", "60", "--out", tmp_path)
    assert code == 2
    assert "is not empty, and this script did not write it" in message
    assert path.read_text() == "mine"
    assert len(content_of(tmp_path)) == 1


def test_what_someone_added_to_an_output_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "--records", "60", "--out", tmp_path)
    (tmp_path / "mine.txt").write_text("mine")
    before = content_of(tmp_path)
    code, message = run(capsys, "--records", "70", "--out", tmp_path)
    assert code == 2
    assert "mine.txt" in message
    assert content_of(tmp_path) == before


def test_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "file"
    path.write_text("mine")
    code, message = run(capsys, "--records", "60", "--out", path)
    assert (code, path.read_text()) == (2, "mine")
    assert "is a file" in message


def test_too_few_records_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        sample_data.main(["--records", "3", "--out", str(tmp_path / "x")])
    assert f"at least {MIN_RECORDS}" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


# -- its YAML ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "plain", "with: colon", "ends with:", "a #comment", "a#b", "- dash", "*star*", "yes", "No",
        "17740.80", "012", "1e3", "null", "~", "", "„cs“", "“en”", "'single'", '"double"', "%x",
        "@x", "`x`", "a  b", " before", "after ", "https://a.example/#b", "[x](y)", "{x}", "? x",
        "Ș ț ĂÂÎ", "Ж: ж", "two\nlines\n", "one\n\nother\n", "- **x**: 1\n- y\n", "# x\n\n> y\n",
    ],
)  # fmt: skip
def test_texts_come_back_as_they_were(text: str) -> None:
    record: dict[str, Writable] = {"a": text, "b": {"en": text}, "c": [{"d": text, "e": 1}, "x"]}
    document = read_document("x.yml", render_yaml(record).encode())
    assert [str(problem) for problem in document.problems] == []
    assert document.value == {"a": text, "b": {"en": text}, "c": [{"d": text, "e": "1"}, "x"]}
