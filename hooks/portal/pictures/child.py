"""The process that decodes photographs: run by path, knows nothing of the portal.

Request: {"path": …, "format": …, "salt": …, "digest": …, "copies": [[width, height], …]}. Without
copies the picture is only looked at, to its last byte. Answer: {"size": [width, height]} with a
WebP and a JPEG file for each copy, or {"refusal": a word, "got": what was found}.
"""

from __future__ import annotations

import hashlib
import io
import json
import signal
import sys
import warnings
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps, PngImagePlugin

MAX_PIXELS: Final = 64_000_000
MAX_PROPORTION: Final = 5
SECONDS_PER_PICTURE: Final = 30
# At these, photographs of people and rooms show no artefacts at twice their size.
_WEBP: Final = {"quality": 78, "method": 4}
_JPEG: Final = {"quality": 80, "optimize": True, "progressive": True}
_WIDE_GREY: Final = ("I;16", "I;16B", "I;16L", "I")


class RefusedError(Exception):
    """A picture that is refused: a word, and what was found."""


def main() -> int:
    """Answer the requests on standard input."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # the limit here is ours, and refuses instead of warning
    PngImagePlugin.MAX_TEXT_MEMORY = 1 << 20
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if hasattr(signal, "alarm"):
            signal.alarm(SECONDS_PER_PICTURE)  # its default action ends the process
        try:
            says, parts = _answer(request)
        except RefusedError as refusal:
            says, parts = {"refusal": refusal.args[0], "got": refusal.args[1]}, []
        except MemoryError:
            raise
        except Exception as error:  # a decoder raises whatever its format makes it stumble over
            says, parts = {"refusal": "broken", "got": str(error)[:200]}, []
        says["lengths"] = [len(part) for part in parts]
        sys.stdout.buffer.write(json.dumps(says).encode() + b"\n" + b"".join(parts))
        sys.stdout.buffer.flush()
    return 0


def _answer(request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    content = io.BytesIO(_content(request))
    with Image.open(content, formats=(request["format"].upper(),)) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise RefusedError("pixels", f"{width} × {height} pixels")
        if max(width, height) > MAX_PROPORTION * min(width, height):
            raise RefusedError("proportion", f"{width} × {height} pixels")
        # A JPEG file with more pictures behind the first is none that moves.
        if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
            raise RefusedError("animated", f"{getattr(image, 'n_frames', 2)} pictures in one file")
        turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
        size = (height, width) if turned else (width, height)
        copies = [(int(w), int(h)) for w, h in request["copies"]]
        largest = max(copies, default=(1, 1))
        # JPEG can be decoded at a half, a quarter or an eighth: all bytes are read all the same.
        image.draft(None, largest[::-1] if turned else largest)
        image.load()
        parts: list[bytes] = []
        if copies:
            whole = _upright_srgb(image)
            for copy in copies:
                smaller = whole.resize(copy, Image.Resampling.LANCZOS, reducing_gap=3.0)
                parts += [_encoded(smaller, "WEBP", _WEBP), _encoded(smaller, "JPEG", _JPEG)]
        return {"size": size}, parts


def _content(request: dict[str, Any]) -> bytes:
    """The file's bytes, if they are those that were asked about.

    Copies are kept under the digest for a month: of nothing else must there be any.
    """
    try:
        content = Path(request["path"]).read_bytes()
    except OSError as error:
        raise RefusedError("changed", (error.strerror or "an error of the disk").lower()) from error
    found = hashlib.sha256(request["salt"].encode())
    found.update(content)
    if not found.hexdigest().startswith(request["digest"]):
        raise RefusedError("changed", "another file")
    return content


def _upright_srgb(image: Image.Image) -> Image.Image:
    """The picture as it is seen: turned upright, in sRGB, on white, with nothing else."""
    upright = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    if upright.mode in _WIDE_GREY:
        upright = upright.convert("I").point(lambda value: value / 256).convert("L")
    if profile:
        upright = _in_srgb(upright, profile)
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        upright = Image.new("RGB", layer.size, "white")
        upright.paste(layer, mask=layer.getchannel("A"))
    plain = upright.convert("RGB")
    plain.info = {}  # what encoders would copy: comments, profiles, EXIF, XMP
    return plain


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        alpha = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
        opaque = image if image.mode in ("RGB", "CMYK", "L") else image.convert("RGB")
        converted = ImageCms.profileToProfile(
            opaque, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a profile that says nothing, or one for other colours: taken for sRGB
    if converted is None:
        return image
    if alpha is not None:
        converted.putalpha(alpha)
    return converted


def _encoded(image: Image.Image, name: str, settings: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    image.save(out, name, **settings)
    return out.getvalue()


if __name__ == "__main__":
    raise SystemExit(main())
