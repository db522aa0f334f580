"""The sandbox as one thing: everything that albumsync talks to, started together and stopped together.

Here: the order of starting, and the environment that points the product at it. Not here: any of the parts.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from albumsync_dagster.supabase.migrate import apply_migrations
from albumsync_sandbox.gallery import SampleGallery, load_rows, sample_gallery
from albumsync_sandbox.gateway import FrontDoor, Gateway
from albumsync_sandbox.postgres import HOST, Postgres, postgres
from albumsync_sandbox.serving import serve
from albumsync_sandbox.smugmug import SmugMugSimulator

GALLERY_DATABASE = "gallery"
DAGSTER_DATABASE = "dagster"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A running sandbox and handles on its parts."""

    gallery: SampleGallery = field(repr=False)
    """As it was at the start."""
    postgres: Postgres
    smugmug: SmugMugSimulator
    front_door: FrontDoor
    smugmug_url: str
    supabase_url: str

    def environment(self) -> dict[str, str]:
        """The environment variables that point albumsync and Dagster at this world. They hold its secrets."""
        smugmug = self.smugmug.credentials
        return {
            "SMUGMUG_API_KEY": smugmug.consumer_key,
            "SMUGMUG_API_SECRET": smugmug.consumer_secret,
            "SMUGMUG_ACCESS_TOKEN": smugmug.token,
            "SMUGMUG_ACCESS_TOKEN_SECRET": smugmug.token_secret,
            "SMUGMUG_API_BASE": self.smugmug_url,
            "SUPABASE_URL": self.supabase_url,
            "SUPABASE_SECRET_KEY": self.front_door.secret_key,
            "ALBUMSYNC_DATABASE_URL": self.postgres.url(GALLERY_DATABASE),
            "DAGSTER_PG_USER": "postgres",
            "DAGSTER_PG_PASSWORD": self.postgres.password,
            "DAGSTER_PG_HOST": HOST,
            "DAGSTER_PG_PORT": str(self.postgres.port),
            "DAGSTER_PG_DB": DAGSTER_DATABASE,
        }


@contextmanager
def sandbox(state: Path, *, gallery: SampleGallery | None = None) -> Iterator[World]:
    """Runs the outside world for the length of the block, freshly damaged each time.

    The SmugMug account lives in memory, so the databases start over with it; only the PostgreSQL cluster is kept, which
    is what makes the second start fast. Keys and tokens are new each time too.

    Args:
        state: A folder of the sandbox's own; made where it is missing.
        gallery: What both sides hold at the start; the sample gallery if left out.

    Yields:
        The running world.

    Raises:
        SandboxError: PostgreSQL could not start, or another sandbox uses the folder.
    """
    gallery = gallery or sample_gallery()
    with postgres(state / "postgres") as server:
        for database in (GALLERY_DATABASE, DAGSTER_DATABASE):
            server.drop_database(database)
        server.create_database(GALLERY_DATABASE)
        server.create_database(DAGSTER_DATABASE, template="template0")
        apply_migrations(server.url(GALLERY_DATABASE))
        with psycopg.connect(server.url(GALLERY_DATABASE)) as connection:
            load_rows(connection, gallery)
        front_door = FrontDoor(secrets.token_urlsafe(32))
        gateway = Gateway(server.url(GALLERY_DATABASE, role="authenticator"), front_door.secret, front_door)
        smugmug = SmugMugSimulator(gallery.albums, nickname=gallery.nickname, full_name=gallery.full_name)
        with serve(gateway.app()) as supabase_url, serve(smugmug.app) as smugmug_url:
            yield World(
                gallery=gallery,
                postgres=server,
                smugmug=smugmug,
                front_door=front_door,
                smugmug_url=smugmug_url,
                supabase_url=supabase_url,
            )
