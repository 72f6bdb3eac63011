"""The app: pages by Streamlit, layers and front-end files by plain HTTP beside them."""

import screens.collector  # isort: skip  # noqa: F401 - first: makes the other imports quicker
from pathlib import Path

import streamlit as st

from outlets.webmap.payload import current_payload
from screens.differences import difference_routes
from screens.downloads import download_routes
from screens.faults import on_script_error
from screens.presenting import story_routes
from screens.routes import routes
from screens.security import policy
from screens.services import service_routes
from screens.sharing import share_routes
from screens.start import beginning

app = st.App(
    Path(__file__).parent / "screens/main.py",
    lifespan=beginning(current_payload),
    routes=[
        *routes(current_payload),
        *download_routes(),
        *difference_routes(),
        *service_routes(),
        *share_routes(),
        *story_routes(),
    ],
    middleware=[policy()],
    on_script_error=on_script_error,
)
