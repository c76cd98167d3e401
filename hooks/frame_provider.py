"""Frames from MkDocs and Material: each is a page that the theme really rendered.

The same steps as `mkdocs.commands.build._build_page`: context, plugins, template.
"""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from portal.addresses import SECTIONS
from portal.frame import Frame, FrameKey, split_frame

# Material's base.html puts them outside all blocks.
_TOGGLES: Final = re.compile(
    r'<input class="md-toggle"[^>]*>\s*|<label class="md-overlay".*?</label>'
)


def without_toggles(html: str) -> str:
    """A page without Material's drawer and search toggles.

    Our layout does not use them, and their autocomplete attribute is no valid HTML.
    """
    return _TOGGLES.sub("", html)


class FramePage(Page):
    """A page that stands for all pages of a section at one depth."""

    def __init__(self, section: str, file: File, config: MkDocsConfig) -> None:
        super().__init__(section, file, config)
        self.section = section
        self.content = ""
        self.meta = {}


class FrameProvider:
    """Renders the frames of one language. `root` is the language's directory."""

    def __init__(
        self, env: Any, config: MkDocsConfig, files: Files, nav: Navigation, root: str
    ) -> None:
        self._env, self._config, self._nav, self._root = env, config, nav, root
        self._files = files.documentation_pages()

    def render(self, key: FrameKey) -> Frame:
        """One frame. Raises: FrameError where the templates lost a slot."""
        page = None if key.depth < 0 else self._page(key)
        base_url = urlsplit(self._config.site_url or "/").path if page is None else ""
        context = get_context(self._nav, self._files, self._config, page, base_url=base_url)
        context = self._config.plugins.on_page_context(
            context,
            page=page,  # type: ignore[arg-type]  # None, as MkDocs has it for its 404.html
            config=self._config,
            nav=self._nav,
        )
        return split_frame(without_toggles(self._env.get_template("main.html").render(context)))

    def _page(self, key: FrameKey) -> FramePage:
        # Only the number of directories counts for relative links, so any names will do.
        directories = "/".join([SECTIONS.get(key.section, key.section), *["x"] * (key.depth - 1)])
        file = File.generated(self._config, f"{self._root}{directories}/index.md", content="")
        return FramePage(key.section, file, self._config)
