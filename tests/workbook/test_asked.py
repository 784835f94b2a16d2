"""A rule in flags is read as the sheet is, and its faults name the flag."""

from collections.abc import Mapping
from typing import Any

import pytest

from models.case import Case, Target
from planner.errors import InputError, Problem
from planner.workbook.asked import rules_asked
from tests.cases import demand, item, offer, simple_case

ENDS = {"--from": "100%", "--to": "0"}
SHARE = {"rule": "max_share", "on": "country:China"}


@pytest.fixture(scope="module")
def case() -> Case:
    return simple_case(
        offer("A", country="China", tags={"refiner": "Norway"}),
        offer("B", country="Chile", item="ore"),
        item(mineral="gallium"),
        item("ore", mineral="ore"),
        demand(100, "plant"),
        periods=4,
        per_year=4,
    )


def fault(case: Case, columns: Mapping[str, str], ends: Mapping[str, str]) -> Problem:
    with pytest.raises(InputError) as raised:
        rules_asked(case, columns, ends)
    (problem,) = raised.value.problems
    return problem


def test_flags_are_the_columns_of_policies(case: Case) -> None:
    columns = {
        "rule": "Max share",
        "on": "tag:refiner = norway",
        "item": "GALLIUM",
        "per": "Year",
        "when": "always",
        "from": "2026q2",
        "to": "2026Q3",
        "stage": "",
    }
    rules: list[Any] = [*rules_asked(case, columns, ENDS)]
    assert [each.limit for each in rules] == [1.0, 0.0]
    assert rules[0].on == Target((("tag:refiner", "Norway"),))
    assert (rules[0].item, rules[0].per, rules[0].when) == ("gallium", "year", "always")
    assert (rules[0].start, rules[0].end) == (1, 2)


def test_limits_are_what_the_rule_counts(case: Case) -> None:
    columns = {"rule": "min_sources", "on": "country:*", "min_each": "10%"}
    rules: list[Any] = [*rules_asked(case, columns, {"--from": "1", "--to": "３"})]
    assert [each.limit for each in rules] == [1, 3]
    assert rules[0].min_each == 0.1
    columns = {"rule": "survive_loss", "on": "country:*", "duration": "2"}
    assert rules_asked(case, columns, ENDS)[0].duration == 2  # type: ignore[attr-defined]
    assert rules_asked(case, {"rule": "risk_weight"}, {"--to": "50%"})


@pytest.mark.parametrize(
    ("columns", "ends", "place", "hint"),
    [
        ({"rule": "max_shar"}, ENDS, "--rule", "did you mean 'max_share'?"),
        ({"rule": "exclude", "on": "country:China"}, ENDS, "--rule", "write one of"),
        ({"rule": " "}, ENDS, "--rule", "write one of"),
        ({"rule": "max_share"}, ENDS, "--on", "country:China or country:*"),
        (SHARE | {"on": "country:Chna"}, ENDS, "--on", "'country:China'"),
        (SHARE | {"on": "demand:plant"}, ENDS, "--on", ""),
        (SHARE | {"item": "galium"}, ENDS, "--item", "'gallium'"),
        (SHARE | {"item": "ore"}, ENDS, "--item", "change --item or --on"),
        (SHARE | {"per": "weekly"}, ENDS, "--per", ""),
        (SHARE | {"duration": "2"}, ENDS, "--duration", "leave it out"),
        (SHARE | {"min_each": "0.1"}, ENDS, "--min-each", "leave it out"),
        (SHARE | {"from": "2031Q1"}, ENDS, "--from-period", "a period of the plan"),
        (SHARE | {"from": "2026Q3", "to": "2026Q2"}, ENDS, "--to-period", ""),
        (SHARE, {"--from": "65", "--to": "0"}, "--from", "0.65 or 65%"),
        (SHARE, {"--from": "1", "--to": "low"}, "--to", "digits only"),
        ({"rule": "risk_weight"}, {"--from": "0", "--to": "1"}, "--to", ""),
    ],
)
def test_a_fault_names_its_flag_and_what_to_write(
    case: Case,
    columns: Mapping[str, str],
    ends: Mapping[str, str],
    place: str,
    hint: str,
) -> None:
    problem = fault(case, columns, ends)
    assert problem.place == place
    assert hint in problem.hint


def test_all_faults_are_told_at_once(case: Case) -> None:
    columns = SHARE | {"per": "weekly", "when": "never"}
    with pytest.raises(InputError) as raised:
        rules_asked(case, columns, {"--from": "65", "--to": "-1"})
    places = [each.place for each in raised.value.problems]
    assert sorted(places) == ["--from", "--per", "--to", "--when"]
