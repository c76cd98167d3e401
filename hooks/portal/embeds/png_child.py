"""The process that draws SVG files as PNG pictures: run by path, knows nothing of the portal.

Request: {"svg": the file's text, "width": pixels, "fonts": whether the machine's may be used}.
Answer: the PNG file, empty where the SVG cannot be drawn.
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
                    svg_string=request["svg"],
                    width=request["width"],
                    skip_system_fonts=not request["fonts"],
                )
            )
        except ValueError:
            png = b""
        sys.stdout.buffer.write(json.dumps({"lengths": [len(png)]}).encode() + b"\n" + png)
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
