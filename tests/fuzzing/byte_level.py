"""Mutations of a file's bytes: what editors, disks and copies between systems do to it."""

# ruff: noqa: E501 - tables of words: that reads better than it breaks

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final, TypeAlias

Mutation: TypeAlias = Callable[[bytes, Random], bytes]

_PIECES: Final = (
    b"\0", b"\t", b"\r", b"\n", b"\r\n", b"\xef\xbb\xbf", b"\xff", b"\xc3", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", b"\xc0\xaf", b"\xe2\x80\xae", b"\xe2\x80\x8b", b"\xe2\x80\xa8", b"\xc2\x85",
    b"\xcc\x81", b"\xc2\xa0", b"\xf0\x9f\x98\x80", b"\xef\xbf\xbe", b"\x1b[31m", b"\x07", b"\x7f",
    b": ", b" #", b"- ", b"{", b"}", b"[", b"]", b"&a ", b"*a", b"!", b"|", b">", b"'", b'"', b"%",
    b"@", b"`", b"<", b"&", b"<script>", b"---\n", b"...\n", b"<<<<<<< HEAD\n", b"\\",
)  # fmt: skip


def mutate_bytes(content: bytes, chance: Random) -> bytes:
    """One to three such changes."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        content = chance.choice(_MUTATIONS)(content, chance)
    return content


def _span(content: bytes, chance: Random, longest: int = 40) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.randint(1, longest))


def _flip(content: bytes, chance: Random) -> bytes:
    if not content:
        return content
    changed = bytearray(content)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _random_byte(content: bytes, chance: Random) -> bytes:
    start, _ = _span(content, chance)
    return content[:start] + chance.randbytes(1) + content[start + 1 :]


def _delete(content: bytes, chance: Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + content[end:]


def _repeat(content: bytes, chance: Random) -> bytes:
    start, end = _span(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 2, 300)) + content[end:]


def _move(content: bytes, chance: Random) -> bytes:
    start, end = _span(content, chance)
    rest = content[:start] + content[end:]
    to = chance.randrange(len(rest) + 1)
    return rest[:to] + content[start:end] + rest[to:]


def _insert(content: bytes, chance: Random) -> bytes:
    start, _ = _span(content, chance)
    return content[:start] + chance.choice(_PIECES) + content[start:]


def _truncate(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _lines(content: bytes, chance: Random) -> bytes:
    lines = content.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    how = chance.randrange(4)
    if how == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif how == 1:
        del lines[one]
    elif how == 2:
        lines.insert(other, lines[one])
    else:
        lines[one] = chance.choice((b" ", b"  ", b"\t", b"- ")) + lines[one]
    return b"\n".join(lines)


def _encoding(content: bytes, chance: Random) -> bytes:
    how = chance.randrange(7)
    text = content.decode("utf-8", "replace")
    if how == 0:
        return content.replace(b"\n", b"\r\n")
    if how == 1:
        return content.replace(b"\n", b"\r")
    if how == 2:
        return b"\xef\xbb\xbf" * chance.choice((1, 2)) + content
    if how == 3:
        return text.encode(chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32")))
    if how == 4:
        return text.encode("cp1251", "replace")
    if how == 5:
        return content.replace(b"  ", b"\t")
    return content.replace(b" ", b"\xc2\xa0", chance.choice((1, -1)))


_MUTATIONS: Final[tuple[Mutation, ...]] = (
    _flip, _flip, _random_byte, _delete, _repeat, _move, _insert, _insert, _truncate, _lines,
    _lines, _encoding,
)  # fmt: skip
