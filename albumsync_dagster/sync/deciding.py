"""What a person decides by giving a command: the named albums are accepted, an edited plan is their choice of names.

Such decisions are stored like those of a review, before anything is sent, so that later runs respect them. Not here:
the questions of a review (``reviewing``), what a decision does with a proposal (``naming``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from albumsync_dagster.naming import Decision, Verdict
from albumsync_dagster.supabase import NewWord
from albumsync_dagster.sync.values import PlannedAlbum, Result, ResultKind, Run, Systems


def record_decisions(
    systems: Systems, albums: Sequence[PlannedAlbum], run: Run
) -> tuple[tuple[PlannedAlbum, ...], tuple[Result, ...]]:
    """Store the decisions that this command stands for.

    Args:
        systems: Both sides; only the database is written.
        albums: The albums that the command is about.
        run: Who decides.

    Returns:
        The albums to rename, with the stored decision where there is one; and a ``refused`` result for each album about
        which somebody else decided since the plan was made.
    """
    words = {album.proposal.album_key: word for album in albums if (word := word_for(album, run.changed_by))}
    if not words:
        return tuple(albums), ()
    decided = systems.supabase.decide(list(words.values()))
    stored = {word.album_key: word for word in decided.stored}
    others = {word.album_key: word for word in decided.superseded}
    allowed: list[PlannedAlbum] = []
    refused: list[Result] = []
    for album in albums:
        key = album.proposal.album_key
        if key in stored and stored[key].verdict == Verdict.KEEP:
            continue
        if key in stored:
            proposal = replace(album.proposal, decision=Decision.RENAME)
            allowed.append(
                replace(
                    album,
                    proposal=proposal,
                    digest=proposal.digest,
                    word_id=stored[key].id,
                    decided_by=stored[key].decided_by,
                )
            )
        elif key in words:
            other = others.get(key)
            why = (
                f"{other.decided_by} decided about this album's name since the plan was made; make a new plan."
                if other
                else "This album is no longer known."
            )
            refused.append(_refused(album, why))
        else:
            allowed.append(album)
    return tuple(allowed), tuple(refused)


def keep_restored(systems: Systems, restored: Mapping[str, str], run: Run, *, decided: Collection[str] = ()) -> None:
    """Store a person's decision for these names, where an older decision asks for another one.

    Without it that decision would still be the newest, and the next run would carry it out again.

    Args:
        systems: Both sides; only the database is written.
        restored: Album key -> the name that comes back.
        run: Who takes the decisions back.
        decided: Keys of albums whose change a decision had asked for: their name is always stored.
    """
    if not restored:
        return
    newest = {state.album.album_key: state.word for state in systems.supabase.states(restored)}
    words = [
        NewWord(
            album_key=key,
            verdict=Verdict.LOCK if stored and stored.verdict == Verdict.LOCK else Verdict.KEEP,
            name=name,
            decided_by=run.changed_by,
            after=stored.id if stored else None,
        )
        for key, name in restored.items()
        for stored in (newest.get(key),)
        if key in decided or (stored and stored.verdict in (Verdict.KEEP, Verdict.EDIT, Verdict.LOCK))
    ]
    if words:
        systems.supabase.decide(words)


def word_for(album: PlannedAlbum, decided_by: str) -> NewWord | None:
    """The decision that renaming this album stands for; None where the machine decided. Pure."""
    proposal = album.proposal
    if album.edited:
        verdict = Verdict.KEEP if proposal.proposed == proposal.existing else Verdict.EDIT
    elif album.decided_by is None and (proposal.decision is not Decision.RENAME or proposal.doubts):
        verdict = Verdict.ACCEPT
    else:
        return None
    return NewWord(
        album_key=proposal.album_key,
        verdict=verdict,
        name=proposal.proposed,
        digest=proposal.digest if verdict is Verdict.ACCEPT else None,
        decided_by=decided_by,
        after=album.word_id,
    )


def _refused(album: PlannedAlbum, why: str) -> Result:
    proposal = album.proposal
    return Result(
        album_key=proposal.album_key,
        kind=ResultKind.REFUSED,
        old_name=proposal.existing,
        new_name=proposal.proposed,
        detail=why,
        drift=proposal.drift,
    )
