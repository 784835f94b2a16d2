"""What readers of each language are told, and how numbers are written for them."""

import re
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest
from starlette.testclient import TestClient

import planner.web
from planner.runs import Choice, State, Step, Store
from planner.web.language import Language, accepted, texts
from planner.web.offered import TITLES
from planner.web.stages import WAY
from planner.web.words import Words
from tests.web.browser import FAULTY, begin, check, solved, upload

HOME = Path(planner.web.__file__).parent
EN, JA = Words(Language.EN), Words(Language.JA)
USED = re.compile(r'(?:\bt|words)(?:\.count)?\(\s*"([^"{}]+)"\s*[,)]')
BUILT = {
    *(f"state.{each}" for each in State),
    *(f"state.{each}" for each in ("impossible", "queued", "running")),
    *(f"way.{each}" for each in WAY),
    *(f"ended.{each}" for each in ("done", "stopped", "cancelled", "failed", "faulty")),
    *TITLES.values(),
}


def test_every_text_is_there_in_both_languages() -> None:
    for key, told in texts().items():
        assert all(told[each].strip() for each in Language), key


def test_both_languages_speak_of_the_same_things() -> None:
    for key, told in texts().items():
        fields = [
            {name for _, name, _, _ in Formatter().parse(told[each]) if name}
            for each in Language
        ]
        assert fields[0] - {"n"} == fields[1] - {"n"}, key


def test_every_text_a_page_asks_for_is_in_the_table() -> None:
    asked = set(BUILT)
    for each in (*HOME.rglob("*.html"), *HOME.rglob("*.py")):
        asked |= set(USED.findall(each.read_text("utf-8")))
    assert asked <= set(texts())


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("ja", "ja"),
        ("en-US,en;q=0.9,ja;q=0.8", "en"),
        ("fr, ja-JP;q=0.5, en;q=0.1", "ja"),
        ("ja;q=0, en;q=0.1", "en"),
        ("zh-CN", "en"),
        (",;q=;;,ja;q=x", "ja"),
    ],
)
def test_the_language_a_browser_likes_best_is_taken(header: str, language: str) -> None:
    assert accepted(header) == language


def test_a_language_that_was_chosen_stays(client: TestClient) -> None:
    page = client.get("/", params={"lang": "ja"}).text
    assert '<html lang="ja">' in page
    assert "ガリウムの例を試す" in page
    assert '<html lang="ja">' in client.get("/").text
    assert '<html lang="en">' in client.get("/", params={"lang": "en"}).text


def test_the_whole_way_can_be_read_in_japanese(
    client: TestClient, store: Store
) -> None:
    client.headers["accept-language"] = "ja"
    faulty, chosen = upload(client), upload(client)
    check(store, FAULTY)
    check(store)
    assert "直す箇所が 1 件" in client.get(f"/runs/{faulty}").text
    assert "2027年第1四半期〜2027年第4四半期" in client.get(f"/runs/{chosen}").text
    store.choose(chosen, Choice())
    begin(store, Step(policy="none", state="running", seconds=65))
    page = client.get(f"/runs/{chosen}").text
    assert "1 件中 0 件完了" in page
    assert "1分05秒" in page
    store.end(chosen, "worker", State.DONE)
    assert "方針の比較" in client.get(f"/runs/{solved(store, client)}").text
    assert "アドレスに実行はありません" in client.get("/runs/unknown").text


def test_amounts_have_their_thousands_apart_and_their_currency() -> None:
    assert EN.money(1234567.0, "USD") == "1,234,567 USD"
    assert JA.money(1234567.0, "USD") == "1,234,567 米ドル"
    assert JA.money(-1000.0, "JPY") == "−1,000 円"
    assert EN.money(12.345, "THB") == "12.35 THB"
    assert EN.money(None, "USD") == "–"
    assert [JA.unit(each) for each in ("days", "USD", "kg")] == ["日", "米ドル", "kg"]


def test_nothing_is_minus_zero() -> None:
    assert EN.number(-0.001, 2) == "0.00"
    assert EN.number(-0.0) == "0"


def test_shares_are_in_percent() -> None:
    assert [EN.share(each) for each in (0, 0.015, 1, None)] == [
        "0%",
        "1.5%",
        "100%",
        "–",
    ]


@pytest.mark.parametrize(
    ("label", "english", "japanese"),
    [
        ("2027Q1", "Q1 2027", "2027年第1四半期"),
        ("2027-03", "Mar 2027", "2027年3月"),
        ("2027", "2027", "2027年"),
        ("later", "later", "later"),
    ],
)
def test_periods_are_called_as_readers_call_them(
    label: str, english: str, japanese: str
) -> None:
    assert EN.period(label) == english
    assert JA.period(label) == japanese


def test_moments_and_durations() -> None:
    when = datetime(2026, 11, 3, 4, 5, tzinfo=UTC)
    assert EN.moment(when) == "3 Nov 2026, 04:05 UTC"
    assert JA.moment(when) == "2026年11月3日 04:05 UTC"
    assert [EN.seconds(each) for each in (0.25, 59, 61, 3660)] == [
        *("0.2 s", "59 s", "1 min 01 s", "1 h 01 min")
    ]
