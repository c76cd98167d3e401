"""Wires the portal into MkDocs: one call a handler, no logic.

MkDocs registers every `on_*` function of this file; the order of calls is that of
`mkdocs.commands.build.build`, once per language (static-i18n builds the languages
one after another inside its own `on_post_build`, priority -100).
"""

from __future__ import annotations

from typing import Any, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

# MkDocs has this folder on sys.path only while it runs this file: import all of it now.
from build_session import BuildSession

_session = BuildSession()


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember whether a preview runs: it builds in place."""
    _session.start(serving=command == "serve")


# Before static-i18n (-100), which reads the languages that we set.
@event_priority(100)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Check the data and prepare the build; problems end it before anything is written."""
    return _session.configure(config)


# After static-i18n (-100), which loses files that were added before it.
@event_priority(-200)
def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Drop the theme's files that our pages do not use, take in those that languages share."""
    return _session.select_files(files, config)


@event_priority(-200)
def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
    """Remember the navigation of this language."""
    return _session.keep_navigation(nav)


# After every page of the language has been read, before any is written.
def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """Render this language's frames."""
    return _session.render_frames(env, config, files)


# After other plugins have had their say about the context.
@event_priority(-200)
def on_page_context(context: Any, *, page: Page, config: MkDocsConfig, nav: Navigation) -> Any:
    """Give the templates what stands around and inside the page."""
    return _session.complete_context(context, page)


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """Keep what MkDocs has made of a hand-written page."""
    return _session.keep_page(output, page)


# After static-i18n (-100) has built all languages.
@event_priority(-200)
def on_post_build(*, config: MkDocsConfig) -> None:
    """Write the data-driven pages and publish."""
    _session.finish(config)


def on_build_error(*, error: Exception) -> None:
    """Say in a line what the disk refused; MkDocs would show a traceback."""
    _session.explain(error)
