"""Step 2 of the protocol: changes go into the journal, and whether they are still ours is asked again in time.

Here: what stands between a decision and SmugMug. Not here: what is sent (``renaming``), which albums (``planning``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from albumsync_dagster.naming import Verdict
from albumsync_dagster.supabase import AlbumState, Change, ChangeStatus, HistoryFilter, NewChange, UnattendedLimit
from albumsync_dagster.sync.limiting import WITHIN, LargeRun, too_large
from albumsync_dagster.sync.values import Result, ResultKind, Run, Systems

FRESH = 2.0
"""Seconds for which a check of the journal allows a change to be sent.

Another run may finish any open change, and a person may undo it at once. A run that sends the change after that sends a
name that was taken back, so a check must not be old. One call checks a whole chunk, which keeps this cheap.
"""

REACHED = (ChangeStatus.RENAMED, ChangeStatus.DONE, ChangeStatus.VERIFIED)
"""Statuses of changes that reached SmugMug: only these can be taken back."""


def open_changes_for(
    systems: Systems, changes: Sequence[NewChange], run: Run, *, limit: LargeRun | None = None
) -> tuple[list[Change], list[Result]]:
    """Journal changes as ``planned``. Nothing has been sent when this returns.

    Args:
        systems: Both sides.
        changes: At most one an album.
        run: Who opens them.
        limit: What unattended runs may rename for drift together; None for no limit.

    Returns:
        The opened changes, and a ``refused`` result for each album on which another run has an open change, that
        changed since its change was planned, whose new name another album has, or that is beyond the limit. An album
        that has the planned name by now has neither.
    """
    journaled = systems.supabase.journal(
        changes,
        run_id=run.id,
        changed_by=run.changed_by,
        unattended=run.unattended,
        limit=UnattendedLimit(albums=limit.albums, share=limit.share, since=run.started_at - WITHIN) if limit else None,
    )
    theirs = {change.album_key: change for change in journaled.refused}
    refused: list[Result] = []
    over = journaled.over_limit
    why = ""
    if over and limit:
        why = too_large(wanted=len(over.album_keys), recent=over.recent, account=over.account, limit=limit)
    for change in changes:
        if over and change.album_key in over.album_keys:
            refused.append(Result.of(change, ResultKind.REFUSED, why))
        elif other := theirs.get(change.album_key):
            refused.append(Result.of(change, ResultKind.REFUSED, f"The run {other.run_id} is renaming this album."))
        elif holder := journaled.taken.get(change.album_key):
            refused.append(Result.of(change, ResultKind.REFUSED, name_is_taken(holder)))
        elif change.album_key in journaled.changed:
            result = changed_since(change, journaled.changed[change.album_key])
            refused += [result] if result else []
    return list(journaled.opened), refused


def name_is_taken(holder: str) -> str:
    """What to say of a name that another album has and keeps. Pure."""
    return f"Album {holder} has this name; make a new plan."


def matches_plan(change: NewChange, state: AlbumState) -> bool:
    """True where the album, and the decision about it, are as they were when the change was planned. Pure."""
    return (state.fingerprint, state.word.id if state.word else None) == (change.fingerprint, change.word_id)


def changed_since(change: NewChange, state: AlbumState | None) -> Result | None:
    """What to say of a change whose album is not in the state any more that it was planned on. Pure.

    Args:
        change: As it was planned.
        state: The album's state now; None where it is not known.

    Returns:
        None where recovery, another run or an earlier run of the same plan has given the planned name already.
    """
    if state is None:
        why = "This album is no longer known."
    elif state.album.name == change.new_name != change.old_name:
        return None
    elif state.album.name != change.old_name:
        why = f"It was renamed to {state.album.name!r} since the plan was made; make a new plan."
    elif (state.word.id if state.word else None) != change.word_id:
        who = state.word.decided_by if state.word else "Somebody"
        did = "locked" if state.word and state.word.verdict == Verdict.LOCK else "decided about"
        why = f"{who} {did} this album's name since the plan was made; make a new plan."
    else:
        why = "Its photos or photo rows changed after the plan was made; make a new plan."
    return Result.of(change, ResultKind.REFUSED, why)


class JournalSnapshot:
    """Where the journal has the changes of a chunk, asked again for all that are left once its word is stale.

    Args:
        systems: Both sides and the clock.
        changes: The changes in the order in which they are sent.
        as_of: When the journal was asked for them, on the clock of ``systems``; None asks before the first is sent.
    """

    def __init__(self, systems: Systems, changes: Sequence[Change], *, as_of: float | None) -> None:
        self._systems = systems
        self._changes = list(changes)
        self._as_of = as_of
        self._found = {change.id: change.status for change in changes}

    def is_current(self, change: Change) -> bool:
        """True where no other run has moved this change since the caller saw it, by a word that is fresh.

        The changes before it are taken to have been sent.
        """
        now = self._systems.clock()
        if self._as_of is None or now - self._as_of > FRESH:
            left = self._changes[self._changes.index(change) :]
            open_now = self._systems.supabase.open_changes({each.album_key for each in left})
            self._found, self._as_of = {each.id: each.status for each in open_now}, now
        return self._found.get(change.id) is change.status


def superseded_changes(systems: Systems, sent: Sequence[Change], now: Mapping[str, Change]) -> dict[str, Change]:
    """The changes that were sent although another run had replaced their name, within the ``FRESH`` seconds.

    A change is open until its rows are written. So one that was sent and is no longer open was finished by another run
    before. Where a change to another name was begun after that, SmugMug now has a name that is no longer wanted.

    Args:
        systems: Both sides; only the database is asked.
        sent: Changes whose name this run sent.
        now: By id, where the journal has them.

    Returns:
        By the id of such a change, the newest change of the album, whose name is the wanted one.
    """
    moved = [change for change in sent if not now[change.id].status.is_open]
    if not moved:
        return {}
    of_them = tuple(change.album_key for change in moved)
    lines = systems.supabase.history(HistoryFilter(album_keys=of_them, statuses=(ChangeStatus.PLANNED, *REACHED)))
    newest: dict[str, Change] = {}
    for line in sorted(lines, key=lambda line: line.sequence):
        newest[line.album_key] = line
    return {
        change.id: newest[change.album_key]
        for change in moved
        if change.album_key in newest
        and newest[change.album_key].sequence > change.sequence
        and newest[change.album_key].new_name != change.new_name
    }
