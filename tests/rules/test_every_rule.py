"""No rule without its formula, its field, its own block, its measure and its tests.

A file in models/rules that holds a rule is found by itself; so is what it lacks. The
golden LP of a rule is what it writes for the tiny case of tests/rules/tiny.py; write
them anew, and read the difference, with `python -m tests.rules.regenerate`.
"""

import ast
import re
from collections.abc import Mapping
from importlib import import_module
from inspect import getdoc, isabstract
from pathlib import Path
from random import Random
from typing import Any

import pyomo.environ as pyo
import pytest

import models.rules
from models.rules import RULES, Limit, Measure, Rule
from models.sourcing import build
from tests.random_rules import random_rule
from tests.rules.regenerate import GOLDEN, OBJECTIVE_ONLY, golden
from tests.rules.tiny import ROWS, TINY, outlook_on, tiny_rule, tree_under

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"
every_rule = pytest.mark.parametrize("name", RULES)


def rules_in(module: str) -> list[type[Rule]]:
    """Return the rules that a file of models/rules defines."""
    loaded = import_module(f"models.rules.{module}")
    return [
        each
        for each in vars(loaded).values()
        if isinstance(each, type)
        and issubclass(each, Rule)
        and each.__module__ == loaded.__name__
        and not isabstract(each)
    ]


def test_each_file_holds_one_rule_of_its_name() -> None:
    (folder,) = models.rules.__path__
    files = sorted(each.stem for each in Path(folder).glob("[!_]*.py"))
    held = {file: [each.rule for each in rules_in(file)] for file in files}
    assert {file: names for file, names in held.items() if names} == {
        name: [name] for name in RULES
    }


@every_rule
def test_the_docstring_has_the_formula_and_the_field(name: str) -> None:
    text = getdoc(RULES[name]) or ""
    formula, _, field = text.partition("Field: ")
    assert re.search(r"[=≤≥]", formula), "the docstring has no formula"
    assert field.strip().endswith("."), "the docstring has no line `Field: …`"


def stated(model: Any, block: Any) -> Mapping[str, str]:
    """Return everything a model says outside a block."""
    own = {id(each) for each in block.component_data_objects()}
    said = {}
    for kind in (pyo.Constraint, pyo.Objective):
        for each in model.component_data_objects(kind):
            if id(each) not in own:
                said[each.name] = str(each.expr)
    for each in model.component_data_objects(pyo.Var):
        if id(each) not in own:
            said[each.name] = f"{each.lb} {each.ub} {each.domain} {each.fixed}"
    return said


@every_rule
def test_it_writes_on_its_own_block_alone(name: str) -> None:
    rule = tiny_rule(name)
    tree = tree_under(rule)
    model = build(TINY, [], tree)
    model.own = pyo.Block()
    before, parts = stated(model, model.own), set(vars(model))
    rule.apply(model.own, model, TINY)
    rule.tighten(model.own, model, outlook_on(tree))
    assert stated(model, model.own) == before
    assert set(vars(model)) == parts
    rows = list(model.own.component_data_objects(pyo.Constraint))
    assert bool(rows) != (name in OBJECTIVE_ONLY)


@every_rule
def test_it_measures_a_plan_without_the_model(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for word in ("quicksum", "Var", "Constraint", "ConcreteModel", "value"):
        monkeypatch.delattr(pyo, word)
    rule = tiny_rule(name)
    measures = rule.measure(outlook_on(tree_under(rule)))
    assert all(isinstance(each, Measure) for each in measures)
    assert bool(measures) != (name in OBJECTIVE_ONLY)
    if RULES[name].limit_is is not Limit.NONE:
        assert all(each.limit == ROWS[name].limit for each in measures)


@every_rule
def test_its_golden_lp_is_what_it_writes(name: str) -> None:
    kept = GOLDEN / f"{name}.lp"
    assert kept.exists(), "python -m tests.rules.regenerate"
    assert golden(name) == kept.read_text(encoding="utf-8")


def test_no_golden_lp_is_of_a_rule_that_is_gone() -> None:
    assert {each.stem for each in GOLDEN.iterdir()} == set(RULES)


@every_rule
def test_a_case_is_worked_out_by_hand_where_it_binds(name: str) -> None:
    """In tests/rules/test_NAME.py: `test_NAME_binds_…`, with its numbers and `binding`."""
    file = HERE / f"test_{name}.py"
    assert file.exists(), f"{file.name} is missing"
    tests = (
        each
        for each in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(each, ast.FunctionDef)
        and each.name.startswith(f"test_{name}_binds")
    )
    made = next(tests, None)
    assert made is not None, f"{file.name} has no test_{name}_binds_…"
    assert re.search(r"\d", ast.get_docstring(made) or ""), "no number in its docstring"
    called = {each.id for each in ast.walk(made) if isinstance(each, ast.Name)}
    assert {"binding", "approx"} <= called


@every_rule
def test_it_is_in_the_table_of_the_readme(name: str) -> None:
    text = README.read_text(encoding="utf-8")
    table = text.split("<!-- rules -->\n")[1].split("<!-- /rules -->")[0]
    kind = RULES[name]
    assert f"| `{name}` | {kind.limit_is} | {kind.meaning} |\n" in table


@every_rule
def test_it_is_among_the_rules_drawn_at_random(name: str) -> None:
    assert random_rule(Random(0), TINY, name).rule == name  # noqa: S311 - no secret


@every_rule
def test_it_says_what_it_means_and_what_its_limit_is(name: str) -> None:
    rule = tiny_rule(name)
    said, limit = rule.sentence(TINY), rule.limit_words(TINY)
    assert said.endswith(".")
    assert said[0].isupper()
    assert ":" not in said
    assert bool(limit) == (rule.limit_is is not Limit.NONE)
    assert limit in said or name in {"max_sources", "min_sources", "risk_level"}
