"""List what a built site is made of and built with: `python scripts/make_sbom.py site`.

Writes a bill of materials in CycloneDX 1.6 (JSON): the packages of requirements.txt and
requirements-build.txt that are installed, the editing page's npm packages as its lock has them, and
what the site carries of others, each file with its hash. Asks nobody: all of it is here.
The same inputs give the same bytes, with SOURCE_DATE_EPOCH the same time too.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from cyclonedx.contrib.license.factories import LicenseFactory  # noqa: E402
from cyclonedx.model import (  # noqa: E402
    ExternalReference,
    ExternalReferenceType,
    HashAlgorithm,
    HashType,
    XsUri,
)
from cyclonedx.model.bom import Bom  # noqa: E402
from cyclonedx.model.component import Component, ComponentScope, ComponentType  # noqa: E402
from cyclonedx.model.license import DisjunctiveLicense, License  # noqa: E402
from cyclonedx.output.json import JsonV1Dot6  # noqa: E402
from cyclonedx.schema import SchemaVersion  # noqa: E402
from cyclonedx.validation.json import JsonStrictValidator  # noqa: E402
from packageurl import PackageURL  # noqa: E402
from packaging.requirements import Requirement  # noqa: E402

from clock import now  # noqa: E402
from portal.licences import CONTENT, OTHERS, OWN, PARTS, TERMS, Part, part_of  # noqa: E402
from portal.version import GENERATOR  # noqa: E402
from terminal import write_utf8  # noqa: E402

LOCKS: Final = ("requirements.txt", "requirements-build.txt")
EDITOR_LOCK: Final = "scripts/editor/package-lock.json"
_ALGORITHMS: Final = {"sha512": HashAlgorithm.SHA_512}
_LICENCES: Final = LicenseFactory()
# Where a package names no licence of SPDX: from the licence file that it brings; feedgen's, which
# brings none, from its README ("FreeBSD license and the LGPLv3+", of which one is to be chosen).
_READ: Final = {
    "colorama": "BSD-3-Clause",
    "feedgen": "BSD-2-Clause-Views OR LGPL-3.0-or-later",
    "ghp-import": "Apache-2.0",
    "jinja2": "BSD-3-Clause",
    "mergedeep": "MIT",
    "pathspec": "MPL-2.0",
    "py-svg-hush": "MIT",
    "resvg-py": "MIT",
    "tinycss2": "BSD-3-Clause",
    "webencodings": "BSD-3-Clause",
}


class SbomError(Exception):
    """What has to be listed is not here; the message says what to run."""


def main(arguments: list[str] | None = None) -> int:
    """Write the list; 1 where something of it is missing or the disk fails."""
    parser = argparse.ArgumentParser(description="List what a built site is made of.")
    parser.add_argument("site", type=Path, help="the folder of the built site")
    parser.add_argument("--output", type=Path, help="the file to write (default: print it)")
    options = parser.parse_args(arguments)
    moment = now().replace(microsecond=0)
    try:
        text = render_sbom(options.site, moment)
        if options.output:
            options.output.write_text(text, "utf-8", newline="\n")
        else:
            print(text, end="")
    except (SbomError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def render_sbom(site: Path, moment: datetime) -> str:
    """The bill of materials of a built site as JSON that follows the official schema.

    Raises: SbomError; OSError.
    """
    if not (site / "index.html").is_file():
        raise SbomError(f"No site in {site}: build it first (make site)")
    name, version = GENERATOR
    own = Component(name=name, version=version, type=ComponentType.APPLICATION, bom_ref=name,
                    licenses=[_LICENCES.make_from_string(OWN.licence)])  # fmt: skip
    installed = dict(_installed())
    packages = {key: _package(found) for key, found in installed.items()}
    others = [*_npm_packages(), *_carried(site)]
    bom = Bom(components=[*packages.values(), *others])
    bom.metadata.component = own
    bom.metadata.timestamp = moment
    bom.register_dependency(own, [*packages.values(), *others])
    for key, found in installed.items():
        needed = {_key(r) for r in map(Requirement, found.requires or ()) if _applies(r)}
        bom.register_dependency(
            packages[key], [packages[k] for k in sorted(needed & set(packages))]
        )
    refs = sorted(str(component.bom_ref) for component in bom.components)
    bom.serial_number = uuid5(NAMESPACE_URL, json.dumps([refs, moment.isoformat()]))
    text: str = JsonV1Dot6(bom).output_as_string(indent=1) + "\n"
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        raise SbomError(f"a bug: the list does not follow its schema: {wrong}")
    return text


# -- packages ------------------------------------------------------------------------


def _installed() -> Iterator[tuple[str, Distribution]]:
    """The packages that the locks name for this machine, in order."""
    for lock in LOCKS:
        for line in (ROOT / lock).read_text("utf-8").splitlines():
            if not re.match(r"[A-Za-z0-9]", line):
                continue
            requirement = Requirement(line.removesuffix("\\").strip())
            if not _applies(requirement):
                continue
            try:
                found = distribution(requirement.name)
            except PackageNotFoundError:
                found = None
            if found is None or not requirement.specifier.contains(found.version):
                raise SbomError(f"{requirement} of {lock} is not installed. Run: make site")
            yield _key(requirement), found


def _applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def _key(requirement: Requirement) -> str:
    return re.sub(r"[-_.]+", "-", requirement.name).lower()


def _package(found: Distribution) -> Component:
    meta = found.metadata
    name = re.sub(r"[-_.]+", "-", meta["Name"]).lower()
    url = PackageURL("pypi", None, name, found.version)
    (summary, *_) = meta.get_all("Summary") or [None]
    return Component(
        name=name, version=found.version, type=ComponentType.LIBRARY, purl=url,
        bom_ref=str(url), description=summary, scope=ComponentScope.REQUIRED,
        licenses=[_licence_of(name, found)],
    )  # fmt: skip


def _licence_of(name: str, found: Distribution) -> License:
    meta = found.metadata
    # Some versions of the library raise for a field that is not there, some return None.
    expression, old = (meta.get_all(field) or [""] for field in ("License-Expression", "License"))
    named = expression[0] or _READ.get(name) or old[0].strip()
    licence = _LICENCES.make_from_string(named)
    if isinstance(licence, DisjunctiveLicense) and licence.id is None:
        raise SbomError(f"{name} names no licence of SPDX: read its licence, and add it to _READ")
    return licence


def _npm_packages() -> Iterator[Component]:
    """What the editing page's lock names; in a site only where data/site.yml turns that on."""
    lock = json.loads((ROOT / EDITOR_LOCK).read_text("utf-8"))
    for path, entry in lock["packages"].items():
        if not path:
            continue
        name = path.rpartition("node_modules/")[2]
        kind, _, digest = entry["integrity"].partition("-")
        url = PackageURL("npm", None, name, entry["version"])
        yield Component(
            name=name, version=entry["version"], type=ComponentType.LIBRARY, purl=url,
            bom_ref=str(url), scope=ComponentScope.OPTIONAL,
            licenses=[_LICENCES.make_from_string(entry["license"])],
            hashes=[HashType(alg=_ALGORITHMS[kind], content=base64.b64decode(digest).hex())],
        )  # fmt: skip


# -- what the site carries -----------------------------------------------------------


def _carried(site: Path) -> Iterator[Component]:
    files: dict[Part, list[Component]] = {}
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if not path.is_file():
            continue
        part = part_of(name)
        if part not in (CONTENT, OTHERS, TERMS):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            files.setdefault(part, []).append(
                Component(name=name, type=ComponentType.FILE, bom_ref=f"file:{name}",
                          hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)])
            )  # fmt: skip
    for part in PARTS:
        if part in files:
            link = re.match(r"https://\S+", part.source)
            yield Component(
                name=part.name, type=ComponentType.LIBRARY, bom_ref=f"part:{part.text}",
                copyright=part.holder, licenses=[_LICENCES.make_from_string(part.licence)],
                components=files[part],
                external_references=[
                    ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(link.group()))
                ] if link else [],
            )  # fmt: skip


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
