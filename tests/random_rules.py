"""Rules about a case, drawn at random."""

from random import Random
from typing import Any

from models.case import Case, Process, Target
from tests.builders import rule, target, targets_of

Kinds = dict[str, tuple[str, dict[str, Any]]]
"""A rule's name, what it is `on`, and its other columns."""


def random_rules(seed: int, case: Case) -> tuple[Any, ...]:
    """Return one to three rules about a random case, by turns mild and harsh."""
    dice = Random(f"rules {seed}")  # noqa: S311 - no secret
    return tuple(_rule(dice, case) for _ in range(dice.choice((1, 1, 2, 3))))


def random_rule(dice: Random, case: Case, name: str) -> Any:
    """Return a rule of a kind; KeyError if it cannot be drawn."""
    on, used = _kinds(dice, case, refining=False)[name]
    return rule(name, on, **used)


def _rule(dice: Random, case: Case) -> Any:
    refining = bool(case.processes) and dice.random() < 0.25
    kinds = _kinds(dice, case, refining=refining)
    name = dice.choice(list(kinds))
    on, used = kinds[name]
    return rule(name, on, **used)


def _known(case: Case, *targets: str) -> tuple[str, ...]:
    """Return the targets but the tag that nothing of the case carries."""
    carried = [each.labels for each in case.offers.values()]
    carried += [each.labels for each in case.processes.values()]
    tags = {label for labels in carried for label in labels}
    return tuple(each for each in targets if each[:3] != "tag" or each[:-2] in tags)


def _kinds(dice: Random, case: Case, *, refining: bool) -> Kinds:
    """Return every rule that can be drawn, of deliveries or of refining."""
    each = dice.choice(
        _known(case, "country:*", "supplier:*", "tag:refiner:*", "offer:*")
    )
    one = dice.choice(targets_of(case.offers.values()))
    stage: dict[str, Any] = {}
    if refining:
        each = dice.choice(("country:*", "process:*"))
        one = dice.choice(targets_of(case.processes.values()))
        stage = {"stage": "refining"}
    some = dice.choice((one, one, each))
    columns = stage | _named(dice, case, target(some), refining=bool(stage))
    columns |= _periods(dice, case)
    columns |= {"per": dice.choice((None, "horizon", "year", "period"))}
    kinds = _volume_rules(dice, case, each, some, columns)
    kinds["exclude"] = (one, stage)
    if not stage:
        kinds |= _supply_rules(dice, case, some, columns)
        kinds |= _other_rules(dice, case, one)
    return kinds


def _volume_rules(
    dice: Random, case: Case, each: str, some: str, columns: dict[str, Any]
) -> Kinds:
    units = sum(sum(d.volume) for d in case.demands.values()) * dice.random() / 4
    share = dice.choice((0.05, 0.3, 0.65))
    always = columns | {"when": dice.choice((None, "plan", "always"))}
    return {
        "max_share": (some, always | {"limit": share}),
        "min_share": (some, always | {"limit": share / 4}),
        "max_volume": (some, always | {"limit": units}),
        "min_volume": (some, always | {"limit": units / 8}),
        "min_sources": (
            each,
            columns | {"limit": dice.choice((1, 2)), "min_each": 0.1},
        ),
        "max_sources": (each, columns | {"limit": dice.choice((1, 2))}),
        # Not 5,000: two equal shares keep it, which the oracle takes less exactly.
        "max_hhi": (each, columns | {"limit": 1000.0 * dice.randint(4, 9) + 100}),
    }


def _supply_rules(
    dice: Random, case: Case, some: str, columns: dict[str, Any]
) -> Kinds:
    money = 4 * sum(sum(d.volume) for d in case.demands.values())
    limit = dice.choice((0.0, 0.02, 0.1, 0.3))
    return {
        "max_spend": (some, columns | {"limit": money * dice.random()}),
        "max_exposure": (dice.choice((some, "")), columns | {"limit": limit}),
        "require": (f"offer:{dice.choice(list(case.offers))}", {}),
    }


def _other_rules(dice: Random, case: Case, one: str) -> Kinds:
    level = dice.choice((0.0, 0.1, 0.3, 0.7))
    whose = dice.choice(("", "demand:D0", "demand:*"))
    lost = dice.choice(_known(case, "country:*", one, "supplier:*", "tag:refiner:*"))
    spell = {"duration": dice.choice((None, 1, 2))}
    span = _periods(dice, case)
    return {
        "min_stock_days": ("", span | {"limit": 100 * level}),
        "max_shortage": (whose, span | {"limit": level}),
        "max_expected_shortage": (whose, span | {"limit": level}),
        "max_cvar_shortage": (whose, span | {"limit": level}),
        "survive_loss": (lost, span | spell | {"limit": level}),
        "risk_weight": ("", {"limit": 0.5}),
        "risk_level": ("", {"limit": 0.6}),
    }


def _named(
    dice: Random, case: Case, pointed: Target, *, refining: bool
) -> dict[str, Any]:
    """Name an item or a mineral that something in the target supplies, or nothing."""
    them: dict[str, str] = {
        each.name: each.output if isinstance(each, Process) else each.item
        for each in (case.processes if refining else case.offers).values()
        if pointed.hits(each.labels)
    }
    names = {*them.values(), *(case.items[each].mineral for each in them.values())}
    return {"item": dice.choice((None, None, *sorted(names)))}


def _periods(dice: Random, case: Case) -> dict[str, Any]:
    start = dice.randrange(len(case.periods))
    end = dice.randint(start, len(case.periods) - 1)
    spans: list[dict[str, Any]] = [{}, {"start": start}, {"start": start, "end": end}]
    return dice.choice(spans)
