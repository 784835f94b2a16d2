"""A frontier on a terminal and as JSON: what each step of a limit costs and risks."""

from collections.abc import Iterator, Sequence
from math import isfinite, nan
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from models.case import Case
from models.rules import Limit, Rule
from planner.frontier import Frontier, Step, steers
from planner.report import words
from planner.report.grid import MOST_COLUMNS, bar, empty_table, text, titled
from planner.report.record import plain, plan_record

LENGTH = 40
"""Characters of the longest bar."""
ENDINGS = {
    "infeasible": "impossible",
    "time_limit": "no plan yet",
    "interrupted": "not solved",
    "failed": "failed",
}
"""What is said of a step without a plan."""


def shown(limit: float, rule: Rule, case: Case) -> str:
    """Return a limit as a buyer writes it, to four figures."""
    if not isfinite(limit):
        return words.ABSENT
    return {
        Limit.SHARE: f"{100 * limit:.4g}%",
        Limit.QUANTITY: words.units(limit, case),
        Limit.MONEY: words.money(limit, case),
        Limit.DAYS: f"{words.number(limit)} days",
    }.get(rule.limit_is, words.number(limit))


def first_line(rules: Sequence[Rule], case: Case) -> str:
    """Return the line that tells what is about to be done; one rule for each step."""
    limits = [shown(getattr(each, "limit", nan), each, case) for each in rules]
    first = "" if steers(rules[0]) else "; first the plan without it"
    return f"{rules[0].rule} from {limits[0]} to {limits[-1]} in {len(limits)} steps{first}"


def step_line(rule: Rule, case: Case, step: Step, done: int, every: int) -> str:
    """Return the line that tells a step has ended, or a limit was tried (0 done)."""
    limit = shown(step.limit, rule, case)
    if not done:
        known = "possible" if step.plan else ENDINGS.get(step.status, step.status)
        return f"last possible limit · {limit}: {known}"
    head = f"{done} of {every} · {limit}"
    if step.plan is None:
        return f"{head}: {step.why}"
    gap = words.gap(step.plan.gap)
    return f"{head}: {words.money(step.plan.expected_cost, case)}, gap {gap}"


def show_frontier(
    frontier: Frontier, console: Console, *, written: Sequence[Path] = ()
) -> None:
    """Print the table and chart of a frontier, what follows, and the files written."""
    wide = min(console.width, MOST_COLUMNS)
    ascii_only = console.options.ascii_only
    said = [text(each) for each in statements(frontier)]
    sections = [_steps(frontier), *_charts(frontier, ascii_only=ascii_only)]
    for section in (*sections, *([titled("What follows", *said)] if said else [])):
        console.print(section, width=wide)
        console.print()
    for path in written:
        console.print(text(f"Written: {path}"), soft_wrap=True)


def _title(frontier: Frontier) -> str:
    under = "" if frontier.policy == "none" else f", policy {frontier.policy}"
    return f"Cost against {frontier.label}{under}"


def _steps(frontier: Frontier) -> object:
    case = frontier.case
    table = empty_table(
        ">limit",
        ">expected cost",
        ">premium",
        ">%",
        f">CVaR {_tail(frontier)}",
        ">short",
        f">worst, {words.clean(case.unit)}",
        ">country",
        ">gap",
        "",
    )
    rows = frontier.table.to_dict("records")
    base = frontier.loosest[1].expected_cost if frontier.loosest else 0.0
    for row, step in zip(rows, frontier.steps, strict=True):
        limit = shown(step.limit, frontier.rule, case)
        if step.plan is None:
            table.add_row(limit, ENDINGS.get(step.status, step.status))
            continue
        part = row["premium"] / abs(base) if base else 0.0
        table.add_row(
            limit,
            f"{row['expected_cost']:,.0f}",
            f"{row['premium'] + 0.0:,.0f}",
            f"{part:+.1%}",
            f"{row['cvar_cost']:,.0f}",
            words.share(row["expected_shortage_share"]),
            f"{row['worst_shortage']:,.0f}",
            words.share(row["country_share"]),
            words.gap(row["gap"]),
            text(_mark(row), "dim"),
        )
    base_is = "lowest" if steers(frontier.rule) else "loosest"
    note = f"{case.currency}, expected and discounted; premium over the {base_is} limit"
    return titled(_title(frontier), table, note=note)


def _tail(frontier: Frontier) -> str:
    level = frontier.solved[0][1].level if frontier.solved else frontier.case.risk_level
    return f"{100 * level:.10g}%"


def _mark(row: dict[Any, Any]) -> str:
    marks = {
        "binds": row["binds"],
        "short": row["short"],
        "stopped": row["status"] != "optimal",
    }
    return ", ".join(mark for mark, holds in marks.items() if holds)


def _charts(frontier: Frontier, *, ascii_only: bool) -> Iterator[object]:
    """Yield bars of expected cost, and of CVaR where it is what the rule weighs."""
    named = {"expected_cost": "Expected cost"}
    if steers(frontier.rule):
        named["cvar_cost"] = f"CVaR {_tail(frontier)}"
    for column, name in named.items() if frontier.solved else ():
        bars = _bars(frontier, column, ascii_only=ascii_only)
        title = f"{name} against {frontier.rule.rule}"
        yield titled(title, bars, note="above the lowest of the steps")


def _bars(frontier: Frontier, column: str, *, ascii_only: bool) -> Table:
    costs = frontier.table[column]
    least, most = costs.min(), costs.max()
    table = empty_table("", "", "", show_header=False)
    table.columns[0].justify = "right"
    for limit, cost in zip(frontier.table["limit"], costs, strict=True):
        above = (cost - least) / (most - least) if most > least else 0.0
        known = isfinite(cost)
        table.add_row(
            shown(limit, frontier.rule, frontier.case),
            bar(above, LENGTH, ascii_only=ascii_only) if known else "",
            f"+{cost - least:,.0f}" if known else text("no plan", "dim"),
        )
    return table


def statements(frontier: Frontier) -> list[str]:
    """Return what a frontier shows, in sentences."""
    return [
        *_binding(frontier),
        *_ends(frontier),
        *_short(frontier),
        *(
            f"{each} of the policy '{frontier.policy}' gives way to the limits above."
            for each in frontier.replaced
        ),
        *dict.fromkeys(n for _, plan in frontier.solved for n in plan.run.notes),
    ]


def _binding(frontier: Frontier) -> Iterator[str]:
    def said(limit: float) -> str:
        return shown(limit, frontier.rule, frontier.case)

    without, bind = frontier.without, frontier.binds_from
    if without is None:
        return
    if without.plan is None:
        yield f"Where it starts to bind is not known, without the rule: {without.why}"
    elif bind is None:
        yield "It never binds: the plan without the rule keeps every one of these limits."
    else:
        first = frontier.first_bound
        step = f" The first step that binds is {said(first.limit)}." if first else ""
        early = "" if without.plan.status == "optimal" else " (stopped early)"
        yield (
            f"Binds from {said(bind.limit)}: that is what the plan without the rule has"
            f"{early}, and any tighter limit excludes that plan.{step}"
        )
        if bind.free_to != bind.limit:
            yield (
                f"Down to the step {said(bind.free_to)} another plan costs no more, "
                "within the gaps."
            )


def _ends(frontier: Frontier) -> Iterator[str]:
    def said(limit: float) -> str:
        return shown(limit, frontier.rule, frontier.case)

    last = frontier.last_possible
    ended = {each.status for each in frontier.steps if each.plan is None}
    if not frontier.solved:
        yield "None of these limits is known to be possible."
    if last is not None and last.why:
        yield (
            f"Last possible limit: {said(last.limit)} is possible and "
            f"{said(last.impossible)} is not; in between it is not known. {last.why}"
        )
    elif last is not None:
        yield (
            f"Last possible limit: {said(last.limit)}, found by bisection; "
            f"{said(last.impossible)} is impossible."
        )
    elif not ended and frontier.without is not None:
        yield "Every one of these limits is possible."
    elif "infeasible" in ended:
        yield "No plan satisfies the policy's other rules, whatever the limit."
    unproved = [s for s in frontier.steps if not s.plan and s.status != "infeasible"]
    if unproved:
        which = ", ".join(said(each.limit) for each in unproved)
        yield f"Neither a plan nor a proof that there is none: {which}."


def _short(frontier: Frontier) -> Iterator[str]:
    short = [step.limit for step, plan in frontier.solved if frontier.is_short(plan)]
    if short:
        which = ", ".join(shown(x, frontier.rule, frontier.case) for x in short)
        yield f"Met only by going short, compared with no rules at all: {which}."


def frontier_record(frontier: Frontier) -> dict[str, object]:
    """Return a frontier as other programs read it."""
    bind, last = frontier.binds_from, frontier.last_possible
    rows = frontier.table.to_dict("records")
    return {
        "policy": frontier.policy,
        "rule": frontier.label,
        "limit_counts": str(frontier.unit),
        "kept": [str(each) for each in frontier.others],
        "replaced": [str(each) for each in frontier.replaced],
        "binds_from": (
            None
            if bind is None
            else plain({"limit": bind.limit, "free_to": bind.free_to})
        ),
        "last_possible": (
            None
            if last is None
            else {
                "limit": plain(last.limit),
                "impossible": plain(last.impossible),
                "why": last.why,
            }
        ),
        "statements": statements(frontier),
        "warnings": list(frontier.case.warnings),
        "steps": [
            {
                **(plan_record(step.plan) if step.plan else {}),
                **{str(name): plain(value) for name, value in row.items()},
                "why": step.why,
            }
            for row, step in zip(rows, frontier.steps, strict=True)
        ],
    }


__all__ = ["frontier_record", "show_frontier", "shown", "statements", "step_line"]
