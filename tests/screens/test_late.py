import ast
import subprocess
import sys
from pathlib import Path

import pytest

import screens
from screens.http import http_routes
from screens.late import NAMES, late_routes

HEAVY = {"geopandas", "pandas", "shapely", "pyogrio", "pygeoapi", "folium", "matplotlib"}


def test_the_server_opens_its_door_before_it_imports_the_libraries() -> None:
    asked = "import sys, streamlit_app; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, check=True, encoding="utf-8"
    )
    assert not HEAVY & set(done.stdout.split())


def test_every_route_is_below_a_name_that_is_announced() -> None:
    paths = [route.path for route in http_routes()]
    assert paths
    assert [path for path in paths if path.split("/")[1] not in NAMES] == []
    assert {path.split("/")[1] for path in paths} == set(NAMES)


def test_the_names_are_ours_with_and_without_more_below() -> None:
    announced = {route.path for route in late_routes()}
    assert {f"/{name}" for name in NAMES} <= announced
    assert {f"/{name}/{{below:path}}" for name in NAMES} <= announced


@pytest.mark.parametrize("name", ["main.py", "start.py", "late.py"])
def test_whoever_imports_the_libraries_begins_with_all_of_them(name: str) -> None:
    """An import of one of them, or of ours that needs one, stands behind that of screens.field."""
    source = (Path(screens.__file__).parent / name).read_text("utf-8")
    tree = ast.parse(source)
    places = [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and node.names[0].name == "screens.field")
        or (isinstance(node, ast.Constant) and node.value == "screens.field")
    ]
    others = [
        node.lineno
        for node in ast.walk(tree)
        if (
            isinstance(node, ast.ImportFrom)
            and str(node.module).startswith(("layers", "screens.http"))
        )
        or (isinstance(node, ast.Constant) and node.value == "outlets.webmap.payload")
    ]
    assert len(places) == 1
    assert not others or places[0] < min(others)
