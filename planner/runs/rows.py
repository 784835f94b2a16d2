"""Between a row of a table and what it means. No row ever holds what is not a number."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from math import isfinite
from typing import Any

from sqlalchemy import RowMapping

from planner.runs.run import Change, Choice, Run, State, Step, Sweep

SAFE_LINE = str.maketrans(dict.fromkeys([*range(32), 127], " "))


def words(text: str, most: int) -> str:
    """Return text that every database takes, at most so many characters of it."""
    whole = text.encode("utf-8", "replace").decode("utf-8")  # no half characters
    return whole.replace("\0", "")[:most]


def line(text: str, most: int = 200) -> str:
    """Return one line of text, such as a name."""
    return words(text.translate(SAFE_LINE), most).strip()


def plain(value: Any) -> Any:
    """Return a value as JSON has it: what is not a finite number becomes None."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def packed(value: Any) -> str:
    """Return a value as JSON text."""
    return json.dumps(plain(value), ensure_ascii=True, allow_nan=False)


def choice_record(choice: Choice) -> dict[str, Any]:
    """Return a choice as JSON has it."""
    record = dict(plain(asdict(choice)))
    if choice.sweep is None:  # nor would a server of before frontiers understand it
        del record["sweep"]
    return record


def choice_of(record: Mapping[str, Any]) -> Choice:
    """Return the choice that a JSON object states."""
    limits = tuple(Change(**each) for each in record["limits"])
    policies = tuple(record["policies"])
    sweep = Sweep(**record["sweep"]) if record.get("sweep") else None
    known = {"policies": policies, "limits": limits, "sweep": sweep}
    return Choice(**{**record, **known})


def run_of(row: RowMapping) -> Run:
    """Return the run that a row states."""
    known = {each.name: row[each.name] for each in fields(Run)}
    choice = row["choice"] and choice_of(json.loads(row["choice"]))
    versions = json.loads(row["versions"])
    known |= {"state": State(row["state"]), "choice": choice, "versions": versions}
    return Run(**known)


def step_of(row: RowMapping) -> Step:
    """Return the step that a row states."""
    return Step(**{each.name: row[each.name] for each in fields(Step)})


def step_row(step: Step) -> dict[str, Any]:
    """Return a step as a row, but for what the user wants of it."""
    row = dict(plain(asdict(step)))
    del row["enough"]
    told, policy = words(step.told, 2000), words(step.policy, 1000)
    return {**row, "seconds": row["seconds"] or 0.0, "told": told, "policy": policy}
