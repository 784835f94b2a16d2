"""Which sheets a package has and where they are, as far as it says so plainly.

openpyxl takes longer to load than a book takes to read, and is asked about the others.
"""

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZipFile

FROM_1900, FROM_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
"""The days from which a workbook counts."""
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types "
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships "
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
REFERENCE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml."
WORKBOOK, TEXTS = f"{CONTENT}sheet.main+xml", f"{CONTENT}sharedStrings+xml"
SHEET_PATH = (f"{MAIN}workbook", f"{MAIN}sheets", f"{MAIN}sheet")
STATES = {"visible": False, "hidden": True, "veryHidden": True}
OFF = {"0", "false"}

Element = tuple[tuple[str, ...], dict[str, str]]
"""The names of an XML element and of all around it, and its attributes."""


@dataclass(frozen=True)
class Entry:
    """One sheet in the package."""

    part: str
    hidden: bool


@dataclass(frozen=True)
class Contents:
    """What a package says of itself."""

    entries: Mapping[str, Entry]
    """The sheets by name, without charts."""
    epoch: datetime
    """The day from which dates count."""
    texts: str
    """The part with the texts that cells share; blank if there is none."""


class _NotPlainError(Exception):
    """The package does not say it as plainly as that."""


def plain_contents(package: ZipFile) -> Contents | None:
    """Return what a package holds, or None where it takes more to understand it."""
    try:
        return _contents(package)
    except (_NotPlainError, ExpatError, KeyError, UnicodeDecodeError):
        return None


def _contents(package: ZipFile) -> Contents:
    types = [
        (about["ContentType"], about["PartName"])
        for path, about in _elements(package, "[Content_Types].xml")
        if path[-1] == f"{TYPES}Override"
    ]
    books = [part for kind, part in types if kind.endswith(".main+xml")]
    if books != ["/xl/workbook.xml"] or (WORKBOOK, books[0]) not in types:
        raise _NotPlainError
    said = _elements(package, "xl/workbook.xml")
    for path, about in said:
        if path[-1] == f"{MAIN}workbookPr" and about.get("date1904", "0") not in OFF:
            raise _NotPlainError
    texts = [part.removeprefix("/") for kind, part in types if kind == TEXTS]
    sheets = [about for path, about in said if path == SHEET_PATH]
    return Contents(_entries(package, sheets), FROM_1900, texts[0] if texts else "")


def _entries(
    package: ZipFile, sheets: Sequence[Mapping[str, str]]
) -> Mapping[str, Entry]:
    relations = {
        about["Id"]: about
        for path, about in _elements(package, "xl/_rels/workbook.xml.rels")
        if path[-1] == f"{RELATIONS}Relationship"
    }
    there, entries = set(package.namelist()), {}
    for sheet in sheets:
        relation = relations[sheet[REFERENCE]]
        part = _part(relation)
        if part in there and "chartsheet" not in relation["Type"]:
            hidden = STATES[sheet.get("state", "visible")]
            entries[sheet["name"]] = Entry(part, hidden)
    if len({sheet["name"] for sheet in sheets}) < len(sheets) or not entries:
        raise _NotPlainError
    return entries


def _part(relation: Mapping[str, str]) -> str:
    if "TargetMode" in relation:
        raise _NotPlainError
    target = relation["Target"]
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join("xl", target))


def _elements(package: ZipFile, part: str) -> Sequence[Element]:
    """Return the elements of an XML part; one with declarations is never parsed."""
    xml = package.read(part)
    if b"<!" in xml or b"\0" in xml:
        raise _NotPlainError
    found: list[Element] = []
    around: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        around.append(name)
        found.append((tuple(around), attributes))

    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: around.pop()
    parser.Parse(xml, True)  # noqa: FBT003
    return found
