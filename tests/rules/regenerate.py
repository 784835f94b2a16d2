"""Write the golden LP of every rule anew: `python -m tests.rules.regenerate`."""

from pathlib import Path

from models.rules import RULES
from models.sourcing import build
from tests.rules.lp import lp
from tests.rules.tiny import TINY, outlook_on, tiny_rule, tree_under

GOLDEN = Path(__file__).parent / "golden"
OBJECTIVE_ONLY = frozenset({"risk_level", "risk_weight"})
"""Rules that write no constraint: their golden LP shows the objective."""


def golden(name: str) -> str:
    """Return what a rule writes for the tiny case, cut once where it cuts."""
    rule = tiny_rule(name)
    tree = tree_under(rule)
    model = build(TINY, [rule], tree)
    block = model.rules[0]
    rule.tighten(block, model, outlook_on(tree))
    cost = model.cost if name in OBJECTIVE_ONLY else None
    head = f"{rule}: {rule.sentence(TINY)}"
    return lp(head, block, tree, cost)


def main() -> None:
    """Write them all."""
    GOLDEN.mkdir(exist_ok=True)
    for name in RULES:
        text = golden(name)
        (GOLDEN / f"{name}.lp").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
