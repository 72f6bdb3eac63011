"""Our app as it is, on the multiplied data."""

from importlib import import_module

from benchmarks.apps import times
from streamlit_app import app

if times() > 1:  # the real data are left to the app: how it reads them is what is measured
    import_module("benchmarks.multiplied").serve_multiplied()

__all__ = ["app"]
