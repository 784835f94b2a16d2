"""Cost against risk: the cheapest plans as one rule's limit moves."""

from planner.frontier.result import Bind, Frontier, Last, Step

__all__ = ["Bind", "Frontier", "Last", "Step"]
