"""One policy's plan in full: what to sign and buy when, and what becomes of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planner.web.compared import Compared
from planner.web.figures import Table, brief, column
from planner.web.words import Words, scenario

Part = Mapping[str, Any]
TINY = 1e-6


def tables(found: Compared, part: Part, plan: Part) -> dict[str, Any]:
    """Return the page's tables; ``plan`` is the policy as programs read it."""
    return {
        "costs": _costs(found, plan),
        "signing": _signing(found, part),
        "schedules": list(_schedules(found, part)),
        "limits": _limits(found, part),
        "short": _short(found, part),
        "outcomes": _outcomes(found, part),
    }


def _costs(found: Compared, plan: Part) -> Table:
    words, places = found.words, found.view["places"]
    whole = plan["expected_cost"] or 1.0
    rows = [
        (
            words(f"line.{line}"),
            words.number(cost, places),
            words.share(cost / whole, 1),
        )
        for line, cost in plan["cost"].items()
        if round(cost, places)
    ]
    total = words.number(plan["expected_cost"], places)
    rows.append((words("results.cost"), total, words.share(1.0)))
    heads = (words("plan.line"), found.currency, words("plan.share"))
    return Table(words("plan.lines"), heads, rows, (1, 2))


def _signing(found: Compared, part: Part) -> Table:
    words, contracts = found.words, part["contracts"]
    volumes = column([each["volume"] for each in contracts], words)
    rows = [
        (
            each["offer"],
            words(f"plan.do.{each['signing']}{'' if each['volume'] > TINY else '.0'}"),
            words("verdict.comma").join((each["supplier"], each["country"])),
            each["item"],
            volume if each["volume"] > TINY else "–",
            words.period(each["order_in"]) if each["order_in"] else "–",
            words.period(each["first"]) if each["first"] else "–",
            words("verdict.semicolon").join(_terms(found, each)) or "–",
        )
        for each, volume in zip(contracts, volumes, strict=True)
    ]
    keys = ("offer", "what", "from", "item", "volume", "order", "first", "terms")
    note = words("plan.sign.note", unit=found.unit, currency=found.currency)
    heads = [words(f"plan.{key}") for key in keys]
    return Table(words("plan.offers"), heads, rows, (4,), note + _more(part, words))


def _more(part: Part, words: Words) -> str:
    more = part["more_contracts"]
    return f" {words('plan.more', n=more)}" if more else ""


def _terms(found: Compared, each: Part) -> Iterator[str]:
    words = found.words
    if each["project"]:
        yield words("plan.term.project", n=each["project"])
    for key in ("once", "each"):
        amount = each["once" if key == "once" else "each_period"]
        if amount:
            yield words(
                f"plan.term.{key}", n=words.money(amount, found.view["currency"])
            )
    if each["take_or_pay"]:
        yield words("plan.term.pay", n=words.share(each["take_or_pay"], 0))
    if each["ordered"]:
        shown = f"{words.number(each['ordered'])} {found.unit}"
        yield words("plan.term.ordered", n=shown)
    by_discount: dict[float, list[str]] = {}
    for year, discount in each["tiers"]:
        by_discount.setdefault(discount, []).append(words.period(year))
    for discount, years in by_discount.items():
        said = words("verdict.comma").join(years)
        yield words("plan.term.tier", n=words.share(discount, 1), years=said)


def _schedules(found: Compared, part: Part) -> Iterator[Table]:
    """Yield what is delivered, refined, kept and left unserved, step by step."""
    words = found.words
    steps = [brief(each, words) for each in part["steps"]]
    firsts = {
        "deliveries": "plan.offer",
        "refining": "plan.process",
        "stock": "plan.item",
        "unserved": "plan.demand",
    }
    for key, first in firsts.items():
        rows = part[key]
        if not rows:
            continue
        shown = iter(column([v for row in rows for v in row["volumes"]], words))
        has_total = key != "stock"
        cells = [[next(shown) for _ in row["volumes"]] for row in rows]
        yield Table(
            words(f"plan.{key}"),
            (words(first), *steps, *([words("plan.total")] if has_total else [])),
            [
                (
                    _named(row, key),
                    *(_blank(one) for one in each),
                    *_total(row, words, has=has_total),
                )
                for row, each in zip(rows, cells, strict=True)
            ],
            range(1, len(steps) + 2),
            words("plan.in", unit=found.unit),
        )


def _named(row: Part, key: str) -> str:
    """Return what a row is, with its item where the name does not say it."""
    if key in {"stock", "unserved"} or row["item"] == row["name"]:
        return str(row["name"])
    return f"{row['name']} · {row['item']}"


def _blank(shown: str) -> str:
    return "" if shown in {"0", "0.0", "0.00"} else shown


def _total(row: Part, words: Words, *, has: bool) -> Sequence[str]:
    return (words.number(sum(row["volumes"])),) if has else ()


def _limits(found: Compared, part: Part) -> Table | None:
    words = found.words
    rows = [
        (
            words.rule(each["sentence"]),
            _figure(each["limit"], each["kind"], found),
            _figure(each["actual"], each["kind"], found),
            each["bucket"],
            words(f"plan.state.{each['state']}"),
        )
        for each in part["limits"]
    ]
    keys = ("ledger.rule", "plan.limit", "plan.actual", "plan.where", "plan.state")
    heads = [words(key) for key in keys]
    return Table(words("plan.limits"), heads, rows, (1, 2)) if rows else None


def _figure(value: float | None, kind: str, found: Compared) -> str:
    """Return a limit as its kind is written."""
    words = found.words
    if kind == "share":
        return words.share(value, 1)
    unit = {"units": found.unit, "money": found.currency}.get(kind, "")
    return f"{words.number(value)} {unit}".strip()


def _short(found: Compared, part: Part) -> Table | None:
    words, rows = found.words, part["short"]
    if not rows:
        return None
    worst = column([each["worst"] for each in rows], words)
    mean = column([each["mean"] for each in rows], words)
    return Table(
        words("plan.short"),
        [
            words(f"plan.{key}")
            for key in ("demand", "chance", "mean", "worst", "part", "scenario")
        ],
        [
            (
                each["demand"],
                words.share(each["chance"], 2),
                one,
                other,
                words.share(each["share"], 1),
                scenario(each["scenario"], words),
            )
            for each, one, other in zip(rows, mean, worst, strict=True)
        ],
        (1, 2, 3, 4),
        words("plan.short.note", unit=found.unit),
    )


def _outcomes(found: Compared, part: Part) -> Table:
    words, rows = found.words, part["outcomes"]["rows"]
    short = column([each["shortage"] for each in rows], words)
    return Table(
        words("plan.outcomes"),
        (
            words("regret.scenario"),
            words("check.chance"),
            words("plan.cost"),
            words("plan.shortage"),
            words("plan.who"),
        ),
        [
            (
                scenario(each["scenario"], words),
                words.share(each["probability"], 2),
                words.number(each["cost"], found.view["places"]),
                _blank(missing),
                each["who"],
            )
            for each, missing in zip(rows, short, strict=True)
        ],
        (1, 2, 3),
        words(
            "plan.outcomes.note",
            shown=len(rows),
            n=f"{part['outcomes']['count']:,}",
            currency=found.currency,
            unit=found.unit,
        ),
    )
