"""Take in a workbook that somebody sends; a worker looks into it, never the server."""

from pathlib import PureWindowsPath

from fastapi import UploadFile
from starlette.exceptions import HTTPException

from planner.errors import UsageError
from planner.runs import Run
from planner.web.visit import Visit

LONGEST = 120
PACKED = b"PK\x03\x04"
"""With which every .xlsx begins."""
EXCEL_97 = b"\xd0\xcf\x11\xe0"


class NoBookError(UsageError):
    """What was sent is no workbook; the key of a text."""


def take(visit: Visit, book: UploadFile, name: str = "") -> Run:
    """Keep an uploaded workbook and return its run.

    Raises:
        UsageError: it is empty.
        HTTPException: it is too large.
    """
    content = book.file.read(visit.site.settings.most_bytes + 1)
    if len(content) > visit.site.settings.most_bytes:
        raise HTTPException(413)
    return visit.receive(content, shown_name(book.filename), name[:LONGEST])


def refuse_at_sight(book: UploadFile) -> None:
    """Spare a reader the wait for what is plainly no workbook.

    Raises:
        NoBookError: it is none.
    """
    content = book.file.read(len(PACKED))
    book.file.seek(0)
    if not content:
        raise NoBookError("drop.empty")
    if content.startswith(EXCEL_97):
        raise NoBookError("drop.old")
    if not content.startswith(PACKED):
        raise NoBookError("drop.other")


def shown_name(told: str | None) -> str:
    """Return what a file is called, without the folders some browsers send along."""
    name = PureWindowsPath((told or "").replace("\x00", "")).name
    return (
        "".join(each for each in name if each.isprintable())[-LONGEST:] or "book.xlsx"
    )
