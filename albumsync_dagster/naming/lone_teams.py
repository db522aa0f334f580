"""A name that states one of two teams and says no vs: "630 Breeze", "Bellingham Bells home opener".

Here: how far the words of a name are that team's. Not here: names that say against whom (``teams``, ``pairings``).
"""

from __future__ import annotations

import re

from albumsync_dagster.naming.clubs import CLUB_FORMS
from albumsync_dagster.naming.lexicon import (
    FORMS_OF_ADDRESS,
    GENDERS,
    GENERIC,
    LEVELS,
    PARTS,
    SPORTS,
    VICTORIES,
    word_set,
)
from albumsync_dagster.naming.occasions import KINDS
from albumsync_dagster.naming.remainder import loosely
from albumsync_dagster.naming.same_team import CELEBRATED, alike, of_all, of_its_place, own_words
from albumsync_dagster.naming.text import SEPARATOR
from albumsync_dagster.naming.tokens import months_of, weekdays_of


def with_its_place(text: str, team: str) -> str:
    """A team with the place that a name begins with: "Bellingham Bells" where the enrichment knows the mascot alone."""
    if " " in team or not team.endswith("s"):
        return team
    m = re.search(rf"(?:^| - )(?P<whole>(?P<place>[^\W\d_]{{3,}}) {re.escape(team)})(?![^\W_])", text)
    if m is None or not m["place"].istitle():
        return team
    place = {*loosely(m["place"])}
    when = weekdays_of(m["place"]) or months_of(m["place"])
    return team if when or any(map(of_all, place)) or not place.isdisjoint(_NO_PLACE) else m["whole"]


def one_named(text: str, home: str, away: str) -> str:
    """A name that states one team, with its own words for it, against the other: "630 Breeze vs Hawks".

    Empty where it states none, or says more beside it than the team's own words.
    """
    head, separator, tail = text.partition(SEPARATOR)
    said_here = loosely(head)
    for team, other, first in ((home, away, True), (away, home, False)):
        own = of_its_place(own_words(team))
        its = [i for i, word in enumerate(said_here) if any(alike(word, one) for one in own)]
        if not all(any(alike(word, one) for word in said_here) for one in own) or set(loosely(other)) & set(said_here):
            continue
        beside_it = [word for i, word in enumerate(said_here) if i not in its]
        if any(word in NO_TEAM for word in beside_it) or "(" in head:
            continue
        in_front = said_here[: its[0]]
        if not all(word.isdigit() or word in GENDERS for word in in_front):  # "630 Breeze", "Lady Chargers"
            continue
        return (f"{head} vs {other}" if first else f"{other} vs {head}") + separator + tail
    return ""


NO_TEAM = (KINDS - SPORTS - LEVELS - frozenset(GENDERS)) | GENERIC | PARTS
"""Words of occasions and parts: "Lakeside Prom" is no team."""
_NO_PLACE = (
    NO_TEAM | CLUB_FORMS | VICTORIES | CELEBRATED | FORMS_OF_ADDRESS
    | word_set("go big best our coach captain with from over against beating happy congrats pink")
)  # fmt: skip
