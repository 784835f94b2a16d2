"""Ready-made policies: rows of the Policies sheet that `planner new --preset` adds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.errors import UsageError
from planner.workbook.layout import NOTE, Row, Tables
from planner.workbook.words import fold, listed, quoted, suggest

POLICIES, SUPPLIERS = "Policies", "Suppliers"


@dataclass(frozen=True, kw_only=True)
class Preset:
    """Policies that a law, an authority or a common practice asks for."""

    meaning: str
    japanese: str
    source: str
    rows: Sequence[Row]
    """Rows of Policies, without their note."""
    needs: tuple[str, str] | None = None
    """A column of Suppliers and the value its rows name there."""

    def noted(self) -> tuple[Row, ...]:
        """Return its rows, each with where it comes from and what it needs."""
        note = self.source
        if self.needs is not None:
            column, value = self.needs
            note += f". Names whoever has {value} in {column} of Suppliers"
        return tuple({**row, NOTE: note} for row in self.rows)


def _cap(policy: str, on: str, limit: float, per: str = "year") -> Row:
    return {
        "policy": policy,
        "rule": "max_share",
        "on": on,
        "per": per,
        "limit": limit,
    }


_CRMA, _TWO = "CRMA 65% and 25% recycled", "Two sources"
PRESETS: Mapping[str, Preset] = {
    "crma": Preset(
        meaning="At most 65% from any one country, at least 25% recycled, every year.",
        japanese="EU重要原材料法：一国65%以下、リサイクル25%以上(毎年)。",
        source="EU Critical Raw Materials Act, Regulation (EU) 2024/1252, targets for 2030",
        rows=(
            _cap(_CRMA, "country:*", 0.65),
            {
                "policy": _CRMA,
                "rule": "min_share",
                "on": "tag:type=recycled",
                "per": "year",
                "limit": 0.25,
            },
        ),
        needs=("tag:type", "recycled"),
    ),
    "concentration": Preset(
        meaning="Supply over countries not highly concentrated: HHI 2,500, or 1,800.",
        japanese="国別の集中度(HHI)を2500以下、または1800以下に。",
        source="US Department of Justice, Merger Guidelines: highly concentrated above "
        "2,500 (2010), above 1,800 (2023); over the whole plan",
        rows=tuple(
            {
                "policy": f"HHI {limit:,}",
                "rule": "max_hhi",
                "on": "country:*",
                "limit": limit,
            }
            for limit in (2500, 1800)
        ),
    ),
    "stockpile": Preset(
        meaning="60, or 180, days of the next period's demand in stock.",
        japanese="国の備蓄目標に倣い、次期需要の60日分または180日分を在庫する。",
        source="Japan's stockpile targets: 60 days in general, up to 180 for minerals at "
        "high risk. Where it takes time to build up, write a first period in from",
        rows=tuple(
            {
                "policy": f"{days} days of stock",
                "rule": "min_stock_days",
                "limit": days,
            }
            for days in (60, 180)
        ),
    ),
    "n-1": Preset(
        meaning="After losing any one country for good, 65% of each demand is served.",
        japanese="どの一国を失っても、各需要の65%以上を満たす(N-1)。",
        source="The IEA's N-1 test of supply; 65% is an assumption. Cannot be kept where "
        "one country alone refines: then name the countries, one row each",
        rows=(
            {
                "policy": "N-1 65%",
                "rule": "survive_loss",
                "on": "country:*",
                "limit": 0.65,
            },
        ),
    ),
    "two-sources": Preset(
        meaning="At least two suppliers of each mineral, none above 65%, every year.",
        japanese="各鉱種に二社以上、一社65%以下(毎年)。",
        source="Common practice of dual sourcing: assumption. A supplier counts from 5% "
        "of demand on; min_each changes that",
        rows=(
            {
                "policy": _TWO,
                "rule": "min_sources",
                "on": "supplier:*",
                "per": "year",
                "limit": 2,
                "min_each": 0.05,
            },
            _cap(_TWO, "supplier:*", 0.65),
        ),
    ),
    "china-60": Preset(
        meaning="At most 60% from China, every year.",
        japanese="中国からの調達を60%以下に(毎年)。",
        source="What Japan reached in rare earths, from above 90% in 2010",
        rows=(_cap("No more than 60% China", "country:China", 0.6),),
        needs=("country", "China"),
    ),
    "risk-averse": Preset(
        meaning="The worst 5% of scenarios weigh as much as the expected cost.",
        japanese="最悪5%のシナリオの費用を、期待費用と同じ重みで考える。",
        source="A weight of 0.5 on CVaR: assumption",
        rows=({"policy": "Risk-averse", "rule": "risk_weight", "limit": 0.5},),
    ),
}


def add_presets(tables: Tables, names: Iterable[str]) -> tuple[Tables, list[str]]:
    """Return the tables with these presets' policies, and what the buyer should know.

    A policy of a name that is there already stays as it is.

    Raises:
        UsageError: there is no such preset.
    """
    notes: list[str] = []
    for name in dict.fromkeys(map(_known, names)):
        preset = PRESETS[name]
        taken = {fold(str(row["policy"])) for row in tables.get(POLICIES, ())}
        fresh = [r for r in preset.noted() if fold(str(r["policy"])) not in taken]
        kept = [r["policy"] for r in preset.rows if fold(str(r["policy"])) in taken]
        notes += [
            f"policy {quoted(policy)} is there already; preset {name} left it as it is"
            for policy in dict.fromkeys(kept)
        ]
        tables = {**tables, POLICIES: (*tables.get(POLICIES, ()), *fresh)}
        if fresh and preset.needs is not None:
            tables, told = _provide(tables, name, *preset.needs)
            notes += told
    return tables, notes


def _known(name: str) -> str:
    if name in PRESETS:
        return name
    hint = suggest(name, PRESETS, f"choose {listed(PRESETS)}")
    raise UsageError(f"there is no preset {quoted(name)}: {hint}")


def _provide(
    tables: Tables, name: str, column: str, value: str
) -> tuple[Tables, list[str]]:
    """Give Suppliers the column a preset names; tell what to write in it."""
    suppliers = tables.get(SUPPLIERS, ())
    if any(fold(str(row.get(column, ""))) == fold(value) for row in suppliers):
        return tables, []
    first, *rest = suppliers or ({},)
    note = (
        f"preset {name} needs a supplier with {quoted(value)} in column {column}: fill it "
        "in on Suppliers, or delete the preset's row"
    )
    return {**tables, SUPPLIERS: ({column: None, **first}, *rest)}, [note]
