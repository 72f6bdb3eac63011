"""How far it is from everywhere to the nearest of some places: surfaces, classes, shares of zones.

The parts are pure functions that go :func:`~geo.coverage.grid.grid_over` ->
:func:`~geo.coverage.distance.distances` or :func:`~geo.coverage.walking.walking_distances` ->
:func:`~geo.coverage.classes.classify` -> :func:`~geo.coverage.zones.histogram`; files are written
by :func:`~geo.coverage.files.write_distances` and :func:`~geo.coverage.files.write_classes`.
Everything is in EPSG:4547 and metres.
"""
