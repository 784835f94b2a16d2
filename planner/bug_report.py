"""All that a bug report needs, in one file that `planner doctor` finds again."""

import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from secrets import token_hex
from tempfile import gettempdir
from zipfile import ZIP_DEFLATED, ZipFile

READ_ME = """This file was written because a program broke down: {what}.

It holds no workbook: send that along if you may.

fault.txt       where it broke down
versions.json   which programs were at work
"""
PACKAGES = ("procurement-planner", "highspy", "pyomo", "numpy", "scipy", "pandas")


def parts_of(what: str, trace: str) -> Mapping[str, str]:
    """Return what is reported of a program that broke down, as Python tells it."""
    return {
        "README.txt": READ_ME.format(what=what),
        "fault.txt": trace,
        "versions.json": json.dumps(versions(), indent=1),
    }


def save_parts(parts: Mapping[str, str], folder: Path) -> Path:
    """Write `planner-fault-….zip` with these texts into a folder and return its path.

    The name is new; nothing is overwritten. Blank texts are left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"planner-fault-{token_hex(4)}.zip"
    with path.open("xb") as file, ZipFile(file, "w", ZIP_DEFLATED) as bundle:
        for name, content in parts.items():
            if content:
                bundle.writestr(name, content)
    return path


def told_saved(parts: Mapping[str, str], folder: Path) -> str:
    """Save a report and say where, in a sentence; blank if it could not be saved.

    Where the folder cannot be written, the system's for temporary files is taken.
    """
    for place in _places(folder):
        with suppress(OSError):
            return f"All that a bug report needs is in {save_parts(parts, place)}."
    return ""


def _places(folder: Path) -> Iterable[Path]:
    yield folder
    with suppress(OSError):  # there may be none that can be written
        yield Path(gettempdir())


def versions(packages: Iterable[str] = PACKAGES) -> dict[str, object]:
    """Return which programs are installed here."""
    found: dict[str, object] = {"python": sys.version, "platform": sys.platform}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
