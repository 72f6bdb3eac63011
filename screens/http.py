"""Everything that is answered beside the pages, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlets.webmap.payload import current_payload
from screens.analyses.board_routes import board_routes
from screens.analyses.clash_routes import clash_routes
from screens.analyses.coverage_routes import coverage_routes
from screens.analyses.raster_routes import raster_routes
from screens.analyses.street_routes import street_routes
from screens.differences import difference_routes
from screens.downloads import download_routes
from screens.presenting import story_routes
from screens.printing import print_routes
from screens.routes import routes
from screens.services import service_routes
from screens.sharing import share_routes

if TYPE_CHECKING:
    from starlette.routing import Route


def http_routes() -> list[Route]:
    """Make every route, each below one of :data:`screens.late.NAMES`."""
    return [
        *routes(current_payload),
        *download_routes(),
        *difference_routes(),
        *service_routes(),
        *share_routes(),
        *story_routes(),
        *print_routes(),
        *street_routes(),
        *raster_routes(),
        *coverage_routes(),
        *board_routes(),
        *clash_routes(),
    ]
