"""Who goes short in which scenario and why, the likeliest loss first."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from models.case import Case, Demand
from planner.explain.causes_short import upstream
from planner.explain.explanation import Explanation
from planner.report import words
from planner.report.explained.possible_words import listed, per_unit
from planner.report.grid import text, titled

MOST = 8
MOST_ABSENT = 3


def shortages(explanation: Explanation) -> Group:
    """Return a sentence for each demand and curb, about the start that is worst."""
    rows = explanation.shortages.to_dict("records")
    if not rows:
        return titled("Who goes short", text("Nobody, in any scenario."))
    groups: dict[tuple[Any, ...], list[dict[Any, Any]]] = {}
    for row in rows:
        groups.setdefault((row["curbs"], row["demand"]), []).append(row)
    ranked = sorted(groups.values(), key=lambda group: -_expected(group))
    said = [Group(*_group(explanation, group)) for group in ranked[:MOST]]
    more = len(ranked) - MOST
    left = [text(f"… {more:,} more; see --json.", "dim")] if more > 0 else []
    order = _order(explanation)
    return titled("Who goes short, and why", *order, *said, *left)


def _expected(group: list[dict[Any, Any]]) -> float:
    return float(sum(row["probability"] * row["volume"] for row in group))


def _group(
    explanation: Explanation, group: list[dict[Any, Any]]
) -> Iterator[RenderableType]:
    case = explanation.case
    worst = max(group, key=lambda row: row["volume"])
    curbs = listed([str(each) for each in worst["curbs"]]) or "the plan itself"
    chance = words.chance(sum(row["probability"] for row in group))
    starts = words.count(len({row["start"] for row in group}), "start")
    head = text(f"{worst['demand']}", "bold")
    head.append(
        words.clean(
            f" · {curbs} · {starts}, together {chance} likely · "
            f"{words.units(_expected(group), case)} expected"
        )
    )
    yield head
    yield Padding.indent(text(" ".join(_why(explanation, worst))), 2)


def _why(explanation: Explanation, row: dict[Any, Any]) -> Iterator[str]:
    case = explanation.case
    when = words.spans((case.periods[t] for t in row["periods"]), case.periods)
    start = f"At worst, from {row['start']}: " if row["start"] else ""
    yield (
        f"{start}{words.units(row['volume'], case)} are missing in {when}, up to "
        f"{words.share(row['worst_share'])} of the need in {row['worst_period']}."
    )
    for held in row["held"]:
        yield (
            f"{held.source} brings {words.number(held.arriving)} of the "
            f"{words.number(held.planned)} {case.unit} planned then."
        )
    if row["stock_out"]:
        yield f"The stock of {listed(list(row['stock_out']))} is used up."
    if row["full"]:
        yield f"{listed(list(row['full']))} {_gives(row['full'])} (nearly) all there is."
    if row["bound"]:
        yield f"{listed(list(row['bound']))} may not exceed the plan by more (flex)."
    if row["absent"]:
        few = list(row["absent"][:MOST_ABSENT])
        more = len(row["absent"]) - MOST_ABSENT
        rest = [f"{more} more"] if more > 0 else []
        yield f"Not signed, as that costs more than this risk: {listed(few + rest)}."


def _gives(names: tuple[str, ...]) -> str:
    return "gives" if len(names) == 1 else "give"


def _order(explanation: Explanation) -> Iterator[Text]:
    """Yield who is left without first, where several demands share what there is."""
    case = explanation.case
    demands = sorted(case.demands.values(), key=lambda each: each.shortage_cost)
    for together in _sharing(case, demands):
        if len({each.shortage_cost for each in together}) < 2:  # noqa: PLR2004 - no order
            continue
        named = [f"{d.name} ({per_unit(d.shortage_cost, case)})" for d in together]
        said = ", then ".join(named[:4])
        yield text(f"What is missing falls on the cheapest shortage first: {said}.")


def _sharing(case: Case, demands: Sequence[Demand]) -> list[list[Demand]]:
    """Return demands that may be served from the same items, together."""
    groups: list[list[Demand]] = []
    for each in demands:
        from_ = upstream(case, each.item)
        met = [g for g in groups if any(upstream(case, d.item) & from_ for d in g)]
        groups = [group for group in groups if group not in met]
        groups.append([*(demand for group in met for demand in group), each])
    return groups
