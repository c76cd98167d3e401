"""Web addresses and files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import PurePosixPath
from typing import Annotated, Final
from urllib.parse import SplitResult, quote, urlsplit

from pydantic import BeforeValidator

from portal.addresses import portal_link
from portal.editing.examples import EXAMPLES
from portal.fields.refusal import FieldError, text_of
from portal.problems import quote_got

_HOST: Final = re.compile(r"(?=.{1,253}$)[\w-]{1,63}(\.[\w-]{1,63})+|localhost")
_ODD: Final = re.compile(r"""[\s<>"`\\^{}|“”„‘’]""")
_URL: Final = "an address that begins with https://, http:// or mailto:"
_URL_FIX: Final = "write the whole address, beginning with https:// (or mailto:)"
# Names that lead to the reader's own machine or network (RFC 6761, 6762 and 8375, and habit).
_INSIDE: Final = re.compile(
    r"(?:.+\.)?(?:localhost|localdomain|local|lan|intranet|internal|home\.arpa)|[0-9.]+"
)
# Those that the template of a new record shows: nobody means them.
_EXAMPLES: Final = frozenset(v for v in EXAMPLES.values() if v.startswith("https://"))
_HOST_EXPECTED: Final = "an address with a host, such as https://www.example.org/"
_BEGINNING: Final = re.compile("https?:", re.I)
_BEGINNINGS: Final = re.compile("^(?:https?:/*)*(https?):/*", re.I)
# Files of the editor's own machine, and "http//", "https;//".
_OWN_FILE: Final = re.compile(r"file:|[A-Za-z]:[\\/]|\\\\", re.I)
_OWN_FILE_FIX: Final = (
    "write the address that the file has on the web: this one is on your computer"
)
_HALF: Final = re.compile(r"(https?)[;.,]?/{1,3}(.+)", re.I)


def parse_url(value: object) -> str:
    """An http(s) address that can be opened from anywhere, or a mailto: one."""
    text = parse_any_url(value)
    if text in _EXAMPLES:
        fix = "write the address that is meant, or delete the line"
        raise FieldError("another address than that of the example", value, fix)
    if is_inside(text):
        meant = portal_link(urlsplit(text).path)
        fix = "write the address that it has on the web"
        raise FieldError(
            "an address that everybody can open", value,
            f"{fix}; in a text in Markdown {meant} leads to that page of this site"
            if meant
            else f"{fix}, or delete it",
        )  # fmt: skip
    return text


def is_inside(url: str) -> bool:
    """Whether an address leads to the reader's own machine, or into an own network."""
    host = urlsplit(url).hostname or ""
    if not _INSIDE.fullmatch(host):
        return False
    try:
        return not host[-1].isdigit() or not ip_address(host).is_global
    except ValueError:  # 127.1 and the like
        return True


def parse_any_url(value: object) -> str:
    """An absolute http(s) address or a mailto: one, also of a trial on the own machine."""
    text = text_of(value, "a web address", _URL_FIX)
    parts = _split(text)
    odd = _ODD.search(text)
    if parts is not None and parts.scheme in ("http", "https"):
        if "@" in parts.netloc:
            raise FieldError(
                "an address without user name and password", value,
                'delete what stands between "//" and "@", and the "@"',
            )  # fmt: skip
        if not odd and _HOST.fullmatch(parts.hostname or ""):
            return text
    elif not odd and _is_url(text):
        return text
    if not odd and _BEGINNING.match(text):
        # It begins as it should: what is wrong comes next.
        raise FieldError(_HOST_EXPECTED, value, _host_meant(text), got=_host_got(text, parts))
    raise FieldError(_URL, value, _url_meant(text, odd))


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.hostname, parts.port  # they raise too
    except ValueError:
        return None
    return parts


def _url_meant(text: str, odd: re.Match[str] | None) -> str:
    if odd:
        bare = text.strip("\"'“”„‘’<> ").replace("\\", "/")
        if not _ODD.search(bare) and _is_url(bare):
            return f'write it as "{bare}"'
        if _OWN_FILE.match(text):
            return _OWN_FILE_FIX
        if len(_BEGINNING.findall(text)) > 1:
            return "write one address; others may stand under links:"
        sign = odd.group()
        return (
            f'delete the "{sign}", which no address may hold; where it belongs to the address, '
            f'write "{quote(sign)}" for it'
        )
    if _OWN_FILE.match(text):
        return _OWN_FILE_FIX
    if text.lower().startswith("tel:"):
        return "write the number as plain words, without a link"
    if match := _HALF.match(text):
        whole = f"{match[1].lower()}://{match[2]}"
        if _is_url(whole):
            return f'write it as "{whole}"'
    for prefix in ("mailto:",) if "@" in text else ("https:", "https://"):
        if _is_url(prefix + text):
            return f'write it as "{prefix}{text}"'
    return _URL_FIX


def _host_got(text: str, parts: SplitResult | None) -> str:
    if parts is None:  # such as a port that is none
        return quote_got(text)
    host = parts.netloc.rpartition(":")[0] or parts.netloc
    return f"the host {quote_got(host)}" if host else f"{quote_got(text)}, without a host"


def _host_meant(text: str) -> str:
    """`http://https://a.org` has two beginnings, `https:/a.org` half of one, `www,a` a comma."""
    meant = _BEGINNINGS.sub(lambda match: f"{match[1].lower()}://", text)
    host, slash, rest = meant.partition("://")[2].partition("/")
    pointed = f"{meant.partition('://')[0]}://{host.replace(',', '.')}{slash}{rest}"
    for candidate in (meant, pointed):
        if candidate != text and _is_url(candidate):
            return f'write it as "{candidate}"'
    return 'correct what stands behind "://": a name with points in it, such as www.example.org'


def _is_url(text: str) -> bool:
    parts = _split(text)
    if parts is None or _ODD.search(text):
        return False
    if parts.scheme == "mailto":
        return re.fullmatch(r"[^@\s:]+@[\w.-]+\.[\w-]+", parts.path) is not None
    return (
        parts.scheme in ("http", "https")
        and "@" not in parts.netloc
        and _HOST.fullmatch(parts.hostname or "") is not None
    )


def parse_file_path(value: object) -> str:
    """A file below the data directory, as a relative path with forward slashes."""
    fix = "write a path below data/, such as logos/my-logo.svg"
    text = text_of(value, "a file below data/", fix)
    bare = text.replace("\\", "/").lstrip("/").removeprefix("data/")
    if bare != text and re.match("(?:logos|files|pictures)/", bare):
        fix = f'write it as "{bare}"'
    if not is_file_path(text):
        raise FieldError("a file below data/", value, fix)
    return text


def is_file_path(text: str) -> bool:
    """Whether a text is a relative path that stays below its directory."""
    path = PurePosixPath(text)
    inside = not path.is_absolute() and ".." not in path.parts
    return inside and str(path) == text and "\\" not in text and ":" not in text


Url = Annotated[str, BeforeValidator(parse_url)]
# What only the site's own machinery asks for: it may stand beside it.
AnyUrl = Annotated[str, BeforeValidator(parse_any_url)]


@dataclass(frozen=True, slots=True)
class DataFile:
    """Marks a field as a file below data/, with the endings it may have."""

    folder: str
    endings: tuple[str, ...]


LogoFile = Annotated[str, BeforeValidator(parse_file_path), DataFile("logos", (".svg", ".png"))]
DocumentFile = Annotated[
    str,
    BeforeValidator(parse_file_path),
    DataFile("files", (".pdf", ".odt", ".ods", ".odp", ".docx", ".xlsx", ".pptx", ".csv", ".txt",
                       ".zip", ".epub", ".html")),
]  # fmt: skip
# Photographs: never published as they are, so they lie apart from what is.
PictureFile = Annotated[
    str,
    BeforeValidator(parse_file_path),
    DataFile("pictures", (".jpg", ".jpeg", ".png", ".webp")),
]
