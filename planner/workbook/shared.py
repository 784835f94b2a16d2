"""The texts that the cells of a workbook share, from their XML in one search."""

import re
from collections.abc import Sequence
from html import unescape

TEXT = re.compile(
    rb"<si>(?:<t(?: xml:space=\"preserve\")?>([^<]*)</t>|<t ?/>)"
    rb"(?:<phoneticPr [^>]*/>)?</si>"
)
ODD = b"<!", b"\r", b"&#", b"x005F_"
"""In the texts that cells share: openpyxl makes something else of it."""
ENCODING = re.compile(rb"encoding=[\"'](?!utf-8[\"'])", re.IGNORECASE)
PROLOG = 200


def shared(xml: bytes) -> Sequence[str] | None:
    """Return the texts that cells share, in order, or None where some are not plain."""
    if any(each in xml for each in ODD) or ENCODING.search(xml, 0, PROLOG):
        return None
    found = TEXT.findall(xml)
    if xml.count(b"<si") != len(found):
        return None
    return _decoded(found)


def _decoded(texts: Sequence[bytes]) -> list[str]:
    joined = b"\n".join(texts).decode()
    each = joined.split("\n")
    if len(each) != len(texts):  # some have several lines
        each = [text.decode() for text in texts]
    return [*map(unescape, each)] if "&" in joined else each
