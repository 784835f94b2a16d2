"""planner runs: the runs that were kept, from the browser and from --record."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.options import Gap, Json, Limit, Quiet, messages, page, print_json
from planner.errors import UsageError

if TYPE_CHECKING:  # loaded when a command needs it
    from planner.runs import Run

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
def latest(
    context: typer.Context,
    home: Home = None,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """List, show, compare and export the runs that were kept.

    Kept by the browser page, and by planner solve and compare with --record: in the
    database PLANNER_DATABASE_URL names, else in the folder PLANNER_HOME.

    Example: planner runs show 3fX9
    """
    del time_limit, gap
    if context.invoked_subcommand is None:
        listing(home, as_json=as_json, quiet=quiet)


@app.command("list")
def listing(
    home: Home = None,
    deleted: Annotated[
        bool, typer.Option("--deleted", help="Those that can be restored.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most.")] = 30,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """List the latest runs.

    Example: planner runs list --limit 10
    """
    from planner.report import recorded, recorded_json
    from planner.runs import open_store

    del quiet
    found = open_store(home=home).runs(deleted=deleted, limit=limit)
    if as_json:
        print_json({"runs": [recorded_json.run_record(each) for each in found]})
    else:
        recorded.show_runs(found, page(), deleted=deleted)


@app.command()
def show(
    run: Which, home: Home = None, as_json: Json = False, quiet: Quiet = False
) -> None:
    """Show a run: how it ended, its policies, files and log.

    Example: planner runs show 3fX9
    """
    from planner.report import recorded, recorded_json
    from planner.runs import open_store

    del quiet
    store = open_store(home=home)
    found = store.find(run)
    parts = store.steps(found.id), store.files(found.id), store.log(found.id)
    if as_json:
        print_json(recorded_json.whole_record(found, *parts))
    else:
        recorded.show_run(found, *parts, page())


@app.command()
def compare(
    before: Which,
    after: Which,
    home: Home = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say what changed between two runs: cell by cell, and in the plans.

    Example: planner runs compare 3fX9 8aQ2
    """
    from planner.report import recorded
    from planner.runs import difference, open_store

    del quiet
    store = open_store(home=home)
    found = difference(store, store.find(before).id, store.find(after).id)
    if as_json:
        print_json(found.record())
    else:
        recorded.show_difference(found, page())


@app.command()
def name(
    run: Which,
    name: str,
    home: Home = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Call a run otherwise.

    Example: planner runs name 3fX9 "Budget 2027"
    """
    from planner.runs import open_store

    store = open_store(home=home)
    found = store.rename(store.find(run).id, name)
    _tell(found, f"Named: {found.name}", as_json=as_json, quiet=quiet)


@app.command()
def note(
    run: Which,
    text: str,
    home: Home = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a note on a run, in place of the former.

    Example: planner runs note 3fX9 "As shown to the board"
    """
    from planner.runs import open_store

    store = open_store(home=home)
    found = store.annotate(store.find(run).id, text)
    _tell(found, f"Noted: {found.note}", as_json=as_json, quiet=quiet)


@app.command()
def delete(
    run: Which, home: Home = None, as_json: Json = False, quiet: Quiet = False
) -> None:
    """Put a run away; for 30 days it can be restored.

    Example: planner runs delete 3fX9
    """
    from planner.runs import open_store

    store = open_store(home=home)
    found = store.delete(store.find(run).id)
    said = f"Deleted. To take that back: planner runs restore {found.id[:8]}"
    _tell(found, said, as_json=as_json, quiet=quiet)


@app.command()
def restore(
    run: Which, home: Home = None, as_json: Json = False, quiet: Quiet = False
) -> None:
    """Take back a deletion.

    Example: planner runs restore 3fX9
    """
    from planner.runs import open_store

    store = open_store(home=home)
    found = store.restore(store.find(run).id)
    _tell(found, f"Restored: {found.name}", as_json=as_json, quiet=quiet)


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
    as_json: Json = False,
    quiet: Quiet = False,
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
    try:
        folder.mkdir(parents=True)
        for each, content in contents.items():
            (folder / Path(each).name).write_bytes(content)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.") from error
    said = f"Wrote {len(contents)} files into {folder}."
    _tell(found, said, as_json=as_json, quiet=quiet)


def _tell(run: "Run", said: str, *, as_json: bool, quiet: bool) -> None:
    """Say what was done with a run."""
    if as_json:
        from planner.report.recorded_json import run_record

        print_json(run_record(run))
    messages(quiet=quiet).print(said, markup=False, soft_wrap=True)
