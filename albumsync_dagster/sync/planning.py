"""The plan: what should happen with each album, and which of it somebody allowed.

A plan is a value. It is made from the stored state alone, shown as it is, written to a file and read back,
and handed to ``applying``, which compares its fingerprints with the state at that time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from albumsync_dagster import naming
from albumsync_dagster.naming import (
    Decision,
    Enrichment,
    Evidence,
    NamingOptions,
    PersonsWord,
    Proposal,
    Verdict,
)
from albumsync_dagster.supabase import AlbumState, Namesakes
from albumsync_dagster.sync.descriptions import DescriptionMode, describe
from albumsync_dagster.sync.errors import NothingRead, UnknownAlbum
from albumsync_dagster.sync.limiting import LargeRun
from albumsync_dagster.sync.new_names import tidied
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
    """Propose a name for every album of the account, or for some of them, from what the database holds.

    For some albums no more of the account is read than the albums that could have one of their names.

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
    if album_keys is None:
        # An album that is missing from the newest listing may still exist, but its present name is unknown.
        states = [state for state in systems.supabase.states() if state.missing_since is None]
        if not states:
            raise NothingRead
        plan = whole = plan_from(states, options, made_at=run.started_at, description=description)
    else:
        whole = plan_with_namesakes(systems, set(album_keys), options, made_at=run.started_at, description=description)
        plan = narrowed(whole, album_keys)
    if record:
        systems.supabase.record_proposals([album.proposal for album in whole.albums], proposed_at=run.started_at)
    return plan


def plan_with_namesakes(
    systems: Systems,
    album_keys: Collection[str],
    options: NamingOptions,
    *,
    made_at: datetime,
    description: DescriptionMode = "off",
) -> Plan:
    """The plan for these albums and for all that could have one of their names, and no others.

    Whether two albums would get one name is decided among those that could: they are looked for by the names that
    were proposed so far, until no further album is found.

    Raises:
        NothingRead: The account was never read.
        UnknownAlbum: One of these was never read, or the newest listing does not show it.
    """
    states: dict[str, AlbumState] = {}
    namesakes = Namesakes(albums=0, listed_at=None, keys=())
    asked: set[str] = set()
    by_a_tool: int | None = None
    wanted = set(album_keys)
    while True:
        found = systems.supabase.states(wanted - set(states))
        states |= {state.album.album_key: state for state in found if state.missing_since is None}
        if unknown := sorted(set(album_keys) - set(states)):
            if not systems.supabase.namesakes(()).albums:
                raise NothingRead
            raise UnknownAlbum(unknown)
        if by_a_tool is None and any(
            naming.looks_like_a_tools(naming.clean(state.album.name)) for state in states.values()
        ):
            endings = systems.supabase.endings()
            by_a_tool = naming.handwriting_of(endings.names, options, albums=endings.albums)
        plan = plan_from(
            list(states.values()), options, made_at=made_at, description=description, by_a_tool=by_a_tool or 0
        )
        proposals = [album.proposal for album in plan.albums]
        names = {naming.clean(name) for each in proposals for name in (each.existing, each.proposed)} - asked
        if names:
            namesakes = systems.supabase.namesakes(names)
            asked |= names
            wanted = set(namesakes.keys)
        if not names or wanted <= set(states):
            return replace(plan, listed_at=namesakes.listed_at, account_albums=namesakes.albums)


def plan_from(
    states: Sequence[AlbumState],
    options: NamingOptions,
    *,
    made_at: datetime,
    description: DescriptionMode = "off",
    by_a_tool: int | None = None,
) -> Plan:
    """The plan for these albums, taken as the whole account. Pure.

    Args:
        states: The albums.
        options: The settings that bear on names.
        made_at: Time zone aware.
        description: Whether descriptions are proposed too.
        by_a_tool: As for ``propose_account``.
    """
    known = [(state.album, evidence_of(state)) for state in states]
    proposals = [
        replace(proposal, facts=naming.told_by(evidence))
        for proposal, (_, evidence) in zip(
            naming.propose_account(known, options, by_a_tool=by_a_tool), known, strict=True
        )
    ]
    return Plan(
        made_at=made_at,
        listed_at=max((state.listed_at for state in states), default=None),
        account_albums=len(states),
        albums=tuple(
            PlannedAlbum(
                proposal=proposal,
                rows=state.rows,
                rows_differing=state.rows_differing,
                fingerprint=state.fingerprint,
                digest=proposal.digest,
                word_id=state.word.id if state.word else None,
                decided_by=decided_by(state, proposal),
                web_uri=state.album.web_uri,
                description=describe(state.album.description, described_by(state), state.capture, description),
                old_description=state.album.description,
            )
            for state, proposal in zip(states, proposals, strict=True)
        ),
    )


def evidence_of(state: AlbumState) -> Evidence:
    """What the stored state of an album says about its name. Pure."""
    return Evidence(
        capture=state.capture,
        enrichments=enrichments_of(state),
        photo_facts=state.photo_facts,
        # Rows that were left behind may still carry the name that SmugMug's was cut from.
        former_names=(*sorted(set(state.rows.names) - {state.album.name}), *state.former_names),
        taken_back=state.taken_back,
        refused=state.refused,
        word=_word(state),
        person_named_at=state.named.at if state.named and not naming.is_default_name(state.named.before) else None,
    )


def enrichments_of(state: AlbumState) -> tuple[Enrichment, ...]:
    """The facts that bear on the name of an album. Pure.

    What a schedule only offers is a question, and there is none where another source says who or what it is.
    """
    given = tuple(each for each in state.enrichments if not each.offered)
    if any(each.event_name or (each.home_team and each.away_team) for each in given):
        return given
    return state.enrichments


def described_by(state: AlbumState) -> Enrichment | None:
    """All facts about an album as one, for its description: with the sport of its photos, without offers. Pure."""
    evidence = Evidence(
        enrichments=tuple(each for each in state.enrichments if not each.offered), photo_facts=state.photo_facts
    )
    known, sports = naming.known_of(evidence), naming.facts_of(evidence, "").sports
    if sports and not (known and known.sport_type):
        return replace(known or Enrichment(source="photo_metadata"), sport_type=" ".join(sorted(sports)))
    return known


def decided_by(state: AlbumState, proposal: Proposal) -> str | None:
    """The person whose decision this proposal carries out; None where it carries out none. Pure."""
    word = _word(state)
    if word is None or proposal.decision is not Decision.RENAME:
        return None
    accepted = word.verdict is Verdict.ACCEPT and word.digest == proposal.digest
    chosen = word.verdict is Verdict.EDIT and word.name == proposal.proposed
    return word.decided_by if accepted or chosen else None


def _word(state: AlbumState) -> PersonsWord | None:
    """The person's decision that counts, with its name as a system would keep it that tidies names up.

    A name that they typed in SmugMug after they had decided is the newer word; only a lock outlasts it.

    One that differs from the present name in white space or in the composition of its characters alone is that name:
    what SmugMug stores is the truth, and a name that it alters would be sent, refused and put back every night.
    """
    stored = state.word
    word = stored.word if stored else None
    if stored is None or word is None or word.name is None:
        return word
    if state.named is not None and state.named.at > stored.decided_at:
        return replace(word, name=state.album.name) if word.verdict is Verdict.LOCK else None
    wanted = tidied(word.name)
    if wanted == tidied(state.album.name):
        return replace(word, name=state.album.name)
    # A change of ours that was on its way when they kept or locked the name has replaced it: it is given back.
    verdict = Verdict.EDIT if word.verdict in (Verdict.KEEP, Verdict.LOCK) else word.verdict
    return replace(word, verdict=verdict, name=wanted)


def narrowed(plan: Plan, album_keys: Collection[str]) -> Plan:
    """The part of a plan that concerns these albums."""
    wanted = set(album_keys)
    albums = tuple(album for album in plan.albums if album.proposal.album_key in wanted)
    return replace(plan, albums=albums, whole_account=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What a person allowed for this run."""

    album_keys: frozenset[str] | None = None
    """The albums that were named; None where none was, which means all that need it."""
    approve_review: bool = False
    """Applies only to albums that were named: an approval needs a person who saw the album."""
    force: bool = False
    """Rename protected albums too, again only where they were named."""
    limit: int | None = None
    """Rename at most so many albums."""
    allow_large: bool = False
    """Let an unattended run rename more albums than ``large_run`` allows."""
    large_run: LargeRun = field(default_factory=LargeRun)
    """What is large."""


def choose(plan: Plan, allowed: Allowed) -> tuple[tuple[PlannedAlbum, ...], tuple[Held, ...]]:
    """Split a plan into the albums to rename now and those that are held. Pure.

    ``keep`` and ``excluded`` albums are neither. Albums beyond the limit are neither: they come next time. A name that
    a person edited in the plan is chosen for every decision. An album whose name another one gets comes before it.
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
            case _ if album.edited:
                chosen.append(album)
            case Decision.RENAME:
                chosen.append(album)
            case Decision.REVIEW:
                (chosen if named and allowed.approve_review else held).append(album)
            # Left alone in silence unless a person asked for this album: only then is there something to tell.
            case Decision.PROTECTED if named:
                (chosen if allowed.force else held).append(album)
            case _:
                pass
    return _freeing_first(chosen)[: allowed.limit], tuple(held_album(album) for album in held)


def _freeing_first(chosen: Sequence[PlannedAlbum]) -> tuple[PlannedAlbum, ...]:
    """These albums in their order, but each behind the one that has its new name: that name is free by then."""
    having = {album.proposal.existing.lower(): album for album in chosen}
    ordered: dict[str, PlannedAlbum] = {}
    for album in chosen:
        chain: dict[str, PlannedAlbum] = {}
        while album.proposal.album_key not in ordered and album.proposal.album_key not in chain:
            chain[album.proposal.album_key] = album
            album = having.get(album.proposal.proposed.lower(), album)
        ordered |= reversed(chain.items())
    return tuple(ordered.values())


def held_album(album: PlannedAlbum, *reasons: str) -> Held:
    """An album that is not touched, with these reasons or else those of its proposal."""
    proposal = album.proposal
    return Held(
        album_key=proposal.album_key,
        existing=proposal.existing,
        proposed=proposal.proposed,
        decision=proposal.decision,
        reasons=reasons or proposal.reasons,
    )
