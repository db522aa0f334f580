"""The two systems as Dagster resources: where a client gets its settings from, and how long it lives.

Here: configuration and lifetime. Not here: anything a client does. Nothing is opened at import; the definitions load
without any environment variable, and only a run that asks for a client needs its credentials.

Options beside the credentials (thresholds, pace, exclusions) come from ``settings``, as for the command line.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self

import dagster as dg
from pydantic import Field, PrivateAttr
from pydantic.config import JsonDict

from albumsync_dagster.settings import load_settings
from albumsync_dagster.smugmug import Credentials, SmugMugClient
from albumsync_dagster.supabase import SupabaseClient
from albumsync_dagster.sync.values import Run, Systems

_SECRET: JsonDict = {"dagster__is_secret": True}


class SmugMug(dg.ConfigurableResource[Any]):
    """The SmugMug account, by OAuth 1.0a. ``albumsync login`` makes the token, ``albumsync doctor`` tries it."""

    api_key: str = Field(description="API key of your SmugMug application.")
    api_secret: str = Field(description="Its secret.", json_schema_extra=_SECRET)
    access_token: str = Field(description="Access token with Full and Modify.", json_schema_extra=_SECRET)
    access_token_secret: str = Field(description="Its secret.", json_schema_extra=_SECRET)
    api_base: str = Field(default="", description="Root of the API; empty takes SMUGMUG_API_BASE, else the vendor's.")

    _client: SmugMugClient | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Self]:
        """Keep one client, and so one pace, for the length of a run."""
        settings = load_settings()
        credentials = Credentials(
            api_key=self.api_key,
            api_secret=self.api_secret,
            access_token=self.access_token,
            access_token_secret=self.access_token_secret,
        )
        with SmugMugClient(
            credentials,
            base_url=self.api_base or settings.smugmug_api_base,
            requests_per_second=settings.requests_per_second,
            threads=settings.threads,
        ) as client:
            self._client = client
            yield self

    @property
    def client(self) -> SmugMugClient:
        """The client of this run."""
        assert self._client is not None, "Dagster opens a resource before it hands it out."  # noqa: S101
        return self._client


class Supabase(dg.ConfigurableResource[Any]):
    """The Supabase project that holds the photo rows, albumsync's tables and the functions of ``migrations/``."""

    service_role_key: str = Field(description="Service role key of the project.", json_schema_extra=_SECRET)
    url: str = Field(default="", description="URL of the project; empty takes SUPABASE_URL, else VITE_SUPABASE_URL.")

    _client: SupabaseClient | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Self]:
        """Keep one client for the length of a run or a sensor's tick."""
        settings = load_settings()
        if not self.url:
            settings.require("supabase_url")
        with SupabaseClient(self.url or settings.supabase_url or "", self.service_role_key) as client:
            self._client = client
            yield self

    @property
    def client(self) -> SupabaseClient:
        """The client of this run."""
        assert self._client is not None, "Dagster opens a resource before it hands it out."  # noqa: S101
        return self._client


def both_sides(smugmug: SmugMug, supabase: Supabase) -> Systems:
    """The two clients as the protocol takes them."""
    return Systems(smugmug.client, supabase.client)


def run_of(context: dg.AssetExecutionContext | dg.OpExecutionContext | dg.AssetCheckExecutionContext) -> Run:
    """A Dagster run as the journal names it: `albumsync undo --run` takes the id that the web UI shows."""
    return Run(id=context.run.run_id, changed_by=load_settings().changed_by, started_at=datetime.now(UTC))


SMUGMUG = SmugMug(
    api_key=dg.EnvVar("SMUGMUG_API_KEY"),
    api_secret=dg.EnvVar("SMUGMUG_API_SECRET"),
    access_token=dg.EnvVar("SMUGMUG_ACCESS_TOKEN"),
    access_token_secret=dg.EnvVar("SMUGMUG_ACCESS_TOKEN_SECRET"),
)
SUPABASE = Supabase(service_role_key=dg.EnvVar("SUPABASE_SERVICE_ROLE_KEY"))

SMUGMUG_POOL = "smugmug"
"""Bounds the work on the account over all runs; its limit is in ``dagster.yaml`` and in the UI, Deployment."""
