"""The process that draws SVG files once, to see whether they can be: run by path.

Request: {"svg": the file's text, "width": pixels, "seconds": of processor time}. Answer:
{"drawn": whether a picture came of it}. What takes longer than its seconds, or more memory than
there is, ends the process.
"""

from __future__ import annotations

import json
import signal
import sys

import resvg_py


def main() -> int:
    """Answer the requests on standard input."""
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if hasattr(signal, "setitimer"):
            # Processor time, not the clock's: a busy machine makes no file worse.
            signal.setitimer(signal.ITIMER_PROF, request["seconds"])
        try:
            drawn = bool(resvg_py.svg_to_bytes(svg_string=request["svg"], width=request["width"]))
        except ValueError:
            drawn = False
        sys.stdout.buffer.write(json.dumps({"drawn": drawn, "lengths": []}).encode() + b"\n")
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
