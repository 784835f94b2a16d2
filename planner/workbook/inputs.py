"""What a plan was made from, as lines that a plan workbook keeps and another reads.

Only what differs from a default is kept; a period is written by its label.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from math import inf
from typing import Any

from models.case import Case, Target
from planner.workbook.foreign import Foreign
from planner.workbook.periods import looks_like_period

SHEET = "Inputs"
HEADS = ("table", "name", "field", "value")
"""Headers before those of the periods."""
TABLES = ("items", "demands", "suppliers", "offers", "processes", "curbs")
BY_PERIOD = {
    "items": ("inflow",),
    "demands": ("volume",),
    "suppliers": ("capacity",),
    "offers": ("price", "capacity", "commitment", "schedule", "change_cost"),
    "processes": ("capacity",),
}
"""Fields with a number for each period of the horizon."""
LABELLED = ("first", "last", "earliest", "latest")
"""Fields that hold a period."""
SETTINGS = ("discount_rate", "risk_weight", "risk_level")
UNLIMITED = "unlimited"
Key = tuple[str, str, str]
"""Table, name and field."""


@dataclass(frozen=True)
class Entry:
    """One input: a number or a text, or a number for each period."""

    value: float | str | None = None
    volumes: Mapping[str, float] = field(default_factory=dict)
    """By the period's label."""


Inputs = Mapping[Key, Entry]


def inputs_of(case: Case) -> Inputs:
    """Return every input of a case that is not its default."""
    return {key: entry for key, entry in _entries(case) if _says(entry)}


def _says(entry: Entry) -> bool:
    return bool(entry.volumes) or entry.value not in {None, ""}


def _entries(case: Case) -> Iterator[tuple[Key, Entry]]:
    for table in TABLES:
        for name, thing in getattr(case, table).items():
            yield from _things(case, table, name, thing)
    for name, cost in case.projects.items():
        yield ("projects", name, "cost"), Entry(cost)
    for name in SETTINGS:
        yield ("settings", name, "value"), Entry(getattr(case, name))
    for policy, rules in case.policies.items():
        said = (getattr(each, "stated", "") or each.sentence(case) for each in rules)
        for place, sentence in enumerate(dict.fromkeys(said)):
            yield ("policies", policy, str(place)), Entry(sentence)


def _things(
    case: Case, table: str, name: str, thing: Any
) -> Iterator[tuple[Key, Entry]]:
    for each in fields(thing):
        value = getattr(thing, each.name)
        if each.name != "name" and not _is_default(each, value):
            yield from _of(case, (table, name, each.name), value)


def _is_default(each: Any, value: Any) -> bool:
    return each.default is not MISSING and value == each.default


def _of(case: Case, key: Key, value: Any) -> Iterator[tuple[Key, Entry]]:
    table, name, field_ = key
    if field_ in BY_PERIOD.get(table, ()):
        yield key, Entry(None, dict(zip(case.periods, value, strict=True)))
    elif field_ in LABELLED:
        inside = 0 <= value < len(case.periods)
        yield key, Entry(case.periods[value] if inside else str(value))
    elif is_dataclass(value) and not isinstance(value, Target):
        for each in fields(value):
            inner = getattr(value, each.name)
            if not _is_default(each, inner):
                yield (table, name, f"{field_}.{each.name}"), Entry(_plain(inner))
    else:
        yield key, Entry(_plain(value))


def _plain(value: Any) -> float | str | None:
    if value is None or isinstance(value, bool):
        return "yes" if value else None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}={each}" for key, each in sorted(value.items()))
    if isinstance(value, tuple):
        return "; ".join(_word(each) for each in value)
    return str(value)


def _word(value: Any) -> str:
    if is_dataclass(value):
        return ":".join(f"{getattr(value, each.name):.12g}" for each in fields(value))
    return f"{value:.12g}" if isinstance(value, int | float) else str(value)


def read_inputs(sheet: Foreign) -> Inputs:
    """Return the inputs that a sheet of a plan workbook keeps; what is odd is left out."""
    head = next(
        (n for n in sheet.numbers if tuple(sheet.rows[n][: len(HEADS)]) == HEADS), None
    )
    if head is None:
        return {}
    columns = {
        str(label): place
        for place, label in enumerate(sheet.rows[head])
        if place >= len(HEADS) and label is not None and looks_like_period(label)
    }
    found: dict[Key, Entry] = {}
    for number in sheet.numbers:
        if number <= head:
            continue
        table, name, field_ = (str(sheet.value(number, n) or "") for n in range(3))
        volumes = {
            label: units
            for label, place in columns.items()
            if (units := _number(sheet.value(number, place))) is not None
        }
        found[table, name, field_] = Entry(_value(sheet.value(number, 3)), volumes)
    return found


def _value(cell: object) -> float | str | None:
    number = _number(cell)
    if number is not None:
        return number
    return cell if isinstance(cell, str) else None


def _number(cell: object) -> float | None:
    if cell == UNLIMITED:
        return inf
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    return None
