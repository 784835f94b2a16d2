"""A store and a browser for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from planner.runs import Store, open_store
from tests.web.browser import browser


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open_store(home=tmp_path)
    yield found
    found.close()


@pytest.fixture
def client(store: Store) -> TestClient:
    return browser(store)
