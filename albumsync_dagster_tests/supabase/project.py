"""A Supabase project for one test: a database of its own, the gateway before it, and clients of any role."""

from __future__ import annotations

import itertools
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from albumsync_dagster.naming import Album
from albumsync_dagster.supabase import Change, ChangeStatus, NewChange, Outcome, Reason, SupabaseClient
from albumsync_sandbox.gateway.app import Gateway
from albumsync_sandbox.gateway.tokens import make_token
from albumsync_sandbox.postgres import Postgres
from albumsync_sandbox.serving import serve

SECRET = "a-secret-of-the-tests-only-0123456789abcdef"
BEFORE_THE_SQUASH = Path(__file__).parent / "before_the_squash.tar.xz"
NOW = datetime(2026, 5, 30, 18, 15, tzinfo=UTC)

_numbers = itertools.count()


@dataclass(slots=True)
class Project:
    """A migrated database behind a gateway.

    ``sql`` talks to it as its owner, past everything that guards it from the outside.
    """

    database_url: str
    gateway: Gateway
    base_url: str
    client: SupabaseClient
    owner: psycopg.Connection[dict[str, Any]] = field(repr=False)

    def sql(self, query: str, *values: object) -> list[dict[str, Any]]:
        cursor = self.owner.execute(query.encode(), values or None)
        return cursor.fetchall() if cursor.description else []

    def value(self, query: str, *values: object) -> Any:
        (row,) = self.sql(query, *values)
        (value,) = row.values()
        return value

    def photos(self, album_key: str | None, names: Mapping[str | None, int]) -> None:
        """Adds photo rows to an album: name -> number of rows. Their ``updated_at`` is long ago."""
        for name, count in names.items():
            self.sql(
                "insert into photo_metadata (image_key, album_key, album_name, updated_at)"
                " select 'p' || nextval('photo_numbers'), %s, %s, '2020-01-01' from generate_series(1, %s)",
                album_key,
                name,
                count,
            )

    def names(self, album_key: str) -> dict[str | None, int]:
        """Which names the rows of an album carry."""
        rows = self.sql(
            "select album_name, count(*) as n from photo_metadata where album_key = %s group by album_name", album_key
        )
        return {row["album_name"]: row["n"] for row in rows}

    def opened(self, *changes: NewChange, run_id: str = "run-1") -> list[Change]:
        journaled = self.client.journal(changes, run_id=run_id, changed_by="tests")
        assert journaled.refused == ()
        by_key = {change.album_key: change for change in journaled.opened}
        return [by_key[change.album_key] for change in changes]

    def renamed(self, *changes: NewChange, run_id: str = "run-1") -> list[Change]:
        """Journaled, and confirmed by SmugMug."""
        opened = self.opened(*changes, run_id=run_id)
        self.client.record_outcomes(
            [Outcome(change_id=change.id, status=ChangeStatus.RENAMED) for change in opened], run_id=run_id
        )
        return opened

    def done(self, *changes: NewChange, run_id: str = "run-1") -> list[str]:
        """All the way to the last row; the ids."""
        ids = [change.id for change in self.renamed(*changes, run_id=run_id)]
        while any(piece.left for piece in self.client.write_rows(ids)):
            pass
        return ids

    def status(self, change_id: str) -> str:
        return str(self.value("select status from album_name_changes where id = %s", change_id))


def change(album_key: str, old: str | None, new: str, reason: Reason = Reason.DRIFT, **more: Any) -> NewChange:
    return NewChange(album_key=album_key, old_name=old, new_name=new, reason=reason, **more)


def albums(*names: str) -> list[Album]:
    """Albums K0, K1, ... of these names, every field filled."""
    return [
        Album(
            album_key=f"K{number}",
            name=name,
            url_name=f"Url-{number}",
            keywords="volleyball, 2025",
            description="As it was.",
            node_id=f"n{number}",
            url_path=f"/Sports/Url-{number}",
            web_uri=f"https://somebody.smugmug.com/Sports/Url-{number}",
            image_count=3,
            last_updated="2025-06-01T10:00:00+00:00",
            images_last_updated="2025-06-01T09:00:00+00:00",
        )
        for number, name in enumerate(names)
    ]


def key(role: str = "service_role", *, secret: str = SECRET, **claims: object) -> str:
    return make_token(secret, role, **claims)


def empty(admin: psycopg.Connection[Any]) -> None:
    """Removes every row. Only the superuser can: the journal refuses everybody else."""
    admin.execute(_EMPTY)


_EMPTY = b"""
set session_replication_role = replica;
do $$
declare
  each oid;
begin
  for each in
    select c.oid from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       and c.relname !~ '^albumsync_' and pg_relation_size(c.oid) > 0
  loop
    -- To truncate a table makes its files and those of its indexes anew, which costs more than to delete a few rows.
    if pg_relation_size(each) > 1000000 then
      execute format('truncate %s cascade', each::regclass);
    else
      execute format('delete from %s where true', each::regclass);
    end if;
  end loop;
  perform setval(s.seqrelid, s.seqstart, false) from pg_sequence s
    join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.seqrelid and d.deptype in ('a', 'i')
    join pg_class c on c.oid = d.refobjid and c.relnamespace = 'public'::regnamespace and c.relname !~ '^albumsync_';
end $$
"""


@contextmanager
def database(server: Postgres, template: str) -> Iterator[str]:
    """The name of a database of its own: a copy of the template, gone after the block."""
    name = f"project_{next(_numbers)}"
    server.create_database(name, template=template)
    try:
        yield name
    finally:
        server.drop_database(name)


@contextmanager
def opened(server: Postgres, database: str) -> Iterator[Project]:
    """A project over a database that is there and migrated."""
    gateway = Gateway(server.url(database, role="authenticator"), SECRET)
    url = server.url(database)
    with (
        serve(gateway.app()) as base,
        SupabaseClient(base, key(), retry_seconds=0) as client,
        psycopg.connect(url, autocommit=True, row_factory=dict_row) as owner,
    ):
        owner.execute("create sequence if not exists photo_numbers")
        yield Project(database_url=url, gateway=gateway, base_url=base, client=client, owner=owner)


def nine_files() -> Iterator[tuple[str, bytes]]:
    """Name and text of the migrations of before they were squashed, in order."""
    with tarfile.open(BEFORE_THE_SQUASH) as archive:
        for name in sorted(archive.getnames()):
            file = archive.extractfile(name)
            assert file is not None
            yield name, file.read()


def install_nine_files(url: str) -> None:
    """Leaves a database as it was before the migrations were squashed: the nine files of then, run in order."""
    with psycopg.connect(url, autocommit=True) as connection:
        for _, text in nine_files():
            connection.execute(text)


def keys(changes: Sequence[Change]) -> list[str]:
    return [each.album_key for each in changes]
