"""The page of a buyer's own volumes beside the cheapest plan."""

from collections.abc import Iterator, Sequence

from models.case import Case
from planner.price import Change, Priced
from planner.report import words
from planner.report.page.figures import Page, Section, Table
from planner.report.page.grounds import assumed_in, made_with, terms
from planner.report.page.marks import left_out, signed
from planner.report.page.mix import mix
from planner.report.priced_told import (
    beside,
    figure_rows,
    limit_words,
    said,
    statements,
)


def page_of(found: Priced) -> Page:
    """Return everything a report of a buyer's own volumes says."""
    case, best = found.case, found.best
    return Page(
        title=case.name,
        kind=f"Your volumes in {found.edited.source}, policy “{found.policy}”",
        subtitle=(
            f"{words.horizon(case)} · {words.count(len(case.scenarios), 'scenario')} · "
            f"volumes in {case.unit}, money in {case.currency}"
        ),
        verdict=statements(found),
        head=None,
        alerts=left_out(case),
        sections=[*_reasons(found), *_broken(found), _beside(found), *_moves(found)],
        closing=[assumed_in(best, [rule.sentence(case) for rule in best.rules])],
        terms=list(terms(best)),
        made=f"Made with {made_with(best)}.",
    )


def _reasons(found: Priced) -> Iterator[Section]:
    if found.breaches:
        yield Section(
            name="impossible",
            title="Why the volumes are impossible",
            tables=[
                Table(
                    caption="Every reason, with its cells",
                    columns=("cells", "what", "why"),
                    rows=[(each.where, each.what, each.why) for each in found.breaches],
                )
            ],
        )


def _broken(found: Priced) -> Iterator[Section]:
    if found.broken:
        whose = "your volumes" if found.own is not None else "the nearest possible plan"
        yield Section(
            name="broken",
            title=f"Rules of the policy that {whose} break",
            lead=list(dict.fromkeys(each.sentence for each in found.broken)),
            tables=[
                Table(
                    caption="Limit and actual, bucket by bucket",
                    columns=("rule", "where", ">limit", ">actual"),
                    rows=[
                        (each.rule, each.bucket, *limit_words(each, found))
                        for each in found.broken
                    ],
                )
            ],
        )


def _beside(found: Priced) -> Section:
    plans = beside(found)
    minerals = [
        each
        for each in dict.fromkeys(i.mineral for i in found.case.items.values())
        if any((plan.dependence["mineral"] == each).any() for _, plan in plans)
    ]
    return Section(
        name="beside",
        title="Side by side",
        charts=[mix(place, mineral, plans) for place, mineral in enumerate(minerals)],
        tables=[
            Table(
                caption="What each plan costs and risks, expected and discounted",
                columns=("", *(f">{name}" for name, _ in plans)),
                rows=[
                    (
                        with_unit(label, kind, found.case),
                        *(
                            said(value, kind, words.decimals(values))
                            for value in values
                        ),
                    )
                    for label, kind, values in figure_rows(found)
                ],
            )
        ],
        side_by_side=True,
    )


def with_unit(label: str, kind: str, case: Case) -> str:
    """Return a figure's label with the unit it is in."""
    unit = {"money": case.currency, "units": case.unit}.get(kind)
    return f"{label}, {unit}" if unit else label


def _moves(found: Priced) -> Iterator[Section]:
    if found.changes:
        title = "What the nearest plan that keeps the policy changes"
        table = moves_table(title, found.changes, found.case, ("yours", "nearest"))
        yield Section(name="changes", title=title, tables=[table])
    if found.edits:
        title = "What you changed"
        table = moves_table(title, found.edits, found.case, ("was", "yours"))
        yield Section(name="edits", title=title, tables=[table])


def moves_table(
    title: str, changes: Sequence[Change], case: Case, names: tuple[str, str]
) -> Table:
    """Return a table of volumes that differ between two schedules."""
    places = words.decimals([x for each in changes for x in (each.before, each.after)])
    return Table(
        caption=f"{title}, {case.unit}",
        columns=("cell", "offer", "period", *(f">{name}" for name in names), ">moved"),
        rows=[
            (
                each.place,
                each.offer,
                each.period,
                words.number(each.before, places),
                words.number(each.after, places),
                signed(each.moved, places),
            )
            for each in changes
        ],
    )
