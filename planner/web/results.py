"""The page of a run that has ended: what came of it, and what can be taken away."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from planner.runs import Run, State, Step
from planner.web import compared, drawing, ranges, weighed
from planner.web.checked import checked, currency_of
from planner.web.compared import Compared
from planner.web.explained import possible
from planner.web.figures import called, chart_data
from planner.web.frontiers import asked_of, frontier_page, frontiers_of
from planner.web.impossible import impossible
from planner.web.offered import COMPARED, VIEW, kept, taken_away
from planner.web.played import KIND, stress_page
from planner.web.setting import Setting
from planner.web.stages import kind_of
from planner.web.sweeping import FRONTIER
from planner.web.verdict import verdict
from planner.web.visit import Visit
from planner.web.words import Words

FAILED = {"impossible", "failed"}
EXPLAIN = "explain"
MOST_OTHERS = 50
"""Runs to compare with that are listed."""


def results_page(visit: Visit, frame: Mapping[str, Any]) -> Response:
    """Show what came of a run."""
    store, run = visit.site.store, frame["run"]
    if kind_of(run) == EXPLAIN:
        return explanation_page(visit, frame)
    if kind_of(run) == FRONTIER:
        return frontier_page(visit, frame)
    if kind_of(run) == KIND:
        return stress_page(visit, frame)
    steps = store.steps(run.id)
    found = comparison_of(visit, run)
    record = found.record if found else kept(visit, run, COMPARED)
    lacking = _without_plan(run, steps)
    return visit.page(
        "results/compare.html",
        **frame,
        notes=record.get("warnings", ()),
        currency=currency_of(checked(store, run)),
        rows=[_row(each, visit.words) for each in record.get("policies", ())],
        failed_steps=lacking,
        open={each.policy for _, each in lacking if each.is_open},
        explains=explains_of(visit, run, steps),
        others=others_of(visit, run),
        **taken_away(visit, run),
        **_answer(visit, run, found),
    )


def explanation_page(
    visit: Visit, frame: Mapping[str, Any], policy: str = "", place: int = 0
) -> Response:
    """Show why a plan is what it is; with a policy, offer to find out."""
    store, run = visit.site.store, frame["run"]
    record = {} if policy else kept(visit, run, "explain-0.json")
    asked = run.choice.policies if run.choice else ()
    name = called(policy or "".join(asked[:1]), visit.words)
    is_possible = record.get("possible", True)
    parent = run.id if policy else run.parent or ""
    book = (checked(store, run) or {}).get("book") or {}
    at = Setting(
        visit.words,
        str(book.get("unit", "")),
        str(book.get("currency", "")),
        book.get("periods", ()),
        _rules_in(record, book, visit.words),
    )
    result = (possible if is_possible else impossible)(record, at) if record else None
    return visit.page(
        "results/explain.html",
        **frame,
        title=visit.words(
            "explain.title" if is_possible else "explain.none.title", policy=name
        ),
        parent=parent,
        place=_place_in(visit, parent, asked) if not policy else place,
        possible=is_possible,
        result=result,
        **taken_away(visit, run),
    )


def _rules_in(
    record: Mapping[str, Any], book: Mapping[str, Any], words: Words
) -> Mapping[str, tuple[str, str]]:
    """Return the sentence and kind of each rule of the policy that is explained."""
    kinds = {
        rule["sentence"]: rule["kind"]
        for policy in book.get("policies", ())
        for rule in policy["rules"]
    }
    told = record.get("explanation", {}).get("rules", ())
    return {
        each["rule"]: (words.plainly(said, "rule"), kinds.get(said, ""))
        for each in told
        for said in [each["sentence"]]
    }


def _place_in(visit: Visit, parent: str, asked: Sequence[str]) -> int:
    """Return the place that a policy has in the run it was explained from."""
    steps = visit.site.store.steps(parent) if parent else ()
    names = [each.policy for each in steps]
    return names.index(asked[0]) if asked and asked[0] in names else 0


def comparison_of(visit: Visit, run: Run) -> Compared | None:
    """Return a run's comparison in full; None if it was not kept."""
    record, view = kept(visit, run, COMPARED), kept(visit, run, VIEW)
    if not record or not view:
        return None
    states = {each.policy: each.state for each in visit.site.store.steps(run.id)}
    return Compared(record, view, run.id, visit.words, states)


def _without_plan(run: Run, steps: Sequence[Step]) -> list[tuple[int, Step]]:
    """Return the policies without a plan, each with its place, unless nothing has one."""
    told = FAILED if run.state is State.CANCELLED else {*FAILED, "stopped", "unbegun"}
    return [
        (place, each)
        for place, each in enumerate(steps)
        if each.state in told and (each.state in FAILED or each.is_open)
    ]


def others_of(visit: Visit, run: Run) -> Sequence[Run]:
    """Return the runs that a run can be compared with."""
    return [
        each
        for each in visit.runs(MOST_OTHERS)
        if each.id != run.id
        and each.state.is_ended
        and kind_of(each) not in {EXPLAIN, FRONTIER, KIND}
    ]


def explains_of(visit: Visit, run: Run, steps: Sequence[Step]) -> bool:
    """Tell whether its policies can be explained: a worker has read its workbook."""
    return bool(steps) and checked(visit.site.store, run) is not None


def _answer(visit: Visit, run: Run, found: Compared | None) -> dict[str, Any]:
    """Return the answer and everything below it."""
    if found is None:
        return {"found": None}
    words, view = found.words, found.view
    some = bool(found.plans)
    scatters = drawing.scatters(found) if len(found.plans) > 1 else []
    sources = drawing.sources(found) if some else []
    short = drawing.shortage(found) if some else None
    parts = [
        (place, each, drawing.of_policy(each, str(place), view, words))
        for place, each in enumerate(view["policies"])
    ]
    tornado = list(ranges.tornado(found)) if some else []
    charts = [*scatters, *sources, *([short] if short else []), *tornado]
    charts += [chart for _, _, own in parts for chart in own]
    swept = frontiers_of(visit, run)
    charts += swept["curves"]
    return {
        "found": found,
        "verdict": list(verdict(found)),
        "head": compared.head(found) if some else None,
        "scatters": scatters,
        "frontier": weighed.frontier(found) if len(found.plans) > 1 else None,
        "sources": sources,
        "depend": [
            each
            for each in (weighed.concentration(found), weighed.cover(found))
            if each
        ]
        if some
        else [],
        "short": short,
        "ledger": weighed.ledger(found),
        "regret": weighed.regret(found) if len(found.plans) > 1 else None,
        "ranges": ranges.ranges(found) if some else None,
        "tornado": tornado,
        "parts": parts,
        "charts": chart_data(charts, words),
        "played": asked_of(visit, run, KIND),
        **swept,
    }


def _row(each: Mapping[str, Any], words: Words) -> tuple[str, ...]:
    return (
        called(each.get("policy", ""), words),
        words(f"status.{each.get('status', 'failed')}"),
        words.number(each.get("expected_cost"), 0),
        words.number(each.get("premium"), 0),
        words.number(each.get("cvar_cost"), 0),
        words.share(each.get("expected_shortage_share"), 1),
        words.share(each.get("gap")),
    )
