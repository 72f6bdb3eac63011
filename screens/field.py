"""The field's libraries, for whoever needs one of them first. Import it before any of them.

When a server starts, three threads want them at once: the preparation, the first page, the first
request for a layer. Threads that enter packages as large as these from different ends find each
other's half-made modules, and one of them fails; here all wait for one.
"""

import folium.plugins
import geopandas
import streamlit_folium

__all__ = ["folium", "geopandas", "streamlit_folium"]
