"""Re-solves over processes, in rounds: until they are done, enough, or time is up."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from joblib import cpu_count

from planner.explain.resolve import Result, Task, attempt, lost
from planner.spread import spread

Done = Callable[[str, int, int], None]
ROUND = 3
"""Tasks of each process before it is asked whether they are enough."""


@dataclass
class Rounds:
    """What came of tasks, by their place; those not done are missing."""

    found: dict[int, Result] = field(default_factory=dict)
    stopped: bool = False
    """Whether Ctrl-C ended them."""


def in_rounds(
    tasks: Sequence[Task],
    jobs: int | None,
    done: Done,
    seconds: float,
    enough: Callable[[Collection[Result]], bool] = lambda _: False,
) -> Rounds:
    """Do tasks in their order, as long as no more than so many seconds have passed.

    ``done`` hears of each with how many are done, and how many there are. Ctrl-C keeps
    those that are done.
    """
    rounds, ends = Rounds(), time.monotonic() + seconds
    at_once = ROUND * (jobs or cpu_count())
    # What is still running when a spread is left early would be lost, and say so.
    for start in range(0, len(tasks), at_once):
        late = time.monotonic() > ends
        if rounds.stopped or late or enough(rounds.found.values()):
            break
        _one(tasks, range(start, min(start + at_once, len(tasks))), jobs, done, rounds)
    return rounds


def _one(
    tasks: Sequence[Task],
    places: range,
    jobs: int | None,
    done: Done,
    rounds: Rounds,
) -> None:
    try:
        for place, result in spread(
            attempt, [tasks[each] for each in places], jobs, lost
        ):
            if result.stopped:
                rounds.stopped = True
                return
            rounds.found[places[place]] = result
            label = tasks[places[place]].label
            done(label, len(rounds.found), len(tasks))
    except KeyboardInterrupt:
        rounds.stopped = True
