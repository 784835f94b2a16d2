"""What a good workbook means."""

import hashlib
import subprocess
import sys
from datetime import datetime
from math import inf
from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.case import Scenario, Target, Tier
from models.rules import RULES
from planner.errors import InputError
from planner.workbook import read
from tests.workbook.books import MORE, SCRAP, STOCK, book, faults, good, problems


def test_the_smallest_workbook_takes_every_default(tmp_path: Path) -> None:
    case = good(tmp_path)
    assert (case.name, case.currency, case.unit) == ("plan", "USD", "kg")
    assert case.periods == ("2026Q3", "2026Q4", "2027Q1")
    assert case.periods_per_year == 4
    assert case.demands["chips"].volume == (100.0, 100.0, 100.0)
    assert case.suppliers["Acme"].capacity == (inf, inf, inf)
    assert case.offers["A1"].price == (10.0, 10.0, 10.0)
    assert case.offers["A1"].capacity == (80.0, 80.0, 80.0)
    assert case.offers["A1"].labels == {
        "offer": "A1",
        "supplier": "Acme",
        "country": "China",
        "tag:refiner": "China",
    }
    assert case.offers["B1"].labels.get("tag:refiner") is None
    assert [(each.probability, each.strikes) for each in case.scenarios] == [(1, ())]
    assert case.policies == {"none": ()}
    assert case.warnings == ()


def test_a_case_knows_the_file_it_came_from(tmp_path: Path) -> None:
    path = book(tmp_path)
    case = read(str(path))
    assert case.source == str(path)
    assert case.digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_optional_sheet_is_read(tmp_path: Path) -> None:
    case = good(tmp_path, SCRAP | STOCK, *MORE)
    assert case.offers["A1"].capacity == (50.0, 80.0, 80.0)
    assert case.offers["A1"].price == (10.0, 10.0, 12.0)
    assert case.offers["A1"].commitment == (5.0, 0.0, 0.0)
    assert case.offers["B1"].tiers == (Tier(0, 0), Tier(100, 0.1))
    assert case.processes["melt"].recovery == 0.5
    assert case.processes["melt"].labels == {"process": "melt", "country": "Japan"}
    assert case.projects == {"Stake": 5000}
    assert case.curbs["ban"].flow == (0.2, 0.2, 0.2)
    assert case.scenarios == (
        Scenario(name="calm", probability=0.9),
        Scenario(name="cut", probability=0.1, strikes=(("ban", 1),)),
    )
    assert case.policies["Safe"] == (
        RULES["max_share"](  # type: ignore[call-arg]
            on=Target(pairs=(("country", "China"),)), item="gallium", limit=0.65
        ),
    )


def test_an_optional_sheet_without_a_single_cell_is_as_good_as_none(
    tmp_path: Path,
) -> None:
    assert good(tmp_path, {"Tiers!": None, "Curbs!": None}).offers["A1"].tiers == ()


def test_names_match_whatever_their_case_width_and_spaces(tmp_path: Path) -> None:
    case = good(
        tmp_path,
        {
            "Offers!B2": " ＡＣＭＥ",
            "Demand!B2": "METAL\u00a0",
            "Policies!C2": "Country : ＣＨＩＮＡ; TAG:Refiner=china",
            "Policies!D2": "Gallium",
            "Policies!B2": "Max Share",
            "Policies!A3": "SAFE",
            "Policies!B3": "require",
            "Policies!C3": "offer:b1",
            "Settings!A7": "Policy",
            "Settings!B7": "safe",
        },
        "Policies",
    )
    assert case.offers["A1"].supplier == "Acme"
    assert case.demands["chips"].item == "metal"
    share, _ = case.policies["Safe"]
    assert share.on == Target(pairs=(("country", "China"), ("tag:refiner", "China")))
    assert share.item == "gallium"
    assert case.policy == "Safe"


def test_headers_match_whatever_their_case_spaces_and_unit(tmp_path: Path) -> None:
    changes = {
        "Demand!C1": "Shortage Cost (USD/kg)",
        "Offers!D1": "Ｐｒｉｃｅ　［USD/kg］",
        "Offers!E1": "max-volume\u200b",
        "Offers!F1": "Notes on the offer",
        "Offers!F2": "anything; at all",
        "Suppliers!C1": "Tag: Refiner",
        "Demand!D1": "2026q3 (kg)",
    }
    assert faults(tmp_path, changes) == []


def test_sheets_of_the_buyers_own_are_ignored(tmp_path: Path) -> None:
    changes = {"Notes!A1": "=1+", "Read me!A1": 1, "guide!A1": 2, "Chart data!A1": 3}
    assert good(tmp_path, changes).warnings == ()


def test_blank_rows_are_skipped(tmp_path: Path) -> None:
    changes = {"Offers!A9": "C1", "Offers!B9": "Acme", "Offers!C9": "metal"}
    case = good(tmp_path, changes | {"Offers!D9": 7, "Offers!A5": "  "})
    assert list(case.offers) == ["A1", "B1", "C1"]


def test_na_none_and_nan_are_ordinary_names(tmp_path: Path) -> None:
    changes = {
        "Offers!A2": "NA",
        "Offers!A3": "None",
        "Suppliers!B2": "nan",
        "Demand!A2": "null",
    }
    case = good(tmp_path, changes)
    assert list(case.offers) == ["NA", "None"]
    assert case.suppliers["Acme"].country == "nan"
    assert list(case.demands) == ["null"]


def test_codes_keep_the_digits_excel_shows(tmp_path: Path) -> None:
    changes = {"Offers!A2": 1001, "Offers!A3": "00123", "Suppliers!B2": "1E5"}
    case = good(tmp_path, changes)
    assert list(case.offers) == ["1001", "00123"]
    assert case.suppliers["Acme"].country == "1E5"


@pytest.mark.parametrize(
    ("written", "value", "warning"),
    [
        ("12.5", 12.5, None),
        ("１２．５", 12.5, None),
        ("1,200", 1200, "Offers!D2 · '1,200' is read as 1200"),
        ("1,234,567.5", 1234567.5, "Offers!D2 · '1,234,567.5' is read as 1234567.5"),
        ("1 200", 1200, "Offers!D2 · '1 200' is read as 1200"),
        ("¥1,200", 1200, "Offers!D2 · '¥1,200' is read as 1200"),
        ("＄ 12", 12, "Offers!D2 · '＄ 12' is read as 12"),
        ("1200円", 1200, "Offers!D2 · '1200円' is read as 1200"),
    ],
)
def test_a_number_in_text_is_read_and_told(
    written: str, value: float, warning: str | None, tmp_path: Path
) -> None:
    case = good(tmp_path, {"Offers!D2": written, "Offers!D3": value})
    assert case.offers["A1"].price == (value,) * 3
    assert case.warnings == ((warning,) if warning else ())


def test_a_percentage_in_text_is_a_share_and_told(tmp_path: Path) -> None:
    case = good(tmp_path, {"Demand!G1": "max_shortage", "Demand!G2": "６５％"})
    assert case.demands["chips"].max_shortage == 0.65
    assert case.warnings == ("Demand!G2 · '６５％' is read as 0.65",)


def test_months_may_be_dates(tmp_path: Path) -> None:
    months = {f"Demand!{c}1": datetime(2026, m, 1) for c, m in zip("DEF", (7, 8, 9))}
    case = good(
        tmp_path,
        {"Settings!B4": "month", "Settings!B5": datetime(2026, 7, 1), **months},
    )
    assert case.periods == ("2026-07", "2026-08", "2026-09")
    assert case.periods_per_year == 12


def test_another_day_is_no_month(tmp_path: Path) -> None:
    changes = {"Settings!B4": "month", "Settings!B5": datetime(2026, 7, 2)}
    assert faults(tmp_path, changes)[0] == (
        "Settings!B5 · the cell holds the date 2026-07-02 · a date is read as a month "
        "only on the first of the month · format the cell as text and write it like "
        "2026-07"
    )


def test_years_may_be_numbers(tmp_path: Path) -> None:
    years = {"Demand!D1": 2026, "Demand!E1": "2027", "Demand!F1": 2028.0}
    case = good(tmp_path, {"Settings!B4": "year", "Settings!B5": 2026, **years})
    assert case.periods == ("2026", "2027", "2028")
    assert case.years == {2026: (0,), 2027: (1,), 2028: (2,)}


def test_a_price_in_another_currency_is_exchanged(tmp_path: Path) -> None:
    changes = {"Offers!F1": "currency", "Offers!F2": "cny", "Offers!F3": "usd"}
    rates = {"FX!C1": "2026Q4", "FX!C2": 0.2}
    case = good(tmp_path, changes | rates, "FX")
    assert case.offers["A1"].price == pytest.approx((1.4, 2.0, 1.4))
    assert case.offers["B1"].price == (20.0, 20.0, 20.0)


def test_a_rate_is_needed_in_the_window_only(tmp_path: Path) -> None:
    changes = {"Offers!F1": "currency", "Offers!F2": "CNY", "FX!B1": "2026Q4"}
    window = {"Offers!G1": "first_period", "Offers!G2": "2026Q4"}
    last = {"Offers!H1": "last_period", "Offers!H2": "2026Q4"}
    case = good(tmp_path, changes | window | last, "FX")
    assert case.offers["A1"].price[1] == pytest.approx(1.4)
    assert case.offers["A1"].capacity == (0.0, 80.0, 0.0)


def test_capacity_of_a_supplier_limits_its_offers(tmp_path: Path) -> None:
    case = good(tmp_path, {"Capacity!A2": "supplier: acme"}, "Capacity")
    assert case.suppliers["Acme"].capacity == (50.0, inf, inf)
    assert case.offers["A1"].capacity == (50.0, 80.0, 80.0)


def test_an_offers_tag_overrides_its_suppliers(tmp_path: Path) -> None:
    case = good(tmp_path, {"Offers!F1": "tag:refiner", "Offers!F2": "Korea"})
    assert case.offers["A1"].labels["tag:refiner"] == "Korea"


def test_commitments_of_one_period_add_up(tmp_path: Path) -> None:
    more = {"Commitments!A3": "a1", "Commitments!B3": "2026Q3", "Commitments!C3": 7}
    assert good(tmp_path, more, "Commitments").offers["A1"].commitment == (
        12.0,
        0.0,
        0.0,
    )


def test_rows_of_tiers_stand_in_any_order(tmp_path: Path) -> None:
    changes = {"Tiers!A3": "B1", "Tiers!B3": 50, "Tiers!C3": 0.05}
    case = good(tmp_path, changes, "Tiers")
    assert case.offers["B1"].tiers == (Tier(0, 0), Tier(50, 0.05), Tier(100, 0.1))


@pytest.mark.parametrize(
    ("cells", "flow", "price"),
    [
        ({}, (0.2,) * 3, (1.0,) * 3),
        ({"Curbs!E1": "length", "Curbs!E2": 2}, (0.2,) * 2, (1.0,) * 2),
        ({"Curbs!E1": "length", "Curbs!E2": 9}, (0.2,) * 3, (1.0,) * 3),
        ({"Curbs!C2": "0.1; 0.5"}, (0.1, 0.5), (1.0, 1.0)),
        ({"Curbs!C2": "１％；50%"}, (0.01, 0.5), (1.0, 1.0)),
        ({"Curbs!E1": "price", "Curbs!E2": 1.5}, (0.2,) * 3, (1.5,) * 3),
        ({"Curbs!E1": "price", "Curbs!E2": "2; 1.5"}, (0.2,) * 3, (2.0, 1.5)),
    ],
)
def test_one_number_of_a_curb_holds_over_its_span(
    cells: dict[str, object],
    flow: tuple[float, ...],
    price: tuple[float, ...],
    tmp_path: Path,
) -> None:
    curb = good(tmp_path, cells, "Curbs").curbs["ban"]
    assert (curb.flow, curb.price) == (flow, price)


def test_scenarios_are_generated_where_there_are_none(tmp_path: Path) -> None:
    case = good(tmp_path, {}, "Curbs")
    assert len(case.scenarios) == 4
    assert sum(each.probability for each in case.scenarios) == pytest.approx(1)


def test_a_start_outside_the_curbs_window_is_told(tmp_path: Path) -> None:
    late = {"Curbs!E1": "earliest", "Curbs!E2": "2027Q1"}
    assert good(tmp_path, late, "Curbs", "Scenarios").warnings == (
        "Scenarios!D3 · ban starts outside its earliest and latest, and does so here",
    )


def test_a_range_beside_scenarios_of_ones_own_is_told(tmp_path: Path) -> None:
    between = {"Curbs!E1": "probability_high", "Curbs!E2": 0.5}
    assert good(tmp_path, between, "Curbs").warnings == ()
    assert good(tmp_path, between, "Curbs", "Scenarios").warnings == (
        (
            "Curbs!E2 · probability_high is not used: the Scenarios sheet says how likely "
            "each is"
        ),
    )


def test_a_rule_told_twice_counts_once_and_is_told(tmp_path: Path) -> None:
    row = ("safe", "max_share", "country:china", "Gallium", 0.65)
    again = {f"Policies!{c}3": v for c, v in zip("ABCDE", row, strict=True)}
    case = good(tmp_path, again, "Policies")
    assert len(case.policies["Safe"]) == 1
    assert case.warnings == ("Policies!B3 · the same rule as in row 2 is counted once",)


def test_an_offer_that_can_deliver_nothing_is_told(tmp_path: Path) -> None:
    case = good(tmp_path, {"Offers!F1": "lead_time", "Offers!F2": 3})
    assert case.warnings == (
        "Offers!A2 · A1 can deliver nothing in the plan: look at its lead_time, window and max_volume",
    )


def test_every_problem_is_told_at_once_in_the_order_of_sheets(tmp_path: Path) -> None:
    changes = {
        "Offers!D3": "ten",
        "Offers!B2": "Acne",
        "Items!D1": "closing_stock",
        "Items!D2": 600,
        "Settings!A7": "gap",
        "Settings!B7": 2,
        "Curbs!B2": "country:Chna",
        "Policies!E2": 65,
        "Ofers!A1": "x",
    }
    told = faults(tmp_path, changes, "Curbs", "Policies")
    places = ["Settings!B7", "Items!D2", "Offers!B2", "Offers!D3"]
    places += ["Curbs!B2", "Policies!E2", "Ofers"]
    assert [each.partition(" · ")[0] for each in told] == places


def test_the_error_carries_the_problems_and_the_lines(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        good(tmp_path, {"Offers!D3": "ten"})
    (problem,) = caught.value.problems
    assert (problem.sheet, problem.cell) == ("Offers", "D3")
    assert str(caught.value) == str(problem)
    assert caught.value.exit_code == 2


def test_missing_sheets_are_told_with_their_columns(tmp_path: Path) -> None:
    path = book(tmp_path)
    workbook = load_workbook(path)
    del workbook["Suppliers"], workbook["Offers"]
    workbook.save(path)
    assert problems(path)[0] == (
        "Suppliers · the sheet is missing · Who sells, and from which country · "
        "add a sheet Suppliers with the columns supplier, country, max_volume"
    )
    assert len(problems(path)) == 2


def test_reading_imports_no_pandas_and_no_solver(tmp_path: Path) -> None:
    script = (
        "import sys; from planner.workbook import read; read(sys.argv[1]);"
        "print({'pandas', 'highspy', 'typer'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(book(tmp_path))],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "set()"


def test_probabilities_that_miss_1_by_a_hair_are_scaled_to_it(tmp_path: Path) -> None:
    """They are written as 0.9 and 0.0999995."""
    hair = {"Scenarios!B3": 0.0999995}
    scenarios = good(tmp_path, hair, "Curbs", "Scenarios").scenarios
    assert sum(each.probability for each in scenarios) == pytest.approx(1, abs=1e-15)
    assert scenarios[0].probability == pytest.approx(0.9 / 0.9999995, rel=1e-12)
