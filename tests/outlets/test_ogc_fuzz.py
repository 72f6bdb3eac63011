"""Whatever the service's own description allows, and what it does not: never a 5xx."""

from __future__ import annotations

import warnings
from typing import Any

from hypothesis import HealthCheck, settings
from starlette.applications import Starlette

from screens.services import service_routes

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of libraries that schemathesis draws in
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )


# One collection with every kind of field, one of the background, and what is common to all.
PATHS = (
    r"^/(openapi|conformance|tileMatrixSets(/.*)?"
    r"|collections|collections/(metro|districts)(/.*)?)?$"
)
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
# That bad data are refused is tested in test_ogc.py: a limit above its maximum is not, after the
# standard, and a filter's grammar is more than a schema can say.

app = Starlette(routes=service_routes(base_path=""))
schema = schemathesis.openapi.from_asgi("/ogc/openapi", app).include(path_regex=PATHS)


@schema.parametrize()
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_the_service_never_fails(case: Any) -> None:
    case.call_and_validate(checks=CHECKS)


def test_the_description_is_openapi() -> None:
    assert len(list(schema.get_all_operations())) == 22
