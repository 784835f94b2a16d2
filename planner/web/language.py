"""Which language a reader has, and the one table of what the pages say in each."""

import csv
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files

from starlette.requests import Request

COOKIE = "planner_language"
PLURAL = "|"
"""Between what is said of one and what is said of several."""


class Language(StrEnum):
    """What the pages can be read in."""

    EN = "en"
    JA = "ja"


@cache
def texts() -> Mapping[str, Mapping[Language, str]]:
    """Return what the pages say: by key, by language."""
    found: dict[str, Mapping[Language, str]] = {}
    folder = files("planner.web") / "texts"
    for each in sorted(folder.iterdir(), key=lambda table: table.name):
        if each.name.endswith(".csv"):
            for row in csv.DictReader(each.read_text("utf-8").splitlines()):
                found[row["key"]] = {one: row[one] for one in Language}
    return found


def said(language: Language, key: str, **values: object) -> str:
    """Return a text with its values put in; ``n`` decides between one and several."""
    text = texts()[key][language]
    one, has_plural, several = text.partition(PLURAL)
    if has_plural:
        text = one if values.get("n") in {1, "1"} else several
    return text.format(**values) if values else text


def language_of(request: Request) -> Language:
    """Return what a reader asked for, chose before, or has set in the browser."""
    for asked in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if asked in set(Language):
            return Language(asked)
    return accepted(request.headers.get("accept-language", ""))


def accepted(header: str) -> Language:
    """Return the language that an Accept-Language header likes best; else English."""
    liked: dict[str, float] = {}
    for each in header[:500].split(","):
        name, _, weight = each.strip().partition(";")
        found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d+)?)\s*", weight)
        liked.setdefault(name[:2].lower(), float(found[1]) if found else 1.0)
    known = [one for one in Language if liked.get(one, 0) > 0]
    return max(known, key=lambda one: liked[one], default=Language.EN)
