"""What the pages weigh, load and offer to those who cannot see or point."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from planner.runs import Choice, Step, Store
from planner.web.assets import assets
from tests.web.browser import FAULTY, begin, check, solved, upload

HEAVY = (
    "pandas",
    "numpy",
    "pyomo",
    "openpyxl",
    "highspy",
    "models",
    "planner.workbook",
)
KB = 1024


@pytest.fixture
def pages(client: TestClient, store: Store) -> dict[str, str]:
    """Return a page of each kind."""
    found = {"home": "/", "api": "/api", "unknown": "/nothing"}
    found["faulty"] = f"/runs/{upload(client)}"
    check(store, FAULTY)
    found["choose"] = f"/runs/{upload(client)}"
    check(store)
    found["end"] = f"/runs/{solved(store, client)}"
    solving = upload(client)
    found["solve"] = f"/runs/{solving}"
    check(store)
    store.choose(solving, Choice())
    begin(store, Step(policy="Most", state="running", objective=1.0))
    found["check"] = f"/runs/{upload(client)}"
    return {name: client.get(path).text for name, path in found.items()}


def test_the_server_loads_nothing_that_solves(tmp_path: Path) -> None:
    code = (
        "import sys; import planner.jobs.desk, planner.web.serving; "
        "from planner.web import create_app; from planner.runs import open_store; "
        "create_app(open_store('sqlite:///' + sys.argv[1])).openapi(); "
        f"print([each for each in {HEAVY!r} if each in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code, str(tmp_path / "runs.db")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "[]"


def test_the_first_page_weighs_less_than_200_kb(client: TestClient) -> None:
    page = client.get("/").text
    loaded = re.findall(r'(?:href|src)="(/assets/[^"]+)"', page)
    plain = {"accept-encoding": "identity"}
    weights = [len(client.get(each, headers=plain).content) for each in set(loaded)]
    assert len(weights) == 4
    assert len(page) + sum(weights) < 200 * KB


def test_no_page_names_another_host_or_runs_a_script_of_its_own(
    pages: dict[str, str],
) -> None:
    for name, page in pages.items():
        loaded = re.findall(r'(?:href|src|action)="([^"]+)"', page)
        assert all(each.startswith(("/", "#", "?")) for each in loaded), name
        assert not re.search(r"<script(?! src=)|\son\w+=|\sstyle=|javascript:", page), (
            name
        )


def test_every_page_has_landmarks_one_heading_and_a_way_past_the_header(
    pages: dict[str, str],
) -> None:
    for name, page in pages.items():
        for part in ("<header", "<main", "<footer", "<nav", 'class="skip"', "<title>"):
            assert part in page, (name, part)
        assert page.count("<h1") == 1, name


def test_every_field_has_a_label_and_every_id_is_one(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), name
        labels = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
        for field in re.findall(r"<(?:input|textarea)\b[^>]*>", page):
            if 'type="hidden"' in field or 'type="checkbox"' in field:
                continue
            found = re.search(r'\bid="([^"]+)"', field)
            assert found, field
            assert found[1] in labels, field


def test_progress_is_told_to_screen_readers(pages: dict[str, str]) -> None:
    for name in ("check", "solve"):
        assert 'role="status" aria-live="polite"' in pages[name]
        assert '<meta http-equiv="refresh"' in pages[name].partition("<noscript>")[2]


def test_what_a_page_loads_is_kept_for_ever_under_an_address_of_its_content(
    client: TestClient,
) -> None:
    for each in assets().values():
        found = client.get(each.address)
        assert found.content == each.content
        assert "immutable" in found.headers["cache-control"]
        assert found.headers["content-encoding"] == "gzip"
    assert client.get("/assets/0000/app.js").status_code == 404
    assert client.get("/assets/0000/..%2f..%2fapp.py").status_code == 404
