"""From the settings to what the protocol works on: both clients, and the run that a command is.

Not here: what a command does with them.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from albumsync_dagster.settings import Settings, load_settings

if TYPE_CHECKING:
    from pydantic import SecretStr

    from albumsync_dagster.smugmug import Credentials, SmugMugClient
    from albumsync_dagster.supabase import SupabaseClient
    from albumsync_dagster.sync.values import Run, Systems

SMUGMUG = ("smugmug_api_key", "smugmug_api_secret", "smugmug_access_token", "smugmug_access_token_secret")
SUPABASE = ("supabase_url", "supabase_service_role_key")

CONNECT_SECONDS = 5.0
"""How long a person waits for an address where nobody ever answered. Nobody waits for a scheduled run, which is as
patient with that as with everything else."""
_LEAST_ANSWER_SECONDS = 10.0
"""What an answer may take however little patience there is: a slow server is none that hangs."""
_MOST_ANSWER_SECONDS = {"smugmug": 90.0, "supabase": 30.0}
"""What an answer may take at most; Supabase stops its own statements after 8 s."""


def now() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day on this computer's calendar: no photo is younger."""
    return now().astimezone().date()


def new_run(settings: Settings, *, changed_by: str | None = None) -> Run:
    """A run of its own; its id begins with the time, so that runs sort as they happened."""
    from albumsync_dagster.sync.values import Run

    started_at = now()
    return Run(
        id=f"{started_at:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}",
        changed_by=changed_by or settings.changed_by,
        started_at=started_at,
    )


@contextmanager
def both_sides(settings: Settings | None = None) -> Iterator[tuple[Settings, Systems]]:
    """The settings and a client for either side, open for the length of the block.

    Raises:
        SettingsError: A setting is missing or can not be read.
    """
    from albumsync_dagster.sync.values import Systems

    settings = settings or load_settings()
    settings.require(*SMUGMUG, *SUPABASE)
    with smugmug_client(settings) as smugmug, supabase_client(settings) as supabase:
        yield settings, Systems(smugmug, supabase)


@contextmanager
def database(settings: Settings | None = None) -> Iterator[tuple[Settings, SupabaseClient]]:
    """The settings and the Supabase side alone, for commands that ask nothing of SmugMug."""
    settings = settings or load_settings()
    settings.require(*SUPABASE)
    with supabase_client(settings) as supabase:
        yield settings, supabase


def credentials(settings: Settings) -> Credentials:
    """SmugMug's four credentials, which ``settings`` must hold."""
    from albumsync_dagster.smugmug import Credentials

    return Credentials(
        settings.smugmug_api_key or "",
        _plain(settings.smugmug_api_secret),
        _plain(settings.smugmug_access_token),
        _plain(settings.smugmug_access_token_secret),
    )


def smugmug_client(settings: Settings) -> SmugMugClient:
    """A client of the SmugMug account; use it in a ``with`` block."""
    from albumsync_dagster.smugmug import SmugMugClient

    return SmugMugClient(
        credentials(settings),
        base_url=settings.smugmug_api_base,
        requests_per_second=settings.requests_per_second,
        threads=settings.threads,
        patience=settings.patience,
        connect_patience=_connect_patience(settings),
        timeout=(10.0, _answer_seconds(settings, "smugmug")),
    )


def supabase_client(settings: Settings) -> SupabaseClient:
    """A client of the Supabase project; use it in a ``with`` block."""
    from albumsync_dagster.supabase import SupabaseClient

    return SupabaseClient(
        settings.supabase_url or "",
        _plain(settings.supabase_service_role_key),
        timeout=_answer_seconds(settings, "supabase"),
        retry_seconds=settings.patience,
        connect_retry_seconds=_connect_patience(settings),
    )


def _answer_seconds(settings: Settings, system: str) -> float:
    return min(max(settings.patience, _LEAST_ANSWER_SECONDS), _MOST_ANSWER_SECONDS[system])


def _connect_patience(settings: Settings) -> float:
    return min(settings.patience, CONNECT_SECONDS) if sys.stderr.isatty() else settings.patience


def _plain(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()
