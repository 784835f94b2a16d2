"""A stress test as JSON."""

from typing import Any

import pandas as pd

from planner.report.odds_record import flips_record, otherwise_record, rivals_record
from planner.report.record import plain
from planner.report.stressed_told import (
    losses_said,
    regret_said,
    remedies_said,
    statements,
    worth_said,
)
from planner.stress import LossTable, Remedies, Sample, Stress, Way, Worth


def _worth_record(value: Worth) -> dict[str, object]:
    found = {
        "evpi": value.perfect,
        "vss": value.planning,
        "one_period_warning": value.warning,
    }
    return {
        "policy": value.plan.policy,
        **{k: plain(each._asdict()) if each else None for k, each in found.items()},
        "evpi_probability": plain(value.known_chance),
        "statements": worth_said(value),
    }


def stress_record(found: Stress) -> dict[str, object]:
    """Return a stress test as other programs read it."""
    return {
        "draws": found.draws,
        "seed": found.seed,
        "stopped": found.stopped,
        "policies": [_sample_record(each) for each in found.samples],
        "losses": [_losses_record(each) for each in found.losses],
        "gaps": [_gaps_record(each) for each in found.remedies],
        "worth": [_worth_record(each) for each in found.worths],
        "regret": _rows(found.regret),
        "if_probabilities_are_otherwise": otherwise_record(found.otherwise),
        "made_for_other_probabilities": [rivals_record(each) for each in found.rivals],
        "break_even": [flips_record(each) for each in found.flips],
        "regret_statements": regret_said(found),
        "without_plan": list(found.without_plan),
        "warnings": list(found.case.warnings),
    }


def _sample_record(sample: Sample) -> dict[str, object]:
    plan = sample.plan
    return {
        "policy": plan.policy,
        "from": "curbs" if sample.drawn.from_curbs else "scenarios",
        "draws": sample.draws,
        "promised": plain(
            {
                "expected_cost": plan.expected_cost,
                "cvar_cost": plan.cvar_cost,
                "expected_shortage": plan.expected_shortage,
                "short_probability": sample.promised_short,
                "gap": plan.gap,
                "dropped_probability": plan.case.dropped_probability,
            }
        ),
        "cost": plain(sample.cost._asdict()),
        "cvar_cost": plain(sample.tail),
        "shortage": plain(sample.shortage._asdict()),
        "short_probability": plain(sample.short._asdict()),
        "optimism": {
            "cost": plain(sample.optimism._asdict()),
            "shortage": plain(sample.optimism_in_shortage._asdict()),
        },
        "quantiles": _rows(sample.quantiles),
        "by_curbs": _rows(sample.by_curbs),
        "by_period": _rows(sample.fan),
        "histories": _rows(sample.table),
        "statements": statements(sample),
    }


def _losses_record(losses: LossTable) -> dict[str, object]:
    return {
        "policy": losses.plan.policy,
        "worst": _rows(losses.worst),
        "by_demand": _rows(losses.by_demand),
        "losses": _rows(losses.table),
        "statements": losses_said(losses),
    }


def _gaps_record(found: Remedies) -> dict[str, object]:
    return {
        "policy": found.plan.policy,
        "gaps": [
            {
                "sources": [source.value for source in each.sources],
                "recovery": each.sources[0].recovery,
                "periods": each.periods,
                "cheapest": each.best.kind if each.best else None,
                "ways": [_way_record(way) for way in each.ways],
            }
            for each in found.remedies
        ],
        "statements": remedies_said(found),
    }


def _way_record(way: Way) -> dict[str, object]:
    return {
        "kind": way.kind,
        "cost": plain(way.cost._asdict()) if way.cost else None,
        "signed": list(way.signed),
        "given_up": list(way.left),
        "more_stock": plain(dict(way.stock or {})),
        "why": way.why,
    }


def _rows(table: pd.DataFrame) -> list[dict[str, object]]:
    """Return rows as JSON has them; an infinite cover, to the end, is null."""
    records: list[dict[Any, Any]] = table.to_dict("records")
    return [{str(k): plain(v) for k, v in each.items()} for each in records]
