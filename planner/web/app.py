"""The server: pages for readers, an interface for programs, one store."""

from collections.abc import Callable

from fastapi import FastAPI

from planner.runs import Store
from planner.web.api import routes
from planner.web.api.describe import ABOUT, TAGS
from planner.web.guard import Guard
from planner.web.pages import about, choose, frontier, home, login, results, runs
from planner.web.refusing import ABOUT_A_FORM, MOST_FORM
from planner.web.saying import say_faults
from planner.web.settings import Settings
from planner.web.site import new_site, program_version


def create_app(
    store: Store,
    settings: Settings | None = None,
    nudge: Callable[[], None] = lambda: None,
) -> FastAPI:
    """Return the server of a store. It works on nothing itself: `planner.jobs` does.

    ``nudge`` is called when there is something to work on.
    """
    settings = settings or Settings()
    app = FastAPI(
        title="Procurement planner",
        version=program_version() or "0",
        description=ABOUT,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        openapi_tags=TAGS,
    )
    site = new_site(store, settings, nudge)
    app.state.site = site
    app.add_middleware(Guard, site=site)
    say_faults(app)
    # Not of the app itself: then the refusal would not pass the guard.
    most = settings.most_bytes + ABOUT_A_FORM
    for each in (home, routes):
        app.include_router(each.router, max_body_size=most)
    for each in (choose, frontier, results, runs, about):
        app.include_router(each.router, max_body_size=MOST_FORM)
    app.include_router(login.router, max_body_size=ABOUT_A_FORM)
    return app
