"""A child that has done its job well and waits for the next: one at most.

It has loaded what it needs and may remember the problem it solved last. It ends with
this process, by itself when nothing comes for long, or when it does a job badly.
"""

import atexit
from pathlib import Path
from threading import Lock

from planner.solving.child import Child

LOCK = Lock()
WAITING: list[Child] = []


def is_there(program: Path) -> bool:
    """Tell whether a child that runs a program waits."""
    return any(each.program == program and each.waits for each in WAITING)


def taken(program: Path) -> Child | None:
    """Return the child that waits, now its taker's alone; None if none runs that."""
    with LOCK:
        found = [each for each in WAITING if each.program == program]
        WAITING[:] = [each for each in WAITING if each.program != program]
    for each in found:
        if each.waits:
            return each
        each.close()
    return None


def keep(child: Child) -> None:
    """Let a child wait, in the place of any other; one that cannot is left alone."""
    if child.waits:
        for each in _left_with(child):
            each.close()


def end() -> None:
    """End the child that waits, if there is one."""
    for each in _left_with():
        each.close()


def _left_with(*children: Child) -> list[Child]:
    """Return who waited, and let others wait instead."""
    with LOCK:
        before, WAITING[:] = WAITING[:], children
    return before


atexit.register(end)
