"""The HTML report in a browser: it draws, asks no host for anything, runs no name."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from planner.report.page import comparison_page
from tests.report.pages import compared, compared_hostile, data_of

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    "",
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--virtual-time-budget=5000",
)
ITSELF = "not an origin"
"""Who asks, where the browser asks on its own account."""
MOST_BYTES = 1_000_000
OWN_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')

pytestmark = pytest.mark.skipif(not BROWSER, reason="no Chromium is installed")


@dataclass(frozen=True)
class Visit:
    """What became of a page in the browser."""

    dom: str
    requests: list[str]
    """Addresses the page asked for, itself left out."""


def visit(page: str, folder: Path) -> Visit:
    """Open a page in a new browser."""
    file, log = folder / "page.html", folder / "net.json"
    file.write_text(page, encoding="utf-8")
    done = subprocess.run(
        [
            BROWSER,
            *FLAGS,
            f"--user-data-dir={folder / 'profile'}",
            f"--log-net-log={log}",
            "--dump-dom",
            file.as_uri(),
        ],
        capture_output=True,
        timeout=120,
        check=True,
    )
    return Visit(dom=done.stdout.decode(), requests=_requests(log))


def _requests(log: Path) -> list[str]:
    """Return who was asked; a browser that was cut off leaves the log open."""
    text = log.read_text(encoding="utf-8")
    try:
        events = json.loads(text)["events"]
    except json.JSONDecodeError:
        events = json.loads(text.rstrip().rstrip(",") + "]}")["events"]
    asked: list[dict[str, Any]] = [each.get("params") or {} for each in events]
    return [each["url"] for each in asked if each.get("initiator", ITSELF) != ITSELF]


def test_a_request_to_another_host_would_be_seen(tmp_path: Path) -> None:
    address = "http://example.invalid/x.png"
    assert visit(f"<img src='{address}'>", tmp_path).requests == [address]


def test_the_report_asks_no_host_and_draws_every_chart(tmp_path: Path) -> None:
    page = comparison_page(compared())
    free, replaced = OWN_POLICY.subn("", page)
    seen = visit(free, tmp_path)
    assert replaced == 1
    assert seen.requests == []
    assert len(page.encode()) < MOST_BYTES
    for name, shown in _charts(seen.dom).items():
        first_policy = not name.startswith(("ledger-", "shares-", "stock-"))
        assert shown or not first_policy, name
    assert _charts(seen.dom).keys() == data_of(page).keys()


def _charts(dom: str) -> dict[str, bool]:
    """Return for each chart whether it was drawn; one of a hidden policy is not."""
    parts = re.split(r'<div class="chart" id="', dom)[1:]
    return {part.split('"')[0]: "<svg" in part.split("<details")[0] for part in parts}


def test_no_name_runs_in_the_browser(tmp_path: Path) -> None:
    seen = visit(comparison_page(compared_hostile()), tmp_path)
    title = re.search("<title>(.*?)</title>", seen.dom)
    assert title
    assert unescape(title.group(1)).startswith("</script><script>")
    assert seen.dom.count("<img") == 0
    assert any(_charts(seen.dom).values())
