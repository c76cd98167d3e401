"""The frames of a real build by MkDocs, for trees that are built without it."""

from __future__ import annotations

import pickle
from pathlib import Path

from tests import site_build
from tests.fuzzing.trees import seeds, write_tree
from tests.fuzzing.trial import Frames

# A second hook beside the portal's: it keeps what the first one has rendered.
_PROBE = """
import os, pickle
from mkdocs.plugins import event_priority


@event_priority(-150)
def on_post_build(*, config):
    session = config.hooks["hooks/wiring.py"]._session
    with open(os.environ["PROBE_OUT"], "wb") as file:
        pickle.dump(session._frames, file)
"""


def real_frames(scratch: Path) -> Frames:
    """The frames of the small tree, made by a real build in a copy of the project."""
    project = site_build.copy_project(scratch / "project")
    (project / "hooks" / "probe.py").write_text(_PROBE, "utf-8")
    site_build.replace_once(
        project / "mkdocs.yml", "  - hooks/wiring.py\n", "  - hooks/wiring.py\n  - hooks/probe.py\n"
    )
    data, out = scratch / "data", scratch / "frames"
    tree = dict(seeds()[0])
    docs = {f"docs/{path.name}": path.read_bytes() for path in (project / "docs").glob("*.md")
            if path.suffixes[0] in (".en", ".bg")}  # fmt: skip
    tree.update(
        {name: text.replace(b"](portal:", b"](https://a.example/") for name, text in docs.items()}
    )
    site = tree["site.yml"]
    assert isinstance(site, bytes)
    # The copy has no program for it.
    tree["site.yml"] = site.partition(b"editing:")[0]
    write_tree(tree, data)
    done = site_build.run_build(scratch / "site", project=project, data=data, PROBE_OUT=str(out))
    assert done.returncode == 0, done.stdout + done.stderr
    with out.open("rb") as file:
        frames: Frames = pickle.load(file)
    return frames
