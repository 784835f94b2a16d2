"""Where signing one contract flips, closed in by re-solves that prove each side.

At a value x of a way the cheapest plan that must sign costs V1 and the cheapest that
must not V0, each between its bound and its plan. Signing pays where V1's plan costs less
than V0's bound, and does not where V0's plan costs less than V1's bound: so what is told
of both sides of a flip is proved, whatever the gaps. Where neither holds the difference
is within the gaps, and the flip is not told more closely.

Field: the Illinois variant of regula falsi (Dowell and Jarratt, 1971).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite

from planner.errors import NoPlanError, StoppedError
from planner.odds.decision import Decision, Held
from planner.odds.ways import Way
from planner.plan import Plan, Status
from planner.solving import cheapest_plan, effort_for

TRIES = 14
"""Most values at which one flip is looked at."""
GUESSES = 6
"""After which the middle is looked at."""
ASIDE = 0.45
"""How far beside a guess is looked, in widths to which the flip is to be told."""
Effort = tuple[float | None, float | None]
"""Gap and seconds of a solve; as the workbook says where None."""


@dataclass(frozen=True)
class Known:
    """A cheapest plan: whether it takes the decision, its cost, and what none is below."""

    taken: bool
    objective: float
    bound: float


@dataclass(frozen=True)
class Verdict:
    """By how much the cheapest plan without the decision is dearer than with it."""

    least: float
    most: float

    @property
    def pays(self) -> bool | None:
        """Tell whether the decision pays; None where the gaps leave it open."""
        if self.least > 0:
            return True
        return False if self.most < 0 else None


@dataclass(frozen=True, kw_only=True)
class Flip:
    """Between which values a decision flips; each side is proved."""

    decision: Decision
    way: Way
    below: float
    above: float
    pays_above: bool
    closed: bool
    """Whether it is told as closely as asked; else the gaps, or time, left it open."""
    stopped: bool = False
    why: str = ""
    """Why nothing is proved, where nothing is."""


@dataclass(frozen=True, kw_only=True)
class Search:
    """What a process is asked: a decision that differs between two values of a way."""

    plan: Plan
    decision: Decision
    way: Way
    ends: tuple[float, float]
    known: tuple[Known, Known]
    """The cheapest plans at the ends."""
    effort: Effort

    def run(self) -> Flip:
        """Close in the flip; raise PlannerError where a plan cannot be made."""
        rises = self.known[1].taken
        try:
            verdicts = [
                self.at(*end) for end in zip(self.ends, self.known, strict=True)
            ]
        except _Stopped:
            return self._flip(_course(self.ends), stopped=True)
        course = _course(self.ends, [(each.least + each.most) / 2 for each in verdicts])
        if [each.pays for each in verdicts] != [not rises, rises]:
            return self._flip(course, why=OPEN)
        try:
            course = self._closed(course)
        except _Stopped as stopped:
            return self._flip(stopped.course or course, stopped=True)
        return self._flip(course)

    def _closed(self, course: "_Course") -> "_Course":
        rises = self.known[1].taken
        for turn in range(TRIES):
            x = course.next(self.way, guessing=turn < GUESSES)
            if x is None:
                break
            try:
                verdict = self.at(x)
            except _Stopped:
                raise _Stopped(course) from None
            worth = (verdict.least + verdict.most) / 2
            if verdict.pays is None:
                course = course.opened(x)
            else:
                course = course.moved(_Side(x, worth), up=verdict.pays != rises)
        return course

    def _flip(self, course: "_Course", *, stopped: bool = False, why: str = "") -> Flip:
        wide = course.above.x - course.below.x
        near = self.way.near((course.below.x + course.above.x) / 2)
        return Flip(
            decision=self.decision,
            way=self.way,
            below=course.below.x,
            above=course.above.x,
            pays_above=self.known[1].taken,
            closed=not (stopped or why) and wide <= near * (1 + 1e-9),
            stopped=stopped,
            why=why,
        )

    def at(self, x: float, known: Known | None = None) -> Verdict:
        """Return the verdict at a value, where ``known`` may be the cheapest plan.

        Raises:
            _Stopped: by Ctrl-C.
        """
        one = known or self._solved(x, taken=True)
        other = self._solved(x, taken=not one.taken)
        signed, left = (one, other) if one.taken else (other, one)
        if signed.objective == left.objective == inf:
            return Verdict(-inf, inf)
        return Verdict(left.bound - signed.objective, left.objective - signed.bound)

    def _solved(self, x: float, *, taken: bool) -> Known:
        """Return the cheapest plan that must take the decision, or must not.

        It costs infinitely much where there is none, and may cost nothing where time
        ran out.
        """
        case, plan = self.way.at(x), self.plan
        effort = effort_for(case, gap=self.effort[0], time_limit=self.effort[1])
        rules = (*plan.rules, Held(decision=self.decision, taken=taken))
        try:
            found = cheapest_plan(case, plan.policy, rules, effort, plan)
        except NoPlanError:
            return Known(taken, inf, inf)
        except StoppedError:
            if effort.stop.is_set():
                raise _Stopped from None
            return Known(taken, inf, -inf)
        if found.status is Status.INTERRUPTED:
            raise _Stopped
        return Known(taken, found.objective, found.bound)


OPEN = "the gaps leave open whether it pays at one end"


class _Stopped(Exception):  # noqa: N818 - no error: the user's wish
    """Stopped by Ctrl-C, as far as the search had come."""

    def __init__(self, course: "_Course | None" = None) -> None:
        self.course = course


@dataclass(frozen=True)
class _Side:
    """A value, and what the decision is worth there."""

    x: float
    worth: float = inf


def _course(
    ends: tuple[float, float], worths: Sequence[float] = (inf, inf)
) -> "_Course":
    return _Course(_Side(ends[0], worths[0]), _Side(ends[1], worths[1]))


@dataclass(frozen=True)
class _Course:
    """Between which values the flip is, as far as a search has come."""

    below: _Side
    above: _Side
    unknown: tuple[float, float] | None = None
    """Between which values the gaps leave it open."""

    def moved(self, side: _Side, *, up: bool) -> "_Course":
        """Return the course with a closer end; the other counts for half as much."""
        below, above = self.below, self.above
        if up:
            below, above = side, replace(above, worth=above.worth / 2)
        else:
            below, above = replace(below, worth=below.worth / 2), side
        unknown = self.unknown
        if unknown and not below.x < unknown[0] <= unknown[1] < above.x:
            unknown = None
        return _Course(below, above, unknown)

    def opened(self, x: float) -> "_Course":
        """Return the course with a value at which the gaps leave it open."""
        low, high = self.unknown or (x, x)
        return replace(self, unknown=(min(low, x), max(high, x)))

    def next(self, way: Way, *, guessing: bool) -> float | None:
        """Return where to look next; None where the flip is told closely enough."""
        below, above = self.below.x, self.above.x
        near = way.near((below + above) / 2)
        if self.unknown is not None:
            return self._beside_unknown(way, near)
        if above - below <= near:
            return None
        if way.whole:
            return float((int(below) + int(above)) // 2)
        return self._guess(near) if guessing else (below + above) / 2

    def _beside_unknown(self, way: Way, near: float) -> float | None:
        """Return a value between what is proved and what is open, the wider side first."""
        low, high = self.unknown or (0.0, 0.0)
        gaps = [
            (low - self.below.x, self.below.x, low),
            (self.above.x - high, high, self.above.x),
        ]
        wide, one, other = max(gaps)
        if way.whole:
            return None if wide <= 1 else float((int(one) + int(other)) // 2)
        return None if wide <= near / 2 else (one + other) / 2

    def _guess(self, near: float) -> float:
        """Return a value just beside where the worth is nothing, if it were a line.

        On the side that is known less closely, so that two of them close in the flip.
        """
        (below, low), (above, high) = (
            (each.x, abs(each.worth)) for each in (self.below, self.above)
        )
        middle = (below + above) / 2
        if not (isfinite(low + high) and low + high > 0):
            return middle
        root = below + (above - below) * low / (low + high)
        aside = (
            root - ASIDE * near if root - below > above - root else root + ASIDE * near
        )
        return aside if below < aside < above else middle
