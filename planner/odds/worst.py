"""The mix of probabilities at which an expected value is highest, with a proof.

A plan's expected cost Σ u_w(p) C_w / Σ u_w(p) is no multilinear function of the curbs'
yearly probabilities: a curb that is likelier comes earlier, too, so u is a power of each
(see ``mix``), and the sum is scaled to 1. The highest value need not lie in a corner of
the ranges. It is found by branch and bound: over a box every u_w lies between its values
at the two ends, as it rises with every p, so no mix in the box is above

    max Σ v_w C_w / Σ v_w  over  u_w(low) ≤ v_w ≤ u_w(high),

which weighs the dearest scenarios fully and the others least (a linear fractional
programme). Where the derivative by one curb has one sign all over a box, only an end of
it need be looked at: mostly that leaves a corner, and the answer is exact. Elsewhere the
steepest slope bounds the value, too.

Field: interval branch and bound (Moore, Kearfott and Cloud, 2009).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from math import inf

import numpy as np

from models.tree import Factors
from planner.odds.mix import Chances, Range

BOXES = 400
"""Most boxes that are split for one answer."""
ROUNDS, STEPS = 5, 9
"""Of the climb to where the search begins."""
CLOSE = 1e-6
"""Difference, as a share of the largest value, at which value and bound are one."""
Ends = tuple[Factors, Factors]


@dataclass(frozen=True)
class Peak:
    """The highest value found, where, and what no mix in the ranges exceeds."""

    mix: Mapping[str, float]
    found: float
    bound: float
    is_exact: bool
    """Whether no more than rounding is left open."""


def highest(
    chances: Chances,
    ranges: Mapping[str, Range],
    values: Factors,
    *,
    close: float | None = None,
    above: float = -inf,
) -> Peak:
    """Return where in the ranges the expected value over the scenarios is highest.

    To within ``close``, in the values' unit; the search ends as soon as nothing can be
    above ``above``.
    """
    low = np.array([ranges[name].low for name in chances.names])
    high = np.array([ranges[name].high for name in chances.names])
    search = _Search(chances, values)
    base = np.array([ranges[name].base for name in chances.names])
    climbed = (search.climbed(each, (low, high)) for each in (base, low, high))
    best = max(map(search.tried, climbed))
    near = CLOSE * float(np.abs(values).max()) if close is None else close
    turn = count()
    box, limit = search.looked_at((low, high))
    boxes = [(-limit, next(turn), box)]
    for _ in range(BOXES):
        if not boxes or -boxes[0][0] <= max(above, best[0] + near):
            break
        for half in _halves(heappop(boxes)[2]):
            box, limit = search.looked_at(half)
            best = max(best, *map(search.tried, (*box, (box[0] + box[1]) / 2)))
            if limit > best[0]:
                heappush(boxes, (-limit, next(turn), box))
    limit = max(best[0], -boxes[0][0]) if boxes else best[0]
    mix = dict(zip(chances.names, best[1], strict=True))
    return Peak(mix, best[0], limit, is_exact=bool(limit - best[0] <= near))


@dataclass(frozen=True)
class _Search:
    """Bounds on an expected value over boxes of mixes."""

    chances: Chances
    values: Factors

    def at(self, mix: Factors) -> float:
        """Return the value at a mix."""
        weights = self.chances.weights(mix)
        plain = np.exp(weights - weights.max())
        return float(plain @ self.values / plain.sum())

    def tried(self, mix: Factors) -> tuple[float, tuple[float, ...]]:
        """Return the value at a mix, and the mix."""
        return self.at(mix), tuple(mix.tolist())

    def climbed(self, mix: Factors, box: Ends) -> Factors:
        """Return a mix whose value no step of one curb alone betters by much."""
        for _ in range(ROUNDS):
            before = self.at(mix)
            for place in np.flatnonzero(box[1] > box[0]).tolist():
                steps = np.linspace(box[0][place], box[1][place], STEPS)
                tried = [_with(mix, place, each) for each in (mix[place], *steps)]
                mix = max(tried, key=self.at)
            if self.at(mix) <= before:
                break
        return mix

    def looked_at(self, box: Ends) -> tuple[Ends, float]:
        """Return the part of a box that holds its highest value, and a bound on it.

        By z = −ln c of a curb the derivative is Σ u · g · (C − R) / Σ u with g of
        ``steepness`` and R the expected value. Where it has one sign, an end remains;
        elsewhere no value is above that in the middle and the steepest way from there.
        """
        low, high = box[0].copy(), box[1].copy()
        least, most = self._weights(box)
        top = _extreme(least, most, self.values)
        bottom = -_extreme(least, most, -self.values)
        # g falls as p rises, u rises: their product is within these.
        gentle, steep = (self.chances.steepness(each) for each in (high, low))
        middle = (low + high) / 2
        reach = self.at(middle)
        for place in np.flatnonzero(high > low).tolist():
            struck = self.chances.left[:, place] > 0
            small = least[struck] * gentle[struck, place]
            large = most[struck] * _finite(steep[struck, place])
            rises = _sum_least(small, large, self.values[struck] - top)
            falls = _sum_least(small, large, bottom - self.values[struck])
            far = self.chances.far(middle[place], low[place], high[place])
            reach += max(0.0, -rises, -falls) / float(least.sum()) * far
            if rises >= 0:
                low[place] = high[place]
            elif falls >= 0:
                high[place] = low[place]
        return (low, high), min(top, reach)

    def _weights(self, box: Ends) -> Ends:
        least, most = (self.chances.weights(each) for each in box)
        scale = most.max()
        return np.exp(least - scale), np.exp(most - scale)


def _with(mix: Factors, place: int, value: float) -> Factors:
    changed = mix.copy()
    changed[place] = value
    return changed


def _halves(box: Ends) -> tuple[Ends, ...]:
    """Return a box in two, across its widest side; as it is if it is a point."""
    low, high = box
    place = int((high - low).argmax())
    if high[place] <= low[place]:
        return (box,)
    middle = (low[place] + high[place]) / 2
    return (low, _with(high, place, middle)), (_with(low, place, middle), high)


def _finite(values: Factors) -> Factors:
    """Return values with a number so high that it settles nothing for infinity."""
    return np.nan_to_num(values, posinf=1e300)


def _sum_least(small: Factors, large: Factors, signs: Factors) -> float:
    """Return Σ v·signs at its least over small ≤ v ≤ large."""
    return float(np.where(signs >= 0, small * signs, large * signs).sum())


def _extreme(least: Factors, most: Factors, values: Factors) -> float:
    """Return max Σ v·values / Σ v over least ≤ v ≤ most."""
    order = np.argsort(-values)
    less, more, sorted_ = least[order], most[order], values[order]
    extra = more - less
    tops = (less @ sorted_) + np.concatenate(([0.0], np.cumsum(extra * sorted_)))
    sums = less.sum() + np.concatenate(([0.0], np.cumsum(extra)))
    return float((tops / sums).max())
