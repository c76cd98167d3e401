"""Put a report into one note of a GitLab merge request: `python scripts/gitlab_note.py REPORT`.

Reads what GitLab's pipeline sets: CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID; and
COMMENT_TOKEN, which may write notes. Source: GitLab's documentation, "Notes API".
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from terminal import write_utf8

LIMIT = 900_000
_VARIABLES = ("CI_API_V4_URL", "CI_PROJECT_ID", "CI_MERGE_REQUEST_IID", "COMMENT_TOKEN")


def main(arguments: list[str] | None = None) -> int:
    """Write or update the note; 0 when it is there, 1 where GitLab refuses, 2 for wrong usage."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 1:
        print("usage: gitlab_note.py REPORT", file=sys.stderr)
        return 2
    if missing := [name for name in _VARIABLES if not os.environ.get(name)]:
        print(f"error: not set: {', '.join(missing)}", file=sys.stderr)
        return 2
    report = Path(given[0]).read_text("utf-8")[:LIMIT]
    marker = report.partition("\n")[0]
    if not marker.strip():
        # Every note would begin with it.
        print(f"error: {given[0]} does not begin with a line by which to find it", file=sys.stderr)
        return 2
    api, project, number, _ = (os.environ[name] for name in _VARIABLES)
    notes = f"{api}/projects/{project}/merge_requests/{number}/notes"
    try:
        known = _note_with(notes, marker, _request("GET", f"{api}/user")["id"])
        if known is None:
            _request("POST", notes, {"body": report})
        else:
            _request("PUT", f"{notes}/{known}", {"body": report})
    except urllib.error.URLError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _note_with(notes: str, marker: str, author: int) -> int | None:
    """The token's own note that begins so: others may begin theirs with the same words."""
    page = 1
    while found := _request("GET", f"{notes}?per_page=100&page={page}"):
        for note in found:
            if note["author"]["id"] == author and str(note["body"]).startswith(marker):
                return int(note["id"])
        page += 1
    return None


def _request(method: str, url: str, body: dict[str, str] | None = None) -> Any:
    data = json.dumps(body).encode() if body is not None else None
    headers = {"PRIVATE-TOKEN": os.environ["COMMENT_TOKEN"], "Content-Type": "application/json"}
    request = urllib.request.Request(url, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
