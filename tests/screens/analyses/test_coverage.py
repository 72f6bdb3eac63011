"""Coverage over HTTP: the same numbers as the command line, files laid in, questions refused."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asking import Client
from benchmarks.generated_streets import city
from geo.exports import sha256
from outlets.analyses import coverage as analysis
from outlets.analyses import waiting
from outlets.command import main
from raster_drawing import tif
from screens.analyses import coverage_routes as module
from screens.analyses.coverage import PATH
from screens.analyses.coverage_routes import coverage_routes

if TYPE_CHECKING:
    from pathlib import Path

    from layers.build import Dataset

GIVEN: dict[str, Any] = {"layer": "metro_stations", "status": "completed", "at": "2024-01-01",
         "since": "2021-01-30", "limits": "300, 800", "resolution": "200"}  # fmt: skip


@pytest.fixture(scope="module")
def client() -> Client:
    return Client(coverage_routes(base_path=""), PATH)


def begun(client: Client, **changed: Any) -> str:
    code, told = client.ask("POST", "", **(GIVEN | changed), lang="en")
    assert code == 202, told
    return str(told["run"])


SHARES = ("Within reach [%]", "At least, by accuracy [%]", "At most, by accuracy [%]")
AREAS = ("Within reach before", "Within reach", "Newly within reach", "No longer within reach")


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))]


def test_the_same_numbers_on_the_page_in_the_zip_and_from_the_command_line(
    client: Client, tmp_path: Path
) -> None:
    run = begun(client)
    result = client.ended(run, lang="en")["result"]
    assert "no walks" in result["method"]
    assert [name for name, _ in result["sheets"]] == ["classes", "change", "surface"]
    assert dict(result["sheets"])["change"] == "Change since 2021-01-30 within 800 m"
    command = ["coverage", "--layer", "metro_stations", "--at", "2024-01-01", "--since",
               "2021-01-30", "--limits", "300,800", "--resolution", "200", "--quiet",
               "--lang", "en", "--out", str(tmp_path / "coverage.tif")]  # fmt: skip
    assert main(command) == 0
    there = list(
        csv.DictReader(io.StringIO((tmp_path / "coverage.shares.csv").read_text("utf-8-sig")))
    )
    code, packed = client.ask("GET", f"/{run}/file", lang="en")
    assert code == 200
    with zipfile.ZipFile(io.BytesIO(packed)) as held:
        here = list(
            csv.DictReader(io.StringIO(held.read("coverage.shares.csv").decode("utf-8-sig")))
        )
        assert set(held.namelist()) == {path.name for path in tmp_path.iterdir()}
    assert here == there
    shown = {row[0]: row for row in result["shares"]["rows"]}
    changed = {row[0]: row for row in result["change"]["rows"]}
    for row in there:
        at = 1 if float(row["Limit [m]"]) == 300 else 2
        kept = [row[name] for name in SHARES]
        assert numbers(shown[row["Zone"]][at]) == [float(text) for text in kept]
        if at == 2:
            kept = [row[f"{name} [km²]"] for name in AREAS]
            assert numbers(" ".join(changed[row["Zone"]][1:])) == [float(text) for text in kept]
            if row["Zone id"] == "city":
                gained = float(row["Newly within reach [km²]"])
                assert gained in numbers(result["summary"][1])
                assert gained == round(gained)  # stations are known to about a hundred metres
    # Asked again, nothing is worked out again.
    assert begun(client) == run


def test_tiles_values_and_legend(client: Client) -> None:
    run = begun(client)
    client.ended(run)
    code, over = client.ask("GET", f"/{run}/map", lang="zh")
    assert (code, len(over["raster"]["legend"]["items"])) == (200, 3)
    assert "郑图" in over["source"]
    code, picture = client.ask("GET", f"/{run}/tiles/classes/10/835/406.png")
    assert (code, picture[:4]) == (200, b"\x89PNG")
    code, surface = client.ask("GET", f"/{run}/map", sheet="surface", lang="zh")
    assert (code, surface["raster"]["legend"]["kind"]) == (200, "values")
    code, here = client.ask("GET", f"/{run}/value", lon="113.65", lat="34.75", lang="zh")
    assert re.fullmatch(r"直线 [\d,]+ 米，两日均在范围内", here["text"])
    told = {}
    for theme in ("light", "dark"):
        code, over = client.ask("GET", f"/{run}/map", sheet="change", theme=theme, lang="en")
        assert code == 200
        told[theme] = over["raster"]
        z, x, y = 10, 835, 406
        place = told[theme]["tiles"].removeprefix(PATH).format(z=z, x=x, y=y)
        assert client.ask("GET", place)[0] == 200
    assert [name for _, name in told["light"]["legend"]["items"]] == [
        "Beyond reach on both days", "Within reach on both days", "Newly within reach",
    ]  # fmt: skip
    light, dark = (raster["legend"]["items"] for raster in told.values())
    assert light[0] == dark[0]  # the ground is seen through
    assert all(one != other for one, other in zip(light[1:], dark[1:], strict=True))
    for rest in ("/map?sheet=x", "/tiles/x/10/835/406.png"):
        path, _, sheet = rest.partition("?sheet=")
        assert client.ask("GET", f"/{run}{path}", sheet=sheet or "classes")[0] == 400


def test_a_network_and_people_are_laid_in(client: Client, tmp_path: Path, dataset: Dataset) -> None:
    streets = tmp_path / "x.parquet"
    drawn = city("grid", 2, size=12)
    stations = dataset.frames["metro_stations"].to_crs(drawn.crs).geometry
    middle, station = drawn.union_all().centroid, stations[stations.notna()].iloc[0]
    drawn.geometry = drawn.translate(station.x - middle.x, station.y - middle.y)
    drawn.to_parquet(streets)
    people = tif(tmp_path / "p.tif", np.full((40, 60), 25, "float32"))
    laid = {}
    for kind, path in (("network", streets), ("population", people)):
        code, told = client.ask("POST", "/beside", path.read_bytes(), kind=kind, name=path.name,
                                credit="某院", lang="en")  # fmt: skip
        assert code == 201, told
        laid[kind] = told["laid"]
    run = begun(client, **laid, since="", district="金水区")
    told = client.ended(run, lang="en")
    assert told["state"] == "done", told
    result = told["result"]
    assert result["source"] == "某院"
    assert [name for name, _ in result["sheets"]] == ["classes", "surface", "seconds"]
    assert (result["change"], result["shares"]["ranged"]) == (None, False)
    assert len(result["people"]["rows"]) == len(result["shares"]["rows"])
    assert "某院" in client.ask("GET", f"/{run}/map", lang="en")[1]["source"]
    with zipfile.ZipFile(io.BytesIO(client.ask("GET", f"/{run}/file")[1])) as held:
        manifest = json.loads(held.read("coverage.tif.manifest.json"))
    assert (manifest["network"], manifest["population"]) == ("某院", "某院")


def test_a_file_stays_as_long_as_a_run_that_waits_needs_it(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many come after it, and however long it waits for its turn."""
    people = tif(tmp_path / "p.tif", np.full((40, 60), 25, "float32")).read_bytes()
    given = {"kind": "population", "name": "p.tif", "credit": "某院", "lang": "en"}
    hashed: list[Path] = []

    def noted(path: Path) -> str:
        hashed.append(path)
        return sha256(path)

    monkeypatch.setattr(analysis, "sha256", noted)
    with module._runs()._busy:  # noqa: SLF001 - as if another run were at work
        name = client.ask("POST", "/beside", people, **given)[1]["laid"]
        run = begun(client, population=name, district="金水区", limits="200")
        monkeypatch.setattr(waiting, "HELD_S", -1.0)
        assert client.ask("POST", "/beside", people, **given)[0] == 201
        (file,) = hashed
        assert file.exists()
    told = client.ended(run, lang="en")
    assert told["state"] == "done", told
    assert told["result"]["people"]
    assert hashed == [file]  # once, however large it is
    assert not file.parent.exists()  # nobody needs it any more


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"layer": "canals"}, "no layer canals"),
        ({"at": "yesterday"}, "yesterday is no day; write it as YYYY-MM-DD"),
        ({"since": "2025-01-01"}, "must be before"),
        ({"limits": "0"}, "no limits of classes"),
        ({"limits": "far"}, "no limits of classes"),
        ({"limits": ""}, "no limits of classes"),
        ({"resolution": "1"}, "10 m or more"),
        ({"resolution": "nan"}, "makes no cells"),
        ({"network": "nobody-knows"}, "no longer knows a file"),
    ],
)
def test_what_makes_no_question(client: Client, changed: dict[str, str], said: str) -> None:
    code, told = client.ask("POST", "", **(GIVEN | changed), lang="en")
    assert code == 400
    assert said in told["error"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"status": "asleep"}, "no status asleep"),
        ({"district": "火星区"}, "no district 火星区"),
        ({"status": "suspended"}, "no record of metro_stations"),
    ],
)
def test_what_has_no_answer(client: Client, changed: dict[str, str], said: str) -> None:
    told = client.ended(begun(client, **changed), lang="en")
    assert told["state"] == "failed"
    assert said in told["error"]


@pytest.mark.parametrize(
    ("changed", "body", "code", "said"),
    [
        ({"credit": ""}, b"PAR1", 400, "whose data"),
        ({"kind": "mood"}, b"PAR1", 400, "no kind mood"),
        ({"name": "x.tif"}, b"II*\x00", 400, "no kind that can be read"),
        ({}, b"no parquet", 400, "not what its name says"),
        ({"kind": "population", "name": "x.tif"}, b"<VRTDataset>", 400, "not what its name says"),
    ],
)
def test_what_is_not_laid_in(
    client: Client, changed: dict[str, str], body: bytes, code: int, said: str
) -> None:
    given: dict[str, Any] = {"kind": "network", "name": "x.parquet", "credit": "某院", "lang": "en"}
    answer, told = client.ask("POST", "/beside", body, **(given | changed))
    assert answer == code
    assert said in told["error"]


def test_another_site_s_page_is_turned_away(client: Client) -> None:
    for origin in ("https://evil.example", "http://["):
        assert client.ask("POST", "", origin=origin, **GIVEN)[0] == 403
    assert client.ask("GET", "/none", lang="en")[0] == 404
