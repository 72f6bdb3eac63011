"""The real data, repeated: every thematic record again and again beside itself, under new ids."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.apps import times
from layers.catalogue import THEMATIC
from layers.store import FixedStore, current_store, use_store

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.build import Dataset

_STEP_DEG = 0.013
"""Offset of one copy from the next, along a spiral: x40 stays within the city's surroundings."""
_DECIMALS = 5
_SEED = 20210130


def multiplied(dataset: Dataset, times: int) -> Dataset:
    """Repeat the thematic records of a dataset.

    The first copy keeps its ids and its place. Rows are shuffled (always in the same way), because
    the bitset of a repeated table would compress better than that of a real one. Districts, rivers
    and expressways stay as they are: they are the ground, and the vocabulary.

    Parameters
    ----------
    dataset
        The real data.
    times
        How many times each record is to be there.

    Returns
    -------
    The dataset itself for 1, a new one for more.
    """
    if times == 1:
        return dataset
    frames = dict(dataset.frames)
    for layer in THEMATIC:
        frames[layer.id] = _repeat(frames[layer.id], times)
    return replace(dataset, frames=frames, version=f"{dataset.version}x{times}")


def _repeat(frame: gpd.GeoDataFrame, times: int) -> gpd.GeoDataFrame:
    copies = [_copy(frame, number) for number in range(times)]
    whole = pd.concat(copies, ignore_index=True)
    order = np.random.default_rng(_SEED).permutation(len(whole))
    return gpd.GeoDataFrame(whole.iloc[order].reset_index(drop=True), crs=frame.crs)


def _copy(frame: gpd.GeoDataFrame, number: int) -> gpd.GeoDataFrame:
    if number == 0:
        return frame
    turn = number * 2.4  # radians; about the golden angle, so that no two copies lie in a row
    offset = _STEP_DEG * np.sqrt(number) * np.array([np.cos(turn), np.sin(turn)])

    def move(positions: NDArray[np.float64]) -> NDArray[np.float64]:
        moved: NDArray[np.float64] = np.round(positions + offset, _DECIMALS)
        return moved

    copied = frame.copy()
    copied["id"] = [f"{name}-copy-{number}" for name in frame["id"]]
    copied["name_zh"] = [f"{name}{number}" for name in frame["name_zh"]]
    copied["name_en"] = [f"{name} {number}" for name in frame["name_en"]]
    shapes = shapely.transform(np.asarray(frame.geometry.array), move)
    return copied.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def serve_multiplied() -> Dataset:
    """Make this process serve the data as often as the environment says."""
    dataset = multiplied(current_store().dataset(), times())
    use_store(FixedStore(dataset))
    return dataset
