"""What is published of the data's folders counts for the next build, and what is hidden is not."""

from __future__ import annotations

from pathlib import Path

import pytest

import site_maker
from portal.document_files import check_documents
from portal.media import find_media
from portal.visible_files import visible_files


def inputs(data: Path) -> str:
    project = site_maker.Project(data, data / "none", data / "none", root=data / "none")
    return project.inputs("2026-11-23")


@pytest.mark.parametrize(
    ("name", "is_published"),
    [
        ("files/minutes.pdf", True),
        ("files/deep/er/minutes.pdf", True),
        ("files/node_modules/minutes.pdf", True),
        ("files/__pycache__/minutes.pdf", True),
        ("logos/build/mark.svg", True),
        ("files/.minutes.pdf", False),
        ("files/minutes.pdf~", False),
        ("files/.private/minutes.pdf", False),
        ("files/deep/.private/er/minutes.pdf", False),
        ("logos/.old/mark.svg", False),
    ],
)
def test_all_agree_on_what_is_published(tmp_path: Path, name: str, is_published: bool) -> None:
    nothing = inputs(tmp_path)
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.write_bytes(b"one")
    first = inputs(tmp_path)
    file.write_bytes(b"two words")
    assert (name in find_media(tmp_path)) is is_published
    assert (first != nothing) is is_published
    assert (inputs(tmp_path) != first) is is_published
    is_wrong = name.startswith("files/") and is_published
    assert bool(check_documents(tmp_path, "data")) is is_wrong  # it is no PDF


def test_what_an_editor_keeps_beside_templates_makes_nothing_anew(tmp_path: Path) -> None:
    def recipe() -> str:
        data, docs, overrides = (tmp_path / name for name in ("data", "docs", "overrides"))
        return site_maker.Project(data, docs, overrides, root=tmp_path).recipe

    (tmp_path / "hooks" / "__pycache__").mkdir(parents=True)
    before = recipe()
    (tmp_path / "hooks" / "a.py~").write_bytes(b"of before")
    (tmp_path / "hooks" / "__pycache__" / "a.pyc").write_bytes(b"compiled")
    assert recipe() == before
    (tmp_path / "hooks" / "a.py").write_bytes(b"code")
    assert recipe() != before


def test_what_programs_look_for_by_its_name_counts_with_the_pages(tmp_path: Path) -> None:
    def recipe() -> str:
        data, docs, overrides = (tmp_path / name for name in ("data", "docs", "overrides"))
        return site_maker.Project(data, docs, overrides, root=tmp_path).recipe

    known, hidden = (tmp_path / "docs" / name for name in (".well-known", ".git"))
    known.mkdir(parents=True)
    hidden.mkdir()
    before = recipe()
    (hidden / "config").write_bytes(b"mine")
    (known / ".security.txt.swp").write_bytes(b"mine")
    assert recipe() == before
    (known / "security.txt").write_bytes(b"Contact: mailto:a@example.org")
    assert recipe() != before


def test_links_are_found_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").touch()
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "folder").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "files" / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "files" / ".hidden").symlink_to(tmp_path / "nowhere")
    names = [path.name for path in visible_files(tmp_path / "files")]
    assert names == ["folder", "gone"]
    assert visible_files(tmp_path / "none") == []
