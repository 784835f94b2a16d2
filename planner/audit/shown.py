"""Whether the sheets that people read show the figures that were audited."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import isfinite

from models.case import Case, Vector
from planner.audit.decided import Decided, Stated
from planner.audit.exact import Kind, exact
from planner.audit.findings import Row
from planner.workbook import plan_book
from planner.workbook.shown import Line, Shown

PLAN, RUN, COSTS, SCENARIOS = (
    plan_book.PLAN_SHEET,
    plan_book.RUN_SHEET,
    "Costs",
    "Scenarios",
)
SHEETS = (PLAN, COSTS, SCENARIOS, RUN)
EXPECTED = "expected"
"""First row of the sheet Scenarios."""


def shown(case: Case, decided: Decided, said: Stated, sheets: Shown) -> Iterator[Row]:
    """Yield each figure of the sheets Plan, Costs, Scenarios and Run.

    Against ``decided`` and ``said``, which are audited themselves.
    """
    yield from _volumes(case, decided, sheets)
    yield from _lines(said, sheets)
    yield from _deliveries(case, decided, sheets)
    yield from _scenarios(case, said, sheets)
    yield from _run(said, sheets)


def _same(sheet: str, name: str, found: object, figure: float, place: str = "") -> Row:
    words = f"the sheet {sheet} shows the audited figure"
    if not isinstance(found, int | float) or not isfinite(found):
        return Row(words, Fraction(1), name=name, scenario=place, kind=Kind.EXACT)
    miss, size = abs(exact(found) - exact(figure)), abs(exact(figure))
    return Row(words, miss, size, name, place, kind=Kind.RECOMPUTED)


def _volumes(case: Case, decided: Decided, sheets: Shown) -> Iterator[Row]:
    """Yield the volumes of the plan, and that none of note is left out."""
    bare = next(each.name for each in case.scenarios if not each.strikes)
    plan = decided.responses[bare]
    none = (0.0,) * len(case.periods)
    families = {plan_book.OUTPUT: plan.output, plan_book.UNSERVED: plan.unserved}
    seen = set()
    for line in sheets.table(PLAN, "what"):
        kind, name = line["what"], str(line["name"])
        family = families.get(kind, plan.deliveries)
        if kind == plan_book.ALL:
            volumes = _of_item(case, plan.deliveries, name) or none
        elif kind == plan_book.ORDERED:
            offer = case.offers.get(name)
            volumes = offer.commitment if offer else none
        else:
            volumes = family.get(name, none)
            seen.add((kind if kind in families else plan_book.DELIVERY, name))
        for period, volume in zip(case.periods, volumes, strict=True):
            yield _same(PLAN, name, line.get(period), volume, period)
        yield _same(PLAN, name, line["total"], sum(volumes), "total")
    for kind, family in {plan_book.DELIVERY: plan.deliveries, **families}.items():
        for name, volumes in family.items():
            if (kind, name) not in seen:
                yield _same(PLAN, name, 0.0, sum(volumes), kind)


def _of_item(
    case: Case, deliveries: Mapping[str, Vector], item: str
) -> tuple[float, ...]:
    rows = [x for name, x in deliveries.items() if case.offers[name].item == item]
    return tuple(map(sum, zip(*rows, strict=True)))


def _lines(said: Stated, sheets: Shown) -> Iterator[Row]:
    """Yield the lines of the expected cost, which are in the order of the statement."""
    lines = [*sheets.table(COSTS, "line")]
    figures = [*said.cost.items(), ("expected cost", said.expected_cost)]
    missing = Fraction(abs(len(lines) - len(figures)))
    yield Row(f"the sheet {COSTS} has every line", missing, kind=Kind.EXACT)
    for line, (name, figure) in zip(lines, figures, strict=False):
        yield _same(COSTS, name, line.get(EXPECTED), figure)


def _deliveries(case: Case, decided: Decided, sheets: Shown) -> Iterator[Row]:
    """Yield each delivery's volume, and its cost, which is volume times price."""
    bare = next(each.name for each in case.scenarios if not each.strikes)
    planned = decided.responses[bare].deliveries
    for line in sheets.table(COSTS, "offer"):
        name, period = str(line["offer"]), str(line["deliver in"])
        volume = dict(zip(case.periods, planned.get(name, ()), strict=False)).get(
            period, 0.0
        )
        yield _same(COSTS, name, line["volume"], volume, period)
        yield _same(COSTS, name, line["cost"], volume * line["landed price"], period)


def _scenarios(case: Case, said: Stated, sheets: Shown) -> Iterator[Row]:
    """Yield each scenario's probability, cost and shortage, and what is expected."""
    lines = {
        str(each["scenario"]): each for each in sheets.table(SCENARIOS, "scenario")
    }
    mean = sum(each.probability * said.outcomes[each.name] for each in case.scenarios)
    first = said.expected_cost - mean
    rows = [(EXPECTED, 1.0, mean, said.expected_shortage)]
    rows += [
        (
            each.name,
            each.probability,
            said.outcomes[each.name],
            said.shortages[each.name],
        )
        for each in case.scenarios
    ]
    size = max(abs(cost) for _, _, cost, _ in rows)
    for name, chance, cost, short in rows:
        line: Line = lines.get(name, {})
        yield _same(SCENARIOS, name, line.get("probability"), chance)
        yield _same(SCENARIOS, name, line.get("shortage"), short)
        for column, figure in (("cost", cost), ("with signing", cost + first)):
            row = _same(SCENARIOS, name, line.get(column), figure)
            yield row._replace(size=row.size + exact(size))


def _run(said: Stated, sheets: Shown) -> Iterator[Row]:
    """Yield the objective, and the bound and gap where they are known."""
    lines = {
        str(x["what"]).split(",")[0]: x["value"] for x in sheets.table(RUN, "what")
    }
    figures = {
        "objective": said.objective,
        "bound": said.bound,
        "relative gap": said.gap,
    }
    for name, figure in figures.items():
        if isfinite(figure):
            yield _same(RUN, name, lines.get(name), figure)
