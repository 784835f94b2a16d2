"""What one run may take of the machine."""

import os
from dataclasses import dataclass
from importlib import import_module
from typing import Any

MEMORY, SECONDS = "PLANNER_RUN_MEMORY", "PLANNER_RUN_SECONDS"
"""Environment variables by which a server allows a run more: GiB, seconds."""

NICE = 5
"""By how much a worker lets the server, and what else runs there, go before it."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one run may take of the machine."""

    memory: int = 6 * 2**30
    """Bytes of address space, of each of its processes."""
    seconds: float = 6 * 3600.0
    """Then it ends with the best plans so far."""
    jobs: int = 1
    """Solves at a time."""


def confine(limits: Limits) -> None:
    """Let this process, and those it starts, take no more memory than that.

    And let what answers people go first.
    """
    try:
        system: Any = import_module("resource")
    except ImportError:  # not on Windows
        return
    os.nice(NICE)
    _, most = system.getrlimit(system.RLIMIT_AS)
    wanted = limits.memory
    if most != system.RLIM_INFINITY:
        wanted = min(wanted, most)
    system.setrlimit(system.RLIMIT_AS, (wanted, wanted))
    system.setrlimit(system.RLIMIT_CORE, (0, 0))


def default_limits(at_once: int) -> Limits:
    """Return what each of so many runs at once may take here, as a server allows."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
    jobs = max(1, (cores or os.cpu_count() or 1) // max(1, at_once))
    known = Limits()
    return Limits(
        memory=int(float(os.environ.get(MEMORY, known.memory / 2**30)) * 2**30),
        seconds=float(os.environ.get(SECONDS, known.seconds)),
        jobs=jobs,
    )
