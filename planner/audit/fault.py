"""All that a bug report needs, in one file: what was asked, decided and found."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from planner.audit.findings import Audit, Violation
from planner.audit.from_plan import decided_of, stated_of
from planner.bug_report import save_parts, told_saved, versions
from planner.errors import PlannerError
from planner.plan import Plan

READ_ME = """This file was written because a plan did not stand up to the planner's own
independent recomputation. No such plan is shown or written as a plan.

It holds the whole question, prices and names included: see whom you send it to.

violations.txt   what was found
case.json        the question as it was understood
rules.json       the rules of the policy
decisions.json   what was decided, scenario by scenario
stated.json      the figures stated of it
versions.json    which programs made it
solver.log       what the solver said, attempt by attempt
"""


def save_fault(plan: Plan, violations: Sequence[Violation], folder: Path) -> Path:
    """Write `planner-fault-….zip` into a folder and return its path.

    The name is new; nothing is overwritten.
    """
    return save_parts(_parts(plan, violations), folder)


def _parts(plan: Plan, violations: Sequence[Violation]) -> Mapping[str, str]:
    return {
        "README.txt": READ_ME,
        "violations.txt": "\n".join(map(str, violations)) + "\n",
        "case.json": _json(plan.case),
        "rules.json": _json(
            [{"rule": each.rule, **_fields(each)} for each in plan.rules]
        ),
        "decisions.json": _json(decided_of(plan)),
        "stated.json": _json(stated_of(plan)),
        "versions.json": _json(_versions(plan)),
        "solver.log": plan.run.log,
    }


def refuse(plan: Plan, found: Audit, folder: Path | None) -> NoReturn:
    """Save a fault, if a folder is named, and say what is wrong and where it is saved.

    Where that folder cannot be written, the system's for temporary files is taken.

    Raises:
        PlannerError: always.
    """
    words = (
        "This plan does not stand up to an independent recomputation, so it is not shown "
        f"or kept. It is a fault of the program, not of the workbook: {found}"
    )
    if folder is not None:
        saved = told_saved(_parts(plan, found.violations), folder)
        words += f"\n{saved}" if saved else ""
    raise PlannerError(words)


def _versions(plan: Plan) -> dict[str, object]:
    return {**versions(), "policy": plan.policy, "run": replace(plan.run, log="")}


def _json(value: object) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, indent=1)


def _fields(value: Any) -> dict[str, object]:
    return {each.name: getattr(value, each.name) for each in fields(value)}


def _plain(value: Any) -> Any:
    """Return what JSON can hold; infinity and NaN, which it cannot, as text."""
    if is_dataclass(value):
        return _plain(_fields(value))
    if isinstance(value, Mapping):
        return {_key(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset | range):
        ordered = (
            sorted(value, key=str) if isinstance(value, set | frozenset) else value
        )
        return [_plain(each) for each in ordered]
    if isinstance(value, float):
        return value if abs(value) < float("inf") else str(value)
    return value if isinstance(value, str | int | None) else str(value)


def _key(key: object) -> str:
    return " · ".join(map(str, key)) if isinstance(key, tuple) else str(key)
