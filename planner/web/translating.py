"""What workers say in English, in Japanese, by the table of texts.

A text's English is what it looks like, whatever stands in its fields. A field of which
there are parts, `part.FIELD.…`, holds one of these, and is translated itself; a field
`period…` is a period, `list…` and `amounts…` hold several parts, `why…` and `row…` a
text of their own; any other is a name or a number, and stays.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from planner.web.language import Language, texts

PART, PERIOD = "part.", "period"
LISTS = {"list": "part.who", "amounts": "part.amount"}
"""Fields that hold several, and what each of these is."""
COMMA, AND = ", ", "、"
"""What is between them, in English and in Japanese."""
EMPTY = "∅"
"""What a part says that may be left out."""
SENTENCES = ("why", "row")
NARROW = {"n": r"\S+", "m": r"\S+", "word": r"[\w.]+"}
"""What fields look like that hold a number, or the name of a column."""
TYPED = 20
"""Characters that a field of parts counts for, of texts that both fit."""
FIELD = re.compile(r"\{(\w+)\}")
DIGITS = "0123456789"
LONGEST = 600
"""Characters of a text: names come from strangers, and longer ones take long."""


@dataclass(frozen=True)
class Pattern:
    """What one text looks like in English, and what it is in Japanese."""

    english: re.Pattern[str]
    japanese: str


@lru_cache(maxsize=4096)
def in_japanese(
    told: str, family: str, period: Callable[[str], str] = str
) -> str | None:
    """Return a text of a family in Japanese; None if that is not in the table.

    The families are `cell`, of the workbook's checker, `rule`, of sentences of rules,
    `where`, of places of a sum, and `told`, of all else. ``period`` says a period to
    the reader.
    """
    if len(told) > LONGEST:
        return None
    for each in _patterns(f"{family}."):
        found = each.english.fullmatch(told)
        if found:
            said = _fields(found.groupdict(), period)
            if said is not None:
                return each.japanese.format(**said)
    return None


def _fields(
    found: Mapping[str, str], period: Callable[[str], str]
) -> Mapping[str, str] | None:
    """Return what stands in the fields; None if one of them cannot be said."""
    said = {name: _field_said(name, told, period) for name, told in found.items()}
    known = {name: each for name, each in said.items() if each is not None}
    return known if len(known) == len(said) else None


def _field_said(name: str, told: str, period: Callable[[str], str]) -> str | None:
    for start, family in LISTS.items():
        if name.startswith(start):
            every = told.split(COMMA)
            return AND.join(in_japanese(one, family, period) or one for one in every)
    if name.startswith(PERIOD):
        return period(told)
    part = _part(name)
    if part:
        return in_japanese(told, part, period)
    if name.startswith(SENTENCES):
        known = (in_japanese(told, family, period) for family in ("rule", "told"))
        return next(filter(None, known), told)
    return told


def _part(field: str) -> str:
    """Return the family of a field's parts; blank if it has none."""
    family = f"{PART}{field.rstrip(DIGITS)}"
    return family if _patterns_exist(f"{family}.") else ""


@cache
def _patterns_exist(prefix: str) -> bool:
    return any(key.startswith(prefix) for key in texts())


@cache
def _patterns(prefix: str) -> Sequence[Pattern]:
    return [
        Pattern(re.compile(_looks(english, named=True), re.DOTALL), japanese)
        for english, japanese in _texts(prefix)
    ]


@cache
def _texts(prefix: str) -> Sequence[tuple[str, str]]:
    """Return the texts of a family in English and Japanese, what says most first."""
    found = [
        (
            told[Language.EN].replace(EMPTY, ""),
            told[Language.JA].replace(EMPTY, ""),
        )
        for key, told in texts().items()
        if key.startswith(prefix)
    ]
    return sorted(found, key=lambda each: -_says(each[0]))


def _says(english: str) -> int:
    """Return how much a text says besides what its fields let stand."""
    typed = sum(bool(_part(each)) for each in FIELD.findall(english))
    return len(FIELD.sub("", english)) + TYPED * typed


def _looks(english: str, *, named: bool) -> str:
    """Return what a text looks like, its fields as named groups if they are wanted."""
    parts = FIELD.split(english)
    return "".join(
        _field(part, named=named) if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )


def _field(name: str, *, named: bool) -> str:
    group = f"?P<{name}>" if named else "?:"
    return f"({group}{NARROW.get(name) or _whatever(_part(name))})"


@cache
def _whatever(part: str) -> str:
    """Return what a field of such parts looks like."""
    if not part:
        return ".+?"
    return "|".join(_looks(each, named=False) for each, _ in _texts(f"{part}."))
