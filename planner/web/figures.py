"""Tables and charts of a page of results, in the reader's words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from planner.web.words import LARGE, NONE, NOTHING, Words

OTHERS = "other countries"
"""What a worker calls those without a colour of their own."""
UNSAFE = {each: f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}
"""What could end a script element or a line of it, and its spelling in JSON."""
DIGITS = 7
"""Significant digits of a number in a chart."""
SHARE = "%"
SCALES = {
    "en": ((1e9, 1e9), (1e6, 1e6), (1e4, 1e3)),
    "ja": ((1e8, 1e8), (1e5, 1e4)),
}
"""From which size on an axis counts in larger numbers, and by how much."""
BINS = 5


@dataclass(frozen=True)
class Table:
    """Rows as they are shown; the first cell of a row names it."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    numeric: Sequence[int] = ()
    """Places of the columns of numbers."""
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """One chart: ``data`` is what charts.js draws, ``tables`` say the same."""

    name: str
    title: str
    told: str
    """What it shows, for those who do not see it."""
    kind: str
    data: Mapping[str, Any]
    tables: Sequence[Table] = field(default_factory=tuple)

    @property
    def height(self) -> int:
        """Return pixels."""
        return int(self.data.get("height") or 320)

    @property
    def width(self) -> int:
        """Return the least width in pixels, below which it scrolls."""
        return int(self.data.get("width") or 0)


def chart_data(figures: Sequence[Figure], words: Words) -> Markup:
    """Return what the charts draw, as JSON that may stand in a script element."""
    drawn = {
        each.name: {
            "kind": each.kind,
            **{k: v for k, v in each.data.items() if k not in {"height", "width"}},
        }
        for each in figures
    }
    text = json.dumps(
        _short({**drawn, "said": _said(words)}),
        ensure_ascii=False,
        separators=(",", ":"),
    )
    for sign, spelled in UNSAFE.items():
        text = text.replace(sign, spelled)
    return Markup(text)  # noqa: S704 - nothing in it ends the element


def _said(words: Words) -> dict[str, Any]:
    """Return what the charts themselves say."""
    return {
        "scales": [
            [start, by, words(f"chart.scale.{place}", unit="{unit}")]
            for place, (start, by) in enumerate(SCALES[words.language])
        ],
        "bins": [words(f"chart.bin.{place}") for place in range(BINS)],
        "unserved": words("chart.unserved", share="{share}"),
        "more": words("results.premium"),
    }


def _short(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _short(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_short(each) for each in value]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def column(values: Sequence[float | None], words: Words) -> list[str]:
    """Return numbers, all with as many decimals as the largest needs."""
    most = max((abs(each) for each in values if each is not None), default=0.0)
    whole = all(each is None or float(each).is_integer() for each in values)
    digits = 0 if whole or most >= LARGE else 1 if most >= 10 else 2  # noqa: PLR2004
    return [words.number(each, digits) for each in values]


def signed(value: float | None, words: Words, digits: int = 0) -> str:
    """Return a difference with its sign."""
    if value is None:
        return NOTHING
    shown = words.number(value, digits)
    return f"+{shown}" if round(value, digits) > 0 else shown


def part(value: float | None, words: Words, digits: int = 1) -> str:
    """Return a share in percent, without calling a little nothing."""
    least = 10 ** -(digits + 2)
    if value is not None and 0 < value < least / 2:
        return f"<{words.share(least, digits)}"
    return words.share(value, digits)


def brief(label: str, words: Words) -> str:
    """Return a period for the head of a column: Q1 2027."""
    year, quarter, number = label.partition("Q")
    return (
        f"{year}年Q{number}" if words.is_japanese and quarter else words.period(label)
    )


def country(name: str, words: Words) -> str:
    """Return what a series of countries is called."""
    return words("results.others") if name == OTHERS else name


def shares(
    name: str,
    title: str,
    data: Mapping[str, Any],
    heads: tuple[str, Sequence[str]],
    words: Words,
) -> Figure:
    """Return shares by country as bars with their table.

    ``heads`` are the header of the first column and the names of the bars.
    """
    first, names = heads
    series = [{**each, "name": country(each["name"], words)} for each in data["series"]]
    table = Table(
        title,
        (first, *(each["name"] for each in series)),
        [
            (bar, *(words.share(each["values"][place], 1) for each in series))
            for place, bar in enumerate(names)
        ],
        range(1, len(series) + 1),
    )
    drawn = {**data, "names": list(names), "series": series}
    told = words("chart.shares.told", title=title)
    return Figure(name, title, told, "shares", drawn, (table,))


def called(policy: str, words: Words) -> str:
    """Return what a reader calls a policy among others."""
    return words("results.norules") if policy == NONE else policy


def policies_named(names: Sequence[str], words: Words) -> list[str]:
    """Return what a reader calls these policies."""
    return [called(each, words) for each in names]
