"""OGC API - Features and Tiles over the layers, answered by pygeoapi with providers of ours."""
