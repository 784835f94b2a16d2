"""Names of files and counts of clients, on their own."""

import pytest

from planner.web.rates import Counter
from planner.web.sending import clean, send
from planner.web.settings import Rate
from planner.web.taking import shown_name


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("plan.xlsx", "plan.xlsx"),
        ("../../plan.xlsx", "plan.xlsx"),
        ("C:\\folder\\plan.xlsx", "plan.xlsx"),
        ("", "book.xlsx"),
        (None, "book.xlsx"),
        ("a\r\nSet-Cookie: b.xlsx", "aSet-Cookie: b.xlsx"),
        ("計画.xlsx", "計画.xlsx"),
    ],
)
def test_an_upload_is_called_by_the_last_part_of_its_name(
    told: str | None, name: str
) -> None:
    assert shown_name(told) == name


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Plan 2027: a/b", "Plan 2027 a b"),
        ("CON", "book CON"),
        ("  ..hidden.. ", "hidden"),
        ("", "book"),
        ("a\u202egnp", "a gnp"),
    ],
)
def test_a_name_is_one_on_every_system(told: str, name: str) -> None:
    assert clean(told) == name


def test_a_file_is_saved_and_never_shown() -> None:
    headers = send(b"<script>", "計画-compare.html").headers
    saved = headers["content-disposition"]
    assert saved.startswith(
        "attachment; filename=\"compare.html\"; filename*=UTF-8''%E8"
    )


def test_a_client_may_again_when_its_time_is_over() -> None:
    now = [0.0]
    counter = Counter(Rate(most=2, seconds=10), lambda: now[0])
    for at in (0.0, 4.0):
        now[0] = at
        assert counter.wait("a") == 0
        counter.count("a")
    assert counter.wait("a") == 6
    assert counter.wait("b") == 0
    now[0] = 10.0
    assert counter.wait("a") == 0
