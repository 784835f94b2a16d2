"""One tiny case for every rule, and a rule of each kind about it.

Two years need 100 kg each. A, of China, costs 10 * 1.1 + 1 landed; B, of Chile, costs 14
and 80 once to sign. With probability 0.2 China lets half through in 2027.
"""

from collections.abc import Mapping
from typing import Any

from models.case import Case
from models.decisions import Decisions, Outlook
from models.rules import Rule
from models.tree import Tree, grow
from tests.both import real
from tests.builders import curb, offer, rule, scenario, simple_case

TINY = simple_case(
    offer("A", 10, 100, country="China", duty=0.1, freight=1),
    offer("B", 14, 100, fixed_cost=80),
    curb(flow=0.5),
    scenario("cut", 0.2, ban=1),
    periods=2,
    risk_weight=0.25,
)

ROWS: Mapping[str, Any] = {
    each.rule: each
    for each in (
        rule("exclude", "country:China"),
        rule("max_cvar_shortage", limit=0.1),
        rule("max_expected_shortage", limit=0.1),
        rule("max_exposure", limit=0.05),
        rule("max_hhi", "country:*", limit=5800),
        rule("max_share", "country:China", limit=0.65),
        rule("max_shortage", limit=0.1, start=1),
        rule("max_sources", "country:*", limit=1),
        rule("max_spend", "offer:A", limit=1000, per="year"),
        rule("max_volume", "offer:A", limit=60, per="year", when="always"),
        rule("min_share", "country:Chile", limit=0.25, per="year"),
        rule("min_sources", "country:*", limit=2),
        rule("min_stock_days", limit=36),
        rule("min_volume", "offer:B", limit=30),
        rule("require", "offer:B"),
        rule("risk_level", limit=0.8),
        rule("risk_weight", limit=0.5),
        rule("survive_loss", "country:China", limit=0.5, start=1),
    )
}


def tiny_rule(name: str) -> Rule:
    """Return the planner's rule of a name about the tiny case."""
    made: Rule = real(ROWS[name])
    return made


def tree_under(rule: Rule, case: Case = TINY) -> Tree:
    """Return the tree with the losses a rule asks for."""
    return grow(case, rule.losses(case))


def outlook_on(tree: Tree, case: Case = TINY) -> Outlook:
    """Return 80 of A and 20 of B in every node, made by hand and without a model."""
    volumes = {"A": 80.0, "B": 20.0}
    deliveries = {
        (name, node, tree.period[node]): units
        for name, units in volumes.items()
        for node in tree.nodes
    }
    decisions = Decisions(
        signed=frozenset(volumes),
        opened=frozenset(),
        tiers={},
        deliveries=deliveries,
        refining={},
        stock={},
        unserved={},
    )
    return Outlook(case=case, tree=tree, decisions=decisions)
