"""What each policy costs, risks and depends on."""

from collections.abc import Callable
from math import isfinite, isnan

from rich.console import Group

from planner.compare import Comparison
from planner.plan import Status
from planner.report import words
from planner.report.compared.beside import (
    Column,
    beside,
    number_of,
    numbered,
    solved_names,
)
from planner.report.grid import text, titled
from planner.report.odds_shown import otherwise_shown

ENDED = {
    "infeasible": "no plan",
    "time_limit": "no plan in time",
    "interrupted": "stopped",
    "failed": "failed",
}
"""What a policy without a plan says in place of its cost."""
Format = Callable[[float], str]


def costs(comparison: Comparison, wide: int) -> Group:
    """Return what each policy costs over the cheapest; one without a plan says so."""
    table = comparison.table.set_index("policy").to_dict("index")
    rows = [table.get(each.policy) for each in comparison.outcomes]

    def column(header: str, name: str, say: Format = _money) -> Column:
        return Column(header, [say(row[name]) if row else "" for row in rows])

    premium = [
        ("tie" if row["tie"] else _money(row["premium"])) if row else "" for row in rows
    ]
    share = [f"{row['premium_share']:+.2%}" if row else "" for row in rows]
    ended = [
        _money(row["objective"]) if row else ENDED.get(each.status, each.status)
        for row, each in zip(rows, comparison.outcomes, strict=True)
    ]
    better = [_better(comparison, row["dominated"]) if row else "" for row in rows]
    columns = [
        Column("objective", ended),
        Column("premium", premium),
        Column(
            "%", ["" if p == "tie" else s for p, s in zip(premium, share, strict=True)]
        ),
        column("expected", "expected_cost"),
        column(_tail(comparison), "cvar_cost"),
    ]
    if any(each.status != Status.OPTIMAL for each in comparison.plans):
        columns.append(column("gap", "gap", words.gap))
    if any(better):
        columns.append(Column("dominated", better, numeric=False))
    names = list(numbered(comparison).values())
    note = f"{comparison.case.currency}, discounted; premium over the cheapest"
    return titled("What each policy costs", *beside(names, columns, wide), note=note)


def _money(value: float) -> str:
    return f"{value + 0.0:,.0f}"


def _tail(comparison: Comparison) -> str:
    tails = {words.tail(plan) for plan in comparison.plans}
    return tails.pop() if len(tails) == 1 else "CVaR"


def _better(comparison: Comparison, others: list[str]) -> str:
    """Return the number of a policy that is better all round."""
    return f"by {number_of(comparison, others[0])}" if others else ""


def shortages(comparison: Comparison, wide: int) -> Group:
    """Return what goes short, in the mean and at worst."""
    table = comparison.table
    places = words.decimals(table["expected_shortage"])
    columns = [
        Column(
            f"short, {comparison.case.unit}",
            [words.number(each, min(places, 1)) for each in table["expected_shortage"]],
        ),
        Column("%", list(map(_share, table["expected_shortage_share"]))),
        Column(
            f"worst, {comparison.case.unit}", list(map(_money, table["worst_shortage"]))
        ),
        Column("%", list(map(words.share, table["worst_shortage_share"]))),
        Column("stock, days", list(map(_days, table["stock_days"]))),
    ]
    note = "expected, and at worst, of all demand; the plan's mean stock"
    tables = beside(solved_names(comparison), columns, wide)
    return titled("Shortage and stock", *tables, note=note)


def _share(value: float) -> str:
    return f"{value + 0.0:.3%}"


def _days(value: float) -> str:
    return f"{value:,.0f}"


def dependence(comparison: Comparison, wide: int) -> Group:
    """Return whom each policy depends on."""
    table = comparison.table
    columns = [
        Column("largest country", list(map(words.share, table["country_share"]))),
        Column("HHI country", list(map(_money, table["hhi_country"]))),
        Column("HHI supplier", list(map(_money, table["hhi_supplier"]))),
        Column("exposure", list(map(words.share, table["exposure"]))),
        Column("contracts", list(map(str, table["contracts"]))),
    ]
    note = "exposure: share curbs are expected to hold back"
    tables = beside(solved_names(comparison), columns, wide)
    return titled("Whom each policy depends on", *tables, note=note)


def cover(comparison: Comparison, wide: int) -> Group | None:
    """Return months of full service after the loss of each country; None if unknown."""
    table = comparison.cover
    if table.empty:
        return None
    wide_table = table.pivot(index="policy", columns="country", values="months")
    order = [o.policy for o, _ in comparison.solved]
    months = wide_table.reindex(index=order, columns=table["country"].unique())
    lost = [each for each in months if any(map(isfinite, months[each].dropna()))]
    safe = [str(each) for each in months if each not in lost]
    columns = [Column(str(each), list(map(_months, months[each]))) for each in lost]
    note = "months all demand is served if a country stops at the worst moment"
    said = f"{words.ABSENT} never short; nor is any policy without {', '.join(safe)}"
    return titled(
        "Months of cover",
        *(beside(solved_names(comparison), columns, wide) if columns else ()),
        text(said if safe else f"{words.ABSENT} never short", "dim"),
        note=note,
    )


def _months(months: float) -> str:
    if isnan(months):
        return "?"
    return f"{months:.0f}" if isfinite(months) else words.ABSENT


def regret(comparison: Comparison, wide: int) -> Group:
    """Return how much worse each policy does than the best in a scenario."""
    table = comparison.regret
    columns = [
        Column("worst", list(map(_money, table["worst"]))),
        Column(
            "in scenario", [words.clean(s) for s in table["scenario"]], numeric=False
        ),
        Column("mean", list(map(_money, table["mean"]))),
    ]
    note = f"{comparison.case.currency} above the best of these policies in a scenario"
    tables = beside(solved_names(comparison), columns, wide)
    return titled("Regret", *tables, note=note)


def otherwise(comparison: Comparison, wide: int) -> Group | None:
    """Return what each costs at other probabilities; None where no curb has a range."""
    del wide
    found, names = comparison.otherwise, numbered(comparison)
    if found is None:
        return None
    return otherwise_shown(
        found, names.__getitem__, lambda each: number_of(comparison, each)
    )
