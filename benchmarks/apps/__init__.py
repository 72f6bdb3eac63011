"""What the benchmark drives, each an ASGI app that uvicorn serves.

``ours`` and ``ours_without_map`` are this project's page; ``usual`` is the app that people write
with Streamlit and Folium; ``empty`` shows one word.
"""

import os

TIMES = "ZHENGTU_BENCHMARK_TIMES"
"""Environment variable by which a benchmarked server learns how many times it carries the data."""


def times() -> int:
    """Return how many times this server carries the data."""
    return int(os.environ.get(TIMES, "1"))
