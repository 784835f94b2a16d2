"""The notes sheet of the gallium example: how it was made."""

from planner.examples.gallium.names import Rows

_ABOUT = {
    "marks": (
        "[n]: a source listed below; derived: arithmetic on sourced figures; "
        "assumption: a modelling choice. Grades: P primary or official, N news wire or "
        "price agency, S secondary, L low reliability."
    ),
    "buyer": (
        "Company X is fictional: 20 t in 2026, about 12% of Japan's use in 2021 (167 t "
        "[27]), derived. 2026Q1 to 2026Q3 are past."
    ),
    "lead times": (
        "Weeks were rounded to whole quarters: 8 and 12 weeks are 1, up to 6 weeks are "
        "0. So only what is in Commitments arrives from AOK and China in 2026Q4."
    ),
    "contract costs": (
        "Yearly costs are spread evenly as period_cost. Terms of several years reach "
        "beyond the plan and are not charged further. AOK is signed already."
    ),
    "carriage": (
        "Prices are quoted CIF Japan; freight and insurance are added all the same, as "
        "the way to the works: 0.4 to 1.2% of price. Set freight to 0 if yours include "
        "it. Duty 0%: assumption."
    ),
    "recycling": (
        "The recycler is one process, with the capacity of its plant. It takes Company "
        "X's own scrap, which costs the toll alone, and outside scrap, an offer sized "
        "to what the own scrap leaves free. So no kilogram is counted twice."
    ),
    "refining": (
        "6N and 7N share one line: 7N is 6N passed through the zone furnace once more, "
        "at no further cost or loss. That is how the 4,500 kg limit holds for both."
    ),
    "price cap": (
        "Spot at 1,750 USD/kg already contains two shocks: it was 257.5 in June 2023, "
        "derived from [4]. The curbs' price factors are cut so that it stays below "
        "4,000, assumption."
    ),
    "index contracts": (
        "A curb moves spot, JAGA and Metlen by the same factor. AOK, capped at 1,000 "
        "USD/kg, would rise by at most 300: left out, assumption."
    ),
    "flow after": (
        "Flows were measured against 2022, while China's 1,900 kg is the level of 2025: "
        "0.65 afterwards is a further step down, assumption. 1 is neutral."
    ),
    "probabilities": (
        "They rest on one to three events each: weights, not estimates. "
        "probability_low and probability_high are what those events allow, derived; "
        "C4's are an assumption."
    ),
    "one curb at a time": (
        "46% of the probability has two or more curbs; it is left out and the rest "
        "scaled to 1. With max_curbs 2 and scenarios 600 it is 12%, a solve takes ten "
        "times as long, and the cheapest plan costs 0.3% less: derived."
    ),
    "left out": (
        "Glut, Kazakh transit, slipping projects, grants and stockpile draws."
    ),
}


ABOUT: Rows = tuple({"mark": mark, "text": text} for mark, text in _ABOUT.items())
