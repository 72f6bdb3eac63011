"""The app that people write with Streamlit and Folium, on the same data.

Leaflet comes from our own origin, not from the CDN that folium names, and only Leaflet instead of
folium's ten files: the benchmark is to measure the app, not somebody's network.
"""

from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from benchmarks.multiplied import serve_multiplied
from outlets.webmap.frontend import ASSETS


def _leaflet(request: Request) -> FileResponse:
    return FileResponse(ASSETS / "vendor" / f"leaflet.{request.path_params['kind']}")


serve_multiplied()
app = st.App(
    Path(__file__).with_name("usual_page.py"),
    routes=[Route("/leaflet.{kind:str}", _leaflet)],
)
