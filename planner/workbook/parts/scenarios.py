"""Scenarios: the buyer's own, or generated from the curbs."""

from collections.abc import Sequence
from math import fsum

from models.case import Scenario
from planner.scenarios import generate
from planner.workbook.parts.draft import Parts
from planner.workbook.table import Row, Table
from planner.workbook.values import shown
from planner.workbook.words import fold, quoted

TOLERANCE = 1e-6
"""By which probabilities may miss 1; they are then scaled to it."""
EXACT = 1e-12
"""By which they miss it in rounding alone, and are left as they are."""


def scenarios_of(parts: Parts) -> tuple[tuple[Scenario, ...], float]:
    """Return the scenarios and the probability that was dropped to make them.

    For tables without a problem only.
    """
    table, settings = parts.tables["Scenarios"], parts.settings
    if not table.rows:
        return generate(
            parts.curbs,
            parts.horizon.labels,
            parts.horizon.per_year,
            settings["max_curbs"],
            settings["scenarios"],
            settings["seed"],
        )
    groups = _grouped(table)
    total = fsum(_probability(rows) for rows in groups)
    # A mean that weighs risk has no lower limit unless these add up to 1.
    whole = total if abs(total - 1) > EXACT else 1.0
    own = tuple(
        Scenario(
            name=rows[0]["scenario"],
            probability=_probability(rows) / whole,
            strikes=tuple((row["curb"], row["start"]) for row in rows if row["curb"]),
        )
        for rows in groups
    )
    return own, 0.0


def check_scenarios(table: Table) -> None:
    """Report scenarios that contradict themselves or do not add up."""
    if not table.rows:
        return
    groups = _grouped(table)
    for row in table:
        _check_strike(row)
    for rows in groups:
        _check_probability(rows)
        _check_curbs(rows)
    sound = all(row.sound("scenario", "probability", "curb") for row in table)
    if sound and not table.lacking:
        _check_no_curb(table, groups)
        _check_sum(table, groups)


def warn_of_starts(parts: Parts) -> None:
    """Tell of curbs that start in a scenario when they may not start."""
    for row in parts.sound_rows("Scenarios"):
        curb = parts.curbs.get(row["curb"])
        if curb is not None and not curb.earliest <= row["start"] <= curb.latest:
            row.warn(
                "start",
                f"{curb.name} starts outside its earliest and latest, and does so here",
            )


def _grouped(table: Table) -> list[list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in table:
        if row.key is not None:
            groups.setdefault(fold(row.key), []).append(row)
    return list(groups.values())


def _probability(rows: Sequence[Row]) -> float:
    return next(
        (row["probability"] for row in rows if row["probability"] is not None), 0.0
    )


def _check_strike(row: Row) -> None:
    if row.gives("curb") == row.gives("start"):
        return
    blank, filled = ("start", "curb") if row.gives("curb") else ("curb", "start")
    row.fault(
        blank,
        f"{blank} is blank",
        f"{filled} is given, and a curb strikes in a period",
        f"write {blank}, or clear {filled}",
    )


def _check_probability(rows: Sequence[Row]) -> None:
    name = quoted(rows[0]["scenario"])
    if not any(row.gives("probability") for row in rows):
        rows[0].fault(
            "probability",
            "probability is blank",
            f"no row of scenario {name} gives it",
            "write it on one of the scenario's rows",
        )
    first = _probability(rows)
    for row in rows:
        if row["probability"] not in {None, first}:
            row.fault(
                "probability",
                f"probability is {shown(row['probability'])}",
                f"another row of scenario {name} says {shown(first)}",
                "write it once, or the same on every row",
            )


def _check_curbs(rows: Sequence[Row]) -> None:
    name = quoted(rows[0]["scenario"])
    struck: set[str] = set()
    for row in rows:
        curb = row.values.get("curb")
        if curb is None and not row.gives("curb") and len(rows) > 1:
            row.fault(
                "curb",
                "curb is blank",
                f"a row without a curb is the no-curb path, and scenario {name} has "
                "other rows",
                "write the curb, or delete the row",
            )
        elif curb in struck:
            row.fault(
                "curb",
                f"curb {quoted(curb)} strikes twice in scenario {name}",
                "a curb starts at most once",
                "delete one of the rows",
            )
        elif curb is not None:
            struck.add(curb)


def _check_no_curb(table: Table, groups: Sequence[Sequence[Row]]) -> None:
    bare = [rows[0] for rows in groups if not any(row.gives("curb") for row in rows)]
    likely = [row for row in bare if _probability([row]) > 0]
    why = "the plan is the path on which no curb strikes"
    if not likely:
        table.fault(
            "",
            "no scenario without a curb has a positive probability",
            why,
            "add a row with a scenario and its probability, and no curb",
        )
    for row in likely[1:]:
        row.fault(
            "scenario",
            f"scenario {quoted(row.key)} has no curb either",
            f"{why}, and there is only one",
            "add its probability to the other's and delete the row",
        )


def _check_sum(table: Table, groups: Sequence[Sequence[Row]]) -> None:
    total = sum(_probability(rows) for rows in groups)
    if abs(total - 1) > TOLERANCE:
        table.fault(
            "",
            f"the probabilities add up to {shown(round(total, 9))}",
            "one of the scenarios must happen",
            "change them so that they add up to 1",
        )
