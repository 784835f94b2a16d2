"""Targets: `country:China; tag:refiner=China`, `supplier:*`, `demand:NAME`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from models.case import Target
from planner.workbook.findings import CellError
from planner.workbook.header import TAG_PREFIX
from planner.workbook.words import Names, fold, header, listed, nearest, quoted, suggest

EACH = "*"


@dataclass(frozen=True)
class Dimensions:
    """The values of every dimension: `offer`, `country`, `tag:refiner` …."""

    values: Mapping[str, Names]

    def target(self, text: str, allowed: Collection[str]) -> Target:
        """Return the target a cell means, in dimensions that are ``allowed``.

        ``tag:`` among them allows every tag.

        Raises:
            CellError: it is no target, or names nothing in the workbook.
        """
        entries = [entry.strip() for entry in text.split(";") if entry.strip()]
        pairs = dict.fromkeys(self._pair(entry, allowed) for entry in entries)
        each = [dimension for dimension, value in pairs if value == EACH]
        if not each and pairs:
            return Target(pairs=tuple(pairs))
        if len(pairs) == 1:
            return Target(each=each[0])
        raise CellError(
            f"{quoted(text)} mixes * with other targets",
            "* takes each value of one dimension separately",
            "write it alone, or name the values",
        )

    def union(self, text: str, allowed: Collection[str]) -> Target:
        """Return a target that names its values, as a curb does.

        Raises:
            CellError: as `target`, and where it is `dimension:*`.
        """
        target = self.target(text, allowed)
        if target.each is None:
            return target
        raise CellError(
            f"{quoted(text)} does not say whom the curb hits",
            "* takes each value separately, and a curb hits all its targets at once",
            "name the values, separated by ;",
        )

    def _pair(self, entry: str, allowed: Collection[str]) -> tuple[str, str]:
        dimension, value = self._split(entry, allowed)
        if value == EACH:
            return dimension, value
        names = self.values[dimension]
        found = names.get(fold(value))
        if found is not None:
            return dimension, found
        raise CellError(
            f"{quoted(entry)} names nothing",
            f"no {dimension} in the workbook is {quoted(value)}",
            _meant(dimension, value, names),
        )

    def _split(self, entry: str, allowed: Collection[str]) -> tuple[str, str]:
        tagged = fold(entry).startswith(TAG_PREFIX)
        rest = entry[len(TAG_PREFIX) :] if tagged else entry
        mark = "=" if tagged and "=" in rest else ":"
        name, found, value = (each.strip() for each in rest.partition(mark))
        dimension = f"{TAG_PREFIX if tagged else ''}{header(name)}"
        self._check(dimension, entry, allowed)
        if found and value:
            return dimension, value
        example = f"{dimension}{'=' if tagged else ':'}VALUE"
        raise CellError(
            f"{quoted(entry)} is not a target",
            "a target is a dimension and a value",
            f"write {example}, or {dimension}:* for each value separately",
        )

    def _check(self, dimension: str, entry: str, allowed: Collection[str]) -> None:
        tagged = dimension.startswith(TAG_PREFIX)
        if tagged and TAG_PREFIX in allowed:
            if dimension in self.values:
                return
            why = f"no sheet has a column {dimension}"
        elif dimension in allowed:
            return
        else:
            known_here = listed(_shown(allowed))
            several = len(allowed) > 1
            why = f"the dimension is {'one of ' if several else ''}{known_here}"
        tags = [each for each in self.values if each.startswith(TAG_PREFIX)]
        plain = [each for each in allowed if each != TAG_PREFIX]
        known = [*plain, *(tags if TAG_PREFIX in allowed else [])]
        raise CellError(
            f"{quoted(entry)} is not a target",
            why,
            suggest(
                dimension,
                known,
                f"write {'' if len(allowed) == 1 else 'one of these, such as '}{plain[0]}:VALUE",
            ),
        )


def _meant(dimension: str, value: str, names: Names) -> str:
    mark = "=" if dimension.startswith(TAG_PREFIX) else ":"
    close = nearest(value, names.values())
    if close:
        return f"did you mean '{dimension}{mark}{close}'?"
    known = listed(names.values())
    return f"write one of {known}" if known else f"there is no {dimension} at all"


def _shown(allowed: Collection[str]) -> list[str]:
    return [f"{TAG_PREFIX}NAME" if each == TAG_PREFIX else each for each in allowed]
