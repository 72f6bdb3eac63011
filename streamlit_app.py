"""The app: pages by Streamlit, layers and front-end files by plain HTTP beside them."""

import screens.collector  # isort: skip  # noqa: F401 - first: makes the other imports quicker
from pathlib import Path

import streamlit as st

from screens.astray import astray
from screens.late import late_routes, on_script_error
from screens.security import policy
from screens.shell import shell
from screens.start import beginning

app = st.App(
    Path(__file__).parent / "screens/main.py",
    lifespan=beginning(),
    routes=late_routes(),
    middleware=[policy(), astray(), shell()],
    on_script_error=on_script_error,
)
