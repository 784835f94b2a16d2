"""The guide sheet: what to do, the colours, the sheets, the rules, the hard words."""

from collections.abc import Iterable

from openpyxl.styles import Alignment
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from models.rules import RULES
from planner.workbook import look
from planner.workbook.choices import range_on
from planner.workbook.presets import PRESETS
from planner.workbook.schema import SHEETS

TITLE = "Guide"
STEPS = (
    (
        "1",
        "Fill in Settings first; head the period columns of Demand to match it.",
        "まずSettingsを記入し、Demandの期の見出しをそれに合わせる。",
    ),
    (
        "2",
        "Then Items, Demand, Suppliers and Offers: one row each, names spelled alike.",
        "次にItems・Demand・Suppliers・Offersを1行に1件ずつ書く。名前は同じ表記で。",
    ),
    (
        "3",
        "Write what may go wrong in Curbs, and what the plan must keep in Policies.",
        "起こりうる規制をCurbsに、守りたい方針をPoliciesに書く。",
    ),
    (
        "4",
        "Leave blank what you do not need; rest the pointer on a header for its meaning.",
        "不要な欄は空欄のままでよい。見出しにカーソルを置くと説明が出る。",
    ),
    (
        "",
        "Ready-made policies come with `planner new BOOK.xlsx --preset crma`; see below.",
        "`planner new BOOK.xlsx --preset crma` で既成の方針を加えられる(下の一覧)。",
    ),
    (
        "5",
        "Save, then run `planner check BOOK.xlsx`: it lists every fault with its cell.",
        "保存して `planner check BOOK.xlsx` を実行すると、誤りがセル番地つきで出る。",
    ),
)
COLOURS = (
    (True, False, "must be filled in", "必須"),
    (False, False, "may be left blank; the header's note says what then", "任意"),
    (False, True, "your own remarks; never read", "備考(計算には使わない)"),
)
WRITING = (
    (
        "share",
        "Between 0 and 1: write 0.65 or 65%, not 65.",
        "割合は0.65または65%と書く(65ではない)。",
    ),
    (
        "period",
        "2026Q3, 2026-07 or 2026, as Settings says.",
        "期は2026Q3、2026-07、2026のいずれか(Settingsの指定による)。",
    ),
    (
        "list",
        "Separate values in one cell by a semicolon: 0.01; 0.40; 0.30.",
        "1つのセルに複数書くときはセミコロンで区切る。",
    ),
    (
        "target",
        (
            "dimension:value, such as country:China or tag:refiner=China; country:* is "
            "each country separately."
        ),
        "対象は「次元:値」。country:* は国ごとに別々という意味。",
    ),
    (
        "tag:NAME",
        (
            "On Suppliers, Offers and Refining you may add columns such as tag:refiner; "
            "curbs and policies can then name them."
        ),
        "Suppliers・Offers・Refiningにはtag:refinerなどの列を足し、規制や方針で使える。",
    ),
)
WORDS = (
    (
        "plan",
        "What you do as long as no curb strikes.",
        "計画。規制が起きない場合の調達。",
    ),
    (
        "curb",
        "A cut in supply that may start, such as an export ban or a licence regime.",
        "規制。輸出禁止や許可制など、供給が減る出来事。",
    ),
    (
        "scenario",
        "One course of events: which curbs strike and when, with its probability.",
        "シナリオ。どの規制がいつ起きるかの一通りと、その確率。",
    ),
    (
        "response",
        "What you do in a scenario once its curb has started; never before.",
        "対応。規制が始まった後の行動。始まる前に先回りはできない。",
    ),
    (
        "shortage",
        "Demand that is not served; each unit costs the shortage_cost.",
        "欠品。満たされない需要。1単位ごとに欠品損失がかかる。",
    ),
    (
        "sign",
        (
            "To enter a contract: nothing is delivered under an offer before. Spot supply "
            "is an offer without fixed or period cost, project, take-or-pay or tiers."
        ),
        "契約。契約しない見積からは納入されない。固定費などのない見積がスポット。",
    ),
    (
        "take-or-pay",
        "The share of a year's volume you pay for even if you do not take it.",
        "引取保証。引き取らなくても支払う、年間数量に対する割合。",
    ),
    (
        "lead time",
        "Whole periods from order to delivery; earlier deliveries are Commitments.",
        "リードタイム。発注から納入までの期数。それより前の納入は発注残だけ。",
    ),
    (
        "lot size",
        "New units come in whole multiples of it; min_order is the least of them.",
        "ロットサイズ。発注はその整数倍。最低発注量はmin_order。",
    ),
    (
        "mineral",
        "Items of one mineral are added up by their content when a policy asks.",
        "鉱種。方針では同じ鉱種の品目を純分で合算する。",
    ),
    (
        "policy",
        "Rules the plan must keep; the policy named none has none.",
        "方針。計画が守るルールの組。noneはルールなし。",
    ),
    (
        "premium",
        "What a policy costs more than the cheapest policy compared.",
        "プレミアム。比較した中で最も安い方針との差額。",
    ),
    (
        "CVaR",
        "The mean cost of the costliest scenarios, such as the worst 5%.",
        "CVaR。最も費用のかかるシナリオ(例:最悪の5%)の平均費用。",
    ),
    (
        "HHI",
        "Herfindahl-Hirschman index: 10 000 is a single source, 2 500 four equal ones.",
        "HHI(集中度)。10000は一社集中、2500は均等な四社。",
    ),
    (
        "N-1",
        "The test that the plan still serves its demand when one source is lost.",
        "N-1。一つの供給元を失っても需要を満たせるかの検証。",
    ),
)
WIDTHS = {"A": 25, "B": 78, "C": 70}
Line = tuple[str, str, str]


def write_guide(page: Worksheet) -> str:
    """Write the guide and return the range that lists the names of the rules."""
    page.title = TITLE
    for letter, wide in WIDTHS.items():
        page.column_dimensions[letter].width = wide
    look.put(page["A1"], "Procurement plan")
    look.put(page["C1"], "調達計画")
    for cell in page[1]:
        cell.font = look.font(look.NAVY, 16, bold=True)
    _section(page, "What to do", "手順", STEPS)
    _colours(page)
    _sheets(page)
    _section(page, "How to write it", "書き方", WRITING)
    first = page.max_row + 3
    _section(page, "Rules for Policies", "方針のルール", _rules())
    rules = range_on(TITLE, "A", first, page.max_row)
    _section(page, "Presets for Policies", "既成の方針", _presets())
    _section(page, "Words", "用語", WORDS)
    look.set_up_page(page)
    return rules


def _rules() -> list[Line]:
    return [
        (name, rule.meaning, "使う列: " + ", ".join(rule.columns()))
        for name, rule in RULES.items()
    ]


def _presets() -> list[Line]:
    return [
        (name, f"{preset.meaning} {preset.source}.", preset.japanese)
        for name, preset in PRESETS.items()
    ]


def _section(
    page: Worksheet, english: str, japanese: str, lines: Iterable[Line]
) -> None:
    number = page.max_row + 2
    for letter, text in zip("ABC", (english, "", japanese), strict=True):
        cell = page[f"{letter}{number}"]
        look.put(cell, text)
        cell.font = look.font(look.WHITE, 12, bold=True)
        cell.fill = look.fill(look.NAVY)
        cell.alignment = Alignment(vertical="center", indent=1)
    page.row_dimensions[number].height = 20
    for line in lines:
        number += 1
        for letter, text in zip("ABC", line, strict=True):
            cell = page[f"{letter}{number}"]
            look.put(cell, text)
            cell.font = look.font(bold=letter == "A")
            cell.alignment = Alignment(vertical="center", wrap_text=True, indent=1)
            cell.border = look.UNDERLINE
        texts = zip(line, WIDTHS.values(), strict=True)
        look.fit_height(page, number, texts)


def _colours(page: Worksheet) -> None:
    _section(page, "Colours", "色", (("header", en, ja) for *_, en, ja in COLOURS))
    first = page.max_row - len(COLOURS) + 1
    for number, (required, note, *_) in enumerate(COLOURS, start=first):
        ground, ink = look.header_colours(required=required, note=note)
        cell = page[f"A{number}"]
        cell.fill, cell.font = look.fill(ground), look.font(ink, bold=True)


def _sheets(page: Worksheet) -> None:
    _section(page, "Sheets", "シート", (_sheet_line(name) for name in SHEETS))
    first = page.max_row - len(SHEETS) + 1
    for number, name in enumerate(SHEETS, start=first):
        cell = page[f"A{number}"]
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{name}!A1")
        cell.font = look.font("0563C1", bold=True)


def _sheet_line(name: str) -> Line:
    sheet = SHEETS[name]
    required, must = (" Required.", "(必須)") if sheet.required else ("", "")
    japanese = f"{sheet.japanese}:{sheet.japanese_meaning}{must}"
    return name, sheet.meaning + required, japanese
