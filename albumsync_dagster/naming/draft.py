"""Everything about one album's name but the decision: what it is made of, and what speaks against it.

Here: from album and evidence to the parts of a name, and the search for a composition that is well formed. Not here:
twins (``account``), what is done (``decision``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from albumsync_dagster.naming.capture import When, analyse
from albumsync_dagster.naming.claims import Claim, invented, witnessed
from albumsync_dagster.naming.clocks import is_scan
from albumsync_dagster.naming.compose import Composed, compose, matchup
from albumsync_dagster.naming.dates import Mention, Partial, find, unhyphenated
from albumsync_dagster.naming.defaults import is_default_name
from albumsync_dagster.naming.enrichment import known_of
from albumsync_dagster.naming.given import present_text, spelled_out
from albumsync_dagster.naming.lexicon import SITE_NEUTRAL, SITE_WORDS
from albumsync_dagster.naming.parsing import has_cut
from albumsync_dagster.naming.present import Present, strip_dates, strip_tool_suffixes
from albumsync_dagster.naming.subject import subject
from albumsync_dagster.naming.text import clean, fold, key, words
from albumsync_dagster.naming.traces import new_year
from albumsync_dagster.naming.values import Album, DateSource, Doubt, DoubtCode, Evidence, NamingOptions
from albumsync_dagster.naming.wellformed import flaw

_PASSES = 20
_JOINTS = ("", ", ", " - ", " / ")
"""What stands where a date stood, tried in this order where the usual blanks and dashes make no well-formed name."""

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
    withheld: bool = False
    """True where the present name stands in for one that is not known: somebody is asked, however small the drift."""

    def named(self, tag: str, date_text: str) -> Composed:
        """The name with what tells it from its twins."""
        return compose(self.who, date_text, tag)


def draft(album: Album, evidence: Evidence, options: NamingOptions, *, handwriting: int = 0) -> Draft:
    """What the name of an album is to be made of.

    The finished name is read again: where it states a day, month or year that nobody stated, or is not well formed,
    other joints are tried, and where none helps the present name is kept and a person has to look.

    Args:
        album: The album as last read.
        evidence: What is known of it.
        options: The settings of the account.
        handwriting: How many names of the account end in a day that a tool appended; 0 where a person may have.
    """
    wrong = ""
    for joint in _JOINTS:
        found = _draft(album, evidence, options, joint, handwriting=handwriting)
        why = _fault(found, album, evidence, options)
        if not why:
            return found
        wrong = wrong or why
    if not clean(album.name):  # its UrlName gives no name, so it is read by the name that it is given
        return draft(replace(album, name=UNNAMED), evidence, options, handwriting=handwriting)
    return _kept(album, evidence, options, wrong)


def _draft(album: Album, evidence: Evidence, options: NamingOptions, joint: str, *, handwriting: int) -> Draft:
    """The parts of a name, with ``joint`` where something was taken out or put together; empty for the usual ones."""
    text, notes, doubts = present_text(album, evidence)
    when = analyse(evidence.capture, options.today, evidence.photo_facts, text, day_first=options.day_first)
    collected = when is not None and when.long and _for_the_site(text)
    withheld = False
    gap = joint or " "
    if when and collected:
        notes.append(f"pictures for the site, collected over {when.text()}: no event, so no date is put on it")
        when = None
    elif when and (unsure := _unsure(text, when, options)):
        doubts.append(unsure)
        when = _stated_in(text, when, options)
        withheld = True
    if when and when.source is not DateSource.NAME:
        present: Present = strip_dates(text, when, options.day_first, gap, handwriting=handwriting)
    elif when:
        present = replace(strip_dates(text, when, options.day_first, gap), when=when)
    else:
        present = strip_tool_suffixes(text, options.day_first, album.url_name, gap)
        if withheld:
            present = replace(present, rest=text, when=None)
    when = present.when
    if when and when.source is DateSource.VIDEO and not when.long:
        why = f"The day comes from videos alone, whose clock may be a day off: {when.text()}."
        doubts.append(Doubt(DoubtCode.VIDEO_DATE, why))
    if when and when.source is DateSource.ROWS and not when.long and evidence.photo_facts:
        notes.append("the day is photo_date of the photo rows; SmugMug has none")
        if near := evidence.photo_facts.near_midnight:
            why = (
                f"photo_date of {near} rows is near midnight or has no time, so its day may be one off: {when.text()}."
            )
            doubts.append(Doubt(DoubtCode.ROW_DATE, why))
    by_default = is_default_name(text) or is_default_name(present.rest)
    who = subject(text if by_default else present.rest, evidence, album.keywords, joint)
    by_default = by_default and who.text == matchup(text)
    if by_default:
        who = replace(who, text=present.rest)
    notes += [*present.notes, *who.notes]
    doubts += [*present.doubts, *who.doubts]
    said = who.text
    if not said and when:
        doubts.append(Doubt(DoubtCode.ONLY_A_DATE, "The name is only a date."))
    elif not said:
        said = clean(album.name) or UNNAMED
    if (not who.text and not when) or (by_default and said):
        doubts.append(Doubt(DoubtCode.NO_SUBJECT, "The name says neither who nor what."))
    source = when.source if when else DateSource.CAPTURE if collected else DateSource.NONE
    if when is None and not collected and (withheld or find(present.rest, options.day_first)):
        source = DateSource.NAME
    date_text = when.text(options.date_style, options.language) if when else ""
    composed = compose(said, date_text)
    return Draft(said, when, date_text, composed, source, tuple(notes), tuple(doubts), withheld)


def _unsure(text: str, when: When, options: NamingOptions) -> Doubt | None:
    """The doubt where all photos are of a day on which perhaps none was taken."""
    if not when.first.full or when.first != when.last:
        return None
    day = date(*when.first)  # type: ignore[arg-type]
    mentions = find(text, options.day_first)
    if any(m.full and m.first == when.first for m in mentions):
        return None
    placeholder = day.day == 1 and (is_scan(day) or (day.month == 1 and not new_year(text)))
    if placeholder and _witness(mentions, when):
        why = f"All photos carry {when.text()}, the placeholder of a picture whose date is not known."
        return Doubt(DoubtCode.CAPTURE_UNRELIABLE, why)
    if not when.suspect or (new_year(text) and day.month == 1):
        return None
    if any(m.first.month == day.month and m.first.day == day.day and m.end < len(text) for m in mentions):
        return None
    why = f"All photos carry {when.text()}, the first day of a clock that was never set."
    return Doubt(DoubtCode.CAPTURE_UNRELIABLE, why)


def _witness(mentions: tuple[Mention, ...], when: When) -> Partial | None:
    """The month or the year that a name states and a scan's placeholder begins."""
    first = when.first
    stated = [m.first for m in mentions if m.first == m.last and m.first.day is None and m.first.year == first.year]
    months = [s for s in stated if s.month == first.month]
    return next(iter(months), None) or next((s for s in stated if s.month is None and first.month == 1), None)


def _stated_in(text: str, when: When, options: NamingOptions) -> When | None:
    """What is printed of an unsure day: the precision that the name states, where it is of the same year."""
    day = date(*when.first)  # type: ignore[arg-type]
    witness = _witness(find(text, options.day_first), when) if is_scan(day) else None
    return When(witness, witness, DateSource.NAME, when.notes) if witness else None


def _fault(found: Draft, album: Album, evidence: Evidence, options: NamingOptions) -> str:
    """What is wrong with a composed name; empty where nothing is."""
    name, when = found.composed.name, found.when
    if wrong := _invented(name, when, album, evidence, options):
        return f"it would state {wrong}, which neither the photos nor a person stated"
    window = when.window if when and when.source is not DateSource.NAME else None
    return flaw(name, found.who, window, present=spelled_out(clean(album.name)), day_first=options.day_first)


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
    """The present name as it is, because every composed one is at fault."""
    said = clean(album.name)
    return Draft(
        who=said,
        when=None,
        date_text="",
        composed=Composed(said),
        source=DateSource.NAME if find(said, options.day_first) else DateSource.NONE,
        notes=(),
        doubts=(Doubt(DoubtCode.NOT_WELL_FORMED, f"The composed name is not well formed: {wrong}."),),
        withheld=True,
    )


def too_long(found: Draft, name: str) -> Draft:
    """The draft that keeps the present name because the composed one is over 100 characters."""
    why = "The composed name would be longer than 100 characters, and no word is left out."
    return replace(
        found,
        who=name,
        when=None,
        date_text="",
        composed=Composed(name),
        doubts=(*found.doubts, Doubt(DoubtCode.TOO_LONG, why)),
        withheld=True,
    )


def _for_the_site(text: str) -> bool:
    """True for a name that says what its pictures are for and names no event ("Homepage Images")."""
    said = {fold(word) for word in words(text)}
    return bool(said & SITE_WORDS) and said <= SITE_WORDS | SITE_NEUTRAL


def settled_draft(album: Album, evidence: Evidence, options: NamingOptions, *, handwriting: int = 0) -> Draft:
    """The draft whose name gives the same draft again.

    Nearly every name is settled at once. Where a cut name was completed, where the enrichment brings its own, where
    only the names state a date, or where taking a date out laid bare another one, the next pass may find something to
    do; so it is passed through until it stays.
    """
    first = draft(album, evidence, options, handwriting=handwriting)
    if first.composed.too_long:
        if not clean(album.name):
            return settled_draft(replace(album, name=UNNAMED), evidence, options, handwriting=handwriting)
        return too_long(first, clean(album.name))
    if first.composed.name == album.name or first.withheld:
        return first
    when = first.when
    only_date = (
        when is not None
        and when.source is not DateSource.NAME
        and len(find(first.composed.name, options.day_first)) == 1
    )
    if not evidence.enrichments and only_date and not has_cut(album.name):
        return first
    seen = {first.composed.name: first}
    name = first.composed.name
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
    if settled.composed.too_long or settled.withheld:
        return first if key(name) == key(first.composed.name) else replace(settled, notes=first.notes)
    return replace(settled, notes=first.notes, doubts=tuple(dict.fromkeys([*first.doubts, *settled.doubts])))
