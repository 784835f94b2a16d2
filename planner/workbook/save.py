"""A workbook onto disk: the same bytes for the same content, whole or not at all."""

import re
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

from planner.disk import settle, write_beside
from planner.errors import UsageError

MADE = datetime(2026, 11, 1)
"""When every workbook says it was made."""
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def save(book: Workbook, path: Path) -> None:
    """Write the workbook to ``path``, by way of a file beside it.

    Raises:
        UsageError: the place cannot be written.
    """
    put(_bytes(book), path)


def put(content: bytes, path: Path) -> None:
    """Write the bytes of a workbook to ``path``, by way of a file beside it.

    Raises:
        UsageError: the place cannot be written.
    """
    try:
        beside = write_beside(content, path.parent)
        try:
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except PermissionError as error:
        raise UsageError(
            f"{path} cannot be written: it is open in another program, or may not be "
            "changed; close it, or name another file"
        ) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(f"{path} cannot be written: {reason}") from error
    settle(path.parent)


def _bytes(book: Workbook) -> bytes:
    """Return the package without the clock: fixed dates inside and on the parts."""
    book.properties.creator = "procurement-planner"
    book.properties.created = MADE
    raw, fixed = BytesIO(), BytesIO()
    book.save(raw)
    with ZipFile(raw) as source, ZipFile(fixed, "w", ZIP_DEFLATED) as package:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = MODIFIED.sub(
                    rb"\g<1>" + f"{MADE:%Y-%m-%dT%H:%M:%SZ}".encode(), part
                )
            package.writestr(ZipInfo(name, ZIP_EPOCH), part, ZIP_DEFLATED)
    return fixed.getvalue()
