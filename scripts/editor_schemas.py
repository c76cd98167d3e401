"""Write what editors know about the data: `python scripts/editor_schemas.py`.

Schemas (.vscode/schemas/), VS Code's settings and JetBrains' mappings, from the models and the
records that there are. `--check` writes nothing and says what is out of date; `--ids` writes only
the list of ids, which changes with every new record.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from portal.editing import schemas  # noqa: E402
from portal.load import load_data  # noqa: E402
from terminal import write_utf8  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Write or check the files; 1 where the check finds one that is out of date."""
    parser = argparse.ArgumentParser(description="Write what editors know about the data.")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if out of date")
    parser.add_argument("--ids", action="store_true", help="only the list of ids")
    options = parser.parse_args(arguments)
    ids = {f"{schemas.FOLDER}/{schemas.IDS_FILE}": _ids()}
    files = ids if options.ids else {**_files(), **ids}
    stale = [name for name, text in files.items() if _read(ROOT / name) != text]
    if options.check:
        # The list of ids may be older than the last record: editors still know the rest.
        wrong = [name for name in stale if name not in ids]
        for name in wrong:
            print(f"{name} is out of date. Run: python scripts/editor_schemas.py", file=sys.stderr)
        return 1 if wrong else 0
    for name in stale:
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[name], "utf-8", newline="\n")
        print(name)
    return 0


def write_ids() -> None:
    """Bring the list of ids up to date, after a record was added or renamed."""
    main(["--ids"])


def _files() -> dict[str, str]:
    site = load_data(ROOT / "data").site
    if site is None:
        raise SystemExit("data/site.yml has problems. Run: make check")
    made = schemas.editor_schemas(site.tags)
    files = {f"{schemas.FOLDER}/{name}": _json(schema) for name, schema in made.items()}
    files[".vscode/settings.json"] = _json(schemas.settings(made))
    files[".vscode/extensions.json"] = _json({"recommendations": ["redhat.vscode-yaml"]})
    files[".idea/jsonSchemas.xml"] = schemas.jetbrains_mappings(made)
    return files


def _ids() -> str:
    return _json(schemas.id_schema(load_data(ROOT / "data").existing))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
