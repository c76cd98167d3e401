"""Names of files in docs/: `about.bg.md` is the page about.md in Bulgarian, and `about.md` the same
in the default language. So it is for pictures and other files.

Source: mkdocs-static-i18n, suffix.py (docs_structure: suffix).
"""

from __future__ import annotations

from collections.abc import Sequence


def split_language(name: str, tags: Sequence[str]) -> tuple[str, str]:
    """A path without its language, and that: "a/about.bg.md" gives ("a/about.md", "bg").

    `tags` are the site's languages. A name that ends with none of them is left as it is, with an
    empty tag.
    """
    folder, slash, file = name.rpartition("/")
    stem, _, ending = file.rpartition(".")
    bare, _, tag = stem.rpartition(".")
    if not bare or tag not in tags:
        return name, ""
    return f"{folder}{slash}{bare}.{ending}", tag
