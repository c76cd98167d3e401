"""Names of files in what the editing page asks for: which it may read, write and delete."""

from __future__ import annotations

from pathlib import Path
from typing import Final, get_args

from portal.fields import DataFile, DocumentFile, LogoFile, PictureFile, is_id, make_id
from portal.model import KINDS

DATA: Final = "data/"
MEDIA: Final = {
    part.folder: part.endings
    for kind in (LogoFile, DocumentFile, PictureFile)
    for part in get_args(kind)
    if isinstance(part, DataFile)
}


class RefusedError(ValueError):
    """What was asked for cannot be done; `status` is HTTP's, the message is for editors."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.status = status


def below_data(path: str) -> str:
    """A path below the data directory. Raises: RefusedError for any other."""
    bare = path.lstrip("/")
    if bare.startswith(DATA):
        return bare.removeprefix(DATA).rstrip("/")
    raise RefusedError(f'"{path}" is not below {DATA}', 403)


def record_name(path: str) -> str:
    """A record's file below the data directory. Raises: RefusedError."""
    name = below_data(path)
    kind, _, file = name.partition("/")
    stem = file.removesuffix(".yml")
    if kind not in KINDS or not file.endswith(".yml"):
        raise RefusedError(f'"{path}" is no record', 403)
    if not is_id(stem):
        raise RefusedError(f'"{stem}" is no id: write it as "{make_id(stem)}"', 403)
    return name


def media_name(path: str) -> str:
    """A file that records may name, below the data directory. Raises: RefusedError."""
    name = below_data(path)
    folder, _, file = name.partition("/")
    if folder not in MEDIA or not file or "/" in file or "\\" in file or file.startswith("."):
        raise RefusedError(f'"{path}" is no file below data/logos/ or data/files/', 403)
    if Path(file).suffix.lower() not in MEDIA[folder]:
        fix = f"use one that ends with {', '.join(MEDIA[folder])}"
        raise RefusedError(f'"{file}" is no file that data/{folder}/ may hold: {fix}')
    return name


def any_name(path: str) -> str:
    """A record's file or one that records may name. Raises: RefusedError."""
    folder = below_data(path).partition("/")[0]
    return media_name(path) if folder in MEDIA else record_name(path)


def read(directory: Path, name: str) -> bytes:
    """A file's bytes. Raises: RefusedError where there is none, or a link leads out."""
    path = directory / name
    if not path.is_file() or not path.resolve().is_relative_to(directory.resolve()):
        raise RefusedError(f"there is no {DATA}{name}", 404)
    return path.read_bytes()
