"""The sides that a club or a school sends, as a name writes them: "JV", "6th Grade Orange", "17 Black", "14R".

Here: whether words say only which side played, and by what its team is known. Not here: which team a side is
(``same_team``), what the name becomes (``teams``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise, takewhile

from albumsync_dagster.naming.clubs import AGE, SQUADS, YEAR_OF_BIRTH
from albumsync_dagster.naming.initials import in_letters, initials
from albumsync_dagster.naming.lexicon import LEVELS, word_set
from albumsync_dagster.naming.occasions import OCCASIONS
from albumsync_dagster.naming.placeholders import COLOURS, ENGLISH_COLOURS
from albumsync_dagster.naming.remainder import loosely
from albumsync_dagster.naming.same_team import alike, of_all

SIDELINES = word_set("band pep halftime anthem sideline sidelines stands tunnel fans cheer warmups")
"""What is seen at a game besides it."""


def is_own(side: str, teams: tuple[str, str], event: str) -> bool:
    """True for a side that says only who of a club played, or what: "Volleyball vs Park", "State Final vs Park".

    Not for "Juniors vs Seniors", "State vs Park".
    """
    mine = set(loosely(side))
    letters = {in_letters(side), *(m[1] for word in mine if (m := _BOYS_OR_GIRLS.fullmatch(word)))}
    if any(not letters.isdisjoint(initials(team)) for team in teams):
        return False  # "WP vs Park" is West Park's, "BVSOC vs Park" Buena Vista's
    of_teams = {word for team in teams for word in loosely(team)}
    occasion = {*loosely(event)} - of_teams
    called = {word for team in teams for word in loosely(team)[:1] if len(loosely(team)) > 1} & SQUADS - LEVELS
    plain = {
        word
        for word in mine - occasion
        if word in called or not (of_all(word) or _CLASS.fullmatch(word) or _BOYS_OR_GIRLS.fullmatch(word))
    }
    if any(map(str.isdigit, mine)):
        plain -= {"on"}  # "7 on 7 at Park"
    if any(word in LEVELS or _CLASS.fullmatch(word) for word in mine):
        colours = mine & COLOURS
        if len(colours) == 1:  # "Freshman Gold", but "Groen Geel 1"
            plain -= colours
        plain |= colours & {word for team in teams for word in _own_colours(team)}
    if "fr" in plain and not any("fr" in initials(team) for team in teams):
        plain -= {"fr", "so"}  # "Fr/So Baseball vs Park"
    plain -= SIDELINES - of_teams
    of_a_kind = plain <= ({"state"} if mine & OCCASIONS else set()) or loosely(side)[-1:] in _OCCASION
    return of_a_kind and not any(all(any(alike(word, one) for one in mine) for word in loosely(team)) for team in teams)


def _own_colours(team: str) -> set[str]:
    """Words of a team that may be its own colours: Red Oak, Baton Rouge, but "Lakeside Red", "Storm 6 Orange"."""
    said = loosely(team)
    counted = any(word.isdigit() for word in said)
    return set() if counted else {word for i, word in enumerate(said) if i == 0 or word not in ENGLISH_COLOURS}


_OCCASION = ("night",), ("out",)
"""As in "Pack the Gym Night vs Park", "Pink Out vs Park"."""
_CLASS = re.compile(r"graders?|\d+(?:st|nd|rd|th|s)?|vs|g|sat|sun|am|pm|(?:rd?|gm?|d)\d+|\d+v\d+|[qs]f|wk|finale")
"""As in "7th Grade Boys", "Ladies 2s", "JV Sat AM"; the V of "V Baseball" is canonically a "vs"."""


_BOYS_OR_GIRLS = re.compile(r"([bg]v)(?:soc|bb|vb|lax|ho[ck]|hky|fh|ten|base|sb|xc)")
"""As in "GVFH": girls varsity field hockey."""


def written_otherwise(words: set[str]) -> set[str]:
    """The numbers of "6th Grade Orange" and of "12/1s", and codes turned round ("G12" is the 12G)."""
    turned = {m[2] + m[1] for word in words if not word.isdigit() and (m := _TURNED.fullmatch(word))}
    return turned | {m[1] for word in words if (m := _COUNTED.fullmatch(word))}


_COUNTED = re.compile(r"(\d+)(?:st|nd|rd|th|s)")
_TURNED = re.compile(r"([bg]|\d+)(\d+|[bg])")


def begins_with_its_squad(side: str, team: str) -> bool:
    """True for "17 Black NIT", with no other club's name in front of it."""
    said, squad = loosely(side), squad_of(team)
    in_front = takewhile(lambda word: word not in squad, said)
    return bool(squad) and squad.issubset(said) and all(map(of_all, in_front))


def with_birth_year(text: str, team: Collection[str]) -> str:
    """A text with the year of birth of a team's players written out between the team's words: "Rush 12 Red"."""
    own = "|".join(re.escape(word) for word in team if word.isalpha())
    for year in filter(YEAR_OF_BIRTH.fullmatch, team if own else ()):
        ends = rf"(?=$| - |\)| (?:{own})(?![^\W_]))"
        text = re.sub(rf"(?i)(?<![^\W_])({own}) '?{year[2:]}{ends}", rf"\1 {year}", text)
    return text


def with_compass(text: str, team: Sequence[str], other: Sequence[str]) -> str:
    """A text with the letter beside a team's place written out: "N. Langley" of the North Langley Bears, "Lakota W".

    Args:
        text: A name without its dates.
        team: The team's words, as ``loosely`` gives them.
        other: The other team's: of two of one town a letter behind the town tells which; else the W may be the women's.
    """
    for side, place in pairwise(team):
        if side in _COMPASS:
            written = rf"(?<![^\W_])[{side[0].upper()}]\.? ((?i:{re.escape(place)}))(?![^\W_])"
            text = re.sub(written, rf"{side.title()} \1", text)
    if len(team) > 1 and team[1] in _COMPASS and other[:1] == team[:1]:
        text = re.sub(rf"((?i:\b{re.escape(team[0])})) {team[1][0].upper()}(?![\w.'])", rf"\1 {team[1].title()}", text)
    return text


_COMPASS = frozenset({"north", "south", "east", "west"})
_CODE = re.compile(r"1\d[a-z]")


def squad_of(team: str) -> set[str]:
    """The age and the colour of a club's team, by which its photographer calls it: "Range 17 Black", "Range 17B"."""
    said = {*loosely(team)}
    ages, colours = {word for word in said if AGE.fullmatch(word)}, said & COLOURS
    return ages | colours if ages and colours else {word for word in said if _CODE.fullmatch(word)}


def another_squad(side: str, team: str) -> bool:
    """True for "14W" beside the Rockets 14R: both are coded, and otherwise."""
    mine, its = {*loosely(side)}, squad_of(team)
    return all(any(map(_CODE.fullmatch, words)) for words in (mine, its)) and mine.isdisjoint(its)
