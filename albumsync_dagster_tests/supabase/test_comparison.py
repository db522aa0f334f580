from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from albumsync_dagster.naming import DateSource, Decision, Proposal
from albumsync_dagster.supabase import ChangeStatus, EnrichedAlbum, Outcome, Reason
from albumsync_dagster_tests.supabase.project import NOW, Project, albums, change


def verified_at(project: Project, album_key: str) -> datetime | None:
    found: datetime | None = project.value("select verified_at from smugmug_albums where album_key = %s", album_key)
    return found


def test_every_album_asked_about_is_answered_in_the_order_asked(project: Project) -> None:
    project.photos("K2", {"C": 3})
    found = project.client.verify({"K2": "C", "K0": "A", "K1": "B"}, at=NOW, whole_account=True)
    assert [(check.album_key, check.total, check.differing) for check in found.checks] == [
        ("K2", 3, 0),
        ("K0", 0, 0),
        ("K1", 0, 0),
    ]
    assert found.checks[0].rows.names == {"C": 3}


def test_an_album_is_out_of_step_by_any_row_with_another_name_or_none(project: Project) -> None:
    project.photos("K0", {"A": 5, "B": 2, None: 1})
    (check,) = project.client.verify({"K0": "A"}, at=NOW, whole_account=True).checks
    assert (check.total, check.differing) == (8, 3)
    assert (check.rows.total, check.rows.missing, check.rows.names) == (8, 1, {"A": 5, "B": 2})


@pytest.mark.parametrize("almost", ["a", "A ", " A", "Á", "A\u200b", ""])
def test_names_are_compared_to_the_letter(project: Project, almost: str) -> None:
    project.photos("K0", {almost: 1})
    (check,) = project.client.verify({"K0": "A"}, at=NOW, whole_account=True).checks
    assert check.differing == 1


def test_rows_that_belong_nowhere_are_told_for_the_whole_account(project: Project) -> None:
    project.photos(None, {"A": 2})
    project.photos("GONE", {"A": 3, None: 4})
    project.photos("K0", {"A": 1})
    whole = project.client.verify({"K0": "A"}, at=NOW, whole_account=True)
    assert (whole.rows_without_album_key, whole.unknown_albums) == (2, {"GONE": 7})
    some = project.client.verify({"K0": "A"}, at=NOW, whole_account=False)
    assert (some.rows_without_album_key, some.unknown_albums) == (2, {})


def test_ten_thousand_albums_are_verified_in_one_call(project: Project) -> None:
    project.sql(
        "insert into photo_metadata (image_key, album_key, album_name)"
        " select 'p' || i, 'K' || i % 10000, 'Name ' || i % 10000 from generate_series(1, 20000) as i"
    )
    names = {f"K{number}": f"Name {number}" for number in range(10_000)}
    names["K77"] = "Another name"
    found = project.client.verify(names, at=NOW, whole_account=True)
    assert project.gateway.counts["albumsync_verify"] == 1
    assert sum(check.total for check in found.checks) == 20_000
    assert [check.album_key for check in found.checks if check.differing] == ["K77"]


def test_verification_is_recorded_for_albums_in_step_only(project: Project) -> None:
    project.client.record_listing(albums("A", "B"), listed_at=NOW)
    project.photos("K0", {"A": 1})
    project.photos("K1", {"old": 1})
    project.client.verify({"K0": "A", "K1": "B"}, at=NOW, whole_account=True)
    assert verified_at(project, "K0") == NOW
    assert verified_at(project, "K1") is None


def test_verification_finishes_changes_that_a_crash_left_unverified(project: Project) -> None:
    project.photos("K0", {"A": 1})
    project.photos("K1", {"A": 1})
    (agreeing,) = project.done(change("K0", "A", "B"))
    (other,) = project.done(change("K1", "A", "B"))
    project.client.verify({"K0": "B", "K1": "C"}, at=NOW, whole_account=True)
    assert (project.status(agreeing), project.status(other)) == ("verified", "done")


def test_a_dry_verification_writes_nothing(project: Project) -> None:
    project.client.record_listing(albums("A"), listed_at=NOW)
    project.photos("K0", {"Z": 1})
    (done,) = project.done(change("K0", "Z", "A"))
    project.client.verify({"K0": "A"}, at=NOW, whole_account=True, record=False)
    assert verified_at(project, "K0") is None
    assert project.status(done) == "done"


def test_a_name_that_no_database_can_hold_is_not_out_of_step_for_ever(project: Project) -> None:
    album = replace(albums("?")[0], name="A\0B \ud83d")
    project.client.record_listing([album], listed_at=NOW)
    (stored,) = project.client.states()
    assert stored.album.name == "A�B �"
    project.photos("K0", {"x": 1})
    project.done(change("K0", "x", album.name))
    assert project.client.verify({"K0": album.name}, at=NOW, whole_account=True).checks[0].differing == 0


# Health


def proposal(album_key: str, drift: int, decision: Decision, *, existing: str = "A") -> Proposal:
    return Proposal(
        album_key=album_key,
        existing=existing,
        proposed="New Name",
        drift=drift,
        parts=(),
        decision=decision,
        reasons=(),
        confidence=0.5,
        date_source=DateSource.NONE,
    )


def test_health_of_an_empty_database_is_all_zeros(project: Project) -> None:
    health = project.client.health()
    assert (health.albums, health.photos, health.listed_at, health.proposals) == (0, 0, None, {})


def test_health_counts_what_needs_a_person(project: Project) -> None:
    listed = albums("A", "B", "C", "D", "E", "F", "Site files", "Gone")
    listed[6] = replace(listed[6], system=True)
    project.client.record_listing(listed, listed_at=NOW)
    project.client.record_listing(listed[:7], listed_at=NOW + timedelta(hours=1), gone=["K7"])
    project.photos("K0", {"A": 10})
    project.photos("K1", {"B": 3, "old": 2})
    project.photos("K2", {"C": 1, None: 4})
    project.photos("K3", {"old": 5})
    project.photos("K6", {"whatever": 1})
    project.photos("OTHER", {"x": 6})
    project.photos(None, {"y": 7})
    (failed,) = project.opened(change("K3", "old", "D"))
    project.client.record_outcomes([Outcome(change_id=failed.id, status=ChangeStatus.FAILED)], run_id="r")
    (conflict,) = project.opened(change("K4", "old", "E"))
    project.client.record_outcomes([Outcome(change_id=conflict.id, status=ChangeStatus.CONFLICT)], run_id="r")
    (repaired,) = project.opened(change("K5", "old", "F"))
    project.client.record_outcomes([Outcome(change_id=repaired.id, status=ChangeStatus.FAILED)], run_id="r")
    project.opened(change("K5", "old", "F"))
    project.client.record_proposals(
        [
            proposal("K0", 0, Decision.KEEP),
            proposal("K1", 61, Decision.REVIEW, existing="B"),
            proposal("K2", 60, Decision.RENAME, existing="C"),
            proposal("K3", 100, Decision.PROTECTED, existing="D"),
            proposal("K4", 100, Decision.RENAME, existing="the name before it was renamed"),
            proposal("K6", 0, Decision.EXCLUDED, existing="Site files"),
            proposal("K7", 100, Decision.REVIEW, existing="Gone"),
        ],
        proposed_at=NOW,
    )
    project.sql("update smugmug_albums set verified_at = now() where album_key = 'K0'")
    project.sql("update smugmug_albums set verified_at = now() - interval '8 days' where album_key in ('K1', 'K6')")
    project.sql("update smugmug_albums set verified_at = now() - interval '6 days' where album_key = 'K2'")

    health = project.client.health(alert_over=60)
    assert health.listed_at == NOW + timedelta(hours=1)
    assert (health.albums, health.albums_missing) == (7, 1)
    assert (health.photos, health.photos_without_album_key, health.photos_of_unknown_albums) == (39, 7, 6)
    assert (health.photos_without_name, health.albums_without_name) == (4, 1)
    # The design document's count of distinct names does not see that K2 has rows without any.
    assert health.albums_with_mixed_names == 2
    # The site files are an album as every other one: `verify` compares their photo rows as well.
    assert health.albums_out_of_step == 4
    assert health.albums_without_photos == 2
    assert (health.open_changes, health.failed_changes, health.conflicts, health.changes_last_day) == (1, 1, 1, 4)
    # K4 was renamed since its proposal; K5 has none.
    assert health.proposals == {"keep": 1, "review": 1, "rename": 1, "protected": 1, "excluded": 1, "unplanned": 2}
    assert sum(health.proposals.values()) == health.albums
    assert health.high_drift == 1
    assert (health.verified_last_day, health.verification_stale, health.never_verified) == (1, 2, 3)
    assert project.gateway.counts["albumsync_health"] == 1


# The sensor


def rows(project: Project, album_key: str, *ages: tuple[int | None, int | None]) -> None:
    """Rows of an album: seconds since (enriched_at, updated_at)."""
    for enriched, updated in ages:
        project.sql(
            "insert into photo_metadata (image_key, album_key, enriched_at, updated_at) values ('p' ||"
            " nextval('photo_numbers'), %s, (now() - make_interval(secs => %s)) at time zone 'UTC',"
            " now() - make_interval(secs => %s))",
            album_key,
            enriched,
            updated,
        )


def enriched(project: Project, after: Any = None, limit: int = 100, quiet: int = 60) -> list[EnrichedAlbum]:
    return project.client.enriched_since(after, limit=limit, quiet_seconds=quiet)


def test_an_album_is_told_when_its_last_row_is_enriched_and_quiet(project: Project) -> None:
    rows(project, "QUIET", (900, None), (800, 900))
    rows(project, "PARTLY", (900, None), (None, None))
    rows(project, "BUSY", (900, None), (30, None))
    rows(project, "WRITTEN", (900, 30))
    rows(project, "NEVER", (None, 900))
    assert [each.album_key for each in enriched(project)] == ["QUIET"]
    assert [each.album_key for each in enriched(project, quiet=10)] == ["QUIET", "BUSY", "WRITTEN"]


def test_an_album_is_told_when_somebody_says_that_its_enrichment_is_complete(project: Project) -> None:
    project.sql("insert into album_enrichment (album_key, completed_at) values ('NO-ROWS', now() - interval '5 min')")
    project.sql("insert into album_enrichment (album_key, completed_at) values ('PARTLY', now() - interval '4 min')")
    project.sql("insert into album_enrichment (album_key) values ('UNDER-WAY')")
    rows(project, "PARTLY", (900, None), (None, 600))
    assert [each.album_key for each in enriched(project)] == ["NO-ROWS", "PARTLY"]


def test_nothing_is_lost_at_equal_times(project: Project) -> None:
    for number in range(7):
        project.sql(
            "insert into photo_metadata (image_key, album_key, enriched_at) values ('p' || nextval('photo_numbers'),"
            " %s, '2025-05-30 12:00:00')",
            f"K{number}",
        )
    seen: list[str] = []
    cursor = None
    while page := enriched(project, cursor, limit=3):
        seen += [each.album_key for each in page]
        cursor = (page[-1].at, page[-1].album_key)
    assert seen == [f"K{number}" for number in range(7)]


def test_an_album_that_had_to_wait_comes_after_the_cursor(project: Project) -> None:
    rows(project, "FIRST", (600, None))
    rows(project, "WAITS", (700, 30))
    (told,) = enriched(project)
    assert told.album_key == "FIRST"
    # Its enrichment is older than the cursor; what it waits for is not.
    assert [each.album_key for each in enriched(project, (told.at, told.album_key), quiet=10)] == ["WAITS"]


def test_an_album_that_was_renamed_after_its_enrichment_is_not_told_again(project: Project) -> None:
    rows(project, "K0", (600, None))
    (told,) = enriched(project)
    project.done(change("K0", "A", "B"))
    assert enriched(project, (told.at, told.album_key), quiet=0) == []
    # Unless more was enriched since.
    project.sql("update photo_metadata set enriched_at = now() + interval '1 second' where true")
    assert [each.album_key for each in enriched(project, (told.at, told.album_key), quiet=-5)] == ["K0"]


def test_an_undo_does_not_hide_an_enrichment(project: Project) -> None:
    rows(project, "K0", (600, None))
    project.done(change("K0", "A", "B", Reason.UNDO))
    assert [each.album_key for each in enriched(project, quiet=0)] == ["K0"]


# What is missing


def test_nothing_is_missing_in_a_migrated_database(project: Project) -> None:
    assert project.client.missing_objects() == []
