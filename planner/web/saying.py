"""What is said where there is no answer: a page to readers, an object to programs."""

import logging
from secrets import token_hex

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from planner.errors import UsageError
from planner.runs import UnknownFileError, UnknownRunError
from planner.web.language import Language, said
from planner.web.refusing import Refusal, oversize
from planner.web.taking import NoBookError
from planner.web.visit import NotYoursError, visit_of

log = logging.getLogger("planner.web")
SERVER, TOO_LARGE = 500, 413


def is_program(request: Request) -> bool:
    """Tell whether a program asks, not a browser's reader."""
    return request.url.path.startswith("/api/")


def refuse(request: Request, why: Refusal) -> Response:
    """Say why there is no answer."""
    headers = dict(why.headers)
    if is_program(request):
        told = said(Language.EN, why.key, **why.values)
        return JSONResponse({"error": told}, why.status, headers)
    visit = visit_of(request)
    told = visit.words(why.key, **why.values)
    return visit.page("refused.html", why.status, headers, code=why.status, told=told)


def say_faults(app: FastAPI) -> None:
    """Let an app say its faults so."""
    app.add_exception_handler(UnknownRunError, _unknown)
    app.add_exception_handler(UnknownFileError, _unknown_file)
    app.add_exception_handler(NotYoursError, _not_yours)
    app.add_exception_handler(NoBookError, _no_book)
    app.add_exception_handler(UsageError, _usage)
    app.add_exception_handler(SQLAlchemyError, _store)
    app.add_exception_handler(RequestValidationError, _misspelt)
    app.add_exception_handler(HTTPException, _http)


def _unknown(request: Request, _: Exception) -> Response:
    return refuse(request, Refusal(404, "refused.unknown"))


def _unknown_file(request: Request, _: Exception) -> Response:
    return refuse(request, Refusal(404, "refused.file"))


def _not_yours(request: Request, _: Exception) -> Response:
    return refuse(request, Refusal(403, "refused.not_yours"))


def _no_book(request: Request, error: Exception) -> Response:
    return refuse(request, Refusal(422, str(error)))


def _usage(request: Request, error: Exception) -> Response:
    return refuse(request, Refusal(409, "refused.usage", {"why": str(error)}))


def _store(request: Request, error: Exception) -> Response:
    reference = token_hex(4)
    log.error("Fault %s of the store: %s", reference, error)
    later = {"Retry-After": "5"}
    return refuse(request, Refusal(503, "fault.store", {"reference": reference}, later))


def _misspelt(request: Request, error: Exception) -> Response:
    """Say what in a request is no such thing: of an address, that it leads nowhere."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    if not is_program(request):
        in_path = any(each["loc"][0] == "path" for each in faults)
        status, key = (404, "refused.unknown") if in_path else (400, "refused.form")
        return refuse(request, Refusal(status, key))
    told = "; ".join(
        f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in faults[:10]
    )
    return JSONResponse({"error": told}, 422)


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else SERVER
    headers = getattr(error, "headers", None) or {}
    if status == TOO_LARGE:
        return refuse(request, oversize(request, visit_of(request).site.settings))
    keys = {404: "refused.page", 405: "refused.method"}
    key = keys.get(status, "refused.form")
    return refuse(request, Refusal(status, key, headers=headers))
