"""One album, neighbours, or some of them failing: what the asset pages do."""

from __future__ import annotations

from typing import Any

import pytest

from albumsync_dagster_tests.defs.conftest import Dagster, check_results, why

NEW_NAME = "Harbor Cup 1 - Stars vs Thunder - May 30, 2025"
OLD_NAME = "Harbor Cup 1 - Stars vs Thunder"


@pytest.fixture
def listed(dagster: Dagster) -> Dagster:
    """The account is listed: its albums can be picked."""
    assert dagster.materialize("smugmug_albums").success
    return dagster


def test_listing_the_account_makes_each_album_a_partition_once(dagster: Dagster) -> None:
    first = dagster.shown(dagster.materialize("smugmug_albums"), "smugmug_albums")[""]
    again = dagster.shown(dagster.materialize("smugmug_albums"), "smugmug_albums")[""]
    assert (first["albums"], first["partitions_added"], again["partitions_added"]) == (9, 9, 0)
    assert dagster.partitions["Alb000"] == "harbor-cup-1-stars-vs-thunder:Alb000"


def test_an_album_keeps_its_partition_when_it_is_renamed_and_when_a_listing_does_not_show_it(listed: Dagster) -> None:
    before = listed.partitions
    listed.stage.simulator.state.rename("Alb000", "Another Name")
    listed.stage.simulator.state.delete_album("Alb001")
    told = listed.shown(listed.materialize("smugmug_albums"), "smugmug_albums")[""]
    assert listed.partitions == before
    assert (told["albums_changed"], told["albums_missing"]) == (1, 1)


def test_the_proposals_say_what_why_and_where_and_rename_nothing(listed: Dagster) -> None:
    before = listed.stage.truth()
    result = listed.materialize("album_photos", "canonical_name_proposals", first="Alb000", last="Alb001")
    assert result.success
    told = listed.shown(result, "canonical_name_proposals")
    assert set(told) == {"Alb000", "Alb001"}
    album = told["Alb000"]
    assert (album["existing_name"], album["proposed_name"], album["decision"]) == (OLD_NAME, NEW_NAME, "rename")
    assert album["drift"] == sum(record.data["points"] for record in album["drift_parts"].records) > 20
    assert album["reasons"].startswith("- ")
    assert album["album"] == "https://sample.smugmug.com/Sports/Harbor-Cup-1-Stars-vs-Thunder"
    assert listed.shown(result, "album_photos")["Alb000"]["photos"] == 3
    assert listed.stage.truth() == before


def test_one_album_is_renamed_on_both_sides_and_the_check_turns_from_yellow_to_green(listed: Dagster) -> None:
    preview = listed.materialize("canonical_name_proposals", first="Alb000")
    assert preview.success
    yellow = check_results(listed.run("verify_names"))["album_names_in_sync"]
    assert (yellow.passed, yellow.severity.value) == (False, "WARN")
    result = listed.materialize("album_renames", "supabase_photo_rows", first="Alb000")
    assert result.success
    album = listed.shown(result, "album_renames")["Alb000"]
    assert (album["outcome"], album["old_name"], album["new_name"]) == ("renamed", OLD_NAME, NEW_NAME)
    assert (album["photo_rows_written"], album["verified"]) == (3, True)
    assert listed.shown(result, "supabase_photo_rows")["Alb000"]["names"].records[0].data == {
        "name": NEW_NAME,
        "rows": 3,
    }
    truth = listed.stage.truth().albums
    assert (truth["Alb000"].name, dict(truth["Alb000"].rows)) == (NEW_NAME, {NEW_NAME: 3})
    assert truth["Alb001"].name == "Harbor Cup 2 - Stars vs Thunder"
    assert check_results(result)["renamed_albums_in_sync"].passed


def test_an_album_that_fails_is_missing_alone_and_the_run_says_why_in_one_sentence(listed: Dagster) -> None:
    # Somebody renames an album after it was listed: it must not be touched, the others must not wait for it.
    listed.stage.simulator.state.rename("Alb001", "What Its Owner Wants")
    result = listed.materialize("album_renames", first="Alb000", last="Alb002")
    assert not result.success
    assert set(listed.shown(result, "album_renames")) == {"Alb000", "Alb002"}
    sentence = why(result)
    assert sentence.startswith("1 of 3 albums could not be renamed. 'Harbor Cup 2 - Stars vs Thunder': conflict.")
    assert "What Its Owner Wants" in sentence
    assert "Traceback" not in sentence
    truth = listed.stage.truth().albums
    assert truth["Alb001"].name == "What Its Owner Wants"
    assert truth["Alb002"].name == "Harbor Cup 3 - Stars vs Thunder - Jun 13, 2025"


def test_an_album_that_was_deleted_is_missing_alone_and_keeps_nobody_waiting(listed: Dagster) -> None:
    """Its partition stays, and is picked with "all": the 24 albums beside it were not renamed, ever."""
    listed.stage.simulator.state.delete_album("Alb001")
    assert listed.materialize("smugmug_albums").success
    for asset in ("album_photos", "canonical_name_proposals", "album_renames"):
        result = listed.materialize(asset, first="Alb000", last="Alb002")
        assert not result.success
        assert set(listed.shown(result, asset)) == {"Alb000", "Alb002"}
        assert why(result).startswith("1 of 3 albums ")
        assert "Alb001" in why(result)
    truth = listed.stage.truth().albums
    assert truth["Alb002"].name == "Harbor Cup 3 - Stars vs Thunder - Jun 13, 2025"
    check = check_results(listed.run("verify_names"))["album_names_in_sync"]
    assert check.description == "Photo rows of albums that SmugMug does not have: 3, of 1 album."


def test_picking_only_albums_that_were_deleted_says_so_and_writes_nothing(listed: Dagster) -> None:
    listed.stage.simulator.state.delete_album("Alb001")
    assert listed.materialize("smugmug_albums").success
    before = listed.stage.truth()
    for config in (None, {"ops": {"album_renames": {"config": {"mode": "plan"}}}}):
        result = listed.materialize("album_renames", first="Alb001", config=config)
        assert "SmugMug does not list the album Alb001" in why(result)
        assert listed.shown(result, "album_renames") == {}
    assert listed.stage.truth() == before


def test_an_album_that_needs_nothing_is_recorded_as_left_alone(listed: Dagster) -> None:
    result = listed.materialize("album_renames", first="Kep000")
    assert result.success
    album = listed.shown(result, "album_renames")["Kep000"]
    assert (album["outcome"], "new_name" in album) == ("not renamed: keep", False)


def test_a_dry_run_shows_what_would_be_renamed_and_writes_nothing_anywhere(listed: Dagster) -> None:
    before, patches = listed.stage.truth(), listed.stage.simulator.counts.requests(method="PATCH")
    result = listed.materialize(
        "album_renames", first="Alb000", last="Alb001", config={"ops": {"album_renames": {"config": {"mode": "plan"}}}}
    )
    assert result.success
    assert listed.shown(result, "album_renames")["Alb000"]["outcome"] == "would be renamed"
    assert listed.stage.truth() == before
    assert listed.stage.simulator.counts.requests(method="PATCH") == patches


def test_wrong_rows_are_red_and_named_and_the_next_rename_of_the_album_heals_them(listed: Dagster) -> None:
    wrong = "update photo_metadata set album_name = 'Wrong' where image_key = 'Kep0010'"
    listed.stage.connection.execute(wrong)
    check = check_results(listed.run("verify_names"))["album_names_in_sync"]
    assert (check.passed, check.severity.value) == (False, "ERROR")
    differences: Any = check.metadata["differences"].value
    row = differences.records[0].data
    assert (row["album_key"], row["other_name"], row["differing"]) == ("Kep001", "Wrong", 1)
    result = listed.materialize("album_renames", first="Kep001")
    assert listed.shown(result, "album_renames")["Kep001"]["outcome"] == "healed"
    assert check_results(result)["renamed_albums_in_sync"].passed


def test_a_green_part_never_hides_a_red_whole(listed: Dagster) -> None:
    listed.stage.connection.execute("update photo_metadata set album_name = 'Wrong' where image_key = 'Kep0010'")
    assert not check_results(listed.run("verify_names"))["album_names_in_sync"].passed
    result = listed.materialize("canonical_name_proposals", "album_renames", "supabase_photo_rows", first="Alb000")
    checks = check_results(result)
    assert checks["renamed_albums_in_sync"].passed
    assert set(checks) == {"renamed_albums_in_sync", "no_open_changes"}


def test_a_picked_album_costs_four_requests_and_none_for_the_rest_of_the_account(listed: Dagster) -> None:
    before = listed.stage.simulator.counts.requests()
    assert listed.materialize("album_renames", first="Alb000").success
    # Read, renamed, read back with its rows, and compared once more by the check.
    assert listed.stage.simulator.counts.requests() - before == 4


def test_an_outage_is_a_failed_run_and_not_a_failed_check(listed: Dagster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMUGMUG_ACCESS_TOKEN", "not-a-token-of-this-account")
    result = listed.run("verify_names")
    assert not result.success
    assert "album_names_in_sync" not in check_results(result)
    assert "albumsync login" in why(result)
    assert "not-a-token-of-this-account" not in why(result)


def test_a_missing_variable_is_named(listed: Dagster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUPABASE_URL")
    result = listed.materialize("supabase_photo_rows", first="Kep001")
    assert not result.success
    messages = " ".join(event.message or "" for event in result.all_events) + str(
        [event.event_specific_data for event in result.all_events if event.is_failure]
    )
    assert "SUPABASE_URL" in messages


def test_no_secret_is_in_the_event_log(listed: Dagster, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = listed.stage.environment()
    secrets = [environment[name] for name in environment if name.endswith(("SECRET", "TOKEN", "ROLE_KEY"))]
    results = [listed.materialize("album_renames", first="Alb003")]
    monkeypatch.setenv("SMUGMUG_ACCESS_TOKEN_SECRET", "wrong")
    results.append(listed.materialize("smugmug_albums"))
    assert [result.success for result in results] == [True, False]
    for result in results:
        log = "\n".join(str(entry) for entry in listed.instance.all_logs(result.run_id))
        assert not [secret for secret in secrets if secret in log]


def test_albums_that_wait_for_a_person_are_held_until_somebody_approves(dagster: Dagster) -> None:
    # A day that the photos contradict, written long ago; a name that changed since the first reading would be kept.
    contradicted = f"{OLD_NAME} - May 28, 2025"
    dagster.stage.simulator.state.rename("Alb000", contradicted)
    for table, column in (("smugmug_albums", "name"), ("photo_metadata", "album_name")):
        statement = f"update {table} set {column} = %s where album_key = 'Alb000'"  # noqa: S608 - tables of ours
        dagster.stage.connection.execute(statement, [contradicted])
    assert dagster.materialize("smugmug_albums").success
    held = dagster.shown(dagster.materialize("album_renames", first="Alb000"), "album_renames")["Alb000"]
    assert (held["outcome"], held["present_name"]) == ("not renamed: review", contradicted)
    assert held["proposed_name"] == NEW_NAME
    assert "May 28" in held["doubts"]
    assert "accept:\n- Alb000@" in held["to_accept_it"]
    assert "new_name" not in held
    approve = {"ops": {"album_renames": {"config": {"approve_review": True}}}}
    approved = dagster.materialize("album_renames", first="Alb000", config=approve)
    done = dagster.shown(approved, "album_renames")["Alb000"]
    assert (done["outcome"], done["new_name"]) == ("renamed", NEW_NAME)


def test_the_asset_of_rows_reads_what_the_database_says(listed: Dagster) -> None:
    with listed.database() as client:
        state = client.states(["Alb005"])[0]
    told = listed.shown(listed.materialize("supabase_photo_rows", first="Alb005"), "supabase_photo_rows")["Alb005"]
    assert (told["rows"], told["rows_differing"], told["smugmug_name"]) == (state.rows.total, 0, state.album.name)


def test_a_name_that_a_person_typed_is_known_once_the_photos_of_its_album_were_read(listed: Dagster) -> None:
    """The asset stored what it read past the observer, which left such a name out: the run that had just read it
    proposed for the old name, and ended in a conflict."""
    listed.stage.simulator.state.rename("Alb000", "What Its Owner Wants")
    result = listed.materialize("album_photos", "canonical_name_proposals", first="Alb000")
    assert result.success
    told = listed.shown(result, "canonical_name_proposals")["Alb000"]
    assert (told["existing_name"], told["decision"]) == ("What Its Owner Wants", "protected")


@pytest.mark.parametrize("asset", ["album_photos", "canonical_name_proposals", "album_renames", "supabase_photo_rows"])
def test_a_partition_that_somebody_typed_and_that_is_no_album_is_red_and_the_albums_beside_it_are_recorded(
    listed: Dagster, asset: str
) -> None:
    """`supabase_photo_rows` was green for it, and showed nothing."""
    typed = "album:Zzz999"
    listed.instance.add_dynamic_partitions("albums", [typed])
    try:
        result = listed.materialize(asset, first="Kep002", last="Zzz999")
    finally:
        listed.instance.delete_dynamic_partition("albums", typed)
    assert not result.success
    assert "Zzz999" in why(result)
    assert "Kep002" in listed.shown(result, asset)
    assert "Zzz999" not in listed.shown(result, asset)
