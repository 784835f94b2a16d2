"""The whole way in Chromium with a real server and desk, by two users at once.

The first drops a workbook, and reloads and loses the server while it is solved; the
second sits at a narrow Japanese screen without a mouse, has faults to mend, and cancels.
"""

import base64
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from planner.runs import State, Store
from tests.web.conftest import CHROMIUM
from tests.web.served import PATIENCE, TINY, Served

LONG = 120.0
"""Seconds after which a silent worker is dead: longer than one is stopped here."""
DROP = """content => {
  const bytes = Uint8Array.from(atob(content), each => each.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], "dropped.xlsx"));
  return carried;
}"""
WIDE = "document.documentElement.scrollWidth - window.innerWidth"
HERE = "document.activeElement"
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed"),
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="finds processes in /proc"
    ),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("home"), silent=LONG, gated=True) as found:
        yield found


@pytest.fixture(scope="module")
def store(served: Served) -> Iterator[Store]:
    found = served.store()
    yield found
    found.close()


@pytest.fixture
def heard() -> list[str]:
    """Return the hosts that pages asked, and the faults of their scripts."""
    return []


def visitor(context: BrowserContext, served: Served, heard: list[str]) -> Page:
    """Open the first page, and hear whom it asks."""
    context.on("request", lambda asked: heard.append(_host(asked.url)))
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    page.on("pageerror", lambda fault: heard.append(str(fault)))
    page.goto(served.address)
    return page


def _host(url: str) -> str:
    found = urlsplit(url)
    return found.hostname or "" if found.scheme in {"http", "https", "ws"} else ""


def awaited(what: Callable[[], object]) -> None:
    """Wait until something is so."""
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


def run_of(page: Page) -> str:
    return urlsplit(page.url).path.rpartition("/")[2]


def test_a_dropped_workbook_outlives_a_reload_and_the_server_and_ends_as_a_plan(
    chromium: Browser, served: Served, store: Store, heard: list[str], tmp_path: Path
) -> None:
    with chromium.new_context() as context, chromium.new_context() as another:
        page = visitor(context, served, heard)
        content = base64.b64encode(TINY.read_bytes()).decode()
        carried = page.evaluate_handle(DROP, content)
        page.dispatch_event("form.drop", "drop", {"dataTransfer": carried})
        page.wait_for_selector("form.choosing")
        page.uncheck("input[name=policy] >> nth=1")
        run = run_of(page)
        served.hold()
        page.click("[data-go]")
        awaited(lambda: store.run(run).state is State.RUNNING)
        page.wait_for_selector("#progress")
        page.reload()
        assert page.is_visible("#progress")
        served.kill()
        said = expect(page.locator("#said"))
        said.to_have_text(re.compile("."), timeout=1000 * PATIENCE)
        served.start()
        said.to_have_text("", timeout=1000 * PATIENCE)
        assert store.run(run).state is State.RUNNING
        served.let_go()
        page.wait_for_selector("#downloads")
        assert store.run(run).state is State.DONE
        assert "46,382" in page.inner_text("main")
        _download_plan(page, tmp_path)
        _see_as_another(visitor(another, served, heard), served, run)
    assert set(heard) <= {"127.0.0.1", ""}


def _download_plan(page: Page, folder: Path) -> None:
    """Take the first plan away, and open it."""
    with page.expect_download() as taken:
        page.click("#downloads ~ ul a[href$='plan-0.xlsx']")
    taken.value.save_as(folder / "plan.xlsx")
    with (folder / "plan.xlsx").open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True)
        assert "Plan" in book.sheetnames
        book.close()


def _see_as_another(page: Page, served: Served, run: str) -> None:
    """See that somebody else lists nothing of it, yet may look at its address."""
    assert page.locator("table.runs").count() == 0
    page.goto(f"{served.address}/runs/{run}")
    assert "46,382" in page.inner_text("main")
    assert page.locator("form[action$='/delete']").count() == 0


def press_until(page: Page, there: str) -> None:
    """Go from field to field by Tab until one is reached, and press Enter there."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate(f"{HERE}.matches({there!r})"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never came to {there}")


def upload_by_keyboard(page: Page, book: Path) -> None:
    """Upload a workbook from the first page, or from that of a faulty one."""
    with page.expect_file_chooser() as asked:
        press_until(page, "form.drop button")
    asked.value.set_files(book)


def faulty(folder: Path) -> Path:
    """Return the tiny example with a price that is none."""
    book = openpyxl.load_workbook(TINY)
    prices = next(each for each in book["Offers"][1] if "price" in str(each.value))
    book["Offers"].cell(2, int(prices.column or 0), "dear")
    book.save(folder / "faulty.xlsx")
    return folder / "faulty.xlsx"


def test_faults_are_mended_and_a_run_cancelled_by_keyboard_on_a_narrow_japanese_screen(
    chromium: Browser, served: Served, store: Store, heard: list[str], tmp_path: Path
) -> None:
    small = {"width": 390, "height": 800}
    with chromium.new_context(viewport=small, locale="ja") as context:  # type: ignore[arg-type]
        page = visitor(context, served, heard)
        upload_by_keyboard(page, faulty(tmp_path))
        page.wait_for_selector("form.drop")
        assert page.get_attribute("html", "lang") == "ja"
        assert "直す箇所が 1 件" in page.inner_text("main")
        assert "dear" in page.inner_text("main")
        assert page.evaluate(WIDE) <= 0
        upload_by_keyboard(page, TINY)
        page.wait_for_selector("form.choosing")
        assert page.evaluate(WIDE) <= 0
        run = run_of(page)
        served.hold()
        press_until(page, "[data-go]")
        awaited(lambda: store.run(run).state is State.RUNNING)
        page.wait_for_selector("#progress")
        assert page.evaluate(WIDE) <= 0
        press_until(page, "form[action$='/cancel'] button")
        awaited(lambda: store.run(run).wanted == "cancel")
        served.let_go()
        page.wait_for_selector("#downloads")
        assert store.run(run).state is State.CANCELLED
        assert page.evaluate(WIDE) <= 0
        page.goto(served.address)
        assert page.locator("table.runs tbody tr").count() == 2
        assert page.evaluate(WIDE) <= 0
    assert set(heard) <= {"127.0.0.1", ""}
