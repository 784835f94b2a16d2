"""Σ coefficient · amount as one Pyomo expression, put together at once."""

from collections.abc import Iterable
from typing import Any

from pyomo.core.expr.numeric_expr import LinearExpression, MonomialTermExpression

NUMBERS: frozenset[Any] = frozenset((int, float))
Term = tuple[float, Any]
"""A coefficient, and the variable or the number that it multiplies."""


def linear(terms: Iterable[Term]) -> Any:
    """Return Σ coefficient · amount.

    The same as adding the products up, and several times as fast: Pyomo asks of every
    operand what it is, and here that is known.
    """
    constant, products = 0.0, [0.0]
    for term in terms:
        if term[1].__class__ in NUMBERS:
            constant += term[0] * term[1]
        else:
            products.append(MonomialTermExpression(term))
    products[0] = constant
    return LinearExpression(products)
