"""The sites that the tests look at. Each is built once a run, by a real MkDocs build."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import site_build
from tests.site_walk import Site

SUBPATH_URL = "https://example.org/portal/"


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of this run, for sites and changed data."""
    return tmp_path_factory.mktemp("sites")


@pytest.fixture(scope="session")
def site(scratch: Path) -> Site:
    """The first site, as it is published: at the root of its host."""
    return site_build.build(scratch / "root" / "site")


@pytest.fixture(scope="session")
def subpath_site(scratch: Path) -> Site:
    """The first site for an address with a path, in a directory of that name."""
    return site_build.build(scratch / "subpath" / "portal", url=SUBPATH_URL)


@pytest.fixture(scope="session")
def second_site(scratch: Path) -> Site:
    """Another programme's site, in other languages, from the same code."""
    here = site_build.ROOT / "tests" / "second_site"
    return site_build.build(
        scratch / "second" / "site",
        data=here / "data",
        config=here / "mkdocs.yml",
        languages=("de", "hu", "rom"),
    )


@pytest.fixture(params=["root", "sub-path"])
def any_site(request: pytest.FixtureRequest) -> Site:
    """The first site at the root, then below a path."""
    name = "site" if request.param == "root" else "subpath_site"
    found: Site = request.getfixturevalue(name)
    return found
