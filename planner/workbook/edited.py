"""A plan workbook in which a buyer has edited volumes, read back with every fault."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.case import Case, Vector
from planner.errors import InputError, Problem, UsageError
from planner.workbook import plan_book
from planner.workbook.apart import content_of
from planner.workbook.column import amount
from planner.workbook.findings import CellError
from planner.workbook.foreign import Foreign, cell, titles_and_sheets
from planner.workbook.kinds import PLAN, mistaken
from planner.workbook.periods import PER_YEAR, label, looks_like_period
from planner.workbook.plan_book import PlanBook, plan_book_of
from planner.workbook.values import Understood, is_blank, parser, text
from planner.workbook.words import clean, fold, header, listed, quoted, spelled, unknown

WHAT, NAME = "what", "name"
"""Headers of the sheet Plan that are needed, besides the periods."""
UNSIGNED = {"no", "not signed", "do not sign", "unsigned", "not sign"}
"""What a row may say of a contract that is not to be signed."""
ROUNDED = 1e-6
"""Relative difference by which a figure may miss what it was."""
READ_BACK = "name a workbook that planner solve wrote, with only its volumes changed"
SOLVE_AGAIN = "solve again and edit that plan, or name the workbook it was made from"
NEEDED = (plan_book.PLAN_SHEET, plan_book.RUN_SHEET, plan_book.SHEET)
Fault = Callable[[str, str, str, str], None]
"""Takes a cell of the sheet Plan, what is wrong, why, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Edited:
    """Volumes and contracts as a buyer wants them, and where they were written."""

    source: str
    """Name of the file."""
    policy: str
    """For which the plan was made that was edited."""
    volumes: Mapping[str, Vector]
    """Units of the plan by period, of every offer; what has no row is zero."""
    signed: frozenset[str]
    """Contracts that have a row which does not say no."""
    refused: frozenset[str]
    """Contracts whose row says no."""
    places: Mapping[tuple[str, str], str]
    """Address of a volume, `Plan!H7`, by offer and period."""
    rows: Mapping[str, str]
    """Address of an offer's name; of the whole sheet where it has no row."""
    before: Mapping[str, Vector]
    """What the plan took when it was written."""
    remarks: tuple[str, ...] = ()

    def place(self, offer: str, period: str) -> str:
        """Return the cell of a volume; the sheet where the offer has no row."""
        return self.places.get((offer, period), plan_book.PLAN_SHEET)

    def row(self, offer: str) -> str:
        """Return the cell of an offer's name; the sheet where it has no row."""
        return self.rows.get(offer, plan_book.PLAN_SHEET)


def read_edited(path: Path, case: Case) -> Edited:
    """Return what a plan workbook asks for, its volumes edited.

    Raises:
        InputError: it is no plan of this workbook, or a cell of it is wrong; all that
            are, at once.
        UsageError: it cannot be opened, or is no workbook.
    """
    titles, found = titles_and_sheets(content_of(path), path.name, NEEDED)
    missing = [each for each in NEEDED if each not in found]
    if missing:
        raise InputError(mistaken(titles, path.name, PLAN) or _without(missing, path))
    plan, book = found[plan_book.PLAN_SHEET], _book(found, path.name)
    problems: list[Problem] = [*_of_another(found, book, case)]

    def fault(where: str, what: str, why: str, hint: str) -> None:
        problems.append(Problem(plan.title, where, what, why, hint))

    head = _head(plan)
    if head is None:
        fault(
            "",
            f"no row has the headers {WHAT} and {NAME}",
            "below them stand the volumes",
            READ_BACK,
        )
        raise InputError(*problems)
    sheet = _Sheet(plan, head, case, fault, book)
    edited = sheet.edited(path.name, _policy(found[plan_book.RUN_SHEET], book))
    if problems:
        raise InputError(*problems)
    return edited


def _without(missing: Sequence[str], path: Path) -> Problem:
    what = f"the sheets {listed(missing)} are" if missing[1:] else "the sheet is"
    why = f"{path.name} is no plan workbook without it"
    return Problem(missing[0], "", f"{what} missing", why, READ_BACK)


def _book(found: Mapping[str, Foreign], name: str) -> PlanBook:
    try:
        return plan_book_of(found[plan_book.SHEET].dense(), name)
    except UsageError as error:
        problem = Problem(
            plan_book.SHEET, "", str(error), "it is written by the planner", READ_BACK
        )
        raise InputError(problem) from error


def _of_another(
    found: Mapping[str, Foreign], book: PlanBook, case: Case
) -> Iterator[Problem]:
    """Yield why the plan is not one of this workbook as it is now."""
    run = found[plan_book.RUN_SHEET]
    row = next((n for n in run.numbers if run.value(n, 0) == plan_book.HASH), None)
    stated = None if row is None else run.value(row, 1)
    said = book.name_of(plan_book.MADE_FROM)
    if stated == said == case.digest:
        return
    where = "" if row is None else cell(row, 1)
    name = Path(case.source).name
    yield Problem(
        run.title,
        where,
        f"the plan was not made from {name} as it is now",
        f"its SHA-256 is {case.digest[:12]}…, here stands {str(stated)[:12]}…"
        if stated == said
        else "the fingerprint was changed",
        SOLVE_AGAIN,
    )


def _policy(run: Foreign, book: PlanBook) -> str:
    """Return the policy that the sheet Run names."""
    row = next((n for n in run.numbers if run.value(n, 0) == plan_book.MADE_FOR), None)
    named = None if row is None else run.value(row, 1)
    return named if isinstance(named, str) else book.name_of(plan_book.MADE_FOR)


def _head(plan: Foreign) -> int | None:
    """Return the row of the headers."""
    for number in plan.numbers:
        heads = [header(str(each)) for each in plan.rows[number] if each is not None]
        if WHAT in heads and NAME in heads:
            return number
    return None


class _Sheet:
    """The sheet of volumes: its columns, and then its rows one by one."""

    def __init__(
        self, plan: Foreign, head: int, case: Case, fault: Fault, book: PlanBook
    ) -> None:
        self.plan, self.case, self.fault, self.head = plan, case, fault, head
        self.names = spelled(case.offers)
        self.columns: dict[str, int] = {}
        """Place of each column and period."""
        for place, value in enumerate(plan.rows[head]):
            self._column(place, value)
        for period in case.periods:
            if period not in self.columns:
                self.fault(
                    cell(head, 0),
                    f"there is no column {period}",
                    "a plan has a column for each period of the workbook",
                    SOLVE_AGAIN,
                )
        self.read = parser(amount("volume", "", "", "unit", required=True), None)
        bare = next(each.name for each in case.scenarios if not each.strikes)
        self.was = {
            (line.what, line.name): line.volumes
            for line in book.lines
            if book.periods == case.periods
            if line.scenario == bare and line.what in plan_book.OF_PLAN
        }

    def _column(self, place: int, value: object) -> None:
        if is_blank(value):
            return
        length = {n: word for word, n in PER_YEAR.items()}[self.case.periods_per_year]
        name = header(str(value))
        if looks_like_period(value):
            try:
                name = label(value, length)
            except CellError as error:
                self.fault(cell(self.head, place), error.what, error.why, SOLVE_AGAIN)
                return
            if name not in self.case.periods:
                first, last = self.case.periods[0], self.case.periods[-1]
                self.fault(
                    cell(self.head, place),
                    f"{name} is no period of the workbook",
                    f"it plans from {first} to {last}",
                    SOLVE_AGAIN,
                )
        if name in self.columns:
            self.fault(
                cell(self.head, place),
                f"{name} is there twice",
                "each column has a header of its own",
                "delete one of the columns",
            )
        self.columns[name] = place

    def edited(self, source: str, policy: str) -> Edited:
        """Return what the rows ask for."""
        none = (0.0,) * len(self.case.periods)
        volumes = dict.fromkeys(self.case.offers, none)
        rows: dict[str, str] = {}
        places: dict[tuple[str, str], str] = {}
        signed: set[str] = set()
        refused: set[str] = set()
        remarks: list[str] = []
        for number in self.plan.numbers:
            if number <= self.head or not any(
                not is_blank(each) for each in self.plan.rows[number]
            ):
                continue
            what = fold(str(self._at(number, WHAT) or ""))
            if what in plan_book.COMPUTED:
                remarks += self._changed(number, what)
                continue
            offer = self._offer(number, rows)
            if offer is None:
                continue
            rows[offer] = f"{self.plan.title}!{cell(number, self.columns[NAME])}"
            volumes[offer] = self._volumes(number, offer, places)
            if not self.case.offers[offer].free_to_sign:
                (refused if what in UNSIGNED else signed).add(offer)
        return Edited(
            source=source,
            policy=policy,
            volumes=volumes,
            signed=frozenset(signed),
            refused=frozenset(refused),
            places=places,
            rows=rows,
            before={
                name: self.was.get((plan_book.DELIVERY, name), none) or none
                for name in self.case.offers
            },
            remarks=tuple(remarks),
        )

    def _at(self, row: int, column: str) -> object:
        place = self.columns.get(column)
        return None if place is None else self.plan.value(row, place)

    def _offer(self, row: int, seen: Mapping[str, str]) -> str | None:
        """Return the offer a row is about, as the workbook spells it."""
        where, value = cell(row, self.columns[NAME]), self._at(row, NAME)
        if isinstance(value, CellError):
            self.fault(where, value.what, value.why, value.hint)
            return None
        if is_blank(value):
            if any(not is_blank(self._at(row, t)) for t in self.case.periods):
                self.fault(
                    where,
                    "the row has volumes and no name",
                    "a volume belongs to an offer",
                    "write the offer, or clear the row",
                )
            return None
        try:
            written = text(value)
        except CellError as error:
            self.fault(where, error.what, error.why, error.hint)
            return None
        offer = self.names.get(fold(written))
        if offer is None:
            why, hint = unknown(written, self.case.offers, "offer")
            self.fault(where, f"there is no offer {quoted(written)}", why, hint)
        elif offer in seen:
            self.fault(
                where,
                f"{offer} is there twice",
                f"it stands in {seen[offer]} too",
                "write all of its volumes in one row",
            )
            return None
        return offer

    def _volumes(
        self, row: int, offer: str, places: dict[tuple[str, str], str]
    ) -> Vector:
        found = []
        for period in self.case.periods:
            place = self.columns.get(period)
            if place is None:
                found.append(0.0)
                continue
            where = cell(row, place)
            places[offer, period] = f"{self.plan.title}!{where}"
            found.append(self._volume(where, self.plan.value(row, place)))
        return tuple(found)

    def _volume(self, where: str, value: object) -> float:
        """Return a volume; a blank cell is none."""
        if isinstance(value, CellError):
            self.fault(where, value.what, value.why, value.hint)
            return 0.0
        if is_blank(value):
            return 0.0
        try:
            read = self.read(value)
        except CellError as error:
            self.fault(where, error.what, error.why, error.hint)
            return 0.0
        return float(read.value if isinstance(read, Understood) else read)

    def _changed(self, row: int, what: str) -> Sequence[str]:
        """Return a remark on a row that is reckoned and was edited."""
        name = clean(str(self._at(row, NAME) or ""))
        was = self.was.get((what, name))
        if was is None:
            return ()
        now = [self._at(row, period) for period in self.case.periods]
        changed = [
            period
            for period, old, new in zip(self.case.periods, was, now, strict=True)
            if not isinstance(new, int | float)
            or abs(new - old) > ROUNDED * max(1.0, abs(old))
        ]
        if not changed:
            return ()
        where = f"{self.plan.title}!{cell(row, self.columns[changed[0]])}"
        remark = (
            f"{where} · {what} of {name} was changed in {listed(changed, 3)}: it "
            "follows from the deliveries and is decided anew, so that is not used"
        )
        return (remark,)
