"""Make the site's fonts small: `python scripts/make_fonts.py DIRECTORY`.

DIRECTORY holds Sofia Sans as the npm package `@fontsource-variable/sofia-sans` ships it (woff2
files per script, SIL Open Font License). Each is cut down to the weights that portal.css uses, and
written to overrides/assets/fonts: two thirds of the bytes that every first visit pays for. Run it
after an update of the fonts: `pip install fonttools brotli` first.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from terminal import write_utf8

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "overrides" / "assets" / "fonts"
SCRIPTS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")
# Lightest and boldest `font-weight` of portal.css; the badges' glyphs are drawn at 600.
WEIGHTS = (400, 800)


def main() -> int:
    """Write the fonts; 0 when they are there, 2 where something is missing."""
    parser = argparse.ArgumentParser(description="Make the site's fonts small.")
    parser.add_argument("directory", type=Path, metavar="DIRECTORY", help="the whole fonts")
    directory: Path = parser.parse_args().directory
    try:
        from fontTools.ttLib import TTFont
        from fontTools.varLib.instancer import instantiateVariableFont
    except ImportError:
        print("fontTools is missing. Run: pip install fonttools brotli", file=sys.stderr)
        return 2
    for script in SCRIPTS:
        name = f"sofia-sans-{script}-wght-normal.woff2"
        source = directory / name
        if not source.is_file():
            print(f"{source} is missing", file=sys.stderr)
            return 2
        font = instantiateVariableFont(TTFont(source, recalcTimestamp=False), {"wght": WEIGHTS})
        font.flavor = "woff2"
        font.save(TARGET / name)
        after = (TARGET / name).stat().st_size
        print(f"{name}: {source.stat().st_size:,} bytes, now {after:,}")
    return 0


if __name__ == "__main__":
    write_utf8()
    raise SystemExit(main())
