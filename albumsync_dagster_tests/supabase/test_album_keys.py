from __future__ import annotations

import pytest

from albumsync_dagster.supabase import BackfillCounts, KeyCounts, Overwrite
from albumsync_dagster_tests.supabase.project import NOW, Project, albums


@pytest.fixture(autouse=True)
def _listed(project: Project) -> None:
    project.client.record_listing(albums("A", "B", "C"), listed_at=NOW)


def row(project: Project, image_key: str, album_key: str | None = None) -> None:
    project.sql(
        "insert into photo_metadata (image_key, album_key, updated_at) values (%s, %s, '2020-01-01')",
        image_key,
        album_key,
    )


def stored(project: Project) -> dict[str, str | None]:
    return {
        each["image_key"]: each["album_key"] for each in project.sql("select image_key, album_key from photo_metadata")
    }


def counts(**given: int) -> BackfillCounts:
    zeros = dict.fromkeys(("asked", "ambiguous", "matched", "filled", "repaired", "right", "kept"), 0)
    return BackfillCounts(**(zeros | given))


def test_empty_keys_are_filled_and_others_kept(project: Project) -> None:
    for image_key, album_key in [("img1", None), ("img2", "K1"), ("img3", "K2"), ("img4", None)]:
        row(project, image_key, album_key)
    told = [("img1", "K0"), ("img2", "K0"), ("img3", "K2"), ("nowhere", "K0")]
    found = project.client.backfill_keys(told, dry_run=False)
    assert found == counts(asked=4, matched=3, filled=1, right=1, kept=1)
    assert found.unmatched == 1
    assert stored(project) == {"img1": "K0", "img2": "K1", "img3": "K2", "img4": None}
    moved = project.sql("select image_key from photo_metadata where updated_at > '2020-01-02'")
    assert [each["image_key"] for each in moved] == ["img1"]


def test_a_row_may_spell_its_image_key_as_in_addresses(project: Project) -> None:
    row(project, "i-img1")
    assert project.client.backfill_keys([("img1", "K0")], dry_run=False).filled == 1


def test_a_dry_run_counts_the_same_and_writes_nothing(project: Project) -> None:
    row(project, "img1")
    row(project, "img2", "i-img2")
    before = stored(project)
    told = [("img1", "K0"), ("img2", "K0")]
    dry = project.client.backfill_keys(told, overwrite=Overwrite.DAMAGED, dry_run=True)
    assert stored(project) == before
    assert project.client.backfill_keys(told, overwrite=Overwrite.DAMAGED, dry_run=False) == dry
    assert (dry.filled, dry.repaired) == (1, 1)


def test_a_photo_told_with_two_albums_is_left_alone(project: Project) -> None:
    row(project, "img1")
    row(project, "img2")
    found = project.client.backfill_keys(
        [("img1", "K0"), ("img1", "K1"), ("img2", "K1"), ("img2", "K1")], dry_run=False
    )
    assert found == counts(asked=2, ambiguous=1, matched=1, filled=1)
    assert stored(project) == {"img1": None, "img2": "K1"}


@pytest.mark.parametrize("damage", ["i-img1", "https://photos.smugmug.com/photos/i-img1/0/X/i-img1-X.jpg", "", "n4Gx"])
def test_damage_of_earlier_tools_is_repaired_on_request_only(project: Project, damage: str) -> None:
    row(project, "img1", damage)
    row(project, "img2", "K1")
    told = [("img1", "K0"), ("img2", "K0")]
    assert project.client.backfill_keys(told, dry_run=False) == counts(asked=2, matched=2, kept=2)
    found = project.client.backfill_keys(told, overwrite=Overwrite.DAMAGED, dry_run=False)
    assert found == counts(asked=2, matched=2, repaired=1, kept=1)
    assert stored(project) == {"img1": "K0", "img2": "K1"}
    assert project.client.backfill_keys(told, overwrite=True, dry_run=False).repaired == 1
    assert stored(project) == {"img1": "K0", "img2": "K0"}


def test_many_photos_go_over_in_sets(project: Project) -> None:
    project.sql("insert into photo_metadata (image_key) select 'img' || i from generate_series(1, 12000) as i")
    told = [(f"img{number}", f"K{number % 3}") for number in range(1, 12_001)]
    assert project.client.backfill_keys(told, dry_run=False).filled == 12_000
    assert project.gateway.counts["albumsync_backfill_keys"] == 3


def test_the_state_of_the_keys_is_told(project: Project) -> None:
    for number, album_key in enumerate([None, None, "K0", "i-abc", "https://x/photos/y", "GONE"]):
        row(project, f"img{number}", album_key)
    assert project.client.album_key_counts() == KeyCounts(
        photos=6, without_key=2, unknown_key=3, image_key_in_it=1, address_in_it=1
    )
