"""What the service says that it conforms to: what it does, no more."""

from __future__ import annotations

_SPEC = "http://www.opengis.net/spec"

CLASSES = tuple(
    f"{_SPEC}/{standard}/conf/{name}"
    for standard, names in {
        "ogcapi-common-1/1.0": ("core", "landing-page", "json", "html", "oas30"),
        "ogcapi-common-2/1.0": ("collections",),
        "ogcapi-features-1/1.0": ("core", "oas30", "html", "geojson"),
        "ogcapi-features-2/1.0": ("crs",),
        "ogcapi-features-3/1.0": (
            "queryables", "queryables-query-parameters", "filter", "features-filter",
        ),
        "ogcapi-features-5/1.0": ("schemas", "core-roles-features"),
        "ogcapi-tiles-1/1.0": (
            "core", "tileset", "tilesets-list", "geodata-tilesets", "mvt", "oas30",
        ),
        "tms/2.0": ("tilematrixset", "json-tilematrixset"),
        "cql2/1.0": (
            "cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators",
            "case-insensitive-comparison", "basic-spatial-functions",
            "basic-spatial-functions-plus", "spatial-functions", "temporal-functions",
            "array-functions", "property-property", "arithmetic",
        ),
    }.items()
    for name in names
)  # fmt: skip
