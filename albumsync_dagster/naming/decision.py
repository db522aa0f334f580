"""From an album and the evidence about it to a proposal: name, drift, decision, reasons, confidence.

Here: what is done with a name and why. Not here: how the name is made (``draft``), twins (``account``).
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from albumsync_dagster.naming.compose import Composed
from albumsync_dagster.naming.confidence import confidence
from albumsync_dagster.naming.draft import Draft, settled_draft
from albumsync_dagster.naming.scoring import drift
from albumsync_dagster.naming.text import key
from albumsync_dagster.naming.values import Album, DateSource, Decision, Drift, Evidence, NamingOptions, Proposal

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
    return decide(album, evidence, options, parts, parts.composed)


def fixed(album: Album, evidence: Evidence, options: NamingOptions) -> Proposal | None:
    """The proposal for an album whose name is not ours to make: excluded, or pinned by a person."""
    if reason := _excluded(album, options):
        return _proposal(album, album.name, Drift(score=0), Decision.EXCLUDED, (reason,), 1.0, DateSource.NONE)
    pinned = (evidence.pinned_name or "").strip()
    if not pinned:
        return None
    if evidence.locked:
        decision, reason = Decision.PROTECTED, "a person locked this album"
    elif pinned == album.name:
        decision, reason = Decision.KEEP, "a person chose this name"
    else:
        decision, reason = Decision.RENAME, "a person chose this name"
    difference = drift(album.name, pinned, day_first=options.day_first)
    return _proposal(album, pinned, difference, decision, (reason,), 1.0, DateSource.NONE)


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
    composed: Composed,
    twins: tuple[str, ...] = (),
    numbered: str = "",
) -> Proposal:
    """What is to be done with a composed name.

    Args:
        album: The album.
        evidence: What is known of it.
        options: The settings of the account.
        parts: What the name was made of.
        composed: The name.
        twins: Notes about other albums that would have had the same name.
        numbered: Why only a number tells this album from another, or that another still has its name; empty if not.
    """
    name = composed.name
    difference = drift(album.name, name, day_first=options.day_first)
    score = difference.score
    doubts = list(parts.doubts)
    if score > options.max_unattended_drift:
        doubts.insert(0, f"drift {score} is over {options.max_unattended_drift}: the names state different facts")
    if composed.dropped:
        doubts.append(composed.shortened)
    if numbered:
        doubts.append(numbered)
    if any(key(name) == key(taken) for taken in evidence.taken_back):
        doubts.append("this name was undone by a person; name the album to give it again")
    if parts.source is DateSource.NONE:
        doubts.append("no date evidence: no photo and no person states a date")
    elif evidence.capture is None and name != album.name:
        doubts.append("the photos were never read, so nothing confirms the date")
    notes = (*parts.notes, *twins)
    if evidence.locked:
        decision, reasons = Decision.PROTECTED, ("a person locked this album", *notes)
    elif name != album.name and _renamed_by_a_person(album, evidence, name):
        decision, reasons = Decision.PROTECTED, ("a person renamed it after this tool did", *notes)
    elif score <= options.drift_threshold:
        why = "the name is right" if score == 0 else f"drift {score} is not over {options.drift_threshold}"
        if parts.source is DateSource.NONE:
            why += ", as far as is known: no photo and no person states a date"
        decision, reasons = Decision.KEEP, (why, *notes)
    elif doubts:
        decision, reasons = Decision.REVIEW, (*doubts, *notes)
    else:
        decision, reasons = Decision.RENAME, (f"drift {score} is over {options.drift_threshold}", *notes)
    sure = confidence(kind_of(parts, composed))
    return _proposal(album, name, difference, decision, reasons, sure, parts.source)


def kind_of(parts: Draft, composed: Composed) -> str:
    """The kind of a proposal, for which ``confidence`` knows how often it was right."""
    if composed.dropped:
        return "shortened"
    if parts.doubts:
        return "contradicted"
    return {
        DateSource.CAPTURE: "capture",
        DateSource.VIDEO: "video",
        DateSource.NAME: "name",
        DateSource.NONE: "none",
    }[parts.source]


def _renamed_by_a_person(album: Album, evidence: Evidence, proposed: str) -> bool:
    given = evidence.given_name
    return given is not None and key(album.name) not in {key(given), key(proposed)}


def _proposal(
    album: Album,
    name: str,
    difference: Drift,
    decision: Decision,
    reasons: tuple[str, ...],
    sure: float,
    source: DateSource,
) -> Proposal:
    return Proposal(
        album_key=album.album_key,
        existing=album.name,
        proposed=name,
        drift=difference.score,
        parts=difference.parts,
        decision=decision,
        reasons=reasons,
        confidence=sure,
        date_source=source,
    )
