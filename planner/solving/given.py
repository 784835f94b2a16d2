"""A plan whose volumes are given, the nearest to given volumes, and what they miss."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any, ClassVar

import pyomo.core as pyo

from models.case import Case, Offer, Vector
from models.decisions import Outlook
from models.deliveries import scheduled
from models.rules import Limit, Measure, Rule
from models.rules.rule import On
from models.sourcing import build
from models.tree import grow
from planner.errors import PlannerError
from planner.plan import Plan
from planner.solving.engine import Options, Status, run
from planner.solving.linear import from_pyomo
from planner.solving.optimum import Effort
from planner.solving.within import least

Volumes = Mapping[str, Vector]
"""Units of the plan by offer and period."""
SECONDS = 60.0
SLACK = 1e-9
"""Relative width that a distance keeps while the cost is minimised."""
CRUMB = 1e-5
"""Units below which nothing is missed."""


@dataclass(frozen=True, kw_only=True)
class _Asked(Rule):
    """What is asked of a plan besides its policy; no report shows it."""

    limit_is: ClassVar[Limit] = Limit.NONE
    on_is: ClassVar[On] = On.NONE
    rule: ClassVar[str] = "given"
    meaning: ClassVar[str] = "The volumes of the plan are as given."

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return nothing: no report shows this rule."""
        del outlook
        return ()

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        del case
        return self.meaning


@dataclass(frozen=True, kw_only=True)
class Given(_Asked):
    """x̄ = what is given, and y = 1 for these contracts alone.

    Where fewer periods are given than there are, the rest is open.
    """

    volumes: Volumes
    signed: frozenset[str]

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Hold every volume of the plan, and every contract."""
        del block
        tree = model.tree
        for name, offer in case.offers.items():
            for t in range(offer.lead_time, len(self.volumes[name])):
                variable = model.volumes.get((name, tree.plan[t - offer.lead_time], t))
                if variable is not None:
                    _hold(variable, self.volumes[name][t])
            if name in model.CONTRACTS:
                signs = float(name in self.signed or offer.committed)
                model.signed[name].setlb(signs)
                model.signed[name].setub(signs)


def _hold(variable: Any, units: float) -> None:
    """Hold a volume; where its terms do not allow it, there is no plan."""
    least, most = variable.lb, variable.ub
    variable.setlb(units if least is None else max(units, least))
    variable.setub(units if most is None else min(units, most))


@dataclass(frozen=True, kw_only=True)
class Near(_Asked):
    r"""Σ |x̄ − given| ≤ reach, every unit alike; or what is minimised.

    Periods after those that are given count nowhere.
    """

    volumes: Volumes
    reach: float = inf
    scale: float = 1.0
    """Units that count as 1 where it is minimised: gaps are relative."""

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Keep within the distance."""
        moved = self._moved(block, model, case)
        if self.reach < inf:
            block.within = pyo.Constraint(expr=moved + model.nothing <= self.reach)

    def expression(self, model: Any, case: Case) -> Any:
        """Return 1 + Σ |x̄ − given| / scale in terms of a model."""
        model.away = pyo.Block()
        return 1.0 + self._moved(model.away, model, case) / self.scale

    def of(self, outlook: Outlook) -> float:
        """Return the same of a plan."""
        return 1.0 + self.distance(outlook) / self.scale

    def distance(self, outlook: Outlook) -> float:
        """Return Σ |x̄ − given| of a plan."""
        return sum(
            abs(float(units) - self.volumes[name][t])
            for name in self.volumes
            for t, units in enumerate(outlook.planned(name)[: len(self.volumes[name])])
        )

    def _moved(self, block: Any, model: Any, case: Case) -> Any:
        keys = [(n, t) for n in case.offers for t in range(len(self.volumes[n]))]
        block.more = pyo.Var(keys, domain=pyo.NonNegativeReals)
        block.less = pyo.Var(keys, domain=pyo.NonNegativeReals)

        @block.Constraint(keys)  # type: ignore[untyped-decorator]
        def moved(block: Any, name: str, t: int) -> Any:
            """More − less = x̄ − given."""
            units = scheduled(model, case, name, model.tree.plan[t])
            away = block.more[name, t] - block.less[name, t]
            return units - away + model.nothing == self.volumes[name][t]

        return pyo.quicksum((*block.more.values(), *block.less.values()))


def priced(base: Plan, rules: Sequence[Rule], given: Given, effort: Effort) -> Plan:
    """Return the cheapest plan with the volumes given, under some rules.

    ``base`` is a plan of the same case. The bound is that of plans with these volumes.

    Raises:
        NoPlanError: there is none.
        StoppedError: stopped before any was found.
        PlannerError: the solver failed, or its answer cannot be confirmed.
    """
    under = replace(base, rules=tuple(rules))
    found = least(under, inf, None, effort, (given,), near=base)
    return replace(found.plan, bound=found.bound)


@dataclass(frozen=True)
class Nearest:
    """The nearest plan, and how near any plan can be."""

    plan: Plan
    distance: float
    proved: float
    """No plan is nearer."""


def nearest(
    base: Plan, rules: Sequence[Rule], volumes: Volumes, effort: Effort, sharp: Effort
) -> Nearest:
    """Return the plan under some rules whose volumes are nearest to those given.

    Of several equally near the cheapest. ``sharp`` is the effort at the distance,
    ``effort`` at the cost. Raises as ``priced``.
    """
    under = replace(base, rules=tuple(rules))
    scale = max(1.0, sum(map(sum, volumes.values())))
    aim = Near(volumes=volumes, scale=scale)
    first = least(under, inf, aim, sharp, near=base)
    away = aim.distance(first.plan.outlook)
    room = away + SLACK * max(1.0, away)
    within = Near(volumes=volumes, reach=room)
    found = least(under, inf, None, effort, (within,), near=first.plan)
    plan = replace(found.plan, bound=found.bound)
    proved = max(0.0, (first.bound - 1.0) * scale)
    return Nearest(plan, aim.distance(plan.outlook), min(proved, away))


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What volumes that keep every term still make impossible."""

    kind: str
    """`room`: more arrives than is used or stored; `closing`: too little is left;
    `service`: more goes short than max_shortage."""
    name: str
    """The item or demand."""
    period: int
    scenario: str
    """Blank where it is the plan's own."""
    units: float


def missing(case: Case, given: Given) -> list[Missing]:
    """Return the least units that keep given volumes from being a plan.

    Terms of the offers are not looked at: what they forbid is taken to be delivered.

    Raises:
        PlannerError: the solver failed.
    """
    open_case = _without_terms(case, given.volumes)
    tree = grow(open_case)
    every = replace(given, signed=frozenset(case.offers))
    model = build(open_case, (every,), tree)
    keys = list(model.balance)
    model.over = pyo.Var(keys, domain=pyo.NonNegativeReals)
    for key in keys:
        row = model.balance[key]
        row.set_value(row.body + model.over[key] == row.upper)
    ends = {name: each.closing_stock for name, each in case.items.items()}
    model.lacking = pyo.Var([n for n in ends if ends[n]], domain=pyo.NonNegativeReals)
    model.closing = pyo.Constraint(
        list(model.lacking),
        rule=lambda m, n: m.stock[n, tree.plan[-1]] + m.lacking[n] >= ends[n],
    )
    allowed = {
        (name, node): each.max_shortage * each.volume[tree.period[node]]
        for name, each in case.demands.items()
        for node in tree.nodes
        if (name, node) in model.shorts and each.max_shortage < 1
    }
    model.beyond = pyo.Var(list(allowed), domain=pyo.NonNegativeReals)
    model.served = pyo.Constraint(
        list(allowed),
        rule=lambda m, *use: m.shorts[use] - m.beyond[use] <= allowed[use],
    )
    model.del_component(model.cost)
    families = (model.over, model.lacking, model.beyond)
    model.cost = pyo.Objective(
        expr=pyo.quicksum(v for each in families for v in each.values()) + model.nothing
    )
    values = _solved(model)
    plan = tree.on_plan

    def scenario_of(node: int) -> str:
        if node in plan:
            return ""
        passing = (tree.paths == node).any(axis=1).nonzero()[0]
        return tree.scenarios[int(passing[0])].name

    rows = [
        *(("room", name, node, model.over[name, node]) for name, node in keys),
        *(("closing", n, tree.plan[-1], v) for n, v in model.lacking.items()),
        *(("service", n, node, v) for (n, node), v in model.beyond.items()),
    ]
    return [
        Missing(
            kind=kind,
            name=name,
            period=tree.period[node],
            scenario=scenario_of(node),
            units=values[id(variable)],
        )
        for kind, name, node, variable in rows
        if values.get(id(variable), 0.0) > CRUMB
    ]


def _solved(model: Any) -> Mapping[int, float]:
    problem, variables = from_pyomo(model)
    answer = run(problem, Options(gap=0.0, time_limit=SECONDS))
    if answer.status is not Status.OPTIMAL or answer.values is None:
        raise PlannerError(f"What is missing could not be found: {answer.message}")
    return {id(v): x for v, x in zip(variables, answer.values.tolist(), strict=True)}


def _without_terms(case: Case, volumes: Volumes) -> Case:
    """Return the case with every volume given allowed, and nothing asked of stock."""
    return replace(
        case,
        offers={
            name: _allowing(each, volumes[name]) for name, each in case.offers.items()
        },
        suppliers={
            name: replace(each, capacity=(inf,) * len(case.periods))
            for name, each in case.suppliers.items()
        },
        items={n: replace(e, closing_stock=0.0) for n, e in case.items.items()},
        demands={n: replace(e, max_shortage=1.0) for n, e in case.demands.items()},
    )


def _allowing(offer: Offer, volumes: Vector) -> Offer:
    filled = [t for t, units in enumerate(volumes) if units > 0]
    return replace(
        offer,
        first=min([offer.first, *filled]),
        last=max([offer.last, *filled]),
        min_order=0.0,
        lot_size=0.0,
        capacity=tuple(map(max, offer.capacity, volumes)),
        commitment=tuple(
            units if t < offer.lead_time else min(units, ordered)
            for t, (units, ordered) in enumerate(
                zip(volumes, offer.commitment, strict=True)
            )
        ),
    )
