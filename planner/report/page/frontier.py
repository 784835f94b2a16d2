"""The page of a frontier: cost against risk as one limit moves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from models.rules import Limit
from planner.compare import NONE
from planner.frontier import Frontier, steers
from planner.report import words
from planner.report.colours import of_series
from planner.report.page.figures import Chart, Page, Section, Table
from planner.report.page.grounds import assumed_in, made_with, terms
from planner.report.page.marks import amount, column, left_out, places_of, signed
from planner.report.swept import ENDINGS, shown, statements

HEIGHT = 320


def page_of(frontier: Frontier) -> Page:
    """Return everything a frontier's report says."""
    case = frontier.case
    plans = [plan for _, plan in frontier.solved]
    kept = [rule.sentence(case) for rule in frontier.others]
    under = "" if frontier.policy == NONE else f", policy “{frontier.policy}”"
    return Page(
        title=case.name,
        kind=f"Cost against risk: {frontier.label}{under}",
        subtitle=(
            f"{words.horizon(case)} · {words.count(len(frontier.steps), 'limit')} · "
            f"{words.count(len(case.scenarios), 'scenario')} · volumes in {case.unit}, "
            f"money in {case.currency}"
        ),
        verdict=[*_ends(frontier), *statements(frontier)],
        head=None,
        alerts=_alerts(frontier),
        sections=[
            Section(
                name="steps",
                title="What each limit costs and leaves",
                charts=list(_charts(frontier)) if len(plans) > 1 else [],
                tables=[_table(frontier)],
                side_by_side=True,
            )
        ],
        closing=[assumed_in(plans[0], kept)] if plans else [],
        terms=list(terms(plans[0])) if plans else (),
        made=f"Made with {made_with(plans[0])}." if plans else "",
    )


def _ends(frontier: Frontier) -> Iterator[str]:
    """Yield what the tightest limit with a plan costs over the loosest."""
    if frontier.loosest is None or len(frontier.solved) == 1:
        return
    loose, free = frontier.loosest
    step, plan = max(frontier.solved, key=lambda each: each[1].expected_cost)
    if plan is free:
        return
    case, premium = frontier.case, plan.expected_cost - free.expected_cost
    part = words.share(premium / abs(free.expected_cost) if free.expected_cost else 0.0)
    yield (
        f"Moving the limit of {frontier.label} from "
        f"{shown(loose.limit, frontier.rule, case)} to "
        f"{shown(step.limit, frontier.rule, case)} costs up to {amount(premium, case)} "
        f"({part}) more."
    )


def _alerts(frontier: Frontier) -> list[str]:
    found = [
        f"{shown(step.limit, frontier.rule, frontier.case)}: {step.why}"
        for step in frontier.steps
        if step.plan is None and step.status != "infeasible"
    ]
    return [*found, *left_out(frontier.case)]


def _charts(frontier: Frontier) -> Iterator[Chart]:
    case, table = frontier.case, frontier.table
    level, money = words.tail(frontier.solved[0][1]), case.currency
    tail = table["cvar_cost"] - (
        frontier.loosest[1].cvar_cost if frontier.loosest else 0
    )
    for place, (title, axis, unit, values) in enumerate(
        (
            ("Cost", "expected cost over the loosest", money, table["premium"]),
            ("Cost of bad outcomes", f"{level} over the loosest", money, tail),
            ("Shortage", "expected shortage", case.unit, table["expected_shortage"]),
            ("Dependence", "share of the largest country", "%", table["country_share"]),
        )
    ):
        yield _curve(frontier, place, _Curve(title, axis, unit, values.tolist()))


@dataclass(frozen=True)
class _Curve:
    title: str
    axis: str
    unit: str
    values: Sequence[float]
    """One for each step; NaN without a plan."""


def _curve(frontier: Frontier, place: int, curve: _Curve) -> Chart:
    rule, case, unit = frontier.rule, frontier.case, curve.unit
    limits = frontier.table["limit"].tolist()
    every = zip(limits, curve.values, strict=True)
    rows = sorted(each for each in every if isfinite(each[1]))
    labels = [shown(limit, rule, case) for limit, _ in rows]
    values = [value for _, value in rows]
    cells = [words.share(each) for each in values] if unit == "%" else column(values)
    head = curve.axis if unit == "%" else f"{curve.axis}, {unit}"
    title = f"{curve.title} against the limit"
    return Chart(
        name=f"curve-{place}",
        kind="curve",
        title=title,
        told=f"{title} of {frontier.label}: a line through every step with a plan.",
        height=HEIGHT,
        data={
            "x": {
                "name": "limit, tighter to the right",
                "unit": _unit(frontier),
                "inverse": not (rule.is_minimum or steers(rule)),
            },
            "y": {"name": curve.axis, "unit": unit},
            "colour": f"#{of_series(place)}",
            "points": [
                {"x": x, "y": y, "label": label}
                for (x, y), label in zip(rows, labels, strict=True)
            ],
            "marks": _marks(frontier),
        },
        tables=[
            Table(
                caption=title,
                columns=(frontier.label, f">{head}"),
                rows=list(zip(labels, cells, strict=True)),
            )
        ],
    )


def _unit(frontier: Frontier) -> str:
    case = frontier.case
    return {
        Limit.SHARE: "%",
        Limit.QUANTITY: case.unit,
        Limit.MONEY: case.currency,
        Limit.DAYS: "days",
    }.get(frontier.unit, "")


def _marks(frontier: Frontier) -> list[dict[str, Any]]:
    bind, last = frontier.binds_from, frontier.last_possible
    marks = {} if bind is None else {bind.limit: "binds from"}
    if last is not None and isfinite(last.limit):
        marks[last.limit] = "last possible"
    said = {at: shown(at, frontier.rule, frontier.case) for at in marks}
    return [{"at": at, "text": f"{text} {said[at]}"} for at, text in marks.items()]


def _table(frontier: Frontier) -> Table:
    case, found = frontier.case, frontier.table
    level = words.tail(frontier.solved[0][1]) if frontier.solved else "CVaR"
    places = places_of([plan for _, plan in frontier.solved]) if frontier.solved else 0
    base_is = "lowest" if steers(frontier.rule) else "loosest"
    units = {
        name: column(found[name].tolist())
        for name in ("expected_shortage", "worst_shortage")
    }
    rows = zip(
        (shown(x, frontier.rule, case) for x in found["limit"]),
        (words.number(x, places) for x in found["expected_cost"]),
        (signed(x, places) if isfinite(x) else words.ABSENT for x in found["premium"]),
        (words.number(x, places) for x in found["cvar_cost"]),
        units["expected_shortage"],
        units["worst_shortage"],
        (words.share(x) for x in found["country_share"]),
        (words.gap(x) for x in found["gap"]),
        map(_remark, *(found[each] for each in ("status", "binds", "short"))),
        strict=True,
    )
    return Table(
        caption=f"Every limit of {frontier.label}",
        note=(
            f"Costs discounted. {level} is the mean of the dearest outcomes. The gap is "
            "how far, at most, a plan is above the best."
        ),
        columns=(
            "limit",
            f">expected cost, {case.currency}",
            f">over the {base_is}, {case.currency}",
            f">{level}, {case.currency}",
            f">expected shortage, {case.unit}",
            f">worst shortage, {case.unit}",
            ">largest country",
            ">gap",
            "",
        ),
        rows=list(rows),
    )


def _remark(status: str, binds: object, short: object) -> str:
    if status in ENDINGS:
        return ENDINGS[status]
    said = {
        "binds": binds,
        "met only by going short": short,
        "stopped early": status != "optimal",
    }
    return "; ".join(text for text, holds in said.items() if holds)
