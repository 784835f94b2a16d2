"""planner serve: the same in a browser."""

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.options import Gap, Json, Limit, Quiet, messages, print_json

if TYPE_CHECKING:  # they are loaded when the command runs
    from rich.console import Console

    from planner.runs import Store


def serve(
    host: Annotated[
        str,
        typer.Option(
            "--host",
            help="Where to listen; for other machines with a token or a proxy.",
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65_535, help="0 takes a free one.")
    ] = 8000,
    workers: Annotated[
        int, typer.Option("--workers", min=1, help="Runs solved at once; others wait.")
    ] = 2,
    token: Annotated[
        str,
        typer.Option(
            "--token",
            envvar="PLANNER_TOKEN",
            help="What users must know. Safer in the variable than in the command.",
        ),
    ] = "",
    proxy_header: Annotated[
        str,
        typer.Option(
            "--proxy-header",
            metavar="NAME",
            help="Header in which a proxy names the user, such as X-Forwarded-User.",
        ),
    ] = "",
    proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--proxy", metavar="IP", help="Address of that proxy; may be given again."
        ),
    ] = None,
    home: Annotated[
        Path | None,
        typer.Option("--home", help="Folder in which the runs are kept."),
    ] = None,
    uploads: Annotated[
        int,
        typer.Option("--uploads", min=1, help="Workbooks a minute from one address."),
    ] = 60,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open the page in your browser.")
    ] = False,
    access_log: Annotated[
        bool, typer.Option("--access-log", help="Print a line for every request.")
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """Open the planner in a browser: upload, check, choose, watch, compare, download.

    Only this machine gets in, unless --host says otherwise. Runs are kept in the
    database PLANNER_DATABASE_URL names, else in a file in your folder for data.
    Ctrl-C ends it; what is being solved is finished by processes of its own.

    Example: planner serve --open
    """
    from planner.jobs.desk import Desk
    from planner.runs import open_store
    from planner.web import Rate, Settings, check_settings, create_app
    from planner.web.samples import prepare_samples
    from planner.web.serving import address_of, answer, listen

    del time_limit, gap
    settings = Settings(
        host=host,
        token=token.strip(),
        proxy_header=proxy_header.strip(),
        proxies=frozenset(proxy or ()),
        uploads=Rate(most=uploads, seconds=60),
    )
    check_settings(settings)
    talk = messages(quiet=quiet)
    store = open_store(home=home)
    with listen(host, port) as door:
        address = address_of(host, door.getsockname()[1])
        talk.print(f"The planner is at {address}", markup=False, soft_wrap=True)
        talk.print("Ctrl-C ends it.")
        if as_json:
            print_json({"address": address})
        desk = Desk(store, workers, ready=True).start()
        prepare_samples()
        if open_browser:
            webbrowser.open(address)
        answer(create_app(store, settings, desk.nudge), door, access_log=access_log)
        desk.stop()
    _say_goodbye(store, talk)
    store.close()


def _say_goodbye(store: "Store", talk: "Console") -> None:
    """Say what goes on without the server."""
    from planner.runs import State

    under_way = store.waiting((State.CHECKING, State.RUNNING))
    told = f"Ended; runs still being finished: {under_way}" if under_way else "Ended"
    waiting = store.waiting()
    told += f"; runs that wait until it is started again: {waiting}" if waiting else ""
    talk.print(f"{told}.")
