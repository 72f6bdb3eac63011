"""The usual page: filters in the side bar, the map inlined, a table and a chart.

It is kind to itself: the data are cached, the map asks for no events, and its key is fixed.
"""

from __future__ import annotations

from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from layers.catalogue import CATALOGUE, THEMATIC
from layers.statuses import status_at
from layers.store import current_store
from layers.symbols import LAYER_SYMBOLS
from layers.vocabulary import DISTRICTS, STATUSES
from screens.state import today


@st.cache_resource
def records() -> gpd.GeoDataFrame:
    """Every thematic record with its status of today."""
    frames = current_store().dataset().frames
    columns = ["id", "layer", "category", "name_zh", "districts", "placement", "geometry"]
    parts = []
    for layer in THEMATIC:
        frame = frames[layer.id]
        part = frame[columns].copy()
        part["status"] = [status_at(events, today()).status for events in frame["events"]]
        parts.append(part)
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs="EPSG:4326")


@st.cache_resource
def ground() -> list[dict[str, Any]]:
    """Districts, rivers and expressways."""
    frames = current_store().dataset().frames
    shown = [frames[layer.id] for layer in CATALOGUE if layer.background]
    return [frame[["id", "name_zh", "geometry"]].__geo_interface__ for frame in shown]


def chosen(title: str, codes: list[str]) -> list[str]:
    """Let the reader tick codes."""
    st.sidebar.subheader(title)
    return [code for code in codes if st.sidebar.checkbox(code, key=f"{title}-{code}")]


def plan(shown: gpd.GeoDataFrame) -> folium.Map:
    """Draw the map."""
    made = folium.Map(location=[34.6, 113.5], zoom_start=9, tiles=None)
    made.default_js = [("leaflet", "/leaflet.js")]
    made.default_css = [("leaflet", "/leaflet.css")]
    dot = folium.CircleMarker(radius=4, fill=True)
    for collection in ground():
        folium.GeoJson(
            collection, style_function=lambda _: {"color": "#999", "weight": 1}, marker=dot
        ).add_to(made)
    for layer, part in shown[shown.geometry.notna()].groupby("layer"):
        colour = LAYER_SYMBOLS[str(layer)].colour("light")
        folium.GeoJson(
            part[["id", "name_zh", "status", "geometry"]],
            name=str(layer),
            style_function=lambda _, colour=colour: {"color": colour, "weight": 2},
            marker=dot,
            tooltip=folium.GeoJsonTooltip(fields=["name_zh", "status"]),
        ).add_to(made)
    return made


def main() -> None:
    """Run the page once."""
    st.set_page_config(layout="wide")
    every = records()
    statuses = chosen("status", list(STATUSES))
    districts = set(chosen("district", list(DISTRICTS)))
    shown = every
    if statuses:
        shown = shown[shown["status"].isin(statuses)]
    if districts:
        shown = shown[[not districts.isdisjoint(named) for named in shown["districts"]]]
    st.metric("records", len(shown))
    st_folium(plan(shown), key="map", use_container_width=True, height=600, returned_objects=[])
    table = pd.DataFrame(shown.drop(columns="geometry"))
    st.dataframe(table)
    each = table.explode("districts")
    st.bar_chart(pd.crosstab(each["districts"], each["status"]))


main()
