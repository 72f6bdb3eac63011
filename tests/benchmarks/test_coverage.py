"""The shape of the benchmark of coverage: programs, table, verdicts. Nothing is timed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import rasterio

from benchmarks import coverage
from benchmarks.coverage import HEAD, TITLES, Taken, farthest_from_gdal, markdown, verdicts
from benchmarks.coverage_parts import PARTS

if TYPE_CHECKING:
    from pathlib import Path

TAKEN = {
    "whole": Taken(8.0, 1.6), "surface": Taken(5.0, 1.5), "gdal_cog": Taken(6.0, 1.0),
    "plain": Taken(2.0, 0.7), "gdal": Taken(2.5, 0.6), "scipy": Taken(7.0, 3.9),
}  # fmt: skip


def test_every_program_has_a_line() -> None:
    assert set(TITLES) == {*PARTS, "whole", "gdal", "gdal_cog"} == set(TAKEN)
    lines = markdown(TAKEN).splitlines()
    assert len(lines) == 2 + len(TITLES)
    assert {line.count("|") for line in lines} == {len(HEAD) + 1}
    assert "| 3.20 |" in lines[2]
    assert lines[2].endswith("✓ |")


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("whole", Taken(20.1, 1.0)), ("whole", Taken(1.0, 4.1)),
        ("surface", Taken(6.1, 1.0)), ("plain", Taken(2.6, 1.0)),
    ],
)  # fmt: skip
def test_an_aim_that_is_missed_is_said(name: str, taken: Taken) -> None:
    assert all(verdicts(TAKEN).values())
    changed = TAKEN | {name: taken}
    assert [key for key, met in verdicts(changed).items() if not met] == [name]
    assert markdown(changed).count("✗") == 1


def test_rasters_are_compared_in_cells(tmp_path: Path) -> None:
    for name, more in (("whole", 0.0), ("gdal", 2.5)):
        values = np.arange(600 * 3, dtype=np.float32).reshape(600, 3)
        values[555, 1] += more
        values[7, 2] = -9999 if name == "whole" else 5e5
        with rasterio.open(
            tmp_path / f"{name}.tif", "w", driver="GTiff", width=3, height=600, count=1,
            dtype="float32", crs="EPSG:4547", nodata=-9999,
            transform=rasterio.Affine(10, 0, 400_000, 0, -10, 3_800_000),
        ) as raster:  # fmt: skip
            raster.write(values, 1)
    assert farthest_from_gdal(tmp_path, 10) == pytest.approx(0.25)


def test_it_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        coverage.main(["--help"])
    assert stopped.value.code == 0
    assert "--turns" in capsys.readouterr().out
