"""What a page loads besides itself: styles, scripts and a sign, from this server alone."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

WEB, REPORT = "web/static/", "report/page/"
PARTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "planner.css": (
        "text/css",
        (f"{REPORT}page.css", f"{WEB}app.css", f"{WEB}results.css"),
    ),
    "htmx.js": ("text/javascript", (f"{WEB}htmx/htmx.min.js",)),
    "app.js": ("text/javascript", (f"{WEB}app.js",)),
    "echarts.js": (
        "text/javascript",
        (f"{WEB}strict.js", f"{REPORT}echarts/echarts.min.js"),
    ),
    "charts.js": ("text/javascript", (f"{REPORT}charts.js",)),
    "sign.svg": ("image/svg+xml", (f"{WEB}sign.svg",)),
}
"""Kind and files of each; the styles go on from those of the report."""


@dataclass(frozen=True)
class Asset:
    """One file that browsers may keep for ever, as its address names its content."""

    name: str
    kind: str
    content: bytes
    packed: bytes
    """The same in gzip."""
    digest: str

    @property
    def address(self) -> str:
        """Return where it is."""
        return f"/assets/{self.digest}/{self.name}"


@cache
def assets() -> Mapping[str, Asset]:
    """Return all of them by name."""
    return {name: _load(name, kind, parts) for name, (kind, parts) in PARTS.items()}


def _load(name: str, kind: str, parts: tuple[str, ...]) -> Asset:
    root = files("planner")
    content = b"\n".join((root / each).read_bytes() for each in parts)
    digest = sha256(content).hexdigest()[:16]
    return Asset(name, kind, content, gzip.compress(content, mtime=0), digest)
