"""The moment that a command takes for now."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from clock import now
from tests import site_build
from tests.site_build import ROOT


def test_the_moment_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")
    assert now() == datetime(2026, 11, 22, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert abs(now() - datetime.now(UTC)).total_seconds() < 60


@pytest.mark.parametrize("epoch", ["abc", "1.5", "9" * 30, "2026-11-22", "\x1b[31m"])
def test_a_moment_that_is_none_is_told_in_a_line(
    epoch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(SystemExit, match=r"^error: .*expected the seconds since 1970") as raised:
        now()
    assert str(raised.value).isprintable()


@pytest.mark.parametrize(
    "command", [("check_data",), ("build_site",), ("build_site", "--fresh"), ("edit",)]
)
def test_every_command_says_it(command: tuple[str, ...]) -> None:
    script, *arguments = command
    done = site_build.run(
        [sys.executable, f"scripts/{script}.py", *arguments], ROOT, {"SOURCE_DATE_EPOCH": "abc"}
    )
    assert done.returncode == 1
    assert "expected the seconds since 1970, got 'abc'" in done.stderr
    assert "Traceback" not in done.stderr
