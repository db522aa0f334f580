"""The user's own SQL function that is called after photo rows changed, for instance to refresh a view.

Not here: which rows changed (``applying``, ``healing``, ``undoing``).
"""

from __future__ import annotations

from dataclasses import replace

from albumsync_dagster.supabase import FUNCTION_NAME, SupabaseError
from albumsync_dagster.sync.values import Report, Systems


def is_function_name(text: str) -> bool:
    """Whether this can be the name of such a function; it becomes a part of an address."""
    return FUNCTION_NAME.fullmatch(text) is not None


def with_after_sync(systems: Systems, report: Report, function: str | None) -> Report:
    """Call the user's own function where a call is due, and return whether it succeeded.

    It is owed where rows were written since it last worked: by this run, or by one that died before it could call it
    or whose call failed.
    """
    if function is None:
        return report
    try:
        photo_rows = systems.supabase.after_sync_owed(function)
        if photo_rows is None:
            return report
        systems.supabase.after_sync(function)
        systems.supabase.after_sync_done(function, photo_rows=photo_rows)
    except SupabaseError as error:
        return replace(report, after_sync_error=f"The function {function} failed after the sync: {error.sentence}")
    return report
