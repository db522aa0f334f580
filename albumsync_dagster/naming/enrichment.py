"""What the enrichment says of an album, as far as it says anything: a witness, not an order.

Here: placeholders, several sources, counts over photo rows, and which of them contradict each other. Not here: what
contradicts the present name (``contradictions``), how a name is joined with it (``subject``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from albumsync_dagster.naming.dates import Window, find, find_in, without
from albumsync_dagster.naming.defaults import is_default_name
from albumsync_dagster.naming.lexicon import (
    PLAIN_OCCASIONS,
    SPORTS,
)
from albumsync_dagster.naming.occasions import KINDS, out_of_season
from albumsync_dagster.naming.parsing import CUT, canonical_words, genders_in, sides_of
from albumsync_dagster.naming.placeholders import (
    ENGLISH_COLOURS,
    NOTHING_SAID,
    UNSEEN,
    UNSEEN_HOW,
    names_no_team,
    says_not_which,
)
from albumsync_dagster.naming.same_team import same_team
from albumsync_dagster.naming.text import SEPARATOR, clean, fold, tidy, unaccented, words
from albumsync_dagster.naming.values import Doubt, DoubtCode, Enrichment, Evidence, Fact, PhotoFacts
from albumsync_dagster.naming.wellformed import polished

SPORT_SHARE, SPORT_PHOTOS = 0.80, 10
"""A sport that this share of at least so many enriched photos state is the album's."""

_VALUES = 1 << 10
"""So many values a cache keeps: an account has few teams and sports, and each album is read more than once."""

_FIELDS = ("home_team", "away_team", "event_name", "sport_type", "category", "level")


class Facts(NamedTuple):
    """What is known of an album beside its name, without placeholders and dates. Empty where nothing is."""

    home: str = ""
    away: str = ""
    event: str = ""
    level: str = ""
    sports: frozenset[str] = frozenset()
    """Canonical words of the album's sport, as the album's facts or its photos state it."""
    recorded: frozenset[str] = frozenset()
    """The same and every other word of sport and category, which let a sport prefix go."""
    shown: str = ""
    """How many photos show the sport, as a sentence says it."""
    genders: frozenset[str] = frozenset()
    unplaced: bool = False
    """True where nothing says which of the two teams plays at home."""
    doubts: tuple[Doubt, ...] = ()

    @property
    def teams(self) -> bool:
        """True where two different teams are known."""
        return bool(self.home) and bool(self.away) and fold(self.home) != fold(self.away)


def known_of(evidence: Evidence) -> Enrichment | None:
    """All facts about an album as one: of each field the first value that a source states."""
    if len(evidence.enrichments) < 2:
        return evidence.enrichments[0] if evidence.enrichments else None
    whole = evidence.enrichments[0]
    for more in evidence.enrichments[1:]:
        whole = replace(
            whole, **{f: getattr(whole, f) if says_something(getattr(whole, f)) else getattr(more, f) for f in _FIELDS}
        )
    return whole


def facts_of(evidence: Evidence, keywords: str, window: Window | None = None) -> Facts:
    """The facts that may bear on a name; dates of the window that an event states are none of its words."""
    known = known_of(evidence)
    photos = sports_shown(evidence.photo_facts)
    if known is None and not photos:
        return Facts(recorded=frozenset(canonical_words(clean(keywords)))) if keywords else Facts()
    known = known or Enrichment()
    stated = _sport_words(known.sport_type or "") if says_something(known.sport_type) else frozenset()
    shown = ""
    if photos and evidence.photo_facts:
        shown = f"{_share(evidence.photo_facts, photos)} show {listed(photos)}"
    fields = (known.home_team, known.away_team, known.event_name, known.sport_type, known.category, known.level)
    about = " ".join(value for value in fields if value and says_something(value))
    facts = Facts(
        home=_team(known.home_team),
        away=_team(known.away_team),
        event=_plain(known.event_name, window),
        level=_plain(known.level),
        sports=stated or photos,
        recorded=frozenset(canonical_words(clean(f"{keywords} {known.sport_type or ''} {known.category or ''}")))
        | photos,
        shown=shown,
        genders=genders_in(canonical_words(clean(about))),
        doubts=tuple(_disagreements(evidence.enrichments)),
    )
    facts = _with_teams_of_event(facts)
    days = evidence.capture.days if evidence.capture else ()
    if facts.event and out_of_season(facts.event, days):
        doubt = Doubt(
            DoubtCode.ENRICHMENT_EVENT, f"The enrichment says {facts.event}, of another time than the photos."
        )
        facts = facts._replace(event="", doubts=(*facts.doubts, doubt))
    if stated and photos and not stated & photos:
        why = f"{shown}; {known.source} says {known.sport_type}."
        facts = facts._replace(doubts=(*facts.doubts, Doubt(DoubtCode.SOURCES_DISAGREE, why)))
    if any(e.offered for e in evidence.enrichments):
        why = f"Only the day matches this event of {next(e.source for e in evidence.enrichments if e.offered)}."
        facts = facts._replace(doubts=(*facts.doubts, Doubt(DoubtCode.SCHEDULE_OFFER, why)))
    return facts


def sides_of_event(event: str) -> tuple[str, str, str]:
    """The sides of an event that is a game, as ``sides_of`` gives them; none of "70 let hokeje v Táboře"."""
    found = sides_of(event)
    return ("", "", "") if found[1].rpartition(" ")[2].islower() else found


def _with_teams_of_event(facts: Facts) -> Facts:
    """The facts with the teams of an event that is a game, "Mercer vs Stanton Softball", where not both are known."""
    connector, left, right = sides_of_event(facts.event)
    said = words(right)
    while said and {*canonical_words(said[-1])} <= SPORTS | PLAIN_OCCASIONS | KINDS_OF_SPORTS:
        said.pop()
    if connector != "vs" or not said or (facts.home and facts.away):
        return facts
    teams = left, right[: right.rindex(said[-1]) + len(said[-1])]
    if any(map(names_no_team, teams)) or ENGLISH_COLOURS.issuperset(map(fold, words(left))):
        return facts  # "Red vs White Game"
    if any(":" in team or SEPARATOR in team or not KINDS.isdisjoint(canonical_words(team)) for team in teams):
        return facts  # "Homecoming: Mercer vs Stanton"
    if known := facts.home or facts.away:
        named = [same_team(team, known) for team in teams]
        if named[0] == named[1]:
            return facts
        teams = (known, teams[1]) if named[0] else (teams[0], known)
    return facts._replace(home=teams[0], away=teams[1], event="", unplaced=True)


KINDS_OF_SPORTS = frozenset({"american", "indoor"})
"""In front of a sport they say which of two it is, and are no name of a team."""


def told_by(evidence: Evidence) -> tuple[Fact, ...]:
    """Each fact with its source, in the order of precedence; placeholders are none."""
    facts = [
        Fact(fact=field, value=value, source=each.source)
        for each in evidence.enrichments
        for field in _FIELDS
        if (value := getattr(each, field)) is not None and says_something(value)
    ]
    if (photos := evidence.photo_facts) and (sports := sports_shown(photos)):
        facts.append(Fact(fact="sport_type", value=listed(sports), source=_share(photos, sports)))
    return tuple(facts)


def says_no_more_than_sport(event: str) -> bool:
    """True for an event that names a sport and an occasion and nothing else: "Volleyball Game"."""
    return all(word in SPORTS or word in PLAIN_OCCASIONS for word in canonical_words(event))


@lru_cache(maxsize=_VALUES)
def says_something(value: str | None) -> bool:
    """False for nothing and for what stands where nothing is known: "null", "n/a", "-", "not visible"."""
    if value is None or not any(c.isalnum() for c in value):
        return False
    folded = _folded(value)
    said = folded.split()
    seen = UNSEEN.isdisjoint(said) or not UNSEEN_HOW.issuperset(said)
    return folded not in NOTHING_SAID and not NOTHING_SAID.issuperset(said) and seen


def _folded(value: str) -> str:
    return " ".join(unaccented(fold(word)) for word in words(clean(value.replace("_", " ").replace("/", ""))))


@lru_cache(maxsize=_VALUES)
def _plain(value: str | None, window: Window | None = None, *, of_a_team: bool = False) -> str:
    """An enrichment text as part of a name: plain writing, without dates, which only photos or a person may state.

    The year of a team is the one in which its players were born, or leave school: "FC Delco 2010".
    """
    if value is None or not says_something(value) or is_default_name(clean(value)):
        return ""
    text = CUT.sub(" ", clean(value if " " in value.strip() else value.replace("_", " ")))
    mentions = find_in(window, text) if window else find(text)
    dates = [m for m in mentions if not (of_a_team and m.shape == "year")]
    undated = polished(tidy(without(text, dates, SEPARATOR))).rstrip(" ([{")
    return undated if says_something(undated) else ""  # "Unknown 2024"


@lru_cache(maxsize=_VALUES)
def _team(value: str | None) -> str:
    plain = _IN_BRACKETS.sub(
        lambda m: "" if says_not_which(_folded(m[0]).split()) else m[0], _plain(value, of_a_team=True)
    )
    team = (tidy(_BRACKETS.sub(" ", plain)) if _BRACKETS.search(plain) else plain).partition(SEPARATOR)[0]
    if sides_of(team)[0]:
        return ""
    return "" if names_no_team(team) else team


_IN_BRACKETS = re.compile(r" ?[(\[][^()\[\]]*[)\]]")
"""As in "Park (home)", whose bracket is none of its name."""
_BRACKETS = re.compile(r"[()\[\]{}]")
"""As in "Liberty (Wentzville)", which is one team."""


@lru_cache(maxsize=_VALUES)
def _sport_words(label: str) -> frozenset[str]:
    if _folded(label) in NOTHING_SAID:
        return frozenset()
    return frozenset(canonical_words(clean(label.replace("_", " ")))) & SPORTS


def sports_shown(photos: PhotoFacts | None) -> frozenset[str]:
    """The canonical words of sport that nearly all photos state; none while the album is not enriched completely."""
    if photos is None or photos.enriched < SPORT_PHOTOS or photos.enriched < photos.rows:
        return frozenset()
    return frozenset(word for word, count in _counted(photos.sports).items() if count >= SPORT_SHARE * photos.enriched)


def _share(photos: PhotoFacts, sports: frozenset[str]) -> str:
    count = sum(n for label, n in photos.sports.items() if sports & _sport_words(label))
    return f"{count} of {photos.enriched} photos"


def _counted(labels: Mapping[str, int]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for label, count in labels.items():
        for word in _sport_words(label):
            counts[word] = counts.get(word, 0) + count
    return counts


def _disagreements(enrichments: tuple[Enrichment, ...]) -> Iterable[Doubt]:
    for field in _FIELDS:
        said = [(e.source, value) for e in enrichments if says_something(value := getattr(e, field))]
        for source, value in said[1:]:
            first, mine = set(canonical_words(clean(said[0][1]))), set(canonical_words(clean(value)))
            if not first <= mine and not mine <= first:
                what = field.replace("_", " ")
                why = f"{said[0][0]} gives {said[0][1]} as {what}, {source} gives {value}."
                yield Doubt(DoubtCode.SOURCES_DISAGREE, why)


def listed(some: Iterable[str]) -> str:
    """Words as a sentence lists them."""
    return " and ".join(sorted(some))
