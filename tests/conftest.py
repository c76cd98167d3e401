"""The sites that the tests look at. Each is built once a run, by a real MkDocs build."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import arabic, browsing, explored, nginx, site_build
from tests.injection import attacked_site
from tests.injection.checks import Attacked
from tests.shared import Shared, Visit
from tests.site_walk import Site, serve

SUBPATH_URL = "https://example.org/portal/"


@pytest.fixture(scope="module", autouse=True)
def thawed() -> Iterator[None]:
    """A build leaves what it has read to no collector, as its process ends soon; this one has
    many builds before it, and grew to 2.5 GB: to fork it then took longer than a whole build.
    """
    yield
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory for what the tests of a module change or serve.

    A new one each time: a process may leave a module for another one's tests, and come back.
    """
    return tmp_path_factory.mktemp("sites")


@pytest.fixture(scope="session")
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shared]:
    """What all processes of this run have together; tests change copies of it only."""
    own = tmp_path_factory.getbasetemp()
    is_one_of_several = hasattr(request.config, "workerinput")
    directory = (own.parent if is_one_of_several else own) / "shared"
    found, visit = Shared(directory), Visit(directory)
    yield found
    # 100,000 files: by the last process alone, as each of them would wait for the disk.
    if visit.leave():
        assert found.changed() == [], "tests have changed what belongs to all of them"


@pytest.fixture(scope="session")
def site(shared: Shared) -> Site:
    """The first site, as it is published: at the root of its host."""
    return shared.get("root", lambda place: site_build.build(place / "site"))


@pytest.fixture(scope="session")
def subpath_site(shared: Shared) -> Site:
    """The first site for an address with a path, in a directory of that name."""
    return shared.get("subpath", lambda place: site_build.build(place / "portal", url=SUBPATH_URL))


@pytest.fixture(scope="session")
def second_site(shared: Shared) -> Site:
    """Another programme's site, in other languages, from the same code."""
    here = site_build.ROOT / "tests" / "second_site"
    settings = {"data": here / "data", "config": here / "mkdocs.yml"}
    return shared.get("second", lambda place: site_build.build(place / "site", **settings))


@pytest.fixture(scope="session")
def arabic_site(shared: Shared) -> Site:
    """The first site with Arabic, too."""
    return shared.get("arabic", arabic.make_arabic)


@pytest.fixture(scope="session")
def explored_data(shared: Shared) -> Path:
    """Made-up data with enough records for filters."""
    return shared.get("explored-data", lambda place: explored.write_data(place / "data"))


@pytest.fixture(scope="session")
def explored_site(shared: Shared, explored_data: Path) -> Site:
    """The site of that data."""
    return shared.get(
        "explored", lambda place: site_build.build(place / "site", data=explored_data)
    )


@pytest.fixture(scope="session")
def explored_address(explored_site: Site) -> Iterator[str]:
    """Where that site is served from."""
    with serve(explored_site.root) as address:
        yield address


@pytest.fixture(scope="session")
def hostile(shared: Shared) -> Attacked:
    """A site in which every text means harm."""
    return shared.get("attacked", lambda place: attacked_site.build(place, attacked_site.SUITE))


@pytest.fixture(scope="session")
def tame(shared: Shared) -> Attacked:
    """The same site with harmless words."""
    return shared.get(
        "tame", lambda place: attacked_site.build(place, attacked_site.TAME, is_tame=True)
    )


@pytest.fixture(params=["root", "sub-path"])
def any_site(request: pytest.FixtureRequest) -> Site:
    """The first site at the root, then below a path."""
    name = "site" if request.param == "root" else "subpath_site"
    found: Site = request.getfixturevalue(name)
    return found


@pytest.fixture(scope="session")
def site_address(site: Site) -> Iterator[str]:
    """Where the first site is served from."""
    with serve(site.root) as address:
        yield address


@pytest.fixture(scope="session")
def subpath_address(subpath_site: Site) -> Iterator[str]:
    """Where the first site is served from, below a path."""
    with serve(subpath_site.root.parent, subpath_site.base) as address:
        yield address


@pytest.fixture(scope="session")
def second_site_address(second_site: Site) -> Iterator[str]:
    """Where the second site is served from."""
    with serve(second_site.root) as address:
        yield address


@pytest.fixture(scope="session")
def nginx_address(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The first site behind a real nginx, with the headers that it asks for."""
    with nginx.serve(site.root, tmp_path_factory.mktemp("nginx") / "root") as address:
        yield address


@pytest.fixture(scope="session")
def nginx_subpath_address(
    subpath_site: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same below a path."""
    with nginx.serve(subpath_site.root, tmp_path_factory.mktemp("nginx") / "sub-path") as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each takes a fresh profile of it."""
    with sync_playwright() as playwright:
        found = browsing.launch(playwright)
        yield found
        found.close()
