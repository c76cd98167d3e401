"""Compress a built site's texts beforehand: `python scripts/compress_site.py site`.

Beside each text from 1 kB on, `.gz` (gzip, level 9) and `.br` (Brotli, level 11) are written
where they are smaller, for a server that sends them as they are (`gzip_static`, `brotli_static`,
the rules in .htaccess). The same bytes each time. Hosts such as Netlify compress by themselves.
"""

from __future__ import annotations

import argparse
import gzip
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

import own_python  # noqa: F401 - first: it may go on with another Python

# isort: split
import brotli

from terminal import write_utf8

TEXTS: Final = frozenset(
    {".atom", ".css", ".csv", ".html", ".ics", ".js", ".json", ".jsonld", ".opml", ".rss", ".svg",
     ".txt", ".xml"}
)  # fmt: skip
# In bytes. Below this, what is saved is less than the headers of the answer.
SMALLEST: Final = 1024
ENDINGS: Final = (".gz", ".br")
_BATCH: Final = 64


def main(arguments: list[str] | None = None) -> int:
    """Compress, and say how much it was; 1 where there is no site or the disk fails."""
    parser = argparse.ArgumentParser(description="Compress a built site's texts beforehand.")
    parser.add_argument("site", type=Path, help="the folder of the built site")
    parser.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        help="processes (default: one for each processor)",
    )
    options = parser.parse_args(arguments)
    if not (options.site / "index.html").is_file():
        print(f"error: No site in {options.site}: build it first (make site)", file=sys.stderr)
        return 1
    try:
        files = find_texts(options.site)
        removed = remove_stale(options.site, files)
        before, *after = compress_all(files, max(1, options.jobs))
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    sizes = ", ".join(
        f"{ending} {size:,} bytes ({size / max(1, before):.0%})"
        for ending, size in zip(ENDINGS, after, strict=True)
    )
    print(f"{len(files)} files, {before:,} bytes: {sizes}; {removed} stale files removed.")
    return 0


def find_texts(site: Path) -> list[Path]:
    """The files worth compressing. Hidden ones are for servers, not for readers."""
    return [
        path
        for path in sorted(site.rglob("*"))
        if path.suffix in TEXTS
        and not path.name.startswith(".")
        and path.is_file()
        and path.stat().st_size >= SMALLEST
    ]


def remove_stale(site: Path, files: list[Path]) -> int:
    """Delete compressed files of texts that are gone or have become small. Shape: how many.

    What lies below files/ the data brought along: an archive there may be nobody's copy.
    """
    wanted = {path.with_name(path.name + ending) for path in files for ending in ENDINGS}
    brought = site / "files"
    stale = [p for p in _compressed(site) if p not in wanted and not p.is_relative_to(brought)]
    for path in stale:
        path.unlink()
    return len(stale)


def compress_all(files: list[Path], jobs: int) -> tuple[int, int, int]:
    """Write the compressed files. Shape: bytes as they are, by gzip, by Brotli."""
    with ProcessPoolExecutor(jobs) as pool:
        sizes = list(pool.map(compress_file, files, chunksize=_BATCH))
    return sum(s[0] for s in sizes), sum(s[1] for s in sizes), sum(s[2] for s in sizes)


def compress_file(path: Path) -> tuple[int, int, int]:
    """Write one file's compressed forms. Shape: the bytes that are sent in each form."""
    content, times = path.read_bytes(), path.stat()
    sizes = [len(content)]
    forms = (gzip.compress(content, 9, mtime=0), brotli.compress(content, quality=11))
    for ending, form in zip(ENDINGS, forms, strict=True):
        target = path.with_name(path.name + ending)
        if len(form) < len(content):
            _replace(target, form, times)
            sizes.append(len(form))
        else:
            target.unlink(missing_ok=True)
            sizes.append(len(content))
    return sizes[0], sizes[1], sizes[2]


def _compressed(site: Path) -> Iterator[Path]:
    for ending in ENDINGS:
        for path in site.rglob(f"*{ending}"):
            if path.with_suffix("").suffix in TEXTS and path.is_file():
                yield path


def _replace(target: Path, content: bytes, times: os.stat_result) -> None:
    # Never half a file under its name. It has the time of its text, as servers tell ages by it.
    aside = target.with_name(f".{target.name}.new")
    aside.write_bytes(content)
    os.utime(aside, ns=(times.st_atime_ns, times.st_mtime_ns))
    aside.replace(target)


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
