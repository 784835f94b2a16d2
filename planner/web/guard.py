"""What stands before every page: who may come in, and what each answer carries."""

import asyncio
import logging
from contextlib import suppress
from secrets import token_hex
from urllib.parse import urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from planner.web import refusing
from planner.web.access import (
    BROWSER,
    BROWSER_SECONDS,
    Who,
    bearer,
    client_of,
    is_secure,
    who_is,
)
from planner.web.refusing import LOGIN, SAFE, Refusal
from planner.web.saying import is_program, refuse
from planner.web.site import Site

TOO_LARGE = 413
DRAINED, DRAINING_SECONDS = 300 * 2**20, 20
"""Bytes that are let pass unread at most, and how long that may take."""
ASSETS = "/assets/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it browsers send forms of our own pages without their origin.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
log = logging.getLogger("planner.web")


class Guard:
    """Lets requests in, and stamps the answers."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app, self._site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by a page or by a refusal."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        if scope["type"] != "http":
            return
        is_head = scope["method"] == "HEAD"
        scope = {**scope, "method": "GET"} if is_head else scope
        request = Request(scope, receive)
        answer = _Answer(request, self._site, send, is_head=is_head)
        try:
            response = self._turned_away(request)
            if response is not None and response.status_code == TOO_LARGE:
                with suppress(TimeoutError):
                    await asyncio.wait_for(_drain(receive), DRAINING_SECONDS)
            await (response or self._app)(scope, receive, answer.send)
        except Exception:
            reference = token_hex(4)
            log.exception("Fault %s at %s", reference, request.url.path)
            if not answer.begun:
                fault = Refusal(500, "fault.program", {"reference": reference})
                await refuse(request, fault)(scope, receive, answer.send)

    def _turned_away(self, request: Request) -> Response | None:
        """Return the refusal of a request, or note who asks."""
        settings, site = self._site.settings, self._site
        refusal = refusing.wrong_host(request, settings) or refusing.other_site(request)
        if refusal:
            return refuse(request, refusal)
        if request.url.path.startswith(ASSETS):
            return None
        refusal = refusing.guessing(request, settings, site.logins)
        who = None if refusal else who_is(request, settings)
        if refusal is None and who is None and request.url.path != LOGIN:
            return self._stranger(request)
        request.scope["who"] = who or Who(owner="")
        refusal = (
            refusal
            or refusing.too_large(request, settings)
            or refusing.too_often(request, settings, site.uploads)
        )
        return refuse(request, refusal) if refusal else None

    def _stranger(self, request: Request) -> Response:
        """Ask who somebody is."""
        settings = self._site.settings
        if settings.token and bearer(request):
            self._site.logins.count(client_of(request, settings))
        if not settings.token:
            return refuse(request, Refusal(403, "refused.proxy"))
        if is_program(request):
            asked = {"WWW-Authenticate": "Bearer"}
            return refuse(request, Refusal(401, "refused.token", headers=asked))
        here = request.url.path if request.method in SAFE else "/"
        return RedirectResponse(f"{LOGIN}?{urlencode({'to': here})}", 303)


async def _drain(receive: Receive) -> None:
    """Let a browser finish what it sends, else it shows no answer."""
    left = DRAINED
    while left > 0:
        message = await receive()
        left -= len(message.get("body", b""))
        if not message.get("more_body"):
            return


class _Answer:
    """The answer to one request on its way out."""

    def __init__(
        self, request: Request, site: Site, send: Send, *, is_head: bool
    ) -> None:
        self._request, self._site, self._send = request, site, send
        self._is_head, self.begun = is_head, False

    async def send(self, message: Message) -> None:
        """Send a part, the first with what every answer carries."""
        if message["type"] == "http.response.start":
            self.begun = True
            self._stamp(MutableHeaders(scope=message))
        elif self._is_head:
            message = {**message, "body": b""}
        await self._send(message)

    def _stamp(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers[name] = value
        headers.setdefault("Cache-Control", "no-store")
        who: Who | None = self._request.scope.get("who")
        if who is not None and who.cookie:
            secure = is_secure(self._request, self._site.settings)
            headers.append("Set-Cookie", _browser_cookie(who.cookie, secure=secure))


def _browser_cookie(value: str, *, secure: bool) -> str:
    carrier = Response()
    carrier.set_cookie(
        BROWSER,
        value,
        max_age=BROWSER_SECONDS,
        httponly=True,
        samesite="lax",
        secure=secure,
    )
    return carrier.headers["set-cookie"]
