"""Every fault that the checker can find in a workbook is said in Japanese."""

import ast
from collections.abc import Iterator
from pathlib import Path

import planner.workbook
from planner.web.translating import in_japanese
from planner.workbook.schema import SHEETS

HOME = Path(planner.workbook.__file__).parent
OTHERS = {
    *("actuals", "asked", "changed_copy", "edited", "former", "kinds", "look"),
    *("pages", "plan_book", "plan_sheets", "save", "scenario_copy", "template"),
}
"""Files about workbooks that other commands read, or that are written."""
SAMPLES = {
    "_range(column)": "a share from 0 to 1",
    "_typed(value)": "the date 2027-01-01",
    "length": "quarter",
    "verb": "supplies",
    "within": " in 'X1'",
    "hint": "write one of these",
    "joint": ", or",
    "kind.name": "a plan that planner wrote",
    "wanted.name": "a planning workbook",
    "'one of ' if several else ''": "one of ",
    "NONE": "none",
    "why": "the plan is the path on which no curb strikes",
    "'' if len(allowed) == 1 else 'one of these, such as '": "one of these, such as ",
}
"""What stands in fields of which the table has parts, by the code that puts it there."""
CALLS = {"CellError": 0, "fault": 1}
"""Functions that say faults, and where their words begin."""


def said(node: ast.expr) -> str | None:
    """Return a text as it may come out, or None for one that is put together elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(each.value) if isinstance(each, ast.Constant) else sample(each)
            for each in node.values
        )
    return None


def sample(field: ast.expr) -> str:
    assert isinstance(field, ast.FormattedValue)
    return SAMPLES.get(ast.unparse(field.value), "X1")


def faults() -> Iterator[tuple[str, str]]:
    """Yield where a fault is said, and each of its texts."""
    for file in sorted(HOME.rglob("*.py")):
        if file.stem in OTHERS:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name not in CALLS:
                continue
            for each in node.args[CALLS[name] :][:3]:
                told = said(each)
                if told and " " in told:
                    yield f"{file.name}:{each.lineno}", told


def test_there_are_faults_to_say() -> None:
    assert len(list(faults())) > 150


def test_every_fault_is_said_in_japanese() -> None:
    missing = [each for each in faults() if in_japanese(each[1], "cell") is None]
    assert missing == []


def test_what_belongs_in_a_column_is_said_by_its_japanese_name() -> None:
    for sheet in SHEETS.values():
        for column in sheet.columns:
            meaning = column.meaning.rstrip(".")
            told = f"write {meaning[:1].lower()}{meaning[1:]}"
            said = in_japanese(told, "cell") or ""
            assert said.endswith("を入力してください"), told
    price = "write price per unit, in the offer's currency"
    assert in_japanese(price, "cell") == "単価を入力してください"
