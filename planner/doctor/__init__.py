"""Is this installation sound? What is installed, whether it solves, and where it writes."""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

NEEDED = (
    *("highspy", "pyomo", "numpy", "scipy", "pandas", "openpyxl", "defusedxml"),
    *("typer", "rich", "joblib", "jinja2"),
)
OPTIONAL = ("python-calamine",)
ABSENT = "not installed"
REINSTALL = "install it again: pip install --force-reinstall procurement-planner"
SOLVER_REMEDY = (
    "believe no plan of this installation, and install the solver again: "
    'pip install --force-reinstall "highspy>=1.15.1"'
)
ROOM = 100 * 2**20
"""Bytes that a folder should have free: a run writes a few megabytes at most."""
GIGABYTE = 2**30


@dataclass(frozen=True)
class Check:
    """One thing that must be so, whether it is, and what to do if not."""

    name: str
    said: str
    remedy: str = ""
    """What to do; blank if all is well."""

    @property
    def ok(self) -> bool:
        """Tell whether all is well."""
        return not self.remedy


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """What was found of an installation."""

    versions: Mapping[str, str]
    machine: Mapping[str, str]
    checks: Sequence[Check]
    faults: Sequence[Path]
    """What earlier runs saved for a bug report, the newest first."""

    @property
    def ok(self) -> bool:
        """Tell whether nothing is broken."""
        return all(each.ok for each in self.checks)


def examine(folder: Path) -> Diagnosis:
    """Look at what is installed, try the solver, and write into the folders in use."""
    versions = {"python": platform.python_version(), **_installed()}
    places = {"current folder": folder, "folder for temporary files": _temporary()}
    checks = [
        *_packages(versions),
        *_solving(),
        *(_writing(name, place) for name, place in places.items()),
    ]
    faults = (
        each
        for place in dict.fromkeys(places.values())
        if place is not None
        for each in place.glob("planner-fault-*.zip")
    )
    return Diagnosis(
        versions=versions,
        machine=_machine(),
        checks=checks,
        faults=sorted(faults, key=_written, reverse=True),
    )


def _installed() -> dict[str, str]:
    found = {}
    for name in ("procurement-planner", *NEEDED, *OPTIONAL):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ABSENT
    return found


def _packages(versions: Mapping[str, str]) -> Iterator[Check]:
    missing = [each for each in NEEDED if versions[each] == ABSENT]
    if missing:
        names = ", ".join(missing)
        yield Check("packages", f"not installed: {names}", f"{names}: {REINSTALL}")
    else:
        yield Check("packages", "all that are needed are installed")


def _solving() -> Iterator[Check]:
    """Solve, as a plan is solved, problems whose answers are known."""
    try:
        battery = import_module("planner.doctor.battery")
    except ImportError as error:
        yield Check("solver", f"cannot be loaded: {error}", REINSTALL)
        return
    for known in battery.KNOWN:
        name = f"solver: {known.story}"
        try:
            wrong = battery.objection(known, battery.solved(known))
        except Exception as fault:  # noqa: BLE001 - whatever is broken is to be told
            wrong = f"{type(fault).__name__}: {fault}"
        yield Check(name, wrong or known.why, wrong and SOLVER_REMEDY)


def _temporary() -> Path | None:
    try:
        return Path(tempfile.gettempdir())
    except OSError:
        return None


def _writing(name: str, folder: Path | None) -> Check:
    """Write a file into a folder, down to the disk, and remove it."""
    remedy = "give yourself the right to write there, or work in another folder"
    if folder is None:
        remedy = "name one that can be written in the environment variable TMPDIR"
        return Check(name, "there is none that can be written", remedy)
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".planner-") as file:
            file.write(bytes(2**20))
            file.flush()
            os.fsync(file.fileno())
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Check(
            name, f"{folder} cannot be written: {error.strerror or error}", remedy
        )
    said = f"{folder} can be written, {free / GIGABYTE:,.1f} GB are free"
    return Check(name, said, "" if free >= ROOM else "free space there")


def _machine() -> dict[str, str]:
    return {
        "platform": platform.platform(),
        "interpreter": sys.executable,
        "cores": str(_cores() or "unknown"),
        "memory": _memory(),
        "locale": f"{sys.getfilesystemencoding()}, {sys.stdout.encoding}",
    }


def _cores() -> int | None:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def _memory() -> str:
    """Return how much memory there is, and how much of it free, where that is told."""
    try:
        page, whole = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return "unknown"
    said = f"{page * whole / GIGABYTE:,.1f} GB"
    with suppress(OSError, ValueError):
        free = page * os.sysconf("SC_AVPHYS_PAGES")
        said += f", {free / GIGABYTE:,.1f} GB of it unused"
    return said


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
