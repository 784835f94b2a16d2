"""The rules a policy may have, the ready-made policies, and a workbook's own."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console, Group
from rich.text import Text

from models.case import Case
from models.rules import RULES, Limit, On, Rule
from planner.report.grid import MOST_COLUMNS, empty_table, text, titled
from planner.workbook.layout import NOTE, Row
from planner.workbook.presets import PRESETS, Preset

LIMITS: Mapping[Limit, float] = {
    Limit.SHARE: 0.65,
    Limit.QUANTITY: 500,
    Limit.MONEY: 1_000_000,
    Limit.COUNT: 2,
    Limit.INDEX: 2500,
    Limit.DAYS: 60,
}
SMALL, LARGE = 0.05, 0.9
"""A share that may be lost; a share where no target is named."""
HOME = "country:Japan"
TARGETS: Mapping[On, str] = {
    On.TARGET: "country:China",
    On.TARGET_OR_ALL: "country:China",
    On.EACH: "country:*",
    On.DEMAND: "demand:*",
}


def example_row(kind: type[Rule]) -> Row:
    """Return a row of Policies with the rule, in the columns that matter most."""
    row: dict[str, object] = {"policy": "Mine", "rule": kind.rule}
    columns = kind.columns()
    if "on" in columns:
        wanted = kind.on_is is On.TARGET and kind.is_minimum
        at_home = wanted and "duration" not in columns
        row["on"] = HOME if at_home else TARGETS[kind.on_is]
    if "per" in columns:
        row["per"] = "year"
    if "limit" in columns:
        row["limit"] = _limit(kind)
    return row


def _limit(kind: type[Rule]) -> float:
    if kind.limit_is is Limit.SHARE and kind.on_is in {On.DEMAND, On.TARGET_OR_ALL}:
        return SMALL
    if kind.limit_is is Limit.SHARE and kind.on_is is On.NONE:
        return LARGE
    return LIMITS[kind.limit_is]


def listing(case: Case | None = None) -> dict[str, Any]:
    """Return the rules and presets, and a workbook's policies, as one JSON object."""
    known: dict[str, Any] = {
        "rules": [_rule_record(kind) for kind in RULES.values()],
        "presets": [_preset_record(name, each) for name, each in PRESETS.items()],
    }
    if case is not None:
        known["policies"] = [
            {
                "policy": name,
                "used": name == case.policy,
                "rules": [
                    {"rule": rule.rule, "sentence": rule.sentence(case)}
                    for rule in rules
                ],
            }
            for name, rules in case.policies.items()
        ]
    return known


def _rule_record(kind: type[Rule]) -> dict[str, Any]:
    return {
        "rule": kind.rule,
        "meaning": kind.meaning,
        "on": str(kind.on_is),
        "limit": str(kind.limit_is),
        "columns": list(kind.columns()),
        "example": dict(example_row(kind)),
    }


def _preset_record(name: str, preset: Preset) -> dict[str, Any]:
    rows = [{k: v for k, v in row.items() if k != NOTE} for row in preset.rows]
    return {
        "preset": name,
        "meaning": preset.meaning,
        "source": preset.source,
        "rows": rows,
    }


def show_listing(case: Case | None, console: Console) -> None:
    """Print the rules and presets, and a workbook's policies if one is given."""
    wide = min(console.width, MOST_COLUMNS)
    own = () if case is None else (_own(case),)
    for section in (_rules(), _presets(), *own):
        console.print(section, width=wide)
        console.print()
    if case is None:
        following = "Next, what a workbook's policies say: planner policies BOOK.xlsx"
        console.print(text(following), soft_wrap=True)


def _rules() -> Group:
    table = empty_table("rule", "meaning", "limit", "such as")
    for name, kind in RULES.items():
        cells = (name, kind.meaning, kind.limit_is, _words(example_row(kind)))
        table.add_row(*map(text, cells))
    note = "one row of the sheet Policies each"
    return titled("Rules", table, note=note)


def _words(row: Row) -> str:
    left_out = {"policy", "rule", NOTE}
    cells = (f"{k} {_cell(v)}" for k, v in row.items() if k not in left_out)
    return ", ".join(cells)


def _cell(value: object) -> str:
    return f"{value:,.10g}" if isinstance(value, (int, float)) else str(value)


def _presets() -> Group:
    note = "add them with planner new BOOK.xlsx --preset NAME"
    return titled("Presets", *_preset_lines(), note=note)


def _preset_lines() -> Iterator[Text]:
    for name, preset in PRESETS.items():
        yield text(name, "bold") + text(f" · {preset.meaning}")
        for row in preset.rows:
            yield text(f"  {row['policy']}: {row['rule']}, {_words(row)}")
        yield text(f"  {preset.source}.", "dim")


def _own(case: Case) -> Group:
    return titled("Policies", *_own_lines(case), note=case.name)


def _own_lines(case: Case) -> Iterator[Text]:
    for name, rules in case.policies.items():
        used = " (used when none is named)" if name == case.policy else ""
        yield text(f"{name}{used}", "bold")
        for rule in rules:
            yield text(f"  {rule.sentence(case)}")
        if not rules:
            yield text("  No rules.")
