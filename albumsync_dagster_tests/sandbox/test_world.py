from __future__ import annotations

from pathlib import Path

import psycopg
import requests
from requests_oauthlib import OAuth1

from albumsync_sandbox import World, sandbox


def _nickname(environment: dict[str, str]) -> str:
    answer = requests.get(
        f"{environment['SMUGMUG_API_BASE']}/api/v2!authuser",
        auth=OAuth1(
            environment["SMUGMUG_API_KEY"],
            environment["SMUGMUG_API_SECRET"],
            environment["SMUGMUG_ACCESS_TOKEN"],
            environment["SMUGMUG_ACCESS_TOKEN_SECRET"],
        ),
        headers={"Accept": "application/json"},
        timeout=30,
    )
    return str(answer.json()["Response"]["User"]["NickName"])


def _rows(world: World) -> list[tuple[str, str | None, str | None]]:
    with psycopg.connect(world.environment()["ALBUMSYNC_DATABASE_URL"]) as connection:
        return connection.execute(
            "select image_key, album_key, album_name from photo_metadata where \"ImageUrl\" <> '' order by image_key"
        ).fetchall()


def _contract(world: World, key: str) -> int:
    """How the project answers one of our functions to whoever has this key."""
    headers = {"Authorization": f"Bearer {key}", "apikey": key}
    url = f"{world.supabase_url}/rest/v1/rpc/albumsync_missing_objects"
    return requests.post(
        url, json={"payload": {"functions": [], "tables": []}}, headers=headers, timeout=30
    ).status_code


def test_a_world_holds_the_gallery_on_both_sides_and_starts_over_each_time(tmp_path: Path) -> None:
    with sandbox(tmp_path) as world:
        environment = world.environment()
        expected = sorted((row.image_key, row.album_key, row.album_name) for row in world.gallery.rows)
        assert _nickname(environment) == world.gallery.nickname
        assert _rows(world) == expected
        with psycopg.connect(environment["ALBUMSYNC_DATABASE_URL"]) as connection:
            enriched = connection.execute("select count(*) from album_enrichment").fetchone()
            connection.execute("update photo_metadata set album_name = 'changed' where album_key is not null")
        assert enriched == (len(world.gallery.enrichments),)

        assert _contract(world, environment["SUPABASE_SECRET_KEY"]) == 200
        assert _contract(world, world.front_door.publishable_key) == 401

        dagster = {name.removeprefix("DAGSTER_PG_").lower(): value for name, value in environment.items()}
        with psycopg.connect(
            host=dagster["host"],
            port=dagster["port"],
            user=dagster["user"],
            password=dagster["password"],
            dbname=dagster["db"],
        ) as connection:
            connection.execute("create table event_logs (id int)")

        shown = repr(world)
        assert not [name for name, value in environment.items() if "SECRET" in name and value in shown]
        assert world.postgres.password not in shown

    with sandbox(tmp_path, gallery=world.gallery) as again:
        assert _rows(again) == expected
        assert again.environment()["SUPABASE_SECRET_KEY"] != environment["SUPABASE_SECRET_KEY"]
        with psycopg.connect(again.postgres.url("dagster")) as connection:
            assert connection.execute("select to_regclass('event_logs')").fetchone() == (None,)
