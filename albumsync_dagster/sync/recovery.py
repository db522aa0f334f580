"""Step 5: what an earlier run left open is finished before anything new is begun.

An open change is judged by evidence, never by its age: its own status and the name that SmugMug has now. The run
that opened it may be dead or still at work; every transition may be made twice without harm, so both may finish it.
"""

from __future__ import annotations

from albumsync_dagster.naming import Verdict
from albumsync_dagster.supabase import AlbumState, Change, Reason
from albumsync_dagster.sync.new_names import tidied
from albumsync_dagster.sync.renaming import chunks, execute_changes
from albumsync_dagster.sync.values import ProgressCallback, Result, Run, Systems, no_progress


def finish_open_changes(systems: Systems, run: Run, watch: ProgressCallback = no_progress) -> tuple[Result, ...]:
    """Bring every open change to an end.

    SmugMug has the new name: the rows follow. It still has the old one: the change is taken up again, or closed as
    abandoned where a person has decided otherwise since. It has a third name: conflict, nothing is written.
    """
    as_of = systems.clock()
    changes = systems.supabase.open_changes()
    if not changes:
        return ()
    states = systems.supabase.states({change.album_key for change in changes})
    known = {state.album.album_key: state for state in states}
    unwanted = {
        change.album_key: why
        for change in changes
        if change.album_key in known and (why := decided_otherwise(change, known[change.album_key]))
    }
    results: list[Result] = []
    for chunk in chunks(changes):
        results += execute_changes(systems, chunk, run, watch, unwanted=unwanted, as_of=as_of, journaled_before=True)
    return tuple(results)


def decided_otherwise(change: Change, state: AlbumState) -> str:
    """Why a person no longer wants an open change; empty where there is no reason.

    A change that executes a decision is finished only while that decision is the newest. Any other change, that of an
    undo included, is finished if no person decided, or typed a name in SmugMug, since it was journaled. A heal and
    its undo send no name. Pure.
    """
    if change.reason in (Reason.HEAL, Reason.RESTORE):
        return ""
    named, word = state.named, state.word
    if named is not None and named.at > change.changed_at and state.album.name != change.new_name:
        return f"Somebody named this album {state.album.name!r} in SmugMug since."
    if word and word.verdict in (Verdict.ACCEPT, Verdict.EDIT) and _same(word.name, change.new_name):
        return ""
    if change.reason is Reason.DECISION:
        return "The decision that asked for this name was withdrawn or replaced since."
    if word is None or word.decided_at <= change.changed_at or word.verdict == Verdict.LATER:
        return ""
    if word.verdict == Verdict.LOCK:
        return f"{word.decided_by} locked this album's name since."
    return "" if _same(word.name, change.new_name) else f"{word.decided_by} decided on the name {word.name!r} since."


def _same(decided: str | None, given: str) -> bool:
    return decided is not None and tidied(decided) == tidied(given)
