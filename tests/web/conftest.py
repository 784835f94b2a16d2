"""A store and a browser for each test, and one Chromium for those that need it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient

from planner.runs import Store, open_store
from tests.web.browser import browser

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    "",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open_store(home=tmp_path)
    yield found
    found.close()


@pytest.fixture
def client(store: Store) -> TestClient:
    return browser(store)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Return one browser for all tests; each opens a context of its own."""
    with sync_playwright() as driver:
        found = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield found
        found.close()
