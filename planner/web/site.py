"""What one server has at hand for every request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request

from planner.runs import Store
from planner.web.assets import assets
from planner.web.rates import Counter
from planner.web.settings import Settings


@dataclass(frozen=True)
class Site:
    """The store, how the server is set up, and what clients did of late."""

    store: Store
    settings: Settings
    logins: Counter
    uploads: Counter
    nudge: Callable[[], None]
    """Tells whoever works that something has come."""


def new_site(store: Store, settings: Settings, nudge: Callable[[], None]) -> Site:
    """Return what a new server starts with."""
    return Site(
        store, settings, Counter(settings.logins), Counter(settings.uploads), nudge
    )


def site_of(request: Request) -> Site:
    """Return the server's, as ``create_app`` put it there."""
    found: Site = request.app.state.site
    return found


@cache
def templates() -> Environment:
    """Return the pages; what comes from a workbook or a user is text, never HTML."""
    pages = Environment(
        loader=PackageLoader("planner.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(assets=_addresses(), version=program_version())
    return pages


def _addresses() -> Mapping[str, str]:
    return {name: each.address for name, each in assets().items()}


def program_version() -> str:
    """Return the planner's version."""
    try:
        return version("procurement-planner")
    except PackageNotFoundError:
        return ""
