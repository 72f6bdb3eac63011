"""Programs that the benchmark of coverage runs by themselves, each with as little as can be.

``python -m benchmarks.coverage_parts PART FOLDER RESOLUTION`` reads ``burnt.tif`` of the folder,
the cells that hold a station, and writes their distances.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import rasterio

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARTS = ("surface", "plain", "scipy")
_STRIP = 512


def main(part: str, folder: Path, resolution: float) -> None:
    """Run one part."""
    with rasterio.open(folder / "burnt.tif") as source:
        free, profile = source.read(1) == 0, source.profile
    found = _scipy(free, resolution) if part == "scipy" else _ours(free, resolution)
    if part == "surface":
        _write_cog(folder / "ours.tif", found, profile)
    else:
        _write_plainly(folder / f"{part}.tif", found, profile)


def _ours(free: NDArray[np.bool_], resolution: float) -> NDArray[np.float32]:
    import edt  # noqa: PLC0415 - no part loads what only another one needs

    found: NDArray[np.float32] = edt.edt(free, anisotropy=(resolution, resolution), parallel=2)
    return found


def _scipy(free: NDArray[np.bool_], resolution: float) -> NDArray[np.float64]:
    from scipy.ndimage import distance_transform_edt  # noqa: PLC0415 - as above

    found: NDArray[np.float64] = distance_transform_edt(free, sampling=resolution)
    return found


def _write_cog(made: Path, found: NDArray[Any], profile: dict[str, Any]) -> None:
    from geo.coverage.files import write_surface  # noqa: PLC0415 - as above
    from geo.coverage.grid import Grid  # noqa: PLC0415 - as above

    at = profile["transform"]
    grid = Grid(left=at.c, top=at.f, resolution_m=at.a, width=profile["width"],
                height=profile["height"])  # fmt: skip
    everywhere = np.ones(grid.shape, dtype=bool)
    write_surface(made, found, everywhere, grid, tags={"description": "distance", "unit": "m"})


def _write_plainly(made: Path, found: NDArray[Any], profile: dict[str, Any]) -> None:
    """Write as gdal_proximity does: float32, not compressed."""
    profile.update(dtype="float32", compress=None)
    with rasterio.open(made, "w", **profile) as target:
        for top in range(0, len(found), _STRIP):
            rows = found[top : top + _STRIP].astype(np.float32, copy=False)
            target.write(rows, 1, window=((top, top + len(rows)), (0, rows.shape[1])))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
