"""The README says what the program does: its rules, commands, numbers and tables."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import planner
from models.rules import RULES
from planner.cli import app
from planner.errors import NoPlanError

TOP = Path(__file__).parents[1]
TEXT = (TOP / "README.md").read_text(encoding="utf-8")
WALK = TEXT.split("## A plan by hand")[1].split("\n## ")[0]
FENCED = re.compile(r"^ *```(\w+)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
BLOCKS = [(each[1], each[2]) for each in FENCED.finditer(TEXT)]
COMMANDS = [
    command.strip()
    for language, block in BLOCKS
    if language == "sh"
    for line in block.splitlines()
    for command in line.split("&&")
    if command.strip().startswith("planner ")
]


def rules_table() -> str:
    rows = [("rule", "limit", "meaning"), ("---", "---", "---")]
    rows += [(f"`{n}`", str(r.limit_is), r.meaning) for n, r in RULES.items()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def test_the_rules_are_those_of_the_program() -> None:
    shown = TEXT.split("<!-- rules -->\n")[1].split("<!-- /rules -->")[0]
    assert shown == rules_table()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_exists(command: str) -> None:
    _, name, *words = shlex.split(command)
    known: Any = get_command(app)
    flags = {flag for each in known.commands[name].params for flag in each.opts}
    assert {word for word in words if word.startswith("-")} <= flags


@pytest.fixture(scope="module")
def python() -> dict[str, Any]:
    (block,) = (block for language, block in BLOCKS if language == "python")
    names: dict[str, Any] = {}
    book = (TOP / "inputs/gallium.xlsx").as_posix()
    exec(block.replace("inputs/gallium.xlsx", book), names)  # noqa: S102
    return names


def test_the_tables_have_their_columns(python: dict[str, Any]) -> None:
    tables = re.findall(r"^\| `plan\.(\w+)` \| (.*) \|$", TEXT, re.MULTILINE)
    assert tables
    for name, columns in tables:
        assert list(getattr(python["plan"], name).columns) == columns.split(", ")


def test_the_walk_through_is_the_tiny_plan() -> None:
    case = planner.read(TOP / "inputs/tiny.xlsx")
    free, limited = planner.solve(case, "none"), planner.solve(case, "Max 70% China")
    premium = limited.expected_cost - free.expected_cost
    assert f"**{free.expected_cost:,.0f} USD**" in WALK
    assert f"**{free.expected_shortage:.2f} kg**" in WALK
    assert f"**{limited.expected_cost:,.0f} USD**" in WALK
    assert f"{premium:,.0f} more" in WALK
    assert "Home" in free.signed
    assert set(free.deliveries["offer"]) == {"Far"}
    assert all(f"{cost:,.0f}" in WALK for cost in limited.outcomes["cost"])


def test_never_short_ends_as_told() -> None:
    case = planner.read(TOP / "inputs/tiny.xlsx")
    with pytest.raises(NoPlanError) as told:
        planner.solve(case, "Never short")
    assert f"Exit code {told.value.exit_code}" in WALK


def test_the_picture_shows_the_plan() -> None:
    plan = planner.solve(planner.read(TOP / "inputs/gallium.xlsx"))
    drawn = (TOP / ".readme/gallium-plan.svg").read_text(encoding="utf-8")
    (shown,) = re.findall(r"(\d+,\d{3},\d{3})(?:&#160;| )USD<", drawn)[:1]
    cost = float(shown.replace(",", ""))
    assert cost == pytest.approx(plan.expected_cost, rel=2e-4), (
        "draw it anew: python .readme/draw.py"
    )
