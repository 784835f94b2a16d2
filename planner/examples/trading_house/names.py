"""The names, exchange rates and price paths that the trading house's sheets share."""

from collections.abc import Mapping, Sequence

Row = Mapping[str, object]
Rows = Sequence[Row]
Path = tuple[float, float, float]
"""One number for each of 2027, 2028 and 2029."""

YEARS = (2027, 2028, 2029)
QUARTERS = tuple(f"{year}Q{quarter}" for year in YEARS for quarter in range(1, 5))

METAL, CONCENTRATE, CARBONATE = (
    "gallium 4N",
    "spodumene concentrate",
    "lithium carbonate",
)
NDPR, DY, TB, SCRAP = "NdPr oxide", "Dy oxide", "Tb oxide", "magnet scrap"
LIGHT, HEAVY = "light rare earths", "heavy rare earths"
IN_CHINA, IN_KOREA = "conversion in China", "conversion in Korea"
RECYCLING = "magnet recycling"
STAKE, WAGERUP = "stake in the Brazilian mine", "qualify Wagerup"
BRAZIL = "Concentrate Brazil"

USD_FOR: Mapping[str, Path] = {
    "JPY": (0.0064, 0.0066, 0.0068),
    "AUD": (0.65, 0.66, 0.67),
    "CNY": (0.140, 0.141, 0.142),
    "EUR": (1.15, 1.15, 1.15),
}


def by_quarter(*values: float) -> Row:
    """Return a row's columns, one per quarter."""
    return dict(zip(QUARTERS, values, strict=True))


def by_year(values: Path) -> Row:
    """Return a row's columns, the same number in all quarters of a year."""
    return by_quarter(*(value for value in values for _ in range(4)))


def in_currency(dollars: Path, currency: str) -> Path:
    """Return prices in a currency, to the nearest 100, at the rates of FX."""
    first, second, third = (
        float(round(price / rate, -2))
        for price, rate in zip(dollars, USD_FOR[currency], strict=True)
    )
    return first, second, third


def floored(index: Path, share: float, floor: float) -> Path:
    """Return what a contract pays: a share of the index, but at least the floor."""
    first, second, third = (max(floor, round(share * price)) for price in index)
    return first, second, third
