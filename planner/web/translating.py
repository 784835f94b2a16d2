"""The frequent words of the workbook's checker in Japanese; it speaks English itself."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from planner.web.language import Language, texts

PREFIX = "cell."
"""Of the texts that the checker says."""
FIELD = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=4096)
def in_japanese(told: str) -> str | None:
    """Return what the checker said in Japanese; None if that is not in the table."""
    for pattern, japanese in _patterns():
        found = pattern.fullmatch(told)
        if found:
            return japanese.format(**found.groupdict())
    return None


@cache
def _patterns() -> Sequence[tuple[re.Pattern[str], str]]:
    return [
        (_pattern(told[Language.EN]), told[Language.JA])
        for key, told in texts().items()
        if key.startswith(PREFIX)
    ]


def _pattern(english: str) -> re.Pattern[str]:
    """Return what a text looks like, whatever stands in its fields."""
    parts = FIELD.split(english)
    written = "".join(
        f"(?P<{part}>.+?)" if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
    return re.compile(written, re.DOTALL)
