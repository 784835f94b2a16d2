"""What several tests start from."""

from pathlib import Path

import pytest

from planner.examples import EXAMPLES
from planner.workbook import template


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return a folder with the tiny example in it."""
    template.write(tmp_path / "tiny.xlsx", EXAMPLES["tiny"]())
    return tmp_path
