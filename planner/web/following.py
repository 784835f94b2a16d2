"""What follows from a run: another of its workbook, asked for once however often."""

from starlette.responses import Response

from planner.runs import Choice, Run
from planner.web.visit import Visit

MOST_RUNS = 200
LONGEST_NAME = 120
LOST = {"failed", "cancelled"}


def follow(visit: Visit, run: Run, choice: Choice, name: str) -> Response:
    """Go to the run that does what is asked, which begins unless there is one."""
    found = former(visit, run, choice)
    if found is None:
        found = visit.choose(run, choice)
        if found.id != run.id:
            visit.site.store.rename(found.id, name[:LONGEST_NAME])
    return visit.go(f"/runs/{found.id}")


def former(visit: Visit, run: Run, choice: Choice) -> Run | None:
    """Return the latest run that was asked the same and did not fail, if there is one."""
    for each in visit.runs(MOST_RUNS):
        if each.parent == run.id and each.choice == choice and each.state not in LOST:
            return each
    return None
