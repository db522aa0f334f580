"""Names over a whole account: no two albums get one name.

Here: finding twins and what tells them apart. Not here: how one name is made (``draft``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from albumsync_dagster.naming.claims import claims_of
from albumsync_dagster.naming.compose import Composed
from albumsync_dagster.naming.dates import find
from albumsync_dagster.naming.decision import DEFAULTS, decide, fixed
from albumsync_dagster.naming.draft import Draft, settled_draft
from albumsync_dagster.naming.parsing import canonical_words, parse
from albumsync_dagster.naming.text import clean, key
from albumsync_dagster.naming.values import Album, Decision, Evidence, NamingOptions, Proposal
from albumsync_dagster.naming.vocabulary import MEDIA


@dataclass(slots=True)
class _Entry:
    """One album on its way to a name of its own."""

    position: int
    album: Album
    evidence: Evidence
    draft: Draft
    tags: list[str] = field(default_factory=list)
    date_text: str = ""
    number: int = 0
    notes: list[str] = field(default_factory=list)
    held: str = ""

    def name(self) -> str:
        return self.composed().name

    def composed(self) -> Composed:
        return self.draft.named(self.tag(), self.date_text)

    def tag(self) -> str:
        number = f"({self.number})" if self.number else ""
        joined = " - ".join(self.tags)
        return f"{joined} {number}".strip() if joined else number

    def taken(self) -> tuple[date, str]:
        capture = self.evidence.capture
        days = [*capture.days, *capture.video_days] if capture else []
        return (min(days, default=date.max), self.album.album_key)


def propose_account(albums: Sequence[tuple[Album, Evidence]], options: NamingOptions = DEFAULTS) -> list[Proposal]:
    """The canonical names of all albums of an account, in the same order; no two get one name.

    Twins are told apart by medium, part, venue, level and sport, with ``date_style`` short by the year, and only then
    by a number in order of capture. A name that stays in use because its album is not renamed is not given again.
    """
    settled: dict[int, Proposal] = {}
    entries: list[_Entry] = []
    alone: dict[int, Proposal] = {}
    for position, (album, evidence) in enumerate(albums):
        if proposal := fixed(album, evidence, options):
            settled[position] = proposal
        else:
            parts = settled_draft(album, evidence, options)
            entry = _Entry(position, album, evidence, parts, date_text=parts.date_text)
            entries.append(entry)
            alone[position] = _decide(entry, options)
    reserved = {key(proposal.existing) for proposal in settled.values()} | {key(p.proposed) for p in settled.values()}
    reserved |= {key(p.existing) for p in alone.values() if p.decision is Decision.PROTECTED}
    keeping = Counter(key(p.existing) for p in alone.values() if p.decision is Decision.KEEP)
    movable = []
    for entry in sorted(entries, key=_Entry.taken):
        proposal = alone[entry.position]
        own = key(proposal.existing)
        if proposal.decision is Decision.KEEP and keeping[own] == 1 and not {own, key(proposal.proposed)} & reserved:
            settled[entry.position] = proposal
            reserved |= {own, key(proposal.proposed)}
        elif proposal.decision is Decision.PROTECTED and key(proposal.proposed) not in reserved:
            settled[entry.position] = proposal
            reserved.add(key(proposal.proposed))
        else:
            movable.append(entry)
    _tell_apart(movable, reserved, options)
    waiting: dict[str, list[str]] = defaultdict(list)
    for entry in movable:
        if alone[entry.position].decision is Decision.REVIEW:
            waiting[key(entry.album.name)].append(entry.album.album_key)
    for entry in movable:
        others = sorted(k for k in waiting.get(key(entry.name()), ()) if k != entry.album.album_key)
        if others:
            entry.held = f"album {others[0]} still has this name and waits for review"
        changed = entry.tags or entry.number or entry.held or entry.date_text != entry.draft.date_text
        settled[entry.position] = _decide(entry, options) if changed else alone[entry.position]
    return [settled[position] for position in range(len(albums))]


def _decide(entry: _Entry, options: NamingOptions) -> Proposal:
    numbered = entry.held or ("only a number tells it from another album of this name and date" if entry.number else "")
    composed = entry.composed()
    return decide(entry.album, entry.evidence, options, entry.draft, composed, tuple(entry.notes), numbered)


def _groups(entries: list[_Entry]) -> dict[str, list[_Entry]]:
    found: dict[str, list[_Entry]] = defaultdict(list)
    for entry in entries:
        found[key(entry.name())].append(entry)
    return found


def _tell_apart(entries: list[_Entry], reserved: set[str], options: NamingOptions) -> None:
    """Gives every entry a name of its own, and reserves it."""
    groups = _groups(entries)
    twins = [entry for own, group in groups.items() if len(group) > 1 or own in reserved for entry in group]
    reserved |= {own for own, group in groups.items() if len(group) == 1}
    for what in (_medium, _part, _venue, _level, _sport):
        for own, group in _groups(twins).items():
            if len(group) > 1 or own in reserved:
                _tag(group, what, options)
    if options.date_style == "short":
        for own, group in _groups(twins).items():
            full = [entry.draft.when.text("full") if entry.draft.when else "" for entry in group]
            if len(set(full)) > 1 or own in reserved:
                for entry, text in zip(group, full, strict=True):
                    entry.date_text = text
    for group in sorted(_groups(twins).values(), key=lambda g: min(e.taken() for e in g)):
        group.sort(key=lambda e: (key(e.album.name) != key(e.name()), e.taken()))
        for entry in group:
            number = 1
            while (own := key(entry.name())) in reserved:
                number += 1
                entry.number = number
            reserved.add(own)


def _tag(group: list[_Entry], what: Callable[[_Entry], str], options: NamingOptions) -> None:
    """Adds what differs to those of which it is known."""
    values = [what(entry) for entry in group]
    if len(group) > 1 and len(set(values)) < 2:
        return
    for entry, value in zip(group, values, strict=True):
        before = entry.name()
        if value and not set(canonical_words(value)) <= set(canonical_words(before)):
            entry.tags.append(value)
            new = claims_of(find(entry.name(), options.day_first)) - claims_of(find(before, options.day_first))
            if new:  # "Nov" and "#2" are no date, "Nov - 2" can be read as one
                entry.tags.pop()
            else:
                entry.notes.append(f"{value} tells it from another album of the same name and date")


def _hints(entry: _Entry) -> str:
    """What else is written about an album: its UrlName, keywords and the present name's own words."""
    album = entry.album
    return clean(f"{album.name} - {(album.url_name or '').replace('-', ' ')} - {album.keywords}")


def _medium(entry: _Entry) -> str:
    capture = entry.evidence.capture
    if capture and capture.video_days and not capture.days:
        return MEDIA["video"]
    media = parse(_hints(entry)).media
    return MEDIA["video"] if media == {"video"} else MEDIA["photo"] if media == {"photo"} else ""


def _part(entry: _Entry) -> str:
    parts = parse(_hints(entry)).parts
    return ", ".join(f"{kind.title()} {number}" if kind != "#" else f"#{number}" for kind, number in sorted(parts))


def _venue(entry: _Entry) -> str:
    return parse(_hints(entry)).venue.title()


def _level(entry: _Entry) -> str:
    enrichment = entry.evidence.enrichment
    if enrichment and enrichment.level:
        return clean(enrichment.level)
    return " ".join(sorted(level.title() for level in parse(_hints(entry)).levels))


def _sport(entry: _Entry) -> str:
    enrichment = entry.evidence.enrichment
    if enrichment and enrichment.sport_type:
        return clean(enrichment.sport_type).title()
    return " ".join(sorted(sport.title() for sport in parse(_hints(entry)).sports))
