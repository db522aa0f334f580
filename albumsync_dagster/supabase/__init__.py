"""The database: its state as values, and the client that reads and writes it.

Does not import the SmugMug client or the protocol that keeps both systems in step.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from albumsync_dagster.supabase.decisions import (
    WITHDRAW,
    Decided,
    NamedByAPerson,
    NewWord,
    StoredProposal,
    StoredWord,
)
from albumsync_dagster.supabase.errors import (
    JournalLost,
    SupabaseAnswerError,
    SupabaseBusy,
    SupabaseError,
    SupabaseExhausted,
    SupabaseNotReady,
    SupabaseRefused,
    SupabaseUnavailable,
)
from albumsync_dagster.supabase.values import (
    FUNCTION_NAME,
    AlbumFacts,
    AlbumState,
    BackfillCounts,
    Change,
    ChangeStatus,
    EnrichedAlbum,
    EnrichmentCounts,
    FactsImported,
    Health,
    HistoryFilter,
    Journaled,
    KeyCounts,
    ListingRecorded,
    Namesakes,
    NameToken,
    NewChange,
    Outcome,
    OverLimit,
    Overwrite,
    Reason,
    RowCheck,
    RowNames,
    RowsWritten,
    SourceCounts,
    UnattendedLimit,
    Verification,
)

if TYPE_CHECKING:
    from albumsync_dagster.supabase.client import SupabaseClient
    from albumsync_dagster.supabase.migrate import apply_migrations, check_visible
    from albumsync_dagster.supabase.transport import role_of

__all__ = [
    "FUNCTION_NAME",
    "WITHDRAW",
    "AlbumFacts",
    "AlbumState",
    "BackfillCounts",
    "Change",
    "ChangeStatus",
    "Decided",
    "EnrichedAlbum",
    "EnrichmentCounts",
    "FactsImported",
    "Health",
    "HistoryFilter",
    "JournalLost",
    "Journaled",
    "KeyCounts",
    "ListingRecorded",
    "NameToken",
    "NamedByAPerson",
    "Namesakes",
    "NewChange",
    "NewWord",
    "Outcome",
    "OverLimit",
    "Overwrite",
    "Reason",
    "RowCheck",
    "RowNames",
    "RowsWritten",
    "SourceCounts",
    "StoredProposal",
    "StoredWord",
    "SupabaseAnswerError",
    "SupabaseBusy",
    "SupabaseClient",
    "SupabaseError",
    "SupabaseExhausted",
    "SupabaseNotReady",
    "SupabaseRefused",
    "SupabaseUnavailable",
    "UnattendedLimit",
    "Verification",
    "apply_migrations",
    "check_visible",
    "role_of",
]


_MODULES = {
    "SupabaseClient": "client",
    "apply_migrations": "migrate",
    "check_visible": "migrate",
    "role_of": "transport",
}


def __getattr__(name: str) -> Any:
    # The client brings httpx, migrations bring psycopg: each takes longer to import than all the rest, and most
    # processes that know the values never ask the database.
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
