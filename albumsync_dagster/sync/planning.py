"""The plan: what should happen with each album, and which of it somebody allowed.

A plan is a value. It is made from the stored state alone, shown as it is, written to a file and read back,
and handed to ``applying``, which compares its fingerprints with the state at that time.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from albumsync_dagster.naming import Decision, Evidence, NamingOptions, PersonsWord, Verdict, propose_account
from albumsync_dagster.naming.text import key
from albumsync_dagster.supabase import AlbumState
from albumsync_dagster.sync.descriptions import DescriptionMode, describe
from albumsync_dagster.sync.errors import NothingRead, UnknownAlbum
from albumsync_dagster.sync.values import Held, Plan, PlannedAlbum, Run, Systems


def make_plan(
    systems: Systems,
    run: Run,
    options: NamingOptions,
    *,
    album_keys: Collection[str] | None = None,
    description: DescriptionMode = "off",
    record: bool = True,
) -> Plan:
    """Propose a name for every album of the account, from what the database holds.

    Names are made unique over the whole account even where only some albums are asked for.

    Args:
        systems: Both sides; only the database is asked.
        run: Who plans, and when.
        options: The settings that bear on names.
        album_keys: Albums to keep in the plan; None keeps all.
        description: Whether descriptions are proposed too.
        record: Write the proposals to ``album_name_proposals``; a dry run does not.

    Raises:
        NothingRead: The account was never pulled.
        UnknownAlbum: One of ``album_keys`` was never read.
    """
    # An album that the newest listing did not show is not deleted for that, but nobody knows its name either.
    states = [state for state in systems.supabase.states() if state.missing_since is None]
    if not states:
        raise NothingRead
    plan = plan_from(states, options, made_at=run.started_at, description=description)
    if album_keys is not None:
        known = {state.album.album_key for state in states}
        if unknown := sorted(set(album_keys) - known):
            raise UnknownAlbum(unknown)
        plan = narrowed(plan, album_keys)
    if record:
        systems.supabase.record_proposals([album.proposal for album in plan.albums], proposed_at=run.started_at)
    return plan


def plan_from(
    states: Sequence[AlbumState], options: NamingOptions, *, made_at: datetime, description: DescriptionMode = "off"
) -> Plan:
    """The plan for these albums, taken as the whole account. Pure."""
    proposals = propose_account([(state.album, evidence_of(state)) for state in states], options)
    return Plan(
        made_at=made_at,
        listed_at=max((state.listed_at for state in states), default=None),
        albums=tuple(
            PlannedAlbum(
                proposal=proposal,
                rows=state.rows,
                rows_differing=state.rows_differing,
                fingerprint=state.fingerprint,
                web_uri=state.album.web_uri,
                pinned=bool(state.pinned_name),
                description=describe(state.album.description, state.enrichment, state.capture, description),
                old_description=state.album.description,
            )
            for state, proposal in zip(states, proposals, strict=True)
        ),
    )


def evidence_of(state: AlbumState) -> Evidence:
    """What the stored state of an album says about its name. Pure."""
    return Evidence(
        capture=state.capture,
        enrichments=(state.enrichment,) if state.enrichment else (),
        # Rows that were left behind may still carry the name that SmugMug's was cut from.
        former_names=(*sorted(set(state.rows.names) - {state.album.name}), *state.former_names),
        taken_back=state.taken_back,
        word=_word(state),
        person_named_at=state.listed_at if _named_by_a_person(state) else None,
    )


def _word(state: AlbumState) -> PersonsWord | None:
    pinned = _pinned_name(state)
    if state.locked:
        return PersonsWord(verdict=Verdict.LOCK, name=pinned)
    return PersonsWord(verdict=Verdict.EDIT, name=pinned) if pinned else None


def _named_by_a_person(state: AlbumState) -> bool:
    """True where the present name is another than the one that the newest change gave."""
    return state.given_name is not None and key(state.album.name) != key(state.given_name)


def _pinned_name(state: AlbumState) -> str | None:
    """The name that a person wants for this album, as a system would keep it that tidies names up.

    One that differs from the present name in white space or in the composition of its characters alone is that name:
    what SmugMug stores is the truth, and a name that it alters would be sent, refused and put back every night.
    """
    wanted = _tidied(state.pinned_name or "")
    return state.album.name if wanted == _tidied(state.album.name) else wanted or None


def _tidied(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def narrowed(plan: Plan, album_keys: Collection[str]) -> Plan:
    """The part of a plan that concerns these albums."""
    wanted = set(album_keys)
    albums = tuple(album for album in plan.albums if album.proposal.album_key in wanted)
    return Plan(made_at=plan.made_at, listed_at=plan.listed_at, albums=albums, whole_account=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What a person allowed for this run."""

    album_keys: frozenset[str] | None = None
    """The albums that were named; None where none was, which means all that need it."""
    approve_review: bool = False
    """Counts only for albums that were named: nobody approves what they have not looked at."""
    force: bool = False
    """Rename protected albums too, again only where they were named."""
    limit: int | None = None
    """Rename at most so many albums."""


def choose(plan: Plan, allowed: Allowed) -> tuple[tuple[PlannedAlbum, ...], tuple[Held, ...]]:
    """Split a plan into the albums to rename now and those that are held. Pure.

    ``keep`` and ``excluded`` albums are neither. Albums beyond the limit are neither: they come next time.
    """
    chosen: list[PlannedAlbum] = []
    held: list[PlannedAlbum] = []
    named = allowed.album_keys is not None
    for album in plan.albums:
        proposal = album.proposal
        if named and proposal.album_key not in (allowed.album_keys or ()):
            continue
        if proposal.proposed == proposal.existing:
            continue
        match proposal.decision:
            case Decision.RENAME:
                chosen.append(album)
            case Decision.REVIEW:
                (chosen if named and allowed.approve_review else held).append(album)
            # Left alone in silence unless a person asked for this album: only then is there something to tell.
            case Decision.PROTECTED if named:
                (chosen if allowed.force else held).append(album)
            case _:
                pass
    return tuple(chosen[: allowed.limit]), tuple(_held(album) for album in held)


def _held(album: PlannedAlbum) -> Held:
    proposal = album.proposal
    return Held(
        album_key=proposal.album_key,
        existing=proposal.existing,
        proposed=proposal.proposed,
        decision=proposal.decision,
        reasons=proposal.reasons,
    )
