"""What is decided first, before anything is known: contracts and projects."""

from typing import Any

import pyomo.core as pyo

from models.case import Case


def add_signing(m: Any, case: Case) -> None:
    r"""Sign offers and open projects.

    y_o ∈ {0,1} offer signed, g_j ∈ {0,1} project opened; y_o ≤ g_j for a project's
    offers; y_o = 1 where deliveries are already ordered. Signing an offer that is free
    to sign matters to nothing but the rules that forbid or require it.
    """
    m.CONTRACTS = {name for name, each in case.offers.items() if not each.free_to_sign}
    m.signed = pyo.Var(list(case.offers), domain=pyo.Binary)
    m.opened = pyo.Var(list(case.projects), domain=pyo.Binary)
    for name, offer in case.offers.items():
        if offer.committed:
            m.signed[name].setlb(1)

    m.IN_PROJECT = [name for name, offer in case.offers.items() if offer.project]

    @m.Constraint(m.IN_PROJECT)
    def open_before_signing(m, name):
        """y_o ≤ g_j."""
        return m.signed[name] <= m.opened[case.offers[name].project]


def signed(m: Any, name: str) -> Any:
    """Return whether an offer is signed: its variable, or 1 where it is free."""
    return m.signed[name] if name in m.CONTRACTS else 1
