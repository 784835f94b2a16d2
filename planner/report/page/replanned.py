"""The page of the next planning: what changes from the old plan, and why."""

from collections.abc import Iterator

from planner.plan import Plan
from planner.replan import Replanned
from planner.report import tables, words
from planner.report.page.figures import Page, Section, Table, split
from planner.report.page.grounds import assumed_in, made_with, terms
from planner.report.page.marks import left_out, signed
from planner.report.page.mix import mix
from planner.report.replanned_told import statements, why


def page_of(found: Replanned) -> Page:
    """Return everything a report of the next planning says."""
    case, plan = found.case, found.plan
    return Page(
        title=case.name,
        kind=f"Planned again from {found.start.label}, policy “{plan.policy}”",
        subtitle=(
            f"{words.horizon(case)} · {words.count(len(case.scenarios), 'scenario')} · "
            f"volumes in {case.unit}, money in {case.currency} of {found.start.label}"
        ),
        verdict=statements(found),
        head=None,
        alerts=left_out(case),
        sections=[*_moves(found), *_standing(found), _beside(found), _schedule(found)],
        closing=[assumed_in(plan, [rule.sentence(case) for rule in plan.rules])],
        terms=list(terms(plan)),
        made=f"Made with {made_with(plan)}.",
    )


def _moves(found: Replanned) -> Iterator[Section]:
    if not found.moves:
        return
    places = words.decimals([x for m in found.moves for x in (m.before, m.after)])
    yield Section(
        name="changes",
        title="What changes, and why",
        tables=[
            Table(
                caption=f"Volumes that are not as in the old schedule, {found.case.unit}",
                columns=("offer", "period", ">old", ">new", ">moved", "why"),
                rows=[
                    (
                        each.offer,
                        each.period,
                        words.number(each.before, places),
                        words.number(each.after, places),
                        signed(each.moved, places),
                        why(each.why),
                    )
                    for each in found.moves
                ],
            )
        ],
    )


def _standing(found: Replanned) -> Iterator[Section]:
    if found.standing:
        yield Section(
            name="ordered",
            title="Ordered already",
            tables=[
                Table(
                    caption="Deliveries that can no longer be changed",
                    columns=("offer", "period", f">{found.case.unit}"),
                    rows=[
                        (each.offer, each.period, words.number(each.volume))
                        for each in found.standing
                    ],
                )
            ],
        )


def plans_of(found: Replanned) -> list[tuple[str, Plan]]:
    """Return the new plan, and the old schedule carried on if that can be."""
    kept = [] if found.kept is None else [("old schedule", found.kept)]
    return [("new plan", found.plan), *kept]


def _beside(found: Replanned) -> Section:
    plans = plans_of(found)
    minerals = [
        each
        for each in dict.fromkeys(i.mineral for i in found.case.items.values())
        if any((plan.dependence["mineral"] == each).any() for _, plan in plans)
    ]
    labels = [label for label, *_ in words.key_figures(found.plan)]
    values = [[value for _, value, _ in words.key_figures(plan)] for _, plan in plans]
    return Section(
        name="beside",
        title="The new plan"
        if found.kept is None
        else "The new plan beside the old schedule",
        charts=[mix(place, mineral, plans) for place, mineral in enumerate(minerals)],
        tables=[
            Table(
                caption="What each costs and risks from here on",
                columns=("", *(f">{name}" for name, _ in plans)),
                rows=[
                    (label, *(column[n] for column in values))
                    for n, label in enumerate(labels)
                ],
            )
        ],
        side_by_side=True,
    )


def _schedule(found: Replanned) -> Section:
    rows = tables.deliveries(found.plan)
    places = words.decimals([x for row in rows for x in row.volumes])
    table = Table(
        caption=f"Deliveries of the new plan, {found.case.unit}",
        columns=("offer", "country", *(f">{p}" for p in found.case.periods), ">total"),
        rows=[
            (
                row.name,
                row.country,
                *(words.number(each, places) for each in row.volumes),
                words.number(row.total, places),
            )
            for row in rows
        ],
    )
    return Section(name="schedule", title="The new schedule", tables=split(table, 2))
