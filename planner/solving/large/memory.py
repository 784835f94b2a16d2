"""What this process has learnt of the cases it solved last."""

from collections import deque
from threading import Lock

from models.case import Case
from planner.solving.job import Memory

CASES = 2
"""How many cases are remembered."""
LOCK = Lock()
KNOWN: deque[tuple[Case, Memory]] = deque(maxlen=CASES)
"""The case used last comes first."""


def memory_of(case: Case) -> Memory:
    """Return what is known of a case, to be used and added to.

    It may be anything: what holds for a problem is decided number by number (``pool``).
    """
    with LOCK:
        found = next((each for each in KNOWN if each[0] == case), (case, Memory()))
        if found in KNOWN:
            KNOWN.remove(found)
        KNOWN.appendleft(found)
        return found[1]
