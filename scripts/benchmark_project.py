"""The Hugo project of the benchmark: its templates, with the records and the words mounted."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from portal.addresses import SECTIONS
from portal.languages import Language
from portal.load import load_data
from portal.pages import labels
from portal.site import Site
from portal.strings import load_strings

ROOT: Final = Path(__file__).resolve().parent.parent
TEMPLATES: Final = ROOT / "scripts" / "benchmark_hugo"
CONFIGURATION: Final = ("hugo.yaml", "mounts.json")
_ENUMERATIONS: Final = {
    "organisation_kind": labels.ORGANISATION_KIND,
    "event_kind": labels.EVENT_KIND,
    "event_status": labels.EVENT_STATUS,
    "document_kind": labels.DOCUMENT_KIND,
    "commitment_status": labels.COMMITMENT_STATUS,
    "step_status": labels.STEP_STATUS,
    "partner_role": labels.PARTNER_ROLE,
    "role": labels.ROLE,
    "project_state": labels.PROJECT_STATE,
}
# What the sample's records name.
_COUNTRIES: Final = ("BG", "RO", "CZ")
_TEXT: Final = re.compile(r'(?:i18n|"heading"|"column") "([^"]+)"')


def write_project(data: Path, project: Path) -> None:
    """A Hugo project in a new directory: templates copied, data and assets mounted in place.

    Raises: ValueError where the data has no valid site.yml.
    """
    shutil.copytree(TEMPLATES, project)
    site = load_data(data).site
    if site is None:
        raise ValueError(f"{data}/site.yml cannot be read")
    (project / "i18n").mkdir()
    texts = _texts_of_templates(project / "layouts")
    for setting in site.languages:
        strings, _ = load_strings(data / "strings" / f"{setting.tag}.po", setting.tag)
        language = Language(setting, strings, setting.tag == site.default_language)
        _write_json(project / "i18n" / f"{setting.tag}.json", _words(language, site, texts))
    mounts = [
        *({"source": str(data / kind), "target": f"data/{kind}"} for kind in SECTIONS),
        {"source": str(data / "site.yml"), "target": "data/site.yml"},
        {"source": str(ROOT / "overrides" / "assets"), "target": "static/assets"},
        *({"source": name, "target": name} for name in ("content", "layouts", "i18n")),
    ]
    _write_json(project / CONFIGURATION[1], {"module": {"mounts": mounts}})


def _texts_of_templates(layouts: Path) -> list[str]:
    """The words that templates ask for by their English text."""
    sources = (path.read_text("utf-8") for path in layouts.rglob("*.*ml"))
    return sorted({text for source in sources for text in _TEXT.findall(source)})


def _words(language: Language, site: Site, texts: Iterable[str]) -> dict[str, str]:
    """The words of the interface: by their English text, or by a name where they are values."""
    words = {text: language.gettext(text) for text in texts}
    for kind, section in SECTIONS.items():
        words[f"plural_{section}"] = language.gettext(labels.KIND_PLURAL[kind])
        words[f"singular_{section}"] = language.gettext(labels.KIND_SINGULAR[kind])
        words[f"summary_{section}"] = language.gettext(labels.KIND_SUMMARY[kind])
    for name, table in _ENUMERATIONS.items():
        for value, text in table.items():
            words[f"{name}_{value}"] = language.gettext(text)
    words |= {f"country_{code}": language.country(code) for code in _COUNTRIES}
    tags = [setting.tag for setting in site.languages]
    words |= {f"language_{tag}": language.language_name(tag) for tag in tags}
    return words


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), "utf-8")
