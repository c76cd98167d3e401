"""SVG files from other hands: what must not be in one, and the cleaned file.

Two lines of defence. `find_trouble` refuses, with its place, what an editor should know of:
scripts, references to elsewhere, entities, animation, canvases without end, and letters that
need a font: whoever opens the file may lack it, and PNG pictures are drawn without any. `clean_svg`
then lets only listed elements and attributes through (svg-hush), so that what nobody
thought of here is dropped as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from xml.parsers import expat

import py_svg_hush

SVG: Final = "http://www.w3.org/2000/svg"
_LINK: Final = "http://www.w3.org/1999/xlink href"
MAX_BYTES: Final = 512 * 1024
MAX_SIDE: Final = 10_000
# A logo wider or higher than that in proportion is no logo.
MAX_PROPORTION: Final = 20
MAX_ELEMENTS: Final = 20_000
MAX_DEPTH: Final = 100
# How many elements a browser may have to draw for all <use>, masks, patterns and the like.
MAX_COPIES: Final = 20_000
_EXPORT: Final = "export the logo anew as a plain SVG"
_REFUSED: Final[Mapping[str, tuple[str, str]]] = {
    **dict.fromkeys(
        ("script", "handler", "listener"),
        ("a picture without scripts", _EXPORT),
    ),
    "foreignObject": ("a picture without other formats inside (foreignObject)",
                      "turn texts into outlines, then export the logo as a plain SVG (in "
                      "Illustrator without “Preserve Illustrator Editing Capabilities”)"),
    **dict.fromkeys(
        ("animate", "animateColor", "animateMotion", "animateTransform", "set", "discard"),
        ("a picture that does not move", "delete the animation"),
    ),
    **dict.fromkeys(
        ("iframe", "embed", "object", "audio", "video", "canvas"),
        ("a picture without other media inside", "delete the element"),
    ),
    "a": ("a picture without links", "ungroup the link, or delete its <a> and </a>"),
    "feImage": ("a picture without pictures from elsewhere", "delete the filter"),
}  # fmt: skip
# What holds letters; flowRoot is Inkscape's, of texts that fill a shape. No other program draws it.
_LETTERS: Final = frozenset(("text", "flowRoot"))
_NO_LETTERS: Final = ("letters drawn as outlines",
                      "in the drawing program choose Text → Convert to paths (Object to path, "
                      "Create outlines), and export again")  # fmt: skip
_DATA_PICTURE: Final = re.compile(r"\s*data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
# Possessive, so that a quotation mark is never skipped on the way to "#".
_URL: Final = re.compile(r"url\s*+\(\s*+[\"']?+\s*+(?!#)", re.I)
_STYLE_CODE: Final = re.compile(
    r"@import|@font-face|@namespace|expression\s*\(|javascript:|-moz-binding|\\|"
    r"(?:image-set|image|src)\s*\(\s*[\"']", re.I
)  # fmt: skip
# In which attributes a style's code is looked for, beside style="…".
_SUSPECT: Final = re.compile(r"url|javascript:|(?:image-set|image|src)\s*\(\s*[\"']", re.I)
_INSIDE: Final = re.compile(r"url\s*\(\s*[\"']?\s*#([^\"')\s]+)", re.I)
# They paint, however often they are named; patterns, masks and the like draw their elements anew.
_PAINTS: Final = frozenset(("linearGradient", "radialGradient"))
_DECLARED: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)""")
_LENGTH: Final = re.compile(r"\s*\+?([0-9]*\.?[0-9]+(?:e[0-9]+)?)\s*(px|pt|pc|mm|cm|in|em|%)?\s*")
_PIXELS: Final = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54,
                  "in": 96, "em": 16}  # fmt: skip
_CANVAS: Final = f"a canvas of 1 to {MAX_SIDE} pixels a side, not longer than 1 : {MAX_PROPORTION}"
_NO_CANVAS: Final = 'write a viewBox such as viewBox="0 0 240 80" into the <svg> element'
Size: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a picture and where; line and column count from 1."""

    line: int
    column: int
    expected: str
    got: str
    fix: str


class SvgError(ValueError):
    """A file that should have been refused before."""


def find_trouble(content: bytes) -> tuple[Trouble, ...]:
    """All that an SVG file must not hold; empty for a harmless one."""
    if len(content) > MAX_BYTES:
        return (_at_start(f"an SVG file of at most {MAX_BYTES // 1024} KB",
                          f"{len(content) // 1024} KB", "simplify the drawing"),)  # fmt: skip
    reader = _Reader()
    reader.read(content)
    return tuple(reader.found) or tuple(_after_cleaning(content))


def _after_cleaning(content: bytes) -> Iterator[Trouble]:
    """What only shows when the file is cleaned; the cleaned one must pass by the same rules."""
    try:
        cleaned = clean_svg(content)
    except SvgError:
        declared = _DECLARED.match(content[:200])
        if declared and declared[1].lower() != b"utf-8":
            yield _at_start("an SVG file in UTF-8", declared[1].decode(), _EXPORT)
        else:
            yield _at_start("an SVG file that can be cleaned", "another one", _EXPORT)
        return
    reader = _Reader()
    reader.read(cleaned)
    yield from (_at_start(it.expected, f"{it.got} (once cleaned)", it.fix) for it in reader.found)


def clean_svg(content: bytes) -> bytes:
    """The file with nothing in it but what svg-hush lists; pictures inside stay as data.

    Raises: SvgError for what is no SVG.
    """
    kept = {"image": ["png", "jpeg", "gif", "webp"]}
    try:
        cleaned: bytes = py_svg_hush.filter_svg(content, kept)
    except ValueError as error:
        raise SvgError(str(error)) from error
    return cleaned.rstrip(b"\n") + b"\n"


def svg_size(content: bytes) -> Size | None:
    """Width and height of the canvas in CSS pixels; None where it does not say."""
    reader = _Reader()
    reader.read(content)
    return reader.size


def colours_of(content: bytes) -> frozenset[str]:
    """The colours that a file names, as six lower-case hexadecimal digits."""
    text = content.decode("utf-8", "replace").lower()
    found = {"".join(c * 2 for c in short) for short in re.findall(r"#([0-9a-f]{3})\b", text)}
    found |= set(re.findall(r"#([0-9a-f]{6})\b", text))
    for channels in re.findall(r"rgb\(\s*(\d+)[,\s]+(\d+)[,\s]+(\d+)\s*\)", text):
        found.add("".join(f"{min(int(c[:4]), 255):02x}" for c in channels))
    return frozenset(found)


def _at_start(expected: str, got: str, fix: str) -> Trouble:
    return Trouble(1, 1, expected, got, fix)


class _StopError(Exception):
    """Nothing further in the file is to be read."""


@dataclass(slots=True)
class _Element:
    """What counts for copies: how many elements it holds, and which ids it copies."""

    id: str
    kind: str
    own: int = 1
    copied: list[str] = field(default_factory=list)


class _Reader:
    """One reading of a file. Entities are never expanded: a DOCTYPE ends the reading."""

    def __init__(self) -> None:
        self.found: list[Trouble] = []
        self.size: Size | None = None
        self._open: list[_Element] = []
        self._by_id: dict[str, _Element] = {}
        self._copied: list[str] = []
        self._elements = 0
        self._style = ""
        self._style_place: tuple[int, int] | None = None
        # The outermost element with letters: its place, its name, and how many are open.
        self._letters: tuple[int, int, str] | None = None
        self._letters_depth = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        self._parser = parser

    def read(self, content: bytes) -> None:
        try:
            self._parser.Parse(content, True)
        except _StopError:
            return
        except (expat.ExpatError, LookupError, ValueError) as error:
            line, column = getattr(error, "lineno", 1), getattr(error, "offset", 0)
            # expat's words ("mismatched tag") name the mistake; its numbers stand apart.
            said = str(error).split(":")[0]
            fix = _EXPORT
            self.found.append(Trouble(line, column + 1, "an SVG file, which is XML", said, fix))
            return
        if self._copies() > MAX_COPIES:
            expected = f"at most {MAX_COPIES:,} copied elements (<use>, masks, patterns)"
            fix = "draw them once, or export without them"
            self.found.append(_at_start(expected, "more", fix))

    # -- what expat reports ----------------------------------------------------------

    def _doctype(self, name: str, system: str | None, public: str | None, has_inner: int) -> None:
        # With entities in it, the file needs it.
        fix = _EXPORT if has_inner else "delete it, up to its “>”"
        self._complain("no DOCTYPE and no entities", "<!DOCTYPE", fix)
        raise _StopError

    def _instruction(self, target: str, _: str) -> None:
        self._complain("no instructions to other programs", f"<?{target}", "delete it")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self._elements += 1
        if not self._open:
            self._root(space, local, attributes)
        if self._elements > MAX_ELEMENTS or len(self._open) >= MAX_DEPTH:
            self._complain(f"at most {MAX_ELEMENTS:,} elements, {MAX_DEPTH} deep", "more",
                           "simplify the drawing")  # fmt: skip
            raise _StopError
        element = _Element(attributes.get("id", ""), local)
        self._open.append(element)
        if element.id:
            self._by_id.setdefault(element.id, element)
        if local in _REFUSED:
            expected, fix = _REFUSED[local]
            self._complain(expected, f"<{local}>", fix)
            return
        if local in _LETTERS and self._letters is None:
            self._letters, self._letters_depth = (*self._place(), local), len(self._open)
        if local == "style":
            self._style, self._style_place = "", self._place()
        for key, value in attributes.items():
            self._attribute(local, key, value)

    def _end(self, name: str) -> None:
        if self._letters_depth == len(self._open):
            self._letters, self._letters_depth = None, 0
        done = self._open.pop()
        if self._open:
            self._open[-1].own += done.own
            self._open[-1].copied += done.copied
        else:
            self._copied = done.copied
        if name.rpartition(" ")[2] == "style" and self._style_place:
            self._check_style(self._style, self._style_place, "<style>")
            self._style_place = None

    def _characters(self, text: str) -> None:
        if self._style_place:
            self._style += text
        elif self._letters and text.strip():  # programs leave empty ones behind
            line, column, name = self._letters
            expected, fix = _NO_LETTERS
            self.found.append(Trouble(line, column, expected, f"<{name}>", fix))
            self._letters = None  # said once

    # -- rules -----------------------------------------------------------------------

    def _root(self, space: str, local: str, attributes: Mapping[str, str]) -> None:
        if (space, local) != (SVG, "svg"):
            self._complain(f'<svg xmlns="{SVG}"> around everything', f"<{local}>",
                           _EXPORT)  # fmt: skip
            raise _StopError
        box = attributes.get("viewBox", "").replace(",", " ").split()
        numbers = [_pixels(number) for number in box[2:]] if len(box) == 4 else []
        given = [_pixels(attributes.get(name, "")) for name in ("width", "height")]
        sizes = [
            (pair[0], pair[1])
            for pair in (given, numbers)
            if len(pair) == 2 and pair[0] and pair[1]
        ]
        if not sizes:
            self._complain("a canvas with a size", "none", _NO_CANVAS)
            return
        for width, height in sizes:
            assert width is not None
            assert height is not None
            low, high = sorted((width, height))
            if low < 1 or high > MAX_SIDE or high > MAX_PROPORTION * low:
                self._complain(_CANVAS, f"{width:g} × {height:g}", _NO_CANVAS)
                return
        self.size = sizes[0][0] or 0.0, sizes[0][1] or 0.0

    def _attribute(self, local: str, key: str, value: str) -> None:
        space, _, name = key.rpartition(" ")
        if name.lower().startswith("on"):
            self._complain("a picture without scripts", f'{name}="…"', f"delete the {name}")
        elif name == "href" and (not space or key == _LINK):
            self._reference(local, value)
        elif name in ("src", "base"):
            self._complain("no references to elsewhere", f'{name}="{value[:30]}"',
                           f"delete the {name}")  # fmt: skip
        elif name == "style" or _SUSPECT.search(value):
            self._check_style(value, self._place(), name)
            self._open[-1].copied += _INSIDE.findall(value)

    def _reference(self, local: str, value: str) -> None:
        target = value.strip()
        if target.startswith("#"):
            if local == "use":
                self._open[-1].copied.append(target[1:])
        elif local != "image":
            self._complain("references inside the file only (#…)", f'href="{target[:30]}"',
                           "draw it in the file itself")  # fmt: skip
        elif not _DATA_PICTURE.fullmatch(value):
            is_jpg = target.startswith("data:image/jpg;")
            self._complain("a picture that is in the file itself (data:image/png;base64,…)",
                           f'href="{target[:30]}"',
                           'write "image/jpeg" for "image/jpg"' if is_jpg
                           else "embed the picture, or trace it")  # fmt: skip

    def _check_style(self, style: str, place: tuple[int, int], where: str) -> None:
        bad = _STYLE_CODE.search(style) or _URL.search(style)
        if bad:
            self.found.append(
                Trouble(*place, "styles that refer to the file itself only (url(#…))",
                        f"{bad.group().strip()} in {where}", "delete that part of the style")
            )  # fmt: skip

    def _copies(self) -> int:
        """How many elements all <use> of the file come to, counted up to the limit."""
        known: dict[str, int] = {}

        def weight(name: str, above: frozenset[str]) -> int:
            element = self._by_id.get(name)
            if element is None or element.kind in _PAINTS:
                return 0
            if name in above or len(above) > MAX_DEPTH:
                return MAX_COPIES + 1
            if name not in known:
                inner = sum(weight(other, above | {name}) for other in element.copied)
                known[name] = min(element.own + inner, MAX_COPIES + 1)
            return known[name]

        return sum(weight(name, frozenset()) for name in self._copied)

    # -- places ----------------------------------------------------------------------

    def _place(self) -> tuple[int, int]:
        return self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1

    def _complain(self, expected: str, got: str, fix: str) -> None:
        self.found.append(Trouble(*self._place(), expected, got, fix))


def _pixels(text: str) -> float | None:
    found = _LENGTH.fullmatch(text)
    unit = _PIXELS.get(found[2] or "") if found else None
    return float(found[1]) * unit if found and unit else None
