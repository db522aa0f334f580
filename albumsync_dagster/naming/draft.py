"""Everything about one album's name but the name itself: what it is made of, and what speaks against it.

Here: from album and evidence to the parts of a name. Not here: twins (``account``), what is done (``decision``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from albumsync_dagster.naming.capture import When, analyse
from albumsync_dagster.naming.completion import complete
from albumsync_dagster.naming.compose import Composed, compose
from albumsync_dagster.naming.dates import find
from albumsync_dagster.naming.present import Present, against_photos, alone
from albumsync_dagster.naming.subject import subject
from albumsync_dagster.naming.text import clean, has_markup
from albumsync_dagster.naming.values import Album, DateSource, Evidence, NamingOptions

_URL_MATCHUP = re.compile(r"(?<=[^\W_])-(?:vs|at)-(?=[^\W_])", re.IGNORECASE)
_URL_DASHES = 3
_PASSES = 20

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
    whole = clean(album.name) or clean((album.url_name or "").replace("-", " "))
    completed = complete(whole, album.url_name, evidence.former_names)
    text = _spelled_out(clean(completed.text))
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
        said = UNNAMED
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


def _spelled_out(text: str) -> str:
    """A name in the form of a UrlName ("JV-Girls-vs-Hillcrest-Sept-9-2026") with blanks for dashes."""
    if text.count("-") >= _URL_DASHES and text.count(" ") <= 1 and _URL_MATCHUP.search(text):
        return text.replace("-", " ")
    return text


def settled_draft(album: Album, evidence: Evidence, options: NamingOptions) -> Draft:
    """The draft whose name gives the same draft again.

    Nearly every name is settled at once. Where words had to go, where the enrichment brings its own, or where taking a
    date out laid bare another one, the next pass may find something to do; so it is passed through until it stays.
    """
    first = draft(album, evidence, options)
    composed = first.named()
    only_date = first.when is not None and len(find(composed.name, options.day_first)) == 1
    if evidence.enrichment is None and not composed.dropped and only_date:
        return first
    seen = {composed.name: first}
    name = composed.name
    for _ in range(_PASSES):
        again = draft(replace(album, name=name), evidence, options)
        name = again.named().name
        if name in seen:
            break
        seen[name] = again
    if name == composed.name:
        return first
    # Passes that come back to one another without staying: any of them will do, as long as it is always the same.
    names = list(seen)
    settled = seen[min(names[names.index(name) :])]
    doubts = first.doubts
    if composed.dropped and not settled.named().dropped:
        doubts += (composed.shortened,)
    return replace(settled, notes=first.notes, doubts=doubts)
