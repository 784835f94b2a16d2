"""What the tests of the workbook share."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest

from planner.workbook import apart, file
from planner.workbook.frames import Frame, Sheets, frames, guess_of, sheets_of
from planner.workbook.reader import answers


@dataclass
class _Here:
    """A reading in this process, by the code that the child runs."""

    content: bytes
    name: str
    known: Sheets | None = None

    @cached_property
    def answer(self) -> list[Frame]:
        asked = json.loads(json.dumps(apart.reading_request(self.name, fast=True)))
        return list(frames(b"".join(answers(asked, self.content))))

    def guess(self) -> Sheets | None:
        self.known = guess_of(self.answer[0])
        return self.known

    def sheets(self) -> Sheets:
        return sheets_of(self.answer, self.known)


@contextmanager
def _begin(content: bytes, name: str) -> Iterator[Any]:
    yield _Here(content, name)


@pytest.fixture(autouse=True)
def parsing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse in this process, but where a test is marked to use a child."""
    if "apart_from_here" not in request.fixturenames:
        monkeypatch.setattr(file, "begin", _begin)


@pytest.fixture
def apart_from_here() -> None:
    """Parse in a child, as a buyer's file is."""
