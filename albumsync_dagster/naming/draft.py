"""Everything about one album's name but the decision: what it is made of, and what speaks against it.

Here: from album and evidence to the parts of a name, and the search for a composition that is well formed. Not here:
twins (``account``), what is done (``decision``).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from albumsync_dagster.naming.capture import When, analyse, as_stated
from albumsync_dagster.naming.claims import invented, witnesses
from albumsync_dagster.naming.clocks import is_scan
from albumsync_dagster.naming.compose import compose, matchup
from albumsync_dagster.naming.dates import Mention, Partial, find, find_behind, find_in
from albumsync_dagster.naming.defaults import is_default_name
from albumsync_dagster.naming.given import present_text, spelled_out
from albumsync_dagster.naming.parsing import has_cut
from albumsync_dagster.naming.present import in_order, strip_dates, strip_tool_suffixes
from albumsync_dagster.naming.site import for_the_site
from albumsync_dagster.naming.subject import subject
from albumsync_dagster.naming.text import SEPARATOR, clean, fits, key
from albumsync_dagster.naming.traces import new_year, says_the_day
from albumsync_dagster.naming.values import Album, DateSource, Doubt, DoubtCode, Evidence, NamingOptions
from albumsync_dagster.naming.wellformed import flaw

_PASSES = 20
_JOINTS = ("", ", ", " - ", " / ")
"""What stands where a date stood, tried in this order where the usual blanks and dashes make no well-formed name."""


UNNAMED = "Untitled"
"""For an album of which nothing at all is known; a name is never empty."""


class Draft(NamedTuple):
    """The parts of a proposed name."""

    name: str
    """The name, where it needs nothing to tell it from twins."""
    who: str
    when: When | None
    date_text: str
    source: DateSource
    notes: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    """Reasons for a person to look before this name is given."""
    withheld: bool = False
    """True where the present name stands in for one that is not known: somebody is asked, however small the drift."""
    dates: tuple[Mention, ...] | None = None
    """What the name states; None where it was not read."""


class _Read(NamedTuple):
    """What is known before anything is taken out of the present name."""

    text: str
    """The present name as it is read."""
    when: When | None
    notes: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    collected: bool = False
    """True for pictures of the site, which show no event."""
    withheld: bool = False


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
    read = _read(album, evidence, options)
    wrong = ""
    for joint in _JOINTS:
        found = _joined(read, album, evidence, options, joint, handwriting=handwriting)
        why = _fault(found, album, evidence, options)
        if not why:
            return found
        wrong = wrong or why
    said = clean(album.name)
    if not said:  # its UrlName gives no name, so it is read by the name that it is given
        return draft(replace(album, name=UNNAMED), evidence, options, handwriting=handwriting)
    return Draft(
        name=said,
        who=said,
        when=None,
        date_text="",
        source=DateSource.NAME if find(said, options.day_first) else DateSource.NONE,
        notes=(),
        doubts=(Doubt(DoubtCode.NOT_WELL_FORMED, f"The composed name is not well formed: {wrong}."),),
        withheld=True,
    )


def _read(album: Album, evidence: Evidence, options: NamingOptions) -> _Read:
    text, notes, doubts = present_text(album, evidence)
    when = analyse(evidence.capture, options.today, evidence.photo_facts, text, day_first=options.day_first)
    if when and when.long and for_the_site(text):
        note = f"pictures for the site, collected over {when.text()}: no event, so no date is put on it"
        return _Read(text, None, (*notes, note), doubts, collected=True)
    if when and (unsure := _unsure(text, when, options)):
        return _Read(text, _stated_in(text, when, options), notes, (*doubts, unsure), withheld=True)
    return _Read(text, when, notes, doubts)


def _joined(
    read: _Read, album: Album, evidence: Evidence, options: NamingOptions, joint: str, *, handwriting: int
) -> Draft:
    """The parts of a name, with ``joint`` where something was taken out or put together; empty for the usual ones."""
    gap = joint or " "
    if read.when is None:
        present = strip_tool_suffixes(read.text, options.day_first, album.url_name, gap)
        if read.withheld:
            present = present._replace(rest=read.text, when=None)
    elif read.when.source is DateSource.NAME:
        present = strip_dates(read.text, read.when, options.day_first, gap)._replace(when=read.when)
    else:
        present = strip_dates(read.text, read.when, options.day_first, gap, handwriting=handwriting)
    when = present.when
    notes, doubts = _of_source(when, evidence) if when and not when.long else ((), ())
    if when and doubts and says_the_day(read.text, find(read.text, options.day_first), when.first):
        doubts = ()
    # "IMG_20240525_142233" is no date and a rest
    named = read.text if is_default_name(read.text) and present.rest else present.rest
    who = subject(named, evidence, album.keywords, joint, when.of_one_event if when else None)
    by_default = is_default_name(named) and who.text == matchup(named)
    said = present.rest if by_default else who.text
    notes = (*read.notes, *notes, *present.notes)
    doubts = (*read.doubts, *doubts, *present.doubts, *who.doubts)
    if not said and when:
        doubts = (*doubts, Doubt(DoubtCode.ONLY_A_DATE, "The name is only a date."))
    elif not said or by_default:
        doubts = (*doubts, Doubt(DoubtCode.NO_SUBJECT, "The name says neither who nor what."))
        said = said or clean(album.name) or UNNAMED
    if when:
        source = when.source
    elif read.collected:
        source = DateSource.CAPTURE
    else:
        stated = read.withheld or find(present.rest, options.day_first)
        source = DateSource.NAME if stated else DateSource.NONE
    date_text = when.text(options.date_style, options.language) if when else ""
    name = compose(said, date_text)
    dates = _dates_of(name, said, date_text, when, options)
    return Draft(name, said, when, date_text, source, notes, doubts, read.withheld, dates)


def _dates_of(name: str, who: str, date_text: str, when: When | None, options: NamingOptions) -> tuple[Mention, ...]:
    """The dates that a composed name states."""
    of_photos = when is not None and when.source is not DateSource.NAME and options.date_style != "short"
    if when and of_photos and name == f"{who}{SEPARATOR}{date_text}":
        return find_behind(who, date_text, *when.ends, options.date_style, options.language, options.day_first)
    return find(name, options.day_first)


def _of_source(when: When, evidence: Evidence) -> tuple[tuple[str, ...], tuple[Doubt, ...]]:
    """What is to be noted and doubted of a day because of where it comes from."""
    if when.source is DateSource.VIDEO:
        why = f"The day comes from videos alone, whose clock may be a day off: {when.text()}."
        return (), (Doubt(DoubtCode.VIDEO_DATE, why),)
    if when.source is not DateSource.ROWS or not evidence.photo_facts:
        return (), ()
    near = evidence.photo_facts.near_midnight
    why = f"photo_date of {near} rows is near midnight or has no time, so its day may be one off: {when.text()}."
    doubts = (Doubt(DoubtCode.ROW_DATE, why),) if near else ()
    return ("the day is photo_date of the photo rows; SmugMug has none",), doubts


def _unsure(text: str, when: When, options: NamingOptions) -> Doubt | None:
    """The doubt where all photos are of a day on which perhaps none was taken."""
    if not when.first.full or not (when.first == when.last or when.suspect):
        return None
    day = date(*when.first)  # type: ignore[arg-type]
    if not when.suspect and day.day != 1:
        return None
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
    return as_stated(witness, witness, when.notes) if witness else None


def _fault(found: Draft, album: Album, evidence: Evidence, options: NamingOptions) -> str:
    """What is wrong with a composed name; empty where nothing is."""
    name, when = found.name, found.when
    if wrong := _invented(found, album, evidence, options):
        return f"it would state {wrong}, which neither the photos nor a person stated"
    window = when.window if when and when.source is not DateSource.NAME else None
    return flaw(name, found.who, window, present=spelled_out(clean(album.name)), day_first=options.day_first)


def _invented(found: Draft, album: Album, evidence: Evidence, options: NamingOptions) -> str:
    """The dates that a name states and no photo and no person stated, as a person reads them; empty if none."""
    mentions, when = found.dates, found.when
    taken = when if when and when.source is not DateSource.NAME else None
    if not mentions or (taken and [(m.first, m.last) for m in mentions] == [(taken.first, taken.last)]):
        return ""  # nothing but the date of the photos
    return invented(mentions, witnesses(taken, album, evidence, day_first=options.day_first))


def settled_draft(album: Album, evidence: Evidence, options: NamingOptions, *, handwriting: int = 0) -> Draft:
    """The draft whose name gives the same draft again.

    Nearly every name is settled at once. Where a cut name was completed, where the enrichment brings its own, where
    only the names state a date, or where taking a date out laid bare another one, the next pass may find something to
    do; so it is passed through until it stays.
    """
    first = draft(album, evidence, options, handwriting=handwriting)
    if not fits(first.name):
        alone = replace(evidence, enrichments=tuple(replace(each, event_name=None) for each in evidence.enrichments))
        if alone != evidence and clean(album.name):  # the name without its event may be short enough
            return settled_draft(album, alone, options, handwriting=handwriting)
        return _too_long(first, album, evidence, options, handwriting=handwriting)
    if first.name == album.name or first.withheld:
        return first
    when, dates = first.when, first.dates
    # Beside the photos of 2023 even the number of "2023A" may be a date.
    again = when is None or when.source is DateSource.NAME or any(str(year) in first.who for year in when.years)
    only_date = not again and dates is not None and len(dates) == 1 and dates[0].start >= len(first.who)
    read_as_it_is = only_date and not has_cut(album.name) and spelled_out(first.name) == first.name
    if read_as_it_is and (not evidence.enrichments or _stays(first, evidence, options, album.keywords)):
        return first
    seen = {first.name: first}
    name = first.name
    for _ in range(_PASSES):
        found = draft(replace(album, name=name), evidence, options)
        name = found.name
        if name in seen:
            break
        seen[name] = found
    if len(seen) == 1:
        return first
    # Passes that come back to one another without staying: any of them will do, as long as it is always the same.
    names = list(seen)
    settled = seen[min(names[names.index(name) :])]
    if not fits(settled.name) or settled.withheld:
        if key(name) == key(first.name):
            return first
        if not fits(settled.name):  # every pass adds what the one before took for a date
            return _too_long(first, album, evidence, options, handwriting=handwriting)
        return settled._replace(notes=first.notes)
    return settled._replace(notes=first.notes, doubts=tuple(dict.fromkeys([*first.doubts, *settled.doubts])))


def _stays(found: Draft, evidence: Evidence, options: NamingOptions, keywords: str) -> bool:
    """True where neither the photos nor the enrichment find more in a name from which its date is taken out again."""
    who, when = found.who, found.when
    whole = found.name == f"{who}{SEPARATOR}{found.date_text}" and in_order(who) == who
    if when is None or when.window is None or find_in(when.window, who, options.day_first):
        return False
    return whole and subject(who, evidence, keywords, window=when.of_one_event).text == who


def _too_long(found: Draft, album: Album, evidence: Evidence, options: NamingOptions, *, handwriting: int) -> Draft:
    """The present name with the doubt that the composed one is too long."""
    name = clean(album.name)
    if not name:
        return settled_draft(replace(album, name=UNNAMED), evidence, options, handwriting=handwriting)
    why = "The composed name would be longer than 100 characters, and no word is left out."
    doubt = Doubt(DoubtCode.TOO_LONG, why)
    return found._replace(
        name=name, who=name, when=None, date_text="", doubts=(*found.doubts, doubt), withheld=True, dates=None
    )
