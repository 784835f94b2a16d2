"""The pages of results in Chromium: charts that draw, narrow screens, keyboard."""

import pytest
from playwright.sync_api import Page
from starlette.testclient import TestClient

from planner.runs import Store
from tests.web import test_screen
from tests.web.results_of import compared
from tests.web.test_frontier import swept

pytestmark = test_screen.pytestmark
address = test_screen.address
heard, page = test_screen.heard, test_screen.page
DRAWN = "[...document.querySelectorAll('.chart')].filter(each => each.querySelector('svg path')).map(each => each.id)"
OVER = "document.documentElement.scrollWidth - innerWidth"
SHORTEST = """() => Math.min(...[...document.querySelectorAll("a, button, summary")]
  .filter((each) => each.checkVisibility() && !each.innerText.trim())
  .map(() => 0), 1)"""


def test_all_charts_draw_under_the_strict_policy(
    page: Page, client: TestClient, store: Store, address: str
) -> None:
    page.goto(f"{address}/runs/{compared(store, client)}")
    page.wait_for_selector("#sources-0 svg")
    drawn = ["scatter-0", "scatter-1", "sources-0", "shortage", "shares-0-0", "stock-0"]
    assert page.evaluate(DRAWN) == drawn
    assert page.get_attribute("#sources-0", "aria-label")
    assert page.locator("figure details[open]").count() == 0


def test_a_policy_is_chosen_by_keyboard_and_its_charts_draw(
    page: Page, client: TestClient, store: Store, address: str
) -> None:
    page.goto(f"{address}/runs/{compared(store, client)}")
    page.wait_for_selector("#policy-1", state="hidden")
    page.focus("input[name=choice]")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#premium-1 svg")
    assert not page.is_visible("#policy-0")
    page.click("#policy-1 a.button")
    page.wait_for_selector("#stock-1 svg")
    assert page.url.endswith("/plans/1")


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_no_page_of_results_scrolls_sideways(
    page: Page, client: TestClient, store: Store, address: str, width: int
) -> None:
    run = compared(store, client)
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("", "/plans/1", "/explain/1", "/frontier", f"/against/{run}"):
        for language in ("en", "ja"):
            page.goto(f"{address}/runs/{run}{path}?lang={language}")
            page.wait_for_load_state("load")
            assert page.evaluate(OVER) <= 0
            assert page.evaluate(SHORTEST) == 1, "something to press has no name"


def test_another_run_is_chosen_from_a_list(
    page: Page, client: TestClient, store: Store, address: str
) -> None:
    old, new = compared(store, client), compared(store, client)
    for each in client.cookies.jar:
        page.context.add_cookies(
            [{"name": each.name, "value": each.value or "", "url": address}]
        )
    page.goto(f"{address}/runs/{new}")
    page.select_option("#other", old)
    page.click("text=Show what changed")
    page.wait_for_selector("#against")
    assert page.url.endswith(f"/runs/{new}/against/{old}")


def test_the_ends_follow_the_limit_that_is_chosen_and_its_frontier_draws(
    page: Page, client: TestClient, store: Store, address: str
) -> None:
    run = compared(store, client)
    page.goto(f"{address}/runs/{run}")
    ends = ("#sweep-first", "#sweep-last")
    assert [page.input_value(each) for each in ends] == ["100", "0"]
    page.select_option("#what", "weight")
    assert [page.input_value(each) for each in ends] == ["0", "99"]
    page.select_option("#what", "0-0")
    page.focus("#sweep-steps")
    page.keyboard.press("Enter")
    page.wait_for_selector("#progress")
    swept(store, page.url.rpartition("/")[2])
    page.wait_for_selector("#curve-0-3 svg")
    assert page.get_attribute("#curve-0-0", "aria-label")
    assert page.evaluate(OVER) <= 0
