"""Every rule there is can be written on the Policies sheet: also those not written yet."""

from pathlib import Path

import pytest

from models.case import Target
from models.rules import RULES, Limit, On, Rule
from tests.workbook.books import faults, good

COLUMNS = (
    *("on", "item", "stage", "per", "from", "to"),
    *("when", "limit", "duration", "min_each"),
)
WRITTEN: dict[str, object] = {
    "item": "GALLIUM",
    "stage": "Supply",
    "per": "YEAR",
    "from": "2026q4",
    "to": "2027Q1",
    "when": "Plan",
    "duration": 2,
    "min_each": "10%",
}
MEANT: dict[str, object] = {
    "item": "gallium",
    "stage": "supply",
    "per": "year",
    "start": 1,
    "end": 2,
    "when": "plan",
    "duration": 2,
    "min_each": 0.1,
}
TARGETS: dict[On, tuple[str, Target]] = {
    On.TARGET: ("country:china", Target((("country", "China"),))),
    On.TARGET_OR_ALL: ("country:china", Target((("country", "China"),))),
    On.EACH: ("Supplier:*", Target(each="supplier")),
    On.DEMAND: ("demand:CHIPS", Target((("demand", "chips"),))),
}
LIMITS: dict[Limit, tuple[object, float]] = {
    Limit.SHARE: ("5%", 0.05),
    Limit.QUANTITY: (20, 20.0),
    Limit.MONEY: ("1,000", 1000.0),
    Limit.COUNT: (2, 2.0),
    Limit.INDEX: (2500, 2500.0),
    Limit.DAYS: (30, 30.0),
}


def cells(rule: type[Rule], columns: tuple[str, ...]) -> dict[str, object]:
    """Return a Policies sheet with one row that fills these columns in."""
    row: dict[str, object] = {"policy": "P", "rule": rule.rule}
    for column in columns:
        if column == "on":
            row[column] = TARGETS[rule.on_is][0] if rule.on_is in TARGETS else "x:y"
        elif column == "limit":
            row[column] = LIMITS.get(rule.limit_is, (1, 1.0))[0]
        else:
            row[column] = WRITTEN[column]
    sheet: dict[str, object] = {}
    for letter, (column, value) in zip("ABCDEFGHIJKL", row.items(), strict=False):
        sheet |= {f"Policies!{letter}1": column, f"Policies!{letter}2": value}
    return sheet


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_is_read_with_every_column_it_has(
    rule: type[Rule], tmp_path: Path
) -> None:
    (read,) = good(tmp_path, cells(rule, rule.columns())).policies["P"]
    meant = {
        **MEANT,
        "on": TARGETS.get(rule.on_is, (None, None))[1],
        "limit": LIMITS.get(rule.limit_is, (None, None))[1],
    }
    assert isinstance(read, rule)
    spelled = {"from": "start", "to": "end"}
    names = [spelled.get(column, column) for column in rule.columns()]
    assert {name: getattr(read, name) for name in names} == {
        name: meant[name] for name in names
    }


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_refuses_every_column_it_has_not(
    rule: type[Rule], tmp_path: Path
) -> None:
    told = faults(tmp_path, cells(rule, COLUMNS))
    unused = [column for column in COLUMNS if column not in rule.columns()]
    assert [each.partition(" · ")[2] for each in told] == [
        f"{column} is filled in · {rule.rule} has no use for it · clear the cell"
        for column in unused
    ]
