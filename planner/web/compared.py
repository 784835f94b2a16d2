"""A comparison as a page shows it: the answer first, then what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from markupsafe import Markup

from planner.web.figures import Table, called
from planner.web.figures import part as share
from planner.web.words import Words

Row = Mapping[str, Any]
MATERIAL = 0.001
"""Share of demand, or of cost, below which a difference is not worth a word."""
GOES_SHORT = "only by going short"


@dataclass(frozen=True)
class Compared:
    """What a worker kept of a comparison, and the reader's words."""

    record: Mapping[str, Any]
    """As `planner compare --json` prints it."""
    view: Mapping[str, Any]
    run: str
    words: Words
    states: Mapping[str, str] = field(default_factory=dict)
    """How each policy ended, as its step says."""

    @cached_property
    def plans(self) -> Mapping[str, Row]:
        """Return the policies that have a plan, by name."""
        found = self.record.get("policies", ())
        return {each["policy"]: each for each in found if "plan" in each}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return the place of each policy, which its plan's address has."""
        found = self.record.get("policies", ())
        return {each["policy"]: place for place, each in enumerate(found)}

    @cached_property
    def lowest(self) -> float:
        """Return the lowest expected cost."""
        return min(float(each["expected_cost"]) for each in self.plans.values())

    @property
    def unit(self) -> str:
        """Return the workbook's unit."""
        return str(self.view["unit"])

    @property
    def currency(self) -> str:
        """Return the workbook's currency as readers call it."""
        return self.words.currency(str(self.view["currency"]))

    @property
    def tail(self) -> str:
        """Return what bad outcomes are called, with their level."""
        level = float(self.view.get("level") or 0.95)
        return self.words("results.tail", level=f"{100 * level:.4g}%")

    def link(self, policy: str) -> Markup:
        """Return a policy's name, which leads to its plan."""
        shown = called(policy, self.words)
        address = f"/runs/{self.run}/plans/{self.places[policy]}"
        return Markup('<a href="{}">{}</a>').format(address, shown)

    def quoted(self, policy: str) -> str:
        """Return a policy's name in a sentence."""
        return self.words("verdict.quoted", policy=called(policy, self.words))

    def money(self, value: float) -> str:
        """Return an amount as a sentence says it: three significant figures."""
        return self.words(
            "verdict.amount", n=_rounded(value, self.words), of=self.currency
        )

    def volume(self, value: float) -> str:
        """Return a volume as a sentence says it."""
        return self.words("verdict.amount", n=_rounded(value, self.words), of=self.unit)


def _rounded(value: float, words: Words) -> str:
    if words.is_japanese:
        scales = ((1e8, 1e8, "億"), (1e5, 1e4, "万"))
    else:
        scales = ((1e9, 1e9, " billion"), (1e6, 1e6, " million"))
    for start, by, name in scales:
        if abs(value) >= start:
            return f"{_three(value / by)}{name}"
    return _three(value)


def _three(value: float) -> str:
    """Return a number with three significant figures."""
    short = float(f"{value:.3g}")
    return f"{short:,.0f}" if abs(short) >= 100 else f"{short:,.10g}"  # noqa: PLR2004


def shortest_cover(plan: Row) -> tuple[str, float] | None:
    """Return the country whose loss is felt first, and after how many months."""
    known = plan.get("months_of_cover", {})
    ends = [(each, months) for each, months in known.items() if months is not None]
    if not known:
        return None
    return min(ends, key=lambda each: each[1], default=("", float("inf")))


def months_said(months: float, words: Words) -> str:
    """Return how long supply lasts; infinite where nobody ever goes short."""
    if months == float("inf"):
        return words("cover.never")
    return words(
        "cover.months", n=f"{months:,.10g}" if months < 1 else f"{months:,.0f}"
    )


def _least(months: float, words: Words) -> str:
    return words("cover.never") if months == float("inf") else f"{months:,.3g}"


def head(found: Compared) -> Table:
    """Return every policy with what it costs, risks and depends on."""
    words, unit = found.words, found.currency
    heads = (
        words("solve.policy"),
        words("results.cost"),
        words("results.premium"),
        words("results.premium.share"),
        found.tail,
        words("results.short.mean"),
        words("results.short.worst"),
        words("results.country"),
        words("results.cover"),
        words("results.standing"),
    )
    rows = [_headed(found, each) for each in found.record.get("policies", ())]
    return Table(
        words("results.table"),
        heads,
        rows,
        range(1, 9),
        words("results.table.note", currency=unit),
    )


def _headed(found: Compared, each: Row) -> Sequence[object]:
    words = found.words
    if "plan" not in each:
        return (
            called(each["policy"], words),
            *["–"] * 8,
            _ending(found, each),
        )
    cover = shortest_cover(each)
    months = "–" if cover is None else _least(cover[1], words)
    where = f" · {cover[0]}" if cover and cover[0] else ""
    return (
        found.link(each["policy"]),
        words.number(each["expected_cost"], found.view["places"]),
        words.number(each["premium"], found.view["places"]),
        words.share(each["premium_share"], 1),
        words.number(each["cvar_cost"], found.view["places"]),
        share(each["expected_shortage_share"], words, 2),
        share(each["worst_shortage_share"], words),
        words.share(each["country_share"], 0),
        f"{months}{where}",
        standing(found, each),
    )


def _ending(found: Compared, each: Row) -> str:
    """Return why a policy has no plan, in few words."""
    if found.states.get(each["policy"]) == "unbegun":
        return found.words("state.unbegun")
    return found.words(f"status.{each['status']}")


def standing(found: Compared, each: Row) -> str:
    """Return how a policy stands among the others."""
    words = found.words
    said = []
    if each["policy"] == found.view["cheapest"]:
        said.append(words("standing.cheapest"))
    elif each["policy"] in found.view["ties"]:
        said.append(words("standing.tie"))
    if any(GOES_SHORT in note for note in each.get("warnings", ())):
        said.append(words("standing.short"))
    if each["dominated"]:
        said.append(
            words("standing.dominated", policy=called(each["dominated"][0], words))
        )
    elif len(found.plans) > 1:
        said.append(words("standing.frontier"))
    if each["status"] != "optimal":
        said.append(words("standing.early", gap=words.share(each["gap"])))
    return words("verdict.semicolon").join(said)
