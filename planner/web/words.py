"""Numbers, money, periods and moments as a reader writes them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup

from planner.web.language import Language, said
from planner.web.translating import in_japanese

CURRENCIES = {
    "USD": "米ドル",
    "JPY": "円",
    "EUR": "ユーロ",
    "CNY": "人民元",
    "GBP": "ポンド",
    "KRW": "ウォン",
}
"""What Japanese readers call them; others go by their code."""
MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
PERIOD = re.compile(r"(\d{4})(?:Q([1-4])|-(\d{2}))?")
NOTHING = "–"
NONE = "none"
"""The policy without rules, which every comparison has."""
NO_CURB = "no curb"
"""What workers call the scenario in which no curb strikes."""
MINUTE, HOUR = 60, 3600
KILO = 1024
LARGE = 100
"""From here on no decimals are shown."""


@dataclass(frozen=True)
class Words:
    """What a page says to a reader of one language."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """Return a text of the table."""
        return said(self.language, key, **values)

    @property
    def is_japanese(self) -> bool:
        """Tell whether it is read in Japanese."""
        return self.language is Language.JA

    def count(self, key: str, n: int) -> str:
        """Return a text about a number of things."""
        return self(key, n=f"{n:,}")

    def number(self, value: float | None, digits: int | None = None) -> str:
        """Return a number with its thousands apart; a dash where there is none."""
        if value is None:
            return NOTHING
        if digits is None:
            digits = 0 if abs(value) >= LARGE or float(value).is_integer() else 2
        shown = f"{value:,.{digits}f}"
        return (
            shown.replace("-", "−")
            if float(shown.replace(",", ""))
            else f"{0:.{digits}f}"
        )

    def money(self, value: float | None, currency: str) -> str:
        """Return an amount with its currency."""
        if value is None:
            return NOTHING
        return f"{self.number(value)} {self.currency(currency)}"

    def currency(self, code: str) -> str:
        """Return what readers call a currency."""
        return CURRENCIES.get(code, code) if self.is_japanese else code

    def unit(self, told: str) -> str:
        """Return what readers call the unit of a limit: a currency, days, or its own."""
        return self("sweep.days.unit") if told == "days" else self.currency(told)

    def share(self, value: float | None, digits: int = 2) -> str:
        """Return a share in percent, such as 1.5%."""
        if value is None:
            return NOTHING
        shown = f"{100 * value:,.{digits}f}"
        if "." in shown:
            shown = shown.rstrip("0").rstrip(".")
        return f"{shown.replace('-', '−')}%"

    def period(self, label: object) -> str:
        """Return a period, 2027Q1, 2027-03 or 2027, as a reader calls it."""
        found = PERIOD.fullmatch(str(label))
        if found is None:
            return str(label)
        year, quarter, month = found.groups()
        if self.is_japanese:
            part = (
                f"第{quarter}四半期" if quarter else f"{int(month)}月" if month else ""
            )
            return f"{year}年{part}"
        if quarter:
            return f"Q{quarter} {year}"
        return f"{MONTHS[int(month) - 1]} {year}" if month else year

    def moment(self, when: datetime) -> str:
        """Return a moment in UTC, to the minute."""
        at = when.astimezone(UTC)
        if self.is_japanese:
            return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M} UTC"
        return f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M} UTC"

    def time(self, when: datetime) -> Markup:
        """Return a moment as HTML, which the page's script turns into local time."""
        stamp = when.astimezone(UTC).isoformat(timespec="seconds")
        return Markup('<time datetime="{}">{}</time>').format(stamp, self.moment(when))

    def from_english(self, told: str, family: str = "told") -> Markup | str:
        """Return what a worker said, for a page: marked as English if it stays that."""
        said = self.plainly(told, family)
        if said == told and self.is_japanese:
            return Markup('<span lang="en">{}</span>').format(told)
        return said

    def plainly(self, told: str, family: str = "told") -> str:
        """Return what a worker said, in Japanese if the table has that."""
        if not self.is_japanese:
            return told
        return in_japanese(told, family, self.period) or told

    def rule(self, sentence: str) -> Markup | str:
        """Return the sentence of a rule, as ``from_english``."""
        return self.from_english(sentence, "rule")

    def sentence(self, told: str) -> Markup | str:
        """Return what a row of the workbook demands: a rule, or a fact."""
        is_rule = self.plainly(told, "rule") != told
        return self.from_english(told, "rule" if is_rule else "told")

    def seconds(self, value: float | None) -> str:
        """Return a duration."""
        if value is None:
            return NOTHING
        whole = round(value)
        if whole < MINUTE:
            few = f"{value:.1f}" if value < 10 else f"{whole}"  # noqa: PLR2004
            return self("time.seconds", n=few)
        if whole < HOUR:
            return self("time.minutes", m=whole // MINUTE, s=f"{whole % MINUTE:02d}")
        return self("time.hours", h=whole // HOUR, m=f"{whole % HOUR // MINUTE:02d}")

    def size(self, count: int) -> str:
        """Return the size of a file."""
        if count < KILO * KILO:
            return f"{max(1, round(count / KILO)):,} kB"
        return f"{count / KILO / KILO:,.1f} MB"


def scenario(name: str, words: Words) -> str:
    """Return what a reader calls a scenario: that without any curb in words."""
    return words("check.no_curb") if name == NO_CURB else name


def named(policy: str, words: Words) -> str:
    """Return what a reader calls a policy."""
    return words("policy.none") if policy == NONE else policy
