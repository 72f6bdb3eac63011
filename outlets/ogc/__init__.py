"""OGC API - Features and Tiles over the layers: what is asked, answered by pygeoapi with our own provider."""
