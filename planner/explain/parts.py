"""Parts of a question that share nothing: each is solved alone, their costs add up.

Two items are in one part if a process, a demand's scrap, a supplier with a limit, a
project or a rule joins them. Minerals of a trading house often are not: what the others
cost is then the same whatever is changed in one. A part keeps the scenarios and what can
be known of them, so that it decides what it would decide in the whole, and no less.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path

from models.case import Case, Item, Offer, Process
from models.decisions import Decisions, Outlook
from models.rules import Rule
from models.rules.rule import On
from models.sourcing import risk_of
from models.tree import grow
from planner.accounts import Accounts
from planner.audit import require_clean
from planner.plan import Plan, Status


@dataclass(frozen=True, kw_only=True)
class Part:
    """Items with all that concerns them, and the rules about them."""

    case: Case
    """The whole case, the rest of it idle: it costs, needs and gives nothing."""
    rules: tuple[Rule, ...]
    places: tuple[int, ...]
    """Where these rules stand in the policy."""
    items: frozenset[str]

    def holds(self, table: str, name: str) -> bool:
        """Tell whether what a mapping of the case calls so is in this part."""
        if table == "rules":
            return int(name) in self.places
        if table in {"demands", "projects"}:
            return name in getattr(self.case, table)
        return table not in ABOUT or bool(ABOUT[table](self.case, name) & self.items)


def _sold(case: Case, supplier: str) -> set[str]:
    return {e.item for e in case.offers.values() if e.supplier == supplier}


ABOUT: Mapping[str, Callable[[Case, str], set[str]]] = {
    "items": lambda _, name: {name},
    "offers": lambda case, name: {case.offers[name].item},
    "processes": lambda case, name: {case.processes[name].output},
    "suppliers": _sold,
}
"""The items that what a mapping of the case calls so is about."""


def parts_of(case: Case, rules: Sequence[Rule]) -> list[Part]:
    """Return the parts; the whole alone where it has none, or risk is weighed."""
    whole = whole_of(case, rules)
    named = [_items_of(rule, case) for rule in rules]
    if risk_of(case, rules)[0] > 0 or None in named:
        return [whole]
    joined = [*_joined(case), *(each for each in named if each)]
    groups = _groups(case.items, joined)
    wanted = {each.item for each in case.demands.values()}
    if len(groups) == 1 or any(not group & wanted for group in groups):
        return [whole]
    return [_part(case, rules, named, group) for group in groups]


def whole_of(case: Case, rules: Sequence[Rule]) -> Part:
    """Return the whole question as its only part."""
    places = tuple(range(len(rules)))
    items = frozenset(case.items)
    return Part(case=case, rules=tuple(rules), places=places, items=items)


def _items_of(rule: Rule, case: Case) -> frozenset[str] | None:
    """Return the items a rule is about; none if it is about risk, None if about all."""
    if rule.risk(-1.0, -1.0) != (-1.0, -1.0):
        return frozenset()
    if rule.losses(case):
        return None
    if rule.on_is is On.DEMAND:
        on = getattr(rule, "on", None)
        names = {value for _, value in on.pairs} if on is not None else set()
        known = {case.demands[name].item for name in names & set(case.demands)}
        return frozenset(known) or None
    item = getattr(rule, "item", None)
    if item is None:
        return None
    found = {n for n, each in case.items.items() if item in {n, each.mineral}}
    return frozenset(found) or None


def _joined(case: Case) -> Iterator[set[str]]:
    """Yield the items that something joins."""
    for process in case.processes.values():
        yield {process.input, process.output}
    for demand in case.demands.values():
        yield {demand.item, demand.scrap_item or demand.item}
    for supplier in case.suppliers.values():
        if any(map(isfinite, supplier.capacity)):
            yield _sold(case, supplier.name)
    for project in case.projects:
        yield {e.item for e in case.offers.values() if e.project == project}


def _groups(
    items: Iterable[str], joined: Iterable[Iterable[str]]
) -> list[frozenset[str]]:
    groups = [{name} for name in items]
    for each in map(set, joined):
        met = [group for group in groups if group & each]
        groups = [group for group in groups if not group & each]
        groups.append(each.union(*met))
    return [frozenset(group) for group in groups if group]


def _part(
    case: Case,
    rules: Sequence[Rule],
    named: Sequence[frozenset[str] | None],
    items: frozenset[str],
) -> Part:
    places = [n for n, about in enumerate(named) if not about or about & items]
    offers = {
        name: each if each.item in items else _idle_offer(each)
        for name, each in case.offers.items()
    }
    opened = {each.project for each in offers.values()}
    return Part(
        case=replace(
            case,
            offers=offers,
            items={
                name: each if name in items else Item(name=name, mineral=each.mineral)
                for name, each in case.items.items()
            },
            processes={
                name: each if each.output in items else _idle_process(each)
                for name, each in case.processes.items()
            },
            demands={n: e for n, e in case.demands.items() if e.item in items},
            projects={n: cost for n, cost in case.projects.items() if n in opened},
        ),
        rules=tuple(rules[n] for n in places),
        places=tuple(places),
        items=items,
    )


def _idle_offer(offer: Offer) -> Offer:
    """Return an offer that gives and costs nothing, and tells curbs apart as before."""
    return Offer(
        name=offer.name,
        supplier=offer.supplier,
        item=offer.item,
        labels=offer.labels,
        price=offer.price,
        capacity=(0.0,) * len(offer.capacity),
        first=offer.first,
        last=offer.last,
        commitment=(0.0,) * len(offer.commitment),
    )


def _idle_process(process: Process) -> Process:
    return replace(process, capacity=(0.0,) * len(process.capacity))


def together(case: Case, rules: Sequence[Rule], plans: Sequence[Plan]) -> Plan:
    """Return the plan of the whole that does what the plans of its parts do.

    Raises:
        PlannerError: it does not pass the audit.
    """
    decided = [each.outlook.decisions for each in plans]
    outlook = Outlook(
        case=case,
        tree=grow(case),
        decisions=Decisions(
            signed=frozenset().union(*(each.signed for each in decided)),
            opened=frozenset().union(*(each.opened for each in decided)),
            tiers={k: v for each in decided for k, v in each.tiers.items()},
            deliveries={k: v for each in decided for k, v in each.deliveries.items()},
            refining={k: v for each in decided for k, v in each.refining.items()},
            stock={k: v for each in decided for k, v in each.stock.items()},
            unserved={k: v for each in decided for k, v in each.unserved.items()},
        ),
        risk_level=plans[0].level,
    )
    accounts = Accounts(outlook=outlook)
    objective = accounts.objective(0.0, plans[0].level)
    plan = replace(
        plans[0],
        case=case,
        rules=tuple(rules),
        outlook=outlook,
        accounts=accounts,
        status=_status(plans),
        objective=objective,
        bound=min(objective, sum(each.bound for each in plans)),
    )
    require_clean(plan, Path.cwd())
    return plan


def _status(plans: Sequence[Plan]) -> Status:
    late = [each.status for each in plans if each.status is not Status.OPTIMAL]
    return late[0] if late else Status.OPTIMAL
