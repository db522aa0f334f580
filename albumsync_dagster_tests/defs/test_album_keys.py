"""Rows that lost their album key, and the asset that fills it."""

from __future__ import annotations

from albumsync_dagster_tests.defs.conftest import Dagster, why


def lose_keys(dagster: Dagster, album_key: str) -> None:
    dagster.stage.connection.execute(
        "update public.photo_metadata set album_key = null where album_key = %s", [album_key]
    )


def test_rows_without_an_album_key_get_it_from_the_listings_and_the_counts_are_shown(dagster: Dagster) -> None:
    lose_keys(dagster, "Alb000")
    before = dagster.stage.truth()
    dry = dagster.materialize("photo_album_keys", config={"ops": {"photo_album_keys": {"config": {"dry_run": True}}}})
    assert dagster.shown(dry, "photo_album_keys")[""]["rows_without_key"] == 3
    assert dagster.stage.truth() == before
    told = dagster.shown(dagster.materialize("photo_album_keys"), "photo_album_keys")[""]
    assert (told["rows_filled"], told["rows_without_key"]) == (3, 0)
    row = next(record.data for record in told["rows"].records if record.data["rows"] == "without_key")
    assert (row["before"], row["after"]) == (3, 0)
    assert dagster.stage.truth().albums["Alb000"].rows == {"Harbor Cup 1 - Stars vs Thunder": 3}


def test_an_album_that_can_not_be_listed_is_named_and_the_others_are_filled(dagster: Dagster) -> None:
    lose_keys(dagster, "Alb000")
    lose_keys(dagster, "Alb001")
    dagster.stage.simulator.state.set_locked("Alb001", locked=True)
    result = dagster.materialize("photo_album_keys")
    assert not result.success
    sentence = why(result)
    assert sentence.startswith("1 of ")
    assert "'Harbor Cup 2 - Stars vs Thunder'" in sentence
    assert dagster.stage.truth().albums["Alb000"].rows == {"Harbor Cup 1 - Stars vs Thunder": 3}
