"""Policy rules, one per file. A file in this folder is a rule the sheet accepts."""

from collections.abc import Mapping
from importlib import import_module
from inspect import isabstract
from pkgutil import iter_modules

from models.rules.rule import Limit, Measure, On, Rule


def _found() -> Mapping[str, type[Rule]]:
    modules = sorted(module.name for module in iter_modules(__path__))
    classes = (
        each
        for module in modules
        for each in vars(import_module(f"{__name__}.{module}")).values()
        if isinstance(each, type) and issubclass(each, Rule) and not isabstract(each)
    )
    return {each.rule: each for each in classes}


RULES: Mapping[str, type[Rule]] = _found()

__all__ = ["RULES", "Limit", "Measure", "On", "Rule"]
