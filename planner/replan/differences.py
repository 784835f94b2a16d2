"""What in the workbook is not as it was when the old plan was made, cell by cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.case import Case
from planner.replan.start import Start
from planner.workbook.addresses import Addresses
from planner.workbook.inputs import Entry, inputs_of

SAME = 1e-9
"""Relative difference below which two numbers are one."""
SHEETS: Mapping[str, str] = {
    "items": "Items",
    "demands": "Demand",
    "suppliers": "Suppliers",
    "offers": "Offers",
    "processes": "Refining",
    "curbs": "Curbs",
    "projects": "Projects",
    "settings": "Settings",
    "policies": "Policies",
}
COLUMNS: Mapping[tuple[str, str], str] = {
    ("offers", "capacity"): "max_volume",
    ("suppliers", "capacity"): "max_volume",
    ("processes", "capacity"): "max_output",
    ("processes", "recovery"): "yield",
    ("offers", "first"): "first_period",
    ("offers", "last"): "last_period",
    ("processes", "first"): "first_period",
    ("processes", "last"): "last_period",
    ("curbs", "price_hits"): "price_hits",
}
"""Columns that are not called as the field is."""
WIDE: Mapping[tuple[str, str], str] = {
    ("offers", "price"): "Prices",
    ("offers", "capacity"): "Capacity",
    ("suppliers", "capacity"): "Capacity",
    ("processes", "capacity"): "Capacity",
    ("demands", "volume"): "Demand",
}
"""Sheets with a column for each period."""
OWN = {
    *("opening_stock", "inflow", "signed_before", "schedule", "change_cost"),
    *("owed_from", "labels"),
}
"""Fields that follow from the rolling, or from other cells."""
ROLLED_WINDOW = {"first", "last", "earliest", "latest"}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One input that is another now: a cell, or a row of periods."""

    table: str
    name: str
    field: str
    column: str
    place: str
    """Its cell in the workbook, as far as it is there."""
    before: str
    after: str
    periods: tuple[str, ...] = ()
    """Those in which it differs, of the ones still to come."""

    @property
    def label(self) -> str:
        """Return what it is, in words."""
        subject = self.name if self.table != "settings" else "Settings"
        if self.field == "":
            return f"{subject} {'is new' if self.after else 'is gone'}"
        return f"{subject}, {self.column}: {self.before} → {self.after}"


def differences(start: Start, at: Addresses) -> list[Difference]:
    """Return every input that differs; none are known if the old plan kept none."""
    old = start.former.inputs
    if not old:
        return []
    new = inputs_of(start.case)
    there, here = _things(old), _things(new)
    found = [
        *(_whole(key, at, is_new=True) for key in here if key not in there),
        *(_whole(key, at, is_new=False) for key in there if key not in here),
    ]
    keys = dict.fromkeys((*new, *old))
    for table, name, field in keys:
        if (table, name) in there and (table, name) in here and field not in OWN:
            if field.startswith("past."):
                continue
            key = table, name, field
            pair = old.get(key, Entry()), new.get(key, Entry())
            found += _differing(start, key, pair, at)
    return found


def _things(
    inputs: Mapping[tuple[str, str, str], Entry],
) -> dict[tuple[str, str], None]:
    return dict.fromkeys((table, name) for table, name, _ in inputs)


def _whole(key: tuple[str, str], at: Addresses, *, is_new: bool) -> Difference:
    table, name = key
    return Difference(
        table=table,
        name=name,
        field="",
        column="",
        place=_place(at, table, name, ""),
        before="" if is_new else "there",
        after="there" if is_new else "",
    )


def _differing(
    start: Start,
    key: tuple[str, str, str],
    pair: tuple[Entry, Entry],
    at: Addresses,
) -> Iterator[Difference]:
    table, name, field = key
    old, new = pair
    column = COLUMNS.get((table, field), field)
    if old.volumes or new.volumes:
        coming = [p for p in start.case.periods[start.at :] if start.former.knows(p)]
        moved = [
            period
            for period in coming
            if not _same(old.volumes.get(period, 0.0), new.volumes.get(period, 0.0))
        ]
        if moved:
            first = moved[0]
            sheet = WIDE.get((table, field), "")
            yield Difference(
                table=table,
                name=name,
                field=field,
                column=column,
                place=_wide_place(at, sheet, key, first)
                or _place(at, table, name, column),
                before=_spread([old.volumes.get(p, 0.0) for p in moved]),
                after=_spread([new.volumes.get(p, 0.0) for p in moved]),
                periods=tuple(moved),
            )
    elif not _same(old.value, new.value) and not _is_rolled(start, field, pair):
        yield Difference(
            table=table,
            name=name,
            field=field,
            column="rule" if table == "policies" else column,
            place=_place(at, table, name, column),
            before=_shown(old.value),
            after=_shown(new.value),
        )


def _is_rolled(start: Start, field: str, pair: tuple[Entry, Entry]) -> bool:
    """Tell whether a window differs only because one of the horizons begins or ends."""
    if field not in ROLLED_WINDOW:
        return False
    ends = {
        *(start.case.periods[0], start.case.periods[-1], start.label),
        *(start.former.periods[0], start.former.periods[-1]),
    }
    return all(str(each.value) in ends or each.value is None for each in pair)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == other or abs(one - other) <= SAME * max(1.0, abs(one))
    return (one or "") == (other or "")


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "blank"
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def _spread(values: Sequence[float]) -> str:
    low, high = min(values), max(values)
    return f"{low:,.6g}" if low == high else f"{low:,.6g} to {high:,.6g}"


def _place(at: Addresses, table: str, name: str, column: str) -> str:
    found = at.cell(SHEETS[table], name, column)
    return str(found) if found else SHEETS[table]


def _wide_place(
    at: Addresses, sheet: str, key: tuple[str, str, str], period: str
) -> str:
    """Return the cell of a period, if the sheet of periods fills it."""
    table, name, _ = key
    named = f"supplier:{name}" if table == "suppliers" else name
    if not sheet or at.value(sheet, named, period) is None:
        return ""
    return str(at.cell(sheet, named, period) or "")


def reverted(start: Start, each: Difference) -> Case | None:
    """Return the workbook's case with one input as it was; None if it cannot be put back."""
    case, old = start.case, start.former.inputs
    things: Mapping[str, Any] = getattr(case, each.table, {})
    if each.table == "offers" and each.field == "" and each.after:
        gone = {n: o for n, o in case.offers.items() if n != each.name}
        return replace(case, offers=gone)
    if each.table == "projects" and each.field:
        cost = old[each.table, each.name, each.field].value
        if isinstance(cost, float):
            return replace(case, projects={**case.projects, each.name: cost})
    if each.name not in things or each.table in {"curbs", "projects"}:
        return None
    thing, entry = things[each.name], old.get((each.table, each.name, each.field))
    value = getattr(thing, each.field, None)
    if isinstance(value, tuple) and entry is not None and each.periods:
        new: Any = tuple(
            entry.volumes.get(period, units) if period in each.periods else units
            for period, units in zip(case.periods, value, strict=True)
        )
    elif isinstance(value, float | int) and not isinstance(value, bool):
        new = _number(thing, each.field, entry)
    else:
        return None
    if new is None:
        return None
    named = {**things, each.name: replace(thing, **{each.field: new})}
    return replace(case, **{each.table: named})  # type: ignore[arg-type]


def _number(thing: Any, field: str, entry: Entry | None) -> Any:
    """Return a number as it was: kept, else the default."""
    if entry is None:
        return type(thing).__dataclass_fields__[field].default
    if not isinstance(entry.value, float):
        return None
    kind = type(getattr(thing, field))
    return kind(entry.value)
