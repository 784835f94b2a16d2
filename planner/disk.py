"""A file onto disk: first under a name that nobody reads, and there for good."""

import os
import time
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

DRAFT = ".plan-{}.tmp"
"""What a file is called until it is whole."""
OLD = 3600.0
"""Seconds after which a draft is taken to be abandoned."""


def write_beside(content: bytes, folder: Path) -> Path:
    """Write to a new file in the folder, made if need be, down to the disk."""
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    beside = folder / DRAFT.format(token_hex(6))
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    return beside


def _sweep(folder: Path) -> None:
    """Remove the drafts of runs that were killed long ago; a young one may be in use."""
    with suppress(OSError):
        for each in folder.glob(DRAFT.format("*")):
            if each.stat().st_mtime < time.time() - OLD:
                each.unlink()


def settle(folder: Path) -> None:
    """Make the new name last through a power cut, where folders can be synced."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
