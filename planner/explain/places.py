"""Where in the workbook what an explanation names stands."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from planner.explain.explanation import Explanation
from planner.explain.inputs_cells import Cell
from planner.explain.inputs_places import place_of
from planner.explain.worth_limits import OFFER, PROCESS, ROOM, RULE, SUPPLIER
from planner.workbook.addresses import Addresses, where

CELLS = {
    OFFER: ("offers", "capacity", "Offers", "max_volume"),
    SUPPLIER: ("suppliers", "capacity", "Suppliers", "max_volume"),
    PROCESS: ("processes", "capacity", "Refining", "max_output"),
    ROOM: ("items", "max_stock", "Items", "max_stock"),
}
"""The cell of a limit that is reached, by its kind."""


def with_places(told: Explanation) -> Explanation:
    """Return it with a column ``place``, an address each, in worth, rules and prices."""
    at = where(told.case.source, told.case)
    labels = [str(rule) for rule in told.plan.rules]

    def of_limit(row: dict[Any, Any]) -> str:
        if row["kind"] == RULE:
            return _rule(labels.index(row["limit"]), told, at)
        table, field, sheet, column = CELLS[row["kind"]]
        return _cell((table, row["limit"], field, sheet, column), told, at)

    def of_price(row: dict[Any, Any]) -> str:
        return _cell(("offers", row["offer"], "price", "Offers", "price"), told, at)

    return replace(
        told,
        worth=told.worth.assign(place=[*map(of_limit, _rows(told.worth))]),
        prices=told.prices.assign(place=[*map(of_price, _rows(told.prices))]),
        rules=told.rules.assign(
            place=[_rule(row["number"], told, at) for row in _rows(told.rules)]
        ),
    )


def _rows(table: Any) -> Sequence[dict[Any, Any]]:
    rows: list[dict[Any, Any]] = table.to_dict("records")
    return rows


def _cell(of: tuple[str, str, str, str, str], told: Explanation, at: Addresses) -> str:
    return place_of(Cell(*of, 0.0), told.case, told.plan.policy, at)


def _rule(place: int, told: Explanation, at: Addresses) -> str:
    found = at.rule(told.plan.policy, place)
    return "" if found is None else str(found)
