from __future__ import annotations

import re

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.supabase.migrate import apply_migrations
from albumsync_sandbox.gateway.safeupdate import unguarded_write
from albumsync_sandbox.postgres import Postgres


@pytest.mark.parametrize(
    "body",
    [
        "update photos set name = 'x'",
        "begin update photos set name = 'x'; end",
        "begin if found then update photos set name = 'where'; end if; select 1 where true; end",
        "begin return query update photos set name = 'x' returning *; end",
        "with changed as (update photos set name = 'x' returning 1) select count(*) from changed where true",
        "for r in update photos set name = 'x' returning * loop perform 1 where true; end loop",
        "update photos p set name = a.name from (select * from albums where true) a",
        "-- where\nupdate photos set name = $$ where $$ /* where */",
        "update \"where\" set name = 'x'",
    ],
)
def test_an_update_without_a_where_of_its_own_is_found(body: str) -> None:
    assert unguarded_write(body) == "UPDATE requires a WHERE clause"


def test_a_delete_without_where_is_found() -> None:
    assert unguarded_write("begin delete from photos; end") == "DELETE requires a WHERE clause"
    assert unguarded_write("DELETE FROM photos USING albums") == "DELETE requires a WHERE clause"


@pytest.mark.parametrize(
    "body",
    [
        "update photos set name = 'x' where key = 1",
        "update photos p set name = a.name from (select * from albums) a where a.key = p.key",
        "with gone as (delete from photos where key = 1 returning 1) select * from gone",
        "insert into photos values (1) on conflict (key) do update set name = excluded.name",
        "select * from photos for update",
        "select * from photos for no key update skip locked",
        "create trigger t before update on photos",
        "create table t (k text references p on delete cascade on update cascade)",
        "merge into photos p using a on a.k = p.k when matched then update set name = a.name",
        "merge into photos p using a on a.k = p.k when matched then delete",
        "grant select, update, delete on photos to service_role",
        "raise notice 'update photos set name = 1'",
        "-- update photos set name = 1\nselect 1",
        'select "update" from photos',
    ],
)
def test_what_is_guarded_or_no_write_is_let_through(body: str) -> None:
    assert unguarded_write(body) is None


@given(st.text())
def test_any_text_is_read_to_its_end(body: str) -> None:
    assert unguarded_write(body) in (None, "UPDATE requires a WHERE clause", "DELETE requires a WHERE clause")


def test_no_function_of_the_migrations_writes_without_where(server: Postgres) -> None:
    server.create_database("guarded")
    apply_migrations(server.url("guarded"))
    with psycopg.connect(server.url("guarded")) as connection:
        bodies = connection.execute(
            """
            select p.oid::regprocedure::text, coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)
              from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
             where n.nspname not in ('pg_catalog', 'information_schema') and l.lanname in ('sql', 'plpgsql')
            """
        ).fetchall()
    # What a function puts together for `execute` is a string to the check, so its text is checked by itself.
    built = [(name, text) for name, body in bodies for _, text in re.findall(r"\$(\w*)\$(.*?)\$\1\$", body, re.DOTALL)]
    assert len(bodies) > 5
    assert [name for name, text in built if "public.photo_metadata" in text]
    assert {name: message for name, body in (*bodies, *built) if (message := unguarded_write(body))} == {}
