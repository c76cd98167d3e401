"""A made-up site with enough records for filters, and one list with texts that mean harm."""

from __future__ import annotations

from pathlib import Path

import sample_data
from tests import site_build
from tests.photographs import jpeg, picture
from tests.site_build import read_yaml

RECORDS = 300
LANGUAGES = ("en", "bg", "ro", "cs")  # of all sample data
HARMFUL = '=1+1"><img src=x onerror=alert(1)>'


def write_data(directory: Path) -> Path:
    """Sample data with photographs; a Czech title is missing, one is a formula with markup."""
    assert sample_data.main(["--records", str(RECORDS), "--out", str(directory)]) == 0
    first, second = sorted((directory / "projects").glob("*.yml"))[:2]
    site_build.change_yaml(first, title=dict.fromkeys(LANGUAGES, HARMFUL))
    site_build.change_yaml(second, **site_build.without(read_yaml(second), "cs"))
    twins = sorted((directory / "municipalities").glob("*.yml"))[:2]
    for twin in twins:
        site_build.change_yaml(twin, name=dict.fromkeys(LANGUAGES, "Twin Town"))
    photograph = directory / "pictures" / "scene.jpg"
    photograph.parent.mkdir()
    photograph.write_bytes(jpeg())
    for kind in ("projects", "events"):
        for path in sorted((directory / kind).glob("*.yml"))[::3]:
            site_build.change_yaml(path, pictures=[picture(photograph.name, LANGUAGES)])
    return directory
