"""What a site is made of: its licences, the bill of materials, and nothing from any network."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

import material
import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

import make_sbom
from portal.licences import PARTS, TERMS, part_of, render_licences, render_table
from tests import site_build
from tests.site_build import ROOT
from tests.site_walk import Site

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LOCK_LINE = re.compile(r"^([a-z0-9][\w.-]*)==(\S+)", re.MULTILINE)


# -- licences ------------------------------------------------------------------------


@pytest.mark.build
def test_every_file_of_a_site_has_a_licence(
    any_site: Site, second_site: Site, explored_site: Site
) -> None:
    for site in (any_site, second_site, explored_site):
        for path in site.files:
            part_of(path)


@pytest.mark.build
def test_nothing_is_listed_that_no_site_has(site: Site, second_site: Site) -> None:
    # Those that need a repository to edit, photographs or documents; test_admin.py has the first.
    elsewhere = {"admin/", "pictures/", "files/"}
    names = [*site.files, *second_site.files]
    unused = [
        address
        for part in PARTS
        for address in part.addresses
        if not any(fnmatchcase(name, address) for name in names)
    ]
    assert [a for a in unused if not a.startswith(tuple(elsewhere))] == []


@pytest.mark.parametrize(
    "path",
    ["assets/new.1a2b3c4d.js", "assets/fonts/other.1a2b3c4d.woff2", "embed/v1/new.js", "x.wasm",
     "pagefind/en/new.js", "assets/portal.css.map", "assets/stylesheets/other.1a2b3c4d.min.css"],
)  # fmt: skip
def test_a_new_kind_of_file_needs_a_line(path: str) -> None:
    with pytest.raises(LookupError, match="hooks/portal/licences"):
        part_of(path)


@pytest.mark.build
def test_the_texts_travel_with_the_site(any_site: Site) -> None:
    published = {p.removeprefix("licences/") for p in any_site.files if p.startswith("licences/")}
    without_editor = {part.text for part in PARTS if part.text} - {"decap-cms.txt"}
    assert published == {*without_editor, "README.txt"}
    readme = any_site.files["licences/README.txt"].read_text("utf-8")
    for part in PARTS:
        assert (part.name in readme) == (part is not TERMS and part.text != "decap-cms.txt")
    for page in any_site.content_pages.values():
        hrefs = [str(node.attributes["href"]) for node in page.all(".site-footer a")]
        assert "licences/README.txt" in {any_site.locate(page.path, h) for h in hrefs}


def test_a_site_with_the_editing_page_carries_its_licence_too() -> None:
    made = dict(render_licences(ROOT / "overrides", with_editor=True))
    assert b"Netlify" in made["licences/decap-cms.txt"]
    assert b"Decap CMS" in made["licences/README.txt"]


def test_the_texts_are_those_of_their_authors() -> None:
    made = dict(render_licences(ROOT / "overrides", with_editor=True))
    assert made["licences/eupl-1.2.txt"] == (ROOT / "LICENSE").read_bytes()
    assert b"SIL OPEN FONT LICENSE Version 1.1" in made["licences/sofia-sans.txt"]
    assert b"Natural Earth" in made["licences/base-map.txt"]
    (folder,) = Path(material.__file__).parent.parent.glob("mkdocs_material-*.dist-info")
    theme = (folder / "licenses" / "LICENSE").read_text("utf-8")
    ours = made["licences/material.txt"].decode()
    assert " ".join(theme.split()) in " ".join(ours.split())
    assert "END OF TERMS AND CONDITIONS" in ours


def test_the_list_for_readers_of_the_code_is_up_to_date() -> None:
    written = (ROOT / "LICENCES.md").read_text("utf-8")
    assert written == render_table(), "Run: python scripts/write_licences.py"


# -- the bill of materials -----------------------------------------------------------


@pytest.mark.build
def test_the_bill_of_materials_follows_the_official_schema_and_is_complete(site: Site) -> None:
    # Checked against the schema as it is made; see also the test below.
    text = make_sbom.render_sbom(site.root, NOW)
    assert text == make_sbom.render_sbom(site.root, NOW)
    bill = json.loads(text)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["timestamp"] == NOW.isoformat()
    found = {c["purl"]: c for c in bill["components"] if "purl" in c}
    lock = "".join((ROOT / name).read_text("utf-8") for name in make_sbom.LOCKS)
    pypi = {f"pkg:pypi/{name.lower()}@{version}" for name, version in LOCK_LINE.findall(lock)}
    assert {purl for purl in found if purl.startswith("pkg:pypi/")} <= pypi
    for line in (ROOT / "requirements.in").read_text("utf-8").splitlines():
        if match := LOCK_LINE.match(line):
            assert f"pkg:pypi/{match[1]}@{match[2]}" in found
    (editor,) = (c for purl, c in found.items() if purl.startswith("pkg:npm/"))
    assert editor["name"] == "decap-cms"
    assert len(editor["hashes"][0]["content"]) == 128
    assert all(c["licenses"] for c in bill["components"])
    nodes = {d["ref"]: d.get("dependsOn", []) for d in bill["dependencies"]}
    material = next(ref for ref in nodes if ref.startswith("pkg:pypi/mkdocs-material@"))
    assert any(ref.startswith("pkg:pypi/jinja2@") for ref in nodes[material])


@pytest.mark.build
def test_the_bill_of_materials_has_each_file_of_others_with_its_hash(site: Site) -> None:
    bill = json.loads(make_sbom.render_sbom(site.root, NOW))
    listed = {
        file["name"]: file["hashes"][0]["content"]
        for part in bill["components"]
        for file in part.get("components", ())
    }
    fonts = [path for path in site.files if path.endswith(".woff2")]
    assert fonts
    assert {*fonts, "pagefind/en/pagefind.js", "embed/v1/auto-height.js"} <= listed.keys()
    for path, digest in listed.items():
        assert hashlib.sha256(site.files[path].read_bytes()).hexdigest() == digest


def test_the_schema_refuses_what_is_no_bill_of_materials() -> None:
    # Without this, a validator that does nothing would let the script pass for ever.
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6"}
    assert validator.validate_str(json.dumps(head)) is None
    assert validator.validate_str(json.dumps({**head, "components": [{"name": "a"}]})) is not None


def test_without_a_site_there_is_no_bill(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make_sbom.main([str(tmp_path)]) == 1
    assert "build it first" in capsys.readouterr().err


# -- locks ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.txt")), ids=lambda p: p.stem)
def test_every_package_is_locked_with_its_hashes(path: Path) -> None:
    text = path.read_text("utf-8")
    packages = re.split(r"\n(?=[A-Za-z0-9])", text.partition("make lock\n")[2].strip())
    assert len(packages) == len([line for line in text.splitlines() if line[:1].isalnum()])
    for package in packages:
        assert re.match(r"[\w.-]+==[\w.]+[^\n]*\\\n", package), package.splitlines()[0]
        assert "--hash=sha256:" in package
    source = path.with_suffix(".in").read_text("utf-8")
    locked = dict(LOCK_LINE.findall(text))
    for name, version in re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?==(\S+)", source, re.MULTILINE):
        assert locked[name] == version, f"{name}: run make lock"


# -- no network ----------------------------------------------------------------------

# Python itself tells of each attempt, whatever module makes it (PEP 578); children inherit the
# file by PYTHONPATH. Sockets of the file system lead to no network.
GUARD = """
import os, socket, sys
def guard(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        if arguments[0].family == getattr(socket, "AF_UNIX", None):
            return
    elif event not in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        return
    with open(os.environ["NETWORK_LOG"], "a") as log:
        log.write(f"{event} {arguments[1:]!r} {sys.argv}\\n")
    raise OSError("the network is cut off")
sys.addaudithook(guard)
with open(os.environ["NETWORK_LOG"], "a") as log:
    log.write("guarded\\n")
"""
ASK = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)"


@pytest.fixture
def listening() -> Iterator[int]:
    """A port of this machine at which somebody would answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def guarded(folder: Path) -> dict[str, str]:
    """The environment in which Python programs, and those they start, reach nobody."""
    (folder / "guard").mkdir()
    (folder / "guard" / "sitecustomize.py").write_text(GUARD, "utf-8")
    return {"PYTHONPATH": str(folder / "guard"), "NETWORK_LOG": str(folder / "log")}


def test_the_guard_refuses_and_tells(tmp_path: Path, listening: int) -> None:
    cut = guarded(tmp_path)
    call = f"subprocess.call([sys.executable, '-c', {ASK!r}, '{listening}'])"
    child = f"import subprocess, sys; sys.exit({call})"
    for code in (ASK, child, "import urllib.request as u; u.urlopen('https://example.org')"):
        done = site_build.run([sys.executable, "-c", code, str(listening)], tmp_path, cut)
        assert done.returncode == 1
        assert "the network is cut off" in done.stderr
    said = (tmp_path / "log").read_text("utf-8").splitlines()
    assert len([line for line in said if line != "guarded"]) == 3


@pytest.mark.build
def test_a_site_is_built_without_asking_anybody(tmp_path: Path, site: Site) -> None:
    cut = guarded(tmp_path)
    done = site_build.run(
        site_build.mkdocs("build", "--strict", "-d", tmp_path / "site"), ROOT, cut
    )
    assert done.returncode == 0, done.stdout + done.stderr
    # Its children have the guard too: pictures are drawn in processes of their own.
    said = (tmp_path / "log").read_text("utf-8").splitlines()
    assert said
    assert set(said) == {"guarded"}
    assert site_build.snapshot(tmp_path / "site") == site_build.snapshot(site.root)


def without_network() -> Sequence[str] | None:
    """What runs a command in a network namespace of its own; None where that is not allowed."""
    ways = [["unshare", "--net", "--"], ["unshare", "--map-root-user", "--net", "--"]]
    if os.environ.get("CI") and hasattr(os, "getuid"):
        # Hosted runners allow no user namespaces, but sudo; the build itself is no root's.
        user = f"--reuid={os.getuid()}", f"--regid={os.getgid()}"
        ways.append(
            ["sudo", "-n", "-E", "unshare", "--net", "--", "setpriv", *user, "--init-groups"]
        )
    for way in ways:
        if (
            shutil.which(way[0])
            and subprocess.run([*way, "true"], capture_output=True).returncode == 0
        ):
            return way
    return None


@pytest.mark.build
def test_a_site_is_built_in_a_namespace_without_network(
    tmp_path: Path, site: Site, listening: int
) -> None:
    way = without_network()
    if way is None:
        pytest.skip("no network namespaces here: only Python's own guard was tried (see above)")
    # Not even this machine is there.
    assert site_build.run([*way, sys.executable, "-c", ASK, str(listening)], ROOT).returncode == 1
    command = site_build.mkdocs("build", "--strict", "-d", tmp_path / "site")
    done = site_build.run([*way, *command], ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert site_build.snapshot(tmp_path / "site") == site_build.snapshot(site.root)
