"""A small account on real servers, a client in a process of its own, and a trap between them.

One stage serves many performances: each starts from the same scene, runs one operation in a fresh process, and is then
judged by what both sides and the journal really hold. Not here: which calls the trap is set for.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
from starlette.types import ASGIApp, Receive, Scope, Send

from albumsync_dagster.supabase.migrate import apply_migrations
from albumsync_dagster.sync.values import Systems
from albumsync_dagster_tests.support.operations import run_client, systems_of
from albumsync_dagster_tests.support.processes import process
from albumsync_dagster_tests.support.trap import Trap
from albumsync_sandbox.gallery import GalleryAlbum, GalleryImage, GalleryRow, SampleGallery, image_url
from albumsync_sandbox.gateway import Gateway, make_token
from albumsync_sandbox.postgres import Postgres
from albumsync_sandbox.serving import serve
from albumsync_sandbox.smugmug import Credentials, SmugMugSimulator

SECRET = "a-secret-of-the-stage-0123456789abcdef"
DAY = datetime(2025, 5, 30, 18, 15, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AlbumTruth:
    """What both sides hold of one album."""

    name: str
    rows: Mapping[str | None, int]
    """Name -> number of photo rows."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A line of the journal, in order."""

    album_key: str
    old_name: str | None
    new_name: str
    status: str
    reason: str
    run_id: str


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything that matters after a performance."""

    albums: Mapping[str, AlbumTruth]
    journal: tuple[JournalLine, ...]


@dataclass(frozen=True, slots=True)
class Performance:
    """How one run of the client ended."""

    exit_code: int
    """Negative: killed by that signal."""
    calls: int


async def start_and_stop(receive: Receive, send: Send) -> None:
    """Answer a server that starts an app and stops it again, for an app that needs neither."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


class _Swapped:
    """An app whose inside can be exchanged while it is served."""

    def __init__(self) -> None:
        self.inside: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            # The server starts before the first scene is set; what is inside has no start of its own.
            await start_and_stop(receive, send)
            return
        assert self.inside is not None
        await self.inside(scope, receive, send)


_REPLACED = """
do $$
declare
  each text;
  columns text;
begin
  foreach each in array array{tables}::text[] loop
    execute format('delete from public.%I where true', each);
    -- Those of a kept table that are there to be written; a test may have taken one away, none computes one.
    select string_agg(quote_ident(kept.attname), ', ') into columns
      from pg_attribute kept join pg_attribute now using (attname)
     where kept.attrelid = to_regclass(format('{scene}.%I', each)) and kept.attnum > 0 and not kept.attisdropped
       and now.attrelid = format('public.%I', each)::regclass and now.attgenerated = '';
    if columns is not null then
      execute format(
        'insert into public.%1$I (%2$s) overriding system value select %2$s from {scene}.%1$I', each, columns);
    end if;
  end loop;
end $$
"""
"""The rows of these tables go, and those that were kept for a scene take their place: in one call, not in fifty."""


class Stage:
    """Both servers of the outside world; made by ``stage``."""

    def __init__(
        self,
        server: Postgres,
        database: str,
        smugmug: _Swapped,
        urls: tuple[str, str],
        gateway: _Swapped,
        real_gateway: ASGIApp,
    ) -> None:
        self._server = server
        self.database = database
        self._smugmug = smugmug
        self._gateway = gateway
        self._real_gateway = real_gateway
        self._smugmug_url, self._gateway_url = urls
        self._credentials: Credentials | None = None
        self.is_set = False
        """Whether a scene was ever set."""
        self.simulator = SmugMugSimulator()
        self.connection = psycopg.connect(server.url(database, role="supabase_admin"), autocommit=True)
        # What the migrations themselves filled stays as it is.
        self._emptied = [table for table in self._tables("public") if self._is_empty(table)]
        self._reached: dict[str, tuple[list[str], list[GalleryAlbum]]] = {}

    def set_scene(self, albums: int, *, rows: int = 3, asked: int = 0) -> list[str]:
        """A fresh account: albums whose names lack the day, in step, already pulled, with nothing in the journal.

        Args:
            albums: How many.
            rows: Photo rows of each.
            asked: Further albums, whose names state another day than their photos: a person is asked about them.

        Returns:
            The keys of the albums, then those of the further ones; three more exist that no plan touches.
        """
        wanted = [sample_album(number) for number in range(albums)] + [asked_album(number) for number in range(asked)]
        keys = [album.album_key for album in wanted]
        gallery = wanted + [kept_album(number) for number in range(3)]
        scene = f"scene_{albums}_{rows}_{asked}"
        self._begin(gallery, scene)
        # Read once, and kept beside: a pull by a process of its own takes longer than most tests.
        if self._tables(scene):
            return keys
        with self.connection.cursor().copy(
            "copy public.photo_metadata (photo_id, image_key, album_key, album_name) from stdin"
        ) as copy:
            for album in gallery:
                for number in range(rows):
                    copy.write_row((uuid.uuid4(), f"{album.album_key}{number}", album.album_key, album.name))
        assert self.run_client("pull").exit_code == 0
        self._keep(scene)
        return keys

    def set_reached(self, name: str, reach: Callable[[], list[str]]) -> list[str]:
        """A scene that runs of the client lead to: they are done once, and what they left on both sides is kept.

        Args:
            name: Of the scene, in letters that SQL takes unquoted.
            reach: Sets a scene, goes on from there, and returns the keys of the albums that may change.

        Returns:
            These keys.
        """
        scene = f"reached_{name}"
        if name not in self._reached:
            keys = reach()
            self._keep(scene)
            self._reached[name] = keys, [record.album for record in self.simulator.state.albums()]
        keys, gallery = self._reached[name]
        self._begin(gallery, scene)
        return keys

    def _begin(self, gallery: Sequence[GalleryAlbum], scene: str) -> None:
        """Both sides as they were kept for this scene; an empty database where none was."""
        self.simulator = SmugMugSimulator(gallery)
        self.is_set = True
        self.set_trap(Trap())
        with self.connection.transaction():
            # The journal refuses to be emptied for every role; only a superuser can look away.
            self.connection.execute("set local session_replication_role = replica")
            self.connection.execute(_REPLACED.format(tables=self._emptied, scene=scene).encode())

    def _keep(self, scene: str) -> None:
        with self.connection.transaction():
            self.connection.execute(f"create schema {scene}")
            for table in self._emptied:
                self.connection.execute(f"create table {scene}.{table} as table public.{table}")

    def _tables(self, schema: str) -> list[str]:
        found = self.connection.execute("select tablename from pg_tables where schemaname = %s", [schema])
        return [str(name) for (name,) in found]

    def _is_empty(self, table: str) -> bool:
        return self.connection.execute(f"select from public.{table} limit 1").fetchone() is None

    def run_client(self, operation: str, trap: Trap | None = None, **arguments: Any) -> Performance:
        """Run an operation of ``operations`` in a process of its own, with this trap set."""
        trap = trap or Trap()
        client = process(run_client, operation, self.environment(), arguments)
        # The lock makes its first call wait until the trap knows whom to kill.
        with trap.lock:
            self.set_trap(trap)
            client.start()
            trap.victim = client.pid
        client.join(200)
        if client.exitcode is None:
            client.kill()
            raise AssertionError(f"{operation} did not end; its last call was {trap.calls[-1:]}")
        return Performance(exit_code=client.exitcode, calls=len(trap.calls))

    @contextmanager
    def systems(self, trap: Trap | None = None) -> Iterator[Systems]:
        """Both clients in this process, for tests that nobody has to die in."""
        self.set_trap(trap or Trap())
        with systems_of(self.environment()) as made:
            yield made

    def set_trap(self, trap: Trap) -> None:
        """Put this trap between whoever calls next and the servers."""
        self._smugmug.inside = trap.wrap("smugmug", self.simulator.app)
        self._gateway.inside = trap.wrap("supabase", self._real_gateway)

    @contextmanager
    def refuses_long_names(self, album_key: str, shorter_than: int) -> Iterator[None]:
        """A constraint of the user's, named ``short``: photo rows of this album take no name of so many characters."""
        self.connection.execute(
            "alter table public.photo_metadata add constraint short "
            f"check (album_key <> '{album_key}' or length(album_name) < {shorter_than}) not valid".encode()
        )
        try:
            yield
        finally:
            self.connection.execute("alter table public.photo_metadata drop constraint short")

    def environment(self) -> dict[str, str]:
        """The outside world as the product is told of it."""
        credentials = self.simulator.credentials
        return {
            "SMUGMUG_API_KEY": credentials.consumer_key,
            "SMUGMUG_API_SECRET": credentials.consumer_secret,
            "SMUGMUG_ACCESS_TOKEN": credentials.token,
            "SMUGMUG_ACCESS_TOKEN_SECRET": credentials.token_secret,
            "SMUGMUG_API_BASE": self._smugmug_url,
            "SUPABASE_URL": self._gateway_url,
            "SUPABASE_SERVICE_ROLE_KEY": make_token(SECRET, "service_role"),
        }

    @property
    def database_url(self) -> str:
        """The database past the gateway, as the owner of the tables."""
        return self._server.url(self.database)

    def truth(self) -> Truth:
        """Read both sides past every client."""
        rows: dict[str, dict[str | None, int]] = {}
        for key, name, count in self.connection.execute(
            "select album_key, album_name, count(*) from public.photo_metadata group by 1, 2"
        ):
            rows.setdefault(key, {})[name] = count
        albums = {
            record.album.album_key: AlbumTruth(record.album.name, rows.get(record.album.album_key, {}))
            for record in self.simulator.state.albums()
        }
        journal = tuple(
            JournalLine(*line)
            for line in self.connection.execute(
                "select album_key, old_name, new_name, status, reason, run_id "
                "from public.album_name_changes order by sequence"
            )
        )
        return Truth(albums, journal)


def violations(before: Truth, after: Truth, planned: list[str]) -> list[str]:
    """What a finished run must never leave behind, as sentences."""
    found: list[str] = []
    newest = {line.album_key: line for line in after.journal}
    found += [
        f"{line.album_key} is still {line.status}" for line in after.journal if line.status in ("planned", "renamed")
    ]
    for key, album in after.albums.items():
        if key not in planned:
            if album != before.albums[key]:
                found.append(f"{key} was not planned and was touched: {album}")
            continue
        line = newest.get(key)
        if line is None:
            if album != before.albums[key]:
                found.append(f"{key} changed without a line in the journal: {album}")
            continue
        if line.reason != "restore" and set(album.rows) - {album.name}:
            found.append(f"{key} is apart: SmugMug says {album.name!r}, the rows say {dict(album.rows)}")
        expected = line.new_name if line.status in ("done", "verified") else line.old_name
        if album.name != expected:
            found.append(f"{key} is {album.name!r} although the journal says {line}")
    return found


@contextmanager
def stage(server: Postgres) -> Iterator[Stage]:
    """Start both sides over a PostgreSQL that runs; the scene is set later, as often as wanted."""
    with ExitStack() as stack:
        database = f"stage_{uuid.uuid4().hex[:8]}"
        server.create_database(database)
        stack.callback(server.drop_database, database)
        apply_migrations(server.url(database))
        real = Gateway(server.url(database, role="authenticator"), SECRET).app()
        smugmug, gateway = _Swapped(), _Swapped()
        smugmug_url = stack.enter_context(serve(smugmug))
        # The gateway's own lifespan (it listens for schema reloads) belongs to the server of the bare app.
        stack.enter_context(serve(real))
        gateway_url = stack.enter_context(serve(gateway))
        made = Stage(server, database, smugmug, (smugmug_url, gateway_url), gateway, real)
        stack.callback(made.connection.close)
        yield made


def sample_album(number: int) -> GalleryAlbum:
    """An album whose name does not say on which day it was photographed."""
    name = f"Harbor Cup {number + 1} - Stars vs Thunder"
    return _album(f"Alb{number:03}", name, DAY + timedelta(days=7 * number))


def asked_album(number: int) -> GalleryAlbum:
    """An album whose name states another day than its photos."""
    name = f"Mercer Open {number + 1} - Comets vs Blazers - Mar {number % 28 + 1}, 2025"
    return _album(f"Ask{number:03}", name, DAY + timedelta(days=7 * number))


def kept_album(number: int) -> GalleryAlbum:
    """An album whose name is canonical already."""
    name = f"Kept Regatta {number + 1} - May 30, 2025"
    return _album(f"Kep{number:03}", name, DAY)


def gallery_of(albums: Iterable[GalleryAlbum]) -> SampleGallery:
    """An account of these albums, with a photo row for each of their photos."""
    made = tuple(albums)
    rows = tuple(
        GalleryRow(
            photo_id=uuid.uuid4(),
            image_key=image.image_key,
            album_key=album.album_key,
            album_name=album.name,
            image_url=image_url(album, image, "XL"),
            thumbnail_url=image_url(album, image, "Th"),
            original_url=image_url(album, image, "O"),
            quality_score=Decimal(1),
            upload_date=album.created.replace(tzinfo=None),
        )
        for album in made
        for image in album.images
    )
    return SampleGallery(nickname="sample", full_name="Sam Sample", albums=made, rows=rows, enrichments=())


def _album(key: str, name: str, day: datetime) -> GalleryAlbum:
    url_name = "-".join(name.replace(" - ", " ").split())
    image = GalleryImage(
        image_key=f"{key}i",
        serial=0,
        file_name="IMG_0001.JPG",
        taken=day.replace(tzinfo=None),
        uploaded=day,
        digest="0" * 41,
    )
    return GalleryAlbum(
        album_key=key,
        node_id=f"n{key}",
        name=name,
        original_name=name,
        url_name=url_name,
        url_path=f"/Sports/{url_name}",
        created=day,
        last_updated=day,
        images_last_updated=day,
        images=tuple(replace(image, image_key=f"{key}{number}") for number in range(3)),
    )
