"""The rows of the Settings sheet; `schema` holds every other sheet."""

from collections.abc import Mapping

from planner.workbook.column import Column, Kind

TEXT, NUMBER, SHARE, COUNT = Kind.TEXT, Kind.NUMBER, Kind.SHARE, Kind.COUNT

_ALL = (
    Column("name", TEXT, "Title of the plan.", "計画名", otherwise="the file's name"),
    Column("currency", TEXT, "Base currency of every cost.", "基準通貨", required=True),
    Column("unit", TEXT, "The one unit of every quantity.", "数量単位", required=True),
    Column(
        "period",
        Kind.CHOICE,
        "Length of one period.",
        "期間の長さ",
        required=True,
        choices=("month", "quarter", "year"),
    ),
    Column(
        "first_period",
        Kind.PERIOD,
        "First period of the plan: 2026Q3, 2026-07 or 2026.",
        "最初の期",
        required=True,
    ),
    Column(
        "periods",
        COUNT,
        "Number of periods in the plan.",
        "期間数",
        required=True,
        least=1,
        most=600,
    ),
    Column(
        "discount_rate",
        SHARE,
        "Interest per year; later costs count less.",
        "割引率(年)",
        unit="share per year",
        default=0,
        least=0,
        most=1,
    ),
    Column(
        "risk_weight",
        SHARE,
        "Weight of the costliest scenarios (CVaR) against the expected cost.",
        "リスクの重み",
        unit="share",
        default=0,
        least=0,
        most=0.99,
    ),
    Column(
        "risk_level",
        SHARE,
        "Where the costliest scenarios begin: 0.95 looks at the worst 5%.",
        "リスクの水準",
        unit="share",
        default=0.95,
        least=0,
        below=1,
    ),
    Column(
        "policy",
        Kind.NAME,
        "Policy that `solve` uses when none is named.",
        "標準の方針",
        default="none",
        refers=("Policies",),
    ),
    Column(
        "max_curbs",
        COUNT,
        "Most curbs in one generated scenario.",
        "重なる規制の上限",
        default=1,
        least=0,
    ),
    Column(
        "scenarios",
        COUNT,
        "Most scenarios to generate; beyond it they are sampled.",
        "シナリオ数の上限",
        default=500,
        least=1,
    ),
    Column(
        "seed",
        COUNT,
        "Makes a sample of scenarios repeatable.",
        "乱数の種",
        default=0,
        least=0,
    ),
    Column(
        "gap",
        SHARE,
        "A solve stops when the plan is proved to be this close to the best.",
        "許容誤差",
        unit="share",
        default=0.0001,
        least=0,
        most=1,
    ),
    Column(
        "time_limit",
        NUMBER,
        "Longest time for one solve.",
        "計算時間の上限",
        unit="seconds",
        default=300,
        above=0,
    ),
)
SETTINGS: Mapping[str, Column] = {column.name: column for column in _ALL}
