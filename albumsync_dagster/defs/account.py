"""One SmugMug account in Dagster: the names of its definitions, its settings, its clients.

Here: names and lifetimes. Partitions, pools, jobs and ops are known to a whole Dagster instance by their names alone,
so each carries the account's name. Not here: how a client is made from the settings (``clients``), anything it does.

A resource has no config, so no credential can stand in a run's config, in the event log or in the Launchpad. The
settings are values that were read once, when the definitions were made; a client is opened when a step of a run, or a
sensor's tick, asks for it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import dagster as dg

from albumsync_dagster.defs.event_log_io import values_in_the_event_log
from albumsync_dagster.defs.failing import as_dagster_failure
from albumsync_dagster.settings import Settings
from albumsync_dagster.sync.values import Run, Systems

if TYPE_CHECKING:
    from albumsync_dagster.smugmug import SmugMugClient
    from albumsync_dagster.supabase import SupabaseClient

Context = dg.AssetExecutionContext | dg.OpExecutionContext | dg.AssetCheckExecutionContext

_UNATTENDED = ("dagster/schedule_name", "dagster/sensor_name")
"""Tags of runs that no person started; Dagster copies them to every retry."""


TICK_PATIENCE_SECONDS = 20.0
"""Dagster ends a tick after 60 seconds with an error of its own, and the daemon's other sensors wait for it."""

Client = TypeVar("Client")


@dataclass(slots=True)
class Opening(Generic[Client]):
    """A client that is opened where a step first asks for it, and then serves all steps of the run.

    Where the settings cannot be used, the step fails with one sentence. If the resource itself failed, Dagster would
    report that a function of ours has failed, with its own stack and without a step.
    """

    open: Callable[[], AbstractContextManager[Client]]
    _opened: ExitStack = field(default_factory=ExitStack)
    _client: Client | None = None

    def client(self) -> Client:
        """The client.

        Raises:
            Failure: A setting is missing or cannot be used.
        """
        if self._client is None:
            with as_dagster_failure():
                self._client = self._opened.enter_context(self.open())
        return self._client

    def close(self) -> None:
        """Close the client if there is one."""
        self._opened.close()


@dataclass(frozen=True, kw_only=True)
class Account:
    """One account.

    Args:
        name: Prefix of everything, letters, digits and underscores; empty where Dagster serves this account alone.
        settings: Of this account.
    """

    name: str
    settings: Settings

    def called(self, name: str) -> str:
        """The name of a job, schedule, sensor, op, pool or resource of this account."""
        return f"{self.name}_{name}" if self.name else name

    def group(self, name: str) -> str:
        """The name of a group of assets."""
        return f"{self.name}/{name}" if self.name else name

    @property
    def prefix(self) -> list[str]:
        """The prefix of asset keys."""
        return [self.name] if self.name else []

    def key(self, asset: str) -> dg.AssetKey:
        """The key of an asset."""
        return dg.AssetKey([*self.prefix, asset])

    @property
    def owners(self) -> list[str]:
        """The owners of the assets."""
        return list(self.settings.owners)

    @cached_property
    def albums(self) -> dg.DynamicPartitionsDefinition:
        """The albums as partitions."""
        return dg.DynamicPartitionsDefinition(name=self.partitions)

    @property
    def partitions(self) -> str:
        """The name of the set of partitions."""
        return self.called("albums")

    @property
    def pool(self) -> str:
        """Bounds the work on the account over all runs; the limit is in ``deploy/dagster.yaml`` and in the UI.

        Dagster holds a run back in its queue only where every op that it begins with has a pool without room, so each
        of ours that may begin a run of work on the account has it.
        """
        return self.called("smugmug")

    @property
    def smugmug_key(self) -> str:
        """The resource key of the SmugMug client."""
        return self.called("smugmug")

    @property
    def supabase_key(self) -> str:
        """The resource key of the Supabase client."""
        return self.called("supabase")

    @property
    def values_key(self) -> str:
        """The resource key of what hands values from step to step."""
        return self.called("values")

    @property
    def both(self) -> set[str]:
        """The resource keys of a step that works on both sides."""
        return {self.smugmug_key, self.supabase_key}

    def smugmug(self, context: Context) -> "SmugMugClient":
        """The SmugMug client of a run."""
        return cast("Opening[SmugMugClient]", getattr(context.resources, self.smugmug_key)).client()

    def supabase(self, context: Context) -> "SupabaseClient":
        """The Supabase client of a run."""
        return cast("Opening[SupabaseClient]", getattr(context.resources, self.supabase_key)).client()

    def supabase_for_a_tick(self) -> "SupabaseClient":
        """A Supabase client for one tick of a sensor; use it in a ``with`` block."""
        from albumsync_dagster import clients

        patience = min(self.settings.patience, TICK_PATIENCE_SECONDS)
        return clients.supabase_client(self.settings.model_copy(update={"patience": patience}))

    def systems(self, context: Context) -> Systems:
        """Both sides, as a run sees them."""
        return Systems(self.smugmug(context), self.supabase(context))

    def run(self, context: Context) -> Run:
        """A Dagster run as the journal names it: `albumsync undo --run` takes the id that the web UI shows."""
        return Run(
            id=context.run.run_id,
            changed_by=self.settings.changed_by,
            started_at=datetime.now(UTC),
            unattended=any(tag in context.run.tags for tag in _UNATTENDED),
        )

    def resources(self) -> Mapping[str, Any]:
        """The resources of this account, by key."""

        @dg.resource(description="The SmugMug account. `albumsync login` makes its token, `albumsync doctor` tries it.")
        def smugmug(context: dg.InitResourceContext) -> "Iterator[Opening[SmugMugClient]]":
            """One client, and so one pace, for the length of a run."""
            from albumsync_dagster import clients

            with closing(Opening(lambda: clients.open_smugmug(self.settings))) as opening:
                yield opening

        @dg.resource(
            description="The Supabase project that holds the photo rows, albumsync's tables and its SQL functions."
        )
        def supabase(context: dg.InitResourceContext) -> "Iterator[Opening[SupabaseClient]]":
            """One client for the length of a run."""
            from albumsync_dagster import clients

            with closing(Opening(lambda: clients.supabase_client(self.settings))) as opening:
                yield opening

        return {self.smugmug_key: smugmug, self.supabase_key: supabase, self.values_key: values_in_the_event_log}
