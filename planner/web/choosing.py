"""What a user asks of a workbook: policies, limits to try, and how exactly."""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData

from planner.runs import Change, Choice

SHARE = "share"
WHOLE = {"whole number"}
MOST_SECONDS = 24 * 3600.0
PERCENT = 100
SAME = 1e-9
"""How far apart two spellings of one limit may be, relative to it."""


@dataclass(frozen=True)
class Asked:
    """A form as it was sent: what it asks for, or what is wrong in which field."""

    choice: Choice
    faults: Mapping[str, str] = field(default_factory=dict)
    """Keys of texts by field."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What stood in each field."""
    policies: frozenset[int] = frozenset()


class FieldError(Exception):
    """What is wrong with one field: the key of a text."""


def read_form(form: FormData, book: Mapping[str, Any]) -> Asked:
    """Return what a form asks of a workbook."""
    faults: dict[str, str] = {}
    values = {key: str(value)[:40] for key, value in form.multi_items()}
    told = {str(each) for each in form.getlist("policy")}
    policies = {p: each for p, each in enumerate(book["policies"]) if str(p) in told}
    if not policies and book["policies"]:
        faults["policy"] = "choose.none_chosen"
    changes = []
    for p, policy in policies.items():
        for r, rule in enumerate(policy["rules"]):
            name = field_name(p, r)
            limit = read_field(faults, values, name, read_limit, rule)
            if limit is not None and not _same(limit, rule["limit"]):
                changes.append(Change(policy["policy"], r, limit))
    choice = Choice(
        policies=tuple(each["policy"] for each in policies.values()),
        limits=tuple(changes),
        gap=read_field(faults, values, "gap", _gap),
        time_limit=read_field(faults, values, "time_limit", _time),
    )
    return Asked(choice, faults, values, frozenset(policies))


def field_name(policy: int, rule: int) -> str:
    """Return what a limit is called in the form."""
    return f"limit-{policy}-{rule}"


def shown(limit: float, kind: str) -> str:
    """Return a limit as a user types it: a share in percent."""
    return f"{PERCENT * limit if kind == SHARE else limit:.10g}"


def cards(
    book: Mapping[str, Any], choice: Choice | None, asked: Asked | None
) -> Sequence[Mapping[str, Any]]:
    """Return the policies to choose from, filled in as they were chosen last."""
    return [
        {
            "name": each["policy"],
            "used": each["used"],
            "chosen": _is_chosen(p, each["policy"], choice, asked),
            "rules": [
                _line(p, r, each, choice, asked) for r in range(len(each["rules"]))
            ],
        }
        for p, each in enumerate(book["policies"])
    ]


def _is_chosen(p: int, name: str, choice: Choice | None, asked: Asked | None) -> bool:
    if asked is not None:
        return p in asked.policies
    return choice is None or not choice.policies or name in choice.policies


def _line(
    p: int,
    r: int,
    policy: Mapping[str, Any],
    choice: Choice | None,
    asked: Asked | None,
) -> Mapping[str, Any]:
    rule = policy["rules"][r]
    if rule["limit"] is None:
        return {"sentence": rule["sentence"], "field": ""}
    kind, name = rule["kind"], field_name(p, r)
    was = value = shown(rule["limit"], kind)
    for change in choice.limits if choice else ():
        if (change.policy, change.row) == (policy["policy"], r):
            value = shown(change.limit, kind)
    if asked is not None:
        value = asked.values.get(name, value)
    least, most = limit_range(rule)
    return {
        "sentence": rule["sentence"],
        "field": name,
        "was": was,
        "value": value,
        "unit": "%" if kind == SHARE else rule["unit"],
        "least": shown(least, kind),
        "most": "" if math.isinf(most) else shown(most, kind),
    }


def read_field(
    faults: dict[str, str], values: Mapping[str, str], name: str, read: Any, *known: Any
) -> float | None:
    """Return what a field says; None if nothing, or what is noted as wrong."""
    told = unicodedata.normalize("NFKC", values.get(name, "")).strip()
    if not told:
        return None
    try:
        found: float = read(_number(told), *known)
    except FieldError as error:
        faults[name] = str(error)
        return None
    return found


def _number(told: str) -> float:
    try:
        number = float(told.rstrip("%").replace(",", "").replace(" ", ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise FieldError("choose.number")
    return number


def read_limit(told: float, rule: Mapping[str, Any]) -> float:
    """Return a limit that was typed, or raise FieldError if a rule takes none like it."""
    limit = told / PERCENT if rule["kind"] == SHARE else told
    least, most = limit_range(rule)
    if rule["kind"] in WHOLE and not limit.is_integer():
        raise FieldError("choose.whole")
    if not least - SAME <= limit <= most * (1 + SAME):
        raise FieldError("choose.least" if math.isinf(most) else "choose.range")
    return min(max(limit, least), most)


def limit_range(rule: Mapping[str, Any]) -> tuple[float, float]:
    """Return the least and greatest limit that a rule takes; infinite without one."""
    least, most = rule["least"], rule["most"]
    if most is None:
        most = 1 if rule["kind"] == SHARE else math.inf
    return (0 if least is None else least), most


def _gap(told: float) -> float:
    if not 0 <= told <= PERCENT:
        raise FieldError("choose.percent")
    return told / PERCENT


def _time(told: float) -> float:
    if not 1 <= told <= MOST_SECONDS:
        raise FieldError("choose.time.range")
    return told


def _same(one: float, other: float | None) -> bool:
    return other is not None and math.isclose(one, other, rel_tol=SAME, abs_tol=SAME)
