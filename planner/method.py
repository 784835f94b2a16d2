"""Which way a problem is solved, if the user forces one."""

from enum import StrEnum


class Method(StrEnum):
    """How to solve."""

    EXTENSIVE = "extensive"
    """The plan and every response in one problem."""
    DECOMPOSITION = "decomposition"
    """The plan in one problem, the responses in others, cuts between them."""
