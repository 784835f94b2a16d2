"""What was understood of a workbook on one screen, or what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.text import Text

from models.case import Case
from planner.errors import Problem
from planner.report import words
from planner.report.balance import balances
from planner.report.grid import MOST_COLUMNS, empty_table, more, text, titled
from planner.report.understood import countries, storms

if TYPE_CHECKING:  # it loads what writes workbooks
    from planner.workbook.marked import Marked

MOST_COUNTRIES = 12
MOST_YEARS = 12
MOST_CURBS = 8
MOST_POLICIES = 12
MOST_RULES = 6


def show_problems(problems: Sequence[Problem], console: Console) -> None:
    """Print every problem on a line of its own, and their number last."""
    for each in problems:
        line = text(each.place, "bold")
        line.append(f" · {words.clean(each.what)}")
        line.append(f" · {words.clean(each.why)}", "dim")
        line.append(f" · {words.clean(each.hint)}")
        console.print(line, soft_wrap=not console.is_terminal)
    total = words.count(len(problems), "problem")
    ended = text(f"{total}; nothing was solved.", "bold red")
    console.print(ended, soft_wrap=True)


def show_marked(marked: "Marked", console: Console) -> None:
    """Say where the marked copy is, and what it lacks."""
    said = f"{words.count(marked.cells, 'cell')} marked in {marked.path}"
    if marked.left_out:
        said += f", {marked.left_out:,} more left out"
    if marked.drawings:
        said += "; pictures, charts and macros may be missing from the copy"
    console.print(text(f"{said}."), soft_wrap=True)


def show_case(case: Case, console: Console) -> None:
    """Print what was understood."""
    wide = min(console.width, MOST_COLUMNS)
    sections = (
        _headline(case),
        _countries(case),
        _balance(case),
        _scenarios(case),
        _policies(case),
        titled("Warnings", *map(text, case.warnings)) if case.warnings else None,
    )
    for section in sections:
        if section is not None:
            console.print(section, width=wide)
            console.print()


def _headline(case: Case) -> Group:
    title = text(case.name, "bold")
    title.append(f" · {words.horizon(case)} · {words.clean(case.unit)}")
    title.append(f" · {words.clean(case.currency)}")
    things = (
        (case.items, "item", ""),
        (case.demands, "demand", ""),
        (case.suppliers, "supplier", ""),
        (case.offers, "offer", ""),
        (case.processes, "process", "processes"),
        (case.projects, "project", ""),
        (case.curbs, "curb", ""),
    )
    counts = (words.count(len(each), one, many) for each, one, many in things if each)
    minerals = dict.fromkeys(each.mineral for each in case.items.values())
    return Group(title, text(", ".join(counts)), text(f"Minerals: {_few(minerals)}"))


def _few(names: Mapping[str, None]) -> str:
    rest = len(names) - MOST_COUNTRIES
    said = ", ".join(list(names)[:MOST_COUNTRIES])
    return f"{said} and {rest:,} more" if rest > 0 else said


def _countries(case: Case) -> Group:
    ranked = countries(case)
    table = empty_table(
        "", ">offers", ">suppliers", f">price, {case.currency}", "items"
    )
    for each in ranked[:MOST_COUNTRIES]:
        table.add_row(
            text(each.name),
            f"{len(each.offers):,}",
            f"{each.suppliers:,}",
            _span(each.prices),
            text(_few(each.items)),
        )
    left = more(len(ranked), MOST_COUNTRIES, "Suppliers")
    return titled("Offers by country", table, *left)


def _span(values: list[float]) -> str:
    low, high, places = min(values), max(values), words.decimals(values)
    said = words.number(low, places)
    return said if low == high else f"{said}–{words.number(high, places)}"


def _balance(case: Case) -> Group:
    rows = balances(case)
    flagged = [each for each in rows if each.short > 0]
    shown = rows if len(rows) <= MOST_YEARS else (flagged or rows)[:MOST_YEARS]
    table = empty_table("mineral", ">year", ">demand", ">capacity", ">stock", "")
    places = words.decimals(each.demand for each in rows)
    for each in shown:
        missing = f"short by {words.number(each.short, places)} {case.unit}"
        table.add_row(
            text(each.mineral),
            str(each.year),
            words.number(each.demand, places),
            words.number(each.capacity, places),
            words.number(each.stock, places) if each.stock else "",
            text(missing, "bold red") if each.short else "enough",
        )
    note = f"{case.unit} of content, before any curb"
    left = (
        []
        if shown is rows
        else [text(f"{len(rows) - len(shown):,} years more.", "dim")]
    )
    return titled("Demand against capacity", table, *left, note=note)


def _scenarios(case: Case) -> Group:
    ranked = storms(case)
    table = empty_table("", ">probability", ">scenarios", "starts")
    for each in ranked[:MOST_CURBS]:
        table.add_row(
            text(" and ".join(each.curbs) if each.curbs else "no curb: the plan"),
            words.chance(each.probability),
            f"{each.count:,}",
            words.spans(each.starts, case.periods),
        )
    left = more(len(ranked), MOST_CURBS, "Scenarios")
    note = words.count(len(case.scenarios), "scenario")
    if case.dropped_probability:
        note += (
            f"; {words.chance(case.dropped_probability)} of probability was left out"
        )
        note += " and the rest scaled to 1"
    effects = [
        text(words.curb_words(curb, case))
        for curb in list(case.curbs.values())[:MOST_CURBS]
    ]
    return titled("Scenarios", table, *left, Text(" "), *effects, note=note)


def _policies(case: Case) -> Group:
    return titled("Policies", *_policy_lines(case))


def _policy_lines(case: Case) -> Iterator[Text]:
    for name, rules in list(case.policies.items())[:MOST_POLICIES]:
        used = " (used when none is named)" if name == case.policy else ""
        yield text(f"{name}{used}", "bold")
        for said in [rule.sentence(case) for rule in rules[:MOST_RULES]] or [
            "No rules."
        ]:
            yield text(f"  {said}")
        if len(rules) > MOST_RULES:
            yield text(
                f"  and {words.count(len(rules) - MOST_RULES, 'more rule')}", "dim"
            )
    rest = len(case.policies) - MOST_POLICIES
    if rest > 0:
        yield text(f"and {words.count(rest, 'more policy', 'more policies')}", "dim")
