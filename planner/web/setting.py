"""How an explanation speaks: its units, periods, rules, and numbers between two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.runs import Run
from planner.web.figures import called, column
from planner.web.words import Words

HUGE = 1e12


@dataclass(frozen=True)
class Setting:
    """What an explanation is told in: the workbook's unit and currency, the periods."""

    words: Words
    unit: str
    currency: str
    periods: Sequence[str]
    rules: Mapping[str, tuple[str, str]]
    """Sentence and kind of limit of each rule of the policy."""

    def span(self, periods: Sequence[str]) -> str:
        """Return periods as a reader says them: Q1 2027–Q3 2027, Q1 2028."""
        order = {each: place for place, each in enumerate(self.periods)}
        runs: list[list[str]] = []
        for each in sorted(periods, key=lambda one: order.get(one, 0)):
            follows = runs and order.get(each, 0) == order.get(runs[-1][-1], -9) + 1
            if follows:
                runs[-1].append(each)
            else:
                runs.append([each])
        said = [self._one(each) for each in runs]
        return self.words("verdict.comma").join(said)

    def _one(self, run: Sequence[str]) -> str:
        first, last = (self.words.period(each) for each in (run[0], run[-1]))
        if first == last:
            return first
        return self.words("check.horizon", first=first, last=last)

    def volume(self, value: float) -> str:
        """Return a volume with its unit."""
        return f"{self.words.number(value)} {self.unit}"

    def money(self, value: str) -> str:
        """Return an amount, which is shown already, with its currency."""
        return self.words(
            "verdict.amount", n=value, of=self.words.currency(self.currency)
        )

    def rule(self, name: str) -> str:
        """Return a rule as its sentence; anything else as it is called."""
        if name not in self.rules:
            return self.words.plainly(name)
        sentence, _ = self.rules[name]
        return self.words("verdict.quoted", policy=sentence.rstrip(".。"))

    def list(self, names: Sequence[str]) -> str:
        """Return names one after the other."""
        return self.words("verdict.comma").join(names)


def explain_name(policy: str, run: Run, words: Words) -> str:
    """Return what the run is called that explains a policy of another."""
    return words(
        "explain.name", policy=called(policy, words), name=run.name or run.book
    )


def between(low: float | None, high: float | None, words: Words) -> str:
    """Return a number enclosed by two: one figure where both are shown alike."""
    if low is None and high is None:
        return words("explain.unknown")
    if high is None:
        return words("explain.least", n=words.number(low))
    if low is None:
        return words("explain.most", n=words.number(high))
    ends = column([low, high], words)
    return ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"


def change(low: float | None, high: float | None) -> str:
    """Return a factor as a change in percent: +29%."""
    if low is None or abs(low) > HUGE:
        return ""
    known = low if high is None else high
    ends = [f"{100 * (each - 1):+,.1f}%".replace("-", "−") for each in (low, known)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"
