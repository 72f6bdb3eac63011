"""The path below which the app is served."""

from __future__ import annotations

from screens.settings import option


def prefix_of(base_path: str | None) -> str:
    """Return the path below which the app is served: empty, or with a leading slash.

    None stands for Streamlit's ``server.baseUrlPath``.
    """
    base_path = option("server.baseUrlPath") if base_path is None else base_path
    return f"/{base_path.strip('/')}" if base_path.strip("/") else ""
