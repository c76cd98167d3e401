"""Work in a process of its own: whatever it does, it ends within its limits and leaves nothing."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from portal import bounded, bounded_start
from portal.bounded import Limits, Outcome, run_bounded

resource = pytest.importorskip("resource")
LIMITS = Limits(memory=1 << 28, seconds=1)


def run(tmp_path: Path, what: str) -> Outcome:
    script = tmp_path / "child.py"
    script.write_text(
        "import json, sys\n"
        "for line in sys.stdin:\n"
        "    asked = json.loads(line)\n"
        f"    says = {what}\n"
        "    print(json.dumps({'says': says, 'lengths': []}), flush=True)\n"
    )
    return run_bounded(script, [{"text": "ж\udcff"}], LIMITS)


def test_a_script_answers(tmp_path: Path) -> None:
    outcome = run(tmp_path, "[asked['text'], __name__, len(sys.argv)]")
    assert outcome.trouble == ""
    assert outcome.answers[0].says["says"] == ["ж\udcff", "__main__", 1]


ANSWERS = """
import json, sys
for line in sys.stdin:
    parts = [part.encode() for part in json.loads(line)["parts"]]
    said = json.dumps({"says": len(parts), "lengths": [len(part) for part in parts]})
    sys.stdout.buffer.write(said.encode() + b"\\n" + b"".join(parts))
    if "end" in line:
        sys.stdout.buffer.write(b'{"says": 1, "lengths": [9]}\\n12345678')
        sys.stdout.flush()
        sys.exit("x" * 600 + " the reason")
"""


def test_answers_have_their_bytes_and_a_torn_one_is_none(tmp_path: Path) -> None:
    script = tmp_path / "child.py"
    script.write_text(ANSWERS)
    asked = [["один", "", "a\nb"], [], ["end"], ["never asked"]]
    outcome = run_bounded(script, [{"parts": parts} for parts in asked], LIMITS)
    found = [(answer.says, [part.decode() for part in answer.parts]) for answer in outcome.answers]
    assert found == [({"says": len(parts)}, parts) for parts in asked[:3]]
    # The end of what it said, where the reason stands.
    assert outcome.trouble.startswith("it ended with code 1: xxx")
    assert outcome.trouble.endswith(" the reason")
    assert len(outcome.trouble) < 600


def test_who_only_waits_is_ended_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of processor time does not end it."""
    monkeypatch.setattr(bounded, "_SLACK_SECONDS", 0)
    outcome = run(tmp_path, "__import__('time').sleep(3600)")
    assert outcome == Outcome((), "it took longer than 1 s")


@pytest.mark.parametrize(
    ("what", "trouble"),
    [
        ("len(bytes(1 << 30))", "MemoryError"),
        ("sum(iter(int, 1))", "code -9|longer than 1 s"),
        ("open(__file__ + '.left', 'wb', 0).write(b'x')", "too large"),
        ("[open('/dev/null') for _ in range(100)]", "Too many open files"),
    ],
)
def test_what_is_too_much_ends_it(tmp_path: Path, what: str, trouble: str) -> None:
    outcome = run(tmp_path, what)
    assert outcome.answers == ()
    assert re.search(trouble, outcome.trouble)


def test_a_limit_that_the_system_refuses_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", asked.__setitem__)
    monkeypatch.setattr(resource, "getrlimit", lambda what: (20, 20))
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    bounded_start.limit_process(1 << 20, 5)
    assert resource.RLIMIT_AS not in asked
    assert asked[resource.RLIMIT_CPU] == (5, 5)
    # Not above what the process was allowed before.
    assert asked[resource.RLIMIT_NOFILE] == (20, 20)


def test_limits_are_set_in_one_place_which_knows_what_a_system_refuses() -> None:
    root = Path(__file__).resolve().parent.parent
    programs = (path for folder in ("hooks", "scripts") for path in (root / folder).rglob("*.py"))
    setting = [path.name for path in programs if "setrlimit" in path.read_text("utf-8")]
    assert setting == ["bounded_start.py"]
