"""Changes that an older version left open: the nine migration files of then, their functions, and today's code after.

The old functions themselves bring each change to its status; then the database is migrated.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from albumsync_dagster.exit_codes import ExitCode
from albumsync_dagster.supabase import HistoryFilter, apply_migrations
from albumsync_dagster.supabase.wire import to_json
from albumsync_dagster.sync.healing import heal
from albumsync_dagster.sync.undoing import undo
from albumsync_dagster.sync.verifying import verify
from albumsync_dagster_tests.supabase.project import install_nine_files
from albumsync_dagster_tests.support.scenarios import World, world
from albumsync_sandbox.postgres import Postgres

RUN = "of-the-old-version"
TYPED = "Anna's birthday"

LEFT = {
    # What the old run left -> the status that today's code brings it to, whether SmugMug has the new name then.
    "planned": ("verified", True),
    "planned and sent": ("verified", True),
    "renamed": ("verified", True),
    "renamed, half of the rows": ("verified", True),
    "done": ("verified", True),
    "verified": ("verified", True),
    "planned, and renamed by a person": ("conflict", False),
    "renamed, and renamed again by a person": ("conflict", False),
    "conflict": ("conflict", False),
    "abandoned": ("abandoned", False),
    "failed": ("failed", False),
}
KEYS = {left: f"Alb{number:03}" for number, left in enumerate(LEFT)}


def call(old: World, function: str, **payload: Any) -> Any:
    row = old.admin.execute(f"select public.{function}(%s::jsonb)".encode(), [json.dumps(payload)]).fetchone()
    assert row is not None
    return row[0]


def leave(old: World, left: str, change_id: str, new_name: str) -> None:
    """Bring a change to where the old version left it."""
    key, status = KEYS[left], left.split()[0].strip(",")

    def outcome(verdict: str) -> None:
        call(old, "albumsync_record_outcomes", outcomes=[{"id": change_id, "status": verdict}], run_id=RUN)

    if status in ("renamed", "done", "verified") or left == "planned and sent":
        old.simulator.state.rename(key, new_name)
    if status in ("conflict", "abandoned", "failed"):
        outcome(status)
    elif status != "planned":
        outcome("renamed")
    if left == "renamed, half of the rows":
        assert call(old, "albumsync_write_rows", change_ids=[change_id], at_most=1)[0]["left"]
    elif status in ("done", "verified"):
        call(old, "albumsync_write_rows", change_ids=[change_id], at_most=1000)
    if status == "verified":
        album = to_json(old.systems("old").smugmug.album(key))
        now = datetime.now(UTC).isoformat()
        call(
            old,
            "albumsync_mark_verified",
            albums=[album],
            listed_at=now,
            own_change=True,
            change_ids=[change_id],
            at=now,
        )
    if left.endswith("by a person"):
        old.simulator.state.rename(key, TYPED)


@contextmanager
def left_by_the_old_version(server: Postgres) -> Iterator[World]:
    with world(server, install=install_nine_files, albums=len(LEFT)) as old:
        names = {key: old.name(key) for key in KEYS.values()}
        with old.admin.cursor().copy(
            "copy public.photo_metadata (photo_id, image_key, album_key, album_name) from stdin"
        ) as copy:
            for record in old.simulator.state.albums():
                for number in range(2):
                    copy.write_row((uuid.uuid4(), f"{record.key}{number}", record.key, record.album.name))
        albums = [to_json(album) for album in old.systems("old").smugmug.albums()]
        listing = {"id": str(uuid.uuid4()), "keys": [album["album_key"] for album in albums]}
        call(old, "albumsync_record_albums", albums=albums, listed_at=datetime.now(UTC).isoformat(), complete=listing)
        ids = {left: str(uuid.uuid4()) for left in LEFT}
        changes = [
            {
                "id": ids[left],
                "album_key": key,
                "old_name": names[key],
                "new_name": f"{names[key]} - Dated",
                "reason": "drift",
                "drift": 40,
            }
            for left, key in KEYS.items()
        ]
        opened = call(old, "albumsync_journal", changes=changes, run_id=RUN, changed_by="old")["opened"]
        assert len(opened) == len(LEFT)
        for change in changes:
            left = next(left for left, each in ids.items() if each == change["id"])
            leave(old, left, str(change["id"]), str(change["new_name"]))
        # What the old files made is there as it was left, in every status.
        found = {line.album_key: line.status for line in old.journal()}
        assert found == {KEYS[left]: left.split()[0].strip(",") for left in LEFT}
        apply_migrations(old.url)
        yield old


@pytest.fixture(scope="module")
def upgraded(postgres_server: Postgres) -> Iterator[World]:
    with left_by_the_old_version(postgres_server) as old:
        yield old


def test_changes_that_an_older_version_left_are_finished_verified_and_undone(upgraded: World) -> None:
    systems = upgraded.systems("new")
    before = {key: line for line in upgraded.journal() for key in [line.album_key]}

    assert heal(systems, upgraded.run("heal")).exit_code in (ExitCode.DONE, ExitCode.DIFFERS)
    assert verify(systems, upgraded.run("verify")).in_step
    finished = {line.album_key: line.status for line in upgraded.journal() if line.run_id == RUN}
    assert finished == {KEYS[left]: status for left, (status, _) in LEFT.items()}
    for left, (_, new) in LEFT.items():
        line = before[KEYS[left]]
        expected = line.new_name if new else TYPED if "person" in left else line.old_name
        album = upgraded.truth().albums[KEYS[left]]
        assert (album.name, set(album.rows)) == (expected, {expected}), left
    named = {state.album.album_key for state in systems.supabase.states() if state.named is not None}
    assert named == {KEYS[left] for left in LEFT if "person" in left}

    assert undo(systems, HistoryFilter(run_id=RUN), upgraded.run("undo")).exit_code is ExitCode.DONE
    assert verify(systems, upgraded.run("verify")).in_step
    for left in LEFT:
        expected = TYPED if "person" in left else before[KEYS[left]].old_name
        assert upgraded.name(KEYS[left]) == expected, left
