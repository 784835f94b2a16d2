"""The commands as a buyer runs them: exit codes, what is printed, what is written."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.examples import EXAMPLES, Tables
from planner.workbook import read, template
from tests.commands import planner, said

KEYS = {
    *("status", "policy", "objective", "bound", "gap", "expected_cost", "cvar_cost"),
    *("cost", "expected_shortage", "worst_shortage", "scenarios", "signed", "projects"),
    *("tiers", "warnings", "plan", "refining", "stock", "unserved", "outcomes"),
    "solver",
}
LINES = {
    *("deliveries", "take_or_pay", "fixed", "period", "orders", "projects"),
    *("refining", "holding", "shortage", "stock_credit"),
}


@pytest.fixture
def broken(tiny: Path) -> Path:
    book = load_workbook(tiny / "tiny.xlsx")
    offers = book["Offers"]
    price = next(cell for cell in offers[1] if "price" in str(cell.value).lower())
    offers[f"{price.coordinate[:-1]}2"].value = "dear"
    book.save(tiny / "tiny.xlsx")
    return tiny


@pytest.fixture
def hard(tmp_path: Path) -> Path:
    """Write a workbook whose lots and least orders take far longer than a test may."""
    dice = random.Random(1)  # noqa: S311 - no secret
    periods = [f"{2027 + t // 4}Q{t % 4 + 1}" for t in range(40)]
    settings = {
        "currency": "USD",
        "unit": "kg",
        "period": "quarter",
        "gap": 0,
        "first_period": periods[0],
        "periods": len(periods),
    }
    needs = {period: dice.randint(300, 700) for period in periods}
    names = [f"S{j}" for j in range(30)]
    tables: Tables = {
        "Settings": [{"setting": k, "value": v} for k, v in settings.items()],
        "Items": [{"item": "metal", "holding_cost": 1, "max_stock": 500}],
        "Demand": [
            {"demand": "plant", "item": "metal", "shortage_cost": 1000, **needs}
        ],
        "Suppliers": [
            {"supplier": name, "country": f"K{j % 3}"} for j, name in enumerate(names)
        ],
        "Offers": [
            {
                "offer": name,
                "supplier": name,
                "item": "metal",
                "price": dice.randint(80, 120),
                "max_volume": dice.randint(60, 160),
                "min_order": dice.randint(20, 50),
                "lot_size": dice.choice([7, 11, 13, 17]),
                "order_cost": dice.randint(100, 900),
                "fixed_cost": dice.randint(1000, 9000),
            }
            for name in names
        ],
        "Curbs": [
            {"curb": "ban", "hits": "country:K0", "flow": 0.2, "probability": 0.2}
        ],
    }
    template.write(tmp_path / "hard.xlsx", tables)
    return tmp_path


def test_new_check_and_solve_work_on_the_example(tmp_path: Path) -> None:
    for words in (
        ("new", "a.xlsx", "--example", "tiny"),
        ("check", "a.xlsx"),
        ("solve", "a.xlsx"),
    ):
        ran = planner(tmp_path, *words)
        assert ran.returncode == 0, ran.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"a.xlsx", "a-plan.xlsx"}


def test_new_does_not_write_over_a_workbook_unless_forced(tmp_path: Path) -> None:
    book = tmp_path / "a.xlsx"
    book.write_bytes(b"mine")
    assert planner(tmp_path, "new", "a.xlsx").returncode == 2
    assert book.read_bytes() == b"mine"
    assert planner(tmp_path, "new", "a.xlsx", "--force").returncode == 0
    assert book.read_bytes() != b"mine"


def test_an_unknown_example_is_refused(tmp_path: Path) -> None:
    assert planner(tmp_path, "new", "a.xlsx", "--example", "zinc").returncode == 2
    assert not list(tmp_path.iterdir())


def test_solve_prints_one_object_with_the_keys_of_the_contract(tiny: Path) -> None:
    ran = planner(tiny, "solve", "tiny.xlsx", "--json")
    plan = said(ran)
    assert ran.returncode == 0
    assert set(plan) >= KEYS
    assert set(plan["cost"]) == LINES
    assert plan["status"] == "optimal"
    assert plan["expected_cost"] == pytest.approx(46_382)
    assert sum(plan["cost"].values()) == pytest.approx(plan["expected_cost"])
    assert plan["scenarios"]["count"] == len(plan["outcomes"]) == 4
    assert all(row["volume"] for row in plan["plan"])


def test_policies_are_named_in_any_case(tiny: Path) -> None:
    plan = said(planner(tiny, "solve", "tiny.xlsx", "-p", "max 70% CHINA", "--json"))
    assert plan["policy"] == "Max 70% China"
    assert plan["objective"] == pytest.approx(53_699)


def test_the_same_workbook_gives_the_same_bytes_but_for_seconds(tiny: Path) -> None:
    def once() -> str:
        plan = said(planner(tiny, "solve", "tiny.xlsx", "--json"))
        for name in ("seconds", "build_seconds", "timings"):
            del plan["solver"][name]
        return json.dumps(plan)

    assert once() == once()


def test_quiet_says_nothing_on_standard_error(tiny: Path) -> None:
    assert not planner(tiny, "solve", "tiny.xlsx", "--quiet").stderr
    assert not planner(tiny, "check", "tiny.xlsx", "--quiet").stderr


@pytest.mark.parametrize("command", ["check", "solve"])
def test_bad_input_is_listed_and_nothing_is_written(broken: Path, command: str) -> None:
    ran = planner(broken, command, "tiny.xlsx")
    assert ran.returncode == 2
    fault = next(line for line in ran.stderr.splitlines() if "Offers!" in line)
    assert fault.startswith("Offers!") and fault.count(" · ") >= 3  # noqa: PT018
    assert [path.name for path in broken.iterdir()] == ["tiny.xlsx"]


@pytest.mark.parametrize("command", ["check", "solve"])
def test_bad_input_is_one_object_with_json(broken: Path, command: str) -> None:
    ran = planner(broken, command, "tiny.xlsx", "--json")
    assert ran.returncode == 2
    found = said(ran)
    assert found["ok"] is False
    assert found["problems"][0]["sheet"] == "Offers"
    assert set(found["problems"][0]) == {"sheet", "cell", "message", "hint"}


def test_a_good_workbook_is_ok_with_json(tiny: Path) -> None:
    found = said(planner(tiny, "check", "tiny.xlsx", "--json"))
    assert (found["ok"], found["problems"]) == (True, [])


@pytest.mark.parametrize("kind", ["missing", "text", "empty"])
def test_a_file_that_is_no_workbook_is_bad_input(tmp_path: Path, kind: str) -> None:
    if kind != "missing":
        text = "a;b\n" if kind == "text" else ""
        (tmp_path / "a.xlsx").write_text(text, encoding="utf-8")
    ran = planner(tmp_path, "solve", "a.xlsx", "--json")
    assert ran.returncode == 2
    assert said(ran)


def test_an_unknown_policy_is_bad_usage(tiny: Path) -> None:
    ran = planner(tiny, "solve", "tiny.xlsx", "--policy", "zork", "--json")
    assert ran.returncode == 2
    assert said(ran)
    assert "zork" in ran.stderr and "Max 70% China" in ran.stderr  # noqa: PT018
    assert [path.name for path in tiny.iterdir()] == ["tiny.xlsx"]


def test_an_impossible_policy_has_its_own_exit_code_and_no_plan(tiny: Path) -> None:
    ran = planner(tiny, "solve", "tiny.xlsx", "--policy", "Never short", "--json")
    assert ran.returncode == 3
    assert said(ran)
    assert [path.name for path in tiny.iterdir()] == ["tiny.xlsx"]


def test_an_impossible_policy_has_the_status_infeasible(tiny: Path) -> None:
    ran = planner(tiny, "solve", "tiny.xlsx", "--policy", "Never short", "--json")
    assert said(ran).get("status") == "infeasible"


@pytest.mark.parametrize(
    "words",
    [
        ("solve", "--json"),
        ("solve", "tiny.xlsx", "--json", "--zork"),
        ("solve", "tiny.xlsx", "--json", "--time-limit", "soon"),
        ("solve", "tiny.xlsx", "--json", "--gap", "-1"),
        ("solve", "tiny.xlsx", "--json", "--gap", "close"),
        ("solve", "tiny.xlsx", "--json", "--gap", "inf"),
    ],
)
def test_bad_usage_has_its_exit_code(tiny: Path, words: tuple[str, ...]) -> None:
    assert planner(tiny, *words).returncode == 2


@pytest.mark.parametrize("gap", ["5%", "0.05"])
def test_a_gap_is_a_share_either_way(tiny: Path, gap: str) -> None:
    assert (
        said(planner(tiny, "solve", "tiny.xlsx", "--json", "--gap", gap))["gap"] <= 0.05
    )


def test_what_is_no_gap_is_told_what_to_write(tiny: Path) -> None:
    ran = planner(tiny, "solve", "tiny.xlsx", "--gap", "1pc")
    assert "Write 1% or 0.01" in ran.stderr


def test_bad_usage_is_one_object_with_json(tiny: Path) -> None:
    assert said(planner(tiny, "solve", "tiny.xlsx", "--json", "--zork"))


def test_solve_never_writes_over_its_input(tiny: Path) -> None:
    book = tiny / "tiny.xlsx"
    before = book.read_bytes()
    planner(tiny, "solve", "tiny.xlsx", "--out", "tiny.xlsx")
    assert book.read_bytes() == before


def test_scenarios_written_into_a_copy_give_the_same_objective(tiny: Path) -> None:
    ran = planner(tiny, "scenarios", "tiny.xlsx", "--out", "b.xlsx", "--json")
    assert ran.returncode == 0
    assert said(ran)
    first, second = (
        said(planner(tiny, "solve", book, "--json")) for book in ("tiny.xlsx", "b.xlsx")
    )
    assert second["objective"] == pytest.approx(first["objective"], rel=1e-9)
    assert second["outcomes"] == first["outcomes"]


def test_scenarios_never_write_over_a_file(tiny: Path) -> None:
    before = (tiny / "tiny.xlsx").read_bytes()
    ran = planner(tiny, "scenarios", "tiny.xlsx", "--out", "tiny.xlsx")
    assert ran.returncode == 2
    assert (tiny / "tiny.xlsx").read_bytes() == before


def test_a_time_limit_ends_with_the_best_plan_so_far_or_none(hard: Path) -> None:
    ran = planner(hard, "solve", "hard.xlsx", "--time-limit", "0.01", "--json")
    assert ran.returncode in {4, 5}
    if ran.returncode == 4:
        assert said(ran)["status"] == "time_limit"
        assert said(ran)["gap"] > 0
    assert (hard / "hard-plan.xlsx").exists() == (ran.returncode == 4)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
@pytest.mark.parametrize("seconds", [0.6, 9.0])
def test_ctrl_c_ends_with_the_best_plan_so_far_or_none(
    hard: Path, seconds: float
) -> None:
    entered = "import sys; from planner.cli import main; print(file=sys.stderr); main()"
    with subprocess.Popen(
        [sys.executable, "-c", entered, "solve", "hard.xlsx", "--json"],
        cwd=hard,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        printed, talk = process.communicate(timeout=90)
    assert "Traceback" not in printed + talk
    assert process.returncode in {4, 5}
    if process.returncode == 4:
        assert json.loads(printed)["status"] == "interrupted"
    assert json.loads(printed)
    assert (hard / "hard-plan.xlsx").exists() == (process.returncode == 4)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("discount_rate", 0.1),
        ("risk_weight", 0.5),
        ("risk_level", 0.8),
        ("gap", 0.01),
        ("time_limit", 7.0),
    ],
)
def test_a_setting_of_the_workbook_reaches_the_case(
    tmp_path: Path, setting: str, value: float
) -> None:
    tables = EXAMPLES["tiny"]()
    rows = [*tables["Settings"], {"setting": setting, "value": value}]
    template.write(tmp_path / "a.xlsx", {**tables, "Settings": rows})
    assert getattr(read(tmp_path / "a.xlsx"), setting) == value


@pytest.mark.parametrize(
    "words",
    [
        ("solve", "."),
        ("solve", "tiny.xlsx", "--out", "."),
        ("solve", "tiny.xlsx", "--out", "plan.csv"),
        ("compare", "tiny.xlsx", "--out", "."),
    ],
    ids=" ".join,
)
def test_a_name_that_is_no_workbook_is_bad_usage(
    tiny: Path, words: tuple[str, ...]
) -> None:
    ran = planner(tiny, *words, "--json")
    assert ran.returncode == 2
    assert said(ran)
    assert [path.name for path in tiny.iterdir()] == ["tiny.xlsx"]
