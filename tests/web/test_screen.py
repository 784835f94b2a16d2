"""The pages in Chromium: scripts, keyboard, narrow screens, and no other host."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from threading import Thread
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Page,
)

from planner.runs import LOCAL, Change, Choice, Run, Step, Store
from planner.web import create_app
from planner.web.assets import assets
from tests.web.browser import BOOK, CHECK, FAULTY, begin, check, finish
from tests.web.conftest import CHROMIUM

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")
DROP = """content => {
  const carried = new DataTransfer();
  carried.items.add(new File([content], "dropped.xlsx"));
  return carried;
}"""
DRAW = """() => {
  const place = document.body.appendChild(document.createElement("div"));
  place.style.cssText = "width: 600px; height: 300px";
  const chart = echarts.init(place, null, { renderer: "svg" });
  chart.setOption({
    animation: false,
    aria: { enabled: true, decal: { show: true } },
    tooltip: { confine: true, formatter: () => "shown" },
    xAxis: { type: "category", data: ["a", "b"] },
    yAxis: {},
    series: [{ type: "bar", data: [1, 2] }],
  });
  chart.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: 1 });
  return place.querySelectorAll("svg path").length;
}"""
PATIENCE = 60_000


@pytest.fixture
def address(store: Store) -> Iterator[str]:
    """Serve the store, and return where."""
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(store), log_level="error", ws="none")
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def heard() -> list[str]:
    """Return what browsers complain of, and hosts they ask that are not ours."""
    return []


def page_of(context: BrowserContext, address: str, heard: list[str]) -> Page:
    """Open the first page in a browser that is listened to."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda fault: heard.append(str(fault)))
    page.on(
        "console",
        lambda said: heard.append(said.text) if said.type == "error" else None,
    )
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((address, "data:", "blob:"))
            else heard.append(asked.url)
        ),
    )
    page.goto(address)
    return page


@pytest.fixture
def page(chromium: Browser, address: str, heard: list[str]) -> Iterator[Page]:
    with chromium.new_context() as context:
        yield page_of(context, address, heard)
    assert heard == []


def await_upload(store: Store) -> None:
    """Wait until a workbook has come."""
    until = time.monotonic() + PATIENCE / 1000
    while not store.waiting() and time.monotonic() < until:
        time.sleep(0.05)


def run_of(store: Store, page: Page) -> Run:
    return store.run(page.url.rpartition("/")[2])


def test_a_dropped_workbook_goes_all_the_way_without_a_reload(
    page: Page, store: Store
) -> None:
    carried = page.evaluate_handle(DROP, BOOK.decode())
    page.dispatch_event("form.drop", "drop", {"dataTransfer": carried})
    page.wait_for_selector("#progress")
    check(store)
    page.wait_for_selector("form.choosing")
    assert page.inner_text("[data-go]") == "Solve and compare 2"
    page.uncheck("input[name=policy] >> nth=1")
    page.fill("#limit-0-0", "55")
    assert page.is_visible("text=workbook: 70 %")
    page.click("[data-go]")
    page.wait_for_selector("#progress")
    assert run_of(store, page).choice == Choice(
        policies=("Most",), limits=(Change("Most", 0, 0.55),)
    )
    run = begin(store, Step(policy="Most", state="running", objective=5e6, gap=0.5))
    page.wait_for_selector("text=5,000,000")
    assert page.inner_text("#state") == "solving"
    page.focus(".steps button")
    store.put_step(run.id, Step(policy="Most", state="running", objective=4e6, gap=0.1))
    page.wait_for_selector("text=4,000,000")
    assert page.evaluate("document.activeElement.textContent") == "Good enough"
    finish(store, run)
    page.wait_for_selector("#downloads")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(1500)
    assert asked == []


def test_what_is_no_workbook_is_told_before_it_is_sent(
    page: Page, store: Store
) -> None:
    wrong: FilePayload = {"name": "plan.csv", "mimeType": "", "buffer": b"a,b"}
    page.set_input_files("input[type=file]", wrong)
    assert "no .xlsx workbook" in page.inner_text(".drop-said")
    assert store.runs() == []


def test_the_keyboard_alone_reaches_everything(page: Page, store: Store) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    with page.expect_file_chooser() as asked:
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent").startswith("Upload"):
                page.keyboard.press("Enter")
                break
    asked.value.set_files({"name": "b.xlsx", "mimeType": "", "buffer": BOOK})
    await_upload(store)
    check(store)
    page.wait_for_selector("form.choosing")
    page.focus("input[name=policy] >> nth=0")
    page.keyboard.press("Space")
    assert page.inner_text("[data-go]") == "Solve and compare 1"
    page.focus("[data-go]")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_selector("#progress")


def test_a_chart_draws_under_the_strict_policy(page: Page) -> None:
    page.add_script_tag(url=assets()["echarts.js"].address)
    drawn = page.evaluate(DRAW)
    assert drawn > 0
    page.wait_for_selector("text=shown")


@pytest.mark.parametrize(
    ("width", "scheme", "locale"),
    [(390, "dark", "ja"), (390, "light", "en"), (1920, "light", "ja")],
)
def test_no_page_is_wider_than_the_screen(
    chromium: Browser,
    address: str,
    store: Store,
    heard: list[str],
    width: int,
    scheme: Any,
    locale: str,
) -> None:
    paths = ["/", "/api", "/nothing", *(f"/runs/{run}" for run in _one_of_each(store))]
    with chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, locale=locale
    ) as context:
        page = page_of(context, address, heard)
        for path in paths:
            page.goto(f"{address}{path}")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - window.innerWidth"
            )
            assert wide <= 0, path
    assert [each for each in heard if "404" not in each] == []


def _one_of_each(store: Store) -> list[str]:
    """Make a run of every stage, and return their ids."""
    name = "a-long-name-without-a-blank-" * 4 + ".xlsx"
    records = (FAULTY, CHECK, CHECK, CHECK)
    found = []
    for record in records:
        store.receive(BOOK, name, LOCAL)
        found.append(check(store, record).id)
    store.choose(found[2], Choice())
    finish(store, begin(store, Step(policy="none", state="done", objective=1.0)))
    store.choose(found[3], Choice())
    begin(store, Step(policy="none", state="running", objective=123456789.0))
    return [*found, store.receive(BOOK, name, LOCAL).id]
