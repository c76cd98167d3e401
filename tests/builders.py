"""A small, valid data directory, to be broken in one place at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from portal.cache import Cache
from portal.check import Checked, check_directory

_COMMON = "sources: [report]\nupdated_on: 2026-11-21\n"

SITE = """\
title:
  en: Test portal
summary:
  en: A portal for tests.
url: https://portal.example/
tag_prefix: tag:portal.example,2026
languages:
  - tag: en
    name: English
    formats_from: en-GB
  - tag: bg
    name: Български
  - tag: cs
    name: Čeština
time_zone: Europe/Sofia
publisher:
  en: The editors
licence:
  name: CC BY 4.0
  url: https://creativecommons.org/licenses/by/4.0/
page_size: 24
"""

# One record of each kind, with a value for nearly every sort of field.
FILES: Mapping[str, str | bytes] = {
    "site.yml": SITE,
    "sources/report.yml": (
        "title:\n  en: Report\npublisher:\n  en: Publisher\nlanguage: bg\n"
        "url: https://source.example/report\nseen_on: 2026-11-20\nupdated_on: 2026-11-21\n"
    ),
    "organisations/donor.yml": (
        "name:\n  en: Donor\n  bg: Донор\nkind: donor\ncountry: NO\n"
        f"website: https://donor.example/\nlogo: logos/donor.svg\n{_COMMON}"
    ),
    "municipalities/ruse.yml": (
        "name:\n  en: Ruse\n  bg: Русе\ncountry: BG\nnational_code: RSE27\nnuts3: BG323\n"
        "coordinates:\n  latitude: 43.84872\n  longitude: 25.9534\n  source: report\n"
        f"website: https://ruse.example/\n{_COMMON}"
    ),
    "municipalities/byala.yml": f"name:\n  en: Byala\ncountry: BG\n{_COMMON}",
    "programmes/romact.yml": (
        "name:\n  en: ROMACT\nsummary:\n  en: A programme.\nfunders:\n  - donor\n"
        "countries:\n  - country: BG\n    period:\n      starts_on: 2013\n"
        "process:\n  - id: needs\n    title:\n      en: Needs\n  - id: funding\n"
        "    title:\n      en: Funding\n"
        f"process_months: 18\nformer_ids: [romact-programme]\n{_COMMON}"
    ),
    "projects/school.yml": (
        "title:\n  en: A school\n  bg: Училище\nsummary:\n  en: A project.\n"
        "description:\n  en: |\n    It belongs to [ROMACT](portal:programmes/romact).\n"
        "programme: romact\nperiod:\n  starts_on: 2014-05\n  ends_on: 2015-12-31\n"
        "partners:\n  - organisation: donor\n    role: lead\n"
        "municipalities:\n  - ruse\n  - byala\n"
        "target_groups:\n  - name:\n      en: Pupils\n    planned: 180\n"
        f"{_COMMON}disputed:\n  - field: target_groups\n    title:\n      en: How many\n"
        "    values:\n      - value:\n          en: 180\n        source: report\n"
        "      - value:\n          en: 100\n        source: report\n"
    ),
    "grants/school-grant.yml": (
        "title:\n  en: Grant\nfunders: [donor]\nproject: school\nmoney:\n  amount: 17740.80\n"
        f"  currency: EUR\nshare_percent: 85\nawarded_on: 2014\n{_COMMON}"
    ),
    "events/training.yml": (
        "title:\n  en: Training\nkind: training\nstatus: held\nsummary:\n  en: A course.\n"
        "starts_at: 2018-05-15 09:30\nends_at: 2018-05-15 17:00\ntime_zone: Europe/Bucharest\n"
        f"municipality: ruse\norganisers: [donor]\n{_COMMON}"
    ),
    "agreements/ruse-2020.yml": (
        "title:\n  en: Agreement\nsummary:\n  en: What was agreed.\nprogramme: romact\n"
        "municipality: ruse\nlanguage_versions: [bg, en]\nsignatories:\n  - name:\n"
        "      en: A Person\n    title:\n      en: Mayor\n    place:\n      en: Ruse\n"
        "    signed_on:\n      bg: 2020-03-24\ncommitments:\n  - kind: inform_public\n"
        f"    text:\n      en: Tell the public.\n    status: unknown\n"
        f"progress:\n  - step: needs\n    status: done\n    since: 2021-05\n{_COMMON}"
    ),
    "news/start.yml": (
        "title:\n  en: News\nsummary:\n  en: It starts.\npublished_on: 2018-05-18\n"
        f"about:\n  projects: [school]\n{_COMMON}"
    ),
    "documents/handbook.yml": (
        "title:\n  en: Handbook\nkind: handbook\nlanguages: [bg]\nfile: files/handbook.pdf\n"
        + _COMMON
    ),
    "visibility/donor-rule.yml": (
        "funder: donor\nstatement:\n  en: Funded by the donor.\n  bg: Финансирано от донора.\n"
        "  cs: Financováno dárcem.\nlegal_source:\n  title:\n"
        f"    en: The rules\n  url: https://donor.example/rules\n{_COMMON}"
    ),
    "logos/donor.svg": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>",
    "files/handbook.pdf": b"%PDF-1.4\n",
    "docs/index.en.md": "# Home\n\nSee [the project](portal:projects/school).\n",
}


def write_tree(directory: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the valid directory with some files changed, added or (None) left out."""
    for name, content in {**FILES, **(changes or {})}.items():
        path = directory / name
        if content is None:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return directory


def text_of(name: str) -> str:
    """The valid text of a file."""
    content = FILES[name]
    assert isinstance(content, str)
    return content


class DrawnLogos(Cache):
    """Which logos could be drawn, and nothing else: to draw them takes longer than all the rest."""

    _known: ClassVar[dict[str, bytes]] = {}

    def get(self, name: str) -> bytes | None:
        return self._known.get(name)

    def put(self, name: str, content: bytes) -> None:
        if name.startswith("logos/"):
            self._known[name] = content


def check_tree(directory: Path) -> Checked:
    """All that a build checks, with the pages of the directory itself."""
    return check_directory(directory, "data", directory / "docs", "docs", cache=DrawnLogos())
