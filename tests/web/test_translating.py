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
    assert in_japanese(told, "cell") == japanese


def test_the_rest_is_marked_as_english_and_nothing_is_html() -> None:
    words = Words(Language.JA)
    assert words.from_english("<b> never") == '<span lang="en">&lt;b&gt; never</span>'
    assert Words(Language.EN).from_english("x is blank") == "x is blank"


@pytest.mark.parametrize(
    ("told", "japanese"),
    [
        (
            "Max 70% China: limit of max_share changed here from 70% to 60%; the file is untouched.",
            "Max 70% China：max_share の限度をここで 70% から 60% に変えました。ファイルは変わりません。",
        ),
        (
            "Last possible limit: 40%, found by bisection; 39.9% is impossible.",
            "実現できる最後の限度：40%（二分法で確認、39.9%は実現できません）。",
        ),
        (
            "Policies row 4: delete the row (Offer Home is signed.)",
            "Policies row 4：行を削除（オファーHomeを締結する。）",
        ),
        (
            "Policies!H4: max_shortage, limit 0% → 40% (39% is still impossible)",
            "Policies!H4：max_shortage、limit 0% → 40%（39%では解けない）",
        ),
        (
            "at most 60 kg can be there, 100 kg are needed",
            "最大で60 kgしかなく、100 kgが必要です",
        ),
        ("Offers!B7 · '１２' is read as 12", "Offers!B7 · '１２' を 12 と読みました"),
        ("2 policies not begun.", "方針2件は未着手です。"),
    ],
)
def test_what_workers_report_is_said_in_japanese(told: str, japanese: str) -> None:
    assert Words(Language.JA).from_english(told) == japanese


def test_what_says_most_goes_before_what_fits_anything() -> None:
    """`no plan needs it` is no rule of the name `no plan` that needs something."""
    assert in_japanese("no plan needs it", "cell") == "計画に必要な大きさを超えています"
    assert in_japanese("min_each needs it", "cell") == "min_each に必要です"
    assert in_japanese("x is blank" * 100, "cell") is None


def test_amounts_and_places_of_a_sum_are_said_in_japanese() -> None:
    words = Words(Language.JA)
    told = "can arrive: Home 60 kg, 2 more 30 kg, Far nothing"
    assert words.from_english(told) == "届きうる量：Home 60 kg、ほか2件 30 kg、Farなし"
    where = "2027Q1–2027Q4, metal, closure from 2027Q2"
    assert words.from_english(where, "where") == (
        "2027年第1四半期〜2027年第4四半期、metal、closure（2027年第2四半期から）"
    )
