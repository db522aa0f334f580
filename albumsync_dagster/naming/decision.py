"""From an album and the evidence about it to a proposal: name, drift, decision, reasons, confidence.

Here: what is done with a name and why. Not here: how the name is made (``draft``), twins (``account``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

from albumsync_dagster.naming.confidence import confidence
from albumsync_dagster.naming.draft import Draft, settled_draft
from albumsync_dagster.naming.evidence import why_renamed
from albumsync_dagster.naming.findings import FACT
from albumsync_dagster.naming.parsing import facts_of_name, parse
from albumsync_dagster.naming.scoring import drift, drift_of
from albumsync_dagster.naming.text import clean, fits, key
from albumsync_dagster.naming.values import (
    Album,
    DateSource,
    Decision,
    Doubt,
    DoubtCode,
    Drift,
    Evidence,
    NamingOptions,
    Proposal,
    Verdict,
)

DEFAULTS = NamingOptions()

_SITE_FILES = "my smugmug site files (do not delete)"
"""The name that SmugMug itself gives to the album; the client knows it by its key, a line of JSON may not."""


def propose(album: Album, evidence: Evidence, options: NamingOptions = DEFAULTS) -> Proposal:
    """The canonical name of one album, seen alone.

    Pure and deterministic; proposing again on the proposed name changes nothing.

    Args:
        album: The album as last read.
        evidence: Capture days, enrichment, older names and a person's word.
        options: The settings of the account.
    """
    if settled := fixed(album, evidence, options):
        return settled
    parts = settled_draft(album, evidence, options)
    return decide(album, evidence, options, parts, parts.name)


def fixed(album: Album, evidence: Evidence, options: NamingOptions) -> Proposal | None:
    """The proposal for an album whose name is not ours to make: excluded, or named by a person's decision."""
    if reason := _excluded(album, options):
        return _proposal(album, album.name, Drift(score=0), Decision.EXCLUDED, (reason,), 1.0, DateSource.NONE)
    word = evidence.word
    wanted = (word.name or "").strip() if word and word.verdict is Verdict.EDIT else ""
    if not word or not wanted:
        return None
    if album.name in (wanted, word.name):
        wanted = album.name
        decision, reason = Decision.KEEP, "A person chose this name."
    else:
        decision, reason = Decision.RENAME, "A person chose this name."
    difference = drift(album.name, wanted, day_first=options.day_first)
    return _proposal(album, wanted, difference, decision, (reason,), 1.0, DateSource.NONE)


def _excluded(album: Album, options: NamingOptions) -> str:
    if album.system:
        return "SmugMug keeps its own files here"
    name = album.name.casefold()
    if name == _SITE_FILES:
        return "SmugMug keeps its own files here"
    if album.image_count == 0:
        return "the album is empty"
    for pattern in options.exclude_names:
        if fnmatchcase(name, pattern.casefold()):
            return f"its name fits the excluded pattern {pattern}"
    for pattern in options.exclude_folders:
        if album.url_path and fnmatchcase(album.url_path.casefold(), pattern.casefold()):
            return f"it lies in the excluded folder {pattern}"
    return ""


def decide(
    album: Album,
    evidence: Evidence,
    options: NamingOptions,
    parts: Draft,
    name: str,
    twins: tuple[str, ...] = (),
    twin_doubt: Doubt | None = None,
) -> Proposal:
    """What is to be done with a finished name.

    Two questions, kept apart: drift says how wrong the present name is, doubts say how sure the new one is.

    Args:
        album: The album.
        evidence: What is known of it.
        options: The settings of the account.
        parts: What the name was made of.
        name: The name, with what tells it from its twins.
        twins: Notes about other albums that would have had the same name.
        twin_doubt: Why other albums make this name doubtful; None if they do not.
    """
    present = parse(album.name, options.day_first)
    if name == parts.name and parts.dates is not None and clean(name) == name:
        proposed = facts_of_name(name, parts.dates)  # its dates were read when it was made
    else:
        proposed = parse(name, options.day_first)
    difference = drift_of(album.name, name, present, proposed, day_first=options.day_first)
    score = difference.score
    doubts = (*parts.doubts, *_doubts(album, evidence, parts, name), *([twin_doubt] if twin_doubt else ()))
    sure = confidence(present, parts, proposed, doubts)
    if not parts.withheld and _only_the_style(difference, evidence, options):
        decision = Decision.KEEP if not options.restyle else Decision.REVIEW if doubts else Decision.RENAME
        reasons: tuple[str, ...] = ("only the style or language of the date differs",)
    elif score <= options.drift_threshold and not parts.withheld:
        why = "the name is right" if score == 0 else f"close enough: {difference.parts[0].why}"
        if parts.source is DateSource.NONE and not parts.withheld:
            why += ", although no photo and no person states a date"
        decision, reasons = Decision.KEEP, (why,)
    elif doubts:
        decision, reasons = Decision.REVIEW, tuple(doubt.why for doubt in doubts)
    else:
        decision = Decision.RENAME
        reasons = (why_renamed(album.name, parts.when, difference, day_first=options.day_first),)
    proposal = _proposal(
        album, name, difference, decision, (*reasons, *parts.notes, *twins), sure, parts.source, doubts
    )
    return _as_a_person_said(proposal, evidence)


def _only_the_style(difference: Drift, evidence: Evidence, options: NamingOptions) -> bool:
    """True where a name differs in the printing of its date alone, and this tool may have printed it before."""
    found = {part.part for part in difference.parts}
    if found == {"date-style"}:
        return True
    # The short style leaves out the year that the present name states.
    of_a_style = found == {"date-form"} or (found == {"year"} and options.date_style == "short")
    return of_a_style and difference.score < FACT.low and bool(evidence.former_names)


def _doubts(album: Album, evidence: Evidence, parts: Draft, name: str) -> Iterator[Doubt]:
    """The doubts that concern the finished name, whatever it is made of."""
    if not fits(name):
        yield Doubt(DoubtCode.TOO_LONG, "The name is longer than 100 characters, and no word is left out.")
    if evidence.taken_back and key(name) in map(key, evidence.taken_back):
        yield Doubt(DoubtCode.TAKEN_BACK, "A person took this name back. Accept it in a review to give it again.")
    elif evidence.taken_back and name != album.name:
        # They wanted the name that the album had before; other photos make no wish of theirs of another one.
        yield Doubt(DoubtCode.TAKEN_BACK, "A person took back a name that albumsync gave this album.")
    if evidence.refused and key(name) in map(key, evidence.refused):
        yield Doubt(DoubtCode.REFUSED_BY_SMUGMUG, "SmugMug refused or altered this name.")
    if parts.source is DateSource.NONE and not parts.withheld:
        yield Doubt(DoubtCode.NO_DATE, "No photo and no person states a date.")
    elif evidence.capture is None and name != album.name:
        yield Doubt(DoubtCode.PHOTOS_UNREAD, "The photos were never read, so nothing confirms the date.")


def _as_a_person_said(proposal: Proposal, evidence: Evidence) -> Proposal:
    """The proposal after a person's word, which outranks it. ``edit`` never comes here: ``fixed`` answers it."""
    word, existing = evidence.word, proposal.existing
    if word is None or word.verdict is Verdict.LATER:
        if evidence.person_named_at is None or proposal.decision is Decision.KEEP:
            return proposal
        return _told(proposal, Decision.PROTECTED, "A person chose this name since the first reading.")
    if word.verdict is Verdict.LOCK:
        return _told(proposal, Decision.PROTECTED, "A person locked this album.")
    chosen = (word.name or "").strip()
    if word.verdict is Verdict.KEEP:
        if not chosen or existing in (chosen, word.name):
            kept = replace(proposal, proposed=existing, drift=0, parts=(), doubts=())
            return _told(kept, Decision.KEEP, "A person decided to keep this name.")
        return _lapsed(proposal, f"A person decided to keep {chosen}, but the album has another name now.")
    if word.verdict is Verdict.ACCEPT:
        if chosen and chosen == existing:
            return _told(
                replace(proposal, proposed=existing, drift=0, parts=()), Decision.KEEP, "A person accepted this name."
            )
        if word.digest == proposal.digest:
            return _told(proposal, Decision.RENAME, "A person accepted this name.")
        return _lapsed(
            proposal, "A person accepted another proposal: the name, the proposal or its doubts changed since."
        )
    return proposal


def _told(proposal: Proposal, decision: Decision, reason: str) -> Proposal:
    return replace(proposal, decision=decision, reasons=(reason, *proposal.reasons))


def _lapsed(proposal: Proposal, reason: str) -> Proposal:
    """The fresh proposal where a person's word no longer fits: the album is asked about again."""
    if proposal.decision is Decision.KEEP:
        return proposal
    return _told(proposal, Decision.REVIEW, reason)


def _proposal(
    album: Album,
    name: str,
    difference: Drift,
    decision: Decision,
    reasons: tuple[str, ...],
    sure: float,
    source: DateSource,
    doubts: tuple[Doubt, ...] = (),
) -> Proposal:
    return Proposal(
        album_key=album.album_key,
        existing=album.name,
        proposed=name,
        drift=difference.score,
        parts=difference.parts,
        decision=decision,
        reasons=tuple(map(_sentence, reasons)),
        confidence=sure,
        date_source=source,
        doubts=doubts,
    )


def _sentence(reason: str) -> str:
    """A reason as it is shown, one after the other: with a capital letter and a full stop."""
    return f"{reason[:1].upper()}{reason[1:].rstrip('.')}."
