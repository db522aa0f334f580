"""The dates that a name states by its own writing: which matches of which forms count.

Here: the strict reading of a name alone, and names that need none because of how they were made. Not here: the reading
beside a witness (``beside``), the forms (``forms``), what they mean (``readers``) and what speaks against them
(``context``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from albumsync_dagster.naming.dates import context
from albumsync_dagster.naming.dates.calendar import Mention, Partial, day_of
from albumsync_dagster.naming.dates.forms import BEGINNING, strict
from albumsync_dagster.naming.dates.neighbours import Match, in_front_of_a_word
from albumsync_dagster.naming.dates.ranges import joined
from albumsync_dagster.naming.dates.read_back import read_back
from albumsync_dagster.naming.dates.readers import readings
from albumsync_dagster.naming.dates.render import Style, show
from albumsync_dagster.naming.dates.weekday import is_of, reach, with_time, with_year_mark
from albumsync_dagster.naming.lexicon import MONTHS_THAT_ARE_PEOPLE
from albumsync_dagster.naming.text import A_FEW, SEPARATOR
from albumsync_dagster.naming.tokens import (
    JOINER,
    MONTH,
    NUMBERS,
    WEEKDAY,
    WORD_ROLE,
    Stream,
    may_hold_number,
    months_of,
    role_class,
    stream,
)


class Span(NamedTuple):
    """A mention with its tokens."""

    begin: int
    end: int
    mention: Mention


_SHAPES = {"marked": "iso", "placeholder": "iso", "roman": "numeric", "year-first": "iso"}


@lru_cache(maxsize=A_FEW)
def find(text: str, day_first: bool = False) -> tuple[Mention, ...]:
    """All dates that a cleaned name states by its own writing, in order, without overlap.

    Args:
        text: A name as ``text.clean`` leaves it.
        day_first: How to read 03-05-2024, where both readings are possible.
    """
    if not may_hold_number(text) and _AROUND_A_MONTH.isdisjoint(text):
        return ()
    s = stream(text)
    mentions = [span.mention for span in joined(s, _strict(s, day_first))]
    if lone := _lone_months(s.roles):
        mentions = _with_lone_months(s, mentions, lone)
    return tuple(_with_printed(s, mentions))


def find_behind(
    who: str, printed: str, first: Partial, last: Partial, style: Style, language: str, day_first: bool
) -> tuple[Mention, ...]:
    """``find`` in ``{who} - {printed}``, where ``printed`` is a date with its year as ``show`` makes it.

    Behind words in which no date may begin, such a date is read as what it was printed for, in every style and
    language; so it is not read.
    """
    text = f"{who}{SEPARATOR}{printed}"
    roles = stream(who).roles + SEPARATOR
    begun = BEGINNING.search(roles) and (strict(roles + stream(printed).roles, len(roles)) or _lone_months(roles))
    if not who or begun:
        return find(text, day_first)
    form = ""
    if first.day:
        form = _form_of_days(style, language, (first.year != last.year, first.month != last.month, first != last))
    return (Mention(len(text) - len(printed), len(text), first, last, shape_of(first, last, form)),)


@lru_cache(maxsize=1 << 8)
def _form_of_days(style: Style, language: str, other: tuple[bool, bool, bool]) -> str:
    """The form of writing in which days of one or the other year, month and day are printed."""
    first = (2024, 5, 3)
    year, month, day = map(sum, zip(first, other, strict=True))
    return find(f"x{SEPARATOR}{show(first, (year, month, day), style, language)}")[0].shape


def _with_printed(s: Stream, mentions: list[Mention]) -> list[Mention]:
    """The mentions, with the date behind the last separator as it is printed, where the forms do not read it whole.

    Words that a form takes for a name's ("28. Mai–3. Juni 2024", "лист. 2024 р.") are dates in what is printed.
    """
    text = s.text
    head, separator, printed = text.rpartition(SEPARATOR)
    begin = len(head) + len(separator)
    for m in mentions:
        if m.start < begin < m.end or (m.start == begin and m.end == len(text)):
            return mentions
    # Without a separator only a range counts. Printed forms of all languages are compiled at the first text that may be
    # one, which takes as long as a hundred names.
    roles = s.roles[s.at(begin) :]
    printable = "Y" in roles and _PRINTED.fullmatch(roles) and (separator or _RANGE.search(roles))
    ends = read_back(printed) if printable else None
    if ends is None:
        return mentions
    first, last = ends
    if not separator and first == last:
        return mentions  # "Mars 2020" alone is a name
    return [
        *(m for m in mentions if m.end <= begin),
        Mention(begin, len(text), first, last, shape_of(first, last, "day-month")),
    ]


_PRINTED = re.compile(rf"[{NUMBERS}{role_class(MONTH)[1:-1]}][^{WORD_ROLE}(\[]*")
"""A printed date begins with a number or a month, and every word plays a role in it."""
_RANGE = re.compile(rf"[-–/~～]|{role_class(JOINER)}")


def _strict(s: Stream, day_first: bool) -> list[Span]:
    """What is a date by its own writing; ranges between two of them are still in two."""
    spans: list[Span] = []
    position = 0
    for begin, found in strict(s.roles):
        if begin < position:
            continue
        for f in found:
            if not (meanings := readings(s, f, day_first=day_first)):
                continue
            if f.shape == "numeric" and len(meanings) > 1 and _is_named(s, f.m.start(), meanings[1][0], meanings[0][0]):
                meanings = meanings[::-1]
            x = Match(s, f, *meanings[0])
            if not x.vetoed(context.VETOES):
                spans.append(_span(x, meanings[1][0] if f.shape == "numeric" and len(meanings) > 1 else None))
                position = spans[-1].end
                break
            if f.shape == "span" and x.first.month is None:
                position = x.end
                break
    return spans


def _is_named(s: Stream, begin: int, day: Partial, other: Partial) -> bool:
    """True where the weekday in front of a date in numbers is that of the one reading and not of the other."""
    m = _WEEKDAY_IN_FRONT.search(s.roles, 0, begin)
    word = s.texts[m.start()] if m else ""
    return is_of(word, day_of(day, None)) and not is_of(word, day_of(other, None))


_WEEKDAY_IN_FRONT = re.compile(rf"{role_class(WEEKDAY)}[., ]{{1,3}}$")


def _span(x: Match, other: Partial | None) -> Span:
    begin, end = x.begin, x.end
    if x.first.day:
        begin, end = reach(x.s, begin, end, day_of(x.first, None))
        end = with_time(x.s, begin, end) if x.shape in {"iso", "compact"} else end
    else:
        end = with_year_mark(x.s, end)
        end += _LEADS_TO_A_WEEKDAY.match(x.s.roles, end) is not None
    weak = (
        x.last.year is None
        and x.shape in {"month-day", "day-month"}
        and (begin, end) == (x.begin, x.end)
        and in_front_of_a_word(x.s, end)
    )
    joint = x.at.get("rj")
    loose = "ds" in x.at or (joint is not None and "r2" not in x.at and x.m.end("rj") - joint > 1)
    other = None if x.first != x.last or other == x.first else other
    return Span(
        begin, end, mention_of(x.s, begin, end, x.first, x.last, shape_of(x.first, x.last, x.shape), other, loose, weak)
    )


_LEADS_TO_A_WEEKDAY = re.compile(f"-(?={role_class(WEEKDAY)}(?!-|{role_class(MONTH)}))")
"""As in "Porchfest 2016-Sat", of which the weekday stays."""


def shape_of(first: Partial, last: Partial, form: str) -> str:
    """How a date in a form was written: see ``Mention.shape``."""
    if first.month is None:
        return "year" if first == last else "season" if last.year == (first.year or 0) + 1 else "years"
    return "month" if first.day is None else _SHAPES.get(form, form)


def mention_of(
    s: Stream, begin: int, end: int, first: Partial, last: Partial, shape: str, other: Partial | None = None,
    loose: bool = False, weak: bool = False,
) -> Mention:  # fmt: skip
    """The mention that tokens make."""
    return Mention(s.starts[begin], s.end(end - 1), first, last, shape, other, loose, weak)


_AROUND_A_MONTH = frozenset("-([,")
_LONE_MONTH = re.compile(
    rf"(?:(?<=- )|(?<=[(\[])){role_class(MONTH)}(?= - |\. -|\.?\Z|\.?[)\]])|(?<=, ){role_class(MONTH)}\Z"
)


@lru_cache(maxsize=1 << 11)
def _lone_months(roles: str) -> tuple[int, ...]:
    return tuple(found.start() for found in _LONE_MONTH.finditer(roles))


def _with_lone_months(s: Stream, mentions: list[Mention], lone: tuple[int, ...]) -> list[Mention]:
    """The mentions with the months that stand alone between dashes or in brackets: "Qualifier - Apr - Jan 1", "(juli)".

    Not those that may be words or names, but in English. Behind a comma first names stand too: "Carter, April".
    """
    for i in lone:
        named = months_of(s.texts[i])
        if not named or ("en" not in named[0].languages and named[0].ambiguous):
            continue
        listed = s.text.endswith(", ", 0, s.starts[i])
        capital = s.texts[i].istitle() and "en" not in named[0].languages  # "Anna, Juli"
        if listed and (named[0].abbreviated or capital or s.word(i) in MONTHS_THAT_ARE_PEOPLE):
            continue
        if s.roles[i - 1] == " " and not listed and not s.text.endswith(SEPARATOR, 0, s.starts[i]):
            continue
        if not any(m.start <= s.starts[i] < m.end for m in mentions):
            month = Partial(None, named[0].number)
            mentions.append(mention_of(s, i, i + 1, month, month, "month"))
    return sorted(mentions, key=lambda m: m.start)
