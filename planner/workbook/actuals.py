"""What was received and counted since a plan was made: a workbook of three sheets."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from planner.errors import InputError, Problem
from planner.workbook import look, save
from planner.workbook.apart import content_of
from planner.workbook.column import amount
from planner.workbook.findings import CellError
from planner.workbook.foreign import Foreign, cell, titles_and_sheets
from planner.workbook.kinds import ACTUALS, mistaken
from planner.workbook.periods import label
from planner.workbook.values import Understood, is_blank, parser, text
from planner.workbook.words import fold, header, quoted, spelled, suggest, unknown

RECEIVED, STOCK, BEGUN = "Received", "Stock", "Curbs"
SHEETS: Mapping[str, tuple[str, ...]] = {
    RECEIVED: ("offer", "period", "volume"),
    STOCK: ("item", "volume"),
    BEGUN: ("curb", "start"),
}
"""Headers of each sheet."""
NOTES = {
    RECEIVED: "What arrived of each delivery. A delivery not listed came as planned: "
    "write 0 where nothing came.",
    STOCK: "What was counted at the start of the first period to plan. An item not "
    "listed is as planned.",
    BEGUN: "Curbs that have begun, each with its first period. Leave empty if none has.",
}
WIDTHS = (26, 14, 14)
NOTE = "note"
NOTHING = Problem(
    RECEIVED,
    "",
    "the sheet is missing",
    f"there is nothing to read without it or a sheet {STOCK}",
    ACTUALS.source,
)


@dataclass(frozen=True)
class Actuals:
    """What has happened since a plan was made; what is not listed came as planned."""

    source: str = ""
    received: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Units that arrived, by offer and period label."""
    stock: Mapping[str, float] = field(default_factory=dict)
    """Units counted, by item."""
    begun: Mapping[str, str] = field(default_factory=dict)
    """Label of the first period of each curb that has begun."""
    cells: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    """Where each stands, by its key; of an item's stock `(item,)`."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What may be named in such a workbook."""

    offers: Iterable[str]
    items: Iterable[str]
    curbs: Iterable[str]
    past: Sequence[str]
    """Labels of the periods before the first to plan."""
    at: str
    """The first period to plan."""
    length: str
    """`month`, `quarter` or `year`."""


def read_actuals(path: Path, known: Known) -> Actuals:
    """Return what a workbook of actual figures says.

    Raises:
        InputError: cells of it are wrong; all that are, at once.
        UsageError: it cannot be opened, or is no workbook.
    """
    titles, found = titles_and_sheets(content_of(path), path.name, list(SHEETS))
    mistake = mistaken(titles, path.name, ACTUALS) or (None if found else NOTHING)
    if mistake:
        raise InputError(mistake)
    reading = _Reading(known)
    for title in titles:
        if header(title) not in map(header, SHEETS) and not header(title).startswith(
            NOTE
        ):
            hint = suggest(title, SHEETS, f"let its name start with {NOTE}")
            why = f"the sheets are {', '.join(SHEETS)}"
            reading.problems.append(
                Problem(title, "", "there is no such sheet", why, hint)
            )
    for name, sheet in found.items():
        reading.sheet(name, sheet)
    if reading.problems:
        raise InputError(*reading.problems)
    return Actuals(
        path.name, reading.received, reading.stock, reading.begun, reading.cells
    )


class _Reading:
    """The rows of each sheet, and what is wrong with them."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.problems: list[Problem] = []
        self.received: dict[tuple[str, str], float] = {}
        self.stock: dict[str, float] = {}
        self.begun: dict[str, str] = {}
        self.cells: dict[tuple[str, ...], str] = {}
        self.number = parser(amount("volume", "", "", "unit", required=True), None)

    def sheet(self, name: str, sheet: Foreign) -> None:
        """Read one sheet."""
        numbers = [n for n in sheet.numbers if _filled(sheet.rows[n])]
        heads = (
            [header(str(x)) if x is not None else "" for x in sheet.rows[numbers[0]]]
            if numbers
            else []
        )
        missing = [each for each in SHEETS[name] if each not in heads]
        if missing:
            if numbers or name != BEGUN:
                self._fault(
                    sheet,
                    cell(numbers[0], 0) if numbers else "",
                    CellError(
                        f"there is no column {', '.join(missing)}",
                        f"the sheet has the columns {', '.join(SHEETS[name])}",
                        "write the headers in its first row",
                    ),
                )
            return
        columns = {each: heads.index(each) for each in SHEETS[name]}
        for number in numbers[1:]:
            self._row(name, sheet, number, columns)

    def _fault(self, sheet: Foreign, where: str, fault: CellError) -> None:
        self.problems.append(
            Problem(sheet.title, where, fault.what, fault.why, fault.hint)
        )

    def _row(
        self, name: str, sheet: Foreign, number: int, columns: Mapping[str, int]
    ) -> None:
        ways: Mapping[str, Callable[[object], Any]] = {
            "offer": lambda value: _named(value, self.known.offers, "offer"),
            "item": lambda value: _named(value, self.known.items, "item"),
            "curb": lambda value: _named(value, self.known.curbs, "curb"),
            "period": self._past,
            "start": self._start,
            "volume": self._volume,
        }
        values, sound = [], True
        for column, place in columns.items():
            try:
                values.append(ways[column](sheet.value(number, place)))
            except CellError as fault:
                self._fault(sheet, cell(number, place), fault)
                sound = False
        if sound:
            self._keep(name, sheet, number, values)

    def _keep(self, name: str, sheet: Foreign, number: int, values: list[Any]) -> None:
        *key, value = values
        target: Any = {RECEIVED: self.received, STOCK: self.stock, BEGUN: self.begun}
        kept, whole = target[name], tuple(key) if len(key) > 1 else key[0]
        where = f"{sheet.title}!{cell(number, 0)}"
        if whole in kept:
            self._fault(
                sheet,
                cell(number, 0),
                CellError(
                    f"{', '.join(key)} is there twice",
                    f"it stands in {self.cells[tuple(key)]} too",
                    "write one row, with the sum",
                ),
            )
            return
        kept[whole] = value
        self.cells[tuple(key)] = where

    def _volume(self, value: object) -> float:
        if isinstance(value, CellError):
            raise value
        if is_blank(value):
            raise CellError(
                "volume is blank", "a number belongs here", "write it, 0 if nothing"
            )
        read = self.number(value)
        return float(read.value if isinstance(read, Understood) else read)

    def _past(self, value: object) -> str:
        named = self._label(value)
        if named not in self.known.past:
            first = self.known.past[0] if self.known.past else self.known.at
            raise CellError(
                f"{named} is no period that is over",
                f"received is what came from {first} to before {self.known.at}",
                "delete the row, or name an earlier period",
            )
        return named

    def _start(self, value: object) -> str:
        named = self._label(value)
        if named > self.known.at:
            raise CellError(
                f"{named} is after {self.known.at}",
                "a curb that has begun began before the first period to plan, or in it",
                "delete the row: what may still come is in the planning workbook",
            )
        return named

    def _label(self, value: object) -> str:
        if isinstance(value, CellError):
            raise value
        if is_blank(value):
            raise CellError(
                "the period is blank",
                "it says when",
                f"write it like {self.known.at}",
            )
        return label(value, self.known.length)


def _filled(row: Sequence[object]) -> bool:
    return any(not is_blank(each) for each in row)


def _named(value: object, known: Iterable[str], kind: str) -> str:
    if isinstance(value, CellError):
        raise value
    names = spelled(known)
    written = text(value) if not is_blank(value) else ""
    found = names.get(fold(written))
    if found is None:
        why, hint = unknown(written, names.values(), kind)
        what = (
            f"there is no {kind} {quoted(written)}" if written else f"{kind} is blank"
        )
        raise CellError(what, why, hint)
    return found


def write_actuals(
    path: Path,
    received: Iterator[tuple[str, str, float]],
    stock: Iterator[tuple[str, float]],
) -> None:
    """Write a workbook to fill in, with the figures as they were planned.

    Raises:
        UsageError: the place cannot be written.
    """
    book = Workbook()
    book.remove(book["Sheet"])
    rows: Mapping[str, Iterable[tuple[object, ...]]] = {
        RECEIVED: received,
        STOCK: stock,
        BEGUN: (),
    }
    for name, heads in SHEETS.items():
        page = book.create_sheet(name)
        for place, head in enumerate((*heads, f"{NOTE}: {NOTES[name]}"), start=1):
            look.put(page.cell(1, place), head)
            page.cell(1, place).font = look.font(bold=True)
        for number, row in enumerate(rows[name], start=2):
            for place, value in enumerate(row, start=1):
                look.put(page.cell(number, place), value)
        for place, wide in enumerate(WIDTHS):
            page.column_dimensions["ABC"[place]].width = wide
        page.freeze_panes = "A2"
    save.save(book, path)
