"""One run from where it waits to where it ends, in a process that has nothing else to do."""

import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import format_exception

from models.case import Case
from planner.compare import Outcome, Wire, compare
from planner.compare.running import chosen
from planner.errors import InputError, PlannerError, StoppedError
from planner.jobs.asking import with_limits
from planner.jobs.checking import check, question
from planner.jobs.explaining import explanation
from planner.jobs.limits import Limits
from planner.jobs.pulse import Pulse, keep, terminable
from planner.jobs.results import ended, files_of, versions
from planner.jobs.stressing import stressed
from planner.jobs.sweeping import swept_out
from planner.report.compared import done_line
from planner.runs import INPUT, Choice, Run, State, Step, Store
from planner.runs.rows import packed
from planner.solving.engine import Progress

Ended = tuple[State, str]
FRONTIER, STRESS = "frontier", "stress"


def work(store: Store, run_id: str, worker: str, limits: Limits) -> None:
    """Do what a run waits for, and end it; nothing if it is not this worker's any more."""
    terminable()
    if not store.beat(run_id, worker).mine:
        return
    run = store.run(run_id)
    with TemporaryDirectory(prefix="planner-run-") as folder:
        wire = Wire(Path(folder))
        with Pulse(store, run_id, worker, wire, limits.seconds) as pulse:
            state, told = _ended(run, pulse, limits)
            if not pulse.cancelled:
                store.end(run_id, worker, state, told)


def _ended(run: Run, pulse: Pulse, limits: Limits) -> Ended:
    """Do the work, and return how it ended, whatever that is."""
    try:
        if run.state is State.CHECKING:
            return _checked(run, pulse)
        return _solved(run, run.choice or Choice(), pulse, limits)
    except StoppedError as error:
        return (State.STOPPED if pulse.enough else State.FAILED), str(error)
    except Exception as fault:  # noqa: BLE001 - it ends in a state that says so
        return State.FAILED, _meant(fault, limits.memory)


def _meant(fault: Exception, memory: int) -> str:
    """Return in a sentence what went wrong."""
    if isinstance(fault, MemoryError):
        return out_of_memory(memory)
    if isinstance(fault, InputError):
        return f"The workbook has problems: {fault.problems[0]}"
    if isinstance(fault, PlannerError):
        return str(fault)
    sys.stderr.write("".join(format_exception(fault)))
    return f"A fault of the program: {type(fault).__name__}: {fault}"


def out_of_memory(most: int) -> str:
    """Return what a run is told that needed too much memory."""
    return (
        f"It needs more memory than the {most / 2**30:.3g} GiB a run may take: take "
        "longer periods or fewer max_curbs in Settings, or let the server allow more."
    )


def _checked(run: Run, pulse: Pulse) -> Ended:
    """Read the workbook, and keep what was found."""
    found = check(pulse.store.file(run.id, INPUT), run.book)
    for name, content in found.files.items():
        pulse.store.keep(run.id, name, content)
    pulse.store.made_with(run.id, versions())
    return (State.CHECKED if found.case else State.FAULTY), found.told


def _solved(run: Run, choice: Choice, pulse: Pulse, limits: Limits) -> Ended:
    """Solve what was chosen, and keep what came of it."""
    pulse.store.made_with(run.id, versions())
    content = pulse.store.file(run.id, INPUT)
    read = question(content, run.book)
    case = with_limits(read, choice.limits)
    for note in case.warnings[: len(case.warnings) - len(read.warnings)]:
        pulse.say(note)
    if choice.kind == "explain":
        return _explained(case, content, choice, pulse, limits)
    if choice.kind == FRONTIER:
        return swept_out(case, choice, pulse, limits)
    if choice.kind == STRESS:
        return stressed(case, choice, pulse, limits)
    return _compared(case, choice, pulse, limits)


def _compared(case: Case, choice: Choice, pulse: Pulse, limits: Limits) -> Ended:
    policies = list(chosen(case, choice.policies))
    pulse.plan(policies)

    def done(outcome: Outcome, count: int, every: int) -> None:
        if outcome.is_policy:
            pulse.done(outcome)
        pulse.say(done_line(outcome, count, every))

    comparison = compare(
        case,
        choice.policies,
        jobs=limits.jobs,
        gap=choice.gap,
        time_limit=choice.time_limit,
        done=done,
        wire=pulse.wire,
    )
    for outcome in comparison.outcomes:
        pulse.done(outcome)
    keep(pulse, files_of(comparison, choice, pulse.say))
    return ended(comparison)


def _explained(
    case: Case, content: bytes, choice: Choice, pulse: Pulse, limits: Limits
) -> Ended:
    policies = choice.policies or (case.policy,)
    pulse.plan(list(policies))
    for place, policy in enumerate(policies):
        step = Step(policy=policy, state="running")
        pulse.put(step)

        def heard(told: Progress, step: Step = step) -> None:
            pulse.put(
                replace(
                    step,
                    objective=told.best,
                    bound=told.bound,
                    gap=told.gap,
                    seconds=round(told.seconds, 1),
                )
            )

        record = explanation(
            case,
            content,
            policy,
            choice,
            jobs=limits.jobs,
            heard=heard,
            stop=pulse.stop,
            tell=pulse.say,
        )
        pulse.store.keep(pulse.run, f"explain-{place}.json", packed(record).encode())
        state = "done" if record["possible"] else "impossible"
        pulse.put(replace(step, state=state))
    return (State.STOPPED if pulse.enough else State.DONE), ""
