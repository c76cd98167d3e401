"""The shape of the code, as ARCHITECTURE has it: what may know what, and who may write."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from tests.site_build import ROOT

HOOKS = ROOT / "hooks"
CORE = HOOKS / "portal"
MODULES = {
    ".".join(path.relative_to(HOOKS).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(CORE.rglob("*.py"))
}
# Imports point from a higher number to a lower one, or stay in the same group.
LAYERS = (
    (
        "portal.fields",
        "portal.problems",
        "portal.collation",
        "portal.prose",
        "portal.addresses",
        "portal.web",
    ),
    ("portal.model", "portal.accessibility", "portal.site", "portal.strings", "portal.evidence"),
    ("portal.load",),
    ("portal.catalog", "portal.languages"),
    (
        "portal.pages",
        "portal.feeds",
        "portal.calendars",
        "portal.exports",
        "portal.embeds",
        "portal.commitments",
        "portal.links",
        "portal.maps",
        "portal.charts",
        "portal.explorer",
        "portal.hosting",
    ),
    ("portal.build",),
)
THEME_PACKAGES = ("mkdocs", "material", "mkdocs_static_i18n", "pymdownx", "markdown")
OUTSIDE = ("requests", "urllib.request", "urllib3", "http", "socket", "ssl", "ftplib", "smtplib")
CLOCK_AND_ENVIRONMENT = (
    "os.environ", "os.getenv", "os.environb", "time.time", "time.localtime", "time.gmtime",
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
)  # fmt: skip
WRITING_CALLS = (
    "write_text", "write_bytes", "mkdir", "touch", "unlink", "rmdir", "rename", "symlink_to",
    "hardlink_to", "chmod", "makedirs", "mkdtemp", "mkstemp", "NamedTemporaryFile",
    "TemporaryDirectory", "rmtree", "copyfile", "copy2", "copytree", "move", "remove",
)  # fmt: skip
# Names of methods of other things too (a set's remove, a dict's copy): only with their module.
ONLY_OF_MODULE = {"remove": "os", "move": "shutil", "rename": "os"}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imports_of(name: str) -> frozenset[str]:
    """The modules that a module of the core imports, wherever in it."""
    found = set()
    for node in ast.walk(parsed(MODULES[name])):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative imports fail in a hook"
            base = node.module or ""
            inner = {f"{base}.{alias.name}" for alias in node.names}
            found |= {full if full in MODULES else base for full in inner}
    return frozenset(found)


def dotted(node: ast.AST) -> str:
    """`a.b.c` of an expression, as far as it is plain names."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def layer_of(name: str) -> int | None:
    for number, members in enumerate(LAYERS):
        if any(name == member or name.startswith(f"{member}.") for member in members):
            return number
    return None


def below(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_the_core_was_found() -> None:
    assert {"portal.build", "portal.publish", "portal.pages.records"} <= set(MODULES)


def test_core_imports_no_theme_and_no_network() -> None:
    wrong = [
        f"{name} imports {imported}"
        for name in MODULES
        for imported in imports_of(name)
        if below(imported, (*THEME_PACKAGES, *OUTSIDE))
    ]
    assert not wrong


def test_core_loads_where_mkdocs_is_not_installed() -> None:
    script = f"""
import importlib, sys
blocked = {THEME_PACKAGES!r}
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in blocked:
            raise ModuleNotFoundError(f"blocked: {{name}}")
sys.meta_path.insert(0, Blocker())
for name in {tuple(MODULES)!r}:
    importlib.import_module(name)
print(len([n for n in sys.modules if n == "portal" or n.startswith("portal.")]))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=HOOKS, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= len(MODULES)


def test_imports_point_one_way() -> None:
    wrong = []
    for name in MODULES:
        own = layer_of(name)
        for imported in imports_of(name):
            other = layer_of(imported)
            if own is not None and other is not None and other > own:
                wrong.append(f"{name} imports {imported}")
    assert not wrong


def test_no_import_goes_in_a_circle() -> None:
    graph = {name: imports_of(name) & set(MODULES) - {name} for name in MODULES}
    TopologicalSorter(graph).prepare()  # raises CycleError with the circle


def clocks(tree: ast.Module) -> Iterator[str]:
    """What of a module reads a clock or the environment, or imports what does."""
    for node in ast.walk(tree):
        names = [dotted(node)]
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if any(name == c or name.endswith(f".{c}") for c in CLOCK_AND_ENVIRONMENT):
                yield name


def test_core_reads_no_clock_and_no_environment() -> None:
    wrong = [f"{name}: {word}" for name, path in MODULES.items() for word in clocks(parsed(path))]
    assert not wrong


def test_the_search_for_clocks_finds_them() -> None:
    code = "import os\nfrom time import time\nfrom os import environ, path\nos.getenv('x')\n"
    code += "os.path.join('x')\ndatetime.datetime.now()\nmoment.now()\n"
    found = {"time.time", "os.environ", "os.getenv", "datetime.datetime.now"}
    assert set(clocks(ast.parse(code))) == found


def reads_only(mode: ast.expr) -> bool:
    return isinstance(mode, ast.Constant) and set(str(mode.value)) <= set("rbt")


def writes(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func)
        module, _, last = name.rpartition(".")
        if not last and isinstance(node.func, ast.Attribute):
            last = node.func.attr
        if last == "open" and module != "webbrowser":
            # open(path, mode) is a function; path.open(mode) a method, and so is
            # Image.open(file), whose first argument is no word at all.
            place = 1 if isinstance(node.func, ast.Name) else 0
            modes = [*node.args[place : place + 1]]
            modes += [word.value for word in node.keywords if word.arg == "mode"]
            words = [m for m in modes if isinstance(m, ast.Constant) or place == 1]
            if module == "os":
                is_bad = [dotted(flags) for flags in node.args[1:2]] != ["os.O_RDONLY"]
            else:
                is_bad = any(not reads_only(mode) for mode in words)
            if is_bad:
                yield f"line {node.lineno}: {name}"
        elif last in WRITING_CALLS and ONLY_OF_MODULE.get(last, module) == module:
            yield f"line {node.lineno}: {name}"


def test_only_publish_writes() -> None:
    places = [
        f"{name}: {place}"
        for name, path in MODULES.items()
        if not below(name, ("portal.publish",))
        for place in writes(parsed(path))
    ]
    assert not places


def test_the_search_for_writing_finds_it() -> None:
    # Without this, a slip in `writes` would make the test above pass for ever.
    own = [path for name, path in MODULES.items() if below(name, ("portal.publish",))]
    assert sum(len(list(writes(parsed(path)))) for path in own) >= 5
    code = "Path('x').open('w')\nopen('x', mode='a')\nos.remove('x')\nwords.remove('x')\nopen('x')"
    code += "\nos.open('x', os.O_RDONLY)\nos.open('x', os.O_WRONLY)\nos.open('x', flags)"
    assert len(list(writes(ast.parse(code)))) == 5


def test_wiring_holds_short_handlers_and_nothing_else() -> None:
    tree = parsed(HOOKS / "wiring.py")
    functions = [n for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))]
    assert functions
    for function in functions:
        assert isinstance(function, ast.FunctionDef)
        assert function.name.startswith("on_")
        first = min([function.lineno, *(d.lineno for d in function.decorator_list)])
        assert function.end_lineno is not None
        assert function.end_lineno - first + 1 <= 15, function.name
        calls = [n for n in ast.walk(function) if isinstance(n, (ast.If, ast.For, ast.While))]
        assert not calls, f"{function.name} decides something: move that into the session"


def test_handlers_stand_in_wiring_alone() -> None:
    others = [path for path in HOOKS.rglob("*.py") if path.name != "wiring.py"]
    found = [
        f"{path.name}: {node.name}"
        for path in others
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("on_")
    ]
    assert not found


def test_every_module_has_its_place_in_the_house() -> None:
    """Of a package, the package has; of those that begin alike, or serve another one, that one."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    [house] = re.findall(r"^## The house\n\n```\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    folders = (ROOT / "hooks", ROOT / "hooks" / "portal")
    names = {path.stem for folder in folders for path in folder.iterdir()
             if path.suffix == ".py" or (path / "__init__.py").is_file()}  # fmt: skip
    told = set(re.findall(r"\w+", house))
    families = ("yaml_",)
    served = {name for name in names if name.removesuffix("_child") in told}
    assert len(names) > 80
    assert {n for n in names - told - served - {"__init__"} if not n.startswith(families)} == set()
