"""Commands run as a buyer runs them, with something going wrong at a chosen moment."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

OFTEN = bool(os.environ.get("NIGHTLY"))
MARK = "PLANNER_TEST_RUN"
SECONDS = 120
"""After which a run is taken to hang."""
END = 30.0
"""Seconds in which what a run started must end after it."""
MAIN = "from planner.cli import main; main()"
FIRST = """
import importlib, os, signal, sys, time
def first(place, do):
    module, name = place.split(':')
    owner = importlib.import_module(module)
    *path, last = name.split('.')
    for each in path: owner = getattr(owner, each)
    real, done = getattr(owner, last), []
    def wrapped(*a, **k):
        if not done: done.append(do())
        return real(*a, **k)
    setattr(owner, last, wrapped)
"""
"""Defines what does something when a function is first called."""
UNTIDY = ("Traceback", "Warning", "Exception ignored", "leaked")


@dataclass(frozen=True)
class Ended:
    """How a run ended, and what it said."""

    code: int
    printed: str
    talk: str

    @property
    def is_tidy(self) -> bool:
        """Tell whether it said nothing that only a programmer understands."""
        return not any(each in self.printed + self.talk for each in UNTIDY)


def run(folder: Path, *words: str, doing: str = "", **more: str) -> Ended:
    """Run a command to its end in a session of its own, after some lines of code.

    What it has started must end with it.
    """
    process, mark = start(folder, *words, doing=doing, **more)
    printed, talk = process.communicate(timeout=SECONDS)
    await_end(mark)
    return Ended(process.returncode, printed, talk)


def start(
    folder: Path, *words: str, doing: str = "", **more: str
) -> tuple["subprocess.Popen[str]", str]:
    """Start a command and return it, with a mark that all it starts bears."""
    mark = token_hex(8)
    process = subprocess.Popen(
        [sys.executable, "-c", f"{FIRST}\n{doing}\n{MAIN}", *words],
        cwd=folder,
        env={**os.environ, **more, MARK: mark},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    return process, mark


def at(place: str, do: str) -> str:
    """Return the code that does something when a function is first called."""
    return f"first({place!r}, lambda: {do})"


def signalled(place: str, sign: signal.Signals, *, group: bool = False) -> str:
    """Return the code that sends the program a signal, or all of its group."""
    send = "os.killpg(0, {0})" if group else "os.kill(os.getpid(), {0})"
    return at(place, send.format(int(sign)))


def await_end(mark: str) -> None:
    """Wait until nothing is left that bears a mark; complain if something stays."""
    end = time.monotonic() + END
    while left := bearers(mark):
        assert time.monotonic() < end, left
        time.sleep(0.05)


def bearers(mark: str) -> list[str]:
    """Return the processes that bear a mark, where the system tells."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (each / "environ").read_bytes():
                found.append((each / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found
