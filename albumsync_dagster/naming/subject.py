"""Who or what an album shows: from its present name, and from what the enrichment knows beside it.

Here: joining the two so that nothing that identifies the album is lost, and the name's own words stay. Not here: what
the enrichment says (``enrichment``), dates (``present``), length (``compose``).
"""

from __future__ import annotations

import re

from albumsync_dagster.naming.clubs import CLUB_FORMS
from albumsync_dagster.naming.compose import matchup
from albumsync_dagster.naming.contradictions import contradictions
from albumsync_dagster.naming.dates import Window
from albumsync_dagster.naming.defaults import is_default_name
from albumsync_dagster.naming.enrichment import KINDS_OF_SPORTS, Facts, facts_of, says_no_more_than_sport
from albumsync_dagster.naming.lexicon import GENDERS, LEVELS, PLAIN_LEVELS, PREFIX_WORDS, SPORTS
from albumsync_dagster.naming.occasions import KINDS, OCCASIONS
from albumsync_dagster.naming.parsing import canonical_words, is_level, parts_of, prefix_length, sides_of
from albumsync_dagster.naming.remainder import SMALL, beside, loosely, said, unrepeated, words_said
from albumsync_dagster.naming.same_team import same_team
from albumsync_dagster.naming.teams import Subject, from_teams, with_its_team
from albumsync_dagster.naming.text import SEPARATOR, fold, in_ideographs, tidy, words
from albumsync_dagster.naming.tokens import weekdays_of
from albumsync_dagster.naming.values import Doubt, DoubtCode, Evidence

_NUMBERED = re.compile(r"\s(?<=\S\s)(\(\d{1,3}\))$")
"""The number that tells an album from its twins; it says something whatever else holds the same digits."""
_VERSUS = re.compile(r" vs (?!cancer\b)", re.IGNORECASE)
"""Two sides of a game; "Coaches vs Cancer" plays for a cause."""


def subject(present: str, evidence: Evidence, keywords: str, gap: str = "", window: Window | None = None) -> Subject:
    """Who or what an album shows.

    The present name's own words stay as they stand; teams that it does not name become ``{home} vs {away}`` in front of
    them, an event that says more takes their place or stands in front of them. Default names of cameras and galleries
    give way to either.

    Args:
        present: The present name without its dates, tidy.
        evidence: Its enrichments and photo facts.
        keywords: The album's keywords.
        gap: What stands where words of the present name went, because the enrichment says them.
        window: The days of the photos, in which dates of the enrichment are read.
    """
    numbered = _NUMBERED.search(present) if present.endswith(")") and not is_default_name(present) else None
    text = matchup(tidy(present[: numbered.start()]) if numbered else present)
    found = _subject(text, facts_of(evidence, keywords, window), gap)
    if len(_VERSUS.findall(found.text)) > max(1, len(_VERSUS.findall(text))):
        why = f"With what the enrichment knows the name would say two games: {found.text}."
        found = Subject(text, (*found.doubts, Doubt(DoubtCode.ENRICHMENT_TEAM, why)))
    if numbered and not found.text.endswith(numbered[1]):
        return Subject(f"{found.text} {numbered[1]}".strip(), found.doubts)
    return found


def _subject(text: str, facts: Facts, gap: str) -> Subject:
    connector, _, place = sides_of(text)
    if facts.unplaced and connector == "at" and same_team(place, facts.away):
        facts = facts._replace(home=facts.away, away=facts.home)
    wrong = contradictions(text, facts)
    length = prefix_length(text)
    if length and _only_the_sport(text[:length], facts.recorded) and not wrong and _named(text[length:], facts):
        text = text[length:]
    nothing_said = is_default_name(text) and not parts_of(text)
    if nothing_said or ((facts.teams or facts.event) and _only_the_sport(text, facts.recorded)):
        if facts.teams:
            return Subject(matchup(f"{facts.home} vs {facts.away}"), facts.doubts)
        return Subject(matchup(facts.event) or text, facts.doubts)
    if bool(facts.home) != bool(facts.away):
        text = with_its_team(text, facts.home or facts.away, facts.event)
    side = from_teams(text, facts.home, facts.away, gap, facts.event) if facts.teams else Subject(text)
    if wrong:
        # What else is contradicted is said as well: who accepts a name accepts these doubts and no others.
        return Subject(text, (*facts.doubts, *wrong, *side.doubts))
    if facts.teams:
        return Subject(matchup(side.text), (*facts.doubts, *side.doubts))
    if facts.event and not says_no_more_than_sport(facts.event):
        return Subject(matchup(_event(text, facts.event, gap)), facts.doubts)
    return Subject(text, facts.doubts)


def _named(text: str, facts: Facts) -> bool:
    """False for a matchup without its prefix that nobody knows the team of: "Football - Varsity vs Morristown"."""
    connector, side, _ = sides_of(text)
    return not connector or facts.teams or not OCCASIONS.issuperset(loosely(side))


def _only_the_sport(text: str, recorded: frozenset[str]) -> bool:
    """True for a prefix that says nothing but the recorded sport and an account's own section ("HS VB")."""
    folded = [fold(word) for word in words(text)]
    return (
        all(word in PREFIX_WORDS and (word in PLAIN_LEVELS or not is_level(word)) for word in folded)
        and "ms" not in folded
        and bool(recorded & set(canonical_words(text)))
    )


def _called_after_its_place(text: str, event: tuple[str, ...]) -> bool:
    """True for an event that is called after where a name puts it: "Mercer Invite" beside "Marching Band @ Mercer"."""
    connector, _, place = sides_of(text)
    return connector == "at" and bool({*loosely(place)} & {*event} - KINDS)


_OF_A_TEAM = SPORTS | KINDS_OF_SPORTS | LEVELS | GENDERS.keys() | {"school", "university"}


def _plural(text: str) -> set[str]:
    """The words of a text, "Relay" and "Relays" as one; the S behind an apostrophe is none of a plural."""
    return {word if "'" in text else word.removesuffix("s") for word in loosely(text)}


def _event(text: str, event: str, gap: str) -> str:
    """A name with an event, where the event says more than of what kind it is: "Dress Rehearsal", "The Music Man"."""
    e, present = loosely(event), loosely(text)
    alike = "".join(e).removeprefix("the") == "".join(present).removeprefix("the")  # "The Chili Cookoff"
    if not e or _plural(event) <= _plural(text) or alike or in_ideographs(event, text):
        return text or event
    known = words_said(event)
    if in_ideographs(text, event) or all(said(word, known) for word in words(text) if canonical_words(word)):
        return event
    if not {*e}.isdisjoint(SPORTS) and {*e} - {*present} <= _OF_A_TEAM:
        return text or event  # "Mercer College Volleyball" beside "Mercer vs Stanton": whose, and of which sport
    news = {*e} if sides_of(text)[0] == "vs" else {*e} - {*present} - SMALL
    if news <= KINDS and not _called_after_its_place(text, e):
        return text
    news_of_name = [word for word in words(text) if not said(word, known)]
    if all(map(weekdays_of, news_of_name)):  # "Maker Faire Sun"
        rest = " ".join(news_of_name)
    else:
        rest = beside(unrepeated(text, event), known, gap, ({*e} - SMALL,))
    connector, left, place = sides_of(text)
    if connector == "at" and rest == place:
        return event + text[len(left) :]  # "State Quarterfinal @ Park"
    if rest and (not any(map(str.isalpha, rest)) or CLUB_FORMS.issuperset(loosely(rest))):
        rest = text  # "12. Oldtimertreffen" beside "Oldtimertreffen Bad Camberg"
    if rest.startswith("("):
        return f"{event} {rest}"
    # "Feis awards - Queen City Feis": behind its event the name would say the same word once more.
    again = rest == text and e[-1] == present[0] and present[-1] != e[0]
    return (gap or SEPARATOR).join((text, event) if again else filter(None, (event, rest)))
