"""Weekdays and little words beside a date: whether they belong to it or to the name.

Here: how far a date reaches to the left and right. Not here: finding dates (``resolve``).
"""

from __future__ import annotations

import re
from datetime import date

from albumsync_dagster.naming import tokens
from albumsync_dagster.naming.dates.calendar import Mention
from albumsync_dagster.naming.dates.neighbours import SEASONS, initials_at, is_time_of_day, leads_nowhere, word_before
from albumsync_dagster.naming.lexicon import ADDRESS, NICKNAMED_DAYS, STATES, WEEKS
from albumsync_dagster.naming.locales import in_english, words
from albumsync_dagster.naming.text import FIRST_IDEOGRAPH
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

_W = role_class(tokens.WEEKDAY)
_WORD = f"[{ANY_WORD}]"
_J = role_class(tokens.JOINER, tokens.AND)
_PA = role_class(tokens.PREPOSITION, tokens.ARTICLE)
_IN_FRONT = re.compile(
    rf"(?P<days>{_W}\.?(?: ?[-–/&,] ?| {_J} ))?(?P<w>{_W}(?:-?{_W}|-{_WORD})?)(?P<stop>\.?)"
    rf"(?:(?P<close>[)\]] )|[-/_]|[ .]{{0,2}}(?P<comma>,?) ?)(?:(?P<little>{_PA})\.? )?$"
)
_BEHIND_DASH = re.compile(rf" ?[-/.:](?= ?(?P<w>{_W}) ?(?:$|[-–|,)])) ?{_W}")
_BEHIND = re.compile(
    rf"\.? ?[(\[]{_W}(?:・{_WORD})?[)\]](?=[ :,.]|$|{_WORD})|(?<={role_class(tokens.DAY_MARK)}){_W}(?= )"
    rf"|,? ?[(\[]?(?P<w>{_W})(?:-?{_W})?\.?[)\]]?(?= ?(?:$|[-–|,):\]]))"
)
_IN_BETWEEN = re.compile(rf",? (?P<w>{_W})(?= )")
"""As in "3 Kasım Pazar Konser", where a word follows."""
_YEAR_MARK = re.compile(rf" ?(?P<m>{role_class(tokens.YEAR_MARK)})\.?(?=$|[ ,):-])")
_SHORT_YEAR = re.compile(rf"{role_class(tokens.MONTH)}\.? [bc]$")
_THIS_YEAR = re.compile(r" (?:br|b\. ?r|t\. ?r|с\. ?г|d\. ?J)(?:\.|(?=$|[ ,)]))")
"""Behind a day without its year: "19 czerwca br."."""
_YEAR_SUFFIX = re.compile(rf"(?<=Y)'{role_class(tokens.ORDINAL)}(?=$|[ ,)-])")
"""A Turkish case: "2024'te"."""
_TIME = re.compile(rf"(?:[_ -]| ?(?P<w>{_WORD}) ?)(?:[6n]|[abc](?P<m>[.:-])[abc](?P=m)[abc])(?=$|[ ._-])")
_CLOCK = re.compile(r"[_ -](?:[01]\d|2[0-3])[.:-]?[0-5]\d(?![\w.:-])")
_LONGEST = 12
_ANY = re.compile(_W)
_SHORT = 3
_NAMED_DAYS = words().named_days
_OPENERS, _CLOSERS = words().openers, words().closers
_TEAMS = frozenset({"sun"})
"""The Connecticut Sun; no other abbreviation is often a name."""


def reach(s: Stream, begin: int, end: int, day: date | None) -> tuple[int, int]:
    """The tokens of a date with the weekday that belongs to it ("Sat, May 3", "May 3 (Sat)", "domingo 19 de mayo").

    Behind a dash it belongs to the date where it is that day's ("12 maja - niedziela", "4 May-Sat").

    A weekday in the middle of a name may belong to it ("Connecticut Sun May 3", "Good Friday Apr 18"); it counts as
    part of the date only behind another weekday ("Fri-Sun"), in front of a comma, abbreviated, at the start of a
    segment unless the day is known to be another ("Fair - Friday 26 Aug 2024", a Monday), or in full where it is that
    day's. Two or three letters that are words too ("Sun", "mar", "do") must be that day's, or have a comma.
    """
    if _ANY.search(s.roles) is None:
        return begin, with_year_mark(s, end)
    shift = max(0, begin - _LONGEST)
    begun = weekdays_of(s.texts[begin]) and not months_of(s.texts[begin])
    m = None if begun else _IN_FRONT.search(s.roles[shift:begin])  # one weekday is enough: "din sat, miercuri 26 oct."
    little = s.texts[shift + m.start("little")] if m and m["little"] else ""
    if m and little.istitle() and weekdays_of(little):
        m = _IN_FRONT.search(s.roles[shift:begin], m.start("little"))  # "18h Do 5.9."
    if m:
        at = shift + m.start("w")
        touched = at > 0 and (s.roles[at - 1] >= WORD_ROLE or s.roles[at - 1] in NUMBERS)
        named = s.roles[at + 1 : shift + m.end("w")]
        whole = not named or named[-1] != WORD_ROLE or s.word(shift + m.end("w") - 1) == "feira"
        days = shift + m.start("days") if m["days"] and _together(s, shift + m.start("days"), at) else None
        apart = touched or (m["little"] is not None and is_time_of_day(s, shift + m.start("little")))
        first = at if days is None else days
        bracketed = m["close"] is not None  # "Prelims (Thu) 2/27"
        apart = apart or (bracketed and not (s.roles[:first][-1:] in ("(", "[") and is_of(s.texts[at], day)))
        if not apart and whole and _belongs(s, m, at, (begin, end), day, of_two=days is not None):
            begin = first - bracketed
    end = with_year_mark(s, end)
    if end < len(s.roles) and (w := _BEHIND.match(s.roles, end)):
        close = s.roles[w.end() - 1] in ")]" and "(" not in w[0] and "[" not in w[0]
        at = next(i for i in range(w.end() - 1, w.start() - 1, -1) if s.roles[i] >= WORD_ROLE)
        bare = w["w"] is not None and w[0][0] not in "(["
        if not _a_letter(s, at, (begin, end), day) and not (bare and _a_name(s, w.start("w"), (begin, end), day)):
            end = w.end() - close
    elif ((w := _BEHIND_DASH.match(s.roles, end)) and is_of(s.texts[w.start("w")], day)) or (
        (w := _IN_BETWEEN.match(s.roles, end)) and _in_its_language(s, w.start("w"), (begin, end), day)
    ):
        end = w.end()
    return begin, end


def with_time(s: Stream, begin: int, end: int) -> int:
    """The end of a date with the time of day that a camera puts behind it: "20240525_142233", "2024-05-25 14.22.33".

    Without seconds it is one behind a hyphen or an underscore, and where nothing else stands in the name.
    """
    clock = _CLOCK.match(s.text, s.end(end - 1))
    if clock and ((not begin and clock.end() == len(s.text)) or clock[0][0] != " "):
        return s.at(clock.end())
    time = _TIME.match(s.roles, end)
    return time.end() if time and (time["w"] is None or s.word(time.start("w")) in {"t", "at"}) else end


def with_year_mark(s: Stream, end: int) -> int:
    """The end of a date with the mark of its year: "2023 r.", "2019 р.", "2024年度"."""
    if end == len(s.roles):
        return end
    if s.roles[end - 1] >= WORD_ROLE and (of_this := _THIS_YEAR.match(s.text, s.end(end - 1))):
        return s.at(of_this.end())
    if s.roles[end - 1] == "Y" or s.roles[end] >= WORD_ROLE or _SHORT_YEAR.search(s.roles[:end]):
        mark = _YEAR_MARK.match(s.roles, end)
        if mark and s.texts[mark.end("m") - 1].islower():
            end = mark.end()
        elif suffix := _YEAR_SUFFIX.match(s.roles, end):
            end = suffix.end()
    return end + (s.texts[end : end + 1] == ("度",))


def _together(s: Stream, i: int, j: int) -> bool:
    """True where two weekdays are those of one date: not "Columbia, MO, Tue 7/20", "Palm Sunday - Wed 4/30"."""
    languages = [named.languages for named in weekdays_of(s.texts[i])]
    alike = any(named.languages & of for named in weekdays_of(s.texts[j]) for of in languages)
    return alike and word_before(s, i) not in _NAMED_DAYS


def _belongs(s: Stream, m: re.Match[str], at: int, dated: tuple[int, int], day: date | None, *, of_two: bool) -> bool:
    word = s.texts[at]
    named = weekdays_of(word)
    is_that_day = is_of(word, day)
    opens = at == 0 or s.roles[:at].rstrip(" ")[-1:] in ("-", "–", ",", "(", "/", "|")
    english = in_english(named)
    if word.lower() in _TEAMS or (len(word) <= _SHORT and not english):
        if of_two or is_that_day:
            return english or of_two or m["stop"] != "" or not _another_word(s, at, dated)
        led = m["comma"] != "" and not _another_word(s, at, dated)
        return day is None and (led or (opens and english))
    if of_two or (m["comma"] and word_before(s, at) not in _NAMED_DAYS):
        return True
    if all(n.abbreviated for n in named) and english:
        return True
    if opens:
        return day is None or is_that_day
    return is_that_day and not an_occasion(s, at)


def is_of(word: str, day: date | None) -> bool:
    """True where a word names the weekday of a known day."""
    return day is not None and any(named.number == day.weekday() for named in weekdays_of(word))


def _languages_of_months(s: Stream, dated: tuple[int, int]) -> list[frozenset[str]]:
    """Of each month that the words of a date may name, the languages that write it so."""
    return [n.languages for i in range(*dated) if s.roles[i] >= WORD_ROLE for n in months_of(s.texts[i])]


def _in_its_language(s: Stream, at: int, dated: tuple[int, int], day: date | None) -> bool:
    """True for the full name of the very weekday where it stands behind its date: in the month's language, not English.

    English puts it in front; behind a date it begins the next word: "May 3 Saturday Market".
    """
    months = _languages_of_months(s, dated)
    return any(
        day is not None and named.number == day.weekday() and not named.abbreviated and "en" not in named.languages
        and (any(named.languages & of for of in months) if months else not named.ambiguous)
        for named in weekdays_of(s.texts[at])
    )  # fmt: skip


def _another_word(s: Stream, at: int, dated: tuple[int, int]) -> bool:
    """True where two or three letters are no weekday although they may be: "Columbia, MO", "Elm St", "Sam June 3".

    "Sam" is the French Saturday, but June is no French month. A date in numbers has no language: a weekday of three
    letters, or beside a slash, is written small there, or with a stop.
    """
    word, begin = s.texts[at], dated[0]
    behind_and = _AND_BEFORE.search(s.roles[:at]) is not None
    if behind_and or (word.isupper() and s.word(at) in STATES) or (word.istitle() and s.word(at) in ADDRESS):
        return True
    months = _languages_of_months(s, dated)
    if months:
        return not any(n.languages & languages for n in weekdays_of(word) for languages in months)
    if word[0] >= _FIRST_GREEK:
        return False
    return word[0].isupper() and (len(word) == _SHORT or s.roles[begin + 1 : begin + 2] == "/")


_FIRST_GREEK = "\u0370"
"""Scripts from here on write no words of the languages that have such names."""
_AND_BEFORE = re.compile(rf"(?:[&+]|{_J}) ?$")


def _a_letter(s: Stream, at: int, dated: tuple[int, int], day: date | None) -> bool:
    """True for the Hungarian V of Sunday beside no Hungarian date: "10-13-23 (V)"."""
    if s.roles[dated[0]] == "Y" and is_of(s.texts[at], day):
        return False  # "2023.10.15. (V)"
    lone = len(s.texts[at]) == 1 and s.texts[at] < FIRST_IDEOGRAPH
    months = _languages_of_months(s, dated)
    return lone and not any(n.languages & languages for n in weekdays_of(s.texts[at]) for languages in months)


def _a_name(s: Stream, at: int, dated: tuple[int, int], day: date | None) -> bool:
    """True where a word of another language is a weekday too, but not that of a known day: "Quinta" on a Saturday."""
    named = weekdays_of(s.texts[at])
    if in_english(named):
        return False
    if len(s.texts[at]) <= _SHORT and _another_word(s, at, dated):
        return True
    return all(n.ambiguous for n in named) and day is not None and not is_of(s.texts[at], day)


def an_occasion(s: Stream, at: int) -> bool:
    """True where the word in front makes a weekday a name: "Good Friday", "Taco Tuesday", "vs Sheffield Wednesday"."""
    before = word_before(s, at)
    return before in _NAMED_DAYS or (before in NICKNAMED_DAYS and before[0] == s.word(at)[0])


def with_little_words(text: str, m: Mention) -> Mention:
    """A date with the little words that lead to it: "on the", "week of", "am", "dall'", "с"; nothing else is left.

    In front of a month or a year only what cannot mean anything else goes: "Gala in May 2022", "Summer of '19",
    "Voyage d'octobre 2013", but "Best of 2022".
    """
    s = stream(text)
    behind = s.at(m.end) + text.startswith(" ", m.end)
    if m.first != m.last and s.word(behind) in _CLOSERS:
        m = m._replace(end=s.end(behind))
    begin = s.at(m.start)
    if not begin:
        return m
    gaps = " (," if " " in text else "-_"
    while begin > 1 and s.roles[begin - 1] in gaps.rstrip("(,") + "'":
        i = begin - 2
        if s.roles[i] == "." and i > 0:
            i -= 1
        if s.texts[i].islower() and initials_at(s, i) in _PREPOSITIONS:  # "d.d.", but "311 Day N.O. 3/11"
            begin = i - 2
            continue
        word = s.texts[i]
        week = begin < s.at(m.start) and s.word(i) in WEEKS and (word.islower() or s.roles[i - 2 : i] in ("", "- "))
        if s.roles[i] < WORD_ROLE or (i and s.roles[i - 1] not in gaps) or not (week or _leads(s, i, word, m)):
            break
        begin = i
    start = s.starts[begin]
    return m if start >= m.start else m._replace(start=start)


def _leads(s: Stream, i: int, word: str, m: Mention) -> bool:
    if s.word(i) in _OPENERS and m.first != m.last and m.shape != "season" and (word.islower() or not i):
        return True  # "From 2021 to 2023"
    stopped = s.roles[i + 1] == "."  # "Dt. 09/09"
    if m.first.day is None and (language := _PARTS_OF_A_MONTH.get(s.word(i))):
        months = _languages_of_months(s, (s.at(m.start), s.at(m.end)))
        return s.roles[i + 1] == " " and word.islower() and any(language in languages for languages in months)
    small = word == word.lower()  # Hindi has no capitals
    if _PA_ONLY.match(s.roles, i) is None or not (small or stopped) or leads_nowhere(s, i, s.text):
        return False
    if m.first.day is not None:
        return word not in _OF_SEVERAL or m.first != m.last
    if word == "of":
        return s.word(i - 2) in SEASONS if i > 1 else False
    return word in _BEFORE_MONTHS or s.roles[i + 1] == "'"


_PA_ONLY = re.compile(_PA)
_PREPOSITIONS = words().prepositions.keys()
_OF_SEVERAL = frozenset({"les", "los", "las"})
"""Articles in front of two days or more; "les" is a forest in Czech."""
_PARTS_OF_A_MONTH = {
    word: language
    for language, words_of_it in {
        "en": "early mid late", "de": "anfang mitte ende", "fr": "début fin", "es": "finales principios mediados",
        "it": "inizio fine", "nl": "eind begin", "pl": "początek koniec", "sk": "začiatkom polovici koncom",
        "cs": "začátkem koncem",
    }.items()
    for word in words_of_it.split()
}  # fmt: skip
"""Word -> its language. Nothing is left of them without a month of that language: "koncom mája", "ende Mai"."""
_BEFORE_MONTHS = frozenset(["in", "im", "en", "em", "on", "during", "from", "на", "в", "во", "w", "v", "au", "i"])
