"""What every command begins with: the settings, the clients, and the run that a command is.

Not here: how a client is made (``clients``), what a command does with it.
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
    from albumsync_dagster.supabase import SupabaseClient
    from albumsync_dagster.sync.values import Run, Systems


def now() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day on this computer's calendar: no photo is younger."""
    return now().astimezone().date()


def attended() -> bool:
    """Whether a person waits for this command."""
    return sys.stderr.isatty()


def new_run(settings: Settings, *, changed_by: str | None = None, unattended: bool = False) -> Run:
    """A run of its own; its id begins with the time, so that runs sort as they happened."""
    from albumsync_dagster.sync.values import Run

    started_at = now()
    return Run(
        id=f"{started_at:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}",
        changed_by=changed_by or settings.changed_by,
        started_at=started_at,
        unattended=unattended,
    )


@contextmanager
def both_sides() -> Iterator[tuple[Settings, Systems]]:
    """The settings and a client for either side, open for the length of the block.

    Raises:
        SettingsError: A setting is missing or cannot be read.
    """
    from albumsync_dagster import clients

    settings = load_settings()
    with clients.open_systems(settings, attended=attended()) as systems:
        yield settings, systems


@contextmanager
def database() -> Iterator[tuple[Settings, SupabaseClient]]:
    """The settings and the Supabase side alone, for commands that ask nothing of SmugMug."""
    from albumsync_dagster import clients

    settings = load_settings()
    with clients.supabase_client(settings, attended=attended()) as supabase:
        yield settings, supabase
