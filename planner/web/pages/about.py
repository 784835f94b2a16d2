"""What programs can ask of this server, as a page."""

from fastapi import APIRouter
from starlette.responses import Response

from planner.web.visit import Here

router = APIRouter(include_in_schema=False)


@router.get("/api")
def about(visit: Here) -> Response:
    """List the interface for programs."""
    described = visit.request.app.openapi()
    calls = [
        (method.upper(), path, call["description"].partition("\n\n")[0])
        for path, methods in described["paths"].items()
        for method, call in methods.items()
    ]
    return visit.page("api.html", calls=calls)
