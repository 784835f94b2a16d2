"""Runs the program of decomposition without what the packages around it load.

A package's ``__init__`` runs when anything in it is imported, and those of the planner
load Pyomo and pandas: more than a second, and no use to a child that only computes.
"""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).resolve().parent


def name_only(package: str, folder: Path) -> None:
    """Let modules of a package be imported without its ``__init__``."""
    module = ModuleType(package)
    module.__path__ = [str(folder)]
    sys.modules[package] = module


if __name__ == "__main__":
    name_only("planner", FOLDER.parents[1])
    name_only("planner.solving", FOLDER.parent)
    name_only("planner.solving.large", FOLDER)
    import_module("planner.solving.large.program").main()
