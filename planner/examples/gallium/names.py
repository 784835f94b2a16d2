"""The names that several sheets of the gallium example share."""

from collections.abc import Mapping, Sequence

Row = Mapping[str, object]
Rows = Sequence[Row]

QUARTERS = (
    *("2026Q4", "2027Q1", "2027Q2", "2027Q3", "2027Q4"),
    *("2028Q1", "2028Q2", "2028Q3", "2028Q4"),
)
METAL, SIX, SEVEN, SCRAP = "gallium 4N", "gallium 6N", "gallium 7N", "gallium scrap"
AOK, JAGA, CHINA, OUTSIDE = "AOK", "JAGA", "China licensed", "Outside scrap"
SPOT, METLEN, KOREA, SMELTER = "Spot Europe", "Metlen", "Korea Zinc", "Zinc by-product"
RECYCLING, TO_SIX, TO_SEVEN = "recycling", "refining to 6N", "zone pass to 7N"


def by_quarter(*values: float) -> Row:
    """Return a row's columns, one per quarter."""
    return dict(zip(QUARTERS, values, strict=True))


def by_year(first: float, second: float, third: float) -> Row:
    """Return a row's columns, one number for each calendar year."""
    return by_quarter(first, *[second] * 4, *[third] * 4)
