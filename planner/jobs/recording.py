"""What the command line solved, kept beside the runs of the browser."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from models.case import Case
from planner.compare import Comparison, Outcome
from planner.errors import PlannerError, UsageError
from planner.jobs.checking import check
from planner.jobs.results import ended, files_of, step_of, versions
from planner.plan import Plan
from planner.runs import LOCAL, Choice, Run, Store, open_store


@dataclass
class Recording:
    """A run that is being made at a terminal."""

    store: Store
    book: Path
    choice: Choice
    began: datetime

    def keep(self, comparison: Comparison) -> Run:
        """Keep what came of it.

        Raises:
            UsageError: the workbook is gone or was changed, or nothing can be kept.
        """
        content = self._content(comparison.case)
        found = check(content, self.book.name)
        said: list[str] = []
        results = dict(files_of(comparison, self.choice, said.append))
        state, told = ended(comparison)
        solved = tuple(each.policy for each in comparison.outcomes)
        asked = solved if self.choice.kind == "solve" else self.choice.policies
        run = Run(
            id="",
            owner=LOCAL,
            name=comparison.case.name,
            note="",
            book=self.book.name,
            digest="",
            state=state,
            told=" ".join([told, *said]).strip(),
            made=self.began,
            began=self.began,
            choice=replace(self.choice, policies=asked),
            versions=versions(),
        )
        steps = [step_of(each) for each in comparison.outcomes]
        return self.store.record(content, run, steps, {**found.files, **results})

    def _content(self, case: Case) -> bytes:
        try:
            content = self.book.read_bytes()
        except OSError as error:
            raise UsageError(
                f"The run was not recorded: {self.book} cannot be read any more: "
                f"{error.strerror}."
            ) from error
        if sha256(content).hexdigest() != case.digest:
            raise UsageError(
                f"The run was not recorded: {self.book} was changed since it was read."
            )
        return content


def begin(book: Path, choice: Choice) -> Recording:
    """Begin to record a run, to be sure that it can be kept.

    Raises:
        UsageError: the store cannot be reached.
    """
    return Recording(open_store(), book, choice, datetime.now(UTC))


def alone(plan: Plan) -> Comparison:
    """Return the comparison in which a plan stands alone."""
    unknown = Outcome(policy=plan.policy, status="not asked", is_policy=False)
    without = {(plan.policy, place): unknown for place in range(len(plan.rules))}
    outcome = Outcome(policy=plan.policy, status=str(plan.status), plan=plan)
    return Comparison(plan.case, [outcome], without)


def none(case: Case, policy: str, error: PlannerError) -> Comparison:
    """Return the comparison in which a policy stands alone that has no plan."""
    status = error.status or "failed"
    return Comparison(case, [Outcome(policy=policy, status=status, why=str(error))], {})
