"""What a file must be before anything parses it: a sane .xlsx package.

An .xlsx file is a zip of XML parts. Everything else gets one plain sentence.
"""

import re
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from traceback import walk_tb
from zipfile import BadZipFile, ZipFile, ZipInfo

from planner.errors import UsageError

MOST_PARTS = 5000
MOST_BYTES = 512 * 2**20
"""Of all parts together, inflated."""
MOST_RATIO = 250
"""A part that unpacks to so many times its size is no table: formatted rows take 100."""
SMALL_PART = 32 * 2**20
"""Inflated bytes below which the ratio does not matter."""
PROLOG = 64 * 2**10
"""Bytes of a part in which a DOCTYPE is looked for."""
LONG_PART = 8 * 2**20
"""Inflated bytes from which a sheet is looked at for empty rows."""
MOST_EMPTY = 200_000
"""Formatted rows below the last value; openpyxl takes seconds for so many."""
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS = "open it in Excel and save it as an Excel workbook (.xlsx)"
DAMAGED = "open it in Excel, let Excel repair it, and save it again"
NO_MEMORY = ("Error -4", "Cannot allocate memory", "can't start new thread")
"""What zlib, the system and threads say when they get no memory."""
MISTAKES = (
    *(NameError, AttributeError, TypeError, AssertionError),
    *(ArithmeticError, LookupError, RuntimeError),
)
"""What a mistake in a program raises; no file makes our own lines do so."""
ROOT = Path(__file__).parents[1]
UNREADABLE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What zipfile raises for a broken part."""


def check_package(content: bytes, name: str) -> None:
    """Refuse a file that is not a sane .xlsx package.

    Raises:
        UsageError: says in one sentence what the file is and what to do.
    """
    if not content.startswith(b"PK"):
        raise UsageError(f"{name} {_what_it_is(content)}")
    try:
        with ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            _check_kind({part.filename for part in parts}, name)
            _check_parts(parts, name)
            for part in parts:
                _check_xml(package, part, name)
    except UNREADABLE as error:
        if any(each in str(error) for each in NO_MEMORY):
            raise MemoryError from error
        raise UsageError(f"{name} is damaged ({error}): {DAMAGED}") from error


def _what_it_is(content: bytes) -> str:
    start = content[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not content:
        return "is empty (0 bytes): save the workbook again"
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "is protected by a password: save it in Excel without one"
    if content.startswith(OLD_EXCEL):
        kind = "is an old Excel file (.xls)"
    elif start.startswith((b"<html", b"<!doctype html", b"<table")):
        kind = "is a web page, not a workbook"
    elif b"\0" not in content[:4096]:
        kind = "is a text file such as CSV, not a workbook"
    else:
        kind = "is not an Excel workbook"
    return f"{kind}: {SAVE_AS}"


def _check_kind(names: set[str], name: str) -> None:
    spelled = {each.replace("\\", "/").lower() for each in names}
    if "mimetype" in spelled:
        raise UsageError(f"{name} is an OpenDocument file (.ods): {SAVE_AS}")
    if any(re.fullmatch(r"xl/workbook\.bin", each) for each in spelled):
        raise UsageError(f"{name} is a binary workbook (.xlsb): {SAVE_AS}")
    if "[content_types].xml" not in spelled:
        raise UsageError(f"{name} is a zip archive, not a workbook: {SAVE_AS}")


def _check_parts(parts: list[ZipInfo], name: str) -> None:
    spelled = [part.filename.lower() for part in parts]
    if len(parts) > MOST_PARTS:
        raise UsageError(f"{name} has more than {MOST_PARTS} parts: {SAVE_AS}")
    if len(set(spelled)) < len(spelled):
        raise UsageError(f"{name} holds two parts of one name: {DAMAGED}")
    if sum(part.file_size for part in parts) > MOST_BYTES:
        raise UsageError(
            f"{name} unpacks to more than {MOST_BYTES // 2**20} MB: "
            "delete what is not part of the plan, such as empty formatted rows"
        )
    for part in parts:
        if part.file_size > max(SMALL_PART, MOST_RATIO * part.compress_size):
            raise UsageError(
                f"{name} unpacks to more than {MOST_RATIO} times its size: "
                "delete what is not part of the plan, such as empty formatted rows"
            )
    ordered = sorted(parts, key=lambda part: part.header_offset)
    for part, following in pairwise(ordered):
        if part.header_offset + part.compress_size > following.header_offset:
            raise UsageError(f"{name} holds parts that overlap: {DAMAGED}")


def _check_xml(package: ZipFile, part: ZipInfo, name: str) -> None:
    if not part.filename.lower().endswith((".xml", ".rels")):
        return
    with package.open(part) as stream:
        prolog = stream.read(PROLOG).replace(b"\0", b"")
    if b"<!DOCTYPE" in prolog:
        raise UsageError(
            f"{name} holds a document type definition, which Excel never writes: "
            f"{SAVE_AS}"
        )
    if STRICT in prolog and b"<sheets" in prolog:
        raise UsageError(
            f"{name} is a Strict Open XML workbook: open it in Excel, choose Save As "
            "and the type 'Excel Workbook (.xlsx)'"
        )
    if part.file_size > LONG_PART and b"<dimension" not in prolog:
        _check_empty_rows(package.read(part), name)


def _check_empty_rows(xml: bytes, name: str) -> None:
    """Refuse a sheet that does not say where it ends and goes on long after it does."""
    last = max(xml.rfind(mark) for mark in (b"v>", b"is>", b"<f"))
    empty = xml.count(b"<row", max(last, 0)) + xml.count(b":row ", max(last, 0))
    if empty > MOST_EMPTY:
        raise UsageError(
            f"{name} has a sheet with {empty:,} formatted rows below its last value: "
            "delete them in Excel and save it again"
        )


def is_of_program(error: BaseException) -> bool:
    """Tell whether an error is a mistake of this program's, and not the file's.

    Engines raise much at a broken file, but on lines of their own.
    """
    if isinstance(error, ImportError) or type(error) is SyntaxError:
        return True
    *_, (frame, _) = walk_tb(error.__traceback__)
    ours = Path(frame.f_code.co_filename).is_relative_to(ROOT)
    return ours and isinstance(error, MISTAKES)


@contextmanager
def plainly(name: str) -> Iterator[None]:
    """Turn whatever a broken file makes the engines raise into one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (UsageError, MemoryError):
        raise
    except Exception as error:
        if any(each in str(error) for each in NO_MEMORY):
            raise MemoryError from error
        if is_of_program(error):
            raise
        kind = type(error).__name__
        raise UsageError(
            f"{name} cannot be read as a workbook ({kind}): {DAMAGED}"
        ) from error
