"""Why so much from each offer and why not more, and the price that would change it."""

from collections.abc import Iterator
from math import isnan
from typing import Any

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from models.case import Case, Offer
from planner.explain.explanation import Explanation
from planner.explain.worth_limits import OFFER
from planner.report import words
from planner.report.explained.possible_words import (
    amount,
    between,
    change,
    per_unit,
)
from planner.report.grid import INDENT, empty_table, text, titled

MOST_USED = 12
MOST_PRICES = 30


def why_so_much(explanation: Explanation) -> Group:
    """Return what each used offer runs into, and why the others are not used."""
    rows = explanation.sources.to_dict("records")
    used = [row for row in rows if row["used"] or row["committed"]]
    shown: list[Any] = []
    for row in used[:MOST_USED]:
        shown.append(_head(explanation, row))
        said = " ".join(_sentences(explanation, row))
        shown.append(Padding(text(said), (0, 0, 0, INDENT)))
    if len(used) > MOST_USED:
        shown.append(text(f"… {len(used) - MOST_USED:,} more offers are used.", "dim"))
    return titled("Why so much, and why not more", *shown)


def _head(explanation: Explanation, row: dict[Any, Any]) -> Text:
    case = explanation.case
    head = text(row["offer"], "bold")
    head.append(words.clean(f" · {row['supplier']}, {row['country']} · "))
    mineral = case.items[row["item"]].mineral
    head.append(
        f"{words.units(row['volume'], case)}, "
        f"{words.share(row['share'])} of all {words.clean(mineral)}"
    )
    return head


def _sentences(explanation: Explanation, row: dict[Any, Any]) -> Iterator[str]:
    case, offer = explanation.case, explanation.case.offers[row["offer"]]
    price = _price_of(explanation, row["offer"])
    if row["committed"]:
        yield f"{words.units(row['committed'], case)} are already ordered."
    if price is not None and row["used"]:
        yield from _stays(explanation, row, price)
    if row["at_least"]:
        yield f"Held up by {row['at_least']}."
    yield from _not_more(explanation, row, offer)


def _price_of(explanation: Explanation, name: str) -> dict[Any, Any] | None:
    table = explanation.prices
    rows = table[table["offer"] == name].to_dict("records")
    return rows[0] if rows else None


def _stays(
    explanation: Explanation, row: dict[Any, Any], price: dict[Any, Any]
) -> Iterator[str]:
    case = explanation.case
    if price["why"].startswith("no plan"):
        yield f"It cannot be done without: {price['why']}."
        return
    if price["saves_high"] > 0:
        what = "Without anything new from it" if row["committed"] else "Without it"
        more = amount(price["saves_low"], price["saves_high"], case)
        yield f"{what} the plan would cost {more} more."
    if price["why"].startswith("still"):
        yield f"No price drives it out: it is {price['why']}{_anyway(case, row)}."
    if not isnan(price["high"]):
        at = f"{between(price['low'], price['high'])} {case.currency}/{case.unit}"
        moved = change(price["factor_low"], price["factor_high"])
        yield (
            f"It stays until its price is {at}, {moved} from today's "
            f"{per_unit(price['price'], case)}."
        )


def _anyway(case: Case, row: dict[Any, Any]) -> str:
    offer = case.offers[row["offer"]]
    owed = offer.committed and offer.take_or_pay
    return ", for its take-or-pay is owed whether it is taken or not" if owed else ""


def _not_more(
    explanation: Explanation, row: dict[Any, Any], offer: Offer
) -> Iterator[str]:
    case = explanation.case
    if row["at_most"]:
        yield f"Not more: {row['at_most']} is at its limit."
    if not row["from_period"]:
        yield "Not more: nothing new can still be delivered in the horizon."
        return
    if row["full"]:
        every = words.spans((case.periods[t] for t in row["full"]), case.periods)
        whole = len(row["full"]) == sum(map(offer.can_change, offer.window))
        when = "in every period it can deliver" if whole else f"in {every}"
        opening = "Besides," if row["at_most"] else "Not more:"
        yield f"{opening} it gives all it can {when}."
    elif row["volume"] and not row["at_most"]:
        yield (
            f"It is never at its capacity (at most {words.share(row['peak'])} of it): "
            "the plan has no use for more at its price."
        )
    elif not row["volume"]:
        yield "The plan itself takes nothing: it is for responses to a curb."
    if row["full_after_curb"]:
        every = words.spans(
            (case.periods[t] for t in row["full_after_curb"]), case.periods
        )
        yield f"After a curb it may be drawn on fully in {every}."
    if row["full"] or row["full_after_curb"]:
        yield from _one_more(explanation, row["offer"])
    yield from _not_before(explanation, row, offer)


def _not_before(
    explanation: Explanation, row: dict[Any, Any], offer: Offer
) -> Iterator[str]:
    case = explanation.case
    first = case.periods[0]
    if row["from_period"] != first and not row["full"]:
        lead = words.count(offer.lead_time, words.step(case))
        because = f"lead time {lead}" if offer.lead_time else "its delivery window"
        yield f"Nothing new before {row['from_period']} ({because})."


def _one_more(explanation: Explanation, name: str) -> Iterator[str]:
    """Yield what more of an offer that gives all it can would be worth."""
    table = explanation.worth
    if table.empty:
        return
    found = table[(table["kind"] == OFFER) & (table["limit"] == name)]
    for row in found.to_dict("records"):
        if row["why"]:
            continue
        unit = words.clean(explanation.case.unit)
        low, high = row["unit_low"], row["unit_high"]
        if high < 0:
            yield "More of it would cost: take-or-pay grows with its capacity."
        elif low == high == 0:
            yield f"One more {unit} of it would be worth nothing."
        else:
            worth = amount(low, high, explanation.case)
            yield f"One more {unit} of it would be worth {worth}."


def prices(explanation: Explanation) -> Group | None:
    """Return the prices at which offers enter and leave; None if none is known."""
    table = explanation.prices
    if table.empty:
        left = list(_not_priced(explanation))
        return titled("Prices that would change it", *left) if left else None
    rows = sorted(table.to_dict("records"), key=_nearness)
    shown = empty_table(
        "offer",
        "today it is",
        ">price",
        "",
        f">{_per(explanation)}",
        ">change",
        "and saves there",
    )
    for row in rows[:MOST_PRICES]:
        known = not isnan(row["high"])
        verb = ("leaves from" if row["used"] else "enters below") if known else ""
        shown.add_row(
            text(row["offer"]),
            "used" if row["used"] else "not used",
            words.number(row["price"]),
            verb,
            between(row["low"], row["high"]) if known else "",
            change(row["factor_low"], row["factor_high"]),
            text(_left(row, explanation) if known else row["why"], "dim"),
        )
    more = len(rows) - MOST_PRICES
    left = [text(f"… {more:,} more in --json.", "dim")] if more > 0 else []
    left += _not_priced(explanation)
    return titled(
        "Prices that would change it", *_nearest(explanation, rows), shown, *left
    )


def _not_priced(explanation: Explanation) -> Iterator[Text]:
    if explanation.not_priced:
        left = words.count(explanation.not_priced, "offer")
        yield text(f"The price of {left} was not tried.", "dim")


def _per(explanation: Explanation) -> str:
    return f"{explanation.case.currency}/{explanation.case.unit}"


def _left(row: dict[Any, Any], explanation: Explanation) -> str:
    if row["open"] <= 0:
        return ""
    return f"under {words.money(max(row['open'], 1.0), explanation.case)}"


def _nearness(row: dict[Any, Any]) -> float:
    return float("inf") if isnan(row["factor_low"]) else abs(row["factor_low"] - 1)


def _nearest(explanation: Explanation, rows: list[dict[Any, Any]]) -> Iterator[Text]:
    """Yield a sentence about the unused offer and the used one that are nearest."""
    case = explanation.case
    for used in (False, True):
        near = next((r for r in rows if r["used"] == used and _nearness(r) < 1e9), None)  # noqa: PLR2004 - known
        if near is None:
            continue
        at = amount(near["low"], near["high"], case)
        moved = change(near["factor_low"], near["factor_high"])
        verb = "leaves from" if used else "would enter below"
        kind = "used offer nearest to leaving" if used else "unused offer nearest"
        yield text(
            f"The {kind}, {near['offer']}, {verb} {at} per {case.unit}, {moved}."
        )
