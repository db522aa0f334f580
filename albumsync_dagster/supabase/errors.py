"""Everything that can go wrong between us and Supabase, as one family.

Here: the exceptions. Not here: which answer is which of them (``verdicts``), retries (``transport``). Messages carry no
key, no token and no address with a password; the text of an album's name may appear.
"""

from __future__ import annotations

from albumsync_dagster.errors import AlbumSyncError


class SupabaseError(AlbumSyncError):
    """Supabase could not be asked, refused, or answered something else than expected."""


class SupabaseUnavailable(SupabaseError):
    """Transient: nobody at home, too busy, too slow, or two callers in each other's way. Asking again may help."""


class SupabaseBusy(SupabaseUnavailable):
    """Transient: the database answers, and somebody else's work stood in the way of this one call."""


class SupabaseRefused(SupabaseError):
    """Permanent: the credentials, the address or the project's set-up are wrong, or the role may not do this."""


class SupabaseExhausted(SupabaseError):
    """Permanent until somebody acts: a quota or a disk is used up."""


class SupabaseNotReady(SupabaseError):
    """The database, or PostgREST's cache of its schema, does not have a table or function of ours."""


class JournalLost(SupabaseError):
    """The database lost changes that were in the journal before SmugMug was told of them."""


class SupabaseAnswerError(SupabaseError):
    """Supabase answered, with something that is not what the function answers."""
