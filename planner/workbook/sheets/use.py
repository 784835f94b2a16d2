"""The sheets on what is used: items, demand, refining."""

from math import inf

from planner.workbook.column import (
    Column,
    Kind,
    Sheet,
    amount,
    reference,
    share,
    window,
)

ITEMS = Sheet(
    name="Items",
    japanese="品目",
    meaning="What is bought, refined, stocked or used.",
    japanese_meaning="調達・精製・在庫・使用する品目。",
    required=True,
    columns=(
        Column(
            "item", Kind.TEXT, "Name of the item.", "品目", required=True, unique=True
        ),
        Column(
            "mineral",
            Kind.TEXT,
            "Group in which policies add items up.",
            "鉱種",
            otherwise="the item itself",
        ),
        Column(
            "content",
            Kind.NUMBER,
            "Units of the mineral in one unit of the item.",
            "純分",
            unit="unit/unit",
            default=1,
            above=0,
        ),
        amount(
            "holding_cost",
            "Cost per unit in stock at the end of a period.",
            "在庫保管費",
            "money/unit",
        ),
        amount("opening_stock", "Stock before the first period.", "期首在庫", "unit"),
        amount(
            "max_stock",
            "Most stock at the end of a period.",
            "在庫上限",
            "unit",
            default=inf,
        ),
        amount(
            "closing_stock",
            "Least stock at the end of the last period if no curb strikes.",
            "期末在庫の下限",
            "unit",
        ),
        amount(
            "stock_value",
            "Credit per unit left at the end of the last period; needs a max_stock.",
            "期末在庫の評価額",
            "money/unit",
        ),
    ),
)

DEMAND = Sheet(
    name="Demand",
    japanese="需要",
    meaning="Who uses an item, and how much of it in each period.",
    japanese_meaning="どの製品・工場・顧客が、どの品目を各期にどれだけ使うか。",
    required=True,
    columns=(
        Column(
            "demand",
            Kind.TEXT,
            "Product, plant or customer.",
            "需要先",
            required=True,
            unique=True,
        ),
        reference("item", "The item it uses.", "品目", "Items"),
        Column(
            "shortage_cost",
            Kind.NUMBER,
            "Loss per unit that is not served.",
            "欠品損失",
            unit="money/unit",
            required=True,
            above=0,
        ),
        share(
            "max_shortage",
            "Share of a period's demand that may go unserved.",
            "欠品の上限",
            default=1,
        ),
        reference(
            "scrap_item",
            "Item that comes back as scrap from what is served.",
            "スクラップ品目",
            "Items",
            otherwise="no scrap",
        ),
        amount(
            "scrap_rate",
            "Units of scrap_item returned per unit served.",
            "スクラップ発生率",
            "unit/unit",
        ),
        Column(
            "scrap_lag",
            Kind.COUNT,
            "Whole periods until the scrap is back.",
            "スクラップ回収の遅れ",
            unit="periods",
            default=1,
            least=1,
        ),
    ),
    wide=amount(
        "period", "Units needed in the period.", "期ごとの需要量", "unit", required=True
    ),
)

REFINING = Sheet(
    name="Refining",
    japanese="精製・リサイクル",
    meaning="Processes that turn one item into another; recycling starts from a scrap item.",
    japanese_meaning="ある品目を別の品目に変える工程。リサイクルはスクラップを投入とする。",
    tags=True,
    columns=(
        Column(
            "process",
            Kind.TEXT,
            "Name of the process; no offer may bear it.",
            "工程",
            required=True,
            unique=True,
        ),
        reference("input", "Item that goes in.", "投入品目", "Items"),
        reference("output", "Item that comes out.", "産出品目", "Items"),
        Column(
            "yield",
            Kind.NUMBER,
            "Output per unit of input.",
            "歩留まり",
            unit="unit/unit",
            required=True,
            above=0,
        ),
        amount("cost", "Cost per unit of output.", "加工費", "money/unit"),
        amount(
            "max_output", "Most output per period.", "産出上限(期)", "unit", default=inf
        ),
        *window("in which it can run"),
        Column(
            "country", Kind.TEXT, "Country in which it runs.", "国", otherwise="none"
        ),
    ),
)
