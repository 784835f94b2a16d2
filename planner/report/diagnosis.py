"""What was found of an installation, on a terminal and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console

from planner.doctor import Check, Diagnosis
from planner.report.grid import text

SECRETS = (
    "A planner-fault zip and the workbook hold prices and names: see whom you send "
    "them to. What doctor prints holds no figure of yours."
)
MOST_FAULTS = 3
"""Files of earlier faults that are named, the newest."""


def show_diagnosis(found: Diagnosis, console: Console) -> None:
    """Print what was found, what to do, and what to attach to a bug report."""
    facts = {**found.versions, **found.machine}
    wide = max(map(len, facts))
    for title, lines in (
        ("Installed", [f"{name:{wide}}  {value}" for name, value in facts.items()]),
        ("Checks", [*_checked(found.checks)]),
        ("For a bug report, attach", [f"· {each}" for each in attached(found)]),
    ):
        console.print(text(title, "bold"))
        for line in lines:
            console.print(text(f"  {line}"), soft_wrap=True)
        console.print()
    broken = sum(not each.ok for each in found.checks)
    verdict = "All is well." if found.ok else f"Broken: {broken}. What to do is above."
    console.print(text(verdict), soft_wrap=True)


def _checked(checks: Sequence[Check]) -> Iterator[str]:
    for each in checks:
        yield f"{'ok' if each.ok else 'BROKEN':6}  {each.name} · {each.said}"
        if each.remedy:
            yield f"        what to do: {each.remedy}"


def attached(found: Diagnosis) -> list[str]:
    """Return what to attach to a bug report."""
    faults = [f"{each}" for each in found.faults[:MOST_FAULTS]]
    return [
        *faults,
        "what this prints: planner doctor --json > doctor.json",
        "the command you ran and all that it printed",
        "the workbook, if you may share it",
        SECRETS,
    ]


def diagnosis_record(found: Diagnosis) -> dict[str, Any]:
    """Return what was found as JSON can hold it."""
    return {
        "ok": found.ok,
        "versions": dict(found.versions),
        "machine": dict(found.machine),
        "checks": [
            {
                "name": each.name,
                "ok": each.ok,
                "said": each.said,
                "remedy": each.remedy,
            }
            for each in found.checks
        ],
        "attach": attached(found),
    }
