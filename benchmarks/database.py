"""What the database's side costs: round trips first, then bytes and seconds.

    python benchmarks/database.py            # all of it, about two minutes on two cores
    python benchmarks/database.py --rows 100 --albums 200 --large 2000   # a quick look

Everything runs on the sandbox: the embedded PostgreSQL (fsync off), the gateway, the real supabase-py. Rivals run in
the same minute on copies of the same database: one bare ``UPDATE`` of the same rows, which is the least that any
method must do, and the design document's own way, ported from its text: one request an album, verified by reading
the rows. How long a statement took is what pg_stat_statements says of it: the server's clock, without gateway and
client. Nothing here asserts; ``docs/database.md`` quotes the figures.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from supabase import create_client

from albumsync_dagster.naming import Album, NamingOptions
from albumsync_dagster.supabase import (
    ChangeStatus,
    NewChange,
    Outcome,
    Reason,
    SupabaseClient,
    apply_migrations,
)
from albumsync_dagster.sync.planning import plan_from
from albumsync_dagster_tests.support.round_trips import count_apply
from albumsync_dagster_tests.support.stage import stage
from albumsync_sandbox.gateway.app import Gateway
from albumsync_sandbox.gateway.tokens import make_token
from albumsync_sandbox.postgres import Postgres, postgres
from albumsync_sandbox.serving import serve

SECRET = "a-secret-of-the-benchmark-0123456789abcdef"  # noqa: S105 - guards a database that lives for two minutes
NOW = datetime(2026, 5, 30, 18, 15, tzinfo=UTC)
CHUNK = 100
ROUNDS = 3

_Answer = TypeVar("_Answer")

DOCUMENT_UPDATE = """
create function document_update(album text, name text) returns jsonb language sql as $$
  with updated as (
    update photo_metadata set album_name = name, updated_at = now() where album_key = album returning photo_id
  )
  select jsonb_agg(jsonb_build_object('photo_id', photo_id)) from updated $$
"""

GALLERY = """
insert into photo_metadata (image_key, album_key, album_name, "ImageUrl", sport_type, photo_category, emotion,
  quality_score, photo_date, upload_date, enriched_at, updated_at)
select 'img' || i, 'K' || lpad((i / %(rows)s::int)::text, 6, '0'), 'Lions vs Tigers ' || i / %(rows)s::int,
  'https://photos.smugmug.com/photos/i-img' || i || '/0/abcdefghijklmnopqrstuvwxyz/XL/i-img' || i || '-XL.jpg',
  'volleyball', 'action', 'joy', 7.5, '2025-05-30 18:15:23', '2025-05-31 09:00:00', '2025-06-01 09:00:00', '2025-06-01'
from generate_series(0, %(albums)s::int * %(rows)s::int - 1) as i
"""


@dataclass
class Bench:
    """A database with a gallery, behind a gateway, and a client that is timed call by call."""

    client: SupabaseClient
    gateway: Gateway
    base_url: str
    owner: psycopg.Connection[tuple[Any, ...]]
    longest: float = 0.0
    calls: int = 0
    albums: list[Album] = field(default_factory=list)

    def timed(self, call: Callable[..., _Answer], *arguments: Any, **more: Any) -> _Answer:
        """Call, and remember how long the longest call took."""
        started = time.perf_counter()
        answer = call(*arguments, **more)
        self.longest = max(self.longest, time.perf_counter() - started)
        self.calls += 1
        return answer

    def value(self, query: str) -> Any:
        """The one value that a query answers."""
        (row,) = self.owner.execute(query.encode()).fetchall()
        return row[0]

    def wal(self) -> int:
        """Bytes of write-ahead log since the cluster was made."""
        return int(self.value("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn"))

    def longest_statement(self) -> tuple[float, str]:
        """Milliseconds of the longest statement that the service role had in this database, and whose it was."""
        found = self.owner.execute(
            "select max_exec_time, coalesce(substring(query from 'albumsync_[a-z_]+'), 'other')"
            " from extensions.pg_stat_statements where userid = 'service_role'::regrole"
            " and dbid = (select oid from pg_database where datname = current_database()) order by 1 desc limit 1"
        ).fetchone()
        return found if found else (0.0, "none")


@contextmanager
def measured(folder: Path) -> Iterator[Postgres]:
    """A server that keeps count of its statements, which it has to be told before it starts."""
    with postgres(folder) as first, psycopg.connect(first.url("postgres", role="supabase_admin")) as admin:
        admin.autocommit = True
        admin.execute("alter system set shared_preload_libraries = pg_stat_statements")
    with postgres(folder) as server:
        yield server


@contextmanager
def bench(server: Postgres, template: str, name: str) -> Iterator[Bench]:
    """A fresh copy of a gallery."""
    server.create_database(name, template=template)
    gateway = Gateway(server.url(name, role="authenticator"), SECRET)
    with (
        serve(gateway.app()) as base,
        SupabaseClient(base, make_token(SECRET, "service_role")) as client,
        psycopg.connect(server.url(name), autocommit=True) as owner,
    ):
        owner.execute("vacuum analyze")
        made = Bench(client=client, gateway=gateway, base_url=base, owner=owner)
        names = owner.execute("select album_key, name from smugmug_albums order by 1").fetchall()
        made.albums = [Album(album_key=key, name=name) for key, name in names]
        yield made
    server.drop_database(name)


def make_gallery(server: Postgres, name: str, albums: int, rows: int) -> None:
    """A migrated database of so many albums with so many rows each."""
    server.create_database(name)
    apply_migrations(server.url(name))
    with psycopg.connect(server.url(name, role="supabase_admin")) as admin:
        admin.execute("create extension pg_stat_statements schema extensions")
        admin.execute("grant pg_read_all_stats to postgres")
    with psycopg.connect(server.url(name)) as owner:
        owner.execute(DOCUMENT_UPDATE)
        owner.execute(GALLERY, {"albums": albums, "rows": rows})
        owner.execute(
            "insert into smugmug_albums (album_key, name, image_count, added_at, listed_at)"
            " select album_key, min(album_name), count(*), now(), now() from photo_metadata group by album_key"
        )
    with psycopg.connect(server.url(name), autocommit=True) as owner:
        owner.execute("vacuum analyze")


def rename_all(it: Bench) -> None:
    """Every album to a new name, as the protocol does it; SmugMug is taken to agree at once."""
    for start in range(0, len(it.albums), CHUNK):
        chunk = it.albums[start : start + CHUNK]
        wanted = [
            NewChange(album_key=each.album_key, old_name=each.name, new_name=f"{each.name}, 2025", reason=Reason.DRIFT)
            for each in chunk
        ]
        opened = it.timed(it.client.journal, wanted, run_id="bench", changed_by="bench").opened
        outcomes = [Outcome(change_id=each.id, status=ChangeStatus.RENAMED) for each in opened]
        it.timed(it.client.record_outcomes, outcomes, run_id="bench")
        left = ids = [each.id for each in opened]
        while left:
            left = [piece.change_id for piece in it.timed(it.client.write_rows, left) if piece.left]
        fresh = [Album(album_key=each.album_key, name=each.new_name) for each in opened]
        it.timed(it.client.mark_verified, fresh, change_ids=ids, at=NOW)


def bare_update(it: Bench) -> None:
    """The least that any method must do."""
    it.owner.execute("update photo_metadata set album_name = album_name || ', 2025', updated_at = now() where true")


def by_the_document(it: Bench) -> None:
    """`syncAlbumNameToSupabase` and `verifyAlbumSync`, one album after the other.

    The update goes through a function of one UPDATE, because the gateway serves no writes to tables; the request, its
    rows and its answer are the same.
    """
    supabase = create_client(it.base_url, make_token(SECRET, "service_role"))
    for album in it.albums:
        supabase.rpc("document_update", {"album": album.album_key, "name": f"{album.name}, 2025"}).execute()
        supabase.table("photo_metadata").select("photo_id, album_name").eq("album_key", album.album_key).execute()


def costs(it: Bench, work: Callable[[Bench], None]) -> tuple[float, int, int]:
    """Seconds, bytes of WAL, requests."""
    requests, wal, started = sum(it.gateway.counts.values()), it.wal(), time.perf_counter()
    work(it)
    return time.perf_counter() - started, it.wal() - wal, sum(it.gateway.counts.values()) - requests


def show(title: str, *lines: tuple[str, str]) -> None:
    """Print a small table."""
    print(f"\n{title}")
    for what, figure in lines:
        print(f"  {what:<66}{figure:>14}")


def round_trips_and_rivals(server: Postgres, albums: int, rows: int) -> None:
    """Rename every album, by us and by others."""
    make_gallery(server, "rename", albums, rows)
    ours, bare, document = [], [], []
    for _ in range(ROUNDS):
        with bench(server, "rename", "ours") as it:
            it.client.states([album.album_key for album in it.albums])
            states = it.gateway.counts["albumsync_states"]
            ours.append(costs(it, rename_all))
            longest, calls, statement = it.longest, it.calls, it.longest_statement()
            names = {album.album_key: f"{album.name}, 2025" for album in it.albums}
            checks = it.client.verify(names, at=NOW, whole_account=True).checks
            verify = it.gateway.counts["albumsync_verify"]
            before = it.value("select sum(hashtextextended(row(ctid, xmin)::text, 0)) from photo_metadata")
            rename_all_again(it)
            after = it.value("select sum(hashtextextended(row(ctid, xmin)::text, 0)) from photo_metadata")
        with bench(server, "rename", "bare") as it:
            bare.append(costs(it, bare_update))
        with bench(server, "rename", "document") as it:
            document.append(costs(it, by_the_document))
    show(
        f"{albums:,} albums of {rows:,} rows",
        ("round trips to read the state", f"{states}"),
        (f"round trips to rename, a chunk of {CHUNK}", f"{calls / -(-albums // CHUNK):.1f}"),
        ("round trips to verify", f"{verify}"),
        ("rows that differ afterwards", f"{sum(check.differing for check in checks)}"),
        ("rows written by renaming to the names they have", "0" if before == after else "SOME"),
        ("longest call of the rename, ms", f"{longest * 1000:.0f}"),
        (f"longest statement ({statement[1]}), ms", f"{statement[0]:.0f}"),
    )
    best = {"albumsync": min(ours), "one bare UPDATE": min(bare), "the document's way": min(document)}
    show(
        f"The same rows, three ways; the best of {ROUNDS}",
        *(
            (f"{name}: seconds / WAL MB / requests", f"{seconds:.2f} / {wal / 1e6:.0f} / {requests}")
            for name, (seconds, wal, requests) in best.items()
        ),
        ("albumsync against the bare UPDATE, time", f"{min(ours)[0] / min(bare)[0]:.2f} x"),
        ("albumsync against the bare UPDATE, WAL", f"{min(ours)[1] / min(bare)[1]:.2f} x"),
    )


def rename_all_again(it: Bench) -> None:
    """A rename to the name that every row has: nothing to write."""
    it.albums = [Album(album_key=album.album_key, name=f"{album.name}, 2025") for album in it.albums]
    wanted = [
        NewChange(album_key=each.album_key, old_name="?", new_name=each.name, reason=Reason.HEAL) for each in it.albums
    ]
    opened = it.client.journal(wanted, run_id="again", changed_by="bench").opened
    it.client.record_outcomes(
        [Outcome(change_id=each.id, status=ChangeStatus.RENAMED) for each in opened], run_id="again"
    )
    it.client.write_rows([each.id for each in opened])


def the_whole_of_apply(folder: Path, rows: int) -> None:
    """The product's own `apply` against both servers: its calls, at full speed and at five requests a second."""
    albums = 2 * CHUNK
    with stage(folder) as made:
        lines = []
        for pace, seconds in (("SmugMug answers at once", 0.0), ("two requests an album at 5 a second", 0.4)):
            counted = count_apply(made, albums, rows=rows, seconds_an_album=seconds)
            calls = dict(counted.database)
            asked_again = calls.pop("albumsync_open_changes") - 1
            # One comparison of all rows at the end of the run, whatever its size.
            calls.pop("albumsync_verify")
            lines += [
                (f"calls a chunk of {CHUNK}, {pace}", f"{sum(calls.values()) * CHUNK / albums:.1f}"),
                ("  and a chunk asks whether it is still ours", f"{asked_again * CHUNK / albums:.1f}"),
            ]
        show(f"apply over {albums} albums of {rows} rows: {counted.patches} renamed", *lines)


def one_large_album(server: Postgres, rows: int) -> None:
    """Rename one album in pieces while somebody reads its rows."""
    make_gallery(server, "large", 1, rows)
    with bench(server, "large", "pieces") as it:
        slowest, reads, stop = 0.0, 0, threading.Event()

        def read() -> None:
            nonlocal slowest, reads
            with psycopg.connect(server.url("pieces"), autocommit=True) as reader:
                while not stop.is_set():
                    started = time.perf_counter()
                    reader.execute("select album_name from photo_metadata where image_key = 'img7'").fetchone()
                    slowest, reads = max(slowest, time.perf_counter() - started), reads + 1

        reader = threading.Thread(target=read)
        reader.start()
        seconds, _, requests = costs(it, rename_all)
        stop.set()
        reader.join()
        show(
            f"One album of {rows:,} rows",
            ("round trips", f"{requests}"),
            ("longest call, ms", f"{it.longest * 1000:.0f}"),
            ("longest statement, ms (the limit is 8,000)", f"{it.longest_statement()[0]:.0f}"),
            ("seconds", f"{seconds:.2f}"),
            (f"slowest of {reads:,} reads meanwhile, ms", f"{slowest * 1000:.0f}"),
        )


def whole_account(base_url: str, results: Any) -> None:
    """In a process of its own, so that its memory is the client's alone."""
    figures: dict[str, float] = {}
    with SupabaseClient(base_url, make_token(SECRET, "service_role")) as client:

        def measure(name: str, call: Callable[[], Any]) -> Any:
            started = time.perf_counter()
            answer = call()
            figures[name] = time.perf_counter() - started
            return answer

        states = measure("read the state of all albums", client.states)
        plan = measure("propose names (no database)", lambda: plan_from(states, NamingOptions(), made_at=NOW))
        proposals = [album.proposal for album in plan.albums]
        measure("store the first proposals", lambda: client.record_proposals(proposals, proposed_at=NOW))
        measure("store them again", lambda: client.record_proposals(proposals, proposed_at=NOW))
        names = {state.album.album_key: state.album.name for state in states}
        measure("verify", lambda: client.verify(names, at=NOW, whole_account=True))
        measure("health", client.health)
    figures["peak memory of the client, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    results.put(figures)


def large_account(server: Postgres, albums: int, rows: int) -> None:
    """Everything that a quiet night does over an account of this size."""
    make_gallery(server, "account", albums, rows)
    with bench(server, "account", "whole") as it:
        context = multiprocessing.get_context("spawn")
        results = context.Queue()
        process = context.Process(target=whole_account, args=(it.base_url, results))
        process.start()
        figures = results.get()
        process.join()
        show(
            f"{albums:,} albums, {albums * rows:,} rows",
            *((f"{name}, s" if "MB" not in name else name, f"{figure:.2f}") for name, figure in figures.items()),
            *((f"longest statement ({function}), s", f"{ms / 1000:.2f}") for ms, function in [it.longest_statement()]),
            *((f"calls of {name}", f"{count}") for name, count in sorted(it.gateway.counts.items())),
        )


def main() -> None:
    """Run all parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--albums", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=100, help="photo rows an album")
    parser.add_argument("--large", type=int, default=50_000, help="rows of the one large album")
    parser.add_argument("--account", type=int, default=10_000, help="albums of the large account")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        the_whole_of_apply(Path(folder), wanted.rows)
    with tempfile.TemporaryDirectory() as folder, measured(Path(folder)) as server:
        round_trips_and_rivals(server, wanted.albums, wanted.rows)
        one_large_album(server, wanted.large)
        large_account(server, wanted.account, wanted.rows)


if __name__ == "__main__":
    main()
