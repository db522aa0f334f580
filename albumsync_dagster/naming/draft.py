"""Everything about one album's name but the name itself: what it is made of, and what speaks against it.

Here: from album and evidence to the parts of a name. Not here: twins (``account``), what is done (``decision``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from albumsync_dagster.naming.capture import When, analyse
from albumsync_dagster.naming.claims import Claim, invented, witnessed
from albumsync_dagster.naming.completion import complete
from albumsync_dagster.naming.compose import Composed, compose
from albumsync_dagster.naming.dates import find, unhyphenated
from albumsync_dagster.naming.parsing import has_cut
from albumsync_dagster.naming.present import Present, against_photos, alone
from albumsync_dagster.naming.subject import subject
from albumsync_dagster.naming.text import MAX_GRAPHEMES, SEPARATOR, clean, cut, fits, fold, has_markup, tidy, words
from albumsync_dagster.naming.values import Album, DateSource, Doubt, DoubtCode, Enrichment, Evidence, NamingOptions
from albumsync_dagster.naming.vocabulary import SITE_NEUTRAL, SITE_WORDS

_URL_WORD = re.compile(r"-(?:(?:vs|at)-|\d)", re.IGNORECASE)
_URL_DASHES = 3
_FILE_DASHES = 2
_PASSES = 20
_OTHER_JOINTS = (", ", " - ", " / ")
"""Tried in this order where the usual blanks and dashes make a date that nobody stated."""

UNNAMED = "Untitled"
"""For an album of which nothing at all is known; a name is never empty."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a proposed name."""

    who: str
    when: When | None
    date_text: str
    composed: Composed
    """The name, where it needs nothing to tell it from twins."""
    source: DateSource
    notes: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    """Reasons for a person to look before this name is given."""

    def named(self, tag: str, date_text: str) -> Composed:
        """The name with what tells it from its twins."""
        return compose(self.who, date_text, tag)


def draft(album: Album, evidence: Evidence, options: NamingOptions) -> Draft:
    """What the name of an album is to be made of.

    The finished name is read again: where it states a day, month or year that nobody stated, other joints are tried,
    and where none helps the present name is kept and a person has to look.
    """
    found = _draft(album, evidence, options, "")
    wrong = _invented(found.composed.name, found.when, album, evidence, options)
    if not wrong:
        return found
    for joint in _OTHER_JOINTS:
        other = _draft(album, evidence, options, joint)
        if not _invented(other.composed.name, other.when, album, evidence, options):
            return other
    return _kept(album, evidence, options, wrong)


def _draft(album: Album, evidence: Evidence, options: NamingOptions, joint: str) -> Draft:
    """The parts of a name, with ``joint`` where something was taken out or put together; empty for the usual ones."""
    whole = clean(album.name) or clean(unhyphenated(album.url_name or ""))
    completed = complete(whole, album.url_name, evidence.former_names)
    text = _spelled_out(clean(completed.text))
    notes: list[str] = []
    doubts: list[Doubt] = []
    if completed.source:
        notes.append(f"the name was cut; {completed.source} tells how it went on")
    elif completed.lost:
        doubts.append(Doubt(DoubtCode.TRUNCATED, "The name was cut, and no older name or UrlName completes it."))
    if has_markup(album.name):
        doubts.append(Doubt(DoubtCode.MARKUP, "The name holds markup, which is taken out."))
    when = analyse(evidence.capture, options.today)
    collected = when is not None and when.long and _for_the_site(text)
    if when and collected:
        notes.append(f"pictures for the site, collected over {when.text()}: no event, so no date is put on it")
        when = None
    gap = joint or " "
    present: Present = (
        against_photos(text, when, options.day_first, gap)
        if when
        else alone(text, options.day_first, album.url_name, gap)
    )
    when = present.when
    who = subject(present.rest, known_of(evidence), album.keywords, joint)
    notes += present.notes
    doubts += [*present.doubts, *who.doubts]
    said = who.text
    if not said and not when:
        said = UNNAMED
        doubts.append(Doubt(DoubtCode.NO_SUBJECT, "The name says neither who nor what."))
    source = when.source if when else DateSource.CAPTURE if collected else DateSource.NONE
    if when is None and not collected and find(present.rest, options.day_first):
        source = DateSource.NAME
    date_text = when.text(options.date_style) if when else ""
    return Draft(
        who=said,
        when=when,
        date_text=date_text,
        composed=compose(said, date_text),
        source=source,
        notes=tuple(notes),
        doubts=tuple(doubts),
    )


def _invented(name: str, when: When | None, album: Album, evidence: Evidence, options: NamingOptions) -> str:
    """The dates that a name states and no photo and no person stated, as a person reads them; empty if none."""
    mentions = find(name, options.day_first)
    taken = when if when and when.source is not DateSource.NAME else None
    if not mentions or (taken and [(m.first, m.last) for m in mentions] == [(taken.first, taken.last)]):
        return ""  # nothing but the date of the photos
    return invented(mentions, _witnesses(taken, album, evidence, options))


def _witnesses(taken: When | None, album: Album, evidence: Evidence, options: NamingOptions) -> Iterator[set[Claim]]:
    """What the photos, the present name and everything else bear witness to, the likeliest first."""
    yield witnessed(find(clean(album.name), options.day_first), taken)
    known = known_of(evidence)
    told = (known.home_team, known.away_team, known.event_name, known.level) if known else ()
    for text in (unhyphenated(album.url_name or ""), album.url_name, *evidence.former_names, *told):
        yield witnessed(find(clean(text or ""), options.day_first))


def _kept(album: Album, evidence: Evidence, options: NamingOptions, wrong: str) -> Draft:
    """The present name as it is; where it is too long, as many of its words as fit and state nothing new."""
    said = clean(album.name)
    if not fits(said):
        said = tidy(cut(said, MAX_GRAPHEMES))
        while said and _invented(said, None, album, evidence, options):
            said = tidy(said.rpartition(" ")[0])
    said = said or UNNAMED
    return Draft(
        who=said,
        when=None,
        date_text="",
        composed=Composed(said),
        source=DateSource.NAME if find(said, options.day_first) else DateSource.NONE,
        notes=(),
        doubts=(
            Doubt(
                DoubtCode.NOT_WELL_FORMED, f"The composed name would state {wrong}, which no photo and no person did."
            ),
        ),
    )


def known_of(evidence: Evidence) -> Enrichment | None:
    """All facts about an album as one: of each field the first value that a source states."""
    if len(evidence.enrichments) < 2:
        return evidence.enrichments[0] if evidence.enrichments else None
    fields = ("home_team", "away_team", "event_name", "sport_type", "category", "level")
    return Enrichment(**{f: next(filter(None, (getattr(e, f) for e in evidence.enrichments)), None) for f in fields})


def _for_the_site(text: str) -> bool:
    """True for a name that says what its pictures are for and names no event ("Homepage Images")."""
    said = {fold(word) for word in words(text)}
    return bool(said & SITE_WORDS) and said <= SITE_WORDS | SITE_NEUTRAL


def _spelled_out(text: str) -> str:
    """A name in the form of a UrlName or a file ("JV-Girls-vs-Hillcrest-Sept-9-2026") with blanks for dashes."""
    head, separator, tail = text.partition(SEPARATOR)
    if " " in head:
        return text
    dashes = head.count("-")
    of_a_url = dashes >= _URL_DASHES and (dashes > _URL_DASHES or _URL_WORD.search(head))
    return unhyphenated(head) + separator + tail if of_a_url or head.count("_") >= _FILE_DASHES else text


def settled_draft(album: Album, evidence: Evidence, options: NamingOptions) -> Draft:
    """The draft whose name gives the same draft again.

    Nearly every name is settled at once. Where words had to go, where a cut name was completed, where the enrichment
    brings its own, where only the names state a date, or where taking a date out laid bare another one, the next pass
    may find something to do; so it is passed through until it stays.
    """
    first = draft(album, evidence, options)
    composed = first.composed
    only_date = (
        first.when is not None
        and first.source is not DateSource.NAME
        and len(find(composed.name, options.day_first)) == 1
    )
    if not evidence.enrichments and not composed.dropped and only_date and not has_cut(album.name):
        return first
    seen = {composed.name: first}
    name = composed.name
    for _ in range(_PASSES):
        again = draft(replace(album, name=name), evidence, options)
        name = again.composed.name
        if name in seen:
            break
        seen[name] = again
    if len(seen) == 1:
        return first
    # Passes that come back to one another without staying: any of them will do, as long as it is always the same.
    names = list(seen)
    settled = seen[min(names[names.index(name) :])]
    doubts = [*first.doubts, *settled.doubts]
    if composed.dropped and not settled.composed.dropped:
        doubts.append(Doubt(DoubtCode.TOO_LONG, composed.shortened))
    return replace(settled, notes=first.notes, doubts=tuple(dict.fromkeys(doubts)))
