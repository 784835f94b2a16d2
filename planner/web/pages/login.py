"""Where a browser says the token once."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from planner.web.access import (
    SESSION,
    SESSION_SECONDS,
    client_of,
    is_secure,
    is_token,
    new_session,
)
from planner.web.refusing import LOGIN
from planner.web.visit import Here

LONGEST = 500
router = APIRouter(include_in_schema=False)


@router.get(LOGIN)
def ask(visit: Here, to: str = "/") -> Response:
    """Ask for the token, if there is one."""
    if not visit.site.settings.token:
        return visit.go("/")
    return visit.page("login.html", to=_here(to), wrong=False)


@router.post(LOGIN)
def enter(
    visit: Here,
    token: Annotated[str, Form(max_length=LONGEST)],
    to: Annotated[str, Form(max_length=LONGEST)] = "/",
) -> Response:
    """Let in who knows the token."""
    site = visit.site
    if not site.settings.token:
        return visit.go("/")
    if not is_token(token.strip(), site.settings):
        site.logins.count(client_of(visit.request, site.settings))
        return visit.page("login.html", 401, to=_here(to), wrong=True)
    response = visit.go(_here(to))
    response.set_cookie(
        SESSION,
        new_session(site.settings),
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="lax",
        secure=is_secure(visit.request, site.settings),
    )
    return response


@router.post("/logout")
def leave(visit: Here) -> Response:
    """Forget that a browser was let in."""
    response = visit.go(LOGIN)
    response.delete_cookie(SESSION)
    return response


def _here(to: str) -> str:
    """Return a path of this server, never another one's address."""
    is_path = to.startswith("/") and not to.startswith(("//", "/\\"))
    return to if is_path and to.isprintable() else "/"
