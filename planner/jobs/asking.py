"""The question with other limits than its workbook states."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.case import Case
from models.rules import Rule
from planner.errors import UsageError
from planner.runs import Change
from planner.solving import policy_of
from planner.workbook.findings import CellError
from planner.workbook.parts.policies import with_limit


def with_limits(case: Case, changes: Sequence[Change]) -> Case:
    """Return the question with limits changed; its warnings say which.

    Raises:
        UsageError: there is no such policy or rule, or it takes no such limit.
    """
    policies: Mapping[str, tuple[Rule, ...]] = case.policies
    notes = []
    for each in changes:
        name, rules = policy_of(replace(case, policies=policies), each.policy)
        former, rule = changed(each, name, rules)
        if rule == former:
            continue
        policies = {
            **policies,
            name: (*rules[: each.row], rule, *rules[each.row + 1 :]),
        }
        notes.append(
            f"{name}: limit of {rule.rule} changed here from "
            f"{former.limit_words(case)} to {rule.limit_words(case)}; the file is "
            "untouched."
        )
    return replace(case, policies=policies, warnings=(*notes, *case.warnings))


def changed(change: Change, name: str, rules: Sequence[Rule]) -> tuple[Rule, Rule]:
    """Return a rule of the policy called ``name`` as it was and as it is asked for.

    Raises:
        UsageError: there is no such rule, or it takes no such limit.
    """
    if not 0 <= change.row < len(rules):
        has = "no rules" if not rules else f"{len(rules)} of them"
        raise UsageError(
            f"There is no rule {change.row + 1} in the policy '{name}': it has {has}."
        )
    former = rules[change.row]
    try:
        return former, with_limit(former, change.limit)
    except CellError as fault:
        raise UsageError(
            f"{name}, {former}: {fault.what}; {fault.why}: {fault.hint}."
        ) from None
