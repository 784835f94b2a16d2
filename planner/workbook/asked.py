"""A rule asked for in flags: one row of Policies that is in no workbook.

It is read by the code that reads the sheet: what is right or wrong there is so here,
and only where a fault lies is said by flag.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.case import Case
from models.rules import RULES, Limit, Rule
from planner.errors import InputError, Problem
from planner.workbook.findings import CellError, Findings
from planner.workbook.parts.draft import Parts
from planner.workbook.parts.policies import DEFERRED, LIMIT, rule_of, with_rules
from planner.workbook.periods import PER_YEAR, Horizon
from planner.workbook.schema import SHEETS, Column
from planner.workbook.settings import Settings
from planner.workbook.table import Row, Table
from planner.workbook.targets import Dimensions
from planner.workbook.values import Understood, is_blank, parser
from planner.workbook.words import listed, spelled

FLAG = {"from": "--from-period", "to": "--to-period"}
"""Columns whose flag is not their name."""
INSTEAD = {
    "clear the cell": "leave it out",
    "change item or on, or delete the row": "change --item or --on",
}
"""What to do about a flag where a hint speaks of the sheet."""
ROW = 1


def rules_asked(
    case: Case, columns: Mapping[str, str], limits: Mapping[str, str]
) -> Sequence[Rule]:
    """Return one rule at several limits, from what was written in flags.

    ``columns`` are those of Policies but `limit`, blank where not given; ``limits`` is
    by flag: `{"--from": "100%", "--to": "0"}`.

    Raises:
        InputError: a flag is wrong; all that are, at once.
    """
    rules = []
    problems: dict[Problem, None] = {}
    for flag, limit in limits.items():
        findings = Findings()
        rule = _read(case, {**columns, LIMIT: limit}, findings)
        rules += [] if rule is None else [rule]
        problems |= dict.fromkeys(_by_flag(findings.problems, flag))
    if problems:
        raise InputError(*problems)
    return rules


def _read(case: Case, written: Mapping[str, str], findings: Findings) -> Rule | None:
    sheet = with_rules()
    letters = {column.name: _letter(n) for n, column in enumerate(sheet.columns)}
    table = Table(sheet=sheet, title="", findings=findings, letters=letters)
    horizon = _horizon(case)
    row = Row(table, ROW)
    for column in sheet.columns:
        if not is_blank(written.get(column.name)):
            _parse(row, column, written[column.name], horizon)
    name = row.values.get("rule")
    movable = [each for each in RULES if RULES[each].limit_is is not Limit.NONE]
    if "rule" in row.faulty:
        return None
    if name not in movable:
        row.fault(
            "rule",
            f"{name} has no limit" if name else "rule is blank",
            "a frontier moves the limit of a rule",
            f"write one of {listed(movable, len(movable))}",
        )
        return None
    return rule_of(row, _parts(case, horizon, table))


def _parse(row: Row, column: Column, written: str, horizon: Horizon) -> None:
    if column.name in DEFERRED:
        row.values[column.name] = written
        return
    try:
        value = parser(column, horizon)(written)
    except CellError as fault:
        row.fault(column.name, fault.what, fault.why, fault.hint)
        return
    row.values[column.name] = value.value if isinstance(value, Understood) else value


def _horizon(case: Case) -> Horizon:
    lengths = {count: length for length, count in PER_YEAR.items()}
    return Horizon(lengths[case.periods_per_year], case.periods)


def _parts(case: Case, horizon: Horizon, policies: Table) -> Parts:
    """Return the parts that a row of Policies is checked against."""
    tables = {
        name: Table(sheet=sheet, title=name, findings=Findings())
        for name, sheet in SHEETS.items()
    }
    items = tables["Items"]
    items.rows += [Row(items, ROW, {"item": name}) for name in case.items]
    return Parts(
        tables={**tables, "Policies": policies},
        settings=Settings({}, {}, horizon),
        horizon=horizon,
        dimensions=_dimensions(case),
        minerals={name: each.mineral for name, each in case.items.items()},
        items=dict(case.items),
        demands=dict(case.demands),
        offers=dict(case.offers),
        processes=dict(case.processes),
    )


def _dimensions(case: Case) -> Dimensions:
    """Return every value a target may name."""
    values: dict[str, Iterable[str]] = {
        "offer": case.offers,
        "supplier": case.suppliers,
        "process": case.processes,
        "demand": case.demands,
        "country": dict.fromkeys(each.country for each in case.suppliers.values()),
    }
    sources: list[Any] = [*case.offers.values(), *case.processes.values()]
    for source in sources:
        for dimension, value in source.labels.items():
            values[dimension] = [*values.get(dimension, ()), value]
    return Dimensions({name: spelled(each) for name, each in values.items()})


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _by_flag(problems: Sequence[Problem], limit: str) -> list[Problem]:
    """Return the problems with the flag in place of the cell."""
    flags = {
        f"{_letter(n)}{ROW}": FLAG.get(column.name, f"--{column.name}")
        for n, column in enumerate(SHEETS["Policies"].columns)
    }
    return [
        Problem(
            limit if flag == f"--{LIMIT}" else flag.replace("_", "-"),
            "",
            each.what,
            each.why,
            INSTEAD.get(each.hint, each.hint),
        )
        for each in problems
        for flag in [flags[each.cell]]
    ]
