"""What a user asks of one limit: which, from where to where, in how many steps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isinf
from typing import Any

from starlette.datastructures import FormData

from planner.runs import Choice, Run, Sweep
from planner.web.choosing import (
    SHARE,
    WHOLE,
    FieldError,
    limit_range,
    read_field,
    read_limit,
    shown,
)
from planner.web.words import NONE, Words

FRONTIER = "frontier"
WEIGHT = "weight"
"""In the form, in place of a rule: the weight of CVaR in the objective."""
RISK: Mapping[str, Any] = {
    "rule": "risk_weight",
    "sentence": "",
    "limit": 0.0,
    "kind": SHARE,
    "unit": "",
    "least": 0,
    "most": 0.99,
    "minimum": False,
}
STEPS, MOST_STEPS, FEWEST = 11, 41, 2
BEYOND = 3
"""By how many a whole number goes beyond the workbook's, where nothing bounds it."""


@dataclass(frozen=True)
class Moved:
    """A form as it was sent: what it asks for, or what is wrong in which field."""

    choice: Choice
    faults: Mapping[str, str] = field(default_factory=dict)
    """Keys of texts by field."""
    values: Mapping[str, str] = field(default_factory=dict)
    ends: tuple[str, str] = ("", "")
    """The least and greatest that the limit may be, as they are typed."""

    def asked_of(self, run: Run) -> Choice:
        """Return it with what was asked of a run: the limits tried, gap and time."""
        former = run.choice or Choice()
        return replace(
            self.choice,
            limits=former.limits,
            gap=former.gap,
            time_limit=former.time_limit,
        )


@dataclass(frozen=True)
class Limit:
    """A limit that can be moved."""

    value: str
    """What the form sends."""
    policy: str
    """Whose rule it is; blank for the weight of risk."""
    sentence: str
    label: str
    """The rule without its limit: `max_share`."""
    first: str
    last: str
    """From where to where it moves if nothing else is said, as they are typed."""
    unit: str


def limits(book: Mapping[str, Any]) -> list[Limit]:
    """Return the limits that can be moved: those of every policy, then the weight."""
    return [*_of_policies(book), _limit(WEIGHT, "", RISK)]


def _of_policies(book: Mapping[str, Any]) -> Iterator[Limit]:
    for p, policy in enumerate(book["policies"]):
        for r, rule in enumerate(policy["rules"]):
            if rule["limit"] is not None:
                yield _limit(f"{p}-{r}", policy["policy"], rule)


def _limit(value: str, policy: str, rule: Mapping[str, Any]) -> Limit:
    first, last = (shown(each, rule["kind"]) for each in _ends(rule))
    unit = "%" if rule["kind"] == SHARE else rule["unit"]
    return Limit(value, policy, rule["sentence"], rule["rule"], first, last, unit)


def _ends(rule: Mapping[str, Any]) -> tuple[float, float]:
    """Return the loosest and the tightest limit that is worth a look."""
    least, most = limit_range(rule)
    if isinf(most):
        limit = rule["limit"]
        whole = rule["kind"] in WHOLE
        most = limit + BEYOND if whole else 2 * limit or 1.0
    rises = rule["minimum"] or rule["rule"].startswith("risk_")
    return (least, most) if rises else (most, least)


def read_sweep(form: FormData, book: Mapping[str, Any]) -> Moved:
    """Return what a form asks of a workbook."""
    faults: dict[str, str] = {}
    values = {key: str(value)[:200] for key, value in form.multi_items()}
    at, policy, row, rule = _rule(values.get("what", ""), book)
    if not at:
        faults["what"] = "sweep.what.missing"
    ends = _limit(at, policy, rule)
    for name, usual in (("first", ends.first), ("last", ends.last)):
        values[name] = values.get(name, "").strip() or usual
    first = read_field(faults, values, "first", read_limit, rule)
    last = read_field(faults, values, "last", read_limit, rule)
    steps = read_field(faults, values, "steps", _steps)
    if None not in {first, last} and first == last:
        faults["last"] = "sweep.same"
    kept = values.get("keep", "")
    names = {NONE, *(each["policy"] for each in book["policies"])}
    stays = kept if kept in names else policy or NONE
    choice = Choice(
        kind=FRONTIER,
        policies=(stays,),
        sweep=Sweep(policy, row, first or 0.0, last or 0.0, int(steps or STEPS)),
    )
    least, most = limit_range(rule)
    widest = (
        shown(least, rule["kind"]),
        "" if isinf(most) else shown(most, rule["kind"]),
    )
    return Moved(choice, faults, values, widest)


def _rule(
    what: str, book: Mapping[str, Any]
) -> tuple[str, str, int | None, Mapping[str, Any]]:
    """Return what is meant, its policy and place there, and the rule."""
    if what == WEIGHT:
        return WEIGHT, "", None, RISK
    for each in _of_policies(book):
        if each.value == what:
            p, r = map(int, what.split("-"))
            return what, each.policy, r, book["policies"][p]["rules"][r]
    return "", "", None, RISK


def _steps(told: float) -> float:
    if not (told.is_integer() and FEWEST <= told <= MOST_STEPS):
        raise FieldError("sweep.steps.range")
    return told


def keepable(book: Mapping[str, Any]) -> Sequence[str]:
    """Return the policies whose rules may stay."""
    return [NONE, *(each["policy"] for each in book["policies"])]


def frontier_name(label: str, name: str, words: Words) -> str:
    """Return what the run of a frontier is called."""
    return words("sweep.name", rule=label, name=name)
