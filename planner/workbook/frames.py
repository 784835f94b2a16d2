"""What a child that parses a file says: frames of plain values, each with its length."""

import pickle
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from io import BytesIO
from typing import Any

from planner.errors import UsageError
from planner.workbook.findings import CellError
from planner.workbook.grid import Grid

LENGTH = struct.Struct(">Q")
MOST_BYTES = 512 * 2**20
"""Of one frame: two million cells have far less."""
PLAIN = {
    *(("datetime", each) for each in ("date", "datetime", "time", "timedelta")),
    ("planner.workbook.findings", "CellError"),
    ("planner.workbook.grid", "Columns"),
    ("planner.workbook.grid", "Grid"),
    ("planner.workbook.grid", "Outline"),
}
"""The only classes that may arrive; they hold values and do nothing."""
GUESSED, READ, COMPARED = "guessed", "read", "compared"
DONE, REFUSED = "done", "refused"
Frame = tuple[str, Any]
"""What kind of answer, and the answer.

What one engine reads may be told as a guess; where the other confirms it all, what is
read is None.
"""
Difference = tuple[str, str, str]
"""A cell, and what each of two engines reads there."""


@dataclass(frozen=True, kw_only=True)
class Sheets:
    """The cells of a workbook, as a child has read them."""

    titles: Sequence[str]
    """The names of all sheets but charts."""
    grids: Mapping[str, Grid]
    """The cells of each sheet that was asked for."""
    differences: Mapping[str, Sequence[Difference]] = field(default_factory=dict)
    """By sheet, where a second engine reads something else."""
    read_once: bool = False
    """The second engine could not open the workbook."""


class _Packer(pickle.Pickler):
    """Packs a `CellError` as itself, whatever a library does to all exceptions."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, CellError):
            return CellError, value.args
        return NotImplemented


def packed(frame: Frame) -> bytes:
    """Return a frame as it travels.

    Raises:
        UsageError: it is too long.
    """
    out = BytesIO()
    _Packer(out, protocol=5).dump(frame)
    said = out.getvalue()
    if len(said) > MOST_BYTES:
        raise UsageError("the workbook holds too much text to read")
    return LENGTH.pack(len(said)) + said


def frames(said: bytes) -> Iterator[Frame]:
    """Return the frames that arrived whole."""
    start = LENGTH.size
    while start <= len(said):
        end = start + LENGTH.unpack(said[start - LENGTH.size : start])[0]
        if end > len(said):
            return
        yield _Plain(BytesIO(said[start:end])).load()
        start = end + LENGTH.size


def begins(said: bytearray) -> bool:
    """Tell whether a first frame has arrived whole."""
    if len(said) < LENGTH.size:
        return False
    return bool(len(said) >= LENGTH.size + LENGTH.unpack_from(said)[0])


def guess_of(first: Frame) -> Sheets | None:
    """Return what one engine has read, if that is told first."""
    kind, said = first
    if kind != GUESSED:
        return None
    titles, grids = said
    return Sheets(titles=titles, grids=grids)


def sheets_of(answer: Sequence[Frame], guess: Sheets | None = None) -> Sheets:
    """Return what was read, and read again: the guess itself if it is confirmed.

    Raises:
        UsageError: the child refused the file.
    """
    said = dict(answer)
    if REFUSED in said:
        raise UsageError(said[REFUSED])
    differences, read_once = said.get(COMPARED, {}), COMPARED not in said
    if said[READ] is None and guess and not (differences or read_once):
        return guess
    titles, grids = said[READ] or said[GUESSED]
    return Sheets(
        titles=titles, grids=grids, differences=differences, read_once=read_once
    )


def said_first(answer: Sequence[Frame]) -> Any:
    """Return what the first frame holds.

    Raises:
        UsageError: the child refused the file.
    """
    kind, said = answer[0]
    if kind == REFUSED:
        raise UsageError(said)
    return said


class _Plain(pickle.Unpickler):
    """Takes values and a few classes that hold them, and can be made to call nothing."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in PLAIN:
            raise pickle.UnpicklingError(f"{module}.{name} is no plain value")
        return getattr(import_module(module), name)
