"""The two systems as Dagster resources: how long a client lives, and what the assets know it as.

Here: lifetime. Not here: how a client is made from the settings (``clients``), anything a client does.

A resource has no config, so no credential can stand in a run's config, in the event log or in the Launchpad: the
settings are read when a run, or a sensor's tick, opens the client. Nothing is opened at import, and the definitions
load without any environment variable.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg

from albumsync_dagster import clients
from albumsync_dagster.settings import load_settings
from albumsync_dagster.smugmug import SmugMugClient
from albumsync_dagster.supabase import SupabaseClient
from albumsync_dagster.sync.values import Run

SmugMug = dg.ResourceParam[SmugMugClient]
"""The SmugMug account, as an asset or op asks for it."""
Supabase = dg.ResourceParam[SupabaseClient]
"""The Supabase project, as an asset, op, check or sensor asks for it."""


@dg.resource(
    description="The SmugMug account, by the environment's SMUGMUG_* variables. `albumsync login` makes the token,"
    " `albumsync doctor` tries it."
)
def smugmug(context: dg.InitResourceContext) -> Iterator[SmugMugClient]:
    """One client, and so one pace, for the length of a run."""
    with clients.smugmug_client(load_settings()) as client:
        yield client


@dg.resource(
    description="The Supabase project that holds the photo rows, albumsync's tables and the functions of"
    " `migrations/`, by the environment's SUPABASE_* variables."
)
def supabase(context: dg.InitResourceContext) -> Iterator[SupabaseClient]:
    """One client for the length of a run or of a sensor's tick."""
    with clients.supabase_client(load_settings()) as client:
        yield client


_UNATTENDED = ("dagster/schedule_name", "dagster/sensor_name")
"""Tags of runs that no person started; Dagster copies them to every retry."""


def run_of(context: dg.AssetExecutionContext | dg.OpExecutionContext | dg.AssetCheckExecutionContext) -> Run:
    """A Dagster run as the journal names it: `albumsync undo --run` takes the id that the web UI shows."""
    return Run(
        id=context.run.run_id,
        changed_by=load_settings().changed_by,
        started_at=datetime.now(UTC),
        unattended=any(tag in context.run.tags for tag in _UNATTENDED),
    )


SMUGMUG_POOL = "smugmug"
"""Bounds the work on the account over all runs; its limit is in ``deploy/dagster.yaml`` and in the UI, Deployment."""
