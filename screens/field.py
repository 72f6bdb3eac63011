"""The field's libraries, for whoever needs one of them first. Import it before any of them.

When a server starts, three threads want them at once: the preparation, the first page, the first
request for a layer. Threads that enter packages as large as these from different ends find each
other's half-made modules, and one of them fails; here all wait for one.

``streamlit_folium`` is not among them: it tells Streamlit of its component when it is imported,
and before the server runs nobody would hear it (the map's frame would not be found).
"""

import folium.plugins
import geopandas

__all__ = ["folium", "geopandas"]
