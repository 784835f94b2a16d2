"""Runs on a terminal: which there are, one of them, and what changed between two."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import Console, Group
from rich.text import Text

from planner.report import words
from planner.report.grid import MOST_COLUMNS, empty_table, text, titled
from planner.runs import Difference, File, Run, Step
from planner.runs.difference import CellChange, PlanChange

SHORT = 8
"""Characters of an id that tell runs apart."""
MOST_CHANGES = 40
"""Changes shown of one kind; the JSON has all."""
MOST_POLICIES = 3
Said = Sequence[tuple[datetime, str]]


def show_runs(runs: Sequence[Run], console: Console, *, deleted: bool = False) -> None:
    """Print a line for each run."""
    if not runs:
        none = "No deleted runs." if deleted else "No runs yet."
        console.print(text(none), soft_wrap=True)
        return
    table = empty_table("run", "name", "made", "asked", "state")
    for each in runs:
        table.add_row(
            each.id[:SHORT],
            text(each.name),
            moment(each.made),
            text(asked(each)),
            text(each.state, "bold red" if each.state == "failed" else ""),
        )
    console.print(table, width=min(console.width, MOST_COLUMNS))


def moment(when: datetime) -> str:
    """Return a moment in the reader's own time zone."""
    return when.astimezone().strftime("%Y-%m-%d %H:%M")


def asked(run: Run) -> str:
    """Return what was asked of a run, in few words."""
    if run.choice is None:
        return "check"
    policies = run.choice.policies
    named = ", ".join(policies[:MOST_POLICIES]) or "all policies"
    rest = len(policies) - MOST_POLICIES
    more = f" and {rest} more" if rest > 0 else ""
    return f"{run.choice.kind} {named}{more}"


def show_run(
    run: Run, steps: Sequence[Step], files: Sequence[File], log: Said, console: Console
) -> None:
    """Print a run: how it ended, its policies, its files and its log."""
    wide = min(console.width, MOST_COLUMNS)
    table = empty_table("policy", "state", ">objective", ">gap", ">s", "")
    for each in steps:
        table.add_row(
            text(each.policy),
            each.state,
            "" if each.objective is None else words.number(each.objective),
            "" if each.gap is None else words.gap(each.gap),
            f"{each.seconds:.1f}",
            text(each.told),
        )
    kept = empty_table("file", ">bytes")
    for file in files:
        kept.add_row(text(file.name), f"{file.size:,}")
    lines = [text(f"{moment(when)}  {said}") for when, said in log]
    sections = (
        titled(run.name, *_about(run), note=run.id),
        titled("Policies", table) if steps else None,
        titled("Files", kept, note=f"planner runs export {run.id[:SHORT]}"),
        titled("Log", *lines),
    )
    for section in sections:
        if section is not None:
            console.print(section, width=wide)
            console.print()


def _about(run: Run) -> Iterator[Text]:
    told = f": {run.told}" if run.told else ""
    yield text(f"{run.state}{told}")
    yield text(f"{asked(run)} · made {moment(run.made)} by {run.owner}")
    yield text(f"{run.book} · SHA-256 {run.digest}")
    if run.versions:
        named = (f"{name} {of}" for name, of in run.versions.items())
        yield text(", ".join(named))
    if run.note:
        yield text(f"Note: {run.note}")
    if run.parent:
        yield text(f"Of the same workbook as {run.parent[:SHORT]}")
    if run.deleted:
        yield text(
            f"Deleted {moment(run.deleted)}: planner runs restore {run.id[:SHORT]}"
        )


def show_difference(found: Difference, console: Console) -> None:
    """Print what changed from one run to another."""
    wide = min(console.width, MOST_COLUMNS)
    changed = [each for each in found.plans if each.is_change]
    plans = [_plan(each, found) for each in changed]
    for section in (_inputs(found), *plans):
        console.print(section, width=wide)
        console.print()
    same = [each.policy for each in found.plans if not each.is_change]
    if same:
        console.print(text(f"Unchanged plans: {', '.join(same)}."), width=wide)


def _inputs(found: Difference) -> Group:
    before, after = found.before, found.after
    note = f"{before.id[:SHORT]} {before.book} → {after.id[:SHORT]} {after.book}"
    limits = [
        text(f"{when}: {each}")
        for when, of in zip(("before", "after"), found.limits, strict=True)
        for each in of
    ]
    if not found.cells:
        same = "The workbooks say the same."
        return titled("Inputs", text(same), *limits, note=note)
    table = empty_table("cell", "row", "column", "before", "after")
    for each in found.cells[:MOST_CHANGES]:
        place = f"{each.sheet}!{each.cell}"
        cells = (place, each.row, each.column, *_values(each))
        table.add_row(*map(text, cells))
    rest = len(found.cells) - MOST_CHANGES
    more = [text(f"{rest:,} more changed; --json has all.", "dim")] if rest > 0 else []
    return titled("Inputs", table, *more, *limits, note=note)


def _values(change: CellChange) -> tuple[str, str]:
    return _value(change.before), _value(change.after)


def _value(value: object) -> str:
    if value is None:
        return "(empty)"
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def _plan(change: PlanChange, found: Difference) -> Group:
    said = []
    if change.status[0] != change.status[1]:
        said.append(text(f"{change.status[0]} → {change.status[1]}"))
    before, after = change.cost
    if before is not None and after is not None:
        moved = f" ({(after - before) / abs(before):+.2%})" if before else ""
        numbers = f"{words.number(before)} → {words.number(after)}{moved}"
        said.append(text(f"expected cost {numbers} {found.currency}".rstrip()))
    if change.signed:
        said.append(text(f"signed now: {', '.join(change.signed)}"))
    if change.unsigned:
        said.append(text(f"no longer signed: {', '.join(change.unsigned)}"))
    table = empty_table("offer", "period", f">before, {found.unit}", ">after")
    for each in change.volumes[:MOST_CHANGES]:
        volumes = (words.number(each.before), words.number(each.after))
        table.add_row(text(each.offer), each.period, *volumes)
    rest = len(change.volumes) - MOST_CHANGES
    more = [text(f"{rest:,} more changed; --json has all.", "dim")] if rest > 0 else []
    if change.volumes:
        return titled(change.policy, *said, table, *more)
    return titled(change.policy, *said)
