"""Names over a whole account: no two albums get one name.

Here: finding twins and naming them apart. Not here: what tells them apart (``twins``), how one name is
made (``draft``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from albumsync_dagster.naming.claims import claims_of
from albumsync_dagster.naming.compose import compose
from albumsync_dagster.naming.dates import find
from albumsync_dagster.naming.decision import DEFAULTS, decide, fixed
from albumsync_dagster.naming.draft import Draft, settled_draft
from albumsync_dagster.naming.parsing import canonical_words
from albumsync_dagster.naming.text import SEPARATOR, key
from albumsync_dagster.naming.traces import handwriting_of
from albumsync_dagster.naming.twins import TELLING
from albumsync_dagster.naming.values import (
    Album,
    Decision,
    Doubt,
    DoubtCode,
    Evidence,
    NamingOptions,
    Proposal,
)

_TRIES = 20
"""So many numbers are tried until a name also comes to rest; where none does, it is still a name of its own."""


@dataclass(slots=True)
class _Entry:
    """One album on its way to a name of its own."""

    position: int
    album: Album
    evidence: Evidence
    draft: Draft
    date_text: str
    name: str
    tags: list[str] = field(default_factory=list)
    number: int = 0
    notes: list[str] = field(default_factory=list)
    held: Doubt | None = None

    @property
    def changed(self) -> bool:
        """True where the name is another than the one that the album would have alone."""
        return self.name != self.draft.name

    def full_date(self, language: str) -> str:
        """The date with its year, whatever the style."""
        return self.draft.when.text("full", language) if self.draft.when else ""

    def compose(self) -> None:
        """Puts the name together again, after tags, number or date changed."""
        number = f"({self.number})" if self.number else ""
        self.name = compose(self.draft.who, self.date_text, f"{SEPARATOR.join(self.tags)} {number}".strip())

    def taken(self) -> tuple[date, str]:
        capture = self.evidence.capture
        days = [*capture.days, *capture.video_days] if capture else []
        return (min(days, default=date.max), self.album.album_key)


def propose_account(
    albums: Sequence[tuple[Album, Evidence]], options: NamingOptions = DEFAULTS, *, by_a_tool: int | None = None
) -> list[Proposal]:
    """The canonical names of all albums of an account, in the same order; no two get one name.

    Twins are told apart by medium, part, venue, level and sport, with ``date_style`` short by the year, and only then
    by a number in order of capture. A name that stays in use because its album is not renamed is not given again.
    Proposing again over the proposed names changes nothing.

    Args:
        albums: All albums of the account, or some of them with all that could have one of their names.
        options: The settings that bear on names.
        by_a_tool: ``handwriting_of`` the whole account, where these are not all of its albums.
    """
    if by_a_tool is None:
        by_a_tool = handwriting_of([(album.name, evidence.capture) for album, evidence in albums], options)
    settled: dict[int, Proposal] = {}
    entries: list[_Entry] = []
    alone: dict[int, Proposal] = {}
    for position, (album, evidence) in enumerate(albums):
        if proposal := fixed(album, evidence, options):
            settled[position] = proposal
        else:
            parts = settled_draft(album, evidence, options, handwriting=by_a_tool)
            entry = _Entry(position, album, evidence, parts, parts.date_text, parts.name)
            entries.append(entry)
            alone[position] = _decide(entry, options)
    pinned = list(settled)
    reserved = {key(proposal.existing) for proposal in settled.values()} | {key(p.proposed) for p in settled.values()}
    reserved |= {key(p.existing) for p in alone.values() if p.decision is Decision.PROTECTED}
    keeping = Counter(key(p.existing) for p in alone.values() if p.decision is Decision.KEEP)
    movable = []
    holders: dict[str, _Entry] = {}
    for entry in sorted(entries, key=_Entry.taken):
        proposal = alone[entry.position]
        own = key(proposal.existing)
        if proposal.decision is Decision.KEEP and keeping[own] == 1 and not {own, key(proposal.proposed)} & reserved:
            settled[entry.position] = proposal
            reserved |= {own, key(proposal.proposed)}
            holders[own] = holders[key(proposal.proposed)] = entry
        elif proposal.decision is Decision.PROTECTED and key(proposal.proposed) not in reserved:
            settled[entry.position] = proposal
            reserved.add(key(proposal.proposed))
            holders[key(proposal.proposed)] = entry
        else:
            movable.append(entry)
    _tell_apart(movable, reserved, holders, options)
    waiting: dict[str, list[str]] = defaultdict(list)
    for entry in movable:
        if alone[entry.position].decision is Decision.REVIEW:
            waiting[key(entry.album.name)].append(entry.album.album_key)
    for entry in movable:
        others = sorted(k for k in waiting.get(key(entry.name), ()) if k != entry.album.album_key)
        if others:
            entry.held = Doubt(DoubtCode.NAME_TAKEN, f"Album {others[0]} still has this name and waits for review.")
        changed = entry.changed or entry.held is not None
        settled[entry.position] = _decide(entry, options) if changed else alone[entry.position]
    proposals = [settled[position] for position in range(len(albums))]
    for position in pinned:
        proposals[position] = _held_pin(proposals[position], proposals)
    return proposals


def _held_pin(pin: Proposal, proposals: list[Proposal]) -> Proposal:
    """The proposal for an album whose name is not ours to make, held where another album has or gets that name."""
    if pin.decision is not Decision.RENAME:
        return pin
    own = key(pin.proposed)
    for other in proposals:
        stays = other.decision is not Decision.RENAME and key(other.existing) == own
        if other.album_key != pin.album_key and (stays or key(other.proposed) == own):
            doubt = Doubt(DoubtCode.NAME_TAKEN, f"Album {other.album_key} has or gets this name too.")
            return replace(pin, decision=Decision.REVIEW, reasons=(*pin.reasons, doubt.why), doubts=(doubt,))
    return pin


def _decide(entry: _Entry, options: NamingOptions) -> Proposal:
    numbered = Doubt(DoubtCode.NUMBERED_TWIN, "Only a number distinguishes it from another album of the same name.")
    doubt = entry.held or (numbered if entry.number else None)
    return decide(entry.album, entry.evidence, options, entry.draft, entry.name, tuple(entry.notes), doubt)


def _groups(entries: list[_Entry]) -> dict[str, list[_Entry]]:
    found: dict[str, list[_Entry]] = defaultdict(list)
    for entry in entries:
        found[key(entry.name)].append(entry)
    return found


def _tell_apart(entries: list[_Entry], reserved: set[str], holders: dict[str, _Entry], options: NamingOptions) -> None:
    """Gives every entry a name of its own, and reserves it.

    ``holders`` have the reserved names, where they are known: what tells an entry from its twins must also tell it from
    them, or the next run, in which the twins have other names, would see another reason.
    """
    groups = _groups(entries)
    twins = [entry for own, group in groups.items() if len(group) > 1 or own in reserved for entry in group]
    holders |= {own: group[0] for own, group in groups.items() if len(group) == 1 and own not in reserved}
    reserved |= holders.keys()
    for what in TELLING:
        for own, group in _groups(twins).items():
            if len(group) > 1 or own in reserved:
                _tag(group, holders.get(own), what, options)
    if options.date_style == "short":
        for own, group in _groups(twins).items():
            holder = holders.get(own)
            dates = {entry.full_date(options.language) for entry in (*group, *([holder] if holder else []))}
            if len(dates) > 1 or (own in reserved and holder is None):
                for entry in group:
                    entry.date_text = entry.full_date(options.language)
                    entry.compose()
    for group in sorted(_groups(twins).values(), key=lambda g: min(e.taken() for e in g)):
        group.sort(key=lambda e: (key(e.album.name) != key(e.name), e.taken()))
        for entry in group:
            _number(entry, reserved, options)
            reserved.add(key(entry.name))


def _number(entry: _Entry, reserved: set[str], options: NamingOptions) -> None:
    """Gives an entry a name that nobody else has, with a number where it must be, and that is proposed again for it."""
    free: list[tuple[int, str]] = []
    for number in (0, *range(2, _TRIES + len(reserved) + 2)):
        if number:
            entry.number, entry.date_text = number, entry.draft.date_text
            entry.compose()
        if key(entry.name) in reserved:
            continue
        if not entry.changed:
            return
        found = _again(entry, entry.name, options)
        if key(found) not in reserved and _again(entry, found, options) == found:
            entry.name = found
            return
        free.append((number, entry.name))
        if len(free) == _TRIES:
            break
    entry.number, entry.name = free[0]


def _again(entry: _Entry, name: str, options: NamingOptions) -> str:
    """What is proposed for an entry that has this name, with the date as long as its twins need it."""
    parts = settled_draft(replace(entry.album, name=name), entry.evidence, options)
    lengthened = entry.date_text != entry.draft.date_text
    return compose(parts.who, entry.date_text) if lengthened and parts.when else parts.name


def _tag(
    group: list[_Entry], holder: _Entry | None, what: Callable[[Album, Evidence], str], options: NamingOptions
) -> None:
    """Adds what differs, also from the album that holds the name, to those of which it is known."""
    values = [what(entry.album, entry.evidence) for entry in group]
    others = [*values, what(holder.album, holder.evidence)] if holder else values
    if len(others) > 1 and len(set(others)) < 2:
        return
    for entry, value in zip(group, values, strict=True):
        before = entry.name
        if value and not set(canonical_words(value)) <= set(canonical_words(before)):
            entry.tags.append(value)
            entry.compose()
            new = claims_of(find(entry.name, options.day_first)) - claims_of(find(before, options.day_first))
            if new:  # "Nov" and "#2" are no date, "Nov - 2" can be read as one
                entry.tags.pop()
                entry.name = before
            else:
                entry.notes.append(f"{value} distinguishes it from another album of the same name and date")
