"""From the settings to the clients of both systems: one factory for the command line, Dagster and the review page.

Here: which settings a client needs, and how patient it is. Not here: where settings come from (``settings``), how long
a client lives (the callers), and anything a client does.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from albumsync_dagster.network import read_network
from albumsync_dagster.settings import Settings
from albumsync_dagster.smugmug import Credentials, SmugMugClient
from albumsync_dagster.supabase import SupabaseClient, SupabaseError
from albumsync_dagster.sync.values import Systems

if TYPE_CHECKING:
    from pydantic import SecretStr

SMUGMUG_SETTINGS = ("smugmug_api_key", "smugmug_api_secret", "smugmug_access_token", "smugmug_access_token_secret")
SUPABASE_SETTINGS = ("supabase_url", "supabase_secret_key")

_TURNS_AGAIN_SECONDS = 30.0
"""So long after a failure the database is asked for turns again."""

_log = logging.getLogger(__name__)

CONNECT_SECONDS = 5.0
"""Time-out of the first connection to an address, while a person waits. A scheduled run uses ALBUMSYNC_PATIENCE
instead."""
_LEAST_ANSWER_SECONDS = 10.0
"""Shortest time-out of an answer, even with a small ALBUMSYNC_PATIENCE: a slow server must not count as a dead one."""
_MOST_ANSWER_SECONDS = {"smugmug": 90.0, "supabase": 30.0}
"""Longest time-out of an answer; Supabase stops its own statements after 8 s."""


@contextmanager
def open_systems(settings: Settings, *, attended: bool = False) -> Iterator[Systems]:
    """A client for either side, open for the length of the block.

    Args:
        settings: What the environment says.
        attended: A person waits for the answer.

    Raises:
        SettingsError: Settings of either side are missing; one error names them all.
    """
    with (
        open_smugmug(settings, attended=attended) as smugmug,
        supabase_client(settings, attended=attended) as supabase,
    ):
        yield Systems(smugmug, supabase)


@contextmanager
def open_smugmug(settings: Settings, *, attended: bool = False) -> Iterator[SmugMugClient]:
    """A client of the SmugMug account that shares its pace with every other process that works on the account.

    The turns are in the database. Where that does not give any, the process keeps its own pace.

    Args:
        settings: What the environment says.
        attended: A person waits for the answer.

    Raises:
        SettingsError: As for ``smugmug_client`` and ``supabase_client``; one error names all that is missing of both.
    """
    settings.require(*SMUGMUG_SETTINGS, *SUPABASE_SETTINGS)
    # The queue protects SmugMug. An unreachable database must not block it.
    impatient = settings.model_copy(update={"patience": 0.0})
    with supabase_client(impatient) as supabase:
        turns = _Turns(supabase)
        try:
            with smugmug_client(settings, attended=attended, reserve=turns.reserve) as smugmug:
                yield smugmug
        finally:
            turns.are_over()


class _Turns:
    """The turns of the account in the database, for as long as it gives them."""

    def __init__(self, supabase: SupabaseClient) -> None:
        self._supabase = supabase
        self._not_before = 0.0

    def are_over(self) -> None:
        """From now on none are taken: clients of this process share one pace, and another may live longer."""
        self._not_before = math.inf

    def reserve(self, turns: int, interval_seconds: float) -> float | None:
        """Seconds until the first of these turns; None where the database does not give any."""
        if time.monotonic() < self._not_before:
            return None
        try:
            return self._supabase.take_turns(turns, interval_seconds=interval_seconds)
        except SupabaseError as error:
            self._not_before = time.monotonic() + _TURNS_AGAIN_SECONDS
            # The command that needs the database reports why it does not answer.
            _log.info(
                "The shared pace for SmugMug could not be read; this process uses its own pace: %s",
                error.sentence,
            )
            return None


def smugmug_client(
    settings: Settings, *, attended: bool = False, reserve: Callable[[int, float], float | None] | None = None
) -> SmugMugClient:
    """A client of the SmugMug account; use it in a ``with`` block.

    Args:
        settings: What the environment says.
        attended: A person waits for the answer.
        reserve: Takes turns of the account, where other processes may work on it too.

    Raises:
        SettingsError: One of the four credentials is missing, ``SMUGMUG_API_BASE`` is no address, or a network
            setting of the machine cannot be used.
    """
    settings.require(*SMUGMUG_SETTINGS)
    return SmugMugClient(
        Credentials(
            settings.smugmug_api_key or "",
            _plain(settings.smugmug_api_secret),
            _plain(settings.smugmug_access_token),
            _plain(settings.smugmug_access_token_secret),
        ),
        base_url=settings.smugmug_api_base,
        requests_per_second=settings.requests_per_second,
        threads=settings.threads,
        patience=settings.patience,
        connect_patience=_connect_patience(settings, attended=attended),
        timeout=(10.0, _answer_seconds(settings, "smugmug")),
        network=read_network(),
        reserve=reserve,
    )


def supabase_client(settings: Settings, *, attended: bool = False) -> SupabaseClient:
    """A client of the Supabase project; use it in a ``with`` block.

    Args:
        settings: What the environment says.
        attended: A person waits for the answer.

    Raises:
        SettingsError: The URL or the key is missing, or a network setting of the machine cannot be used.
        SupabaseRefused: The URL cannot be one of Supabase.
    """
    settings.require(*SUPABASE_SETTINGS)
    return SupabaseClient(
        settings.supabase_url or "",
        _plain(settings.supabase_secret_key),
        timeout=_answer_seconds(settings, "supabase"),
        retry_seconds=settings.patience,
        connect_retry_seconds=_connect_patience(settings, attended=attended),
        network=read_network(),
        enrichment_view=settings.enrichment_view,
    )


def _answer_seconds(settings: Settings, system: str) -> float:
    return min(max(settings.patience, _LEAST_ANSWER_SECONDS), _MOST_ANSWER_SECONDS[system])


def _connect_patience(settings: Settings, *, attended: bool) -> float:
    return min(settings.patience, CONNECT_SECONDS) if attended else settings.patience


def _plain(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()
