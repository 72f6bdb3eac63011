"""The shape of the code (design, section 1), read from the syntax tree: nothing is imported."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PACKAGES = ("geo", "layers", "outlets", "screens")
"""Each may import itself and what stands before it."""

ENTRY = ROOT / "streamlit_app.py"
MOST_LINES = 400
SCREEN_LIBRARIES = {"streamlit", "streamlit_folium", "folium", "branca", "altair", "starlette"}

NAMES_NOT_HOSTS = {"www.w3.org"}
"""Names of XML vocabularies in the front end: never fetched."""

LINKS = {"www.openstreetmap.org"}
"""Where a reader may go by a click: the copyright page that the licence asks for."""


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


SOURCES = [ENTRY, *modules(*PACKAGES)]
EVERY_PYTHON = [*SOURCES, *modules("tests", "benchmarks"), ROOT / "hatch_build.py"]
FRONT_END = sorted(
    path
    for path in (ROOT / "screens").rglob("*")
    if path.suffix in {".js", ".css", ".html", ".svg"}
    and not {"vendor", "node_modules"} & set(path.parts)
)

every_source = pytest.mark.parametrize("path", SOURCES, ids=short)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and top-level package of every import, also of those inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{short(path)}:{node.lineno} imports relatively"
            yield node.lineno, (node.module or "").split(".")[0]


@every_source
def test_imports_point_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    allowed = {*PACKAGES[: PACKAGES.index(package) + 1]} if package in PACKAGES else {*PACKAGES}
    ours = {*PACKAGES, "streamlit_app", "tests", "benchmarks"}
    back = [(line, name) for line, name in imports(path) if name in ours - allowed]
    assert back == [], f"{short(path)} may import only {sorted(allowed)}"


@every_source
def test_only_screens_and_the_entry_know_streamlit_and_folium(path: Path) -> None:
    if path == ENTRY or path.is_relative_to(ROOT / "screens"):
        return
    assert [use for use in imports(path) if use[1] in SCREEN_LIBRARIES] == []


@pytest.mark.parametrize("path", [*EVERY_PYTHON, *FRONT_END], ids=short)
def test_no_module_is_long(path: Path) -> None:
    if path.suffix != ".svg":
        assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


def test_the_entry_holds_nothing() -> None:
    tree = ast.parse(ENTRY.read_text("utf-8"))
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    assert len(ENTRY.read_text("utf-8").splitlines()) <= 25


def test_the_topic_is_the_file_name() -> None:
    vague = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py"}
    assert [short(path) for path in EVERY_PYTHON if path.name in vague] == []


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Yield the public functions and classes of a module, and the public methods of those."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for node in tree.body:
        if isinstance(node, kinds) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (
                    inner
                    for inner in node.body
                    if isinstance(inner, kinds) and not inner.name.startswith("_")
                )


@every_source
def test_what_is_public_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree), "the module has no docstring"
    assert [node.name for node in public(tree) if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("path", FRONT_END, ids=short)
def test_the_front_end_names_no_outside_host(path: Path) -> None:
    text = path.read_text("utf-8")
    found = re.findall(r"""(?:https?:)?//([a-z0-9-]+(?:\.[a-z0-9-]+)+)""", text, re.IGNORECASE)
    assert set(found) <= NAMES_NOT_HOSTS | LINKS


def test_no_third_party_file_is_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        assert not (ROOT / ".git").exists(), listed.stderr
        return  # an unpacked archive: nothing is committed here
    strange = re.compile(r"(^|/)(vendor|node_modules)/|\.min\.(js|css)$|\.(woff2?|ttf|otf)$")
    assert [name for name in listed.stdout.splitlines() if strange.search(name)] == []
