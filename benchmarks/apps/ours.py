"""Our app as it is, on the multiplied data."""

from benchmarks.multiplied import serve_multiplied
from streamlit_app import app

serve_multiplied()

__all__ = ["app"]
