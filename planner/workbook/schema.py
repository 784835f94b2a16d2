"""The one table of sheets and columns.

Reader, checks, template, inputs/README.md and error texts all come from it; no
column is spelled anywhere else. `column` says what a column is, `settings` lists the
rows of the Settings sheet.
"""

from collections.abc import Mapping
from math import inf

from planner.workbook.column import Column, Kind, Sheet
from planner.workbook.settings import SETTINGS

__all__ = ["SETTINGS", "SHEETS", "TAG", "Column", "Kind", "Sheet"]

TEXT, NUMBER, SHARE, COUNT = Kind.TEXT, Kind.NUMBER, Kind.SHARE, Kind.COUNT
PERIOD, NAME, TARGETS, NUMBERS = Kind.PERIOD, Kind.NAME, Kind.TARGETS, Kind.NUMBERS
PRICE = "money/unit"

TAG = Column(
    "tag:NAME",
    TEXT,
    "A property that policies and curbs can name, such as tag:refiner or tag:route.",
    "属性",
)


def _first_and_last(what: str) -> tuple[Column, Column]:
    return (
        Column(
            "first_period",
            PERIOD,
            f"First period {what}.",
            "開始期",
            otherwise="the first of the plan",
        ),
        Column(
            "last_period",
            PERIOD,
            f"Last period {what}.",
            "終了期",
            otherwise="the last of the plan",
        ),
    )


_SETTINGS = Sheet(
    name="Settings",
    japanese="設定",
    meaning="What the plan covers and how it is solved: one setting per row.",
    required=True,
    columns=(
        Column(
            "setting",
            Kind.CHOICE,
            "Name of the setting.",
            "設定項目",
            required=True,
            choices=tuple(SETTINGS),
            unique=True,
        ),
        Column("value", TEXT, "Its value.", "値", otherwise="the setting's default"),
    ),
)

_ITEMS = Sheet(
    name="Items",
    japanese="品目",
    meaning="What is bought, refined, stocked or used.",
    required=True,
    columns=(
        Column("item", TEXT, "Name of the item.", "品目", required=True, unique=True),
        Column(
            "mineral",
            TEXT,
            "Group in which policies add items up.",
            "鉱種",
            otherwise="the item itself",
        ),
        Column(
            "content",
            NUMBER,
            "Units of the mineral in one unit of the item.",
            "純分",
            unit="unit/unit",
            default=1,
            above=0,
        ),
        Column(
            "holding_cost",
            NUMBER,
            "Cost per unit in stock at the end of a period.",
            "在庫保管費",
            unit=PRICE,
            default=0,
            least=0,
        ),
        Column(
            "opening_stock",
            NUMBER,
            "Stock before the first period.",
            "期首在庫",
            unit="unit",
            default=0,
            least=0,
        ),
        Column(
            "max_stock",
            NUMBER,
            "Most stock at the end of a period.",
            "在庫上限",
            unit="unit",
            default=inf,
            least=0,
        ),
        Column(
            "closing_stock",
            NUMBER,
            "Least stock at the end of the last period if no curb strikes.",
            "期末在庫の下限",
            unit="unit",
            default=0,
            least=0,
        ),
        Column(
            "stock_value",
            NUMBER,
            "Credit per unit left at the end of the last period; needs a max_stock.",
            "期末在庫の評価額",
            unit=PRICE,
            default=0,
            least=0,
        ),
    ),
)

_DEMAND = Sheet(
    name="Demand",
    japanese="需要",
    meaning="Who uses an item, and how much of it in each period.",
    required=True,
    columns=(
        Column(
            "demand",
            TEXT,
            "Product, plant or customer.",
            "需要",
            required=True,
            unique=True,
        ),
        Column(
            "item", NAME, "The item it uses.", "品目", required=True, refers=("Items",)
        ),
        Column(
            "shortage_cost",
            NUMBER,
            "Loss per unit that is not served.",
            "欠品損失",
            unit=PRICE,
            required=True,
            above=0,
        ),
        Column(
            "max_shortage",
            SHARE,
            "Share of a period's demand that may go unserved.",
            "欠品の上限",
            unit="share",
            default=1,
            least=0,
            most=1,
        ),
        Column(
            "scrap_item",
            NAME,
            "Item that comes back as scrap from what is served.",
            "スクラップ品目",
            otherwise="no scrap",
            refers=("Items",),
        ),
        Column(
            "scrap_rate",
            NUMBER,
            "Units of scrap_item returned per unit served.",
            "スクラップ発生率",
            unit="unit/unit",
            default=0,
            least=0,
        ),
        Column(
            "scrap_lag",
            COUNT,
            "Whole periods until the scrap is back.",
            "スクラップ回収の遅れ",
            unit="periods",
            default=1,
            least=1,
        ),
    ),
    wide=Column(
        "period",
        NUMBER,
        "Units needed in the period.",
        "期ごとの需要量",
        unit="unit",
        required=True,
        least=0,
    ),
)

_SUPPLIERS = Sheet(
    name="Suppliers",
    japanese="サプライヤー",
    meaning="Who sells, and from which country.",
    required=True,
    tags=True,
    columns=(
        Column(
            "supplier",
            TEXT,
            "Name of the supplier.",
            "サプライヤー",
            required=True,
            unique=True,
        ),
        Column(
            "country", TEXT, "Country that can curb its exports.", "国", required=True
        ),
        Column(
            "max_volume",
            NUMBER,
            "Most units per period over all its offers together.",
            "供給上限(期)",
            unit="unit",
            default=inf,
            least=0,
        ),
    ),
)

_OFFERS = Sheet(
    name="Offers",
    japanese="見積条件",
    meaning="What each supplier offers, and on which terms.",
    required=True,
    tags=True,
    columns=(
        Column("offer", TEXT, "Name of the offer.", "見積", required=True, unique=True),
        Column(
            "supplier",
            NAME,
            "Who offers.",
            "サプライヤー",
            required=True,
            refers=("Suppliers",),
        ),
        Column(
            "item", NAME, "What is offered.", "品目", required=True, refers=("Items",)
        ),
        Column(
            "price",
            NUMBER,
            "Price per unit, in the offer's currency.",
            "単価",
            unit=PRICE,
            required=True,
            least=0,
        ),
        Column(
            "currency",
            NAME,
            "Currency of the price.",
            "通貨",
            otherwise="the base currency",
            refers=("FX",),
        ),
        Column(
            "freight",
            NUMBER,
            "Freight and insurance per unit, in the base currency, free of duty.",
            "運賃・保険料",
            unit=PRICE,
            default=0,
            least=0,
        ),
        Column(
            "duty",
            SHARE,
            "Import duty as a share of the price.",
            "関税率",
            unit="share",
            default=0,
            least=0,
            most=1,
        ),
        Column(
            "max_volume",
            NUMBER,
            "Most units deliverable per period.",
            "供給上限(期)",
            unit="unit",
            default=inf,
            least=0,
        ),
        Column(
            "min_order",
            NUMBER,
            "Least new units in a period in which anything new is ordered.",
            "最低発注量",
            unit="unit",
            default=0,
            least=0,
        ),
        Column(
            "lot_size",
            NUMBER,
            "New units come in whole multiples of this.",
            "ロットサイズ",
            unit="unit",
            otherwise="any quantity",
            above=0,
        ),
        Column(
            "order_cost",
            NUMBER,
            "Cost per period in which anything new is delivered.",
            "発注費",
            unit="money",
            default=0,
            least=0,
        ),
        Column(
            "fixed_cost",
            NUMBER,
            "Cost paid once, if the offer is signed.",
            "契約費",
            unit="money",
            default=0,
            least=0,
        ),
        Column(
            "period_cost",
            NUMBER,
            "Cost per period of the delivery window, if signed.",
            "期ごとの固定費",
            unit="money",
            default=0,
            least=0,
        ),
        Column(
            "take_or_pay",
            SHARE,
            "Share of the year's volume that is paid for even if not taken.",
            "引取保証率",
            unit="share",
            default=0,
            least=0,
            most=1,
        ),
        Column(
            "lead_time",
            COUNT,
            "Whole periods from order to delivery.",
            "リードタイム",
            unit="periods",
            default=0,
            least=0,
        ),
        *_first_and_last("in which it can deliver"),
        Column(
            "project",
            NAME,
            "Project to open before the offer can be signed.",
            "前提プロジェクト",
            otherwise="none",
            refers=("Projects",),
        ),
        Column(
            "flex",
            SHARE,
            "Once a curb strikes, a delivery may exceed the plan by at most this share.",
            "増量枠",
            unit="share",
            otherwise="up to max_volume; nothing in a period in which a curb holds the offer back, unless it is free to sign",
            least=0,
            most=1,
        ),
    ),
)

_CAPACITY = Sheet(
    name="Capacity",
    japanese="供給能力",
    meaning="Most units per period where it changes over time; overrides max_volume and max_output.",
    columns=(
        Column(
            "name",
            NAME,
            "An offer, a process, or supplier:NAME.",
            "対象",
            required=True,
            refers=("Offers", "Refining", "Suppliers"),
            unique=True,
        ),
    ),
    wide=Column(
        "period",
        NUMBER,
        "Most units in the period.",
        "期ごとの上限",
        unit="unit",
        otherwise="max_volume or max_output",
        least=0,
    ),
)

_PRICES = Sheet(
    name="Prices",
    japanese="期別単価",
    meaning="Prices that change over time; overrides the price of an offer.",
    columns=(
        Column(
            "offer",
            NAME,
            "The offer.",
            "見積",
            required=True,
            refers=("Offers",),
            unique=True,
        ),
    ),
    wide=Column(
        "period",
        NUMBER,
        "Price per unit in the period, in the offer's currency.",
        "期ごとの単価",
        unit=PRICE,
        otherwise="the offer's price",
        least=0,
    ),
)

_TIERS = Sheet(
    name="Tiers",
    japanese="数量割引",
    meaning="Discounts on all units of a calendar year, from a planned volume on.",
    columns=(
        Column("offer", NAME, "The offer.", "見積", required=True, refers=("Offers",)),
        Column(
            "from_volume",
            NUMBER,
            "Planned units in the calendar year from which the discount holds.",
            "年間数量(以上)",
            unit="unit",
            required=True,
            least=0,
        ),
        Column(
            "discount",
            SHARE,
            "Share of the price taken off every unit of that year.",
            "割引率",
            unit="share",
            required=True,
            least=0,
            below=1,
        ),
    ),
)

_REFINING = Sheet(
    name="Refining",
    japanese="精製・リサイクル",
    meaning="Processes that turn one item into another; recycling starts from a scrap item.",
    tags=True,
    columns=(
        Column(
            "process",
            TEXT,
            "Name of the process; no offer may bear it.",
            "工程",
            required=True,
            unique=True,
        ),
        Column(
            "input",
            NAME,
            "Item that goes in.",
            "投入品目",
            required=True,
            refers=("Items",),
        ),
        Column(
            "output",
            NAME,
            "Item that comes out.",
            "産出品目",
            required=True,
            refers=("Items",),
        ),
        Column(
            "yield",
            NUMBER,
            "Output per unit of input.",
            "歩留まり",
            unit="unit/unit",
            required=True,
            above=0,
        ),
        Column(
            "cost",
            NUMBER,
            "Cost per unit of output.",
            "加工費",
            unit=PRICE,
            default=0,
            least=0,
        ),
        Column(
            "max_output",
            NUMBER,
            "Most output per period.",
            "産出上限(期)",
            unit="unit",
            default=inf,
            least=0,
        ),
        *_first_and_last("in which it can run"),
        Column("country", TEXT, "Country in which it runs.", "国", otherwise="none"),
    ),
)

_PROJECTS = Sheet(
    name="Projects",
    japanese="プロジェクト",
    meaning="Investments that open an offer: an equity stake, a plant, a qualification.",
    columns=(
        Column(
            "project",
            TEXT,
            "Name of the project.",
            "プロジェクト",
            required=True,
            unique=True,
        ),
        Column(
            "cost",
            NUMBER,
            "Paid once at the start, if opened.",
            "費用",
            unit="money",
            required=True,
            least=0,
        ),
    ),
)

_FX = Sheet(
    name="FX",
    japanese="為替",
    meaning="Exchange rates of the currencies in which offers are priced.",
    columns=(
        Column(
            "currency",
            TEXT,
            "The foreign currency.",
            "通貨",
            required=True,
            unique=True,
        ),
        Column(
            "rate",
            NUMBER,
            "Base currency for one unit of it.",
            "レート",
            unit="money",
            otherwise="the rates in the periods' columns",
            above=0,
        ),
    ),
    wide=Column(
        "period",
        NUMBER,
        "Rate in the period.",
        "期ごとのレート",
        unit="money",
        otherwise="the column rate",
        above=0,
    ),
)

_COMMITMENTS = Sheet(
    name="Commitments",
    japanese="発注残",
    meaning="Deliveries already ordered.",
    columns=(
        Column("offer", NAME, "The offer.", "見積", required=True, refers=("Offers",)),
        Column(
            "period", PERIOD, "Period in which it arrives.", "納入期", required=True
        ),
        Column(
            "volume",
            NUMBER,
            "Units ordered.",
            "数量",
            unit="unit",
            required=True,
            least=0,
        ),
    ),
)

_CURBS = Sheet(
    name="Curbs",
    japanese="輸出規制",
    meaning="What may happen: export curbs and other cuts, with their chance and their depth.",
    columns=(
        Column("curb", TEXT, "Name of the curb.", "規制", required=True, unique=True),
        Column(
            "hits",
            TARGETS,
            "Whom it hits, such as country:China; tag:refiner=China.",
            "対象",
            required=True,
        ),
        Column(
            "flow",
            NUMBERS,
            "Share of the planned volume that still gets through, one number or one per period.",
            "供給継続率",
            unit="share",
            required=True,
            least=0,
            most=1,
        ),
        Column(
            "length",
            COUNT,
            "Periods it lasts, where flow is one number.",
            "期間数",
            unit="periods",
            otherwise="to the end of the plan",
            least=1,
        ),
        Column(
            "flow_after",
            SHARE,
            "Share that gets through once it is over.",
            "終了後の継続率",
            unit="share",
            default=1,
            least=0,
            most=1,
        ),
        Column(
            "price_hits",
            TARGETS,
            "Whose prices it moves.",
            "価格への影響先",
            otherwise="those it hits",
        ),
        Column(
            "price",
            NUMBERS,
            "Factor on price while it lasts, one number or one per period.",
            "価格倍率",
            unit="factor",
            default=1,
            least=0,
        ),
        Column(
            "price_after",
            NUMBER,
            "Factor on price once it is over.",
            "終了後の価格倍率",
            unit="factor",
            default=1,
            least=0,
        ),
        Column(
            "probability",
            SHARE,
            "Chance per year that it starts.",
            "年間発生確率",
            unit="share per year",
            default=0,
            least=0,
            below=1,
        ),
        Column(
            "earliest",
            PERIOD,
            "First period in which it may start.",
            "最も早い開始期",
            otherwise="the first of the plan",
        ),
        Column(
            "latest",
            PERIOD,
            "Last period in which it may start.",
            "最も遅い開始期",
            otherwise="the last of the plan",
        ),
    ),
)

_SCENARIOS = Sheet(
    name="Scenarios",
    japanese="シナリオ",
    meaning="Your own scenarios; leave it empty and they are generated from Curbs.",
    columns=(
        Column(
            "scenario",
            TEXT,
            "Name of the scenario; one row per curb in it.",
            "シナリオ",
            required=True,
        ),
        Column(
            "probability",
            SHARE,
            "Chance of the scenario, on one of its rows; all add up to 1.",
            "確率",
            unit="share",
            otherwise="as on the scenario's other row",
            least=0,
            most=1,
        ),
        Column(
            "curb",
            NAME,
            "Curb that strikes.",
            "規制",
            otherwise="no curb strikes",
            refers=("Curbs",),
        ),
        Column(
            "start",
            PERIOD,
            "Period in which it starts; blank without a curb.",
            "開始期",
        ),
    ),
)

_POLICIES = Sheet(
    name="Policies",
    japanese="調達方針",
    meaning="Limits the plan must keep, one rule per row; rows of one name belong together.",
    columns=(
        Column("policy", TEXT, "Name of the policy.", "方針", required=True),
        Column("rule", Kind.CHOICE, "Which rule.", "ルール", required=True),
        Column(
            "on",
            TARGETS,
            "What it limits, such as country:China or country:*.",
            "対象",
            otherwise="everything",
        ),
        Column(
            "item",
            NAME,
            "An item or a mineral.",
            "品目・鉱種",
            otherwise="each mineral separately",
            refers=("Items",),
        ),
        Column(
            "stage",
            Kind.CHOICE,
            "Whether it looks at supply or at refining.",
            "段階",
            default="supply",
            choices=("supply", "refining"),
        ),
        Column(
            "per",
            Kind.CHOICE,
            "Over which span volumes are added up.",
            "集計単位",
            default="horizon",
            choices=("horizon", "year", "period"),
        ),
        Column(
            "from",
            PERIOD,
            "First period that counts.",
            "適用開始期",
            otherwise="the first of the plan",
        ),
        Column(
            "to",
            PERIOD,
            "Last period that counts.",
            "適用終了期",
            otherwise="the last of the plan",
        ),
        Column(
            "when",
            Kind.CHOICE,
            "Whether it holds for the plan or in every scenario.",
            "適用場面",
            default="plan",
            choices=("plan", "always"),
        ),
        Column(
            "limit",
            NUMBER,
            "The limit: a share, units, money, days or a count, as the rule says.",
            "上限・下限",
            unit="by rule",
            otherwise="not allowed where the rule needs one",
            least=0,
        ),
        Column(
            "duration",
            COUNT,
            "Periods for which a lost source stays lost.",
            "途絶の期間数",
            unit="periods",
            otherwise="to the end of the plan",
            least=1,
        ),
        Column(
            "min_each",
            SHARE,
            "Least share of demand for a source to count.",
            "1社の最低割合",
            unit="share",
            default=0.05,
            least=0,
            most=1,
        ),
    ),
)

_ALL = (
    _SETTINGS,
    _ITEMS,
    _DEMAND,
    _SUPPLIERS,
    _OFFERS,
    _CAPACITY,
    _PRICES,
    _TIERS,
    _REFINING,
    _PROJECTS,
    _FX,
    _COMMITMENTS,
    _CURBS,
    _SCENARIOS,
    _POLICIES,
)
SHEETS: Mapping[str, Sheet] = {sheet.name: sheet for sheet in _ALL}
