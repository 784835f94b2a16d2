"""The checker's frequent words in Japanese."""

import pytest

from planner.web.language import Language
from planner.web.translating import in_japanese
from planner.web.words import Words


@pytest.mark.parametrize(
    ("told", "japanese"),
    [
        ("'dear' is not a number", "'dear' は数値ではありません"),
        ("there is no offer 'A'", "'A' という offer はありません"),
        ("did you mean 'country:China'?", "'country:China' の間違いではありませんか"),
        ("{odd} is blank", "{odd} が空欄です"),
        ("something never said before", None),
    ],
)
def test_what_is_in_the_table_is_said_in_japanese(
    told: str, japanese: str | None
) -> None:
    assert in_japanese(told) == japanese


def test_the_rest_is_marked_as_english_and_nothing_is_html() -> None:
    words = Words(Language.JA)
    assert words.from_english("<b> never") == '<span lang="en">&lt;b&gt; never</span>'
    assert Words(Language.EN).from_english("x is blank") == "x is blank"
