"""One door for parallel work: tasks over processes, results as they come."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from joblib import Parallel, cpu_count, delayed

Task = TypeVar("Task")
Result = TypeVar("Result")


def spread(
    work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int | None
) -> Iterator[tuple[int, Result]]:
    """Yield (place of the task, result) as tasks finish; ``jobs`` None is all cores.

    Ctrl-C ends it: what was yielded is kept, the rest is dropped.
    """
    most = min(jobs or cpu_count(), len(tasks))
    if most <= 1:
        yield from ((place, work(task)) for place, task in enumerate(tasks))
        return
    parallel = Parallel(n_jobs=most, return_as="generator_unordered")
    calls = (delayed(_placed)(work, place, task) for place, task in enumerate(tasks))
    yield from parallel(calls)


def _placed(work: Callable[[Any], Result], place: int, task: Any) -> tuple[int, Result]:
    return place, work(task)
