"""Plans played against curbs they were not made for, as a page shows them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from planner.web.figures import Table, called, column
from planner.web.figures import part as share
from planner.web.offered import STRESS, VIEW, kept, taken_away
from planner.web.visit import Visit
from planner.web.words import NOTHING, Words, scenario

Row = Mapping[str, Any]
KIND = "stress"


@dataclass(frozen=True)
class Played:
    """What a worker kept of a stress test, and the reader's words."""

    record: Row
    """As `planner stress --json` prints it."""
    view: Row
    words: Words

    @property
    def currency(self) -> str:
        """Return the workbook's currency as readers call it."""
        return self.words.currency(str(self.view["currency"]))

    def money(self, value: float | None) -> str:
        """Return an amount."""
        return self.words.number(value, self.view["places"])

    def between(self, each: Row) -> str:
        """Return a mean with the ends of its confidence interval."""
        low, high = (self.money(each[end]) for end in ("low", "high"))
        ends = self.words("check.horizon", first=low, last=high)
        return f"{self.money(each['mean'])} ({ends})"


def stress_page(visit: Visit, frame: Mapping[str, Any]) -> Response:
    """Show what came of a stress test."""
    run = frame["run"]
    record, view = kept(visit, run, STRESS), kept(visit, run, VIEW)
    found = Played(record, view, visit.words) if record and view else None
    return visit.page(
        "results/stress.html",
        **frame,
        parent=run.parent or "",
        draws=visit.words.number(record.get("draws", 0)),
        tables=list(_tables(found)) if found else [],
        without=[called(each, visit.words) for each in record.get("without_plan", ())],
        **taken_away(visit, run),
    )


def _tables(found: Played) -> Iterator[Table]:
    if found.record["policies"]:
        yield _costs(found)
        yield _shortages(found)
    for each in found.record["losses"]:
        yield _losses(found, each)
    if found.record["regret"]:
        yield _regret(found)


def _costs(found: Played) -> Table:
    """Return what each plan had promised to cost, and what came."""
    words = found.words
    rows = [
        (
            called(each["policy"], words),
            found.money(each["promised"]["expected_cost"]),
            found.between(each["cost"]),
            found.between(each["optimism"]["cost"]),
            found.money(each["promised"]["cvar_cost"]),
            found.money(each["cvar_cost"]),
        )
        for each in found.record["policies"]
    ]
    tail = words("results.tail", level=f"{100 * found.view['level']:.4g}%")
    keys = ("promised", "came", "optimism")
    heads = (
        words("solve.policy"),
        *(words(f"stress.{key}") for key in keys),
        *(words("stress.of", what=tail, which=each) for each in _sides(words)),
    )
    note = words("stress.costs.note", currency=found.currency)
    return Table(words("stress.costs"), heads, rows, range(1, 6), note)


def _sides(words: Words) -> tuple[str, str]:
    return words("stress.promised").lower(), words("stress.came").lower()


def _shortages(found: Played) -> Table:
    """Return what each plan had promised to leave unserved, and what came."""
    words, every = found.words, found.record["policies"]
    promised = column([each["promised"]["expected_shortage"] for each in every], words)
    came = column([each["shortage"]["mean"] for each in every], words)
    rows = [
        (
            called(each["policy"], words),
            promised[place],
            came[place],
            share(each["promised"]["short_probability"], words, 2),
            share(each["short_probability"]["mean"], words, 2),
        )
        for place, each in enumerate(every)
    ]
    heads = [
        words("stress.of", what=words(f"stress.{what}"), which=one)
        for what in ("short", "chance")
        for one in _sides(words)
    ]
    note = words("plan.in", unit=found.view["unit"])
    title = words("stress.shortages")
    return Table(title, (words("solve.policy"), *heads), rows, range(1, 5), note)


def _losses(found: Played, losses: Row) -> Table:
    """Return how long each source can be missed, and until when it is back."""
    words, worst = found.words, losses["worst"]
    short = column([each["shortage"] for each in worst], words)
    rows = [
        (
            each["value"],
            words.period(each["start"]),
            words("cover.never") if each["cover"] is None else _months(each["cover"]),
            _months(each["recovery"]),
            _months(each["gap"]),
            missing,
            found.money(each["cost"]),
        )
        for each, missing in zip(worst, short, strict=True)
    ]
    keys = ("source", "start", "cover", "recovery", "gap")
    heads: Sequence[str] = (
        *(words(f"stress.{key}") for key in keys),
        f"{words('plan.shortage')}, {found.view['unit']}",
        f"{words('plan.cost')}, {found.currency}",
    )
    title = words("stress.losses", policy=called(losses["policy"], words))
    return Table(title, heads, rows, range(2, 7), words("stress.losses.note"))


def _months(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.3g}"


def _regret(found: Played) -> Table:
    words = found.words
    rows = [
        (
            called(each["policy"], words),
            found.money(each["worst"]),
            scenario(str(each["history"]), words),
            found.money(each["mean"]),
        )
        for each in found.record["regret"]
    ]
    heads = (
        words("solve.policy"),
        f"{words('regret.worst')}, {found.currency}",
        words("regret.scenario"),
        f"{words('regret.mean')}, {found.currency}",
    )
    return Table(words("stress.regret"), heads, rows, (1, 3))
