"""Tables with a line for each policy: columns in as many tables as the width asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from planner.compare import Comparison
from planner.report.grid import GAP, INDENT, LONGEST_NAME, empty_table, text
from planner.report.words import clean, width

LONGEST = LONGEST_NAME + 3
"""A name with its number."""


@dataclass(frozen=True)
class Column:
    """A header and what stands under it, one cell a line."""

    header: str
    cells: Sequence[str]
    numeric: bool = True

    @property
    def width(self) -> int:
        """Return how many columns of the terminal it fills, with its gap."""
        return GAP + max(map(width, (self.header, *self.cells)))


def numbered(comparison: Comparison) -> dict[str, str]:
    """Return each policy under its number, `2 Max 65%`, the same in every table."""
    last = len(str(len(comparison.outcomes)))
    return {
        each.policy: f"{place:>{last}} {clean(each.policy)}"
        for place, each in enumerate(comparison.outcomes, 1)
    }


def number_of(comparison: Comparison, policy: str) -> str:
    """Return a policy's number in the tables."""
    names = [each.policy for each in comparison.outcomes]
    return str(names.index(policy) + 1)


def solved_names(comparison: Comparison) -> list[str]:
    """Return the policies that have a plan, under their numbers."""
    names = numbered(comparison)
    return [names[outcome.policy] for outcome, _ in comparison.solved]


def beside(
    names: Sequence[str],
    columns: Sequence[Column],
    wide: int,
    *,
    title: str = "policy",
    fold: bool = False,
) -> Iterator[RenderableType]:
    """Yield tables of the columns, each within ``wide``, the names first in each.

    A long name is cut short, or goes on in the next line with ``fold``.
    """
    room = min(LONGEST, max(width(each) for each in (title, *names)))
    for block in _blocks(columns, wide - INDENT - room - GAP):
        if block[0] is not columns[0]:
            yield Text(" ")
        table = empty_table(
            title, *(f">{c.header}" if c.numeric else c.header for c in block)
        )
        for column in table.columns:
            column.no_wrap = True
        table.columns[0].width = room
        table.columns[0].no_wrap = not fold
        table.columns[0].overflow = "fold" if fold else "ellipsis"
        for place, name in enumerate(names):
            table.add_row(text(name), *(text(c.cells[place]) for c in block))
        yield table


def _blocks(columns: Sequence[Column], room: int) -> Sequence[Sequence[Column]]:
    """Return runs of columns that fit together, of about as many columns each."""
    greedy: list[list[Column]] = [[]]
    for column in columns:
        if greedy[-1] and not _fits([*greedy[-1], column], room):
            greedy.append([])
        greedy[-1].append(column)
    length = -(-len(columns) // len(greedy))
    even = [columns[i : i + length] for i in range(0, len(columns), length)]
    return even if all(_fits(block, room) for block in even) else greedy


def _fits(block: Sequence[Column], room: int) -> bool:
    return sum(each.width for each in block) - GAP <= room
