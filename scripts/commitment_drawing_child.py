"""The process that draws SVG files of other websites: run by path, knows nothing of the portal.

Request: {"svg": the file's text, "width": pixels}. Answer: the PNG file, empty where the SVG
cannot be drawn. Without the machine's fonts: what a picture looks like is not for them to say.
"""

from __future__ import annotations

import json
import sys

import resvg_py


def main() -> int:
    """Answer the requests on standard input."""
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            png = bytes(
                resvg_py.svg_to_bytes(
                    svg_string=request["svg"], width=request["width"], skip_system_fonts=True
                )
            )
        except ValueError:
            png = b""
        sys.stdout.buffer.write(json.dumps({"lengths": [len(png)]}).encode() + b"\n" + png)
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
