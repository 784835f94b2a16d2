"""The notes sheet of the trading house: how it was made."""

from planner.examples.trading_house.names import Rows

_ABOUT = {
    "marks": (
        "[n]: a source listed below; derived: arithmetic on sourced figures; "
        "assumption: a modelling choice. Grades: P primary or official, N news wire or "
        "price agency, S secondary, L low reliability."
    ),
    "house": (
        "The trading house is fictional. It joins deals that several real houses made: "
        "Mitsui's stake in a Brazilian lithium mine [54], Sojitz's rare earths from "
        "Australia [51][52], Mitsubishi's gallium from Kazakhstan [26]."
    ),
    "unit": (
        "One book has one unit: t. Lithium needs thousands of t, gallium a few, in lots "
        "of 0.05 t. Prices per kg are multiplied by 1,000."
    ),
    "minerals": (
        "A policy without an item holds for gallium, lithium, light rare earths (NdPr) "
        "and heavy rare earths (Dy, Tb) each. Lithium is counted in t of carbonate."
    ),
    "price floors": (
        "A contract with a floor pays the larger of the floor and its share of an index. "
        "The index paths are assumptions; what they give is in Prices, year by year. "
        "Change the index, and the cells of Prices must be worked out anew."
    ),
    "stake": (
        "The stake opens the off-take: 30 MUSD once [54]. Five years of off-take are "
        "promised and the plan sees little more than two, so it undervalues the stake."
    ),
    "floor of 30%": (
        "About 30% of Japan's demand for Dy and Tb was to come from Australia [49][50]. "
        "Written as a volume: 30% of each year's demand, whatever is bought for stock."
    ),
    "one curb at a time": (
        "Two or more curbs at once are left out, and the rest scaled to 1; the report "
        "says how much: assumption."
    ),
    "probabilities": (
        "They rest on one or two events each: weights, not estimates. Try low and high."
    ),
    "left out": (
        "Taxes, the share of prices above 150 USD/kg that Lynas pays back [48], "
        "equity value, and by-products."
    ),
}
ABOUT: Rows = tuple({"mark": mark, "text": text} for mark, text in _ABOUT.items())
