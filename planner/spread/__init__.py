"""One door for parallel work: tasks over processes or a cluster, results as they come."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

from joblib import Parallel, cpu_count, delayed
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import TerminatedWorkerError

WATCH_SECONDS = 0.5
"""Between two looks of a worker at whether the program is still there."""
QUIET = "ignore:resource_tracker:UserWarning"
"""Pyomo makes a lock as it is imported. Of a worker that is ended it is left to Python's
resource tracker, a process of its own, which removes it and would complain."""
Task = TypeVar("Task")
Result = TypeVar("Result")


def spread(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    jobs: int | None,
    lost: Callable[[Task], Result] | None = None,
    cluster: str | None = None,
) -> Iterator[tuple[int, Result]]:
    """Yield (place of the task, result) as tasks finish.

    They are done by the workers of the Dask scheduler at ``cluster``, or, where it is
    None, by ``jobs`` processes of this machine, as many as it has cores if that is
    None. What a cluster leaves undone is done here.

    Ctrl-C ends it: what was yielded is kept, the rest is dropped. When a process is
    lost, nobody can tell whose it was: the tasks that are left run again, each alone,
    and ``lost`` says what comes of one that loses its process then.

    Raises:
        UsageError: the cluster cannot be used.
        TerminatedWorkerError: a process was lost, and ``lost`` is None.
    """
    left = dict(enumerate(tasks))
    if cluster is not None and left:
        yield from _away().over_workers(work, left, cluster, lost)
    yield from _here(work, left, jobs, lost)


def at_once(jobs: int | None, cluster: str | None = None) -> int:
    """Return how many tasks are done at a time.

    Raises:
        UsageError: the cluster cannot be used.
    """
    if cluster is None:
        return jobs or int(cpu_count())
    return int(_away().places(cluster))


def dismiss() -> None:
    """End the processes that wait for more tasks; the next tasks start others."""
    get_reusable_executor().shutdown()


def _away() -> Any:
    """Return what knows Dask, which few users have and which takes a second to load."""
    return import_module("planner.spread.cluster")


def _here(
    work: Callable[[Any], Result],
    left: dict[int, Any],
    jobs: int | None,
    lost: Callable[[Any], Result] | None,
) -> Iterator[tuple[int, Result]]:
    most = min(at_once(jobs), len(left))
    if most <= 1:
        yield from ((place, work(task)) for place, task in left.items())
        return
    try:
        for place, result in _parallel(work, left, most):
            del left[place]
            yield place, result
    except TerminatedWorkerError:
        if lost is None:
            raise
        yield from _each_alone(work, left, lost)


def _parallel(
    work: Callable[[Any], Result], tasks: dict[int, Any], most: int
) -> Iterator[tuple[int, Result]]:
    asked = os.environ.get("PYTHONWARNINGS", "")
    if QUIET not in asked:
        os.environ["PYTHONWARNINGS"] = ",".join(filter(None, (asked, QUIET)))
    parallel = Parallel(n_jobs=most, return_as="generator_unordered")
    placed, home = delayed(_placed), os.getpid()
    yield from parallel(placed(work, *each, home) for each in list(tasks.items()))


def _each_alone(
    work: Callable[[Any], Result], tasks: dict[int, Any], lost: Callable[[Any], Result]
) -> Iterator[tuple[int, Result]]:
    for place, task in tasks.items():
        try:
            # 1 would mean this process, which must not be lost
            yield from list(_parallel(work, {place: task}, 2))
        except TerminatedWorkerError:
            yield place, lost(task)


def _placed(
    work: Callable[[Any], Result], place: int, task: Any, home: int
) -> tuple[int, Result]:
    if os.getpid() != home:
        _end_with(home)
    return place, work(task)


@cache
def _end_with(home: int) -> None:
    """End this worker soon after the program that it works for, however that ends.

    Left alone it would wait five minutes for more work.
    """

    def watch() -> None:
        while os.getppid() == home:
            time.sleep(WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
