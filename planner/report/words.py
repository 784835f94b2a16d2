"""How reports say numbers, periods and proofs, so that all of them say it alike."""

import unicodedata
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from itertools import groupby
from math import isfinite

from models.case import Case, Curb
from models.rules import Limit
from planner.method import Method
from planner.plan import Plan, Status

LINES = {
    "deliveries": "Deliveries, with duty and freight",
    "take_or_pay": "Take-or-pay, paid but not taken",
    "fixed": "Signed offers, fixed cost",
    "period": "Signed offers, period cost",
    "orders": "Orders, order cost",
    "projects": "Projects opened",
    "refining": "Refining",
    "holding": "Holding of stock",
    "shortage": "Shortage",
    "stock_credit": "Credit for stock at the end",
}
"""What each cost line is."""
EVERY_LINE = {**LINES, "changes": "Changes to the schedule before, their price"}
"""With what only a plan made from another has."""
RESPONSES = (
    "The plan is the no-curb path; what is done after a curb starts is a response. "
    "Responses are not rounded to lots or least orders and pay no order cost."
)
PROVED = 1e-9
"""Relative gap below which a plan is proved cheapest: the rest is rounding."""
ABSENT = "–"
TRACE = 1e-6
"""A gap below this is told as such, without powers of ten."""
FIGURES = 3
"""Significant figures of a column's largest number, at least."""
MOST_ENTRIES = 4
"""Entries of a curb's flow that are spelled out."""
STEERING = frozenset(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Characters that reverse the direction of what follows."""


def clean(text: object) -> str:
    """Return text without the characters that steer a terminal or break a file."""
    words = str(text)
    if words.isprintable():
        return words
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if unicodedata.category(each) in {"Cc", "Cs", "Zl", "Zp"} or each in STEERING
        else each
        for each in words
    )


def width(text: str) -> int:
    """Return how many columns a text fills; a wide character fills two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def decimals(values: Iterable[float]) -> int:
    """Return how many decimals a column of numbers needs."""
    known = [abs(each) for each in values if isfinite(each)]
    if all(each == round(each) for each in known):
        return 0
    most = max(known)
    return next((n for n in range(6) if most >= 10.0 ** (FIGURES - n)), 6)


def number(value: float, places: int | None = None) -> str:
    """Return a number with thousands separators."""
    if not isfinite(value):
        return "unlimited" if value > 0 else ABSENT
    if places is None:
        alone = f"{round(value, decimals([value])) + 0.0:,.{decimals([value])}f}"
        return alone.rstrip("0").rstrip(".") if "." in alone else alone
    return f"{round(value, places) + 0.0:,.{places}f}"


def money(value: float, case: Case) -> str:
    """Return an amount in the base currency."""
    return f"{number(value)} {clean(case.currency)}"


def units(value: float, case: Case) -> str:
    """Return a volume in the workbook's unit."""
    return f"{number(value)} {clean(case.unit)}"


def share(value: float) -> str:
    """Return a share in per cent; a trace never shows as nothing."""
    if not isfinite(value):
        return ABSENT
    if 0 < value < 0.0005:  # noqa: PLR2004 - what would round to 0.0%
        return "<0.1%"
    return f"{round(value, 3) + 0.0:.1%}"


def chance(value: float) -> str:
    """Return a probability in per cent with three figures."""
    return "<0.001%" if 0 < value < 1e-5 else f"{100 * value:.3g}%"  # noqa: PLR2004


def count(how_many: int, one: str, several: str = "") -> str:
    """Return `1 offer`, `3 offers`."""
    return f"{how_many:,} {one if how_many == 1 else several or one + 's'}"


def spans(labels: Iterable[str], periods: Sequence[str]) -> str:
    """Return labels with neighbours in the horizon drawn together: 2026Q3–2027Q1."""
    places = sorted(periods.index(each) for each in labels)
    runs = groupby(enumerate(places), lambda pair: pair[1] - pair[0])
    drawn = []
    for _, run in runs:
        inside = [periods[place] for _, place in run]
        drawn.append(inside[0] if len(inside) == 1 else f"{inside[0]}–{inside[-1]}")
    return ", ".join(drawn)


def horizon(case: Case) -> str:
    """Return the horizon in words."""
    return (
        f"{spans(case.periods, case.periods)} ({count(len(case.periods), step(case))})"
    )


def status(plan: Plan) -> str:
    """Return how the solve ended."""
    return {
        Status.OPTIMAL: "solved",
        Status.TIME_LIMIT: "stopped by the time limit: the best plan so far",
        Status.INTERRUPTED: "stopped early: the best plan so far",
        Status.INFEASIBLE: "no plan satisfies the policy",
    }[plan.status]


def is_proved(plan: Plan) -> bool:
    """Tell whether no plan can be cheaper at all."""
    return plan.gap <= PROVED


def method(plan: Plan) -> str:
    """Return the way a plan was found."""
    if plan.run.method is Method.DECOMPOSITION:
        return "Solved by decomposition."
    return "Solved in the extensive form."


def proof(plan: Plan) -> str:
    """Return what is known about cheaper plans."""
    if is_proved(plan):
        return "Proved: no plan can be cheaper (gap 0)."
    if not isfinite(plan.gap):
        return "Nothing is proved yet about how much cheaper a plan could be."
    bound = money(plan.bound, plan.case)
    if plan.weight:
        return (
            f"Gap {gap(plan.gap)}: no plan can be cheaper than {bound} in the weighted "
            f"cost, which is {money(plan.objective, plan.case)} for this one."
        )
    return f"Gap {gap(plan.gap)}: no plan can be cheaper than {bound}."


def gap(value: float) -> str:
    """Return a relative gap in per cent with two figures; none for mere rounding."""
    if not isfinite(value):
        return ABSENT
    if value <= PROVED:
        return "0%"
    return f"{100 * value:.2g}%" if value >= TRACE else "<0.0001%"


def weighing(plan: Plan) -> str:
    """Return what is minimised."""
    if not plan.weight:
        return "the expected cost"
    rest = 1 - plan.weight
    return f"{rest:.0%} expected cost + {plan.weight:.0%} {tail(plan)}"


def tail(plan: Plan) -> str:
    """Return the name of the CVaR that is reported."""
    return f"CVaR {100 * plan.level:.10g}%"


def figure(value: float, kind: str, case: Case) -> str:
    """Return a rule's limit or measure, in what the rule counts."""
    if not isfinite(value):
        return ABSENT
    return {
        Limit.SHARE: share(value),
        Limit.QUANTITY: units(value, case),
        Limit.MONEY: money(value, case),
        Limit.DAYS: f"{number(value)} days",
    }.get(Limit(kind), number(value))


def curb_words(curb: Curb, case: Case) -> str:
    """Return what a curb does, and how likely it is among the scenarios."""
    struck = sum(
        each.probability
        for each in case.scenarios
        if any(name == curb.name for name, _ in each.strikes)
    )
    odds = f"probability {chance(struck)} within the horizon"
    return clean(f"{curb.name} hits {curb.hits}: {_flow(curb, case)}; {odds}")


def _flow(curb: Curb, case: Case) -> str:
    flow = curb.flow
    lasts = f"for {count(len(flow), step(case))}"
    if len(flow) >= len(case.periods):
        lasts = "to the end of the horizon"
    entries = [f"{100 * each:.3g}%" for each in (*flow, curb.flow_after)]
    if not any(flow):
        through = "none"
    elif len(set(flow)) == 1:
        through = entries[0]
    elif len(flow) <= MOST_ENTRIES:
        through = ", ".join(entries[:-1])
    else:
        through = f"{min(flow):.0%} to {max(flow):.0%}"
    after = "" if curb.flow_after == 1 else f", then {entries[-1]}"
    return f"{through} of the planned volume gets through {lasts}{after}"


def step(case: Case) -> str:
    """Return what one period is."""
    return {12: "month", 4: "quarter", 1: "year"}[case.periods_per_year]


def key_figures(plan: Plan) -> list[tuple[str, str, str]]:
    """Return (label, value, remark) of what a plan costs and risks."""
    case = plan.case
    demand = sum(sum(each.volume) for each in case.demands.values()) or 1.0
    worst = f"of demand, the worst of {count(len(case.scenarios), 'scenario')}"
    dearest = f"mean of the dearest {chance(1 - plan.level)} of outcomes"
    return [
        ("Expected cost", money(plan.expected_cost, case), "discounted"),
        (f"Cost, {tail(plan)}", money(plan.cvar_cost, case), dearest),
        (
            "Expected shortage",
            units(plan.expected_shortage, case),
            f"{share(plan.expected_shortage / demand)} of demand",
        ),
        (
            "Worst shortage",
            units(plan.worst_shortage, case),
            f"{share(plan.worst_shortage / demand)} {worst}",
        ),
    ]


def first_order(order_in: str, first: str) -> str:
    """Return when the first new delivery is ordered, and for when."""
    return first if order_in == first else f"{order_in} for {first}"


def versions(plan: Plan) -> str:
    """Return what made the plan."""
    return f"planner {version('procurement-planner')}, {plan.run.solver} {plan.run.version}"
