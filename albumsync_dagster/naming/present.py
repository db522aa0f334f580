"""The present name against the photos: which of its dates go, which stay, and which traces earlier tools left.

Here: from a name and a date to who or what is left and what is doubtful. Not here: finding dates (``dates``), reading
photos (``capture``), enrichment (``subject``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from albumsync_dagster.naming.capture import When
from albumsync_dagster.naming.compare_dates import stated
from albumsync_dagster.naming.dates import Mention, Partial, find, find_in, show, unhyphenated, without, without_its_day
from albumsync_dagster.naming.parsing import CUT, canonical_words, has_cut
from albumsync_dagster.naming.surroundings import in_front_of_a_word
from albumsync_dagster.naming.text import SEPARATOR, clean, tidy
from albumsync_dagster.naming.values import DateSource, Doubt, DoubtCode
from albumsync_dagster.naming.vocabulary import NEW_YEAR

_DANGLING = re.compile(
    r"(?:(?:(?<=\s)|^)(?:on|from|dated|vom|am|du|le|del|el|il|den|op|em)\s+(?:the\s+)?|(?<=,)\s+the\s+)$"
)
_DANGLING_IN = re.compile(
    r"(?<=\s)(?:in|im|en|em|on|during|from|(?:(?<=spring )|(?<=summer )|(?<=fall )|(?<=autumn )|(?<=winter ))of)\s+$",
    re.IGNORECASE,
)
"""In front of a month or a year: "Gala in May 2022", "Summer of '19", but "Best of 2022"."""
_BULLET = re.compile(r"(?:^|(?<=\s))[•·∙*~+&][•·∙*~+&\s]*(?=$| - )|^[•·∙*~+&][•·∙*~+&\s]*\s")
"""Marks that stood between a name and its date."""
_AGAINST_NOBODY = re.compile(r" - (?=(?:vs\.?|v\.?|at|@) [^\W_])")
"""A date stood between the two sides of a matchup."""
_FRACTION = re.compile(r"[1-4]/[2-5]")
_TOOL_DAY = re.compile(r"[A-Z][a-z]{2} \d{1,2}")
_PLAUSIBLE_YEARS = 3
"""A year in a name that is further than this from the photos is a number, not a claim about time."""


@dataclass(frozen=True, slots=True)
class Present:
    """The present name without what the printed date replaces."""

    rest: str
    when: When | None
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def against_photos(text: str, when: When, day_first: bool, gap: str = " ") -> Present:
    """A cleaned name without its dates, where photos state one.

    Days and months go, right or wrong; a year or season goes where it fits the photos and stays a word where not.
    ``gap`` is what stands where a date stood.
    """
    gone: list[Mention] = []
    doubts: list[Doubt] = []
    light = when.light
    printed = text.endswith(SEPARATOR + when.text())
    for m in find_in(light, text, day_first) if light else find(text, day_first):
        fits = when.covers(m.first) or when.covers(m.last) or (m.other is not None and when.covers(m.other))
        fits = fits or (m.first != m.last and _spans(m, when))
        if m.shape == "years":  # "1924-2024" says what is celebrated, unless it is when the photos were taken
            fits = (m.first.year, m.last.year) == (when.first.year, when.last.year)
            if not fits and _spans(m, when):
                continue
        if printed and _also_a_name(text, m):
            continue
        if when.source is DateSource.VIDEO and m.full and m.first == m.last and _next_day(m.first, when):
            when = When(
                m.first, m.first, DateSource.NAME, (*when.notes, "the name's own day is a day from the videos'")
            )
            fits = True
        if fits or not (m.yearly or m.weak):
            gone.append(m if fits else without_its_day(text, m, when.first))
        if fits:
            continue
        said = text[m.start : m.end] if m.weak else show(m.first, m.last)
        why = f"The photos were taken on {when.text()}; the name says {said}."
        if m.yearly:
            if _near(m, when):
                doubts.append(Doubt(DoubtCode.YEAR_CONTRADICTED, why))
        elif not (said == "Jan 1" and m.end == len(text) and text[: m.start].endswith(SEPARATOR)):
            doubts.append(Doubt(DoubtCode.DAY_CONTRADICTED, why))
    return Present(_removed(text, gone, gap), when, when.notes, tuple(doubts))


def _spans(m: Mention, when: When) -> bool:
    """True where a stated range contains the photos' days."""
    low, high = m.first, m.last
    if low.year is None or high.year is None or when.first.year is None or when.last.year is None:
        return False
    size = 1 if low.month is None else 2 if low.day is None else 3
    return tuple(low[:size]) <= tuple(when.first[:size]) and tuple(when.last[:size]) <= tuple(high[:size])


def _also_a_name(text: str, m: Mention) -> bool:
    """True for what is a date only because the photos bear it out, in front of a word: "Jan 6 Hearings", "2/3 Mix".

    Where the same day already stands behind the name as it is printed, nobody needed to write it a second time.
    """
    return m.weak or (_FRACTION.fullmatch(text[m.start : m.end]) is not None and in_front_of_a_word(text, m.end))


def _near(m: Mention, when: When) -> bool:
    years = [y for y in (m.first.year, m.last.year) if y]
    taken = [y for y in (when.first.year, when.last.year) if y]
    return any(abs(y - t) <= _PLAUSIBLE_YEARS for y in years for t in taken)


def _next_day(stated_day: Partial, when: When) -> bool:
    if not (when.first == when.last and when.first.full and stated_day.full) or stated_day == when.first:
        return False
    return abs((date(*stated_day) - date(*when.first)).days) == 1  # type: ignore[arg-type]


def _removed(text: str, gone: list[Mention], gap: str) -> str:
    """A text without dates, and without the little words that led to them."""
    widened = []
    for m in sorted(gone, key=lambda m: m.start):
        start = m.start
        if dangling := (_DANGLING if m.first.day else _DANGLING_IN).search(text[:start]):
            start = dangling.start()
        widened.append(Mention(start, m.end, m.first, m.last, m.shape))
    rest = without(text, widened, gap)
    rest = clean(CUT.sub(" ", rest) if has_cut(rest) else rest)
    plain = _AGAINST_NOBODY.sub(" ", _BULLET.sub("", rest))
    return rest if plain == rest else clean(plain)


def alone(text: str, day_first: bool, url_name: str | None, gap: str = " ") -> Present:
    """A cleaned name where no photo states a date: only what is certainly false goes, no day is made up.

    A date that the name states in full becomes the printed date; anything less stays where and as it is. ``gap`` is
    what stands where a date stood.
    """
    notes: list[str] = []
    text, false_day = _without_traces(text, day_first, notes)
    mentions = find(text, day_first)
    distinct, _ = stated(tuple(m for m in mentions if not m.weak and m.shape != "year"))
    years = [m for m in mentions if m.shape == "year"]
    if len(distinct) == 1 and distinct[0].first.full and distinct[0].last.full:
        only = distinct[0]
        agreeing = [m for m in mentions if not m.weak and m.first.agrees(only.first)]
        if all(m in agreeing for m in years):
            when = When(only.first, only.last, DateSource.NAME)
            return Present(_removed(text, agreeing, gap), when, (*notes, "no photo has a date; the name states it"))
    if false_day and not mentions and url_name:
        url = clean(unhyphenated(url_name))
        first = find(url, day_first)
        if len(first) == 1 and canonical_words(tidy(without(url, first))) == canonical_words(text):
            when = When(first[0].first, first[0].last, DateSource.NAME)
            return Present(text, when, (*notes, "the UrlName still holds the date that an earlier tool lost"))
    return Present(text, None, tuple(notes))


def _without_traces(text: str, day_first: bool, notes: list[str]) -> tuple[str, bool]:
    """A name without days that an earlier tool appended beside its own, twice, or out of a bare year."""
    false_day = False
    while True:
        mentions = find(text, day_first)
        if not mentions or mentions[-1].end != len(text):
            return text, false_day
        last, earlier = mentions[-1], mentions[:-1]
        head = text[: last.start]
        written = text[last.start :]
        if last.shape == "month" and last.first == last.last and SEPARATOR in written:
            notes.append(f"{written}: the month stands there twice")  # how an earlier tool appended it
            return head + show(last.first), false_day
        if not head.endswith(SEPARATOR) or last.first != last.last or last.yearly:
            return text, false_day
        if last.first == Partial(None, 1, 1) and written == "Jan 1" and not _new_year(text):
            why, false_day = "an earlier tool's false Jan 1 goes", True
        elif any(m.first.agrees(last.first) and m.first.month and (m.first.day or not last.first.day) for m in earlier):
            if last.first.year and not any(m.first.year for m in earlier):
                return text, false_day  # "Apr 15 - Apr 2023": only together they say all
            why = f"{written} stands there twice"
        elif _TOOL_DAY.fullmatch(written) and any(m.first.day for m in earlier) and not _range(earlier[-1], last, text):
            why = f"{written} was appended by an earlier tool beside the name's own day"
        else:
            return text, false_day
        notes.append(why)
        text = tidy(head)


def _range(before: Mention, last: Mention, text: str) -> bool:
    """True for "May 3 - May 5", which a person may have meant as a range: nobody knows, so nothing goes."""
    return (
        text[before.end : last.start] == SEPARATOR
        and before.shape == last.shape
        and before.first.month == last.first.month
        and (before.first.day or 0) < (last.first.day or 0)
    )


def _new_year(text: str) -> bool:
    lower = text.lower()
    return any(word in lower for word in NEW_YEAR)
