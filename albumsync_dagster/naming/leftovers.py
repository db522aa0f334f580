"""What is left of a date where only a part of it was taken out: a joiner, a weekday, a preposition or a number.

Here: the pieces at the ends of the parts of a name that were tied to a date in the present name. Not here: the marks
that stand alone (``wellformed``), which dates there are (``dates``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache

from albumsync_dagster.naming import tokens
from albumsync_dagster.naming.dates.calendar import Mention, Window
from albumsync_dagster.naming.dates.neighbours import UNITS, counted, leads_nowhere
from albumsync_dagster.naming.lexicon import SMALL_WORDS
from albumsync_dagster.naming.locales import look_up, words
from albumsync_dagster.naming.text import SEPARATOR, fold
from albumsync_dagster.naming.tokens import (
    ANY_WORD,
    NUMBERS,
    WORD_ROLE,
    Stream,
    months_of,
    role_class,
    stream,
    weekdays_of,
)

_ALTERNATIVES = frozenset(words().alternatives)
_LEADERS = SMALL_WORDS | frozenset(words().leaders)
_WORD = f"[{ANY_WORD}]"
_LAST = re.compile(rf"(?:^|(?<=[ (]))(?P<piece>{_WORD}+|[{NUMBERS}])\.?(?=$| - |\))")
_TIED = re.compile(rf"(?<= )[{NUMBERS}]\.?[-–](?P<piece>{_WORD})(?=$|[ ,)])")
_RANGE = re.compile(role_class(tokens.JOINER, tokens.AND))
_ABBREVIATED = re.compile(rf"{role_class(tokens.AND)}\.")
"""As in "XXII ed. 2018", an edition: an "and" has no stop."""
_LEADING = re.compile(role_class(tokens.JOINER, tokens.AND, tokens.PREPOSITION))
_OF_A_DATE = re.compile(
    role_class(tokens.JOINER, tokens.AND, tokens.PREPOSITION, tokens.ARTICLE, tokens.ORDINAL, tokens.WEEKDAY)
)
_OPENS = r"(?:^|(?<= - )|(?<=\())"
_BEHIND_IT = rf"(?=$|[ ,)]|\.(?![{NUMBERS}]))"
"""Behind a number; "o 14.00" is a time."""
_WITH_NUMBER = rf"(?<=[ (])(?={_WORD}\.? [{NUMBERS}]{_BEHIND_IT})"
_FIRST = re.compile(
    rf"(?:{_OPENS}(?={_OF_A_DATE.pattern}|[{NUMBERS}])|{_WITH_NUMBER})"
    rf"(?P<piece>{_WORD}+|[{NUMBERS}](?!{_WORD}))(?P<number>\.? [{NUMBERS}]{_BEHIND_IT})?"
)
_W = role_class(tokens.WEEKDAY)
_GOES_ON = re.compile(
    rf"(?: ?[-–_/.:] ?| )(?:(?P<join>{_WORD}|[&+])[ _-]+[ab]|(?<=[-–/.:]){_W}+(?!{_WORD}|\. {_WORD})"
    rf"|(?<=_){_W}+(?!{_WORD}|\.? {_WORD}))"
)
_DANGLING = re.compile(rf" {_LEADING.pattern}$")
"""As in "from May 4 on": what stands behind a date is no word of the name."""
_ENDING = re.compile(r"(?<=\d)[a-zß-ÿ]{1,3}(?![^\W_])")
"""As in "2012-07-21ff": letters that touch a day are no word of the name."""
_LEADS_ON = re.compile(rf"(?:[ab]\.? ?[-–_/] ?{_RANGE.pattern}[ _-]+|{_W}[-–_/.:]?)$")
_GLUED = re.compile(rf"(?P<piece>{_W}[ab]/[ab]|[ab]/[ab]{_W})(?!{_WORD})")
"""As in "Sat5/4": no form of a date, but nothing else either."""
_SURE = 2
"""So many letters a joiner has that is no letter of a title ("a", "e", "y")."""


def left_over(s: Stream, present: str) -> str:
    """The piece of a date that is left in the part of a finished name in front of its date; empty where none is.

    Args:
        s: That part.
        present: The cleaned present name. What stands at the end of a part there may stay.
    """
    for m, left in _pieces(s.roles):
        if left(s, m, present):
            return _piece(s, m)
    return ""


@lru_cache(maxsize=1 << 11)
def _pieces(roles: str) -> tuple[tuple[re.Match[str], Callable[[Stream, re.Match[str], str], bool]], ...]:
    """What may be left of a date in a text of these roles, with what tells whether it is."""
    return tuple((m, left) for pattern, left in _LEFT for m in pattern.finditer(roles))


def torn(who: str, present: str, dates: Sequence[Mention]) -> str:
    """The piece that goes on from a date of the present name, or leads to it, and is left in the finished one.

    So in "May 4 - and 5", "2012-07-21ff", "May 4/Sat" and "4 -und 5. Mai", where the date that was read is a part of
    the one meant.
    """
    s = stream(present)
    for m in dates:
        begin, end = s.at(m.start), s.at(m.end)
        if (ending := _ENDING.match(present, m.end)) and s.word(end) not in UNITS and ending[0] in who.split():
            return ending[0]
        dangling = _DANGLING.match(s.roles, end)
        leads = dangling and s.texts[end + 1].islower() and s.word(end + 1) not in UNITS  # "5/4 am"
        if dangling and leads and who.endswith(f" {s.texts[end + 1]}"):
            return present[s.starts[end + 1] : s.end(dangling.end() - 1)]
        if after := _GOES_ON.match(s.roles, end):
            piece = present[s.starts[end] : s.end(after.end() - 1)].strip(" -–_/.:")
            joins = after["join"] is None or after["join"] in "&+" or _joins(s, after.start("join"))
            lone = SEPARATOR + piece[1:].strip(" _-")  # polishing takes the "&" away
            if joins and (piece in who or (after["join"] in ("&", "+") and lone in who)):
                return piece
        if before := _LEADS_ON.search(s.roles[:begin]):
            piece = present[s.starts[before.start()] : m.start].strip(" -–_/.:")
            if _stands(piece, who, _ALONE, _APART):
                return piece
    return ""


def unread(s: Stream, present: str, window: Window, dates: Sequence[Mention]) -> str:
    """What can only be a day of the photos and was not read as one: "x12.05.24", "Lions 14 - 4-5", "Ocotber 18"."""
    who = s.text
    for m in _DAY_LEFT.finditer(who):
        if int(m["day"]) in {day.day for day in window} and _is_of_a_date(m, present, window[0].year):
            return m[0]
    for m in _NUMBERS_LEFT.finditer(who) if _TWO_NUMBERS.search(s.roles) else ():
        said = [int(number) for number in re.findall(r"\d+", m[0])]
        if m["range"] and window[0] != window[1] and said == [day.day for day in window]:
            return m[0]
        for day in window:
            whole = (
                not m["range"]
                and not m["month"]
                and {day.day, day.month} <= {*said} <= {day.day, day.month, day.year, day.year % 100}
            )
            if whole or (m["month"] and f"{day.year} {day.month:02}" in present):
                return m[0]
    for m in _BESIDE_A_MONTH.finditer(present):
        word, number = (m[2], int(m[1])) if m[2] else (m[3], int(m[4]))
        days = [day for day in window if number in (day.day, day.year)]
        if not days or word not in who or months_of(word) or fold(word) in _MARCHES:
            continue
        if any(d.first.month and d.start <= m.start(1 if m[2] else 4) < d.end for d in dates):
            continue  # it has its month: "Kácení máje 25. května"
        for day in days:
            names = _names_of_months().get((day.month, fold(word[:2])), ())
            if names and get_close_matches(look_up(word), names, 1, _ALIKE):
                return word
    return ""


def _is_of_a_date(m: re.Match[str], present: str, year: int) -> bool:
    """True where the present name goes on from a day to the year, or to a later day: "24. in 25. avgust"."""
    left = rf"(?<!\d){re.escape(m[0])}"
    if m["word"]:
        return re.search(rf"{left},? {year}", present) is not None
    later = re.search(rf"{left}(?: [^\W\d_]+){{0,2}} (\d{{1,2}})\.", present)
    return later is not None and int(later[1]) > int(m["day"])


_MARCHES = frozenset({"marcha", "marche", "marsch"})
"""Words of their own, and no misspelt month."""
_TWO_NUMBERS = re.compile(f"[{NUMBERS}].[{NUMBERS}]|^[{NUMBERS}] ")
_DAY_LEFT = re.compile(r"(?<!\S)(?P<day>\d{1,2})(?:\.(?: [^\W\d_]+)?(?=$|,| - | /)| (?P<word>[\u0590-\u0fff]\S*))")
"""A day with its stop, or in front of what may be a month of a script in which none is known: "22 नवंबर"."""
_NUMBERS_LEFT = re.compile(
    r"(?<!\d)\d{1,4}(?P<mark>[-./_~\\ ])\d{1,2}(?P=mark)\d{1,4}(?!\d)"
    r"|(?P<range>(?<![\w/.-])\d{1,2}[-–/&+]\d{1,2}(?![\w/.-]))"
    r"|(?<![\d.])(?:0\d \d\d|\d\d 0\d)(?![\d.:])|(?P<month>^0\d(?= ))"
)
_BESIDE_A_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})[^\W\d_]{0,2}\.? (?:[^\W\d_]{1,3} )?([^\W\d_]{4,})"
    r"|(?<![^\W\d_])([^\W\d_]{4,}+)(?=\.?,? (\d{1,2}|\d{4})(?!\d))"
)
_ALIKE = 0.85


@lru_cache(maxsize=1)
def _names_of_months() -> Mapping[tuple[int, str], list[str]]:
    """Month and first two letters -> the names of the month, in all languages, that begin with them."""
    found = defaultdict(list)
    for key, named in words().months.items():
        for month in named:
            found[month.number, key[:2]].append(key)
    return found


def _joins(s: Stream, i: int) -> bool:
    word = s.texts[i]
    long = word.islower() and len(word) >= _SURE
    return long and (_RANGE.match(s.roles, i) is not None or look_up(word) in _ALTERNATIVES)


def _piece(s: Stream, m: re.Match[str]) -> str:
    return s.text[s.starts[m.start("piece")] : s.end(m.end("piece") - 1)]


def _begins(s: Stream, m: re.Match[str], present: str) -> bool:
    """As in "- and 8", "- to-7", "(or 10)", "- Sat", "- én": in the present name the piece went on from a date."""
    piece, at = _piece(s, m), s.starts[m.start()]
    opens = at == 0 or s.text[at - 1] == "(" or s.text[:at].endswith(SEPARATOR)
    of_a_date = m["piece"] in NUMBERS or _OF_A_DATE.fullmatch(m["piece"]) is not None or look_up(piece) in _ALTERNATIVES
    if not of_a_date or not (opens or m["number"]):
        return False
    stood = s.text[s.starts[m.start() - 2] : s.end(m.end() - 1)] in present if m.start() else False
    if (stood and not opens) or _stands(piece, present, _OPENING, _APART):
        return False
    if m["piece"] in NUMBERS:
        return _only(piece, present, _TIED_IN_FRONT, _NO_WORD_BEHIND) and not _a_word_follows(s, m.end())
    if _stands(piece, present, _NUMBER_TIED_IN_FRONT, _APART):
        ends = re.match(r"\.?(?:$|[,)]| -)", s.text[s.end(m.end("piece") - 1) :]) is not None  # "2024-St. George"
        return _OF_A_DATE.fullmatch(m["piece"]) is not None and (piece.islower() or (ends and bool(weekdays_of(piece))))
    if not piece.islower() or (len(piece) < _SURE and not m["number"]):
        return False
    joins = _RANGE.fullmatch(m["piece"]) is not None or look_up(piece) in _ALTERNATIVES
    return joins and _stands(piece, present, _WORD_IN_FRONT, _APART) > 0


def _a_word_follows(s: Stream, i: int) -> bool:
    """True where a word stands behind a number: "10 U" may be more than what is left of "3-10"."""
    return s.roles[i : i + 1] == " " and s.roles[i + 1 : i + 2] >= WORD_ROLE


def _ends(s: Stream, m: re.Match[str], present: str) -> bool:
    """As in "Camp thru", "Cup Wed", "Regatta 24": in the present name the piece led to a date."""
    piece = _piece(s, m)
    leads = (
        piece.islower()
        and not _ABBREVIATED.match(s.roles, m.start("piece"))
        and not leads_nowhere(s, m.start("piece"), present)
        and (_LEADING.fullmatch(m["piece"]) is not None or look_up(piece) in _LEADERS)
    )
    if not leads and m["piece"] not in NUMBERS and not _OF_A_DATE.fullmatch(m["piece"]):
        return False
    if _stands(piece, present, _ALONE, _CLOSING):
        return False
    if m["piece"] in NUMBERS:
        return _only(piece, present, _NO_WORD_IN_FRONT, _TIED_BEHIND) and not counted(s, m.start("piece"))
    if leads and m.start("piece"):
        return _stands(piece, present, _ALONE, _WORD_BEHIND) > 0
    return bool(weekdays_of(piece)) and _stands(piece, present, _ALONE, _NUMBER_TIED_BEHIND) > 0


_ALONE, _APART = re.compile(r"(?:^|[\W_])$"), re.compile(r"(?![^\W_])")
_NO_WORD_IN_FRONT, _NO_WORD_BEHIND = re.compile(r"(?:^|\W)$"), re.compile(r"(?!\w)")
_OPENING, _CLOSING = re.compile(r"(?:^|- |\()$"), re.compile(r"\.?(?:$| -|\))")
_TIED_IN_FRONT, _TIED_BEHIND = re.compile(r"[^\W_]\.?[-/.&+–]$"), re.compile(r"\.?[-/&+–][^\W_]")
_NUMBER_TIED_IN_FRONT, _NUMBER_TIED_BEHIND = re.compile(r"[\d.][-–]$"), re.compile(r"[-–./]\d")
_WORD_IN_FRONT, _WORD_BEHIND = re.compile(r"[^\W_][.)]?[\s,–-]+$"), re.compile(r"\.?[\s–-]+[^\W_'(]")
"""What stands in front of a piece in the present name, and what behind it."""


def _stands(piece: str, text: str, front: re.Pattern[str], behind: re.Pattern[str]) -> int:
    """How often a piece stands in a text with the one in front of it and the other behind it."""
    found, at = 0, text.find(piece)
    while at >= 0:
        if behind.match(text, at + len(piece)) and front.search(text, 0, at):
            found += 1
        at = text.find(piece, at + 1)
    return found


def _only(piece: str, text: str, front: re.Pattern[str], behind: re.Pattern[str]) -> bool:
    """True where a number stands in a text, and never but with the one in front of it and the other behind it."""
    return 0 < _stands(piece, text, _NO_WORD_IN_FRONT, _NO_WORD_BEHIND) <= _stands(piece, text, front, behind)


def _tied(s: Stream, m: re.Match[str], present: str) -> bool:
    """As in "Cup 4-and": a number with a joiner behind it that went on in the present name."""
    text = s.text[s.starts[m.start()] : s.end(m.end() - 1)]
    return _RANGE.fullmatch(m["piece"]) is not None and re.search(rf"{re.escape(text)}[ -]\d", present) is not None


_LEFT = ((_FIRST, _begins), (_LAST, _ends), (_TIED, _tied), (_GLUED, lambda *_: True))
