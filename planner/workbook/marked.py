"""The marked copy of a workbook: made in a child, written beside or elsewhere."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import Problem, UsageError
from planner.workbook.apart import ask, content_of
from planner.workbook.save import put

PLACE = re.compile(r"(?P<sheet>.+)!(?P<cell>[A-Z]{1,3}\d{1,7}(:[A-Z]{1,3}\d{1,7})?)")
BETWEEN = " · "


@dataclass(frozen=True, kw_only=True)
class Marked:
    """What a marked copy shows, and what it lacks."""

    path: Path
    cells: int
    """How many cells are coloured and bear a note."""
    left_out: int
    """How many more would have been, were there not too many."""
    drawings: bool
    """Pictures, charts or macros of the workbook may be missing from the copy."""


def write_marked(
    book: Path, out: Path, problems: Sequence[Problem], warnings: Sequence[str]
) -> Marked:
    """Write a copy of ``book`` in which each problem and warning stands at its cell.

    Faulty cells are red, doubtful ones yellow; the workbook itself is never written.

    Raises:
        UsageError: ``out`` is the workbook or no .xlsx, or the copy cannot be made.
    """
    check_place(book, out)
    done = _marked(content_of(book), book.name, problems, warnings)
    put(done.pop("content"), out)
    return Marked(path=out, **done)


def marked_content(
    content: bytes, name: str, problems: Sequence[Problem], warnings: Sequence[str]
) -> bytes:
    """Return the marked copy of the workbook with that content, spoken of by ``name``.

    Raises:
        UsageError: the copy cannot be made.
    """
    copy: bytes = _marked(content, name, problems, warnings)["content"]
    return copy


def _marked(
    content: bytes, name: str, problems: Sequence[Problem], warnings: Sequence[str]
) -> dict[str, Any]:
    marks = [*_of_problems(problems), *_of_warnings(warnings)]
    done: dict[str, Any] = ask("mark", content, name, marks=marks)
    return done


def check_place(book: Path, out: Path) -> None:
    """Refuse a place where no marked copy of ``book`` may be written.

    Raises:
        UsageError: it is the workbook itself, or no .xlsx.
    """
    if out.suffix.lower() != ".xlsx":
        raise UsageError(f"{out} is no name of a workbook: let it end in .xlsx")
    if _same(book, out):
        raise UsageError(f"{out} is the workbook itself: name another file")


def _same(book: Path, out: Path) -> bool:
    if out.exists() and book.exists():
        return out.samefile(book)
    return out.resolve() == book.resolve()


def _of_problems(problems: Sequence[Problem]) -> Iterator[tuple[str, str, str, bool]]:
    for each in problems:
        place = "" if each.cell else f"{each.sheet}: "
        said = "\n".join((f"{place}{each.what}", each.why, each.hint))
        yield each.sheet, each.cell, said, True


def _of_warnings(warnings: Sequence[str]) -> Iterator[tuple[str, str, str, bool]]:
    for each in warnings:
        place, _, said = each.partition(BETWEEN)
        found = PLACE.fullmatch(place)
        if found:
            yield found["sheet"], found["cell"], said, False
        else:
            yield place, "", each, False
