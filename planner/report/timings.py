"""Where the time of a run went, on a terminal."""

from collections.abc import Mapping

from rich.console import Console

from planner.report.grid import empty_table, titled
from planner.report.words import share


def show_timings(seconds: Mapping[str, float], console: Console) -> None:
    """Print the seconds of each phase, and its share of all."""
    table = empty_table("phase", ">seconds", ">share")
    total = sum(seconds.values())
    for phase, spent in (*seconds.items(), ("together", total)):
        table.add_row(phase, f"{spent:.2f}", share(spent / total if total else 0.0))
    console.print(titled("Where the time went", table))
