"""The files of the editing page: a page and a configuration per language, one program for all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.assets import Assets
from portal.editing.decap import Config, Speech, editing_config
from portal.editing.decap_words import WORDS
from portal.languages import Language
from portal.site import Site
from portal.workers import JobError

FOLDER: Final = "admin"
# The file of Decap CMS, in the folder of its npm package.
_PROGRAM: Final = "decap-cms.js"
_DIST: Final = "node_modules/decap-cms/dist"


@dataclass(frozen=True, slots=True)
class Editor:
    """Where the editing page's programs lie: ours in a folder, Decap CMS below it."""

    folder: Path

    @property
    def is_installed(self) -> bool:
        """Whether `make edit` (or scripts/install_editor.py) has run."""
        return (self.folder / _DIST / _PROGRAM).is_file()

    def files(self) -> Iterator[tuple[str, Path]]:
        """(name below /admin/, file) of what browsers load.

        Raises: JobError where Decap CMS is not installed.
        """
        if not self.is_installed:
            raise JobError(
                "data/site.yml turns the editing page on, but its program is not installed. "
                "Run: python scripts/install_editor.py"
            )
        yield "start.js", self.folder / "start.js"
        dist = self.folder / _DIST
        # It loads parts of itself when they are wanted, by these names.
        for pattern in (_PROGRAM, f"*.{_PROGRAM}", f"{_PROGRAM}.LICENSE.txt", "*.wasm"):
            for path in sorted(dist.glob(pattern)):
                yield path.name, path


def render_admin(
    site: Site, languages: Sequence[Language], backend: Config, templates: Path, assets: Assets
) -> Iterator[tuple[str, bytes]]:
    """The pages and configurations below a site's root: (path, content).

    Shape: admin/index.html and <tag>/admin/index.html; admin/config.<tag>.json.
    """
    environment = Environment(
        loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined
    )
    environment.globals["asset"] = assets.path
    template = environment.get_template("admin/index.html")
    for language in languages:
        speech = Speech(language.tag, site.languages, language.gettext)
        config = editing_config(speech, backend)
        name = f"{FOLDER}/config.{language.tag}.json"
        yield name, (json.dumps(config, ensure_ascii=False) + "\n").encode()
        page = template.render(
            tag=language.interface,
            direction=language.direction,
            title=language.gettext(WORDS["title"]),
            site_title=site.title.get(language.tag) or site.title[site.default_language],
            no_script=language.gettext(WORDS["no_script"]),
            root="../" * (2 if language.root else 1),
            config=f"config.{language.tag}.json",
        )
        yield f"{language.root}{FOLDER}/index.html", page.encode()
