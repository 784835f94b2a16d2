"""What branching on columns has gained, to choose the next by."""

import numpy as np

from planner.solving.large.arrays import Places


class Gains:
    """What a unit of rounding a column down or up has raised the bound by."""

    def __init__(self, columns: int) -> None:
        self.total = np.zeros((2, columns))
        self.times = np.zeros((2, columns))
        self.guesses = 0
        """How often a column may yet be chosen without trying those never rounded."""

    def learn(self, column: int, way: int, gain: float) -> None:
        """Take in a gain per unit."""
        if np.isfinite(gain):
            self.total[way, column] += max(gain, 0.0)
            self.times[way, column] += 1

    def unknown(self, columns: Places) -> Places:
        """Return the columns never rounded one way or the other."""
        known = self.times[:, columns].min(axis=0) >= 1
        return np.asarray(columns[~known])

    def guessed(self, column: int, down: float, up: float) -> tuple[float, float]:
        """Return what rounding by so much is likely to gain, each way."""
        mean = self.total.sum(axis=1) / np.maximum(self.times.sum(axis=1), 1)
        times = self.times[:, column]
        each = np.where(times > 0, self.total[:, column] / np.maximum(times, 1), mean)
        return float(each[0]) * down, float(each[1]) * up
