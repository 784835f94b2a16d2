"""A decomposition that is stopped from the command line keeps its best plan."""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from planner.cli import main, stopping
from planner.examples import EXAMPLES
from planner.workbook import template
from tests.faults.runs import Ended

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
WORDS = ("--method", "decomposition", "--gap", "0", "--json")


class Stopping:
    """The gallium book, solved in this process."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, said: Any) -> None:
        self.folder, self.patch, self.said = folder, patch, said
        template.write(folder / "gallium.xlsx", EXAMPLES["gallium"]())

    def run(self, *words: str) -> Ended:
        book = str(self.folder / "gallium.xlsx")
        self.patch.setattr(sys, "argv", ["planner", "solve", book, *WORDS, *words])
        with pytest.raises(SystemExit) as left:
            main()
        return Ended(int(left.value.code or 0), *self.said.readouterr())

    @property
    def plan(self) -> Path:
        return self.folder / "gallium-plan.xlsx"


@pytest.fixture
def stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Stopping:
    return Stopping(tmp_path, monkeypatch, capsys)


def test_ctrl_c_at_the_first_plan_keeps_it_with_its_gap(
    stop: Stopping, monkeypatch: pytest.MonkeyPatch
) -> None:
    noting, sent = stopping.Search.noting, list[float]()

    def signalling(search: stopping.Search, progress: Any) -> Any:
        heard = noting(search, progress)

        def told(news: Any) -> None:
            heard(news)
            if news.best is not None and not sent:
                sent.append(news.best)
                os.kill(os.getpid(), signal.SIGINT)

        return told

    monkeypatch.setattr(stopping.Search, "noting", signalling)
    ended = stop.run()
    found = json.loads(ended.printed)
    assert (ended.code, found["status"]) == (4, "interrupted"), ended.talk
    assert found["gap"] > 0
    assert found["bound"] < found["objective"] <= sent[0] * (1 + 1e-6)
    assert found["solver"]["method"] == "decomposition"
    assert stop.plan.exists()


def test_a_time_limit_leaves_its_best_plan_or_says_that_there_is_none(
    stop: Stopping,
) -> None:
    ended = stop.run("--time-limit", "1.5")
    found = json.loads(ended.printed)
    assert (ended.code, found["status"]) in {(4, "time_limit"), (5, "time_limit")}
    assert stop.plan.exists() == (ended.code == 4)
    assert ended.code == 5 or found["gap"] > 0
