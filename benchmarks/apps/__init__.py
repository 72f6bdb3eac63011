"""What the benchmark drives, each an ASGI app that uvicorn serves.

``ours`` and ``ours_without_map`` are this project's page; ``usual`` is the app that people write
with Streamlit and Folium; ``empty`` shows one word.
"""
