"""What is written is what was decided, and what is on disk is what is audited."""

import json
from collections.abc import Callable
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from models.case import Case
from models.rules.survive_loss import SurviveLoss
from planner.audit import audit
from planner.audit.book import audit_book, decided_in, require_clean_book, stated_in
from planner.audit.fault import save_fault
from planner.audit.from_plan import decided_of, stated_of
from planner.errors import InputError, PlannerError, UsageError
from planner.plan import Plan, Status
from planner.report import excel
from planner.solving import solve
from planner.workbook import plan_book
from planner.workbook.former import read_former
from planner.workbook.plan_book import SHEET, read_plan_book
from tests.cases import (
    curb,
    demand,
    item,
    offer,
    process,
    scenario,
    simple_case,
    target,
)

HEAD = 4


def case() -> Case:
    return simple_case(
        item("metal", opening_stock=20, holding_cost=0.1),
        demand(100, shortage_cost=50),
        offer("=1+1 合金", 10, 80, country="China", fixed_cost=5, tiers={100: 0.05}),
        offer("B", 20.000000001, 70, country="Chile", project="mine"),
        offer("C", 2, 100, item="ore", lead_time=1),
        process("smelter", capacity=30, recovery=0.7, cost=1),
        curb("ban", "country:China", flow=1 / 3, price=1.7),
        scenario("cut", 0.2, ban=1),
        projects={"mine": 3.0},
        periods=3,
        discount_rate=0.07,
        digest="5ha",
        policies={"safe": [SurviveLoss(on=target("country:*"), start=1, limit=0.3)]},
    )


@pytest.fixture(scope="module")
def plan() -> Plan:
    return solve(case(), "safe")


@pytest.fixture(scope="module")
def content(plan: Plan) -> bytes:
    return excel.content(plan)


def written(content: bytes, folder: Path) -> Path:
    path = folder / "plan.xlsx"
    path.write_bytes(content)
    return path


def test_decisions_and_figures_are_read_back_as_they_were(
    plan: Plan, content: bytes, tmp_path: Path
) -> None:
    book = read_plan_book(written(content, tmp_path))
    read, made = decided_in(plan.case, book), decided_of(plan)
    assert len(made.losses) == 6  # China, Chile and the smelter, from two starts
    assert (read.signed, read.opened, read.tiers) == (
        made.signed,
        made.opened,
        made.tiers,
    )
    assert read.losses == made.losses
    assert read.responses.keys() == made.responses.keys()
    for name, response in made.responses.items():
        for what, values in response.families():
            again = dict(read.responses[name].families())[what]
            assert {n: v for n, v in again.items() if any(v)} == {
                n: v for n, v in values.items() if any(v)
            }
    said, figures = stated_in(book), stated_of(plan)
    assert said.objective == pytest.approx(figures.objective, rel=1e-15)
    assert said.cost == pytest.approx(figures.cost, rel=1e-15)
    assert said.outcomes == pytest.approx(figures.outcomes, rel=1e-15)
    assert said.is_optimal


def test_a_plan_workbook_passes_the_audit_from_disk(
    plan: Plan, content: bytes, tmp_path: Path
) -> None:
    found = audit_book(plan.case, written(content, tmp_path))
    assert found.is_clean, found
    assert found.checks == audit(plan).checks


def test_too_many_responses_are_left_out_and_what_is_written_is_audited(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_book, "MOST_ROWS", 3)
    path = excel.write_plan(plan, tmp_path / "plan.xlsx")
    book = read_plan_book(path)
    assert book.name_of(plan_book.LEFT_OUT)
    assert {each.scenario for each in book.of(*plan_book.OF_PLAN)} == {"plan"}
    assert require_clean_book(plan, path).is_clean
    with pytest.raises(InputError, match="responses to curbs are left out"):
        read_former(path)
    volume = next(each for each in book.of(plan_book.DELIVERY) if any(each.volumes))
    sheets = load_workbook(path)
    for row in sheets[SHEET].iter_rows():
        if [cell.value for cell in row[1:3]] == [volume.what, volume.name]:
            for cell in row[4:]:
                cell.value = 5.0
    sheets.save(path)
    with pytest.raises(PlannerError):
        require_clean_book(plan, path)


def test_a_plan_is_audited_under_a_temporary_name_before_it_has_its_own(
    plan: Plan, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / ".plan-1.tmp"
    path.write_bytes(content)
    assert require_clean_book(plan, path).is_clean
    other = replace(plan, objective=plan.objective + 1)
    path.write_bytes(excel.content(other))
    with pytest.raises(PlannerError, match=r"objective.*\n.*planner-fault-"):
        require_clean_book(other, path, tmp_path)


@pytest.mark.parametrize(
    ("sheet", "row", "column"),
    [
        *(("Plan", 1, "total"), ("Plan", 2, "2028"), ("Plan", 1, "what")),
        *(("Costs", 1, "expected"), ("Costs", 2, "volume"), ("Costs", 2, "cost")),
        *(("Scenarios", 1, "shortage"), ("Scenarios", 2, "cost")),
        *(("Scenarios", 2, "probability"), ("Scenarios", 3, "with signing")),
        *(("Run", 6, "value"), ("Run", 7, "value"), ("Run", 8, "value")),
    ],
)
def test_a_sheet_that_shows_another_figure_is_caught(
    sheet: str, row: int, column: str, plan: Plan, content: bytes, tmp_path: Path
) -> None:
    path = written(content, tmp_path)
    assert require_clean_book(plan, path).is_clean
    book = load_workbook(path)
    heads = [str(each.value).split(",")[0] for each in book[sheet][HEAD]]
    cell: Any = book[sheet].cell(HEAD + row, heads.index(column) + 1)
    is_number = isinstance(cell.value, int | float)
    cell.value = cell.value + 0.5 if is_number else "unserved"
    book.save(path)
    with pytest.raises(PlannerError, match=f"sheet {sheet} shows the audited figure"):
        require_clean_book(plan, path)


def test_a_row_that_is_gone_is_caught(
    plan: Plan, content: bytes, tmp_path: Path
) -> None:
    path = written(content, tmp_path)
    book = load_workbook(path)
    book["Plan"].delete_rows(HEAD + 1)
    book.save(path)
    with pytest.raises(PlannerError, match="sheet Plan shows the audited figure"):
        require_clean_book(plan, path)


def cells(sheet: Any) -> list[Any]:
    return [row for row in sheet.iter_rows(min_row=HEAD + 1) if row[1].value]


def doubled(what: str) -> Callable[[Any], None]:
    """Return what doubles the first number of a kind."""

    def spoil(sheet: Any) -> None:
        rows = (row for row in cells(sheet) if row[1].value == what)
        number = next(c for row in rows for c in row[3:] if c.value)
        number.value *= 2

    return spoil


def unsigned(sheet: Any) -> None:
    row = next(row for row in cells(sheet) if row[1].value == "signed")
    sheet.delete_rows(row[0].row)


def unlisted(sheet: Any) -> None:
    """Take out the first response that differs from the plan."""
    rows = [row for row in cells(sheet) if row[1].value == "delivery"]
    row = next(row for row in rows if row[0].value == "cut")
    sheet.delete_rows(row[0].row)


SPOILT = {
    **{what: doubled(what) for what in ("delivery", "output", "unserved", "stated")},
    "expected cost": doubled("expected cost"),
    "signed": unsigned,
    "response": unlisted,
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_number_changed_on_disk_is_found(
    plan: Plan, content: bytes, tmp_path: Path, spoil: Callable[[Any], None]
) -> None:
    path = written(content, tmp_path)
    book = load_workbook(path)
    spoil(book[SHEET])
    book.save(path)
    assert not audit_book(plan.case, path).is_clean


def test_a_plan_stopped_before_any_bound_was_known_is_read_back(
    plan: Plan, tmp_path: Path
) -> None:
    stopped = replace(plan, bound=-inf, status=Status.TIME_LIMIT)
    path = written(excel.content(stopped), tmp_path)
    assert audit_book(plan.case, path).is_clean
    claimed = replace(plan, bound=-inf)
    path = written(excel.content(claimed), tmp_path)
    (found,) = audit_book(plan.case, path).violations
    assert found.constraint == "an optimal plan has a bound"


def test_a_plan_of_another_workbook_is_refused(
    plan: Plan, content: bytes, tmp_path: Path
) -> None:
    path = written(content, tmp_path)
    with pytest.raises(UsageError, match="not made from this workbook"):
        audit_book(replace(plan.case, digest="other"), path)
    with pytest.raises(UsageError, match="does not have"):
        audit_book(replace(plan.case, policies={"none": ()}), path)


def test_what_is_no_plan_workbook_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.xlsx"
    text.write_text("not a workbook")
    empty = tmp_path / "empty.xlsx"
    Workbook().save(empty)
    for path, why in ((text, "cannot be read back"), (empty, "is no plan workbook")):
        with pytest.raises(UsageError, match=why):
            audit_book(case(), path)


def test_a_word_where_a_number_belongs_is_named_by_its_row(
    plan: Plan, content: bytes, tmp_path: Path
) -> None:
    path = written(content, tmp_path)
    book = load_workbook(path)
    row = next(row for row in cells(book[SHEET]) if row[1].value == "delivery")
    row[4].value = "many"
    book.save(path)
    with pytest.raises(UsageError, match=f"row {row[0].row}: a cell says 'many'"):
        audit_book(plan.case, path)


def test_a_fault_is_saved_with_all_that_a_bug_report_needs(
    plan: Plan, tmp_path: Path
) -> None:
    spoilt = replace(
        plan,
        objective=plan.objective + 1000,
        run=replace(plan.run, log="presolve"),
    )
    found = audit(spoilt)
    path = save_fault(spoilt, found.violations, tmp_path / "faults")
    with ZipFile(path) as bundle:
        parts = {name: bundle.read(name).decode() for name in bundle.namelist()}
    assert "objective" in parts["violations.txt"]
    assert parts["solver.log"] == "presolve"
    asked = json.loads(parts["case.json"])
    assert asked["offers"]["C"]["capacity"] == [100, 100, 100]
    assert asked["items"]["metal"]["max_stock"] == "inf"
    assert json.loads(parts["rules.json"])[0]["rule"] == "survive_loss"
    assert set(json.loads(parts["decisions.json"])["responses"]) >= {"plan", "cut"}
    assert json.loads(parts["versions.json"])["highspy"]
    assert json.loads(parts["versions.json"])["run"]["log"] == ""
    assert save_fault(spoilt, found.violations, tmp_path / "faults") != path
