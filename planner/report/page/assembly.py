"""One HTML file out of a page, its style, its script and its data.

Nothing is loaded from anywhere: style, script and data stand in the file. Names come
from a workbook, so the template escapes all of them, and the data are escaped so that
no name can end the element they stand in.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from planner.report.page.figures import Chart, Page
from planner.report.saving import save
from planner.report.words import clean

HERE = "planner.report.page"
FIGURES = 7
"""Significant figures of a number in a chart's data."""
UNSAFE = {each: f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}
"""What could end a script element or a line of it, and its spelling in JSON."""


def render(page: Page) -> str:
    """Return the whole report as HTML."""
    environment = Environment(
        loader=PackageLoader(HERE, ""),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("page.html")
    return template.render(
        page=page,
        data=Markup(as_json(_data(page))),  # noqa: S704 - escaped by as_json
        style=_asset("page.css"),
        library=_asset("echarts/echarts.min.js"),
        script=_asset("charts.js"),
    )


def write(text: str, path: Path, warn: Callable[[str], None]) -> Path:
    """Save a report and return where it went; ``warn`` hears if it went elsewhere."""
    return save(text.encode(), path, warn)


def _asset(name: str) -> Markup:
    content = files(HERE).joinpath(name).read_text(encoding="utf-8")
    return Markup(content)  # noqa: S704 - our own file


def _shown(value: Any) -> Any:
    """Return text without characters that turn its direction or break it."""
    return clean(value) if type(value) is str else value


def _data(page: Page) -> Mapping[str, Any]:
    return {each.name: {"kind": each.kind, **each.data} for each in charts_of(page)}


def charts_of(page: Page) -> Iterator[Chart]:
    """Yield every chart of a page."""
    parts: Iterable[Any] = (*page.sections, *page.choices, *page.closing)
    for part in parts:
        yield from part.charts


def as_json(value: Any) -> str:
    """Return JSON that may stand in a script element; NaN and infinity are null."""
    text = json.dumps(
        _plain(value), separators=(",", ":"), allow_nan=False, ensure_ascii=False
    )
    for sign, spelled in UNSAFE.items():
        text = text.replace(sign, spelled)
    return text


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, (bool, int)) or value is None:
        return value
    if isinstance(value, Iterable):
        return [_plain(each) for each in value]
    number = float(value)
    if not isfinite(number):
        return None
    short = float(f"{number:.{FIGURES}g}")
    return int(short) if short == int(short) else short
