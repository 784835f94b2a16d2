"""What is printed."""

from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper
from math import inf
from pathlib import Path

import pytest
from rich.console import Console

from planner.accounts import LINES as COST_LINES
from planner.errors import Problem
from planner.plan import Plan, Status
from planner.report import summary, terminal
from planner.report.progress import closed
from planner.report.words import LINES, decimals, number, share, spans, width
from planner.solving import solve
from planner.solving.engine import Progress
from tests.cases import demand, offer, simple_case
from tests.report.examples import gallium

BOOK = "books/gallium.xlsx"


def printed(plan: Plan, columns: int = 100, *, encoding: str = "utf-8") -> str:
    """Return what a pipe gets."""
    raw = BytesIO()
    file = TextIOWrapper(raw, encoding, errors="replace", write_through=True)
    console = Console(file=file, width=columns, highlight=False)
    terminal.show_plan(plan, console, written=[Path("x-plan.xlsx")], source=BOOK)
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("columns", [100, 140, 80])
def test_a_plan_fits_a_hundred_columns_or_fewer(plan: Plan, columns: int) -> None:
    lines = printed(plan, columns).splitlines()
    assert max(map(width, lines)) <= min(columns, 100)


def test_a_pipe_gets_plain_text(plan: Plan) -> None:
    assert "\x1b" not in printed(plan)


def test_every_section_is_there_and_the_end_names_file_and_next_command(
    plan: Plan,
) -> None:
    said = printed(plan)
    for title in (
        "What it costs",
        "What to sign, open and buy",
        "Deliveries of the plan",
        "Shares by country",
        "Stock of the plan",
        "Who goes short",
        "What binds",
    ):
        assert title in said
    assert said.splitlines()[-2] == "Written: x-plan.xlsx"
    assert said.splitlines()[-1].endswith(f"planner compare {BOOK}")


def test_a_gap_is_always_shown_with_the_bound(plan: Plan) -> None:
    said = printed(replace(plan, weight=0.0, objective=100.0, bound=80.0))
    assert "Gap 20%: no plan can be cheaper than 80 USD." in said


def test_a_proved_plan_says_so(plan: Plan) -> None:
    assert "no plan can be cheaper (gap 0)" in printed(
        replace(plan, bound=plan.objective)
    )


def test_an_unknown_bound_is_no_number(plan: Plan) -> None:
    said = printed(replace(plan, bound=-inf))
    assert "Nothing is proved yet" in said
    assert "inf" not in said


def test_a_plan_stopped_early_says_so_and_how_to_go_on(plan: Plan) -> None:
    said = printed(replace(plan, status=Status.TIME_LIMIT))
    assert "Stopped by the time limit: the best plan so far." in said
    assert said.splitlines()[-1].endswith("--time-limit 600")


def test_responses_are_said_to_be_unrounded(plan: Plan) -> None:
    said = " ".join(printed(plan).split())
    assert (
        "Responses are not rounded to lots or least orders and pay no order cost."
        in said
    )


def test_rules_that_cannot_be_changed_any_more_are_reported(plan: Plan) -> None:
    assert "reported, not enforced" in printed(plan)


def test_names_are_never_taken_for_markup_or_control_codes() -> None:
    odd = solve(
        simple_case(offer("[red]A[/]\x1b[2J", price=2, country="[bold]"), demand(5))
    )
    said = printed(odd)
    assert "[red]A[/]" in said
    assert "[bold]" in said
    assert "\x1b" not in said


def test_a_terminal_without_block_characters_gets_bars_of_hashes(plan: Plan) -> None:
    assert "####" in printed(plan, encoding="ascii")


def test_a_long_horizon_is_shown_by_calendar_year() -> None:
    long = solve(simple_case(offer(price=2), demand(5), periods=60, per_year=12))
    said = printed(long)
    assert "kg per calendar year" in said
    assert "2026-02" not in said.split("Shares")[0].split("Deliveries")[1]
    assert max(map(width, said.splitlines())) <= 100


def test_nobody_short_is_said_in_words() -> None:
    said = printed(solve(simple_case(offer(price=2), demand(5))))
    assert "Nobody, in any scenario." in said


def test_check_shows_years_in_which_capacity_is_below_demand() -> None:
    file = StringIO()
    case = simple_case(offer(price=2, capacity=[60, 200]), demand(100), periods=2)
    summary.show_case(case, Console(file=file, width=100))
    said = file.getvalue()
    assert "short by 40 kg" in said
    assert said.count("short by") == 1


def test_check_fits_one_screen_and_names_scenarios_policies_and_warnings() -> None:
    file = StringIO()
    summary.show_case(gallium(), Console(file=file, width=100))
    said = file.getvalue()
    assert max(map(width, said.splitlines())) <= 100
    assert len(said.splitlines()) <= 50
    for words in ("71.5%", "China licences", "At most 65%", "Notes old", "South Korea"):
        assert words in said


def test_problems_are_one_line_each_and_counted_last() -> None:
    file = StringIO()
    problem = Problem("Offers", "D7", "price is 'ten'", "a number belongs here", "10")
    summary.show_problems([problem] * 2, Console(file=file, width=40))
    assert file.getvalue().splitlines() == [
        "Offers!D7 · price is 'ten' · a number belongs here · 10",
        "Offers!D7 · price is 'ten' · a number belongs here · 10",
        "2 problems; nothing was solved.",
    ]


def test_progress_is_silent_where_there_is_no_terminal() -> None:
    file = StringIO()
    with terminal.progress_line(Console(file=file), "x") as tell:
        tell(Progress(seconds=1, best=10, bound=5, gap=0.5))
    assert file.getvalue() == ""


def test_progress_names_best_bound_and_gap_on_a_terminal() -> None:
    file = StringIO()
    console = Console(file=file, force_terminal=True, width=100)
    with terminal.progress_line(console, "x", currency="USD", target=1e-4) as tell:
        tell(Progress(seconds=1, best=None, bound=None, gap=None))
        tell(Progress(seconds=1, best=12345, bound=12000, gap=0.028))
    assert "best 12,345 USD · none below 12,000 · gap 2.8%" in file.getvalue()


def test_the_bar_closes_on_a_log_scale() -> None:
    assert closed(1.0, 1e-4) == 0
    assert closed(1e-2, 1e-4) == pytest.approx(0.5)
    assert closed(0.0, 1e-4) == 1
    assert closed(inf, 1e-4) == closed(None, 1e-4) == 0


def test_every_cost_line_has_words() -> None:
    assert tuple(LINES) == COST_LINES


def test_numbers_have_separators_and_enough_figures() -> None:
    assert number(1234567.8) == "1,234,568"
    assert number(-0.0) == "0"
    assert number(0.0123) == "0.0123"
    assert number(12.5, decimals([12.5, 1])) == "12.50"
    assert number(inf) == "unlimited"
    assert share(0.0001) == "<0.1%"


def test_neighbouring_periods_are_drawn_together() -> None:
    periods = ("2026Q3", "2026Q4", "2027Q1", "2027Q2")
    assert spans(["2027Q2", "2026Q3", "2026Q4"], periods) == "2026Q3–2026Q4, 2027Q2"
