"""What may be a date and is not read as one: a wrong day that somebody typed, or a number that is something else.

Here: what is asked about beside the days of a witness. Not here: which dates there are (``beside``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from albumsync_dagster.naming.dates import coincidence
from albumsync_dagster.naming.dates.beside import A_WRONG_DAY, all_read
from albumsync_dagster.naming.dates.calendar import Mention, Window, day_of, in_window
from albumsync_dagster.naming.dates.forms import confirmed
from albumsync_dagster.naming.dates.neighbours import Match, counted
from albumsync_dagster.naming.dates.readers import readings
from albumsync_dagster.naming.locales import in_english
from albumsync_dagster.naming.tokens import WORD_ROLE, months_of, stream, weekdays_of


def mistaken(window: Window, text: str, mentions: Sequence[Mention], day_first: bool) -> list[str]:
    """What may be a date and is not read as one.

    That is a pair of numbers that can be a day close to those of the witness ("Open House 10/5" on October 15), the
    very day where it may be something else ("Tennis 6-3" on June 3), and a month with a year ("May24" in June).
    """
    s = stream(text)
    found: list[str] = []
    if all_read(s, mentions):
        return found
    position = 0
    for begin, matches in confirmed(s.roles):
        at = s.starts[begin]
        if begin < position or any(m.start <= at < m.end for m in mentions):
            continue
        for f in matches:
            meanings = readings(s, f, day_first=day_first)
            if any(_may_be_mistaken(Match(s, f, *ends), window) for ends in meanings):
                position = f.m.end()
                found.append(s.text[at : s.end(position - 1)])
                break
    return found


def _may_be_mistaken(x: Match, window: Window) -> bool:
    if coincidence.surely_none(x):
        return False
    if x.shape == "short-span":
        season = "/" in x.m[0] and x.last.year == (x.first.year or 0) + 1 and x.s.roles[x.begin] != "a"
        return season and not counted(x.s, x.begin) and not in_window(x.first, x.last, window)
    if x.vetoed(coincidence.VETOES):
        return in_window(x.first, x.last, window)
    if x.shape == "month" and x.first.year is not None:
        glued = x.end - x.begin == _GLUED and in_english(months_of(x.s.texts[x.begin]))
        return glued or (x.s.texts[x.begin].islower() and x.first.year == window[0].year)  # "Romería mayo 2018"
    if x.shape == "days-month" and x.end - x.begin == _GLUED and x.s.roles[x.begin] >= WORD_ROLE:
        return in_english(months_of(x.s.texts[x.begin]))  # "Oct2 12U Park" on September 30
    day = day_of(x.first, window)
    if day is None or x.shape not in _NUMBERS or counted(x.s, x.begin):
        return False
    if x.shape in {"run", "numbers", "year-first"}:
        return x.first.full and x.first == x.last and _of_another_day(x, day, window)
    ages = x.shape != "year-run" and x.s.number(x.at["n2"]) == x.s.number(x.at["n1"]) + 1  # "Tap 7/8"
    ages = ages and not x.s.text[: x.s.starts[x.begin]].rstrip().rpartition(" ")[2].islower()  # "born 2/3"
    near = A_WRONG_DAY
    if "/" in x.m[0] and not ages:
        near = _YEAR if _behind_a_weekday(x) else _CLOSE
    return (window[0] - day).days <= near and (day - window[1]).days <= near


def _of_another_day(x: Match, day: date, window: Window) -> bool:
    """True for three numbers, or as many digits, that are a day about when the photos were taken: "Pope - 10_26_24".

    Six digits without marks may be the number of a job: they are asked about where the year is the photos', or no more
    than the year is another.
    """
    if x.s.roles[x.end : x.end + 1] == "." and x.end + 1 < len(x.s.roles):
        return False  # "5.10.15.20 yr Service Awards"
    if x.m[0] in {"4", "5"} or not window[0].year - 1 <= day.year <= window[1].year + 1:
        return False
    of_its_year = window[0].year <= day.year <= window[1].year
    return x.m[0] != "6" or of_its_year or any((one.month, one.day) == (day.month, day.day) for one in window)


def _behind_a_weekday(x: Match) -> bool:
    """As in "Wed 8/22"; two letters are more often something else."""
    word = x.s.texts[x.begin - 2] if x.begin > 1 else ""
    return len(word) > 2 and in_english(weekdays_of(word))


_NUMBERS = frozenset({"pair", "hyphened", "year-run", "run", "numbers", "year-first"})
_YEAR = 366
"""So many days off a pair with a slash behind a weekday: there it is nothing but a date."""
_GLUED = 2
"""Tokens of a month with its year behind it: "May24"."""
_CLOSE = 14
"""So many days off a pair with a slash may be a mistaken date; with another mark it is more often something else."""
