"""Plans at other probabilities: where curbs have a range instead of one number."""

from collections.abc import Iterator, Mapping
from typing import Any

from planner.web.compared import Compared
from planner.web.figures import Figure, Table, called

PART = "if_probabilities_are_otherwise"
EVERY = "every curb"
"""What the record calls all curbs moved together."""
FRAME, ROW = 92, 40
"""Pixels of a chart: around its rows, and for each."""


def ranges(found: Compared) -> Table | None:
    """Return every plan at low, base and high, and its regret; None without a range."""
    other = found.record.get(PART)
    if not other:
        return None
    words = found.words
    regrets = {each["policy"]: each for each in other["worst_regret"]}
    worst = {each["policy"]: each for each in other["worst"]}
    rows = [
        (
            found.link(row["policy"]),
            *(
                words.number(row[at], found.view["places"])
                for at in ("low", "base", "high")
            ),
            _most(found, worst.get(row["policy"])),
            _most(found, regrets.get(row["policy"])),
            words("ranges.least")
            if row["policy"] in other["least_worst_regret"] and regrets
            else "",
        )
        for row in other["costs"]
        if row["curb"] == EVERY
    ]
    keys = ("low", "base", "high", "worst", "regret")
    heads = (words("solve.policy"), *(words(f"ranges.{key}") for key in keys), "")
    note = words("ranges.note", currency=found.currency)
    return Table(words("ranges.title"), heads, rows, range(1, 6), note)


def _most(found: Compared, peak: Mapping[str, Any] | None) -> str:
    """Return the highest value, or what it is known not to exceed."""
    if peak is None:
        return "–"
    places = found.view["places"]
    if peak["exact"]:
        return found.words.number(peak["most"], places)
    return f"≤ {found.words.number(peak['bound'], places)}"


def tornado(found: Compared) -> Iterator[Figure]:
    """Yield the cheapest plan's cost as one curb's probability varies."""
    other, words = found.record.get(PART), found.words
    rows = [
        row
        for row in (other or {}).get("costs", ())
        if row["policy"] == found.view["cheapest"] and row["curb"] != EVERY
    ]
    if not rows:
        return
    rows.sort(key=lambda row: -abs(row["high"] - row["low"]))
    ends = ("low", "base", "high")
    table = Table(
        words("ranges.one"),
        (words("ranges.curb"), *(words(f"ranges.{at}") for at in ends)),
        [
            (
                row["curb"],
                *(words.number(row[at], found.view["places"]) for at in ends),
            )
            for row in rows
        ],
        range(1, 4),
    )
    yield Figure(
        name="ranges",
        title=words("ranges.chart", policy=called(str(found.view["cheapest"]), words)),
        told=words("ranges.told"),
        kind="tornado",
        data={
            "height": FRAME + ROW * len(rows),
            "unit": found.currency,
            "axis": words("results.cost"),
            "names": [words(f"ranges.{at}") for at in ("low", "high", "base")],
            "rows": [
                {"name": row["curb"], **{at: row[at] for at in ends}} for row in rows
            ],
        },
        tables=[table],
    )
