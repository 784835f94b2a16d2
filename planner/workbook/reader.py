"""The child that parses a file: what it may take, and what it answers.

Run by planner.workbook.apart. Nothing of the model or the solver is loaded here.
"""

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from planner.errors import UsageError
from planner.workbook.cells import Book
from planner.workbook.frames import (
    COMPARED,
    DONE,
    GUESSED,
    READ,
    REFUSED,
    Frame,
    packed,
)
from planner.workbook.second import differences
from planner.workbook.words import header

TOO_BIG = "needs more than 2 GiB of memory to read: delete what is not part of the plan"
Request = Mapping[str, Any]


def main() -> None:
    """Answer the one request on standard input with frames on standard output."""
    asked, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    request = json.loads(asked.readline())
    _limit(request["memory"], request["seconds"])
    gc.disable()  # all that is made lives until this process ends
    for frame in answers(request, asked.read()):
        out.write(frame)
        out.flush()
    os._exit(0)  # to clear away millions of cells takes time, and this process is done


def answers(request: Request, content: bytes) -> Iterator[bytes]:
    """Return the frames that answer a request, each when it is ready."""
    try:
        for frame in _TASKS[request["task"]](request, content):
            yield packed(frame)
    except UsageError as error:
        yield packed((REFUSED, str(error)))
    except MemoryError:
        yield packed((REFUSED, f"{request['name']} {TOO_BIG}"))


def _read(request: Request, content: bytes) -> Iterator[Frame]:
    """Return the cells, and those of plain sheets before the other engine has looked."""
    book = Book(content, request["name"], fast=request["fast"])
    wanted: dict[str, str] = {}
    for title in book.titles:
        if header(title) in request["sheets"]:
            wanted.setdefault(header(title), title)
    sheets = book.searched(list(wanted.values()))
    guess = book.guess(sheets)
    if guess is not None:
        yield GUESSED, (book.titles, guess)
    grids = book.agreed(sheets)
    yield READ, None if grids == guess else (book.titles, grids)
    with suppress(MemoryError):
        found = differences(book, grids)
        if found is not None:
            yield COMPARED, found


def _mark(request: Request, content: bytes) -> Iterator[Frame]:
    from planner.workbook.marking import mark  # noqa: PLC0415  (it loads openpyxl)

    marks = [tuple(each) for each in request["marks"]]
    yield DONE, mark(content, request["name"], marks)


_TASKS: Mapping[str, Callable[[Request, bytes], Iterator[Frame]]] = {
    "read": _read,
    "mark": _mark,
}


def _limit(memory: int, seconds: int) -> None:
    if sys.platform == "win32":  # the parent's clock alone limits the child
        return
    import resource  # noqa: PLC0415

    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # a system may allow less, or not know it
            resource.setrlimit(kind, (most, most))
