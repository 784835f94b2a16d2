"""The command line: wiring only, one file per command."""

import os
import sys
from typing import Annotated

import typer

from planner.cli.alternatives import alternatives
from planner.cli.check import check
from planner.cli.compare import compare
from planner.cli.doctor import doctor
from planner.cli.drill import drill
from planner.cli.ending import AnsweredError, die, leave, prepare, tell
from planner.cli.explain import explain
from planner.cli.frontier import frontier
from planner.cli.new import new
from planner.cli.policies import policies
from planner.cli.price import price
from planner.cli.replan import replan
from planner.cli.runs import app as runs
from planner.cli.scenarios import scenarios
from planner.cli.serve import serve
from planner.cli.solve import solve
from planner.cli.stopping import heed_sigterm
from planner.cli.stress import stress
from planner.errors import PlannerError

app = typer.Typer(
    name="planner",
    help="""The cheapest supply plan that keeps its promises when a curb strikes.

Fill in one Excel workbook, then run: planner solve BOOK.xlsx

Exit codes: 0 done · 1 a fault of the program · 2 bad input or usage · 3 no plan
satisfies the policy · 4 stopped early, the best plan so far was written · 5 stopped
early without a plan.""",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def version(
    version: Annotated[bool, typer.Option("--version", help="Print it.")] = False,
) -> None:
    """Print the version if asked."""
    if version:
        from importlib.metadata import version as of

        typer.echo(f"planner {of('procurement-planner')}")
        raise typer.Exit


for each in (
    new,
    policies,
    check,
    solve,
    compare,
    frontier,
    explain,
    stress,
    drill,
    alternatives,
    price,
    replan,
    scenarios,
    serve,
    doctor,
):
    app.command()(each)
app.add_typer(runs, name="runs")


def main() -> None:
    """Run the command; tell the user's mistakes without a traceback."""
    heed_sigterm()
    prepare()
    try:
        app()
    except PlannerError as error:
        tell(error)
        sys.exit(error.exit_code)
    except AnsweredError as done:
        sys.exit(done.code)
    except SystemExit as left:
        leave(left.code)
    except Exception as fault:
        if "PLANNER_DEBUG" in os.environ:
            raise
        die(fault)
