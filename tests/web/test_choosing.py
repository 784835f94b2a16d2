"""What a form of limits asks for."""

from typing import Any

import pytest
from starlette.datastructures import FormData

from planner.runs import Change
from planner.web.choosing import read_form, shown


def book(limit: float, kind: str, **rule: Any) -> dict[str, Any]:
    """Return a workbook with one policy of one rule."""
    asked = {"limit": limit, "kind": kind, "least": None, "most": None, **rule}
    return {"policies": [{"policy": "P", "rules": [asked]}]}


def form(**typed: str) -> FormData:
    """Return a form in which the policy is ticked."""
    named = {each.replace("_", "-"): value for each, value in typed.items()}
    return FormData([("policy", "0"), *named.items()])


@pytest.mark.parametrize(
    ("typed", "limit"),
    [("60", 0.6), ("６０％", 0.6), (" 60 % ", 0.6), ("60.5", 0.605), ("0", 0.0)],
)
def test_a_share_is_typed_in_percent(typed: str, limit: float) -> None:
    asked = read_form(form(limit_0_0=typed), book(0.7, "share"))
    assert asked.choice.limits == (Change("P", 0, limit),)


@pytest.mark.parametrize("typed", ["70", "70.0", "", "７０"])
def test_a_limit_that_is_not_changed_is_no_change(typed: str) -> None:
    assert read_form(form(limit_0_0=typed), book(0.7, "share")).choice.limits == ()


def test_what_is_shown_is_understood_as_no_change() -> None:
    for limit in (1 / 3, 0.07, 0.29, 0.1 + 0.2):
        typed = shown(limit, "share")
        assert (
            read_form(form(limit_0_0=typed), book(limit, "share")).choice.limits == ()
        )


@pytest.mark.parametrize(
    ("typed", "kind", "fault"),
    [
        ("lots", "share", "choose.number"),
        ("nan", "share", "choose.number"),
        ("1e999", "money", "choose.number"),
        ("101", "share", "choose.range"),
        ("-1", "money", "choose.least"),
        ("2.5", "whole number", "choose.whole"),
    ],
)
def test_a_limit_that_cannot_be_is_a_fault_of_its_field(
    typed: str, kind: str, fault: str
) -> None:
    asked = read_form(form(limit_0_0=typed), book(0.5, kind))
    assert asked.faults == {"limit-0-0": fault}


def test_thousands_may_be_set_apart() -> None:
    asked = read_form(form(limit_0_0="1,234,567"), book(1e6, "money"))
    assert asked.choice.limits == (Change("P", 0, 1234567),)


def test_the_limits_of_a_policy_that_is_not_ticked_are_not_read() -> None:
    untold = FormData([("limit-0-0", "lots")])
    assert read_form(untold, book(0.7, "share")).faults == {
        "policy": "choose.none_chosen"
    }
    assert read_form(FormData([]), {"policies": []}).faults == {}


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        ({"gap": "0.01", "time_limit": "60"}, {}),
        ({"gap": "101"}, {"gap": "choose.percent"}),
        ({"time_limit": "0.5"}, {"time_limit": "choose.time.range"}),
        ({"time_limit": "a day"}, {"time_limit": "choose.number"}),
    ],
)
def test_gap_and_time_have_their_ranges(
    typed: dict[str, str], faults: dict[str, str]
) -> None:
    told = FormData([("policy", "0"), *typed.items()])
    assert read_form(told, book(0.7, "share")).faults == faults
