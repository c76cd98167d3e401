"""The theme's templates, looked up and compiled once instead of once a language.

MkDocs makes a new environment for every language that static-i18n builds, lists all files of
the theme in it (Material has 14,000 icons) and compiles its templates again.
"""

from __future__ import annotations

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from mkdocs.theme import Theme


class _Compiled(BytecodeCache):
    """Compiled templates, in memory for one build."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


def share_templates(theme: Theme) -> None:
    """Let all environments of a theme share what they find and compile in this build."""
    make = type(theme).get_env
    compiled = _Compiled()
    names: list[str] = []

    def get_env() -> Environment:
        env = make(theme)
        env.bytecode_cache = compiled
        loader = env.loader
        assert loader is not None  # Theme.get_env has just set it
        if not names:
            # MkDocs leaves out what begins with a dot: no file of a page is among it.
            names.extend(n for n in loader.list_templates() if not n.startswith("."))
        loader.list_templates = lambda: names  # type: ignore[method-assign]
        return env

    # Of this one theme object only, which lives as long as its build.
    theme.get_env = get_env  # type: ignore[method-assign]
