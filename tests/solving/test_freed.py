"""What a process has freed goes back to the system."""

import os
import platform
from pathlib import Path

import numpy as np
import pytest

from planner.solving.freed import give_back

STATM = Path("/proc/self/statm")
COUNT, SIZE = 4000, 10_000


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="only glibc keeps what is freed"
)
def test_what_lies_between_things_that_stay_is_given_back() -> None:
    """Of many arrays of 80 kB every second is let go, and none is at the end."""
    arrays = [np.ones(SIZE) for _ in range(COUNT)]
    kept = arrays[1::2]
    del arrays
    before = held()
    give_back()
    assert before - held() > COUNT // 2 * SIZE * 8 * 0.8
    assert len(kept) == COUNT // 2


def test_where_it_cannot_be_asked_for_nothing_happens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def absent(_: object) -> None:
        raise TypeError

    monkeypatch.setattr("ctypes.CDLL", absent)
    give_back()


def held() -> int:
    """Return the bytes that this process holds in memory."""
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
