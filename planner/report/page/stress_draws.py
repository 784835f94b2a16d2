"""What the draws came to, against what the plans had promised."""

from collections.abc import Iterator, Sequence

from planner.report import words
from planner.report.page.figures import Chart, Section, Table
from planner.report.page.marks import column
from planner.stress import Estimate, Sample, Stress
from planner.stress.sample import ENDS

ROW, FRAME = 44, 90
"""Pixels of a chart: for each policy, and around them."""
TALL = 330
COLOUR = "#0072B2"


def promises(found: Stress) -> Section:
    """Return promised against played, for every policy."""
    case = found.case
    pairs = [
        (each.plan.policy, each.plan.expected_cost, each.cost) for each in found.samples
    ]
    units = [
        (each.plan.policy, each.plan.expected_shortage, each.shortage)
        for each in found.samples
    ]
    return Section(
        name="promises",
        title="Promised and played",
        lead=[
            (
                "What each plan's own scenarios had promised, and the mean of the draws "
                "with its 95% confidence interval."
            )
        ],
        charts=[
            _intervals("promised-cost", "Mean cost", case.currency, pairs),
            _intervals("promised-shortage", "Mean shortage", case.unit, units),
        ],
        tables=[_short(found)],
        side_by_side=True,
    )


def _intervals(
    name: str, title: str, unit: str, rows: Sequence[tuple[str, float, Estimate]]
) -> Chart:
    every = [x for _, promised, played in rows for x in (promised, *played)]
    places = words.decimals(every)

    def shown(value: float) -> str:
        return words.number(value, places)

    return Chart(
        name=name,
        kind="intervals",
        title=f"{title}, {unit}",
        told=f"{title}: hollow what was promised, filled what came, with its interval.",
        height=FRAME + ROW * len(rows),
        data={
            "unit": unit,
            "rows": [
                {
                    "name": policy,
                    "promised": promised,
                    "mean": played.mean,
                    "low": played.low,
                    "high": played.high,
                }
                for policy, promised, played in rows
            ],
        },
        tables=[
            Table(
                caption=f"{title}, promised and played",
                note=f"In {unit}. Optimism gap: played less promised.",
                columns=(
                    "policy",
                    ">promised",
                    ">played",
                    ">from",
                    ">to",
                    ">optimism gap",
                    ">from",
                    ">to",
                ),
                rows=[
                    (
                        policy,
                        shown(promised),
                        *map(shown, played),
                        *(shown(each - promised) for each in played),
                    )
                    for policy, promised, played in rows
                ],
            )
        ],
    )


def _short(found: Stress) -> Table:
    return Table(
        caption="How often somebody goes short, and what bad luck costs",
        note="The interval of a share is Wilson's; CVaR is the mean of the dearest draws.",
        columns=(
            "policy",
            ">promised",
            ">played",
            ">from",
            ">to",
            f">CVaR promised, {found.case.currency}",
            f">CVaR played, {found.case.currency}",
        ),
        rows=[
            (
                each.plan.policy,
                words.chance(each.promised_short),
                *map(words.chance, each.short),
                words.number(each.plan.cvar_cost, 0),
                words.number(each.tail, 0),
            )
            for each in found.samples
        ],
    )


def fans(name: str, sample: Sample) -> Iterator[Chart]:
    """Yield the fans of cost and shortage over time."""
    case = sample.plan.case
    title = "Cost so far, above what was promised"
    yield _fan(f"{name}-cost", title, case.currency, sample, "cost")
    yield _fan(f"{name}-short", "Shortage in the period", case.unit, sample, "shortage")


def _fan(name: str, title: str, unit: str, sample: Sample, of: str) -> Chart:
    rows = sample.fan[sample.fan["of"] == of]
    promised = rows["promised"].to_numpy()
    base = promised if of == "cost" else 0 * promised
    lowest, low, middle, high, highest = (
        (rows[each].to_numpy() - base).tolist() for each in ENDS
    )
    usual, mean = (promised - base).tolist(), (rows["mean"].to_numpy() - base).tolist()
    columns = [promised.tolist(), mean, lowest, low, middle, high, highest]
    cells = zip(*(column(each) for each in columns), strict=True)
    return Chart(
        name=name,
        kind="fan",
        title=f"{title}, {unit}",
        told=(
            f"{title}, period by period: a band with half of the draws inside one with "
            "nine in ten, their median, and what was promised."
        ),
        height=TALL,
        data={
            "unit": unit,
            "names": rows["period"].tolist(),
            "colour": COLOUR,
            "bands": [
                {"name": "5% to 95% of the draws", "low": lowest, "high": highest},
                {"name": "25% to 75%", "low": low, "high": high},
            ],
            "lines": [
                {"name": "median", "values": middle},
                {"name": "promised, the mean", "values": usual},
            ],
        },
        tables=[
            Table(
                caption=title,
                note=(
                    f"In {unit}. A share of the draws is no higher than its column, each "
                    "period by itself; all but the promise itself as the title says."
                ),
                columns=(
                    "period",
                    ">promised, mean",
                    ">played, mean",
                    *(f">{each}" for each in ENDS),
                ),
                rows=[
                    (str(period), *each)
                    for period, each in zip(rows["period"], cells, strict=True)
                ],
            )
        ],
    )


def quantiles(sample: Sample) -> Table:
    """Return how cost and shortage are distributed over the draws."""
    case, rows = sample.plan.case, sample.quantiles.to_dict("records")
    return Table(
        caption="Distribution over the draws",
        note="Each draw with all it costs, discounted, signing included.",
        columns=("share of draws", f">cost, {case.currency}", f">short, {case.unit}"),
        rows=[
            (
                _share(row["share"]),
                words.number(row["cost"], 0),
                words.number(row["shortage"]),
            )
            for row in rows
        ],
        totals=[
            (
                f"Mean of the worst {words.chance(1 - sample.plan.level)}",
                words.number(sample.tail, 0),
                "",
            )
        ],
    )


def _share(share: float) -> str:
    return "the worst" if share == 1 else f"{share:.0%} no more than"
