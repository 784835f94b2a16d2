"""A file is parsed in a process of its own, and never in this one.

The child gets the bytes, limits of memory and time, and a hundredth of the program; it
sends back plain cells and is thrown away. Whatever happens to it is one sentence.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from tempfile import TemporaryFile
from typing import Any

from planner.bug_report import parts_of, told_saved
from planner.errors import PlannerError, UsageError
from planner.workbook.frames import (
    GUESSED,
    Frame,
    Sheets,
    begins,
    frames,
    guess_of,
    said_first,
    sheets_of,
)
from planner.workbook.schema import SHEETS
from planner.workbook.words import header

MOST_FILE = 64 * 2**20
"""Bytes of a workbook as it is on the disk."""
MEMORY = 2 * 2**30
"""Bytes of address space that the child may take."""
SECONDS = 20.0
"""What the child may take for a file of a megabyte, and for each one more."""
SECONDS_PER_MEGABYTE = 10.0
ROOT = Path(__file__).parents[2]
UNWANTED = ("numpy", "pandas", "lxml", "PIL")
"""What openpyxl would load if it could, and a reader needs not."""
START = (
    f"import sys; sys.modules.update(dict.fromkeys({UNWANTED})); "
    "sys.path[:0] = sys.argv[1:]; from planner.workbook.reader import main; main()"
)
TOO_LONG = "delete what is not part of the plan, such as empty formatted rows"
TRUSTED = "open it in Excel, let Excel repair it, and save it again"
PART = 2**20
"""Bytes that are taken from a child at once, at most."""
UNCAUGHT = 1
"""What Python leaves with after an exception that nobody caught: a fault of ours."""
ENDED = {-getattr(signal, name, 0) for name in ("SIGKILL", "SIGXCPU")} - {0}
"""What a child leaves with that took more than the system allows it."""


def content_of(path: Path) -> bytes:
    """Return the bytes of a workbook.

    Raises:
        UsageError: there is no such file, or it is far too big.
    """
    try:
        about = path.stat()
        if not (S_ISREG(about.st_mode) or S_ISDIR(about.st_mode)):
            raise UsageError(f"{path} is not a file: name a workbook")
        if about.st_size > MOST_FILE:
            raise UsageError(
                f"{path.name} has more than {MOST_FILE // 2**20} MB: {TOO_LONG}"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"there is no file {path}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{path} cannot be opened: {reason}") from error


def seconds_for(content: bytes) -> float:
    """Return how long a child may work on a file of this size."""
    more = max(len(content) / 2**20 - 1, 0.0)
    return SECONDS + SECONDS_PER_MEGABYTE * more


@dataclass
class Reading:
    """The reading of one workbook, under way in a child."""

    content: bytes
    name: str
    child: "Child"
    _guess: Sheets | None = None

    def guess(self) -> Sheets | None:
        """Return what one engine reads of a plain workbook, before the other has looked.

        It holds only if ``sheets`` returns this very object.
        """
        first = self.child.first()
        self._guess = None if first is None else guess_of(first)
        return self._guess

    def sheets(self) -> Sheets:
        """Return what the child read, once it has.

        Raises:
            UsageError: it is no workbook, a damaged one, or one too big to read.
            PlannerError: the program that reads it is at fault.
        """
        got = self.child.answer()
        if not got and not self.child.late:  # the fast engine may break down
            self.child.close()
            self.child = Child(reading_request(self.name, fast=False), self.content)
            got = self.child.answer()
        if not got:
            raise self.child.failure(self.name)
        return sheets_of(got, self._guess)


@contextmanager
def begin(content: bytes, name: str) -> Iterator[Reading]:
    """Start to read a workbook; the child ends with the block."""
    reading = Reading(content, name, Child(reading_request(name, fast=True), content))
    try:
        yield reading
    finally:
        reading.child.close()


def ask(task: str, content: bytes, name: str, **more: Any) -> Any:
    """Return the child's one answer to another task.

    Raises:
        UsageError: it refused, or did not come back.
        PlannerError: it broke down by a fault of its own.
    """
    child = Child({"task": task, "name": name, **more}, content)
    try:
        got = child.answer()
        if not got:
            raise child.failure(name)
        return said_first(got)
    finally:
        child.close()


def reading_request(name: str, *, fast: bool) -> dict[str, Any]:
    """Return what a child is asked in order to read a workbook."""
    sheets = [header(each) for each in SHEETS]
    return {"task": "read", "name": name, "sheets": sheets, "fast": fast}


class Child:
    """A process that has one file to parse."""

    def __init__(self, request: Mapping[str, Any], content: bytes) -> None:
        self.seconds = seconds_for(content)
        self.late = False
        self.fault = ""
        """What Python said of a fault of the program; blank if there was none."""
        limits = {"memory": MEMORY, "seconds": int(self.seconds) + 1}
        told = TemporaryFile()  # noqa: SIM115  (the child reads it as its input)
        told.write(json.dumps({**request, **limits}).encode() + b"\n")
        told.write(content)
        told.seek(0)
        paths = [str(ROOT), *(os.path.abspath(each) for each in sys.path if each)]  # noqa: PTH100
        self._complaint = TemporaryFile()  # noqa: SIM115  (closed with the child)
        with told:
            # Its own session: Ctrl-C at the terminal is this process's business.
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", "-S", "-c", START, *paths],
                stdin=told,
                stdout=subprocess.PIPE,
                stderr=self._complaint,
                start_new_session=True,
            )
        self._until = time.monotonic() + self.seconds
        self._said, self._silent = bytearray(), False
        self._heard = threading.Condition()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        pipe: Any = self.process.stdout
        for part in iter(lambda: pipe.read1(PART), b""):
            with self._heard:
                self._said += part
                self._heard.notify_all()
        with self._heard:
            self._silent = True
            self._heard.notify_all()

    def first(self) -> Frame | None:
        """Return the first frame once it has arrived; None if none does."""

        def is_known() -> bool:
            return self._silent or begins(self._said)

        with self._heard:
            self._heard.wait_for(is_known, self._left)
        return next(frames(bytes(self._said)), None)

    @property
    def _left(self) -> float:
        return max(0.0, self._until - time.monotonic())

    def answer(self) -> list[Frame]:
        """Return the frames that arrived whole, once the child has ended.

        None where there is no more than a guess, or where it ended by a fault of the
        program, whatever it had said before.
        """
        try:
            self._listener.join(self._left)
            self.process.wait(self._left)
        except subprocess.TimeoutExpired:
            self.late = True
            self.process.kill()
            self.process.wait()
        self._listener.join()
        if self.process.returncode == UNCAUGHT and not self.late:
            self._complaint.seek(0)
            self.fault = self._complaint.read().decode("utf-8", "replace").strip()
            return []
        found = list(frames(bytes(self._said)))
        return found if any(kind != GUESSED for kind, _ in found) else []

    def failure(self, name: str) -> PlannerError:
        """Return why there is no answer."""
        last = self.fault.rpartition("\n")[2]
        if self.late:
            return UsageError(
                f"{name} takes more than {self.seconds:.0f} s to read: {TOO_LONG}"
            )
        if self.process.returncode in ENDED or last.startswith("MemoryError"):
            return UsageError(f"{name} needs too much time or memory: {TOO_LONG}")
        if self.fault:
            return _of_program(name, last, self.fault)
        return UsageError(f"{name} breaks the program that reads it: {TRUSTED}")

    def close(self) -> None:
        """End the child, whatever it is doing."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._listener.join()
        if self.process.stdout:
            self.process.stdout.close()
        self._complaint.close()


def _of_program(name: str, last: str, whole: str) -> PlannerError:
    """Return that the reading program is at fault, with a report to send."""
    parts = parts_of(f"the one that reads workbooks, at {name}", whole)
    said = f"A fault of the program, not of {name}, which may be as it should: {last}."
    return PlannerError(f"{said} {told_saved(parts, Path.cwd())}".strip())
