"""planner runs: the runs that were kept, from the browser and from --record."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.options import Json, messages, page, print_json
from planner.errors import UsageError

app = typer.Typer(
    help="List, show, compare and export the runs that were kept.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Home = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help="The folder they are kept in."),
]
Which = Annotated[
    str, typer.Argument(metavar="RUN", help="A run's id, or how it begins.")
]


@app.callback()
def latest(context: typer.Context) -> None:
    """List, show, compare and export the runs that were kept.

    Kept by the browser page, and by planner solve and compare with --record: in the
    database PLANNER_DATABASE_URL names, else in the folder PLANNER_HOME.

    Example: planner runs show 3fX9
    """
    if context.invoked_subcommand is None:
        listing()


@app.command("list")
def listing(
    home: Home = None,
    deleted: Annotated[
        bool, typer.Option("--deleted", help="Those that can be restored.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most.")] = 30,
    as_json: Json = False,
) -> None:
    """List the latest runs.

    Example: planner runs list --limit 10
    """
    from planner.report import recorded, recorded_json
    from planner.runs import open_store

    found = open_store(home=home).runs(deleted=deleted, limit=limit)
    if as_json:
        print_json({"runs": [recorded_json.run_record(each) for each in found]})
    else:
        recorded.show_runs(found, page(), deleted=deleted)


@app.command()
def show(run: Which, home: Home = None, as_json: Json = False) -> None:
    """Show a run: how it ended, its policies, files and log.

    Example: planner runs show 3fX9
    """
    from planner.report import recorded, recorded_json
    from planner.runs import open_store

    store = open_store(home=home)
    found = store.find(run)
    parts = store.steps(found.id), store.files(found.id), store.log(found.id)
    if as_json:
        print_json(recorded_json.whole_record(found, *parts))
    else:
        recorded.show_run(found, *parts, page())


@app.command()
def compare(
    before: Which, after: Which, home: Home = None, as_json: Json = False
) -> None:
    """Say what changed between two runs: cell by cell, and in the plans.

    Example: planner runs compare 3fX9 8aQ2
    """
    from planner.report import recorded
    from planner.runs import difference, open_store

    store = open_store(home=home)
    found = difference(store, store.find(before).id, store.find(after).id)
    if as_json:
        print_json(found.record())
    else:
        recorded.show_difference(found, page())


@app.command()
def name(run: Which, name: str, home: Home = None) -> None:
    """Call a run otherwise.

    Example: planner runs name 3fX9 "Budget 2027"
    """
    from planner.runs import open_store

    store = open_store(home=home)
    _say(f"Named: {store.rename(store.find(run).id, name).name}")


@app.command()
def note(run: Which, text: str, home: Home = None) -> None:
    """Write a note on a run, in place of the former.

    Example: planner runs note 3fX9 "As shown to the board"
    """
    from planner.runs import open_store

    store = open_store(home=home)
    _say(f"Noted: {store.annotate(store.find(run).id, text).note}")


@app.command()
def delete(run: Which, home: Home = None) -> None:
    """Put a run away; for 30 days it can be restored.

    Example: planner runs delete 3fX9
    """
    from planner.runs import open_store

    store = open_store(home=home)
    gone = store.delete(store.find(run).id)
    _say(f"Deleted. To take that back: planner runs restore {gone.id[:8]}")


@app.command()
def restore(run: Which, home: Home = None) -> None:
    """Take back a deletion.

    Example: planner runs restore 3fX9
    """
    from planner.runs import open_store

    store = open_store(home=home)
    _say(f"Restored: {store.restore(store.find(run).id).name}")


@app.command()
def export(
    run: Which,
    name: Annotated[
        list[str] | None, typer.Argument(metavar="FILE", help="Only these.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A new folder for them.")
    ] = None,
    home: Home = None,
) -> None:
    """Write the files of a run into a new folder: workbook, plans, reports.

    Example: planner runs export 3fX9 --out budget
    """
    from planner.runs import open_store

    store = open_store(home=home)
    found = store.find(run)
    folder = out or Path(f"run-{found.id[:8]}")
    names = name or [each.name for each in store.files(found.id)]
    contents = {each: store.file(found.id, each) for each in names}
    if folder.exists():
        raise UsageError(f"{folder} exists: name another folder with --out.")
    folder.mkdir(parents=True)
    for each, content in contents.items():
        (folder / Path(each).name).write_bytes(content)
    _say(f"Wrote {len(contents)} files into {folder}.")


def _say(text: str) -> None:
    messages(quiet=False).print(text, markup=False, soft_wrap=True)
