"""Ways to publish: object storage, the container's files, the guide; workflows have a file."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import install_test_tools as tools
from portal.check import check_directory
from portal.hosting.description import FILE, Hosting, read_description
from portal.hosting.inline import Inline
from portal.hosting.media_types import media_type
from portal.hosting.object_storage import render_upload
from portal.hosting.table import PAGE, rule_for
from portal.publish import MARKER
from tests import nginx, site_build
from tests.nginx import ask
from tests.site_build import ROOT
from tests.site_walk import Site

CONTAINER = ROOT / "Containerfile"
GUIDE = ROOT / "HOSTING.md"
# What a guide may name before it is there.
AWAITED: set[str] = set()
# Says what it was asked for, and fails as the real one does for a file that is not there.
RCLONE = """#!{python}
import json, os, sys
site, remote = sys.argv[2:4]
names = sys.stdin.read().splitlines()
assert all(os.path.isfile(os.path.join(site, name)) for name in names)
with open(os.environ["RCLONE_LOG"], "a") as log:
    log.write(json.dumps([sys.argv[1:], names]) + "\\n")
"""
HEADERS = re.compile(r"^(Cache-Control|Content-Type): (.+)$")


def described(site: Site) -> Hosting:
    return read_description(site.files[FILE].read_bytes())


def hosting(*arguments: str) -> str:
    done = site_build.run([sys.executable, "scripts/hosting.py", *arguments], ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


# -- object storage ------------------------------------------------------------------


@pytest.fixture(scope="module")
def uploads(site: Site, scratch: Path) -> list[tuple[list[str], list[str]]]:
    """What rclone was asked for, by the script that is printed for a compressed site."""
    home = scratch / "uploads"
    copied = home / "a site"
    shutil.copytree(site.root, copied)
    for name in ("index.html.gz", "data/v1/version.json.br"):
        (copied / name).write_bytes(b"")
    (home / "upload.sh").write_text(hosting("upload", str(copied)), "utf-8")
    (home / "bin").mkdir()
    (home / "bin" / "rclone").write_text(RCLONE.format(python=sys.executable), "utf-8")
    (home / "bin" / "rclone").chmod(0o755)
    path = {"PATH": f"{home}/bin:/usr/bin:/bin", "RCLONE_LOG": str(home / "log")}
    done = site_build.run(["sh", "upload.sh", str(copied), "store:a b/7"], home, path)
    assert done.returncode == 0, done.stderr
    said = (home / "log").read_text("utf-8").splitlines()
    return [(options, names) for options, names in map(json.loads, said)]


@pytest.mark.build
def test_every_file_is_uploaded_once_with_its_type_and_age(
    site: Site, uploads: list[tuple[list[str], list[str]]]
) -> None:
    rules, seen = described(site).rules, dict[str, dict[str, str]]()
    for (verb, _, remote, *options), names in uploads:
        assert (verb, remote) == ("copy", "store:a b/7")
        headers = {m[1]: m[2] for o in options if (m := HEADERS.match(o))}
        assert options.count("--header-upload") == len(headers) == 2
        assert not seen.keys() & set(names)
        seen |= dict.fromkeys(names, headers)
    assert set(site.files) - set(seen) == {"_headers", "_redirects", ".htaccess", FILE, MARKER}
    assert set(seen) <= set(site.files)
    for name, headers in seen.items():
        assert headers["Cache-Control"] == rule_for(name, rules).headers["Cache-Control"]
        assert headers["Content-Type"] == media_type(name)


@pytest.mark.build
def test_pages_are_uploaded_after_all_that_they_name(
    site: Site, uploads: list[tuple[list[str], list[str]]]
) -> None:
    rules = described(site).rules
    order = [(name, rule_for(name, rules)) for _, names in uploads for name in names]
    turns = [
        0 if "immutable" in rule.headers["Cache-Control"] else 2 if rule.name == PAGE else 1
        for _, rule in order
    ]
    assert turns == sorted(turns)
    assert set(turns) == {0, 1, 2}


@pytest.mark.parametrize(
    ("path", "media"),
    [("a/index.html", "text/html; charset=utf-8"), ("a.css", "text/css; charset=utf-8"),
     ("a.woff2", "font/woff2"), ("a.atom", "application/atom+xml; charset=utf-8"),
     ("a.json", "application/json"), ("a.pf_meta", "application/octet-stream"),
     ("feeds/en/html", "application/octet-stream"), ("files/Report.PDF", "application/pdf"),
     ("img/A.Jpeg", "image/jpeg"), ("a.svg", "image/svg+xml; charset=utf-8")],
)  # fmt: skip
def test_types_are_those_of_the_servers(path: str, media: str) -> None:
    # "feeds/en/html" has no ending; the last step of a path is not one.
    assert media_type(path) == media


def test_a_name_that_would_leave_its_list_is_refused() -> None:
    made = Hosting("https://example.org/", ("en",), (), Inline(), Inline())
    with pytest.raises(ValueError, match="not for a list"):
        render_upload(["files/a\nFILES\nrm -r x"], made)
    with pytest.raises(ValueError, match="not for a list"):
        render_upload(["FILES/"], made)
    assert "files/report.gz" in render_upload(["files/report", "files/report.gz"], made)
    assert "index.html.gz" not in render_upload(["index.html", "index.html.gz"], made)


def test_hidden_files_stay_away_and_what_programs_look_for_does_not() -> None:
    made = Hosting("https://example.org/", ("en",), (), Inline(), Inline())
    there = [".well-known/security.txt", "bg/index.html", "files/_headers"]
    hidden = [".hosting.json", "bg/.htaccess", "_headers", "_redirects"]
    lines = render_upload([*hidden, *there], made).splitlines()
    assert [name for name in (*hidden, *there) if name in lines] == there


def test_no_name_ends_its_list_and_none_is_run(tmp_path: Path) -> None:
    made = Hosting("https://example.org/", ("en",), (), Inline(), Inline())
    names = ["EOF", "FILES", "files/FILES", "touch ran #", "touch ran; $(touch ran) `touch ran` '"]
    (tmp_path / "files").mkdir()
    for name in names:
        (tmp_path / name).touch()
    (tmp_path / "rclone").write_text(RCLONE.format(python=sys.executable), "utf-8")
    (tmp_path / "rclone").chmod(0o755)
    (tmp_path / "upload.sh").write_text(render_upload(names, made), "utf-8")
    path = {"PATH": f"{tmp_path}:/usr/bin:/bin", "RCLONE_LOG": str(tmp_path / "log")}
    done = site_build.run(["sh", "upload.sh", str(tmp_path), "store:"], tmp_path, path)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "ran").exists()
    said = (tmp_path / "log").read_text("utf-8").splitlines()
    assert sorted(name for line in said for name in json.loads(line)[1]) == sorted(names)


@pytest.mark.build
def test_the_table_for_a_cdn_says_what_the_servers_send(any_site: Site) -> None:
    made = described(any_site)
    table = json.loads(hosting("table", str(any_site.root)))
    for name in any_site.files:
        address = made.base + name.removesuffix("index.html")
        found = next(
            one for one in table["classes"]
            if not one["regex"] or any(re.search(r, made.base + name) for r in one["regex"])
        )  # fmt: skip
        assert table["all"] | found["headers"] == rule_for(name, made.rules).headers, address
    assert table["classes"][-1]["regex"] == []
    assert list(table["not_found"])[-1] == made.base
    assert {p.removeprefix(made.base) for p in table["not_found"].values()} <= set(any_site.files)


# -- the container -------------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    """The steps of the Containerfile: instruction, rest."""
    text = re.sub(r"(?m)^#.*\n", "", CONTAINER.read_text("utf-8")).replace("\\\n", " ")
    return [
        (w, " ".join(rest.split()))
        for w, _, rest in (s.partition(" ") for s in text.splitlines() if s)
    ]


def test_the_container_takes_only_what_is_locked_and_runs_without_root() -> None:
    steps = instructions()
    runs = [rest for word, rest in steps if word == "RUN"]
    assert {word for word, _ in steps} <= {
        "ARG", "FROM", "RUN", "WORKDIR", "COPY", "USER", "EXPOSE", "STOPSIGNAL", "CMD"
    }  # fmt: skip
    assert not [r for r in runs if re.search(r"curl|wget|pip install|https?://|latest", r)]
    # What is installed comes from make, by hash; what builds has no network.
    (build,) = (r for r in runs if "make site" in r)
    assert build.startswith("--network=none ")
    users = [rest for word, rest in steps if word == "USER"]
    assert users == ["www-data"]
    assert [word for word, _ in steps].index("USER") > max(
        number for number, (word, _) in enumerate(steps) if word in ("RUN", "COPY")
    )


def test_the_container_copies_what_is_there_and_what_a_build_reads() -> None:
    copied = [
        name
        for word, rest in instructions()
        if word == "COPY" and "--from" not in rest
        for name in rest.split()[:-1]
    ]
    assert all((ROOT / name).exists() for name in copied)
    assert set(site_build.PROJECT_PARTS) <= set(copied)
    ignore = (ROOT / ".containerignore").read_text("utf-8")
    assert ignore == (ROOT / ".dockerignore").read_text("utf-8")
    assert {line[1:] for line in ignore.splitlines() if line.startswith("!")} == {
        name.split("/")[0] for name in copied
    }


def test_the_containers_make_targets_are_there() -> None:
    runs = " ".join(rest for word, rest in instructions() if word == "RUN")
    for target in re.findall(r"make ([\w./-]+)", runs):
        if target in ("python3",):  # a package of Debian
            continue
        done = site_build.run(["make", "--dry-run", "PYTHON=python3", target], ROOT)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def container(site: Site, tmp_path: Path) -> Iterator[str]:
    """The container's nginx with the container's configuration, started by its own command."""
    (command,) = (json.loads(rest) for word, rest in instructions() if word == "CMD")
    (config,) = (
        rest.split()[0] for word, rest in instructions() if word == "COPY" and "nginx.conf" in rest
    )
    port = nginx._free_port()
    listen = ["--listen", f"127.0.0.1:{port}"]
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "portal.conf").write_text(
        hosting("nginx", str(site.root), *listen), "utf-8"
    )
    shutil.copy(ROOT / config, tmp_path / "etc" / "nginx.conf")
    places = {"nginx": tools.nginx_path(), "/tmp": str(tmp_path / "run"),
              "/etc/portal/nginx.conf": str(tmp_path / "etc" / "nginx.conf")}  # fmt: skip
    (tmp_path / "run").mkdir()
    # Started by root, nginx would give up its rights to read what this test alone may read.
    user = ["-g", "user root;"] if os.getuid() == 0 else []
    words = [str(places.get(word, word)) for word in command]
    with subprocess.Popen([*words, *user]) as server:
        try:
            nginx._wait(server, port, tmp_path / "none")
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(10)
    # Nothing is written anywhere else.
    assert {path.name for path in (tmp_path / "etc").iterdir()} == {"nginx.conf", "portal.conf"}


@pytest.mark.build
def test_the_containers_nginx_serves_the_site(container: str, site: Site) -> None:
    answer = ask(f"{container}bg/projects/")
    assert answer.status == 200
    assert answer.body == site.files["bg/projects/index.html"].read_bytes()
    assert "content-security-policy" in answer.headers
    assert ask(f"{container}no/such/page/").status == 404


# -- the guide -----------------------------------------------------------------------


@pytest.mark.build
def test_the_guides_classes_are_those_of_the_table(site: Site) -> None:
    rows = re.findall(r"^   \| (\w+) \| (.+?) \| (.+?) \| .+ \|$", GUIDE.read_text("utf-8"), re.M)
    told = {name: (addresses, age) for name, addresses, age in rows if name != "class"}
    rules = {rule.name: rule for rule in described(site).rules}
    assert set(told) == set(rules)
    ages = {"a year, immutable": "max-age=31536000, immutable", "an hour": "max-age=3600,",
            "5 minutes": "max-age=300,"}  # fmt: skip
    for name, (addresses, age) in told.items():
        assert ages[age] in rules[name].headers["Cache-Control"], name
        shown = {re.sub(r"<\w+>/", "", a) for a in re.findall(r"`([^`]+)`", addresses)}
        begin = {re.sub(r":\w+/?|\*$", "", pattern) for pattern in rules[name].patterns}
        assert {re.sub(r"^feeds/\w+/$", "feeds/", pattern) for pattern in begin} == shown, name


def test_what_the_guide_names_is_there() -> None:
    text = GUIDE.read_text("utf-8")
    for name in re.findall(r"(?:scripts|hooks|\.github)/[\w./-]+\w", text):
        assert (ROOT / name).exists(), name
    targets = set(re.findall(r"\bmake ([a-z]+)", text))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    there = set(re.findall(r"^([a-z]+):.*##", makefile, re.MULTILINE))
    assert targets - there - {"it"} <= AWAITED
    assert not AWAITED & there, "it is there now: take it out of AWAITED"
    for anchor in re.findall(r"\]\(#([\w-]+)\)", text):
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}
    for path in re.findall(r"\]\((\w+\.md)", text):
        assert (ROOT / path).is_file()


def test_settings_that_the_guide_shows_are_taken(tmp_path: Path) -> None:
    shown = re.findall(
        r"^( *)```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert [example.split(":")[0].strip() for _, example in shown] == ["edit_url", "editing"]
    data = site_build.copy_data(tmp_path / "data")
    with (data / "site.yml").open("a", encoding="utf-8") as settings:
        settings.writelines(example.replace(f"\n{indent}", "\n").removeprefix(indent)
                            for indent, example in shown)  # fmt: skip
    assert check_directory(data).problems == ()


def test_the_guide_names_the_labels_that_forms_ask_for() -> None:
    """GitHub makes none by itself, and leaves out those that are not there."""
    [named] = re.findall(r"\*\*Labels\*\* .*?: (.*?)\. ", GUIDE.read_text("utf-8"), re.DOTALL)
    forms = [yaml.safe_load(path.read_text("utf-8"))
             for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")]  # fmt: skip
    asked = {label for form in forms for label in form.get("labels", ())}
    assert set(re.findall(r"`([\w-]+)`", named)) == asked


def test_the_guides_sums_are_right() -> None:
    text = GUIDE.read_text("utf-8")
    first, further, requests, more, views = 108, 13, 13, 3, 1_000_000
    for share, traffic, total, asked, second in (
        (1, "108 GB", "3.2 TB", "13 million", 150), (3, "45 GB", "1.3 TB", "6.3 million", 73),
    ):  # fmt: skip
        kilobytes = (first + (share - 1) * further) / share
        number = (requests + (share - 1) * more) / share
        assert f"{kilobytes * views / 1e6:.0f} GB" == traffic
        assert f"{kilobytes * views * 30 / 1e9:.1f} TB" == total
        assert f"{number * views / 1e6:.2g} million" == asked
        assert round(number * views / 86400) in (second, second + 1)
        assert all(f"| {value} " in text for value in (traffic, total, asked, second))


def test_the_guides_way_back_is_that_of_the_folder_it_built() -> None:
    """Else `make rollback` finds none, or takes back a site that nobody sees."""
    text = GUIDE.read_text("utf-8")
    [folder] = re.findall(r"^make site (OUT=\S+)$", text, re.MULTILINE)
    assert re.findall(r"`make rollback ?([^`]*)`", text) == [folder]


@pytest.mark.build
def test_nginx_serves_by_tls_what_the_guide_says(site: Site, tmp_path: Path) -> None:
    """With the commands and the file of HOSTING.md; ports, places and the name alone are ours."""
    [section] = re.findall(
        r"^## nginx\n(.*?)^## ", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    [tls] = re.findall(r"```nginx\n(.*?)```", section, re.DOTALL)
    [command] = re.findall(r"hosting\.py nginx /srv/site (.*) > portal\.conf", section)
    plain, secure = nginx._free_port(), nginx._free_port()
    name = described(site).host

    def ours(text: str) -> str:
        text = re.sub(r"/etc/letsencrypt/live/[^/]*", str(tmp_path), text)
        text = re.sub(r"\[::\]:(80|443)", r"[::1]:\1", text)
        text = re.sub(r"(listen |\A)(80|443)", r"\g<1>127.0.0.1:\2", text)
        text = text.replace("portal.example", name).replace("/var/www/html", str(tmp_path / "www"))
        return text.replace(":443", f":{secure}").replace(":80;", f":{plain};")

    subject = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    pair = ["-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", *subject, *pair],
        check=True, capture_output=True,
    )  # fmt: skip
    (tmp_path / "www/.well-known/acme-challenge").mkdir(parents=True)
    (tmp_path / "www/.well-known/acme-challenge/x").write_text("proof", "utf-8")
    words = [ours(word) for word in shlex.split(command)]
    assert len(words) == 4
    made = hosting("nginx", str(site.root), *words) + ours(tls)
    with nginx.run_nginx(tmp_path / "nginx", made, secure):
        answer = ask(f"http://127.0.0.1:{plain}/bg/?x=1", Host=name)
        assert (answer.status, answer.headers["location"]) == (301, f"https://{name}/bg/?x=1")
        proof = ask(f"http://127.0.0.1:{plain}/.well-known/acme-challenge/x", Host=name)
        assert proof.body == b"proof"
        context = ssl.create_default_context(cafile=str(tmp_path / "fullchain.pem"))
        with (
            socket.create_connection(("127.0.0.1", secure)) as line,
            context.wrap_socket(line, server_hostname=name) as talk,
        ):
            talk.sendall(f"GET /bg/ HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())
            received = b"".join(iter(lambda: talk.recv(65536), b""))
    assert received.startswith(b"HTTP/1.1 200 ")
    assert b"\r\nStrict-Transport-Security: " in received
    assert b'<html lang="bg"' in received
