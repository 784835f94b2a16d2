"""Policies: one rule per row, built from the columns the rule itself declares."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, replace
from typing import Any

from models.case import Target
from models.rules import RULES, Limit, On, Rule
from planner.workbook.findings import CellError
from planner.workbook.header import TAG_PREFIX
from planner.workbook.parts.draft import Parts
from planner.workbook.parts.reach import check_reach
from planner.workbook.schema import SHEETS, Column, Kind
from planner.workbook.table import Row
from planner.workbook.targets import Dimensions
from planner.workbook.values import Understood, parser
from planner.workbook.words import fold, quoted, spelled, suggest

NONE = "none"
"""The policy without rules that always exists."""
POLICIES = SHEETS["Policies"]
COLUMNS = {column.name: column for column in POLICIES.columns}
LIMIT = "limit"
DEFERRED = frozenset({LIMIT})
"""Read only once the rule has said what kind of number it is."""
FIELD_OF = {"from": "start", "to": "end"}
HIGHEST_INDEX = 10_000
REFINING = "refining"
RANGE: Mapping[Limit, Mapping[str, Any]] = {
    Limit.SHARE: {"kind": Kind.SHARE, "least": 0, "most": 1},
    Limit.COUNT: {"kind": Kind.COUNT, "least": 1},
    Limit.INDEX: {"least": 0, "most": HIGHEST_INDEX},
}


def with_rules() -> Any:
    """Return the Policies sheet with every rule there is as a choice."""
    columns = (
        replace(column, choices=tuple(RULES)) if column.name == "rule" else column
        for column in POLICIES.columns
    )
    return replace(POLICIES, columns=tuple(columns))


def policies_of(parts: Parts) -> Mapping[str, tuple[Rule, ...]]:
    """Return the rules of every policy; report what their rows get wrong."""
    spellings = spelled([NONE])
    rules: dict[str, dict[Rule, Row]] = {NONE: {}}
    for row in parts.tables["Policies"]:
        if row.key is None:
            continue
        name = spellings.setdefault(fold(row.key), row.key)  # type: ignore[attr-defined]
        if name == NONE:
            _refuse_none(row)
            continue
        mine = rules.setdefault(name, {})
        rule = rule_of(row, parts)
        if rule is not None:
            _add(mine, rule, row)
    _check_chosen(parts, list(rules))
    return {name: tuple(each) for name, each in rules.items()}


def chosen(parts: Parts, policies: Mapping[str, Any]) -> str:
    """Return the policy named in Settings, as it is spelled where it is defined."""
    return spelled(policies)[fold(parts.settings["policy"])]


def _refuse_none(row: Row) -> None:
    row.fault(
        "policy",
        f"policy {NONE} has a rule",
        f"{NONE} is the policy without rules",
        "give the policy another name",
    )


def _add(mine: dict[Rule, Row], rule: Rule, row: Row) -> None:
    if rule in mine:
        first = mine[rule].number
        row.warn("rule", f"the same rule as in row {first} is counted once")
    else:
        mine[rule] = row


def _check_chosen(parts: Parts, names: list[str]) -> None:
    row = parts.settings.rows.get("policy")
    wanted = parts.settings["policy"]
    if row is None or not row.sound() or fold(wanted) in spelled(names):
        return
    row.fault(
        "value",
        f"there is no policy {quoted(wanted)}",
        f"{parts.tables['Policies'].title} does not list it",
        suggest(wanted, names, f"write {NONE}, or add its rules"),
    )


def rule_of(row: Row, parts: Parts) -> Rule | None:
    """Return the rule of one row; report what its cells get wrong."""
    kind = RULES.get(row.values.get("rule", ""))
    if kind is None:
        return None
    _refuse_unused(row, kind)
    values = {
        each.name: value
        for each in fields(kind)
        if (value := _value(row, kind, each, parts)) is not None
    }
    _check_span(row)
    if not row.sound():
        return None
    rule = kind(**values)
    check_reach(row, rule, parts)
    return rule if row.sound() else None


def _refuse_unused(row: Row, kind: type[Rule]) -> None:
    used = {"policy", "rule", *kind.columns()}
    for column in COLUMNS:
        if column not in used and row.gives(column):
            row.fault(
                column,
                f"{column} is filled in",
                f"{kind.rule} has no use for it",
                "clear the cell",
            )


def _value(
    row: Row,
    kind: type[Rule],
    field: Field[Any],
    parts: Parts,
) -> Any:
    """Return what a cell says for a field of the rule; None for the field's default."""
    column = {value: name for name, value in FIELD_OF.items()}.get(
        field.name, field.name
    )
    if column in row.faulty:
        return None
    if column not in row.values:
        _demand(row, kind, field, column)
        return None
    written = row.values[column]
    try:
        if column == LIMIT:
            return _limit(row, kind, written)
        if column == "on":
            return _target(row, kind, written, parts.dimensions)
        return _item(written, parts) if column == "item" else written
    except CellError as fault:
        row.fault(column, fault.what, fault.why, fault.hint)
        return None


def _demand(row: Row, kind: type[Rule], field: Field[Any], column: str) -> None:
    if field.default is not MISSING or field.default_factory is not MISSING:
        return
    meaning = COLUMNS[column].meaning.rstrip(".")
    row.fault(
        column,
        f"{column} is blank",
        f"{kind.rule} needs it",
        f"write {meaning[:1].lower()}{meaning[1:]}",
    )


def _limit(row: Row, kind: type[Rule], written: object) -> float:
    value = parser(bounds(kind), None)(written)
    if isinstance(value, Understood):
        row.warn(LIMIT, value.message)
        value = value.value
    return float(value)


def bounds(kind: type[Rule]) -> Column:
    """Return the column `limit` as a rule understands it: what a limit of it may be."""
    within = dict(RANGE.get(kind.limit_is, {}))
    if kind.most is not None:
        within["most"] = kind.most
    if kind.below is not None:
        within |= {"below": kind.below, "most": None}
    return replace(COLUMNS[LIMIT], **within)


def with_limit(rule: Rule, limit: object) -> Rule:
    """Return a rule with another limit, checked as in the workbook.

    Raises:
        CellError: the rule has no limit, or none like this.
    """
    if LIMIT not in {each.name for each in fields(rule)}:
        raise CellError(
            f"{rule.rule} has no limit", "there is nothing to change", "leave it out"
        )
    value = parser(bounds(type(rule)), None)(limit)
    changed: Any = {LIMIT: value.value if isinstance(value, Understood) else value}
    return replace(rule, **changed)


def _target(row: Row, kind: type[Rule], written: str, dimensions: Dimensions) -> Target:
    target = dimensions.target(written, _allowed(row, kind))
    if kind.on_is is On.EACH and target.each is None:
        raise CellError(
            f"{quoted(written)} names values",
            f"{kind.rule} counts every value of one dimension",
            f"write {target.pairs[0][0]}:*",
        )
    return target


def _allowed(row: Row, kind: type[Rule]) -> tuple[str, ...]:
    """Return the dimensions a rule may name, from the columns it has."""
    if kind.on_is is On.DEMAND:
        return ("demand",)
    if "duration" in kind.columns():
        return ("offer", "supplier", "process", "country", TAG_PREFIX)
    if row["stage"] == REFINING:
        return ("process", "country", TAG_PREFIX)
    return ("offer", "supplier", "country", TAG_PREFIX)


def _item(written: str, parts: Parts) -> str:
    minerals = spelled(parts.minerals.values())
    known = {**minerals, **parts.tables["Items"].names}
    if fold(written) in known:
        return known[fold(written)]
    raise CellError(
        f"there is no item or mineral {quoted(written)}",
        f"{parts.tables['Items'].title} does not list it",
        suggest(written, known.values(), "write one of its items or minerals"),
    )


def _check_span(row: Row) -> None:
    first, last = row.values.get("from"), row.values.get("to")
    if first is not None and last is not None and first > last:
        row.fault(
            "to",
            "to comes before from",
            "no period would count",
            "write a period that is not earlier",
        )
