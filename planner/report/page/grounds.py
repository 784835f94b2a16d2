"""What a comparison rests on: where its cost arises, assumptions, proof, words."""

from collections.abc import Iterator, Sequence

from planner.compare import Comparison
from planner.plan import Plan, Status
from planner.report import words
from planner.report.assumed import assumptions
from planner.report.page.figures import Section, Table, split
from planner.report.page.marks import adding_up, base_of, places_of

SHORT_HASH = 16
MOST_CURBS = 12


def regret(comparison: Comparison) -> Section:
    """Return how wrong each policy can turn out to be."""
    case, places = comparison.case, places_of(comparison.plans)
    return Section(
        name="regret",
        title="Regret",
        lead=[
            (
                "How much more a policy costs in a scenario than the policy that would have "
                "been best there."
            )
        ],
        tables=[
            Table(
                caption="Regret of each policy",
                note=f"In {case.currency}, against the best of these policies.",
                columns=(
                    "policy",
                    f">worst regret, {case.currency}",
                    "in the scenario",
                    f">mean regret, {case.currency}",
                ),
                rows=[
                    (
                        row["policy"],
                        words.number(row["worst"], places),
                        row["scenario"],
                        words.number(row["mean"], places),
                    )
                    for row in comparison.regret.to_dict("records")
                ],
            )
        ],
    )


def cost_lines(comparison: Comparison) -> Section:
    """Return what the expected cost of each policy is made of."""
    case, plans = comparison.case, comparison.plans
    places = places_of(plans)
    lines = list(words.LINES)
    amounts = [adding_up([plan.cost[x] for x in lines], places) for plan in plans]
    rows = [
        [words.LINES[line], *(words.number(each, places) for each in across)]
        for line, across in zip(lines, zip(*amounts, strict=True), strict=True)
        if any(across)
    ]
    table = Table(
        caption="Expected cost, line by line",
        note=f"In {case.currency}, expected and discounted.",
        columns=("", *(f">{plan.policy}" for plan in plans)),
        rows=rows,
        totals=[
            [
                "Expected cost",
                *(words.number(plan.expected_cost, places) for plan in plans),
            ]
        ],
    )
    return Section(name="lines", title="Where the cost arises", tables=split(table, 1))


def assumed(comparison: Comparison) -> Section:
    """Return what was taken for granted."""
    return assumed_in(base_of(comparison))


def assumed_in(plan: Plan, rules: Sequence[str] = ()) -> Section:
    """Return what a plan takes for granted, after ``rules`` that it keeps."""
    case = plan.case
    curbs = [words.curb_words(each, case) for each in case.curbs.values()]
    more = len(curbs) - MOST_CURBS
    listed = [f"{each}." for each in curbs[:MOST_CURBS]]
    if more > 0:
        listed.append(f"And {words.count(more, 'more curb')}: see the workbook.")
    return Section(
        name="assumed",
        title="What is assumed",
        lead=[*rules, *listed, *assumptions(plan)],
        notes=[f"Warning about the workbook: {each}" for each in case.warnings],
    )


def proof(comparison: Comparison) -> Section:
    """Return how near to the best each plan is, and what made it."""
    return Section(
        name="proof",
        title="How sure this is",
        lead=[f"Made with {made_with(comparison.plans[0])}."],
        tables=[
            Table(
                caption="How each plan was proved",
                note=(
                    "The gap is how far, at most, the plan's cost is above the best "
                    "possible."
                ),
                columns=(
                    "policy",
                    "solved",
                    ">gap",
                    ">gap asked",
                    f">no plan below, {comparison.case.currency}",
                    ">seconds",
                ),
                rows=[_proved(plan) for plan in comparison.plans],
            )
        ],
    )


def _proved(plan: Plan) -> tuple[str, ...]:
    solved = "solved" if plan.status is Status.OPTIMAL else words.status(plan)
    weighed = "" if not plan.weight else f" ({words.weighing(plan)})"
    seconds = plan.run.seconds + plan.run.build_seconds
    return (
        plan.policy,
        f"{solved}{weighed}",
        words.gap(plan.gap),
        words.gap(plan.run.gap),
        words.number(plan.bound, words.decimals([plan.bound])),
        f"{seconds:.1f}",
    )


def made_with(plan: Plan) -> str:
    """Return the programs and the workbook behind a report."""
    case = plan.case
    name = case.source.replace("\\", "/").rpartition("/")[2] or words.ABSENT
    digest = f", SHA-256 {case.digest[:SHORT_HASH]}…" if case.digest else ""
    return f"{words.versions(plan)}, from the workbook {name}{digest}"


def terms(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the words a reader may not know."""
    yield (
        "Expected cost",
        (
            "The mean over all scenarios, each weighed by its probability, discounted to the "
            "first period."
        ),
    )
    yield (
        words.tail(plan),
        (
            f"The mean cost of the dearest {words.chance(1 - plan.level)} of outcomes: what "
            "bad luck costs."
        ),
    )
    yield (
        "Curb, scenario",
        (
            "A curb cuts supply from a source from some period on. A scenario says which "
            "curbs strike and when. The plan is what is done while none has."
        ),
    )
    yield (
        "Shortage",
        "Demand that goes unserved; each missing unit costs what the workbook says.",
    )
    yield (
        "Frontier, dominated",
        (
            "A policy is dominated if another is better in expected cost, CVaR or expected "
            "shortage and worse in none. The frontier is the rest."
        ),
    )
    yield (
        "Gap, tie",
        (
            "The gap is how far, at most, a plan is above the cheapest possible. A "
            "difference smaller than the gaps is a tie."
        ),
    )
    yield (
        "HHI",
        (
            "The Herfindahl–Hirschman index: the sum of squared shares in per cent, 10,000 "
            "for a single source."
        ),
    )
