"""What a comparison weighs: the frontier, rules, cover, dependence and regret."""

from collections.abc import Mapping

from planner.web.compared import Compared, Row
from planner.web.figures import Table, column, signed
from planner.web.words import Words, scenario


def frontier(found: Compared) -> Table:
    """Return the policies that no other beats, from the cheapest on."""
    words, view = found.words, found.view
    plans = [found.plans[each] for each in view["frontier"]]
    short = column([each["expected_shortage"] for each in plans], words)
    rows = [
        (
            found.link(each["policy"]),
            signed(each["premium"], words, view["places"]),
            words.number(each["cvar_cost"], view["places"]),
            missing,
        )
        for each, missing in zip(plans, short, strict=True)
    ]
    heads = (
        words("solve.policy"),
        f"{words('results.premium')}, {found.currency}",
        f"{found.tail}, {found.currency}",
        f"{words('results.short')}, {found.unit}",
    )
    note = words("frontier.note")
    return Table(words("frontier.title"), heads, rows, (1, 2, 3), note)


def ledger(found: Compared) -> Table | None:
    """Return what each rule costs and buys; None without any rule."""
    words, places = found.words, found.view["places"]
    rows: list[tuple[object, ...]] = []
    for part in found.view["policies"]:
        plan = found.plans.get(part["policy"])
        for rule, entry in zip(
            part["rules"], (plan or {}).get("ledger", ()), strict=False
        ):
            known = entry["cost"] is not None
            rows.append(
                (
                    found.link(part["policy"]),
                    words.rule(rule["sentence"]),
                    signed(entry["cost"], words, places),
                    signed(entry["cvar"], words, places),
                    words.number(entry["shortage"], 1 if known else None),
                    _remark(entry, words),
                )
            )
    heads = (
        words("solve.policy"),
        words("ledger.rule"),
        f"{words('ledger.cost')}, {found.currency}",
        f"{words('ledger.cvar')}, {found.currency}",
        f"{words('ledger.saves')}, {found.unit}",
        words("ledger.remark"),
    )
    note = words("ledger.note")
    return Table(words("ledger.title"), heads, rows, (2, 3, 4), note) if rows else None


def _remark(entry: Row, words: Words) -> str:
    if entry["cost"] is None:
        return words("ledger.without", status=words(f"status.{entry['status']}"))
    said = [words("ledger.binds" if entry["binds"] else "ledger.loose")]
    if entry["tie"]:
        said.append(words("ledger.tie"))
    return words("verdict.semicolon").join(said)


def cover(found: Compared) -> Table | None:
    """Return months of cover by country; None where no loss is ever felt."""
    words, plans = found.words, found.plans.values()
    felt = [
        each
        for each in dict.fromkeys(c for plan in plans for c in plan["months_of_cover"])
        if any(plan["months_of_cover"].get(each) is not None for plan in plans)
    ]
    if not felt:
        return None
    rows = [
        (
            found.link(plan["policy"]),
            *(_lasts(plan["months_of_cover"], each, words) for each in felt),
        )
        for plan in plans
    ]
    return Table(
        words("cover.title"),
        (words("solve.policy"), *felt),
        rows,
        range(1, len(felt) + 1),
        words("cover.note"),
    )


def _lasts(months: Mapping[str, float | None], place: str, words: Words) -> str:
    if place not in months:
        return "–"
    known = months[place]
    return words("cover.never") if known is None else f"{known:,.3g}"


def concentration(found: Compared) -> Table:
    """Return how much each policy depends on few."""
    words = found.words
    rows = [
        (
            found.link(each["policy"]),
            words.share(each["country_share"], 0),
            words.number(each["hhi_country"], 0),
            words.number(each["hhi_supplier"], 0),
            words.share(each["exposure"], 1),
            words.number(each["stock_days"], 0),
            words.number(each["contracts"], 0),
        )
        for each in found.plans.values()
    ]
    keys = ("country", "hhi.country", "hhi.supplier", "exposure", "days", "contracts")
    heads = (words("solve.policy"), *(words(f"results.{key}") for key in keys))
    return Table(words("depend.title"), heads, rows, range(1, 7), words("depend.note"))


def regret(found: Compared) -> Table:
    """Return how wrong each policy can turn out to be."""
    words, places = found.words, found.view["places"]
    rows = [
        (
            found.link(each["policy"]),
            words.number(each["regret"]["worst"], places),
            scenario(each["regret"]["scenario"], words),
            words.number(each["regret"]["mean"], places),
        )
        for each in found.plans.values()
    ]
    heads = (
        words("solve.policy"),
        f"{words('regret.worst')}, {found.currency}",
        words("regret.scenario"),
        f"{words('regret.mean')}, {found.currency}",
    )
    return Table(words("regret.title"), heads, rows, (1, 3), words("regret.note"))
