"""Small purchases drawn at random: least orders, lots, capacities, fees of suppliers."""

from random import Random

from planner.solving.linear import LinearProblem
from tests.solving.problems import INF, Row, problem


def random_purchase(seed: int) -> LinearProblem:
    """Return the cheapest purchase of one demand from up to five suppliers."""
    dice = Random(f"purchase {seed}")  # noqa: S311 - no secret
    cost: dict[str, float] = {}
    rows: list[Row] = []
    bounds: dict[str, tuple[float, float]] = {}
    whole: list[str] = []
    suppliers = range(dice.randint(2, 5))
    for each in suppliers:
        most = float(dice.randint(10, 60))
        cost[f"x{each}"] = float(dice.randint(1, 20))
        bounds[f"x{each}"] = (0.0, most)
        if dice.random() < 0.6:
            cost[f"y{each}"] = float(dice.choice((0, 5, 20, 60, 150)))
            bounds[f"y{each}"] = (0.0, 1.0)
            whole.append(f"y{each}")
            least = float(dice.randint(0, int(most) // 2))
            rows.append((-INF, {f"x{each}": 1.0, f"y{each}": -most}, 0.0))
            rows.append((0.0, {f"x{each}": 1.0, f"y{each}": -least}, INF))
        if dice.random() < 0.5:
            lot = dice.choice((1.0, 2.5, 4.0, 7.0))
            cost[f"k{each}"] = 0.0
            bounds[f"k{each}"] = (0.0, float(most // lot))
            whole.append(f"k{each}")
            rows.append((0.0, {f"x{each}": 1.0, f"k{each}": -lot}, 0.0))
    reach = sum(bounds[f"x{each}"][1] for each in suppliers)
    needed = round(reach * dice.uniform(0.2, 0.8), 1)
    rows.append((needed, {f"x{each}": 1.0 for each in suppliers}, INF))
    return problem(cost, rows, bounds, " ".join(whole))
