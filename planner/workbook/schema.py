"""The one table of sheets and columns.

Reader, checks, template, inputs/README.md and error texts all come from it; no
column is spelled anywhere else but in `sheets`.
"""

from collections.abc import Mapping

from planner.workbook.column import Column, Kind, Sheet
from planner.workbook.sheets import risk, settings, supply, use

__all__ = ["SETTINGS", "SHEETS", "TAG", "Column", "Kind", "Sheet"]

_ALL = (
    settings.SETTINGS_SHEET,
    use.ITEMS,
    use.DEMAND,
    supply.SUPPLIERS,
    supply.OFFERS,
    supply.CAPACITY,
    supply.PRICES,
    supply.TIERS,
    use.REFINING,
    supply.PROJECTS,
    supply.FX,
    supply.COMMITMENTS,
    risk.CURBS,
    risk.SCENARIOS,
    risk.POLICIES,
)
SHEETS: Mapping[str, Sheet] = {sheet.name: sheet for sheet in _ALL}
"""Every sheet by its name, in the order of the template."""

SETTINGS: Mapping[str, Column] = {row.name: row for row in settings.ROWS}
"""Every row of the Settings sheet by its name."""

TAG = Column(
    "tag:NAME",
    Kind.TEXT,
    "A property that policies and curbs can name, such as tag:refiner or tag:route.",
    "属性",
)
"""What a column that begins with `tag:` holds, where a sheet allows it."""
