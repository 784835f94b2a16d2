"""A finished report onto disk, whole or not at all, and never lost for want of a place."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import gettempdir

from planner.disk import settle, write_beside
from planner.errors import UsageError

MOST_NAMES = 99
"""Numbered names tried in a folder."""
LOCKS = (".~lock.{}#", "~${}")
"""What LibreOffice and Excel put beside a workbook that is open."""


def quietly(_: str) -> None:
    """Say nothing."""


def trust(_: Path) -> None:
    """Ask nothing of a file."""


def save(
    content: bytes,
    path: Path,
    tell: Callable[[str], None] = quietly,
    check: Callable[[Path], None] = trust,
) -> Path:
    """Write a file and return where it went.

    A file that is open or may not be changed is left alone: a numbered name beside it
    is taken, `x-plan (2).xlsx`. Where the folder cannot be written, the current one is
    taken, then the system's folder for temporary files. ``tell`` hears why. ``check``
    reads the file back from the disk before it gets its name; what it raises leaves
    nothing behind.

    Raises:
        UsageError: nothing can be written in any of them.
    """
    reasons = []
    for folder in dict.fromkeys((path.parent, Path.cwd(), Path(gettempdir()))):
        try:
            place = _save_in(content, folder / path.name, tell, check)
        except OSError as error:
            reasons.append(f"{folder} cannot be written: {_why(error)}")
        else:
            if reasons:
                tell(f"{'; '.join(reasons)}. Written to {place} instead.")
            return place
    raise UsageError(f"{path.name} could not be written. {'; '.join(reasons)}.")


def _save_in(
    content: bytes,
    path: Path,
    tell: Callable[[str], None],
    check: Callable[[Path], None],
) -> Path:
    """Write to the first name in a folder that is free to be written."""
    beside = write_beside(content, path.parent)
    taken = ""
    try:
        check(beside)
        for place in _names(path):
            reason = _held(place) if not taken else _exists(place)
            if not reason:
                reason = _moved(beside, place)
            if not reason:
                if taken:
                    tell(f"{taken}. Written to {place} instead.")
                return place
            taken = taken or reason
    finally:
        beside.unlink(missing_ok=True)
    raise FileExistsError(taken)


def _names(path: Path) -> Iterator[Path]:
    yield path
    for number in range(2, MOST_NAMES + 1):
        yield path.with_name(f"{path.stem} ({number}){path.suffix}")


def _held(path: Path) -> str:
    """Return why an existing file must be left alone, or nothing."""
    if not path.exists():
        return ""
    if not path.is_file():
        return f"{path} is no file"
    if not (path.stat().st_mode & stat.S_IWUSR and os.access(path, os.W_OK)):
        return f"{path} may not be changed"
    if any(path.with_name(lock.format(path.name)).exists() for lock in LOCKS):
        return f"{path} is open in another program"
    return ""


def _exists(path: Path) -> str:
    return f"{path} is there already" if path.exists() else ""


def _moved(beside: Path, path: Path) -> str:
    """Give the file its name; return why it cannot have it, or nothing."""
    try:
        beside.replace(path)
    except PermissionError:
        return f"{path} is open in another program, or may not be changed"
    settle(path.parent)
    return ""


def _why(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
