"""The example workbooks as plain data, for `planner new BOOK --example NAME`.

An example is a module of this folder with a ``TABLES``: the rows of each sheet by its
name. Modules are loaded when asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module

Tables = Mapping[str, Sequence[Mapping[str, object]]]


def _load(module: str) -> Tables:
    tables: Tables = import_module(f"{__name__}.{module}").TABLES
    return tables


EXAMPLES: Mapping[str, Callable[[], Tables]] = {
    name: partial(_load, name.replace("-", "_"))
    for name in ("gallium", "tiny", "trading-house")
}
