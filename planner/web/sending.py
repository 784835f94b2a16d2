"""Files on their way to a browser, under a name that every system accepts."""

import re
import unicodedata
from urllib.parse import quote

from starlette.responses import Response

from planner.runs import Run

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
}
OTHER = "application/octet-stream"
FORBIDDEN = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*;%\u200b-\u200f\u202a-\u202e\ufeff]+'
)
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
BOOK = re.compile(r"\.xls[xm]$", re.IGNORECASE)
LONGEST = 80


def send(content: bytes, name: str) -> Response:
    """Return a file to be saved, never to be shown as a page of ours."""
    kind = KINDS.get(name.rpartition(".")[2], OTHER)
    return Response(
        content, media_type=kind, headers={"Content-Disposition": _saved(name)}
    )


def kind_of(name: str) -> str:
    """Return the media type of a file."""
    return KINDS.get(name.rpartition(".")[2], OTHER)


def _saved(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = plain.lstrip(" .-_")
    plain = plain if "." in plain else f"book.{plain}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def file_name(run: Run, name: str) -> str:
    """Return under which name a run's file is saved: the run's, then what it is."""
    stem = clean(BOOK.sub("", run.name or run.book))
    if name == "input.xlsx":
        return f"{stem}.xlsx"
    return f"{stem}-{clean(name)}"


def clean(text: str) -> str:
    """Return a text that can be part of a file's name anywhere."""
    found = FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text))
    found = " ".join(found.split())[:LONGEST].strip(" .")
    if not found or RESERVED.fullmatch(found.partition(".")[0]):
        return f"book {found}".strip()
    return found
