"""Who may import what, and what a light command must not load."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.rules import RULES

ROOT = Path(__file__).parents[1]
HEAVY = {"pandas", "pyomo", "highspy", "openpyxl", "numpy", "scipy"}
COMMON = {
    "__init__",
    "demands",
    "rule",
    "scope",
    "sources",
    "sums",
    "targets",
    "words",
}
"""Files of models/rules that several rules share."""
MATHS = set("=≤≥Σλα")


def sources() -> dict[str, Path]:
    return {
        path.relative_to(ROOT).as_posix(): path
        for folder in ("planner", "models")
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""
            yield from (f"{node.module}.{each.name}" for each in node.names)


def importers(package: str) -> set[str]:
    return {
        name
        for name, path in sources().items()
        if any(each.split(".")[0] == package for each in imported(path))
    }


def loaded_after(statement: str) -> set[str]:
    asked = f"import sys\n{statement}\nprint('loaded', *sys.modules, file=sys.stderr)"
    ran = subprocess.run(
        [sys.executable, "-c", asked],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
    )
    assert ran.returncode == 0, ran.stderr
    return set(ran.stderr.split("loaded ")[-1].split())


HELP = """
sys.argv = ["planner", *{words}]
from planner.cli import main
try:
    main()
except SystemExit as left:
    assert not left.code
"""


@pytest.mark.parametrize(
    "statement",
    [
        "import planner",
        HELP.format(words=["--help"]),
        HELP.format(words=["--version"]),
        HELP.format(words=["solve", "--help"]),
    ],
    ids=["import", "help", "version", "solve help"],
)
def test_what_is_light_loads_nothing_heavy(statement: str) -> None:
    assert not loaded_after(statement) & HEAVY


TO_SOLVER = """
from planner.solving.child import Child
def begin(*_):
    raise SystemExit
Child.begin = begin
"""
OTHERS = {"scipy", "highspy", "pyomo.environ", "sqlalchemy", "fastapi", "uvicorn"}
"""What the solver's own process needs, or the server; Pyomo makes SciPy take a second."""
LATER = {
    *("pandas", "openpyxl", "joblib", "jinja2"),
    *("planner.audit", "planner.report.excel", "planner.report.page"),
    *("planner.stress", "planner.alternatives", "planner.odds", "planner.compare"),
}
"""What tells of a plan, or asks more of it."""


@pytest.mark.parametrize(
    ("command", "unneeded"),
    [("solve", OTHERS | LATER), ("explain", OTHERS | LATER), ("stress", OTHERS)],
)
def test_the_solver_begins_before_the_rest_is_loaded(
    command: str, unneeded: set[str]
) -> None:
    words = [command, "inputs/gallium.xlsx"]
    loaded = loaded_after(TO_SOLVER + HELP.format(words=words))
    assert "planner.solving.question" in loaded
    assert not loaded & unneeded


@pytest.mark.parametrize(
    ("package", "homes"),
    [
        ("highspy", ("planner/solving/highs.py", "planner/solving/large/solver.py")),
        ("typer", ("planner/cli/",)),
        ("openpyxl", ("planner/workbook/", "planner/report/excel")),
        ("python_calamine", ("planner/workbook/",)),
        ("pyomo", ("models/", "planner/solving/")),
    ],
)
def test_a_package_is_imported_only_at_home(
    package: str, homes: tuple[str, ...]
) -> None:
    found = importers(package)
    assert found
    assert {each for each in found if not each.startswith(homes)} == set()


def test_models_import_nothing_of_the_planner() -> None:
    assert not [each for each in importers("planner") if each.startswith("models/")]


def test_the_cover_of_a_plan_knows_no_pyomo() -> None:
    assert "planner/cover.py" not in importers("pyomo")


def test_every_file_of_rules_is_a_rule_of_its_name() -> None:
    files = {path.stem for path in (ROOT / "models/rules").glob("*.py")} - COMMON
    assert files == set(RULES)
    for name, each in RULES.items():
        assert each.__module__ == f"models.rules.{name}"


@pytest.mark.parametrize("name", RULES)
def test_a_rule_states_its_formula(name: str) -> None:
    assert MATHS & set(RULES[name].__doc__ or "")
