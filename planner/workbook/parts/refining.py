"""Refining processes, and cycles of them that would make something from nothing."""

from collections.abc import Mapping
from math import log

from models.case import Process
from planner.workbook.parts.draft import Parts, by_period, given, window, within
from planner.workbook.parts.supply import Terms
from planner.workbook.values import shown
from planner.workbook.words import fold, listed, quoted

GAIN = 1e-9
"""A cycle that multiplies by less than 1 + this is taken to lose."""


def add_processes(parts: Parts, terms: Terms) -> None:
    """Add the processes of the sound rows; report names that offers bear, and cycles."""
    _check_names(parts)
    for row in parts.sound_rows("Refining"):
        span = window(row, parts.count)
        if span is None or row["process"] in terms.unsound:
            continue
        name, (first, last) = row["process"], span
        labels = {"process": name, **row.tags}
        if row["country"] is not None:
            labels["country"] = row["country"]
        most = by_period(terms.every("Capacity", name), row["max_output"], parts.count)
        parts.processes[name] = Process(
            **given(Process, row),
            name=name,
            labels=labels,
            recovery=row["yield"],
            capacity=within(most, first, last),
            first=first,
            last=last,
        )
    _check_cycles(parts)


def _check_names(parts: Parts) -> None:
    offers = parts.tables["Offers"].names
    for row in parts.tables["Refining"]:
        if row.key is not None and fold(row.key) in offers:
            row.fault(
                "process",
                f"{quoted(row.key)} is also the name of an offer",
                "Capacity and reports tell them apart by name",
                "give the process a name of its own",
            )


def _check_cycles(parts: Parts) -> None:
    best: dict[tuple[str, str], Process] = {}
    for process in parts.processes.values():
        edge = process.input, process.output
        if edge not in best or process.recovery > best[edge].recovery:
            best[edge] = process
    cycle = _gaining_cycle(best)
    if not cycle:
        return
    product = 1.0
    for process in cycle:
        product *= process.recovery
    row = parts.row_of("Refining", cycle[0].name)
    row.fault(
        "yield",
        f"the yields of {listed(each.name for each in cycle)} multiply to "
        f"{shown(product)}",
        "they form a cycle, and one that gains makes material from nothing",
        "lower a yield so that the product is at most 1",
    )


def _gaining_cycle(edges: Mapping[tuple[str, str], Process]) -> list[Process]:
    """Return the processes of a cycle whose yields multiply to more than 1, if any.

    Bellman and Ford's search for a cycle of positive weight, with log yields.
    """
    reach = dict.fromkeys((item for edge in edges for item in edge), 0.0)
    came: dict[str, Process] = {}
    touched = None
    for _ in reach:
        touched = None
        for (source, sink), process in edges.items():
            gain = reach[source] + log(process.recovery)
            if gain > reach[sink] + GAIN:
                reach[sink], came[sink], touched = gain, process, sink
        if touched is None:
            return []
    return _walk_back(touched, came, len(reach)) if touched else []


def _walk_back(start: str, came: Mapping[str, Process], count: int) -> list[Process]:
    item = start
    for _ in range(count):
        item = came[item].input
    cycle = [came[item]]
    while cycle[-1].input != item:
        cycle.append(came[cycle[-1].input])
    return cycle[::-1]
