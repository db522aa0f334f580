"""Everything that can go wrong between us and Supabase, as one family.

Here: the exceptions. Not here: which answer is which of them (``responses``), retries (``transport``). Messages carry
no key, no token and no address with a password; the text of an album's name may appear.
"""

from __future__ import annotations

from albumsync_dagster.errors import AlbumSyncError


class SupabaseError(AlbumSyncError):
    """Supabase could not be reached, refused the call, or gave an unexpected answer."""


class SupabaseUnavailable(SupabaseError):
    """Transient: the server is down, busy or too slow, or two callers blocked each other. Retrying may help."""

    after: float | None = None
    """Seconds that the server asked to wait, if it did."""


class SupabaseBusy(SupabaseUnavailable):
    """Transient: the database works, and another transaction blocked this one call."""


class SupabaseRefused(SupabaseError):
    """Permanent: the credentials, the address or the project's set-up are wrong, or the role may not do this."""


class SupabaseExhausted(SupabaseError):
    """Permanent until a person acts: a quota or a disk is used up."""


class SupabaseNotReady(SupabaseError):
    """The database, or PostgREST's cache of its schema, does not have a table or function of ours."""


class JournalLost(SupabaseError):
    """The database lost changes of the journal that had not been sent to SmugMug yet."""


class SupabaseAnswerError(SupabaseError):
    """Supabase answered, with something that is not what the function answers."""
