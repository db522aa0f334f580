"""Everything about one album's name but the name itself: what it is made of, and what speaks against it.

Here: from album and evidence to the parts of a name. Not here: twins (``account``), what is done (``decision``).
"""

from __future__ import annotations

from dataclasses import dataclass

from albumsync_dagster.naming.capture import When, analyse
from albumsync_dagster.naming.completion import complete
from albumsync_dagster.naming.compose import Composed, compose
from albumsync_dagster.naming.dates import find
from albumsync_dagster.naming.present import Present, against_photos, alone
from albumsync_dagster.naming.subject import subject
from albumsync_dagster.naming.text import clean, has_markup, tidy
from albumsync_dagster.naming.values import Album, DateSource, Evidence, NamingOptions

UNNAMED = "Untitled"
"""For an album of which nothing at all is known; a name is never empty."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a proposed name."""

    who: str
    when: When | None
    date_text: str
    source: DateSource
    notes: tuple[str, ...]
    doubts: tuple[str, ...]
    """Reasons for a person to look before this name is given."""

    def named(self, tag: str = "", date_text: str | None = None) -> Composed:
        """The name, with what tells it from its twins."""
        return compose(self.who, self.date_text if date_text is None else date_text, tag)


def draft(album: Album, evidence: Evidence, options: NamingOptions) -> Draft:
    """What the name of an album is to be made of."""
    whole = clean(album.name)
    completed = complete(whole, album.url_name, evidence.former_names)
    text = tidy(completed.text)
    notes: list[str] = []
    doubts: list[str] = []
    if completed.source:
        notes.append(f"the name was cut; {completed.source} tells how it went on")
    elif completed.lost:
        doubts.append("the name was cut and nothing tells how it went on")
    if has_markup(album.name):
        doubts.append("the name holds markup, which is taken out")
    when = analyse(evidence.capture, options.today)
    present: Present = (
        against_photos(text, when, options.day_first) if when else alone(text, options.day_first, album.url_name)
    )
    when = present.when
    who = subject(present.rest, evidence.enrichment, album.keywords)
    notes += present.notes
    doubts += [*present.doubts, *who.doubts]
    said = who.text
    if not said and not when:
        said = clean((album.url_name or "").replace("-", " ")) or UNNAMED
        doubts.append("the name says nothing")
    source = when.source if when else DateSource.NONE
    if when is None and find(present.rest, options.day_first):
        source = DateSource.NAME
    return Draft(
        who=said,
        when=when,
        date_text=when.text(options.date_style) if when else "",
        source=source,
        notes=tuple(notes),
        doubts=tuple(doubts),
    )
