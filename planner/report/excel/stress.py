"""The sheets of the stress workbook: sentences, draws, losses, cover, regret."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

import pandas as pd

from planner.report.excel.layout import (
    SHARE,
    TEXT,
    Column,
    add_sheet,
    amount,
    finish,
    write_table,
)
from planner.report.excel.made import add_run
from planner.report.excel.odds import (
    add_flips,
    add_otherwise,
    add_rivals,
    odds_rows,
)
from planner.report.excel.stress_pictures import add_heat, add_periods
from planner.report.stressed_told import (
    CONVENTION,
    losses_said,
    names,
    regret_said,
    remedies_said,
    statements,
    way_done,
    without_plan_said,
    worth_rows,
    worth_said,
)
from planner.stress import Stress

COUNT, AMOUNT, MONTHS = "#,##0", "amount", "months"
TO_THE_END = "to the end"
Form = tuple[str, str, str]
"""Column of the table, header, and number format."""


def add_findings(book: Any, found: Stress) -> None:
    """Append what follows, in sentences."""
    note = f"{found.draws:,} draws, seed {found.seed}; intervals hold 95%."
    page = add_sheet(book, "What follows", "Stress test", note)
    rows = [
        *(
            (x.plan.policy, "draws", said)
            for x in found.samples
            for said in statements(x)
        ),
        *(
            (x.plan.policy, "losses", said)
            for x in found.losses
            for said in losses_said(x)
        ),
        *(
            (x.plan.policy, "gaps", said)
            for x in found.remedies
            for said in remedies_said(x)
        ),
        *(
            (x.plan.policy, "worth", said)
            for x in found.worths
            for said in worth_said(x)
        ),
        *(("all of them", "regret", said) for said in regret_said(found)),
        *(
            (x, "no plan", said)
            for x, said in zip(
                found.without_plan, without_plan_said(found), strict=True
            )
        ),
        *odds_rows(found.otherwise, found.rivals, found.flips),
    ]
    columns = [Column("policy"), Column("about"), Column("finding", widest=110)]
    write_table(page, columns, rows)
    finish(page)


def add_quantiles(book: Any, found: Stress) -> None:
    """Append the distribution of cost and shortage over the draws."""
    tables = {each.plan.policy: each.quantiles for each in found.samples}
    forms = [
        ("share", "share of draws with no more", SHARE),
        ("cost", f"cost, {found.case.currency}", AMOUNT),
        ("shortage", f"unserved, {found.case.unit}", AMOUNT),
    ]
    note = "Each draw with all it costs, discounted, signing included."
    _add(book, ("Distribution", note), tables, forms)


def add_histories(book: Any, found: Stress) -> None:
    """Append every history that was drawn."""
    tables = {each.plan.policy: each.table for each in found.samples}
    forms = [
        ("history", "history", TEXT),
        ("curbs", "curbs", COUNT),
        ("times", "times drawn", COUNT),
        ("cost", f"cost, {found.case.currency}", AMOUNT),
        ("shortage", f"unserved, {found.case.unit}", AMOUNT),
    ]
    note = "Played period by period; nothing is known before it happens."
    _add(book, ("Draws", note), tables, forms)


def add_cover(book: Any, found: Stress) -> None:
    """Append the months of cover of each source against its recovery."""
    tables = {each.plan.policy: each.worst for each in found.losses}
    forms = [
        ("value", "lost for good", TEXT),
        ("start", "from", TEXT),
        ("cover", "months of cover", MONTHS),
        ("recovery", "months to recover", MONTHS),
        ("gap", "gap, months", MONTHS),
        ("shortage", f"unserved, {found.case.unit}", AMOUNT),
        ("cost", f"cost, {found.case.currency}", AMOUNT),
    ]
    _add(book, ("Cover", "At the start at which it is shortest."), tables, forms)


def add_demands(book: Any, found: Stress) -> None:
    """Append the months of cover of each demand, where there are several."""
    if len(found.case.demands) > 1 and found.losses:
        tables = {each.plan.policy: each.by_demand for each in found.losses}
        forms = [
            ("value", "lost for good", TEXT),
            ("demand", "demand", TEXT),
            ("start", "from", TEXT),
            ("cover", "months of cover", MONTHS),
            ("recovery", "months to recover", MONTHS),
            ("gap", "gap, months", MONTHS),
        ]
        note = "How long each demand can be served in full if it comes first."
        _add(book, ("Cover by demand", note), tables, forms)


def add_gaps(book: Any, found: Stress) -> None:
    """Append what closes each gap between cover and recovery."""
    rows = [
        (
            plan.plan.policy,
            names(remedy.sources),
            remedy.sources[0].recovery,
            each.kind + (" (cheapest)" if each is remedy.best else ""),
            way_done(each, found.case) if each.cost else each.why,
            *(each.cost or (None, None, None)),
        )
        for plan in found.remedies
        for remedy in plan.remedies
        for each in remedy.ways
    ]
    if not rows:
        return
    note = "So that all demand is served until the source is back; solved again."
    page = add_sheet(book, "Gaps", "What closes the gaps", note)
    costs = amount([x for row in rows for x in row[5:] if isinstance(x, float)])
    money = found.case.currency
    columns = [
        Column("policy"),
        Column("lost"),
        Column("months to recover", amount([row[2] or 0.0 for row in rows])),
        Column("by"),
        Column("what is done", widest=60),
        Column(f"costs more, {money}", costs),
        Column(f"at least, {money}", costs),
        Column(f"at most, {money}", costs),
    ]
    write_table(page, columns, rows)
    finish(page, keys=2)


def add_worth(book: Any, found: Stress) -> None:
    """Append what information and planning are worth, with what the gaps leave open."""
    rows = [
        (each.plan.policy, name, *(of or (None, None, None)))
        for each in found.worths
        for name, of in worth_rows(each)
    ]
    if not rows:
        return
    note = "Differences of expected costs; the ends are what the gaps leave open."
    page = add_sheet(book, "Worth", "What knowing and planning are worth", note)
    costs = amount([x for row in rows for x in row[2:] if isinstance(x, float)])
    heads = ("worth", "at least", "at most")
    ends = [Column(f"{head}, {found.case.currency}", costs) for head in heads]
    write_table(page, [Column("policy"), Column("of", widest=70), *ends], rows)
    finish(page, keys=1)


def add_made(book: Any, found: Stress) -> None:
    """Append how the plans were made."""
    plans = [
        (each.plan.policy, str(each.plan.status), each.plan, "")
        for each in found.samples
    ]
    add_run(book, found.case, "policy", plans)


def add_losses(book: Any, found: Stress) -> None:
    """Append every loss: source, start and length."""
    tables = {each.plan.policy: each.table for each in found.losses}
    forms = [
        ("value", "lost", TEXT),
        ("start", "from", TEXT),
        ("length", "months", MONTHS),
        ("shortage", f"unserved, {found.case.unit}", AMOUNT),
        ("cost", f"cost, {found.case.currency}", AMOUNT),
        ("cover", "months of cover if for good", MONTHS),
        ("first_short", "first short", TEXT),
    ]
    _add(book, ("Losses", CONVENTION), tables, forms)


def add_regret(book: Any, found: Stress) -> None:
    """Append the regret of each plan, where there are several."""
    if len(found.regret):
        forms = [
            ("mean", f"mean, {found.case.currency}", AMOUNT),
            ("worst", f"worst, {found.case.currency}", AMOUNT),
            ("history", "in", TEXT),
            ("best_in", "cheapest in", SHARE),
        ]
        by_policy = found.regret.groupby("policy", sort=False)
        tables = {str(name): rows for name, rows in by_policy}
        _add(book, ("Regret", "Above the cheapest of these plans."), tables, forms)


def _add(
    book: Any,
    named: tuple[str, str],
    tables: dict[str, pd.DataFrame],
    forms: Sequence[Form],
) -> None:
    page = add_sheet(book, named[0], named[0], named[1])
    rows = [
        [policy, *(_shown(row[key]) for key, _, _ in forms)]
        for policy, table in tables.items()
        for row in table.to_dict("records")
    ]
    columns = [Column("policy"), *(_column(each, tables) for each in forms)]
    write_table(page, columns, rows)
    finish(page, keys=2)


def _column(form: Form, tables: dict[str, pd.DataFrame]) -> Column:
    key, header, kind = form
    if kind not in {AMOUNT, MONTHS}:
        return Column(header, kind)
    values = [x for each in tables.values() for x in each[key] if x is not None]
    shown = amount([x for x in values if isfinite(x)])
    # No months of cover are a figure to be seen, not a dash.
    return Column(header, shown.partition(";")[0] if kind == MONTHS else shown)


def _shown(value: object) -> object:
    """Return a cell's value: what lasts to the end says so, what is unknown is blank."""
    if isinstance(value, float) and not isfinite(value):
        return TO_THE_END if value > 0 else None
    return value


def _add_otherwise(book: Any, found: Stress) -> None:
    add_otherwise(book, found.otherwise)


def _add_rivals(book: Any, found: Stress) -> None:
    add_rivals(book, found.rivals)


def _add_flips(book: Any, found: Stress) -> None:
    add_flips(book, found.flips)


SHEETS = (
    add_findings,
    add_quantiles,
    add_periods,
    add_heat,
    add_cover,
    add_demands,
    add_gaps,
    add_losses,
    add_worth,
    add_regret,
    _add_otherwise,
    _add_rivals,
    _add_flips,
    add_histories,
    add_made,
)
