"""What is decided first, before anything is known: contracts and projects."""

from typing import Any

import pyomo.environ as pyo

from models.case import Case


def add_signing(m: Any, case: Case) -> None:
    r"""Sign offers and open projects.

    y_o ∈ {0,1} offer signed, g_j ∈ {0,1} project opened; y_o ≤ g_j for a project's
    offers; y_o = 1 where deliveries are already ordered. An offer that is free to
    sign needs no decision: it counts as signed.
    """
    m.CONTRACTS = [name for name, each in case.offers.items() if not each.free_to_sign]
    m.signed = pyo.Var(m.CONTRACTS, domain=pyo.Binary)
    m.opened = pyo.Var(list(case.projects), domain=pyo.Binary)
    for name in m.CONTRACTS:
        if case.offers[name].committed:
            m.signed[name].setlb(1)

    m.IN_PROJECT = [name for name in m.CONTRACTS if case.offers[name].project]

    @m.Constraint(m.IN_PROJECT)
    def open_before_signing(m, name):
        """y_o ≤ g_j."""
        return m.signed[name] <= m.opened[case.offers[name].project]


def signed(m: Any, name: str) -> Any:
    """Return whether an offer is signed: its variable, or 1 where it is free."""
    if name not in m.signed:
        return 1
    return m.signed[name]
