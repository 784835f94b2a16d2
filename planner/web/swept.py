"""A frontier as a page shows it: what each limit costs and risks, and what follows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

from markupsafe import Markup

from planner.web.figures import Figure, Table, column, signed
from planner.web.figures import part as share
from planner.web.words import NONE, NOTHING, Words

Row = Mapping[str, Any]
HEIGHT = 320
ENDINGS = {"infeasible", "time_limit", "interrupted", "failed"}
"""How a limit without a plan ended."""
NOT_BEGUN = "stopped before it was solved"
"""Why there is no plan for a limit whose turn never came."""
CURVES = ("premium", "tail", "expected_shortage", "country_share")
"""What is drawn against the limit."""


@dataclass(frozen=True)
class Swept:
    """What a worker kept of a frontier, and the reader's words."""

    record: Row
    """As `planner frontier --json` prints it."""
    view: Row
    run: str
    words: Words

    @property
    def unit(self) -> str:
        """Return the workbook's unit."""
        return str(self.view["unit"])

    @property
    def currency(self) -> str:
        """Return the workbook's currency as readers call it."""
        return self.words.currency(str(self.view["currency"]))

    @property
    def title(self) -> str:
        """Return what moves: a rule's label, under a policy where others stay."""
        policy = str(self.view["policy"])
        key = "sweep.title" if policy == NONE else "sweep.title.under"
        return self.words(key, rule=self.record["rule"], policy=policy)

    @property
    def tail(self) -> str:
        """Return what bad outcomes are called, with their level."""
        return self.words("results.tail", level=f"{100 * self.view['level']:.4g}%")

    @cached_property
    def solved(self) -> Sequence[Row]:
        """Return the limits that have a plan, by limit."""
        rows = [each for each in self.record["steps"] if each["premium"] is not None]
        return sorted(rows, key=lambda each: float(each["limit"]))

    def limit(self, value: float | None) -> str:
        """Return a limit as a buyer writes it, to four figures."""
        if value is None or not isfinite(value):
            return NOTHING
        kind = self.record["limit_counts"]
        if kind == "share":
            return f"{100 * value:.4g}%"
        shown = self.words.number(value)
        keys = {"units": self.unit, "money": self.currency}
        if kind == "days":
            return self.words("sweep.days", n=shown)
        return f"{shown} {keys[kind]}" if kind in keys else shown


def statements(found: Swept) -> list[Markup | str]:
    """Return what the terminal says of a frontier, in sentences."""
    return [found.words.from_english(each) for each in found.record["statements"]]


def moves(found: Swept) -> Markup:
    """Return the rule that moves, at its first limit, and its last limit."""
    last = found.limit(found.record["steps"][-1]["limit"])
    return Markup("{} → {}").format(found.words.rule(found.view["sentence"]), last)


def about(found: Swept) -> Iterator[Markup | str]:
    """Yield the rules of the policy that stayed."""
    for each in found.view["kept"]:
        yield found.words.rule(each)


def curves(found: Swept, key: str) -> list[Figure]:
    """Return a line through every limit with a plan, for each figure; none for one.

    ``key`` keeps their names apart from those of other frontiers.
    """
    if len(found.solved) <= 1:
        return []
    return [_curve(found, key, place) for place in range(len(CURVES))]


def _curve(found: Swept, key: str, place: int) -> Figure:
    words, rows = found.words, found.solved
    name = CURVES[place]
    unit = {2: found.unit, 3: "%"}.get(place, found.currency)
    base = rows[-1 if found.view["falls"] else 0]["cvar_cost"]
    values = [
        each["cvar_cost"] - base if name == "tail" else each[name] for each in rows
    ]
    axis = words(f"sweep.axis.{place}", tail=found.tail)
    title = words(f"sweep.curve.{place}")
    shown = [share(each, words) for each in values] if unit == "%" else None
    table = Table(
        title,
        (words("plan.limit"), axis if unit == "%" else f"{axis}, {unit}"),
        [
            (found.limit(each["limit"]), cell)
            for each, cell in zip(rows, shown or column(values, words), strict=True)
        ],
        (1,),
    )
    drawn = {
        "height": HEIGHT,
        "x": {
            "name": words("sweep.x"),
            "unit": _unit(found),
            "inverse": found.view["falls"],
        },
        "y": {"name": axis, "unit": unit},
        "colour": found.view["colours"][place],
        "points": [
            {"x": each["limit"], "y": value, "label": found.limit(each["limit"])}
            for each, value in zip(rows, values, strict=True)
        ],
        "marks": list(_marks(found)),
    }
    told = words("sweep.told", title=title, rule=found.record["rule"])
    return Figure(f"curve-{key}-{place}", title, told, "curve", drawn, (table,))


def _unit(found: Swept) -> str:
    kinds = {"share": "%", "units": found.unit, "money": found.currency}
    kinds["days"] = found.words.unit("days")
    return kinds.get(found.record["limit_counts"], "")


def _marks(found: Swept) -> Iterator[dict[str, Any]]:
    """Yield where the rule begins to bind, and the last limit that is possible."""
    bind, last = found.record["binds_from"], found.record["last_possible"]
    at = {} if bind is None else {bind["limit"]: "binds"}
    if last is not None:
        at[last["limit"]] = "last"
    for limit, key in at.items():
        if limit is not None:
            text = found.words(f"sweep.mark.{key}", at=found.limit(limit))
            yield {"at": limit, "text": text}


def table(found: Swept) -> Table:
    """Return every limit with what its plan costs, risks and depends on."""
    words, steps, places = found.words, found.record["steps"], found.view["places"]
    mean = column([each["expected_shortage"] for each in steps], words)
    worst = column([each["worst_shortage"] for each in steps], words)
    rows = [
        (
            found.limit(each["limit"]),
            words.number(each["expected_cost"], places),
            signed(each["premium"], words, places),
            words.number(each["cvar_cost"], places),
            mean[place],
            worst[place],
            words.share(each["country_share"], 0),
            words.share(each["gap"]),
            _remark(each, words),
        )
        for place, each in enumerate(steps)
    ]
    base = "lowest" if found.view["steers"] else "loosest"
    heads = (
        words("plan.limit"),
        f"{words('results.cost')}, {found.currency}",
        f"{words(f'sweep.over.{base}')}, {found.currency}",
        f"{found.tail}, {found.currency}",
        f"{words('results.short.units')}, {found.unit}",
        f"{words('results.short.worst.units')}, {found.unit}",
        words("results.country"),
        words("solve.gap"),
        words("sweep.remark"),
    )
    title = words("sweep.table", rule=found.record["rule"])
    return Table(title, heads, rows, range(1, 8), words("sweep.note"))


def _remark(each: Row, words: Words) -> str:
    if each.get("why") == NOT_BEGUN:
        return words("state.unbegun")
    if each["premium"] is None and each["status"] in ENDINGS:
        return words(f"status.{each['status']}")
    said = [words("ledger.binds")] if each["binds"] else []
    said += [words("standing.short")] if each["short"] else []
    said += [words("status.interrupted")] if each["status"] != "optimal" else []
    return words("verdict.semicolon").join(said)
