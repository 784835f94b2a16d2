"""What a plan depends on, who goes short, and what holds it back, for a terminal."""

from rich.console import Group
from rich.table import Table
from rich.text import Text

from planner.plan import Plan
from planner.report import tables, words
from planner.report.colours import of_countries
from planner.report.grid import bar, empty_table, more, text, titled

BAR = 24
MOST_MINERALS = 8
MOST_COUNTRIES = 10
MOST_YEARS = 5
MOST_SHORT = 10
MOST_BINDING = 20
MOST_BUCKETS = 3


def shares(plan: Plan, *, ascii_only: bool) -> Group | None:
    """Return each country's share of the plan's deliveries, mineral by mineral."""
    minerals = list(dict.fromkeys(plan.dependence["mineral"]))
    if not minerals:
        return None
    blocks: list[Table | Text] = []
    for mineral in minerals[:MOST_MINERALS]:
        blocks += [Text(" ")] if blocks else []
        blocks.append(_of_mineral(plan, mineral, ascii_only=ascii_only))
    left = more(len(minerals), MOST_MINERALS, "Shares")
    note = "content delivered by the plan, over the horizon and by year"
    return titled("Shares by country", *blocks, *left, note=note)


def _of_mineral(plan: Plan, mineral: str, *, ascii_only: bool) -> Table:
    years = list(plan.case.years)[:MOST_YEARS]
    headers = (f">{plan.case.unit}", ">share", *(f">{year}" for year in years))
    table = empty_table(mineral, "", *headers)
    colours, by_year = of_countries(plan.case), tables.year_shares(plan)
    found = plan.dependence[plan.dependence["mineral"] == mineral]
    places = words.decimals(found["volume"])
    for country, volume, part in tables.each_row(
        found.head(MOST_COUNTRIES), "country", "volume", "share"
    ):
        drawn = bar(part, BAR, ascii_only=ascii_only)
        table.add_row(
            text(country),
            Text(drawn, style=f"#{colours[country]}"),
            words.number(volume, places),
            text(words.share(part), "bold"),
            *(words.share(by_year.get((mineral, country, y), 0.0)) for y in years),
        )
    return table


def short(plan: Plan) -> Group:
    """Return who goes short in which scenario, largest expected shortage first."""
    found = [each for each in tables.outcomes(plan) if each.shortage > tables.NOTHING]
    scenarios = words.count(len(plan.case.scenarios), "scenario")
    if not found:
        return titled("Who goes short", text("Nobody, in any scenario."))
    found.sort(key=lambda each: (-each.probability * each.shortage, each.name))
    table = empty_table(
        "scenario", ">probability", f">{plan.case.unit}", f"who, {plan.case.unit}"
    )
    places = words.decimals(each.shortage for each in found)
    for each in found[:MOST_SHORT]:
        table.add_row(
            text(each.name),
            words.chance(each.probability),
            words.number(each.shortage, places),
            text(each.who),
        )
    left = more(len(found), MOST_SHORT, "Scenarios")
    odds = words.chance(sum(each.probability for each in found))
    note = f"{len(found):,} of {scenarios}, together {odds} likely; largest expected shortage first"
    return titled(
        "Who goes short", table, *left, text(words.RESPONSES, "dim"), note=note
    )


def limits(plan: Plan) -> Group:
    """Return what binds, and how the policy's rules stand."""
    binding = tables.bindings(plan)
    table = empty_table("limit", "where", show_header=False)
    for limit, places in list(binding.items())[:MOST_BINDING]:
        table.add_row(text(limit), text(_where(plan, places)))
    left = more(len(binding), MOST_BINDING, "Rules")
    content = [table] if binding else [text("Nothing: no capacity, stock or rule.")]
    return titled("What binds", *content, *left, *_standing(plan))


def _where(plan: Plan, places: list[str]) -> str:
    labels = [each for place in places for each in place.split(", ")]
    if set(labels) <= set(plan.case.periods):
        return words.spans(labels, plan.case.periods)
    rest = len(places) - MOST_BUCKETS
    said = "; ".join(places[:MOST_BUCKETS])
    return f"{said}; and {rest:,} more" if rest > 0 else said


def _standing(plan: Plan) -> list[Text]:
    rules = tables.rules(plan)
    if not rules:
        return []
    states = [each.state for each in rules]
    broken, idle = states.count(tables.BROKEN), states.count(tables.REPORTED)
    kept = len(states) - broken - idle
    said = f"Rules: {words.count(kept, 'limit')} kept"
    if idle:
        said += f"; {idle:,} reported, not enforced: nothing in them can be changed any more"
    lines = [text(f"{said}.", "dim")]
    if broken:
        lines.append(text(f"{words.count(broken, 'limit')} broken.", "bold red"))
    return lines
