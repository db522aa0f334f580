"""Step 5: what an earlier run left open is finished before anything new is begun.

An open change is judged by evidence, never by its age: its own status and the name that SmugMug has now. The run
that opened it may be dead or still at work; every transition may be made twice without harm, so both may finish it.
"""

from __future__ import annotations

from albumsync_dagster.sync.renaming import carry_out, chunks
from albumsync_dagster.sync.values import Result, Run, Systems, Watch, unwatched


def finish_open_changes(systems: Systems, run: Run, watch: Watch = unwatched) -> tuple[Result, ...]:
    """Bring every open change to an end.

    SmugMug has the new name: the rows follow. It still has the old one: the change is taken up again, or closed as
    abandoned where a person has locked the album since. It has a third name: conflict, nothing is written.
    """
    as_of = systems.clock()
    changes = systems.supabase.open_changes()
    if not changes:
        return ()
    states = systems.supabase.states({change.album_key for change in changes})
    locked = {state.album.album_key for state in states if state.locked}
    results: list[Result] = []
    for chunk in chunks(changes):
        results += carry_out(systems, chunk, run, watch, locked=locked, as_of=as_of, journaled_before=True)
    return tuple(results)
