"""The sheets on what can be bought: suppliers, offers and their terms."""

from dataclasses import replace
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

OFFER = reference("offer", "The offer.", "見積", "Offers")
ONE_OFFER = replace(OFFER, unique=True)

SUPPLIERS = Sheet(
    name="Suppliers",
    japanese="サプライヤー",
    meaning="Who sells, and from which country.",
    japanese_meaning="供給者とその国。",
    required=True,
    tags=True,
    columns=(
        Column(
            "supplier",
            Kind.TEXT,
            "Name of the supplier.",
            "サプライヤー",
            required=True,
            unique=True,
        ),
        Column(
            "country",
            Kind.TEXT,
            "Country that can curb its exports.",
            "国",
            required=True,
        ),
        amount(
            "max_volume",
            "Most units per period over all its offers together.",
            "供給上限(期)",
            "unit",
            default=inf,
        ),
    ),
)

OFFERS = Sheet(
    name="Offers",
    japanese="見積条件",
    meaning="What each supplier offers, and on which terms.",
    japanese_meaning="各サプライヤーの見積条件(価格・数量・契約条件)。",
    required=True,
    tags=True,
    columns=(
        Column(
            "offer", Kind.TEXT, "Name of the offer.", "見積", required=True, unique=True
        ),
        reference("supplier", "Who offers.", "サプライヤー", "Suppliers"),
        reference("item", "What is offered.", "品目", "Items"),
        amount(
            "price",
            "Price per unit, in the offer's currency.",
            "単価",
            "price",
            required=True,
        ),
        reference(
            "currency",
            "Currency of the price.",
            "通貨",
            "FX",
            otherwise="the base currency",
        ),
        amount(
            "freight",
            "Freight and insurance per unit, in the base currency, free of duty.",
            "運賃・保険料",
            "money/unit",
        ),
        share("duty", "Import duty as a share of the price.", "関税率"),
        amount(
            "max_volume",
            "Most units deliverable per period.",
            "供給上限(期)",
            "unit",
            default=inf,
        ),
        amount(
            "min_order",
            "Least new units in a period in which anything new is ordered.",
            "最低発注量",
            "unit",
        ),
        amount(
            "lot_size",
            "New units come in whole multiples of this.",
            "ロットサイズ",
            "unit",
            otherwise="any quantity",
        ),
        amount(
            "order_cost",
            "Cost per period in which anything new is delivered.",
            "発注費",
            "money",
        ),
        amount(
            "fixed_cost", "Cost paid once, if the offer is signed.", "契約費", "money"
        ),
        amount(
            "period_cost",
            "Cost per period of the delivery window, if signed.",
            "期ごとの固定費",
            "money",
        ),
        share(
            "take_or_pay",
            "Share of the year's volume that is paid for even if not taken.",
            "引取保証率",
        ),
        Column(
            "lead_time",
            Kind.COUNT,
            "Whole periods from order to delivery.",
            "リードタイム",
            unit="periods",
            default=0,
            least=0,
        ),
        *window("in which it can deliver"),
        reference(
            "project",
            "Project to open before the offer can be signed.",
            "前提プロジェクト",
            "Projects",
            otherwise="none",
        ),
        share(
            "flex",
            "Once a curb strikes, a delivery may exceed the plan by at most this share.",
            "増量枠",
            default=None,
            otherwise="up to max_volume; nothing while a curb holds the offer back, unless it is free to sign",
        ),
        amount(
            "recovery",
            "Months until it is back, or replaced, once it is lost; a stress test compares "
            "them with the months of cover.",
            "復旧期間(月)",
            "months",
            default=None,
            otherwise="not known",
        ),
    ),
)

CAPACITY = Sheet(
    name="Capacity",
    japanese="供給能力",
    meaning="Capacity that changes over time; overrides max_volume and max_output.",
    japanese_meaning="期によって変わる供給・処理能力。max_volumeとmax_outputに優先する。",
    columns=(
        replace(
            reference(
                "name",
                "An offer, a process, or supplier:NAME.",
                "対象",
                "Offers",
                "Refining",
                "Suppliers",
            ),
            unique=True,
        ),
    ),
    wide=amount(
        "period",
        "Most units in the period.",
        "期ごとの上限",
        "unit",
        default=None,
        otherwise="max_volume or max_output",
    ),
)

PRICES = Sheet(
    name="Prices",
    japanese="期別単価",
    meaning="Prices that change over time; overrides the price of an offer.",
    japanese_meaning="期によって変わる単価。見積の単価に優先する。",
    columns=(ONE_OFFER,),
    wide=amount(
        "period",
        "Price per unit in the period, in the offer's currency.",
        "期ごとの単価",
        "price",
        default=None,
        otherwise="the offer's price",
    ),
)

TIERS = Sheet(
    name="Tiers",
    japanese="数量割引",
    meaning="Discounts on all units of a calendar year, from a planned volume on.",
    japanese_meaning="暦年の計画数量に応じた、その年の全量への割引。",
    columns=(
        OFFER,
        amount(
            "from_volume",
            "Planned units in the calendar year from which it holds.",
            "年間数量(以上)",
            "unit",
            required=True,
        ),
        share(
            "discount",
            "Share of the price taken off every unit of that year.",
            "割引率",
            required=True,
            below=1,
        ),
    ),
)

PROJECTS = Sheet(
    name="Projects",
    japanese="プロジェクト",
    meaning="Investments that open an offer: an equity stake, a plant, a qualification.",
    japanese_meaning="見積の前提となる投資(出資・設備・認定など)。",
    columns=(
        Column(
            "project",
            Kind.TEXT,
            "Name of the project.",
            "プロジェクト",
            required=True,
            unique=True,
        ),
        amount(
            "cost", "Paid once at the start, if opened.", "費用", "money", required=True
        ),
    ),
)

FX = Sheet(
    name="FX",
    japanese="為替",
    meaning="Exchange rates of the currencies in which offers are priced.",
    japanese_meaning="見積に使う外貨の為替レート。",
    columns=(
        Column(
            "currency",
            Kind.TEXT,
            "The foreign currency.",
            "通貨",
            required=True,
            unique=True,
        ),
        Column(
            "rate",
            Kind.NUMBER,
            "Base currency for one unit of it.",
            "レート",
            unit="money",
            otherwise="the rates in the periods' columns",
            above=0,
        ),
    ),
    wide=Column(
        "period",
        Kind.NUMBER,
        "Rate in the period.",
        "期ごとのレート",
        unit="money",
        otherwise="the column rate",
        above=0,
    ),
)

COMMITMENTS = Sheet(
    name="Commitments",
    japanese="発注残",
    meaning="Deliveries already ordered.",
    japanese_meaning="すでに発注済みの納入。",
    columns=(
        OFFER,
        Column(
            "period",
            Kind.PERIOD,
            "Period in which it arrives.",
            "納入期",
            required=True,
        ),
        amount("volume", "Units ordered.", "数量", "unit", required=True),
    ),
)
