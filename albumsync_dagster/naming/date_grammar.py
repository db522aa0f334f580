"""The writing of dates: the forms in which people and cameras put days, months and years.

Here: from a piece of text to numbers, when it begins with a date. Not here: whether the words around let it be one
(``surroundings``), and where in a name to look (``dates``).
"""

from __future__ import annotations

import calendar
import re
from typing import NamedTuple

from albumsync_dagster.naming.patterns import any_of
from albumsync_dagster.naming.text import fold
from albumsync_dagster.naming.vocabulary import ENGLISH_MONTHS, MONTHS_THAT_ARE_WORDS, OTHER_MONTHS


class Partial(NamedTuple):
    """A date of which year, month or day may be unknown."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def full(self) -> bool:
        """True where year, month and day are known, and the year has that day: "Feb 29" beside "2023" is no date."""
        year, month, day = self
        if year is None or month is None or day is None:
            return False
        return day < 29 or day <= days_in(year, month)

    def agrees(self, other: Partial) -> bool:
        """True where no part that both state differs."""
        year, month, day = other
        return (
            (self.year is None or year is None or self.year == year)
            and (self.month is None or month is None or self.month == month)
            and (self.day is None or day is None or self.day == day)
        )

    def merged(self, other: Partial) -> Partial:
        """What both together state."""
        return Partial(self.year or other.year, self.month or other.month, self.day or other.day)


class Reading(NamedTuple):
    """What one piece of writing states."""

    first: Partial
    last: Partial
    shape: str
    """``iso``, ``numeric``, ``compact``, ``month-day``, ``day-month``, ``month``, ``year``, ``season`` or ``years``."""
    other: Partial | None = None
    """The second reading of a numeric date whose day and month could be the other way round."""


_MONTH_NUMBERS = {**OTHER_MONTHS, **ENGLISH_MONTHS}
LEFT, RIGHT = r"(?<![^\W_])", r"(?![^\W_])"
ENGLISH = any_of(ENGLISH_MONTHS)
ANY_MONTH = any_of(_MONTH_NUMBERS)
YEAR = r"(?:19|20)\d\d"
_SHORT_YEAR = r"'\d\d"
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª)?"
_TO = r"(?:[-–]|,?\s+(?:to|thru|through|until|bis|au|al|and|und|et|y)\s+|,?\s*&\s*)"

DATE = re.compile(
    rf"""(?:
    (?P<iso_y>{YEAR})(?P<iso_s>[-./_:]|\s)(?P<iso_m>0?[1-9]|1[0-2])(?P=iso_s)(?P<iso_d>0?[1-9]|[12]\d|3[01]){RIGHT}
        (?:(?:\s*/\s*|\s*[–]\s*|[-_])(?P<iso_d2>\d\d)(?![\d-])|)
  | (?P<ym_y>{YEAR})(?P<ym_s>[-_/])(?P<ym_m>{ENGLISH})(?P=ym_s)(?P<ym_d>\d\d?){RIGHT}(?![-/]\d)
  | (?:(?P<nr_1>\d\d?)\.?(?:(?P<nr_s>[./])(?P<nr_2>\d\d?)\.?)?
            (?P<nr_to>\s?[-–/]\s?|\s+(?:to|thru|through|until|bis|au|al)\s+))??
        (?P<n_1>\d\d?)(?P<n_s>[-./_])\s?(?P<n_2>\d\d?)(?P=n_s)\s?(?P<n_y>{YEAR}|\d\d){RIGHT}(?!(?P=n_s)\d)
  | (?P<c_y>{YEAR})(?P<c_m>0[1-9]|1[0-2])(?P<c_d>0[1-9]|[12]\d|3[01]){RIGHT}
  | (?:(?P<dm_0>\d\d?){_ORDINAL}\.?(?:\s*,\s*\d\d?{_ORDINAL})*(?:{_TO}|\s?[+/]\s?|(?P<dm_s>\s-\s)))?
        (?P<dm_d>\d\d?){_ORDINAL}\.?(?:\s+|[-/_.]|(?=[a-zäéçà]))(?:(?:of|de|di)\s+)?
        (?P<dm_m>{ANY_MONTH})(?:{RIGHT}|(?=(?:{YEAR}|\d\d){RIGHT}))\.?
        (?:(?:\s*,\s*|\s+|[-/_]|\s+(?:of|de|del)\s+|(?<=\.)|(?=\d))
        (?P<dm_y>{YEAR}|{_SHORT_YEAR}|(?<=[-/.]|[^\W\d_])\d\d|(?<=\s)2\d(?!\s*,\s*{YEAR})){RIGHT}(?![-/.]\d))?
  | (?P<md_m>{ENGLISH})(?:\.?\s+|\.?[-_/]|\.)(?:the\s+)?(?P<md_d>\d\d?){_ORDINAL}{RIGHT}
        (?:(?:(?:\s*,\s*\d\d?{_ORDINAL})*{_TO}|(?:\s-\s|(?:\s*,\s*\d\d?)*\s?[,/+]\s?)(?=\d\d?{_ORDINAL}\s*,?\s*{YEAR}{RIGHT}))
        (?P<md_d2>\d\d?){_ORDINAL}{RIGHT}(?![/.]\d))?
        (?:(?:\s*,\s*|\s+(?:of\s+)?|[-_/.])(?P<md_y>{YEAR}|{_SHORT_YEAR}|(?<=/)\d\d){RIGHT})?
  | (?:(?P<my_0>{ENGLISH})\.?(?:[\s\-_,/]+(?P<my_y0>{YEAR}))?\s*[-–/]\s*)?
        (?P<my_m>{ANY_MONTH})\.?(?:\s*,\s*|\s+|[-_/]|(?<=\.))(?P<my_y>{YEAR}|{_SHORT_YEAR}){RIGHT}
  | (?P<sp_1>{YEAR})(?P<sp_s>\s?[-–/]\s?)(?P<sp_2>{YEAR}|\d\d){RIGHT}(?![-./]\d)
  | (?P<year>{YEAR}){RIGHT}
    )
  | (?P<short>{_SHORT_YEAR}){RIGHT}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BEGINNINGS = any_of(name[:3] for name in _MONTH_NUMBERS)
CANDIDATE = re.compile(rf"{LEFT}(?:\d|(?<!')'\d|{_BEGINNINGS})", re.IGNORECASE)
"""Where a date can begin: at digits and at the first letters of a month. Four times faster than trying everywhere."""


_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def days_in(year: int | None, month: int) -> int:
    """Days of a month; 29 for February where the year is unknown."""
    if month == 2 and year is not None and not calendar.isleap(year):
        return 28
    return _DAYS[month - 1]


def _valid(partial: Partial) -> bool:
    return (
        partial.month is not None
        and partial.day is not None
        and 1 <= partial.month <= 12
        and 1 <= partial.day <= days_in(partial.year, partial.month)
    )


def _year(text: str | None) -> int | None:
    """A year of four digits, or of two: 70-99 are 19xx."""
    if not text:
        return None
    digits = text.lstrip("'")
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= 70 else 2000)


def month_number(text: str) -> int:
    """The number of a month, 1-12, from its name in any language known, also from a Turkish keyboard ("APRİL")."""
    return _MONTH_NUMBERS[fold(text)]


def _numeric(first: int, second: int, year: int | None, day_first: bool) -> tuple[Partial, Partial | None] | None:
    """The reading of a numeric date and, where both are possible, the other one."""
    us, eu = Partial(year, first, second), Partial(year, second, first)
    readings = [p for p in ((eu, us) if day_first else (us, eu)) if _valid(p)]
    if not readings:
        return None
    other = readings[1] if len(readings) == 2 and readings[0] != readings[1] else None
    return readings[0], other


def read(m: re.Match[str], day_first: bool) -> Reading | None:
    """First and last day, shape and second reading of one match; None where it is no date after all."""
    if m["iso_y"]:
        first = Partial(int(m["iso_y"]), int(m["iso_m"]), int(m["iso_d"]))
        last = first._replace(day=int(m["iso_d2"])) if m["iso_d2"] else first
        return Reading(first, last, "iso") if _valid(first) and _valid(last) and first <= last else None
    if m["ym_y"]:
        first = Partial(int(m["ym_y"]), month_number(m["ym_m"]), int(m["ym_d"]))
        return Reading(first, first, "iso") if _valid(first) else None
    if m["n_1"]:
        return _read_numeric(m, day_first)
    if m["c_y"]:
        first = Partial(int(m["c_y"]), int(m["c_m"]), int(m["c_d"]))
        return Reading(first, first, "compact") if _valid(first) else None
    if m["dm_d"]:
        if m["dm_y"] is None and not re.search(r"\b(?:de|di)\b|\.", m[0]) and _a_name(m["dm_m"]):
            return None
        if m["dm_s"] and not m["dm_y"]:
            return None  # only a year shows that the number behind the dash is not the one of a part
        last = Partial(_year(m["dm_y"]), month_number(m["dm_m"]), int(m["dm_d"]))
        first = last._replace(day=int(m["dm_0"])) if m["dm_0"] else last
        return Reading(first, last, "day-month") if _valid(first) and _valid(last) and first[2] <= last[2] else None  # type: ignore[operator]
    if m["md_m"]:
        first = Partial(_year(m["md_y"]), month_number(m["md_m"]), int(m["md_d"]))
        last = first._replace(day=int(m["md_d2"])) if m["md_d2"] else first
        return Reading(first, last, "month-day") if _valid(first) and _valid(last) and first[2] <= last[2] else None  # type: ignore[operator]
    if m["my_m"]:
        if m["my_m"].lower() in MONTHS_THAT_ARE_WORDS:
            return None
        last = Partial(_year(m["my_y"]), month_number(m["my_m"]))
        first = Partial(_year(m["my_y0"]) or last.year, month_number(m["my_0"])) if m["my_0"] else last
        return Reading(first if first <= last else last, last, "month")
    if m["sp_1"]:
        return _read_span(int(m["sp_1"]), m["sp_2"], spaced=len(m["sp_s"]) > 1)
    first = Partial(_year(m["year"] or m["short"]))
    return Reading(first, first, "year")


def _a_name(month: str) -> bool:
    """True for a capital month of another language that may be a name ("1-15 Mayo")."""
    return month[0].isupper() and month.lower() in MONTHS_THAT_ARE_WORDS


def _read_numeric(m: re.Match[str], day_first: bool) -> Reading | None:
    first, second, year = int(m["n_1"] or 0), int(m["n_2"] or 0), _year(m["n_y"])
    if len(m["n_y"] or "") == 2 and m["n_s"] == "_":
        return None
    found = _numeric(first, second, year, day_first)
    if found is None:
        return None
    last, other = found
    if not m["nr_1"]:
        return Reading(last, last, "numeric", other)
    if m["nr_2"]:
        if m["nr_s"] != m["n_s"]:
            return None
        start = _numeric(int(m["nr_1"]), int(m["nr_2"]), year, day_first)
        found_range = start and rising(*start, last, other)
        return found_range if not found_range or _near(found_range, m["nr_to"]) else None
    begin = Partial(year, second, int(m["nr_1"]))  # 12.-14.05.2024: the day comes first
    end = Partial(year, second, first)
    return Reading(begin, end, "numeric") if _valid(begin) and _valid(end) and begin < end else None


def _near(found: Reading, joint: str) -> bool:
    """True where a dash between blanks may join two days: "21.1 - 25.08.2024" is a distance and a date."""
    return len(joint) == 1 or (found.last.month or 0) - (found.first.month or 0) <= 1


def rising(start: Partial, start_other: Partial | None, end: Partial, end_other: Partial | None) -> Reading | None:
    """The range between two numeric dates of one year or more; where both can be read two ways, the shorter one counts.

    "03.05.-05.05.2024" is three days in May, not two months, whichever way round the account writes its dates.
    """
    found = [(a, b) for a, b in ((start, end), (start_other or start, end_other or end)) if a < b]
    if not found:
        return None
    near = [(a, b) for a, b in found if (a.year, a.month) == (b.year, b.month)]
    return Reading(*(near or found)[0], "numeric")


def _read_span(first: int, text: str | None, *, spaced: bool) -> Reading | None:
    """2024-25 a season, 2022-2025 years, 2024-05 a month; "2025 - 12 Black" is a year and the name of a team."""
    second = text or ""
    if len(second) == 4:
        last = int(second)
    elif int(second) == (first + 1) % 100:
        last = first + 1
    elif 1 <= int(second) <= 12 and not spaced:
        month = Partial(first, int(second))
        return Reading(month, month, "month")
    else:
        return None
    if last <= first:
        return None
    return Reading(Partial(first), Partial(last), "season" if last == first + 1 else "years")
