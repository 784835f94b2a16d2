"""The sheets on what may happen, and on what the plan must keep."""

from planner.workbook.column import Column, Kind, Sheet, amount, reference, share

TEXT, CHOICE, PERIOD, TARGETS = Kind.TEXT, Kind.CHOICE, Kind.PERIOD, Kind.TARGETS
FIRST, LAST = "the first of the plan", "the last of the plan"

CURBS = Sheet(
    name="Curbs",
    japanese="輸出規制",
    meaning="Export curbs and other cuts that may happen, with their chance and depth.",
    japanese_meaning="起こりうる輸出規制や途絶。確率と深さを書く。",
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
            Kind.NUMBERS,
            "Share of the planned volume that still gets through: one number, or one per period.",
            "供給継続率",
            unit="share",
            required=True,
            least=0,
            most=1,
        ),
        Column(
            "length",
            Kind.COUNT,
            "Periods it lasts, where flow is one number.",
            "継続期数",
            unit="periods",
            otherwise="to the end of the plan",
            least=1,
        ),
        share(
            "flow_after",
            "Share that gets through once it is over.",
            "終了後の継続率",
            default=1,
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
            Kind.NUMBERS,
            "Factor on price while it lasts: one number, or one per period.",
            "価格倍率",
            unit="factor",
            default=1,
            least=0,
        ),
        amount(
            "price_after",
            "Factor on price once it is over.",
            "終了後の価格倍率",
            "factor",
            default=1,
        ),
        share(
            "probability", "Chance per year that it starts.", "年間発生確率", below=1
        ),
        share(
            "probability_low",
            "The least that chance may be.",
            "年間発生確率の下限",
            default=None,
            otherwise="as probability",
            below=1,
        ),
        share(
            "probability_high",
            "The most that chance may be.",
            "年間発生確率の上限",
            default=None,
            otherwise="as probability",
            below=1,
        ),
        Column(
            "earliest",
            PERIOD,
            "First period in which it may start.",
            "最も早い開始期",
            otherwise=FIRST,
        ),
        Column(
            "latest",
            PERIOD,
            "Last period in which it may start.",
            "最も遅い開始期",
            otherwise=LAST,
        ),
    ),
)

SCENARIOS = Sheet(
    name="Scenarios",
    japanese="シナリオ",
    meaning="Your own scenarios; left empty, they are generated from Curbs.",
    japanese_meaning="独自のシナリオ。空欄ならCurbsから自動生成する。",
    columns=(
        Column(
            "scenario",
            TEXT,
            "Name of the scenario; one row per curb in it.",
            "シナリオ",
            required=True,
        ),
        share(
            "probability",
            "Chance of the scenario, on one of its rows; all add up to 1.",
            "確率",
            default=None,
            otherwise="as on the scenario's other row",
        ),
        reference(
            "curb", "Curb that strikes.", "規制", "Curbs", otherwise="no curb strikes"
        ),
        Column(
            "start",
            PERIOD,
            "Period in which it starts.",
            "開始期",
            otherwise="no curb strikes",
        ),
    ),
)

POLICIES = Sheet(
    name="Policies",
    japanese="調達方針",
    meaning="Limits the plan must keep, one per row; rows of one name belong together.",
    japanese_meaning="計画が守るべき制約。1行に1ルール。同じ名前の行が一つの方針になる。",
    columns=(
        Column("policy", TEXT, "Name of the policy.", "方針", required=True),
        Column("rule", CHOICE, "Which rule.", "ルール", required=True),
        Column(
            "on",
            TARGETS,
            "What it limits, such as country:China or country:*.",
            "対象",
            otherwise="everything",
        ),
        reference(
            "item",
            "An item or a mineral.",
            "品目・鉱種",
            "Items",
            otherwise="each mineral separately",
        ),
        Column(
            "stage",
            CHOICE,
            "Whether it looks at supply or at refining.",
            "段階",
            default="supply",
            choices=("supply", "refining"),
        ),
        Column(
            "per",
            CHOICE,
            "Over which span volumes are added up.",
            "集計単位",
            default="horizon",
            choices=("horizon", "year", "period"),
        ),
        Column(
            "from", PERIOD, "First period that counts.", "適用開始期", otherwise=FIRST
        ),
        Column("to", PERIOD, "Last period that counts.", "適用終了期", otherwise=LAST),
        Column(
            "when",
            CHOICE,
            "Whether it holds for the plan or in every scenario.",
            "適用場面",
            default="plan",
            choices=("plan", "always"),
        ),
        amount(
            "limit",
            "The limit: a share, units, money, days or a count, as the rule says.",
            "上限・下限",
            "",
            default=None,
            otherwise="only for a rule without a limit",
        ),
        Column(
            "duration",
            Kind.COUNT,
            "Periods for which a lost source stays lost.",
            "途絶の期間数",
            unit="periods",
            otherwise="to the end of the plan",
            least=1,
        ),
        share(
            "min_each",
            "Least share of demand that makes a source count.",
            "1社の最低割合",
            default=0.05,
        ),
    ),
)
