"""What the interface says of itself."""

ABOUT = """Upload a workbook, wait until it is checked, choose policies, wait until they
are solved, and fetch the results. A run goes received, checking, faulty or checked; once
something is chosen queued, running, and done, stopped, cancelled or failed.

Who has the id of a run may read and repeat it; to change it, send the cookie that came
with the first answer, or the token: `Authorization: Bearer TOKEN`. Money is in the
workbook's currency; shares lie between 0 and 1; moments are in UTC. An error is an object
whose `error` is a sentence."""

TAGS = [
    {
        "name": "runs",
        "description": "Workbooks, what was asked of them, and how far it is.",
    },
    {"name": "results", "description": "What came of it."},
]
