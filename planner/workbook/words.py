"""Names as a buyer types them: normalised, matched, and suggested when misspelt."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

INVISIBLE = {ord(each): None for each in "\u00ad\u200b\u200c\u200d\u2060\ufeff"}
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
RUNS = re.compile(r"[\s\-]+")
SHOWN = 40
"""Longest text that a message repeats in full."""


Names = Mapping[str, str]
"""From the folded form of a name to its canonical spelling."""


def clean(text: str) -> str:
    """Return the text in Unicode NFKC, without invisible characters, trimmed."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", text).translate(INVISIBLE).strip()


@lru_cache(maxsize=2**16)
def fold(text: str) -> str:
    """Return the form under which two spellings of one name are equal."""
    return clean(text).casefold()


def folded(texts: Iterable[str]) -> list[str]:
    """Return the folded form of each text; where all are ASCII, of all at once."""
    each = list(texts)
    if "".join(each).isascii():
        return [*map(str.casefold, map(str.strip, each))]
    return [*map(fold, each)]


def header(text: str) -> str:
    """Return a sheet's or column's name: `Shortage cost (USD/kg)` is `shortage_cost`."""
    return RUNS.sub("_", bare(text).lower())


def bare(text: str) -> str:
    """Return the text without a bracketed unit: `2027Q1 (kg)` is `2027Q1`."""
    return BRACKETS.sub(" ", clean(text)).strip()


def quoted(value: object) -> str:
    """Return what a cell holds as a message repeats it."""
    text = " ".join(str(value).split())
    return f"'{text[:SHOWN]}…'" if len(text) > SHOWN else f"'{text}'"


def spelled(names: Iterable[str]) -> Names:
    """Return the names of a list, the first spelling of each."""
    each = list(names)
    first: dict[str, str] = {}
    for form, name in zip(folded(each), each, strict=True):
        first.setdefault(form, name)
    return first


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known spelling closest to ``word``, if any is close."""
    from difflib import get_close_matches  # noqa: PLC0415  (only faults need it)

    names = spelled(known)
    close = get_close_matches(fold(word), names, n=1)
    return names[close[0]] if close else None


def suggest(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return `did you mean …?`, or what else to do where nothing is close."""
    close = nearest(word, known)
    return f"did you mean '{close}'?" if close else otherwise


def unknown(word: str, known: Iterable[str], kind: str) -> tuple[str, str]:
    """Return why an unknown word is a fault and what to write instead."""
    names = list(known)
    close = nearest(word, names)
    if close:
        return f"there is no such {kind}", f"did you mean '{close}'?"
    return f"the {kind}s are {listed(names, 20)}", "write one of these"


def or_note(hint: str, what: str) -> str:
    """Return the hint and the other way out: to have the sheet or column ignored."""
    joint = " Or" if hint.endswith("?") else ", or"
    return f"{hint}{joint} let its {what} start with note"


def listed(words: Iterable[str], most: int = 12) -> str:
    """Return the words as a list in a sentence, cut after ``most``."""
    every = list(words)
    rest = len(every) - most
    shown = ", ".join(every[:most])
    return f"{shown} and {rest} more" if rest > 0 else shown
