"""Every sentence that a rule can say, in Japanese: also of rules not written yet."""

import re
from collections.abc import Iterator
from dataclasses import fields
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from models.case import Target
from models.rules import RULES, Rule
from models.rules.rule import On
from planner import workbook
from planner.web.language import Language
from planner.web.words import Words

TINY = workbook.read(Path(__file__).parents[2] / "inputs" / "tiny.xlsx")
JA = Words(Language.JA)
VALUES = (
    Target((("country", "Ni"),)),
    Target((("supplier", "Ni"), ("tag:kind", "Ni"), ("country", "Ni"))),
    Target(each="supplier"),
)
DEMANDS = (None, Target((("demand", "Ni"),)), Target(each="demand"))
ON = {
    On.TARGET: VALUES,
    On.TARGET_OR_ALL: (None, *VALUES),
    On.EACH: (Target(each="country"), Target(each="tag:kind")),
    On.DEMAND: DEMANDS,
    On.NONE: (None,),
}
OPTIONS: dict[str, tuple[Any, ...]] = {
    "item": (None, "Ni"),
    "stage": ("supply", "refining"),
    "per": ("horizon", "year", "period"),
    "when": ("plan", "always"),
    "start": (None, 1),
    "end": (None, 1),
    "duration": (None, 1, 2),
    "min_each": (0.1,),
    "limit": (0.5, 1.0, 2.0),
}
ENGLISH = re.compile(r"[A-Za-z]{3,}")
KNOWN = {"Ni", "CVaR", "HHI", "USD", "kind"}


def every(kind: type[Rule]) -> Iterator[Rule]:
    """Yield a rule of a kind with every combination of what its columns may say."""
    options = {**OPTIONS, "on": ON[kind.on_is]}
    names = [each.name for each in fields(kind)]
    for values in product(*(options[each] for each in names)):
        yield kind(**dict(zip(names, values, strict=True)))


@pytest.mark.parametrize("kind", RULES.values(), ids=RULES)
def test_a_rule_is_said_in_japanese_whatever_its_columns_say(kind: type[Rule]) -> None:
    for rule in every(kind):
        told = rule.sentence(TINY)
        said = JA.rule(told)
        assert not set(ENGLISH.findall(said)) - KNOWN, (told, said)
        for number in re.findall(r"[\d.]+%", told):
            assert number in said, (told, said)


@pytest.mark.parametrize(
    ("told", "japanese"),
    [
        (
            (
                "At most 65% of the supply of each mineral comes from any one country, in "
                "each year."
            ),
            "各年、各鉱種の供給のうち、1つの国からの分は65%以下とする。",
        ),
        (
            (
                "The plan's stock of gallium covers at least 60 days of the next period's "
                "demand, at the end of each period, from 2028Q1."
            ),
            "2028年第1四半期以降、各期末の計画在庫（gallium）は、次の期の需要の60日分以上とする。",
        ),
        (
            (
                "After losing China for 4 periods, starting in any period, at least 80% of "
                "each demand is still served."
            ),
            "Chinaをどの期からでも4期間失った場合も、各需要の80%以上を満たす。",
        ),
    ],
)
def test_it_reads_as_a_buyer_would_say_it(told: str, japanese: str) -> None:
    assert JA.rule(told) == japanese


def test_a_sentence_that_no_rule_says_stays_english_and_is_marked() -> None:
    assert JA.rule("At <b>") == '<span lang="en">At &lt;b&gt;</span>'
    assert JA.plainly("At <b>", "rule") == "At <b>"
