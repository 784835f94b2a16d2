"""What several tests start from."""

import signal
from pathlib import Path

import pytest

from planner.examples import EXAMPLES
from planner.workbook import template

# Started in the background, a shell ignores Ctrl-C, and so would every program that the
# tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return a folder with the tiny example in it."""
    template.write(tmp_path / "tiny.xlsx", EXAMPLES["tiny"]())
    return tmp_path
