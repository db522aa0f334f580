"""What the numbers of a form mean: each match of a form as the dates that it may state, the likeliest first.

Here: from a match to partial dates. Not here: the forms (``forms``) and whether a date is one (``context``).
"""

from __future__ import annotations

from itertools import pairwise, product

from albumsync_dagster.naming.dates.calendar import Partial
from albumsync_dagster.naming.dates.digits import Pairs, alone, compact, run, run_month, year_run
from albumsync_dagster.naming.dates.forms import Found
from albumsync_dagster.naming.locales.numerals import ERAS, ROMAN_MONTHS
from albumsync_dagster.naming.tokens import Stream, months_of

_UNKNOWN = frozenset({"00", "xx", "x", "XX", "0", "?"})
_OLD = 50
"""Years of two digits from here on are of the twentieth century."""
_LAST_OF_THE_REPUBLIC = 188
"""2099 in the Republic of China, behind which no form reads a year."""


def year_of(s: Stream, f: Found, group: str = "y") -> int | None:
    """A year of four digits or of two; None where none is stated. Two digits from 50 on are of the last century."""
    if group not in f.at:
        return None
    i = f.m.end(group) - 1
    value = s.number(i)
    if s.roles[i] == "Y":
        return value
    if len(s.texts[i]) != 2:
        return -1
    return value + (1900 if value >= _OLD else 2000)


def _number(s: Stream, f: Found, group: str) -> int | None:
    return s.number(f.at[group]) if group in f.at else None


def _numbers(s: Stream, begin: int, end: int) -> list[int]:
    return [s.number(i) for i in range(begin, end) if s.roles[i] in "abc"]


def _months(s: Stream, f: Found, group: str = "mon") -> list[int]:
    word = s.texts[f.at[group]] if group in f.at else ""
    dotted = "y" in f.at and s.roles.endswith(".", 0, f.at.get(group, 0))  # "14.ix.18", but "3 v 24", "8 x 10"
    of_a_date = word.isupper() or dotted
    numeral = [ROMAN_MONTHS[word.lower()]] if of_a_date and word.lower() in ROMAN_MONTHS else []
    return [named.number for named in months_of(word)] or numeral


def readings(s: Stream, f: Found, *, day_first: bool) -> Pairs:
    """The dates that a match may state, valid ones only."""
    year = year_of(s, f)
    return [] if year == -1 else [ends for ends in _READERS[f.shape](s, f, year, day_first) if _rises(*ends)]


def _rises(first: Partial, last: Partial) -> bool:
    """True where two ends are dates and the first is not behind the last."""
    if first is last or first == last:
        return first.valid
    if not first.valid or not last.valid:
        return False
    over_new_year = first.year is None and (first.month or 0) > (last.month or 0)
    return over_new_year or first <= last


def _iso(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    found = []
    number = _number(s, f, "n1")
    for month in [number] if number else _months(s, f):
        first = last = Partial(year, month, _number(s, f, "n2"))
        if (day := _number(s, f, "n3")) is not None:
            end = _number(s, f, "n4") or next(iter(_months(s, f, "mon2")), None) or month
            last = Partial(year, end, day)
        found.append((first, last))
    return found


def _placeholder(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    month, day = (s.texts[f.at[g]] for g in ("n1", "n2"))
    if day in _UNKNOWN and (month in _UNKNOWN or s.roles[f.at["n1"]] == "a"):
        return alone(Partial(year, None if month in _UNKNOWN else int(month)))
    return []


def _marked(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    first = last = Partial(year, _number(s, f, "n1"), _number(s, f, "n2"))
    if (day := _number(s, f, "n3")) is not None:
        last = Partial(year, _number(s, f, "n4") or first.month, day)
    elif (month := _number(s, f, "n5")) is not None:
        last = Partial(year, month)
    return [(first, last)]


def _year(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    return alone(Partial(year))


def _orders(one: int, other: int, day_first: bool) -> tuple[tuple[int, int], tuple[int, int]]:
    """(month, day) in the order of the account and in the other."""
    return ((other, one), (one, other)) if day_first else ((one, other), (other, one))


def _year_first(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    one, other, more = (_number(s, f, g) for g in ("n1", "n2", "n3"))
    days = Partial(year, one, other), Partial(year, other, one)
    return [(day, day if more is None else day._replace(day=more)) for day in days]


def _numeric(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    one, other = s.number(f.at["n1"]), s.number(f.at["n2"])
    if len(s.texts[f.m.end("y") - 1]) == 2 and f.m["s"] == "_":
        return []
    begin, begin2 = _number(s, f, "r1"), _number(s, f, "r2")
    if begin is None:
        return _of_one_day(year, one, other, day_first)
    if begin2 is None:  # 12.-14.05.2024: the day comes first
        return [(Partial(year, other, begin), Partial(year, other, one))]
    if f.m["rs"] != f.m["s"]:
        return []
    both = [
        (Partial(year, a, b), Partial(year, c, d))
        for (a, b), (c, d) in zip(_orders(begin, begin2, day_first), _orders(one, other, day_first), strict=True)
    ]
    # "03.05.-05.05.2024" is three days in May, not two months, whichever way round the account writes its dates.
    rising = [(x, y) for x, y in both if x.valid and y.valid and x < y]
    rising.sort(key=lambda ends: ends[0].month != ends[1].month)
    return [(x, y) for x, y in rising if len(f.m["rj"]) == 1 or (y.month or 0) - (x.month or 0) <= 1]


def _of_one_day(year: int | None, one: int, other: int, day_first: bool) -> Pairs:
    """A month and a day in either order, but for what is surely no month."""
    days = [Partial(year, month, day) for month, day in _orders(one, other, day_first) if month <= 12]
    return [(day, day) for day in days]


def _lists(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    some, others = (_numbers(s, f.at[g], f.m.end(g)) for g in ("some", "others"))
    return [
        (Partial(year, months[0], days[0]), Partial(year, months[0], days[-1]))
        for months, days in ((some, others), (others, some))
        if len(months) == 1 and months[0] <= 12 and all(a < b for a, b in pairwise(days))
    ]


def _pairs(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    a1, a2, b1, b2 = (s.number(f.at[g]) for g in ("a1", "a2", "b1", "b2"))
    found = []
    for (month, day), (month2, day2) in (((a1, a2), (b1, b2)), ((a2, a1), (b2, b1))):
        over = year is not None and month > month2
        found.append((Partial(year - 1 if over and year else year, month, day), Partial(year, month2, day2)))
    return found


def _era(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    base = ERAS.get(s.texts[f.at["era"]])
    if base is None:
        return []
    return _of_an_era(s, f, base)


def _of_an_era(s: Stream, f: Found, base: int) -> Pairs:
    first = Partial(base + s.number(f.at["ey"]), _number(s, f, "n1"), _number(s, f, "n2"))
    return [(first, first._replace(day=_number(s, f, "n3") or first.day))]


def _republic(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    """The years of the Republic of China, from 1912 on; three digits since 2011, as in 108.10.20 and 104年12月20日."""
    if s.number(f.at["ey"]) > _LAST_OF_THE_REPUBLIC:
        return []
    return _of_an_era(s, f, ERAS["民國"])


def _roman(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    numeral = s.texts[f.at["r"]]
    if not numeral.isupper() and not (numeral.islower() and year):
        return []
    last = Partial(year, ROMAN_MONTHS[numeral.lower()], s.number(f.at["n1"]))
    return [(last._replace(day=_number(s, f, "n0") or last.day), last)]


def _day_month(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    y = f.at.get("y", 0)
    spaced = y > 0 and s.roles[y - 1] == " " and s.roles[y] == "b"
    if spaced and not 20 <= s.number(y) <= 29:  # "Steelers 17 Mar 31"
        return []
    days = [Partial(year, month, s.number(f.at["d"])) for month in _months(s, f)]
    begin = _number(s, f, "d0")
    return [(last if begin is None else last._replace(day=begin), last) for last in days]


def _month_day(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    days = [Partial(year, month, s.number(f.at["d"])) for month in _months(s, f)]
    end = _number(s, f, "d2")
    return [(first, first if end is None else first._replace(day=end)) for first in days]


def _days_month(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    end = f.m.end("d2") if "d2" in f.at else f.m.end("d")
    days = _numbers(s, f.at["d"], end)
    meant = [(year, days)]
    if year is None and len(days) > 1 and f.m.end() == end and len(s.texts[end - 1]) == 2:
        meant.append((2000 + days[-1], days[:-1]))  # "Jan 25, 26" in 2026
    rising = [(y, some) for y, some in meant if all(a < b for a, b in pairwise(some))]
    return [
        (Partial(y, month, some[0]), Partial(y, month, some[-1])) for month, (y, some) in product(_months(s, f), rising)
    ]


def _month(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    if (number := _number(s, f, "n1")) is not None:
        return alone(Partial(None, number))
    if "mon0" not in f.at:
        return [ends for month in _months(s, f) for ends in alone(Partial(year, month))]
    begin_year = year_of(s, f, "y0")
    found = []
    for month in months_of(s.texts[f.at["mon"]]):
        # "haul out - June 2013": "out" is October in Portuguese, and June is not.
        alike = (n.number for n in months_of(s.texts[f.at["mon0"]]) if n.languages & month.languages)
        if (begin := next(alike, None)) is not None:
            over = begin > month.number and year is not None and begin_year is None
            first = Partial(year - 1 if over and year else begin_year or year, begin)
            found.append((first, Partial(year, month.number)))
    return found


def _pair(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    return _of_one_day(None, s.number(f.at["n1"]), s.number(f.at["n2"]), day_first)


def _year_month(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    if " " in f.m[0] and len(s.texts[f.at["n1"]]) < 2 and "/" not in f.m[0]:
        return []
    return alone(Partial(year, s.number(f.at["n1"])))


def _span(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    """2024-25 a season, 2022-2025 and 1958-62 years, 2024-05 a month; in "2025 - 12 Black" 12 is a team's."""
    first, digits = s.number(f.at["y1"]), s.texts[f.at["y2"]]
    if len(digits) == 4 and f.m["s"] != ".":
        return [(Partial(first), Partial(int(digits)))]
    if len(digits) == 2 and int(digits) == (first + 1) % 100 and f.m["s"] not in ("_", "."):
        return [(Partial(first), Partial(first + 1))]
    if len(digits) == 2 and 1 <= int(digits) <= 12 and f.m["s"] in ("-", "/", "_", "."):
        return alone(Partial(first, int(digits)))
    if len(digits) == 2 and int(digits) > max(first % 100, 12) and f.m["s"] in ("-", "–", "/"):
        return [(Partial(first), Partial(first - first % 100 + int(digits)))]
    return []


def _short_span(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    one, other = (s.texts[f.at[g]] for g in ("y1", "y2"))
    if len(one) == len(other) == 2 and int(other) == int(one) + 1:
        return [(Partial(2000 + int(one)), Partial(2000 + int(other)))]
    return []


def _week(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    return alone(Partial(year)) if s.texts[f.at["n1"] - 1] in ("W", "KW") else []


_READERS = {
    "iso": _iso,
    "placeholder": _placeholder,
    "marked": _marked,
    "year": _year,
    "touching-year": _year,
    "hyphened-year": _year,
    "bare-year": _year,
    "month": _month,
    "year-first": _year_first,
    "numeric": _numeric,
    "numbers": _lists,
    "dotted": _lists,
    "era": _era,
    "republic": _republic,
    "pairs": _pairs,
    "roman": _roman,
    "compact": compact,
    "run": run,
    "year-run": year_run,
    "day-month": _day_month,
    "month-day": _month_day,
    "days-month": _days_month,
    "two-days": _days_month,
    "run-month": run_month,
    "pair": _pair,
    "hyphened": _pair,
    "year-month": _year_month,
    "span": _span,
    "short-span": _short_span,
    "week": _week,
}
