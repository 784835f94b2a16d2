"""How fast the planner is, against others in the same run. Run it by hand.

    python -m tests.benchmarks.ladder [--only NAME ...] [--json OUT] [--pairs N] [--quick]

Prints a table and, if asked, writes JSON. Long rungs run only when they are named;
--quick puts tiny books in the place of all, to see that the ladder itself works.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.rungs import (
    QUICK,
    RUNGS,
    Measured,
    NotMeasuredError,
    Rung,
    climb,
)

COLUMNS = "{:<9} {:<29} {:>9} {:>9} {:>7} {:>6} {:>6}  {:<9} {}\n"
HEADER = ("rung", "measured", "ours", "other", "ratio", "must", "aim", "reached", "")


def main(words: Sequence[str] | None = None) -> None:
    """Climb the rungs that are asked for."""
    asked = _parser().parse_args(words)
    names = asked.only or [name for name, rung in RUNGS.items() if not rung.long]
    sys.stdout.write(f"{_load()}\n{COLUMNS.format(*HEADER)}")
    found = []
    for name in names:
        line = _climbed(name, quick=asked.quick, most=asked.pairs)
        found.append(line)
        sys.stdout.write(_row(line))
        sys.stdout.flush()
    sys.stdout.write(f"{_load()}\n")
    if asked.json:
        text = json.dumps({"load": _load(), "rungs": found}, indent=1)
        asked.json.write_text(text + "\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="How fast the planner is.")
    parser.add_argument("--only", nargs="+", choices=RUNGS, metavar="NAME")
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.add_argument("--pairs", type=int, default=QUICK, help="most of a rung")
    parser.add_argument("--quick", action="store_true")
    return parser


def _climbed(name: str, *, quick: bool, most: int) -> dict[str, Any]:
    rung = RUNGS[name]
    line: dict[str, Any] = {
        "rung": name,
        "measured": rung.what,
        "against": rung.against,
    }
    line |= {"must": rung.must, "aim": rung.aim}
    try:
        measured = climb(name, quick=quick, most=most)
    except NotMeasuredError as why:
        return {**line, "reached": "not measured", "note": str(why)}
    return {
        **line,
        "ours": measured.ours,
        "other": measured.other,
        "ratio": measured.ratio,
        "unit": measured.unit,
        "reached": _reached(rung, measured),
        "note": measured.note,
    }


def _reached(rung: Rung, measured: Measured) -> str:
    value = measured.ratio if rung.is_ratio else measured.ours
    if value is None:
        return "unknown"
    return "aim" if value <= rung.aim else "must" if value <= rung.must else "no"


def _row(line: Mapping[str, Any]) -> str:
    def number(key: str, form: str) -> str:
        return form.format(line[key]) if line.get(key) is not None else "-"

    return COLUMNS.format(
        line["rung"],
        line["measured"],
        number("ours", "{:.2f}"),
        number("other", "{:.2f}"),
        number("ratio", "{:.2f}"),
        number("must", "{:g}"),
        number("aim", "{:g}"),
        line["reached"],
        line["note"],
    )


def _load() -> str:
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return f"{os.cpu_count()} cores, load {busy:.1f}"


if __name__ == "__main__":
    main()
