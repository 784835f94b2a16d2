"""Runs from their arrival to their end, on SQLite and on PostgreSQL."""

import math
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, update

from planner.errors import UsageError
from planner.runs import (
    LOCAL,
    MOST_BYTES,
    Change,
    Choice,
    Run,
    State,
    Step,
    Store,
    UnknownFileError,
    UnknownRunError,
    open_store,
)
from planner.runs.tables import schema

BOOK = b"a workbook"


def checked(store: Store, owner: str = "ann") -> str:
    """Return a run whose workbook was found to be good."""
    run = store.receive(BOOK, "book.xlsx", owner)
    while (claimed := store.claim("w", (State.RECEIVED,))) is not None:
        store.keep(claimed.id, "check.json", b"{}")
        store.end(claimed.id, "w", State.CHECKED)
    return run.id


def running(store: Store, *policies: str) -> str:
    """Return a run that the worker `w` solves."""
    run = checked(store)
    store.choose(run, Choice())
    store.claim("w")
    for each in policies:
        store.put_step(run, Step(policy=each))
    return run


def test_a_run_goes_from_received_to_done_and_its_log_says_so(store: Store) -> None:
    run = store.receive(BOOK, "book.xlsx", "ann")
    assert (run.state, run.name, store.place(run.id)) == ("received", "book.xlsx", 1)
    claimed = store.claim("one")
    assert claimed is not None
    assert (claimed.id, claimed.state) == (run.id, State.CHECKING)
    assert store.file(run.id, "input.xlsx") == BOOK
    store.end(run.id, "one", State.CHECKED)
    queued = store.choose(run.id, Choice(policies=("none",)))
    assert (queued.id, queued.state) == (run.id, State.QUEUED)
    assert store.claim("two") is not None
    assert store.end(run.id, "two", State.DONE, "All is well.")
    ended = store.run(run.id)
    assert (ended.state, ended.told) == (State.DONE, "All is well.")
    assert ended.began is not None
    assert ended.ended is not None
    assert ended.began <= ended.ended
    said = [text for _, text in store.log(run.id)]
    assert said == ["Received.", "checked.", "Asked for: compare none.", "All is well."]


def test_what_is_chosen_comes_back_as_it_was(store: Store) -> None:
    choice = Choice(
        policies=("none", "六割"), limits=(Change("六割", 0, 0.5),), gap=0.01
    )
    run = store.choose(checked(store), choice)
    assert store.run(run.id).choice == choice


def test_a_run_that_was_claimed_is_nobody_else_s(store: Store) -> None:
    run = store.receive(BOOK, "book.xlsx", "ann").id
    assert store.claim("one") is not None
    assert store.claim("two") is None
    assert not store.beat(run, "two").mine
    assert not store.end(run, "two", State.FAILED)
    assert store.run(run).state is State.CHECKING


def test_many_workers_at_once_take_every_run_once(store: Store) -> None:
    runs = {store.receive(BOOK, f"{n}.xlsx", "ann").id for n in range(30)}

    def take(worker: int) -> list[str]:
        taken = []
        while (run := store.claim(f"w{worker}")) is not None:
            taken.append(run.id)
        return taken

    with ThreadPoolExecutor(6) as pool:
        taken = Counter(run for each in pool.map(take, range(6)) for run in each)
    assert set(taken) == runs
    assert set(taken.values()) == {1}


def test_the_first_to_come_is_the_first_to_be_served(store: Store) -> None:
    runs = [store.receive(BOOK, f"{n}.xlsx", "ann").id for n in range(3)]
    assert [store.place(each) for each in runs] == [1, 2, 3]
    first = store.claim("w")
    assert first is not None
    assert first.id == runs[0]
    assert [store.place(each) for each in runs] == [None, 1, 2]


def test_a_workbook_does_not_wait_behind_long_solves(store: Store) -> None:
    long = checked(store)
    store.choose(long, Choice())
    new = store.receive(BOOK, "new.xlsx", "ann").id
    assert (store.place(long), store.place(new)) == (1, 1)
    found = store.claim("w", (State.RECEIVED,))
    assert found is not None
    assert found.id == new


def test_a_worker_that_dies_while_it_checks_leaves_the_run_waiting_once(
    store: Store,
) -> None:
    run = store.receive(BOOK, "book.xlsx", "ann").id
    store.claim("one")
    assert store.bury(-1) == [(run, State.RECEIVED)]
    store.claim("two")
    assert store.bury(-1) == [(run, State.FAILED)]
    assert "ended without a word" in store.run(run).told


def test_a_worker_that_dies_before_any_policy_began_has_lost_nothing(
    store: Store,
) -> None:
    run = running(store, "none")
    assert store.lose(run, "w", "It was killed.") is State.QUEUED
    assert store.place(run) == 1
    store.claim("w")
    assert store.lose(run, "w", "It was killed.") is State.FAILED


def test_a_worker_that_dies_later_leaves_the_policies_that_were_done(
    store: Store,
) -> None:
    run = running(store, "none", "half", "more")
    store.put_step(run, Step(policy="none", state="done", objective=1.0))
    store.put_step(run, Step(policy="half", state="running"))
    store.lose(run, "w", "It was killed.")
    assert store.run(run).state is State.FAILED
    assert store.run(run).told == (
        "It was killed. 1 of its policies had ended and are kept."
    )
    states = [(each.policy, each.state) for each in store.steps(run)]
    assert states == [("none", "done"), ("half", "failed"), ("more", "unbegun")]


def test_a_worker_that_lives_is_not_buried(store: Store) -> None:
    run = running(store)
    assert store.beat(run, "w").mine
    assert store.bury(3600) == []


def test_a_waiting_run_is_cancelled_at_once(store: Store) -> None:
    run = store.choose(checked(store), Choice()).id
    store.want(run, "cancel")
    assert store.run(run).state is State.CANCELLED
    assert store.claim("w") is None


def test_a_worker_hears_what_is_wanted_and_cancel_outdoes_enough(store: Store) -> None:
    run = running(store, "none", "half")
    store.want(run, "enough", "half")
    wants = store.beat(run, "w")
    assert wants.policies == frozenset({"half"})
    assert not wants.enough
    assert [each.enough for each in store.steps(run)] == [False, True]
    store.put_step(run, Step(policy="half", state="running"))
    assert store.steps(run)[1].enough
    store.want(run, "enough")
    assert store.beat(run, "w").enough
    store.want(run, "cancel")
    store.want(run, "enough")
    assert store.beat(run, "w").cancel


def test_a_worker_that_dies_after_a_cancellation_leaves_a_cancelled_run(
    store: Store,
) -> None:
    run = running(store)
    store.want(run, "cancel")
    assert store.bury(-1) == [(run, State.CANCELLED)]


def test_nothing_is_asked_of_what_has_ended(store: Store) -> None:
    run = running(store)
    store.end(run, "w", State.DONE)
    store.want(run, "cancel")
    assert (store.run(run).state, store.run(run).wanted) == (State.DONE, "")


def test_something_else_asked_of_an_ended_run_is_a_run_of_its_own(store: Store) -> None:
    first = running(store)
    store.end(first, "w", State.DONE)
    second = store.choose(first, Choice(policies=("half",)), owner="bob")
    assert (second.parent, second.owner) == (first, "bob")
    assert second.state is State.QUEUED
    assert store.file(second.id, "input.xlsx") == BOOK
    assert store.run(first).state is State.DONE


@pytest.mark.parametrize("state", ["received", "faulty", "running"])
def test_what_cannot_be_chosen_now_is_refused_in_words(
    store: Store, state: str
) -> None:
    if state == "running":
        run = running(store)
    else:
        run = store.receive(BOOK, "book.xlsx", "ann").id
    if state == "faulty":
        store.claim("w")
        store.end(run, "w", State.FAULTY)
    with pytest.raises(UsageError, match="workbook|worked on"):
        store.choose(run, Choice())


def test_an_ended_run_can_be_begun_again_from_its_workbook(store: Store) -> None:
    first = checked(store)
    store.choose(first, Choice())
    store.want(first, "cancel")
    again = store.again(first)
    assert (again.state, again.parent) == (State.RECEIVED, first)
    assert [each.name for each in store.files(again.id)] == ["input.xlsx"]


def test_a_deleted_run_can_be_restored_until_it_is_purged(store: Store) -> None:
    run = checked(store)
    store.choose(run, Choice())
    store.delete(run)
    assert store.runs() == []
    assert [each.id for each in store.runs(deleted=True)] == [run]
    assert store.run(run).state is State.CANCELLED
    assert store.purge() == 0
    store.restore(run)
    assert [each.id for each in store.runs()] == [run]
    store.delete(run)
    assert store.purge(days=-1) == 1
    with pytest.raises(UnknownRunError):
        store.run(run)


def test_everyone_finds_the_own_runs_the_latest_first(store: Store) -> None:
    runs = [store.receive(BOOK, "book.xlsx", "ann").id for _ in range(3)]
    store.receive(BOOK, "book.xlsx", "bob")
    assert [each.id for each in store.runs("ann")] == runs[::-1]
    assert [each.id for each in store.runs("ann", limit=1, offset=1)] == [runs[1]]
    assert len(store.runs()) == 4


def test_ids_cannot_be_guessed_and_the_start_of_one_will_do(store: Store) -> None:
    runs = {store.receive(BOOK, "book.xlsx", "ann").id for _ in range(20)}
    assert len(runs) == 20
    assert min(map(len, runs)) >= 32
    run = next(iter(runs))
    assert store.find(run[:12]).id == run


@pytest.mark.parametrize("id_", ["", "x", "\0", "\ud800", "a/../b", "%", "x" * 999])
def test_what_is_no_run_is_unknown_and_never_a_fault(store: Store, id_: str) -> None:
    for ask in (store.run, store.find, store.delete, store.place):
        with pytest.raises(UnknownRunError):
            ask(id_)
    with pytest.raises(UsageError):
        store.file(id_, "input.xlsx")


def test_odd_names_are_kept_as_text_and_never_break_the_database(store: Store) -> None:
    run = store.receive(BOOK, "../../etc/\0pass\nwd\ud800.xlsx", "ann", "n\0ame").id
    assert store.run(run).book == "../../etc/ pass wd?.xlsx"
    assert store.rename(run, "予算\0 2027").name == "予算  2027"
    assert store.annotate(run, "two\nlines\0").note == "two\nlines"
    with pytest.raises(UnknownFileError):
        store.file(run, "../input.xlsx\0")


def test_what_is_not_a_number_is_nothing(store: Store) -> None:
    run = running(store)
    store.put_step(
        run, Step(policy="none", objective=math.inf, bound=-math.inf, gap=math.nan)
    )
    (step,) = store.steps(run)
    assert (step.objective, step.bound, step.gap) == (None, None, None)


def test_a_workbook_is_neither_empty_nor_larger_than_30_mb(store: Store) -> None:
    with pytest.raises(UsageError, match="empty"):
        store.receive(b"", "book.xlsx", "ann")
    with pytest.raises(UsageError, match="30"):
        store.receive(b"x" * (MOST_BYTES + 1), "book.xlsx", "ann")


def test_a_run_made_elsewhere_is_kept_whole(store: Store) -> None:
    moment = datetime(2027, 1, 1, tzinfo=UTC)
    made = Run(
        id="",
        owner=LOCAL,
        name="Budget",
        note="as shown",
        book="book.xlsx",
        digest="",
        state=State.DONE,
        told="",
        made=moment,
        began=moment,
        choice=Choice(kind="solve", policies=("half",)),
        versions={"HiGHS": "1"},
    )
    step = Step(policy="half", state="done", objective=2.0)
    run = store.record(BOOK, made, [step], {"plan-0.xlsx": b"plan"})
    assert (run.name, run.note, run.choice) == (made.name, made.note, made.choice)
    assert (run.state, run.began) == (State.DONE, moment)
    assert store.steps(run.id) == [step]
    assert store.file(run.id, "plan-0.xlsx") == b"plan"


def test_servers_that_start_at_once_on_nothing_all_find_the_tables(url: str) -> None:
    with ThreadPoolExecutor(5) as pool:
        stores = list(pool.map(open_store, [url] * 5))
    run = stores[0].receive(BOOK, "book.xlsx", "ann")
    assert [each.run(run.id).id for each in stores] == [run.id] * 5
    for each in stores:
        each.close()


def test_a_store_of_a_later_program_is_refused(store: Store, url: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(update(schema).values(version=99))
    with pytest.raises(UsageError, match="later planner"):
        open_store(url)
    with store.engine.begin() as connection:
        connection.execute(insert(schema).values(version=100))
