"""Rules by calendar year in the running year: what came earlier in it counts.

A share or a volume of a year is split at the year's end: up to there a row for each
value, with what has arrived (or was put out) on its left side; after it the rule goes on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from models.case import Case, Target
from models.rules import Rule
from models.rules.max_share import MaxShare
from models.rules.max_volume import MaxVolume
from models.rules.min_share import MinShare
from models.rules.min_volume import MinVolume
from models.rules.rule import Limit
from models.rules.scope import HORIZON, REFINING, YEAR, Goods, goods_of, values_of
from models.rules.words import numeral
from planner.replan.past import past_of
from planner.replan.start import Start
from planner.workbook import plan_book

NOTHING = 1e-9
Units = tuple[float, float]
"""Of a rule's target, and of all of its goods."""


@dataclass(frozen=True, kw_only=True)
class _Counted:
    """What a rule by year looks like once part of its year is over."""

    before: Units = (0.0, 0.0)
    """What came of the year before the horizon."""
    stated: str = ""
    """The rule as the workbook has it, in words."""

    def row(self, part: Any, whole: Any) -> Any:
        """Return what must not exceed 0, what came before included."""
        mine, every = self.before
        return super().row(part + mine, whole + every)  # type: ignore[misc]

    def weigh(self, part: float, whole: float) -> tuple[float, float]:
        """Return the figure and its slack, what came before included."""
        mine, every = self.before
        found: tuple[float, float] = super().weigh(part + mine, whole + every)  # type: ignore[misc]
        return found

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words, with what it counts from before."""
        said: str = super().sentence(case)  # type: ignore[misc]
        mine, every = (numeral(round(each, 6)) for each in self.before)
        if self.before == (0.0, 0.0):
            return said
        is_share = getattr(self, "limit_is", None) is Limit.SHARE
        units = f"{mine} of {every}" if is_share else mine
        return f"{said} This counts {units} {case.unit} that came earlier in the year."


@dataclass(frozen=True, kw_only=True)
class _MaxShare(_Counted, MaxShare):
    pass


@dataclass(frozen=True, kw_only=True)
class _MinShare(_Counted, MinShare):
    pass


@dataclass(frozen=True, kw_only=True)
class _MaxVolume(_Counted, MaxVolume):
    pass


@dataclass(frozen=True, kw_only=True)
class _MinVolume(_Counted, MinVolume):
    pass


COUNTED: Mapping[type[Rule], Any] = {
    MaxShare: _MaxShare,
    MinShare: _MinShare,
    MaxVolume: _MaxVolume,
    MinVolume: _MinVolume,
}


def counted(start: Start, rule: Any) -> list[Rule] | None:
    """Return a rule by year from the first period to plan on, with what came before.

    None where nothing of the running year counts for it, or it cannot be told.
    """
    if type(rule) not in COUNTED or rule.per != YEAR or not start.of_year():
        return None
    case, year = start.case, int(start.label[:4])
    final, first = case.years[year][-1], rule.start or 0
    last = len(case.periods) - 1 if rule.end is None else rule.end
    if first >= start.at or last < start.at:
        return None
    rows = list(_running(start, rule, min(final, last) - start.at))
    if not all(rows):
        return None
    pieces = [each for each in rows if each]
    if last > final:
        end = None if rule.end is None else last - start.at
        pieces.append(_piece(start, rule, start=final + 1 - start.at, end=end))
    return pieces


def counted_words(rules: Sequence[Any], start: Start, case: Case) -> list[str]:
    """Return what a buyer has to know of rules by year, of the rolled case."""
    if not start.of_year():
        return []
    year, unit = start.label[:4], case.unit
    rows = [each for each in rules if getattr(each, "before", (0.0, 0.0))[1]]
    said = [
        f"{stated} Counted with what came earlier in {year}: "
        f"{'; '.join(_parts([x for x in rows if x.stated == stated], unit))}."
        for stated in dict.fromkeys(each.stated for each in rows)
    ]
    others = [
        str(each)
        for each in rules
        if getattr(each, "per", "") == YEAR and not hasattr(each, "before")
    ]
    if others:
        said.append(
            f"{'; '.join(others)}: counted by year, but from {start.label} on; what came "
            f"earlier in {year} is not in it."
        )
    return said


def _parts(rows: Sequence[Any], unit: str) -> Iterator[str]:
    """Yield what came of each target; those of which nothing came only if all are."""
    came = [each for each in rows if each.before[0] > NOTHING]
    for rule in came or rows:
        mine, every = (f"{each:,.6g}" for each in rule.before)
        whole = f" of {every}" if rule.limit_is is Limit.SHARE else ""
        goods = f" of {rule.item}" if rule.item else ""
        yield f"{rule.on} {mine}{whole} {unit}{goods}"


def _running(start: Start, rule: Any, end: int) -> Iterator[Rule | None]:
    """Yield a row for each value and goods; None where what came cannot be told."""
    case = start.case
    for goods in goods_of(case, rule.stage, rule.item):
        item = _named(case, rule, goods)
        for value, part in values_of(case, rule.stage, rule.on, goods).items():
            came = {name: _came(start, rule, name) for name in goods.weight}
            if item is None or None in came.values():
                yield None
                continue
            units = {n: goods.weight[n] * (came[n] or 0.0) for n in came}
            mine = sum(units[name] for name in part)
            yield _piece(
                start,
                rule,
                on=_single(rule.on, value),
                item=item or None,
                per=HORIZON,
                start=0,
                end=end,
                before=(mine, sum(units.values())),
            )


def _piece(begin: Start, rule: Any, /, **more: Any) -> Rule:
    own = {each.name: getattr(rule, each.name) for each in fields(rule)}
    stated = rule.sentence(begin.case)
    found: Rule = COUNTED[type(rule)](**{**own, **more, "stated": stated})
    return found


def _named(case: Case, rule: Any, goods: Goods) -> str | None:
    """Return how a rule names these goods alone; blank for all there is, None if not."""
    if rule.item is not None:
        return str(rule.item)
    if len(goods_of(case, rule.stage, None)) == 1:
        return ""
    return None if goods.label in case.items else goods.label


def _single(on: Target, value: str) -> Target:
    """Return the target that is one value of `dimension:*`."""
    if on.each is None:
        return on
    dimension = next(
        each
        for each in (on.each, "supplier", "process")
        if value.startswith(f"{each}:")
    )
    return Target(pairs=((dimension, value.removeprefix(f"{dimension}:")),))


def _came(start: Start, rule: Any, name: str) -> float | None:
    """Return what came of a source in the year, as far as the rule counts its periods.

    None if it is not known in which of them it came.
    """
    case = start.case
    over = [
        label
        for label in start.of_year()
        if rule.start is None or label >= case.periods[rule.start]
    ]
    if rule.stage == REFINING:
        begun = start.former.periods[0]
        if any(begun[:4] == each[:4] and each < begun for each in case.periods):
            return None
        units = start.former.units
        return sum(units(start.path, plan_book.OUTPUT, name, label) for label in over)
    offer = case.offers[name]
    known = sum(start.arrived(offer, label) for label in over)
    every = sum(start.arrived(offer, label) for label in start.of_year())
    earlier = past_of(start, offer).taken - every
    if earlier <= NOTHING:
        return known
    whole = rule.start is None or case.periods[rule.start][:4] < start.label[:4]
    return known + earlier if whole else None
