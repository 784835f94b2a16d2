"""Who is there: a browser by its cookie, a user by a proxy's word or by the token."""

import hmac
import re
import time
from dataclasses import dataclass, replace
from hashlib import sha256
from secrets import token_urlsafe

from starlette.requests import Request

from planner.runs import LOCAL
from planner.web.settings import Settings

BROWSER, SESSION = "planner_browser", "planner_session"
SESSION_SECONDS = 30 * 24 * 3600
BROWSER_SECONDS = 400 * 24 * 3600
"""As long as browsers keep a cookie at all."""
COOKIE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, kw_only=True)
class Who:
    """Who asks, and whose runs are theirs."""

    owner: str
    """As in the store: nothing that lets one in."""
    name: str = ""
    """What a proxy calls the user."""
    cookie: str = ""
    """To be remembered by a browser that is here for the first time."""
    is_alone: bool = False
    """Whether only this machine gets in: then the terminal's runs are theirs too."""

    @property
    def owners(self) -> tuple[str, ...]:
        """Return whose runs are theirs."""
        return (self.owner, LOCAL) if self.is_alone else (self.owner,)


def client_of(request: Request, settings: Settings) -> str:
    """Return what is counted as one client: a proxy's user, else an address."""
    user = _proxy_user(request, settings)
    return f"user {user}" if user else _peer(request)


def who_is(request: Request, settings: Settings) -> Who | None:
    """Return who asks; None if that must be said first."""
    user = _proxy_user(request, settings)
    if user:
        return Who(owner=_owner("user", user), name=user)
    if settings.token and is_token(bearer(request), settings):
        return _browser(request) or Who(owner=_owner("token", settings.token))
    if settings.asks and not _in_session(request, settings):
        return None
    new = token_urlsafe(32)
    who = _browser(request) or Who(owner=_owner("browser", new), cookie=new)
    return replace(who, is_alone=not settings.asks)


def bearer(request: Request) -> str:
    """Return the token that a program sends."""
    kind, _, told = request.headers.get("authorization", "").partition(" ")
    return told.strip() if kind.lower() == "bearer" else ""


def is_token(told: str, settings: Settings) -> bool:
    """Tell whether it is the token, in a time that tells nothing else."""
    return bool(told) and hmac.compare_digest(_digest(told), _digest(settings.token))


def new_session(settings: Settings) -> str:
    """Return what a browser shows from now on in place of the token."""
    said = f"{int(time.time()) + SESSION_SECONDS}.{token_urlsafe(16)}"
    return f"{said}.{_signature(said, settings)}"


def is_secure(request: Request, settings: Settings) -> bool:
    """Tell whether the browser speaks to us, or to what stands before us, by HTTPS."""
    forwarded = request.headers.get("x-forwarded-proto", "")
    told = forwarded if _peer(request) in settings.proxies else ""
    form_of = request.headers.get("origin", "").partition(":")[0]
    return "https" in {request.url.scheme, told, form_of}


def _in_session(request: Request, settings: Settings) -> bool:
    if not settings.token:
        return False
    said, _, signature = request.cookies.get(SESSION, "").rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(said, settings).encode()):
        return False
    return int(said.partition(".")[0]) > time.time()


def _signature(said: str, settings: Settings) -> str:
    key = _digest(f"session {settings.token}")
    return hmac.new(key, said.encode(), sha256).hexdigest()


def _browser(request: Request) -> Who | None:
    cookie = request.cookies.get(BROWSER, "")
    known = COOKIE.fullmatch(cookie)
    return Who(owner=_owner("browser", cookie)) if known else None


def _proxy_user(request: Request, settings: Settings) -> str:
    if not settings.proxy_header or _peer(request) not in settings.proxies:
        return ""
    return request.headers.get(settings.proxy_header, "").strip()[:200]


def _peer(request: Request) -> str:
    return request.client.host if request.client else ""


def _owner(kind: str, secret: str) -> str:
    return f"{kind}:{_digest(f'owner {secret}').hex()[:32]}"


def _digest(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).digest()
