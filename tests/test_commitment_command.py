"""The command: what it writes, what it returns, and what it refuses."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

import check_commitments
from tests.commitment_pages import pictures
from tests.commitment_pages.checking import only_this_machine
from tests.commitment_pages.parts import LINK, LOGO, html, image, img, linked, portal
from tests.commitment_pages.server import Internet, World, serve
from tests.site_build import LANGUAGES, ROOT, change_yaml, read_yaml, write_yaml
from web_exchange import Network

COPY = image(pictures.save(pictures.logo()))
WORLD: World = {
    ("good.pages.example", "/"): html(LINK + LOGO),
    ("half.pages.example", "/romact"): html(LINK),
    ("bare.pages.example", "/"): html("<p>Добре дошли</p>"),
    ("inside.pages.example", "/"): html(linked(img("/romact.png"))),
    ("inside.pages.example", "/romact.png"): COPY,
    **{("inclusion-portal.example", path): reply for path, reply in portal()},
}
PAGES = {
    "blagoevgrad": {"logo_page": "http://good.pages.example/"},
    "ruse": {"logo_page": "http://half.pages.example/romact", "website": "http://no.example/"},
    "kardzhali": {"website": "http://bare.pages.example/"},
    "smolyan": {"website": "http://gone.pages.example/"},
    "banite": {},
}


@pytest.fixture(scope="module")
def internet() -> Iterator[Internet]:
    with serve(WORLD, {}) as found, only_this_machine():
        yield found


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first site's data, with an agreement for each of five municipalities."""
    target = tmp_path_factory.mktemp("commitments") / "data"
    shutil.copytree(ROOT / "data", target)
    agreement = read_yaml(target / "agreements" / "romact-blagoevgrad-2020.yml")
    for name, fields in PAGES.items():
        path = target / "municipalities" / f"{name}.yml"
        old = {k: v for k, v in read_yaml(path).items() if k not in ("website", "logo_page")}
        write_yaml(path, {**old, **fields})
        copy = {**agreement, "municipality": name}
        write_yaml(target / "agreements" / f"romact-{name}-2020.yml", copy)
    return target


def run(data: Path, internet: Internet, *arguments: str | Path) -> int:
    given = ["--data", str(data), *map(str, arguments)]
    return check_commitments.main(given, internet.network())


@pytest.fixture(scope="module")
def written(data: Path, internet: Internet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one run over everything writes."""
    out = tmp_path_factory.mktemp("out") / "new"
    names = {"json": "r.json", "junit": "r.xml", "evidence": "e", "letters": "l", "copies": "c"}
    options = [part for name, file in names.items() for part in (f"--{name}", out / file)]
    assert run(data, internet, *options) == 0
    return out


def results(path: Path) -> dict[str, dict[str, Any]]:
    found = json.loads(path.read_text("utf-8"))["results"]
    return {result["municipality"]: result for result in found}


def test_each_municipality_gets_its_verdict(written: Path) -> None:
    found = results(written / "r.json")
    assert {name: result["verdict"] for name, result in found.items()} == {
        "blagoevgrad": "fulfilled",
        "ruse": "partly",
        "kardzhali": "missing",
        "smolyan": "unreachable",
        "banite": "unreachable",
    }
    fields = {name: result["page_field"] for name, result in found.items()}
    assert list(fields.values()).count("logo_page") == 2
    assert (fields["kardzhali"], fields["banite"]) == ("website", "")
    assert found["banite"]["reason"]["code"] == "no_page"
    assert found["smolyan"]["reason"] == {"code": "status", "detail": "status 404"}


def test_copies_are_what_was_received(written: Path) -> None:
    result = results(written / "r.json")["blagoevgrad"]
    body = (written / "c" / result["copy"]).read_bytes()
    assert body == WORLD["good.pages.example", "/"].body
    assert hashlib.sha256(body).hexdigest() == result["sha256"]
    assert len(body) == result["size_bytes"]
    assert len(list((written / "c").iterdir())) == 3


def test_the_other_files_are_there(written: Path) -> None:
    suite = ElementTree.parse(written / "r.xml").getroot()[0]
    assert [suite.get(name) for name in ("tests", "failures", "skipped")] == ["5", "2", "2"]
    evidence = {
        path.stem: yaml.safe_load(path.read_text("utf-8"))["checks"][0]["verdict"]
        for path in (written / "e").iterdir()
    }
    assert evidence == {
        "romact-blagoevgrad-2020": "fulfilled",
        "romact-ruse-2020": "partly",
        "romact-kardzhali-2020": "missing",
    }
    letters = sorted(path.name for path in (written / "l").iterdir())
    late = ("ruse", "kardzhali")
    assert letters == sorted(f"{name}-romact.{tag}.txt" for name in late for tag in LANGUAGES)


def test_the_table_is_printed_without_colours_into_a_pipe(
    data: Path, internet: Internet, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data, internet, "--municipality", "ruse", "--municipality", "banite") == 0
    printed = capsys.readouterr()
    assert "ruse" in printed.out
    assert "blagoevgrad" not in printed.out
    assert "2 checked: 0 fulfilled, 1 partly, 0 missing, 1 unreachable." in printed.out
    assert "\x1b" not in printed.out
    assert printed.err == ""


@pytest.mark.parametrize(
    ("municipality", "fail_on", "code"),
    [
        ("blagoevgrad", "partly", 0), ("ruse", "missing", 0), ("ruse", "partly", 1),
        ("kardzhali", "missing", 1), ("smolyan", "partly", 0),
    ],
)  # fmt: skip
def test_exit_codes(
    municipality: str, fail_on: str, code: int, data: Path, internet: Internet
) -> None:
    assert run(data, internet, "--municipality", municipality, "--fail-on", fail_on) == code


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--municipality", "rusee"], 'did you mean "ruse"?'),
        (["--programme", "romakt"], 'did you mean "romact"?'),
        (["--jobs", "5"], "1 to 4 hosts"), (["--timeout", "0"], "0.1 to 600 seconds"),
        (["--max-bytes", "1"], "1000 to"), (["--fail-on", "x"], "invalid choice"),
        (["--nonsense"], "unrecognized"), (["--data", "/nowhere"], "no directory"),
    ],
)  # fmt: skip
def test_wrong_calls_end_with_2(
    arguments: list[str], words: str, data: Path, internet: Internet,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    with pytest.raises(SystemExit) as ended:
        run(data, internet, *arguments)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


def test_data_with_errors_is_not_checked(
    data: Path, internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "data"
    shutil.copytree(data, broken)
    change_yaml(broken / "municipalities" / "ruse.yml", website="nonsense")
    assert run(broken, internet) == 1
    assert "municipalities/ruse.yml" in capsys.readouterr().err


def test_the_home_page_may_help_and_never_harms(
    data: Path, internet: Internet, tmp_path: Path
) -> None:
    both = tmp_path / "data"
    shutil.copytree(data, both)
    good, bare, gone = (f"http://{n}.pages.example/" for n in ("good", "bare", "gone"))
    half = "http://half.pages.example/romact"
    pages = {
        "ruse": (half, good, "fulfilled", good), "kardzhali": (half, bare, "partly", half),
        "smolyan": (bare, gone, "missing", bare), "banite": (gone, bare, "unreachable", gone),
        "blagoevgrad": (gone, half, "partly", half),
    }  # fmt: skip
    for name, (page, home, _, _) in pages.items():
        change_yaml(both / "municipalities" / f"{name}.yml", logo_page=page, website=home)
    file = tmp_path / "r.json"
    assert run(both, internet, "--json", file) == 0
    found = results(file)
    assert {n: (r["verdict"], r["page"]) for n, r in found.items()} == {
        name: (verdict, page) for name, (_, _, verdict, page) in pages.items()
    }
    fields = {name: result["page_field"] for name, result in found.items()}
    assert [name for name, field in fields.items() if field == "website"] == ["blagoevgrad", "ruse"]


def test_two_promises_about_one_page_ask_for_it_once(
    data: Path, internet: Internet, tmp_path: Path
) -> None:
    twice = tmp_path / "data"
    shutil.copytree(data, twice)
    agreement = read_yaml(twice / "agreements" / "romact-ruse-2020.yml")
    write_yaml(twice / "agreements" / "urbact.yml", {**agreement, "programme": "urbact-ii"})
    internet.http.asked.clear()
    file = tmp_path / "r.json"
    assert run(twice, internet, "--municipality", "ruse", "--json", file) == 0
    found = {r["programme"]: r["verdict"] for r in json.loads(file.read_text())["results"]}
    assert found == {"romact": "partly", "urbact-ii": "missing"}
    assert [path for _, path, _ in internet.http.asked].count("/romact") == 1


def test_pages_inside_the_own_network_are_asked_only_when_allowed(
    data: Path, internet: Internet, tmp_path: Path
) -> None:
    own = tmp_path / "data"
    shutil.copytree(data, own)
    page = f"http://inside.pages.example:{internet.http.port}/"
    own_names = Network(resolve=lambda _host, _port: ("127.0.0.1",))
    change_yaml(own / "municipalities" / "ruse.yml", logo_page=page, website=page)
    file = tmp_path / "r.json"
    given = ["--data", str(own), "--municipality", "ruse", "--json", str(file)]
    assert check_commitments.main(given, own_names) == 0
    assert results(file)["ruse"]["reason"]["code"] == "refused"
    assert check_commitments.main([*given, "--allow-private"], own_names) == 0
    assert results(file)["ruse"]["verdict"] == "fulfilled"


def test_it_runs_as_a_command() -> None:
    command = [sys.executable, "scripts/check_commitments.py", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0
    for option in ("--municipality", "--browser", "--allow-private", "--evidence", "--letters"):
        assert option in done.stdout


def test_the_scheduled_run_uses_what_there_is() -> None:
    """The workflow: options that the command knows, and other people's code by its content."""
    text = (ROOT / ".github" / "workflows" / "check-commitments.yml").read_text("utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    steps = [step for job in jobs.values() for step in job["steps"]]
    (run_line,) = [s["run"] for s in steps if "check_commitments.py" in s.get("run", "")]
    given = run_line.split("check_commitments.py")[1].split(">")[0].replace("\\\n", " ").split()
    options = check_commitments._parser().parse_args(given)
    assert options.browser
    assert options.evidence == Path("out/evidence")
    assert not options.allow_private
    actions = [step["uses"] for step in steps if "uses" in step]
    assert len(actions) >= 4
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) for action in actions)
    # Who opens other people's pages may not write, and the other way round.
    assert jobs["check"]["permissions"] == {"contents": "read"}
    assert "check_commitments" not in str(jobs["propose"])
