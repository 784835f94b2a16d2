"""The ready-made policies are exact rows, and every rule's example row can be read."""

from pathlib import Path

import pytest

from models.rules import RULES
from planner.errors import InputError, UsageError
from planner.examples import EXAMPLES
from planner.report.presets import example_row, listing
from planner.workbook import read, template
from planner.workbook.presets import PRESETS, add_presets

LIMITS = [
    ("CRMA 65% and 25% recycled", "max_share", "country:*", 0.65),
    ("CRMA 65% and 25% recycled", "min_share", "tag:type=recycled", 0.25),
    ("HHI 2,500", "max_hhi", "country:*", 2500),
    ("HHI 1,800", "max_hhi", "country:*", 1800),
    ("60 days of stock", "min_stock_days", None, 60),
    ("180 days of stock", "min_stock_days", None, 180),
    ("N-1 65%", "survive_loss", "country:*", 0.65),
    ("Two sources", "min_sources", "supplier:*", 2),
    ("Two sources", "max_share", "supplier:*", 0.65),
    ("No more than 60% China", "max_share", "country:China", 0.6),
    ("Risk-averse", "risk_weight", None, 0.5),
]


def test_the_presets_have_these_limits() -> None:
    rows = [row for preset in PRESETS.values() for row in preset.rows]
    keys = ("policy", "rule", "on", "limit")
    assert [tuple(row.get(key) for key in keys) for row in rows] == LIMITS


def test_no_two_presets_name_a_policy_alike() -> None:
    policies = [
        name
        for preset in PRESETS.values()
        for name in {str(row["policy"]) for row in preset.rows}
    ]
    assert len(policies) == len(set(policies))


def test_every_preset_works_in_a_workbook_that_has_what_it_names(
    tmp_path: Path,
) -> None:
    path = tmp_path / "book.xlsx"
    notes = template.new(path, example="trading-house", presets=list(PRESETS))
    policies = read(path).policies
    assert policies.keys() >= {policy for policy, *_ in LIMITS}
    assert len(policies["CRMA 65% and 25% recycled"]) == 2
    assert all("is there already" in note for note in notes)


def test_a_policy_that_is_there_stays_as_it_is() -> None:
    tables, notes = add_presets(EXAMPLES["gallium"](), ["stockpile"])
    rows = [r for r in tables["Policies"] if r["policy"] == "60 days of stock"]
    assert [row.get("item") for row in rows] == ["gallium"]
    assert len(notes) == 2
    assert "60 days of stock" in notes[0]


def test_a_preset_given_twice_is_added_once() -> None:
    once, _ = add_presets(template.BLANK, ["crma"])
    assert add_presets(template.BLANK, ["crma", "crma"])[0] == once


def test_an_empty_template_has_the_column_a_preset_names(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    (note,) = template.new(path, presets=["crma"])
    assert "'recycled' in column tag:type" in note
    tables, _ = add_presets(template.BLANK, ["crma"])
    heads = [cell.value for cell in template.build(tables)["Suppliers"][1]]
    assert "tag:type" in heads
    with pytest.raises(InputError) as caught:
        read(path)
    (problem,) = [each for each in caught.value.problems if each.sheet == "Policies"]
    assert "tag:type=recycled" in problem.what


def test_presets_without_names_are_no_problem_in_an_empty_template(
    tmp_path: Path,
) -> None:
    path = tmp_path / "book.xlsx"
    free = [name for name, preset in PRESETS.items() if preset.needs is None]
    assert template.new(path, presets=free) == []
    with pytest.raises(InputError) as caught:
        read(path)
    assert {each.sheet for each in caught.value.problems}.isdisjoint({"Policies"})


def test_a_misspelt_preset_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'crma'"):
        add_presets(template.BLANK, ["crna"])


def test_every_rules_example_row_can_be_written(tmp_path: Path) -> None:
    tables = dict(EXAMPLES["tiny"]())
    mine = [{**example_row(kind), "policy": name} for name, kind in RULES.items()]
    tables["Policies"] = (*tables["Policies"], *mine)
    template.write(tmp_path / "book.xlsx", tables)
    case = read(tmp_path / "book.xlsx")
    assert case.policies.keys() >= {str(row["policy"]) for row in mine}


def test_the_listing_says_every_policy_in_a_sentence() -> None:
    case = read(Path(__file__).parents[1] / "inputs/tiny.xlsx")
    found = {each["policy"]: each["rules"] for each in listing(case)["policies"]}
    assert found["none"] == []
    assert found["Never short"][0]["sentence"].startswith("At most 0% of each demand")
    assert [each["rule"] for each in listing()["rules"]] == list(RULES)
    assert "policies" not in listing()
