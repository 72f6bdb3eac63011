"""Files beside a network: read, weighed, refused with a reason, kept until their network comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine

from geo import rasters
from geo.errors import CrsError, NetworkError, RasterError, ReadingError
from outlets.analyses import laid as module
from outlets.analyses.laid import Laid, far_away, joined, obstacles_of, read_laid

if TYPE_CHECKING:
    from pathlib import Path

CRS = "EPSG:4547"
BOX = shapely.box(460_000, 3_840_000, 460_100, 3_840_100)


def written(path: Path, frame: gpd.GeoDataFrame) -> Path:
    frame.to_file(path)
    return path


def points(**columns: list[Any]) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values()), [0]))
    spots = [shapely.Point(460_000 + 10 * at, 3_840_000) for at in range(count)]
    return gpd.GeoDataFrame(columns, geometry=spots, crs=CRS)


def raster(path: Path, values: np.ndarray, *, crs: str | None = CRS) -> Path:
    with rasterio.open(
        path, "w", driver="GTiff", width=values.shape[1], height=values.shape[0], count=1,
        dtype="float32", crs=crs, transform=Affine(10, 0, 460_000, 0, -10, 3_840_100), nodata=-1,
    ) as made:  # fmt: skip
        made.write(values.astype("float32"), 1)
    return path


class TestRead:
    def test_an_obstacle(self, tmp_path: Path) -> None:
        path = written(tmp_path / "x.gpkg", gpd.GeoDataFrame(geometry=[BOX, None], crs=CRS))
        lake = read_laid(path, "water", name="湖.gpkg", bridged=True)
        (obstacle,) = obstacles_of([lake])
        assert (obstacle.kind, obstacle.bridged, len(obstacle.frame)) == ("water", True, 1)
        other = read_laid(path, "water", name="湖.gpkg")
        assert lake.key != other.key

    @pytest.mark.parametrize("column", ["population", "weight", "人口"])
    def test_people_by_the_column_that_counts_them(self, tmp_path: Path, column: str) -> None:
        path = written(tmp_path / "x.gpkg", points(**{column: [3.0, None, 4.5]}))
        people = read_laid(path, "people", name="x")
        assert people.frame["weight"].tolist() == [3.0, 4.5]
        both = joined([people, people], "people")
        assert both is not None
        assert both["weight"].sum() == 15.0
        assert joined([people], "extent") is None

    def test_people_without_a_number_are_one_each(self, tmp_path: Path) -> None:
        people = read_laid(written(tmp_path / "x.gpkg", points(a=["x", "y"])), "people", name="x")
        both = joined([people], "people")
        assert both is not None
        assert both["weight"].tolist() == [1.0, 1.0]

    def test_people_of_a_raster_are_its_inhabited_cells(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rasters, "_STRIP_CELLS", 12)  # strips that do not divide the height
        values = np.zeros((10, 4))
        values[0, 0], values[9, 3], values[5, 1] = 2.0, 7.5, -1.0
        people = read_laid(raster(tmp_path / "x.tif", values), "people", name="x")
        assert people.frame["weight"].tolist() == [2.0, 7.5]
        assert people.frame.geometry[0].equals(shapely.Point(460_005, 3_840_095))
        assert people.frame.geometry[1].equals(shapely.Point(460_035, 3_840_005))


class TestRefused:
    @pytest.mark.parametrize("value", ["many", "-3", "inf"])
    def test_what_is_no_number_of_people(self, tmp_path: Path, value: str) -> None:
        path = written(tmp_path / "x.gpkg", points(pop=["1", value]))
        with pytest.raises(NetworkError, match=rf"人口.shp, row 2: “{value}” in pop"):
            read_laid(path, "people", name="人口.shp")

    def test_kind_raster_emptiness_and_crs(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = raster(tmp_path / "x.tif", np.ones((3, 3)))
        with pytest.raises(NetworkError, match="no obstacle swamp"):
            read_laid(path, "swamp", name="x")
        with pytest.raises(ReadingError, match="only people"):
            read_laid(path, "water", name="x")
        with pytest.raises(CrsError, match="no coordinate reference system"):
            read_laid(raster(tmp_path / "y.tif", np.ones((3, 3)), crs=None), "people", name="y")
        with pytest.raises(ReadingError, match="holds no shape"):
            read_laid(raster(tmp_path / "z.tif", np.full((3, 3), -1)), "people", name="z")
        empty = written(tmp_path / "e.gpkg", gpd.GeoDataFrame(geometry=[None], crs=CRS))
        with pytest.raises(ReadingError, match="holds no shape"):
            read_laid(empty, "water", name="e")
        bare = gpd.GeoDataFrame(geometry=[BOX])
        bare.to_parquet(tmp_path / "b.parquet")
        with pytest.raises(CrsError, match="b has no coordinate reference system"):
            read_laid(tmp_path / "b.parquet", "water", name="b")
        (tmp_path / "n.tif").write_bytes(b"II*\x00 no raster")
        with pytest.raises(RasterError, match=r"人口\.tif is no GeoTIFF that can be read"):
            read_laid(tmp_path / "n.tif", "people", name="人口.tif")
        monkeypatch.setattr(module, "MOST_CELLS", 8)
        with pytest.raises(ReadingError, match="9 inhabited cells, more than 8"):
            read_laid(path, "people", name="x")


def lake(east_m: float = 0.0) -> Laid:
    frame = gpd.GeoDataFrame(geometry=[shapely.affinity.translate(BOX, east_m)], crs=CRS)
    return Laid(kind="water", name="湖", frame=frame.to_crs("EPSG:4326"), digest="x")


def test_what_lies_elsewhere_is_said() -> None:
    area = gpd.GeoSeries([BOX], crs=CRS)
    assert far_away([lake()], area) == []
    (said,) = far_away([lake(), lake(5_000.0)], area)
    assert said.fields == {"file": "湖"}
