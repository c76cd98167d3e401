"""In which line and column of a text something stands, for as many places as there are."""

from __future__ import annotations


class LinePlaces:
    """The lines of a text, read once, however many places are asked for in their order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._line_start = 0

    def place(self, at: int) -> tuple[int, int]:
        """(line, column) of a character, both counted from 1."""
        if at < self._at:
            self._at, self._line, self._line_start = 0, 1, 0
        newline = self._text.rfind("\n", self._at, at)
        if newline >= 0:
            self._line += self._text.count("\n", self._at, newline + 1)
            self._line_start = newline + 1
        self._at = at
        return self._line, at - self._line_start + 1
