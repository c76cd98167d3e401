"""Text from elsewhere in Markdown that others are shown: reports, answers, comments."""

from __future__ import annotations

import re


def code_span(text: str) -> str:
    """The text in one line as code, in which no sign means anything: no link, mention or HTML.

    Source: CommonMark 0.31, 6.1.
    """
    line = " ".join(text.split())
    mark = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    return f"{mark} {line} {mark}" if len(mark) > 1 else f"`{line}`"
