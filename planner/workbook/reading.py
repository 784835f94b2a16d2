"""The cells of a workbook into a Case: every problem in one pass, or the question ready to solve."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from models.case import Case
from planner.errors import InputError, PlannerError
from planner.timing import Stopwatch
from planner.workbook.findings import CellError, Findings
from planner.workbook.frames import Sheets
from planner.workbook.grid import Grid
from planner.workbook.kinds import BOOK, mistaken
from planner.workbook.names import agree, resolve
from planner.workbook.parts.checks import check_offers
from planner.workbook.parts.curbs import add_curbs
from planner.workbook.parts.draft import Parts
from planner.workbook.parts.goods import add_goods
from planner.workbook.parts.magnitudes import warn_of_magnitudes
from planner.workbook.parts.needs import check_curbed, check_supplied
from planner.workbook.parts.policies import DEFERRED, chosen, policies_of, with_rules
from planner.workbook.parts.refining import add_processes
from planner.workbook.parts.scenarios import (
    check_scenarios,
    scenarios_of,
    warn_of_starts,
)
from planner.workbook.parts.supply import add_supply, terms_of
from planner.workbook.schema import SHEETS
from planner.workbook.settings import VALUE, Settings, settle
from planner.workbook.sheet import tabulate
from planner.workbook.table import Table
from planner.workbook.targets import Dimensions
from planner.workbook.words import header, listed, or_note, quoted, unknown

IGNORED = ("note", "guide", "read", "chart")
"""Sheets whose names begin so are the buyer's own."""
READ_ONCE = (
    "a second program could not open the workbook: its values were read only once"
)
CARRIED = ("discount_rate", "risk_weight", "risk_level", "gap", "time_limit")
"""Settings that a Case holds as they are."""

Tables = Mapping[str, Table]


def case_of(sheets: Sheets, path: str | Path, content: bytes, watch: Stopwatch) -> Case:
    """Return the planning problem that the cells of a workbook hold.

    ``watch`` counts the making of scenarios.

    Raises:
        InputError: the workbook has problems; it carries them all.
    """
    mistake = mistaken(sheets.titles, Path(path).name, BOOK)
    if mistake:
        raise InputError(mistake)
    findings = Findings()
    tables, settings = _tables(_grids(sheets, findings), findings)
    parts = _parts(tables, settings)
    policies = policies_of(parts) if parts else {}
    findings.stop((*SHEETS, *sheets.titles))
    if parts is None:
        raise PlannerError("a workbook without a horizon passed every check")
    warn_of_magnitudes(parts)
    with watch.on("scenarios"):
        scenarios, dropped = scenarios_of(parts)
    return _case(
        parts,
        policies,
        scenarios=scenarios,
        dropped_probability=dropped,
        name=settings["name"] or Path(path).stem,
        warnings=tuple(findings.warnings),
        source=str(path),
        digest=sha256(content).hexdigest(),
    )


def _grids(sheets: Sheets, findings: Findings) -> dict[str, Grid]:
    """Return the cells of each sheet there is, by its canonical name."""
    names = {header(name): name for name in SHEETS}
    titles: dict[str, str] = {}
    for title in sheets.titles:
        name = names.get(header(title))
        if name is None and not header(title).startswith(IGNORED):
            findings.fault(title, "", _unknown(title))
        elif name in titles:
            findings.fault(title, "", _repeated(title, titles[name]))
        elif name is not None:
            titles[name] = title
            _report_differences(title, sheets, findings)
    if sheets.read_once and titles:
        findings.warn(next(iter(titles.values())), "", READ_ONCE)
    return {name: sheets.grids[title] for name, title in titles.items()}


def _report_differences(title: str, sheets: Sheets, findings: Findings) -> None:
    for cell, one, other in sheets.differences.get(title, ()):
        what = f"two programs read {quoted(one)} and {quoted(other)}"
        why = "the file is damaged, or does not keep to the format of a workbook"
        hint = "open it in Excel, look at the cell, and save the workbook again"
        findings.fault(title, cell, CellError(what, why, hint))


def _unknown(title: str) -> CellError:
    why, hint = unknown(title, SHEETS, "sheet")
    what = f"sheet {quoted(title)} is unknown"
    return CellError(what, why, or_note(hint, "name"))


def _repeated(title: str, first: str) -> CellError:
    return CellError(
        f"sheet {quoted(title)} is there twice",
        f"{quoted(first)} has the same name",
        "delete one of them, or let its name start with note",
    )


def _tables(grids: Mapping[str, Grid], findings: Findings) -> tuple[Tables, Settings]:
    """Return a table for every sheet, empty where it is not there or holds nothing."""
    first = _table("Settings", grids, findings, None)
    settings = settle(first)
    rest = {
        name: _table(name, grids, findings, settings)
        for name in SHEETS
        if name != "Settings"
    }
    return {"Settings": first, **rest}, settings


def _table(
    name: str,
    grids: Mapping[str, Grid],
    findings: Findings,
    settings: Settings | None,
) -> Table:
    sheet = with_rules() if name == "Policies" else SHEETS[name]
    grid = grids.get(name)
    if grid and (sheet.required or grid.outline.last_row):
        horizon = settings.horizon if settings else None
        deferred = DEFERRED if settings else frozenset({VALUE})
        return tabulate(sheet, grid, horizon, findings, deferred)
    table = Table(sheet=sheet, title=name, findings=findings)
    if sheet.required:
        table.lacking = {column.name for column in sheet.columns}
        columns = listed(column.name for column in sheet.columns)
        hint = f"add a sheet {name} with the columns {columns}"
        table.fault("", "the sheet is missing", sheet.meaning.rstrip("."), hint)
    return table


def _parts(tables: Tables, settings: Settings) -> Parts | None:
    """Return what the sound rows mean; report what contradicts across cells."""
    resolve(tables, settings.values.get("currency"))
    check_scenarios(tables["Scenarios"])
    if settings.horizon is None:
        return None
    parts = Parts(
        tables=tables,
        settings=settings,
        horizon=settings.horizon,
        dimensions=_dimensions(tables),
    )
    terms = terms_of(tables)
    add_goods(parts)
    add_supply(parts, terms)
    add_processes(parts, terms)
    add_curbs(parts)
    warn_of_starts(parts)
    check_offers(parts, terms)
    check_curbed(parts)
    check_supplied(parts)
    return parts


def _dimensions(tables: Tables) -> Dimensions:
    """Return every value a target may name; one spelling for each."""
    tagged = [tables[name] for name, sheet in SHEETS.items() if sheet.tags]
    tags = dict.fromkeys(tag for table in tagged for row in table for tag in row.tags)
    located = [tables["Suppliers"], tables["Refining"]]
    return Dimensions(
        {
            "offer": tables["Offers"].names,
            "supplier": tables["Suppliers"].names,
            "process": tables["Refining"].names,
            "demand": tables["Demand"].names,
            "country": agree((row, "country") for table in located for row in table),
            **{
                tag: agree((row, tag) for table in tagged for row in table)
                for tag in tags
            },
        }
    )


def _case(parts: Parts, policies: Mapping[str, Sequence[Any]], **about: Any) -> Case:
    settings = parts.settings
    projects = {row["project"]: row["cost"] for row in parts.tables["Projects"]}
    return Case(
        currency=settings["currency"],
        unit=settings["unit"],
        periods=parts.horizon.labels,
        periods_per_year=parts.horizon.per_year,
        policy=chosen(parts, policies),
        items=parts.items,
        demands=parts.demands,
        suppliers=parts.suppliers,
        offers=parts.offers,
        processes=parts.processes,
        projects=projects,
        curbs=parts.curbs,
        policies={name: tuple(rules) for name, rules in policies.items()},
        **{name: settings[name] for name in CARRIED},
        **about,
    )
