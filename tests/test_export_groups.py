"""Data sets and archive are made group by group: an edit costs its own, and no byte differs."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cache import NO_CACHE, Cache
from portal.catalog import Catalog
from portal.check import check_directory
from portal.exports import groups
from portal.exports.archive import Archive
from portal.exports.csv_tables import cell, render_rows
from portal.exports.datasets import dump_json
from portal.exports.deflate import Deflated, deflate, inflate, join
from portal.exports.files import export_units, summary_units
from portal.exports.groups import RecordGroups
from portal.model import AnyRecord
from portal.units import contents_of
from portal.version import DataVersion
from portal.workers import JobError
from tests.builders import write_tree

RECORDS = 60
KIND = "projects"
SETS = (f"data/v1/{KIND}.json", f"data/v1/{KIND}.csv")


def digest_record(record: AnyRecord) -> bytes:
    return zlib.crc32(record.model_dump_json().encode()).to_bytes(4)


def titled(record: AnyRecord, record_id: str, title: str) -> AnyRecord:
    text = {"en": f"{title} {record_id}", "bg": f"„{title}“; {record_id}, \n- =1"}
    made = type(record).model_validate(
        {**record.model_dump(), "id": record_id, "title": text},
        context={"languages": ("en", "bg", "ro", "cs"), "default_language": "en"},
    )
    assert isinstance(made, type(record))
    return made


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The small data directory, but with many projects."""
    found = check_directory(write_tree(tmp_path_factory.mktemp("data"))).catalog
    assert found is not None
    (record, *_) = found.records[KIND].values()
    many = {i: titled(record, i, "Title") for i in map("project-{:02}".format, range(RECORDS))}
    return replace(found, records={**found.records, KIND: many})


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "_LEAST", 4)
    monkeypatch.setattr(groups, "_MOST", 16)


def edited(catalog: Catalog, record_id: str) -> Catalog:
    """With one record that is changed, or new."""
    records: dict[str, Any] = dict(catalog.records[KIND])
    records[record_id] = titled(records["project-00"], record_id, "Another")
    return replace(catalog, records={**catalog.records, KIND: dict(sorted(records.items()))})


class Others(dict[str, tuple[str, bytes, int]]):
    """Files that hold no records: schemas, descriptions."""

    def __missing__(self, name: str) -> tuple[str, bytes, int]:
        return name, b"", 2


def exported(catalog: Catalog, cache: Cache) -> dict[str, bytes]:
    """The data sets of all kinds, and the archive."""
    own, version = RecordGroups(catalog, digest_record, cache), DataVersion("2026-11-22", "0" * 64)
    files: dict[str, bytes] = {}
    for unit in export_units(catalog, own, lambda: version):
        if unit.name.startswith("set "):
            files.update(contents_of(unit))
    archive, _ = summary_units(catalog, own, {}, lambda: version, Others(), lambda _: b"{}")
    files.update(contents_of(archive))
    with zipfile.ZipFile(io.BytesIO(files["data/v1/all.zip"])) as found:
        assert all(found.read(name.removeprefix("data/v1/")) == files[name] for name in SETS)
    return files


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How many records were dumped, and bytes deflated, of groups."""
    counts: Counter[str] = Counter()
    dump, press = dump_json, deflate

    def count_dump(document: Any) -> bytes:
        counts["records"] += 1
        return dump(document)

    def count_bytes(content: bytes) -> Deflated:
        counts["pieces"] += 1
        return press(content)

    monkeypatch.setattr(groups, "dump_json", count_dump)
    monkeypatch.setattr(groups, "deflate", count_bytes)
    yield counts


def test_what_comes_behind_the_last_record_is_parted_from_it(
    catalog: Catalog, tmp_path: Path
) -> None:
    # Now and then the last group is whole, and stays as it is but for the comma behind it.
    cache, records = Cache(tmp_path), list(catalog.records[KIND].items())
    for number in range(1, RECORDS + 1):
        some = replace(catalog, records={KIND: dict(records[:number])})
        for each in (cache, NO_CACHE):
            own = RecordGroups(some, digest_record, each)
            content = b"".join(group.json for group in own.contents(KIND))
            assert len(json.loads(b"[%b]" % content)) == number


def test_an_edit_dumps_and_deflates_its_own_group(
    catalog: Catalog, tmp_path: Path, done: Counter[str]
) -> None:
    cache = Cache(tmp_path)
    before = exported(catalog, cache)
    kept = len(list((tmp_path / "exports").iterdir()))
    every = sum(map(len, catalog.records.values()))
    # The archive dumps nothing, and deflates nothing of what the sets have made.
    assert done == {"records": every, "pieces": 2 * kept}
    assert kept >= sum(map(bool, catalog.records.values())) + 3
    done.clear()
    assert exported(catalog, cache) == before
    assert not done
    after = exported(edited(catalog, "project-30"), cache)
    assert all(before[name] != after[name] for name in (*SETS, "data/v1/all.zip"))
    assert 1 <= done["records"] <= 16
    assert done["pieces"] == 2
    assert after == exported(edited(catalog, "project-30"), NO_CACHE)


def test_a_record_more_moves_few_boundaries(catalog: Catalog, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    exported(catalog, cache)
    kept = len(list((tmp_path / "exports").iterdir()))
    # The first one, the last one, one in between.
    for record_id in ("a-project", "the-project", "project-30-more"):
        more = edited(catalog, record_id)
        assert exported(more, cache) == exported(more, NO_CACHE)
        now = len(list((tmp_path / "exports").iterdir()))
        assert 1 <= now - kept <= 3
        kept = now


def test_damage_is_noticed_and_mended(catalog: Catalog, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    wanted = exported(catalog, cache)
    before = {p: p.read_bytes() for p in sorted((tmp_path / "exports").iterdir())}
    assert len(before) >= 9
    for number, (path, content) in enumerate(before.items()):
        place = number * 37 % len(content)
        one_bit = content[:place] + bytes([content[place] ^ 16]) + content[place + 1 :]
        path.write_bytes((one_bit, content[:7], content[:-1], b"")[number % 4])
    assert exported(catalog, cache) == wanted
    assert {p: p.read_bytes() for p in (tmp_path / "exports").iterdir()} == before


# -- pieces and the zip ----------------------------------------------------------------


@given(st.lists(st.binary(max_size=300)))
def test_pieces_make_a_whole(contents: list[bytes]) -> None:
    pieces = [deflate(content) for content in contents]
    assert [inflate(piece) for piece in pieces] == contents
    whole, every = join(pieces), b"".join(contents)
    assert (whole.crc, whole.size) == (zlib.crc32(every), len(every))
    assert zlib.decompress(whole.data, -zlib.MAX_WBITS) == every


def test_programs_read_the_archive() -> None:
    files = {"empty.txt": b"", "папка/ș.csv": b"x" * 100_000, "a.json": bytes(range(256)) * 900}
    archive = Archive()
    for name, content in files.items():
        half = len(content) // 2
        archive.add_deflated(name, [deflate(content[:half]), deflate(content[half:])])
    archive.add("LICENCE.txt", b"CC0")
    with zipfile.ZipFile(io.BytesIO(archive.finish())) as found:
        assert found.testzip() is None
        assert {n: found.read(n) for n in found.namelist()} == {**files, "LICENCE.txt": b"CC0"}
        for info in found.infolist():
            assert info.external_attr >> 16 == 0o100644
            assert info.date_time == (1980, 1, 1, 0, 0, 0)


def test_an_archive_without_files_is_one() -> None:
    with zipfile.ZipFile(io.BytesIO(Archive().finish())) as found:
        assert found.namelist() == []


def test_what_a_zip_cannot_hold_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    huge = deflate(b"x")._replace(size=1 << 31)
    with pytest.raises(JobError, match=r"projects\.json makes an archive of more than 4 GiB"):
        Archive().add_deflated("projects.json", [huge, huge])
    monkeypatch.setattr("portal.exports.archive._MOST_FILES", 2)
    archive = Archive()
    for name in "abc":
        archive.add(name, b"")
    with pytest.raises(JobError, match="more files"):
        archive.finish()


# -- tables ----------------------------------------------------------------------------


@given(st.lists(st.lists(st.text("ab ,;\"'\r\n\t=-1я\ufeff\x00\u2028"), min_size=2), max_size=4))
def test_tables_are_what_the_csv_module_writes(rows: list[list[str]]) -> None:
    wanted = io.StringIO(newline="")
    writer = csv.writer(wanted, lineterminator="\r\n")
    writer.writerows([cell(text) for text in row] for row in rows)
    assert render_rows(rows) == wanted.getvalue().encode()
