"""Explanations ask the solver dozens of times: here it stays in this process."""

import io
import json
import queue
import shutil
import tempfile
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from planner.solving import attempt, engine, highs
from planner.solving.child import PROGRAM, Child


class Lines(io.StringIO):
    """A stream whose whole lines go into a queue."""

    def __init__(self, lines: queue.SimpleQueue[str]) -> None:
        super().__init__()
        self.said = lines

    def write(self, text: str) -> int:
        for line in filter(str.strip, text.splitlines()):
            self.said.put(line)
        return len(text)


class Here(Child):
    """Does its job at once, where it is, without a start of half a second."""

    def __init__(self, program: Path = PROGRAM) -> None:
        assert program == PROGRAM
        self.program = program
        self.folder = Path(tempfile.mkdtemp(prefix="planner-"))
        self.lines = queue.SimpleQueue()
        self.reader = threading.Thread()
        process: Any = SimpleNamespace(kill=bool, wait=int, poll=int)
        self.process = process

    def tell(self, line: str) -> None:
        if line == "stop":
            return
        watch = highs.Watch(self.folder, Lines(self.lines))
        watch.say("start", version="0")
        highs.solve(json.loads(line), watch)

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(autouse=True, scope="module")
def in_this_process() -> Any:
    patch = pytest.MonkeyPatch()
    patch.setattr(attempt, "Child", Here)
    patch.setattr(engine, "Child", Here)
    yield
    patch.undo()
