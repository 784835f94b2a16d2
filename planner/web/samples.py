"""Ready-made workbooks, written by `planner new` in a process of its own."""

import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread

SECONDS = 60
RUN = "from planner.cli import main; main()"
EXAMPLE, EMPTY = "gallium", ""
_one_at_a_time = Lock()


def sample(example: str) -> bytes:
    """Return an example's workbook, or an empty one; the first time takes seconds."""
    with _one_at_a_time:
        return _written(example)


def prepare_samples() -> None:
    """Write them meanwhile, before anybody asks."""
    for example in (EXAMPLE, EMPTY):
        Thread(target=sample, args=(example,), daemon=True).start()


@cache
def _written(example: str) -> bytes:
    with TemporaryDirectory(prefix="planner-") as folder:
        book = Path(folder) / "book.xlsx"
        named = ["--example", example] if example else []
        # -P: a folder with its own `models` must not be picked up.
        asked = [sys.executable, "-P", "-c", RUN, "new", str(book), *named]
        subprocess.run(  # noqa: S603 - no word of it comes from outside
            asked, check=True, timeout=SECONDS, capture_output=True
        )
        return book.read_bytes()
