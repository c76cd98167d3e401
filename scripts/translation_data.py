"""A data directory as the commands of translations.py need it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from check_data import complain_about, directory_label  # noqa: E402
from portal.check import Checked, check_directory  # noqa: E402
from portal.data_files import DataFiles  # noqa: E402
from portal.load import LOCK_FILE  # noqa: E402
from portal.problems import has_errors, quote_got, suggest  # noqa: E402
from portal.site import Site  # noqa: E402
from portal.texts import TextField  # noqa: E402
from portal.translations.coverage import all_states  # noqa: E402
from portal.translations.lock import LockLine, render_lock  # noqa: E402
from portal.translations.states import FieldStates  # noqa: E402
from portal.translations.units import find_previous  # noqa: E402
from portal.yaml_places import locate  # noqa: E402
from portal.yaml_text import Document, read_document  # noqa: E402
from whole_files import replace_files  # noqa: E402

# As many earlier versions of a file are looked through for the text that a lock knows.
_MAX_VERSIONS = 30


class StopError(Exception):
    """What keeps the command from beginning; the message says why and what to do."""


class Data:
    """A data directory without errors, as the commands need it."""

    def __init__(self, directory: Path) -> None:
        if complaint := complain_about(directory):
            raise StopError(complaint)
        self.directory = directory.resolve()
        self.label = directory_label(directory)
        self.checked: Checked = check_directory(self.directory, self.label)
        if self.checked.catalog is None or has_errors(self.checked.problems):
            raise StopError(f"the data has errors: run scripts/check_data.py {directory} first")
        self.site: Site = self.checked.catalog.site
        self.records = self.checked.catalog.records
        self.files = DataFiles(self.directory, self.label)
        self.document = lru_cache(maxsize=4)(self._document)

    def states(self) -> Iterator[tuple[FieldStates, ...]]:
        """The states of all texts, record by record."""
        return all_states(self.site, self.records, self.checked.lock)

    def language(self, tag: str) -> str:
        """A language of the site. Raises: StopError."""
        if tag not in self.site.tags:
            raise StopError(f"{quote_got(tag)} is no language of this site: "
                            f"{suggest(tag, self.site.tags, 'languages')}")  # fmt: skip
        return tag

    def place(self, field: TextField) -> str:
        """Where a text stands, as path:line."""
        mark = locate(self.document(field.file), field.path)
        return f"{self.label}/{field.file}:{mark.line}"

    def _document(self, name: str) -> Document:
        content = self.files.read(name)
        return read_document(name, content if isinstance(content, bytes) else b"")

    def previous(self, field: TextField, line: LockLine) -> str:
        """The source text that a translation was confirmed against, if git still has it."""
        return find_previous(self._versions(field.file), field, line.source)

    def _versions(self, name: str) -> Iterator[bytes]:
        listed = self._git("log", f"-n{_MAX_VERSIONS}", "--format=%H", "--", name)
        for commit in listed.decode().split():
            yield self._git("show", f"{commit}:./{name}")

    def _git(self, *arguments: str) -> bytes:
        try:
            done = subprocess.run(
                ["git", *arguments], cwd=self.directory, capture_output=True, check=False
            )
        except OSError:  # no git here: the text before is a convenience
            return b""
        return done.stdout if done.returncode == 0 else b""

    def write_lock(self, lines: Sequence[LockLine]) -> None:
        """Write the lock, if it says something else than the file."""
        content = render_lock(lines).encode()
        path = self.directory / LOCK_FILE
        if not path.is_file() or path.read_bytes() != content:
            replace_files({path: content})
