"""From a workbook to the plan, by plain forms: what a browser without scripts does."""

import pytest
from starlette.testclient import TestClient

from planner.runs import Change, Choice, State, Step, Store
from planner.web import samples
from tests.web.browser import (
    BOOK,
    FAULTY,
    begin,
    browser,
    check,
    finish,
    solved,
    upload,
)
from tests.web.browser import text as said


def test_the_first_page_says_where_to_begin(client: TestClient) -> None:
    page = client.get("/").text
    for form in ("/uploads", "/examples/gallium"):
        assert f'action="{form}"' in page
    assert 'href="/template.xlsx"' in page
    assert "Nothing yet" in page


def test_an_uploaded_workbook_is_listed_and_waits_to_be_checked(
    client: TestClient,
) -> None:
    run = upload(client, "plan 2027.xlsx")
    page = client.get(f"/runs/{run}").text
    assert "Next in the queue." in page
    assert f"/runs/{run}/progress?at=check" in page
    assert "plan 2027.xlsx" in client.get("/").text


def test_faults_are_shown_at_their_cells_with_their_row_and_a_marked_copy(
    client: TestClient, store: Store
) -> None:
    run = upload(client, "Plan.xlsx")
    check(store, FAULTY)
    page = client.get(f"/runs/{run}").text
    for told in ("1 fault to mend", "D3", "&#39;dear&#39; is not a number", "digits"):
        assert told in page
    assert '<td class="t bad">dear</td>' in page
    assert "progress" not in page
    copy = client.get(f"/runs/{run}/files/marked.xlsx")
    assert copy.content == b"PK marked"
    assert 'filename="Plan-marked.xlsx"' in copy.headers["content-disposition"]


def test_a_workbook_that_cannot_be_read_says_why(
    client: TestClient, store: Store
) -> None:
    run = upload(client)
    check(store, {"ok": False, "error": "It has a password <b>."})
    page = client.get(f"/runs/{run}").text
    assert "It has a password &lt;b&gt;." in page


def test_what_was_understood_is_shown_beside_the_policies(
    client: TestClient, store: Store
) -> None:
    run = upload(client)
    check(store)
    page = said(client.get(f"/runs/{run}").text)
    for told in (
        "Q1 2027 to Q4 2027",
        "100.00–1,200.50",
        "72.9%",
        "1 warning",
        "gallium in 2027, short by 40 kg",
        "At most 70% comes from China.",
    ):
        assert told in page


def test_a_limit_that_is_changed_is_tried_and_others_stay(
    client: TestClient, store: Store
) -> None:
    run = upload(client)
    check(store)
    form = {
        "policy": ["0", "1"],
        "limit-0-0": "６０",
        "limit-1-0": "2",
        "gap": "0.5",
        "time_limit": "60",
    }
    sent = client.post(f"/runs/{run}/choose", data=form)
    assert sent.status_code == 200
    assert store.run(run).choice == Choice(
        policies=("Most", "Two sources"),
        limits=(Change("Most", 0, 0.6),),
        gap=0.005,
        time_limit=60,
    )


def test_a_second_click_asks_nothing_twice(client: TestClient, store: Store) -> None:
    run = upload(client)
    check(store)
    for _ in range(2):
        page = client.post(f"/runs/{run}/choose", data={"policy": "0"})
        assert page.url.path == f"/runs/{run}"
    assert len(store.runs()) == 1


def test_a_wrong_field_is_marked_and_nothing_typed_is_lost(
    client: TestClient, store: Store
) -> None:
    run = upload(client)
    check(store)
    form = {"policy": "0", "limit-0-0": "170", "gap": "much"}
    page = client.post(f"/runs/{run}/choose", data=form)
    assert page.status_code == 422
    assert "2 fields need another value" in page.text
    assert "Write a number from 0 to 100." in page.text
    assert 'value="170"' in page.text
    assert 'value="much"' in page.text
    assert store.run(run).state is State.CHECKED


def test_at_least_one_policy_must_be_ticked(client: TestClient, store: Store) -> None:
    run = upload(client)
    check(store)
    page = client.post(f"/runs/{run}/choose", data={})
    assert page.status_code == 422
    assert "Tick at least one policy." in page.text


def test_progress_has_a_row_for_each_policy_and_survives_a_restarted_server(
    client: TestClient, store: Store
) -> None:
    run = upload(client)
    check(store)
    store.choose(run, Choice())
    steps = (
        Step(policy="none", state="done", objective=46382.0, gap=0.0, seconds=65),
        Step(policy="Most", state="running", objective=5e6, bound=4e6, gap=0.2),
    )
    begin(store, *steps)
    again = browser(store, cookies=dict(client.cookies))
    page = again.get(f"/runs/{run}").text
    for told in ("1 of 2 done.", "No rules: the cheapest", "1 min 05 s", "20%"):
        assert told in page
    assert "5,000,000" in page
    fragment = again.get(f"/runs/{run}/progress", params={"at": "solve"}).text
    assert fragment.startswith('<section id="progress"')
    assert "Good enough" in fragment


def test_good_enough_and_cancel_are_heard_by_the_worker(
    client: TestClient, store: Store
) -> None:
    run = upload(client)
    check(store)
    store.choose(run, Choice())
    begin(store, Step(policy="Most", state="running", objective=1.0))
    client.post(f"/runs/{run}/enough", data={"policy": "Most"})
    assert store.beat(run, "worker").policies == {"Most"}
    assert "stopping" in client.get(f"/runs/{run}").text
    client.post(f"/runs/{run}/enough")
    assert store.beat(run, "worker").enough
    page = client.post(f"/runs/{run}/cancel")
    assert store.beat(run, "worker").cancel
    assert "Cancelling" in page.text


def test_a_page_whose_run_moved_on_is_loaded_anew_and_an_ended_one_polls_no_more(
    client: TestClient, store: Store
) -> None:
    run = upload(client)
    check(store)
    moved = client.get(f"/runs/{run}/progress", params={"at": "check"})
    assert moved.headers["hx-refresh"] == "true"
    store.choose(run, Choice())
    finish(store, begin(store))
    page = client.get(f"/runs/{run}").text
    assert "hx-trigger" not in page
    assert 'http-equiv="refresh"' not in page


def test_results_are_a_table_and_files_to_take_away(
    client: TestClient, store: Store
) -> None:
    run = solved(store, client)
    page = said(client.get(f"/runs/{run}").text)
    assert "46,382" in page
    assert "The comparison as a workbook" in page
    found = client.get(f"/runs/{run}/files/input.xlsx")
    assert found.content == BOOK
    assert found.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED, State.STOPPED])
def test_how_a_run_ended_is_said(
    client: TestClient, store: Store, state: State
) -> None:
    run = upload(client)
    check(store)
    store.choose(run, Choice())
    store.end(begin(store).id, "worker", state, "The worker <died>.")
    assert "The worker &lt;died&gt;." in client.get(f"/runs/{run}").text


def test_an_ended_run_is_repeated_with_what_was_chosen_last(
    client: TestClient, store: Store
) -> None:
    run = upload(client)
    check(store)
    choice = Choice(policies=("Most",), limits=(Change("Most", 0, 0.55),))
    store.choose(run, choice)
    finish(store, begin(store))
    page = client.get(f"/runs/{run}/choose").text
    assert 'value="55"' in page
    sent = client.post(f"/runs/{run}/choose", data={"policy": "1", "limit-1-0": "3"})
    repeated = store.run(sent.url.path.removeprefix("/runs/"))
    assert repeated.id != run
    assert repeated.parent == run
    assert repeated.choice == Choice(
        policies=("Two sources",), limits=(Change("Two sources", 0, 3),)
    )


def test_a_run_that_failed_before_it_was_checked_is_begun_again(
    client: TestClient, store: Store
) -> None:
    run = upload(client)
    assert store.claim("worker", (State.RECEIVED,))
    store.end(run, "worker", State.FAILED, "The worker died.")
    assert f'action="/runs/{run}/again"' in client.get(f"/runs/{run}").text
    page = client.post(f"/runs/{run}/again")
    begun = store.run(page.url.path.removeprefix("/runs/"))
    assert (begun.state, begun.parent) == (State.RECEIVED, run)


def test_a_deleted_run_is_gone_until_that_is_taken_back(
    client: TestClient, store: Store
) -> None:
    run = solved(store, client)
    page = client.post(f"/runs/{run}/delete")
    assert "was deleted" in page.text
    assert f'href="/runs/{run}"' not in page.text
    assert browser(store).get(f"/runs/{run}").status_code == 404
    client.post(f"/runs/{run}/restore")
    assert f'href="/runs/{run}"' in client.get("/").text


def test_a_run_is_named_and_noted(client: TestClient, store: Store) -> None:
    run = solved(store, client)
    client.post(f"/runs/{run}/name", data={"name": "ガリウム", "note": "for <Monday>"})
    page = client.get(f"/runs/{run}").text
    assert "<h1>ガリウム</h1>" in page
    assert "for &lt;Monday&gt;" in page
    saved = client.get(f"/runs/{run}/files/compare.xlsx").headers["content-disposition"]
    assert "filename*=UTF-8''%E3%82%AC%E3%83%AA%E3%82%A6%E3%83%A0-compare" in saved
    assert 'filename="compare.xlsx"' in saved


def test_the_example_begins_in_one_click(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples, "_written", lambda _: BOOK)
    page = client.post("/examples/gallium")
    assert page.status_code == 200
    run = store.run(page.url.path.removeprefix("/runs/"))
    assert run.name == "Gallium example"


def test_the_ready_made_workbooks_are_those_of_planner_new(client: TestClient) -> None:
    for address in ("/template.xlsx", "/examples/gallium.xlsx"):
        assert client.get(address).content.startswith(b"PK\x03\x04")


def test_once_all_policies_are_solved_it_is_told_what_is_still_being_done(
    client: TestClient, store: Store
) -> None:
    run = upload(client)
    check(store)
    store.choose(run, Choice())
    begin(store, Step(policy="none", state="done", objective=1.0))
    store.say(run, "2 of 9 plans without one rule · Most: gap 0.0000% in 1.0 s")
    page = said(client.get(f"/runs/{run}").text)
    assert "Every one is solved." in page
    assert "2 of 9 plans without one rule" in page
