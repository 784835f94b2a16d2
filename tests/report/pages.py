"""Comparisons for the tests of the HTML report, and the report read back."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from html.parser import HTMLParser
from typing import Any

from models.case import Case, Target
from models.rules import RULES
from planner.compare import Comparison, compare
from tests.builders import curb, demand, offer, scenario, simple_case, target

HOSTILE = "</script><script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\">\u2028{b}"


def two_sources() -> Case:
    """Return 100 kg a year for 3 years: cheap Chinese metal, dear Chilean, a ban.

    China sells 80 kg at 10 USD/kg, Chile 60 kg at 20 and only if the contract for 100
    USD is signed. A ban stops China from 2027 on with probability 0.2.
    """
    rules: Any = RULES
    return simple_case(
        offer("Far", price=10, capacity=80, country="China"),
        offer("Near", price=20, capacity=60, country="Chile", fixed_cost=100),
        demand(100, "plant", shortage_cost=100),
        curb("ban"),
        scenario("ban@2027", 0.2, ban=1),
        periods=3,
        policies={
            "half": [
                rules["max_share"](on=target("country:China"), limit=0.5),
                rules["min_stock_days"](item="metal", limit=36),
            ],
            "never": [rules["max_shortage"](limit=0.0)],
            "alone": [rules["exclude"](on=target("country:Chile"))],
        },
    )


def hostile() -> Case:
    """Return two years in which every name tries to become part of the page."""
    rules: Any = RULES
    source = Target(pairs=(("country", HOSTILE),))
    return simple_case(
        offer(f"A {HOSTILE}", price=10, capacity=60, country=HOSTILE),
        offer(f"B {HOSTILE}", price=14, capacity=60),
        demand(100, HOSTILE, shortage_cost=100),
        curb(f"ban {HOSTILE}", hits=f"country:{HOSTILE}"),
        scenario(f"cut {HOSTILE}", 0.2, **{f"ban {HOSTILE}": 1}),
        periods=2,
        policies={HOSTILE: [rules["max_share"](on=source, limit=0.4)]},
        name=HOSTILE,
        unit="kg<b>",
        currency="U&D",
    )


@cache
def compared() -> Comparison:
    """Return every policy of two sources, solved once; of more curbs 12.5% is left out."""
    found = every_policy_of(two_sources())
    return replace(found, case=replace(found.case, dropped_probability=0.125))


@cache
def compared_hostile() -> Comparison:
    """Return every policy of the hostile names, solved once."""
    return every_policy_of(hostile())


def every_policy_of(case: Case) -> Comparison:
    """Return every policy of a case, solved in this process to the end."""
    return compare(case, jobs=1, gap=0.0)


@dataclass
class Read(HTMLParser):
    """A page as a reader of its source finds it."""

    ids: list[str] = field(default_factory=list)
    tags: list[tuple[str, Mapping[str, str | None]]] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    """The text of each figure's tables."""
    words: list[str] = field(default_factory=list)
    """What is shown; neither script nor style."""
    inside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag in {"script", "style", "figure"}:
            self.inside.append(tag)
        if tag == "figure":
            self.figures.append("")

    def handle_endtag(self, tag: str) -> None:
        """Note its end."""
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        """Note what is shown."""
        if "script" in self.inside or "style" in self.inside:
            return
        self.words.append(data)
        if "figure" in self.inside:
            self.figures[-1] += f"{data}\n"

    @property
    def text(self) -> str:
        """Return what is shown, blanks as one."""
        return " ".join(" ".join(self.words).split())


def read(page: str) -> Read:
    """Return a page read back."""
    found = Read()
    found.feed(page)
    return found


def data_of(page: str) -> dict[str, Any]:
    """Return what the charts are drawn from."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page)
    if found is None:
        raise ValueError("the page has no data")
    data: dict[str, Any] = json.loads(found.group(1))
    return data
