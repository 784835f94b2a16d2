"""One live line while a plan is sought; nothing where there is no terminal."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isfinite, log

from rich.console import Console
from rich.live import Live
from rich.text import Text

from planner.report.grid import bar
from planner.report.words import clean, gap, number
from planner.solving.engine import Progress

LENGTH = 20
TIMES_A_SECOND = 4


@contextmanager
def progress_line(
    console: Console,
    title: str = "",
    *,
    currency: str = "",
    target: float | None = None,
    time_limit: float | None = None,
) -> Iterator[Callable[[Progress], None]]:
    """Keep one line about the solve and give what to call with its progress.

    The bar is full when the gap has come down to ``target``: on a log scale, for the
    first half of the gap goes as quickly as the last.
    """
    if not console.is_terminal or console.quiet:
        yield lambda _: None
        return
    began, seen = (
        time.monotonic(),
        [Progress(seconds=0, best=None, bound=None, gap=None)],
    )

    def line() -> Text:
        spent = time.monotonic() - began
        said = _said(seen[-1], currency, time_limit, spent)
        drawn = bar(closed(seen[-1].gap, target), LENGTH, ascii_only=False)
        return Text(f"{clean(title)} {drawn:{LENGTH}} {said}", no_wrap=True)

    with Live(
        get_renderable=line,
        console=console,
        refresh_per_second=TIMES_A_SECOND,
        transient=True,
    ):
        yield seen.append


def _said(
    progress: Progress, currency: str, time_limit: float | None, spent: float
) -> str:
    clock = f"{spent:.0f} s" + (f" of {time_limit:g} s" if time_limit else "")
    if progress.best is None:
        return f"{clock} · no plan yet"
    said = f"{clock} · best {number(progress.best, 0)} {clean(currency)}".rstrip()
    if progress.bound is not None and progress.gap is not None:
        said += f" · none below {number(progress.bound, 0)} · gap {gap(progress.gap)}"
    return said


def closed(gap: float | None, target: float | None) -> float:
    """Return how far a gap has come from 100% to its target, on a log scale."""
    goal = max(target or 0.0, 1e-6)
    if gap is None or not isfinite(gap):
        return 0.0
    return min(1.0, max(0.0, log(max(gap, goal)) / log(goal)))
