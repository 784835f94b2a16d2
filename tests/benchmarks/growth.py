"""Does building the model grow linearly with the scenarios? Run it by hand.

    python tests/benchmarks/growth.py

Prints the median over five pairs, run side by side, of the time to state the model of
a book the size of the gallium example with 37 and with ten times as many scenarios.
Ten times the scenarios may cost at most twelve times the time.
"""

import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

from models.case import Case
from models.tree import grow
from planner.scenarios import generate
from planner.solving.question import ask
from planner.workbook import read

ROOT = Path(__file__).parents[2]
PAIRS, MOST = 5, 12.0


def with_curbs(case: Case, copies: int) -> Case:
    """Return the case with each curb in ``copies`` versions of other depth."""
    curbs = {
        f"{name} {copy}": replace(
            curb,
            name=f"{name} {copy}",
            flow=tuple(flow * (1 - copy / 100) for flow in curb.flow),
            price=tuple(price * (1 + copy / 100) for price in curb.price),
            probability=curb.probability / copies,
        )
        for name, curb in case.curbs.items()
        for copy in range(copies)
    }
    scenarios, dropped = generate(
        curbs, case.periods, case.periods_per_year, 1, 10**6, 0
    )
    return replace(case, curbs=curbs, scenarios=scenarios, dropped_probability=dropped)


def seconds(case: Case) -> float:
    """Return the time from a case to the linear problem."""
    began = time.perf_counter()
    ask(case, (), grow(case), 1.0)
    return time.perf_counter() - began


def main() -> None:
    """Print the medians, the ratio, and whether it is kept."""
    case = read(ROOT / "inputs" / "gallium.xlsx")
    small, large = with_curbs(case, 1), with_curbs(case, 10)
    seconds(small)
    pairs = [(seconds(small), seconds(large)) for _ in range(PAIRS)]
    ratio = median(more / less for less, more in pairs)
    more_scenarios = (len(large.scenarios) - 1) / (len(small.scenarios) - 1)
    write = sys.stdout.write
    write(f"{len(small.scenarios)} scenarios: {median(a for a, _ in pairs):.2f} s\n")
    write(f"{len(large.scenarios)} scenarios: {median(b for _, b in pairs):.2f} s\n")
    write(f"{more_scenarios:.0f} times the scenarios cost {ratio:.1f} times the time ")
    write(f"({'kept' if ratio <= MOST else 'NOT kept'}: at most {MOST:g})\n")


if __name__ == "__main__":
    main()
