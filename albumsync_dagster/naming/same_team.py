"""Whether two writings are one team: shorter, longer, misspelt, cut short, initials, with and without accents.

Here: comparing teams, and finding one as a name writes it. Not here: what a name becomes beside two teams (``teams``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import Indel

from albumsync_dagster.naming.clubs import AGE, CLUB_FORMS, OTHER_SCHOOL, SQUADS, YEAR_OF_BIRTH, is_club_form, squad_in
from albumsync_dagster.naming.dates.neighbours import COUNTERS
from albumsync_dagster.naming.initials import abridged, in_letters, initials, letters_of
from albumsync_dagster.naming.lexicon import GENDERS, GENERIC, PARTICLES, SCORE_WORDS, SPORTS, STATES
from albumsync_dagster.naming.locales import groups
from albumsync_dagster.naming.locales import words as spoken
from albumsync_dagster.naming.occasions import OCCASIONS
from albumsync_dagster.naming.placeholders import COLOURS, ENGLISH_COLOURS
from albumsync_dagster.naming.remainder import compounds, loosely
from albumsync_dagster.naming.text import FIRST_IDEOGRAPH, SEPARATOR, WORD, fold, loose, words
from albumsync_dagster.naming.tokens import weekdays_of

_OF_ALL = OCCASIONS | SQUADS | frozenset(map(loose, (*GENDERS, *spoken().seasons))) | {"school"}
_COUNTERS = COUNTERS | SQUADS
_CODE = re.compile(r"[a-z]{1,2}\d{1,2}[a-z]{0,2}|\d{1,2}[a-z]{1,3}|20[01]\d[bg]|[bg]20[01]\d")


def of_all(word: str) -> bool:
    """True for a word of what every club has: a level, a squad ("colts", "U14B", "BantamA"), a sport, an hour."""
    return word in _OF_ALL or is_squad_code(word) or bool(squad_in(word))


def is_squad_code(word: str) -> bool:
    """True for "U14B", "2011B", "16s", "G2011", and a time ("7pm")."""
    return _CODE.fullmatch(word) is not None


@lru_cache(maxsize=1 << 8)
def same_team(side: str, team: str) -> bool:
    """True where the words of a side and of a team can be one team's: one says more, or it is initials."""
    side = _ARTICLE.sub("", side)
    if set(loosely(side)) >= set(loosely(team)):
        return True  # "Powderpuff Juniors", of whom "Juniors" says all that is known
    mine, theirs = _compared(side, team)
    if mine <= theirs or of_its_place(theirs) <= mine:
        return True
    if (len(mine) > 1 or any(map(is_squad_code, mine))) and mine <= set(loosely(team)):
        return True
    if (
        {*mine, in_letters(side)} & initials(team)
        or theirs & initials(side)
        or any(letters_of(word, team) for word in mine)
    ):
        return True
    if abridged(_own_as_written(side), team) or abridged(_own_as_written(team), side):
        return True
    if mine <= {*filter(str.isalpha, compounds(team))} or (len(mine) == 2 and not compounds(side).isdisjoint(theirs)):
        return True  # "stpauls", "Iron Pigs" of the IronPigs
    return _short_form(mine, theirs) or (len(loosely(side)) > 1 and _begins(loosely(side), loosely(team)))


def _own_as_written(team: str) -> list[str]:
    """The words of a team as written, without those that every club has."""
    return [word for word in words(team) if not all(map(of_all, loosely(word)))]


_ARTICLE = re.compile(r"^[lL]'")
"""As in "contre l'ESCO"."""


def _compared(side: str, team: str) -> tuple[Set[str], Set[str]]:
    """The own words of a side and of a team, without a number, age, state or colour that only one of them has."""
    mine: Set[str] = own_words(side)
    theirs: Set[str] = own_words(team)
    if not any(map(str.isdigit, theirs)):
        mine = {word for word in mine if not word.isdigit()} or mine  # "Groen Geel 1", the first of its teams
    elif not any(map(str.isdigit, mine)):
        theirs = {word for word in theirs if not AGE.fullmatch(word)} or theirs
    mine = {word[2:] if YEAR_OF_BIRTH.fullmatch(word) and word[2:] in theirs else word for word in mine}
    theirs = {word[2:] if YEAR_OF_BIRTH.fullmatch(word) and word[2:] in mine else word for word in theirs}
    if len(mine) > 1:
        mine -= STATES.difference(theirs).intersection(loosely(side)[-1:])  # "Trinity TX"
    first = next((word for word in loosely(side) if word in mine), "")
    if COLOURS.isdisjoint(theirs) and first not in COLOURS:
        mine -= ENGLISH_COLOURS  # "Bandits Black", one of them
    return mine, theirs


def of_its_place(own: Set[str]) -> Set[str]:
    """A team's own words without what a name may leave out beside its place: "St. Lawrence Saints"."""
    return own - {"univ"} or own


def is_in(side: str, team: str, *, at_the_end: bool) -> bool:
    """True where a side says more than its team: "Magyar Kupa Vasas" of "Vasas Óbuda", "Park 2nd half".

    Not by the last word of a team alone, which may be a mascot: "Hillcrest Eagles" are not the Lakeside Eagles. What
    stands behind a team is no other one's name only in small letters: "Brookfield Central" is not "Brookfield East".
    """
    said_here, its = side.split(), own_words(team)
    if len({*loosely(side)[-1:], *loosely(team)[-1:]} & COLOURS) == 2:
        return False  # "Triangle 15 Black" is not "Triangle 15 Red"
    numbered = any(word.isdigit() and len(word) < _LETTERS for word in its)
    own = [word for word in loosely(team) if word in its]
    first = next((word for word in own if len(word) > _OF_INITIALS or word[0] >= FIRST_IDEOGRAPH), own[0])
    for size in range(1, len(said_here)):
        inner, beside_it = (
            (said_here[-size:], said_here[-size - 1]) if at_the_end else (said_here[:size], said_here[size])
        )
        piece = " ".join(inner)
        named = not at_the_end or any(alike(word, first) for word in loosely(piece))
        # In front of a team "Court 5" is none of its numbers.
        counts = AGE.fullmatch(beside_it) is not None if at_the_end else beside_it[0].isdigit()
        another_number = numbered and counts and not its.issuperset(loosely(beside_it))
        goes_on = fold(beside_it) in PARTICLES or (side == side.lower() and not all(map(of_all, loosely(beside_it))))
        apart = (
            not another_number
            and OTHER_SCHOOL.isdisjoint(loosely(beside_it))
            and (
                at_the_end
                or (not beside_it[0].isupper() and not goes_on)
                or bool(weekdays_of(beside_it))
                or fold(beside_it) in SCORE_WORDS
                or beside_it in _ONE_LETTER
                or not CELEBRATED.isdisjoint(loosely(beside_it))
                or (beside_it.isupper() and not SPORTS.isdisjoint(loosely(beside_it)))
            )
        )
        if named and apart and same_team(piece, team):
            return True
    return False


CELEBRATED = frozenset().union(*groups("calendar")) | (GENERIC - OTHER_SCHOOL) | {"competition"}
"""Behind a team they begin an occasion: "Lenape Thanksgiving game", "Creekview Competition Cheer"."""
_ONE_LETTER = ("G", "B", "V")
"""Girls, boys and varsity, as in "Deering G Bball"."""
_OF_INITIALS = 3
"""Letters of a word that may be a club's initials: "LP Kangasala"."""


def nearly(side: str, team: str) -> bool:
    """True for two writings of which one may be a mistake; asked where the other sides are one team for certain."""
    mine, theirs = loosely(side), loosely(team)
    if _begins(mine, theirs) or _with_its_state(mine, theirs) or _nicknamed(mine, theirs):
        return True
    if _share_the_school(mine, theirs) or _share_the_school(theirs, mine):
        return True
    # "Green Bay East" is not "Green Bay West", nor "Red" "Rod"
    apart = {*mine} ^ {*theirs}
    long_enough = all(len(word) > _LETTERS + 1 and word not in OTHER_SCHOOL for word in apart)
    return long_enough and Indel.normalized_similarity(" ".join(mine), " ".join(theirs)) >= _MISTAKEN


def _share_the_school(one: Sequence[str], other: Sequence[str]) -> bool:
    """True where one has its town in front of a school and the other a mascot behind it: Euless Trinity, Trinity Bears.

    Not by a mascot, which begins another school: "Eagles Landing".
    """
    school = len(one) == 2 <= len(other) and one[1] == other[0] and not one[1].endswith("s")
    return school and other[-1].endswith("s") and not any(map(of_all, one)) and OTHER_SCHOOL.isdisjoint((*one, *other))


def _nicknamed(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """True where what a side says otherwise than a team is short for its words: "Caps", "Birds", "Bville"."""
    others = {*theirs}.difference(mine) - OTHER_SCHOOL
    own = [word for word in {*mine}.difference(theirs) - CLUB_FORMS if not of_all(word)]
    return bool(own) and all(any(_short_for(word, other) for other in others) for word in own)


def is_clipped(word: str, own: Set[str]) -> bool:
    """True for "Pats" of the Patriots and "Cville" of Charlottesville, where the team has no other word."""
    return len(own) == 1 and not of_all(word) and all(_short_for(word, one) for one in own)


def _short_for(short: str, long: str) -> bool:
    """True for the first syllable of a plural or its end, or the end of a word behind its first letter.

    The end of any word would be a town of its own: Dover is not Andover.
    """
    if len(short) <= _LETTERS or len(short) >= len(long) or short in OTHER_SCHOOL:
        return False
    plural = short[-1] == long[-1] == "s"
    clipped = plural and len(short) == _LETTERS + 1 and long.startswith(short[:-1])
    ending = plural and long.endswith(short) and len(long) - len(short) >= _LETTERS
    return clipped or ending or (short[0] == long[0] and len(short) > _LETTERS + 1 and long.endswith(short[1:]))


def _begins(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """True for words of which each begins one of a team, in order: "Tor" of Torrance, "Los Al" of Los Alamitos."""
    rest = iter(theirs)
    long_enough = len("".join(mine)) >= _LETTERS and all(len(word) > 1 for word in mine)
    return long_enough and all(any(other.startswith(word) for other in rest) for word in mine)


def _with_its_state(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """True for words of which one is a state in two letters: "MN Select" is Minnesota Select."""
    apart = [(one, other) for one, other in zip(mine, theirs, strict=False) if one != other]
    if len(mine) != len(theirs) or len(apart) != 1:
        return False
    ((one, other),) = apart
    return one in STATES and one[0] == other[0] and _in_order(one, other)


@lru_cache(maxsize=1 << 10)
def own_words(team: str) -> frozenset[str]:
    """The words of a team without its form, level, sport and what counts ("round 1"); all where it has no others."""
    said_of_it = loosely(team)
    counted = {w for pair in pairwise(said_of_it) if pair[1].isdigit() and pair[0] in _COUNTERS for w in pair}
    return frozenset(w for w in {*said_of_it} - CLUB_FORMS - counted if not of_all(w)) or frozenset(said_of_it)


def as_written(text: str, team: str) -> str:
    """A team as a name writes it, where it has all its words in a row: "CD Leganés" for "Leganes", "Premier Neb"."""
    wanted = {*loosely(team)}
    runs: list[tuple[int, int]] = []
    for m in WORD.finditer(text):
        said_here = loosely(m[0])
        if not is_club_form(m[0]) and not (said_here and all(_meant(word, wanted) for word in said_here)):
            continue
        tied = runs and text[runs[-1][1] : m.start()] in (" ", "-", ". ")
        runs[-1:] = [(runs[-1][0], m.end())] if tied else [*runs[-1:], (m.start(), m.end())]
    pieces = (text[a:b] for a, b in runs)
    whole = (p for p in pieces if wanted == {w for word in loosely(p) for w in _meant(word, wanted)})
    return next(whole, next((part for part in text.split(SEPARATOR) if is_clipped(fold(part), wanted)), team))


def _meant(word: str, wanted: set[str]) -> set[str]:
    """The words of a team that a word may be, whole or cut short."""
    return {w for w in wanted if word == w or _begins([word], [w]) or (len(word) > _LETTERS and _abbreviates(word, w))}


def _short_form(mine: Set[str], theirs: Set[str]) -> bool:
    """True where every word of the shorter is one of the longer, perhaps only its beginning ("Hillcr") or misspelt."""
    fewer, more = sorted((mine, theirs), key=len)
    letters = _LETTERS if len(fewer) > 1 else _LETTERS + 1  # "Hen Hud"
    if len(fewer) == 1 and len(more) > 1 and _of_beginnings(next(iter(fewer)), more):
        return True
    return all(any(_one_word(word, other, letters) for other in more) for word in fewer)


def _of_beginnings(word: str, others: Set[str]) -> bool:
    """True for a word made of the beginnings of others: "CovCath" of "Covington Catholic"."""
    starts = {word[:n]: other for other in others for n in range(_LETTERS, len(word)) if other.startswith(word[:n])}
    return any(other.startswith(word[len(start) :]) for start, first in starts.items() for other in others - {first})


def _one_word(one: str, other: str, letters: int) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return long.startswith(short)  # "T. Roosevelt"
    if short[0] >= FIRST_IDEOGRAPH:
        return len(short) > 1 and _in_order(short, long)  # 매탄중 of 수원매탄중
    if len(short) >= letters and (long.startswith(short) or _abbreviates(short, long)):
        return True
    if letters == _LETTERS <= len(short) and short.endswith("s") and long.startswith(short[:-1]):
        return True  # "St. Ed's" is St. Edward
    return alike(one, other) or (letters == _LETTERS and len(short) > _LETTERS and _lost_a_letter(short, long))


def _abbreviates(short: str, long: str) -> bool:
    """True for the consonants of a word, as in "Twp", "Lkvl": the first, the last and none that it does not have."""
    ends = short[0] == long[0] and short[-1] in (long[-1], long.rstrip("aeiou")[-1:])
    return ends and _VOWELS.isdisjoint(short) and _in_order(short, long)


def _in_order(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


_VOWELS = frozenset("aeiou")


def alike(one: str, other: str) -> bool:
    """True for a word and itself, perhaps misspelt."""
    long_enough = min(len(one), len(other)) > _LETTERS
    return one == other or (long_enough and Indel.normalized_similarity(one, other) >= _MISSPELT)


def _lost_a_letter(short: str, long: str) -> bool:
    """True for "Rige" and "Ridge"; asked only where the team has more words than this."""
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(1, len(long)))


_LETTERS = 3
"""Words with no more letters than this are compared whole."""
_MISTAKEN = 0.85
"""From here on "Napolean" and "Napoleon" (0.88), but not "Northview" and "Southview"."""
_MISSPELT = 0.9
"""From here on two words are one: "Moultonborough" and "Moltonborough" (0.96), but not "Northview" and "Southview"
(0.78), "Brentwood" and "Brantwood" (0.89)."""
