"""Draw the picture of the README: python .readme/draw.py, from the top folder."""

import io
import re
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

import planner
from planner.plan import Plan
from planner.report import decided, exposed

HERE = Path(__file__).parent
BOOK = "inputs/gallium.xlsx"
WIDE = 80
WEB_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def sections(plan: Plan) -> list[RenderableType | None]:
    """Return the part of the printed plan that a first look needs."""
    return [
        decided.headline(plan),
        decided.contracts(plan),
        decided.deliveries(plan, WIDE),
        exposed.shares(plan, ascii_only=False),
    ]


def picture(plan: Plan) -> str:
    """Return the picture as SVG, with the reader's own fonts."""
    console = Console(record=True, width=WIDE, file=io.StringIO(), highlight=False)
    console.print(Text(f"$ planner solve {BOOK}\n", style="bold"))
    for section in sections(plan):
        if section is not None:
            console.print(section)
            console.print()
    console.print(Text("…"))
    drawn = console.export_svg(title=plan.case.name, unique_id="gallium-plan")
    return WEB_FONT.sub("", drawn)


if __name__ == "__main__":
    made = planner.solve(planner.read(HERE.parent / BOOK))
    (HERE / "gallium-plan.svg").write_text(picture(made), encoding="utf-8")
