"""What is refused before it is looked at: strangers, other sites' posts, floods."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.requests import Request

from planner.web.access import bearer, client_of
from planner.web.rates import Counter
from planner.web.settings import Settings, is_loopback

SAFE = {"GET", "HEAD", "OPTIONS"}
LOGIN = "/login"
UPLOADS = ("/uploads", "/examples/", "/api/v1/runs")
"""Where workbooks come in; of the API only at its very address."""
ABOUT_A_FORM = 2**16
"""Bytes that a form adds to the file it sends."""
MOST_FORM = 4 * 2**20
"""Bytes of what is sent without a file: names, notes, choices."""


@dataclass(frozen=True)
class Refusal:
    """Why a request is not answered: a status, and a text of the table."""

    status: int
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def wrong_host(request: Request, settings: Settings) -> Refusal | None:
    """Refuse a name that a hostile site may have pointed at this machine.

    Where one must say who one is, names do no harm: no cookie goes to another name.
    """
    if settings.asks:
        return None
    name = _name_in(f"//{request.headers.get('host', '')}")
    if is_loopback(name) or name == settings.host:
        return None
    return Refusal(421, "refused.host")


def other_site(request: Request) -> Refusal | None:
    """Refuse what a page of another site makes a browser send."""
    if request.method in SAFE or bearer(request):
        return None
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        refused = site not in {"same-origin", "none"}
    elif origin is not None:
        told = request.headers.get("host", "").lower()
        refused = origin.lower() not in {f"http://{told}", f"https://{told}"}
    else:
        refused = False  # no browser leaves out both
    return Refusal(403, "refused.site") if refused else None


def too_large(request: Request, settings: Settings) -> Refusal | None:
    """Refuse what says itself that it is too large."""
    told = request.headers.get("content-length", "")
    most = settings.most_bytes + ABOUT_A_FORM if brings_a_book(request) else MOST_FORM
    if not told.isdecimal() or int(told) <= most:
        return None
    return oversize(request, settings)


def oversize(request: Request, settings: Settings) -> Refusal:
    """Return the refusal of what was sent as too large."""
    if brings_a_book(request):
        return Refusal(413, "refused.size", {"most": settings.most_bytes // 2**20})
    return Refusal(413, "refused.long")


def brings_a_book(request: Request) -> bool:
    """Tell whether a request is one by which workbooks come in."""
    path = request.url.path
    comes_in = path.startswith(UPLOADS[:2]) or path == UPLOADS[2]
    return request.method == "POST" and comes_in


def too_often(request: Request, settings: Settings, uploads: Counter) -> Refusal | None:
    """Count an upload, or refuse it."""
    if not brings_a_book(request):
        return None
    client = client_of(request, settings)
    wait = uploads.wait(client)
    if wait:
        return later("refused.uploads", wait)
    uploads.count(client)
    return None


def guessing(request: Request, settings: Settings, logins: Counter) -> Refusal | None:
    """Refuse who has tried too many wrong tokens of late."""
    tries = (request.method == "POST" and request.url.path == LOGIN) or bearer(request)
    wait = logins.wait(client_of(request, settings)) if tries else 0
    return later("refused.logins", wait) if wait else None


def later(key: str, wait: int) -> Refusal:
    """Return a refusal that ends after some seconds."""
    return Refusal(429, key, {"n": wait}, {"Retry-After": str(wait)})


def _name_in(url: str) -> str:
    """Return the host that a URL names; blank if that is none at all."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
