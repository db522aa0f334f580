"""login, migrate and backfill-keys: the first hour, on real servers."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from albumsync_dagster_tests.cli.conftest import Run
from albumsync_dagster_tests.support.stage import Stage, sample_album
from albumsync_sandbox.gallery import GalleryAlbum


def test_six_digits_from_the_consent_page_let_the_command_in(
    gallery: Stage, albumsync: Run, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SMUGMUG_ACCESS_TOKEN")
    monkeypatch.delenv("SMUGMUG_ACCESS_TOKEN_SECRET")
    (nowhere / ".env").write_text("# mine\nALBUMSYNC_DATE_STYLE=full\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "albumsync_dagster.cli", "login", "--no-browser"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    url = next(line.strip() for line in process.stdout if line.startswith("http"))
    out, err = process.communicate(f"12 34\n{_approve(url)}\n", timeout=200)
    assert process.returncode == 0, err
    assert "These are not six digits." in err
    assert "The tokens are in .env" in out
    env_file = nowhere / ".env"
    assert env_file.stat().st_mode & 0o777 == 0o600
    written = env_file.read_text()
    assert written.startswith("# mine\nALBUMSYNC_DATE_STYLE=full\n")
    for secret in re.findall(r"SMUGMUG_ACCESS_TOKEN\w*='?([^'\n]+)'?", written):
        assert secret not in out + err
    # The next command in this folder reads them.
    assert albumsync("verify").code == 0


def test_migrate_says_what_was_new_and_the_second_time_that_nothing_was(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = standing.connection.info
    standing.connection.execute("create database to_migrate owner postgres")
    url = f"postgresql://postgres:{server.password}@{server.host}:{server.port}/to_migrate"
    monkeypatch.setenv("ALBUMSYNC_DATABASE_URL", url)
    first = albumsync("migrate")
    assert first.code == 0
    assert "albumsync_tables" in first.out
    second = albumsync("migrate")
    assert (second.code, second.out) == (0, "Up to date: every table and function exists.\n")
    assert albumsync("migrate", "--json").document["applied"] == []
    standing.connection.execute("drop database to_migrate")


def test_a_photo_shown_in_two_albums_belongs_to_the_one_it_was_uploaded_to(gallery: Stage, albumsync: Run) -> None:
    gallery.simulator.state.add_album(_collection("Coll00", of="Alb000", image_keys=["Alb0000", "Elsewhere"]))
    gallery.connection.execute("update photo_metadata set album_key = null where image_key = 'Alb0000'")
    gallery.connection.execute(
        "update photo_metadata set image_key = 'Elsewhere', album_key = null where image_key = 'Alb0001'"
    )
    document = albumsync("backfill-keys", "--json").document
    assert document["collected_only"] == ["Elsewhere"]
    assert (document["filled"], document["after"]["without_key"]) == (1, 1)
    keys: dict[str, str | None] = dict(
        gallery.connection.execute("select image_key, album_key from photo_metadata").fetchall()
    )
    assert (keys["Alb0000"], keys["Elsewhere"]) == ("Alb000", None)


def test_keys_that_earlier_tools_damaged_are_replaced_only_on_request(gallery: Stage, albumsync: Run) -> None:
    gallery.connection.execute("update photo_metadata set album_key = 'i-Alb0000' where image_key = 'Alb0000'")
    gallery.connection.execute("update photo_metadata set album_key = 'Kep000' where image_key = 'Alb0001'")
    kept = albumsync("backfill-keys")
    assert kept.code == 3
    assert "2 rows with another album key" in kept.out
    repaired = albumsync("backfill-keys", "--overwrite", "damaged", "--json")
    assert repaired.code == 0
    assert (repaired.document["repaired"], repaired.document["kept"]) == (1, 1)
    assert albumsync("backfill-keys", "--overwrite", "all", "--json").document["repaired"] == 1


def test_rows_of_photos_that_no_album_shows_any_more_stay_without_a_key(gallery: Stage, albumsync: Run) -> None:
    gallery.simulator.state.delete_photos("Alb001", ["Alb0010", "Alb0011", "Alb0012"])
    gallery.connection.execute("update photo_metadata set album_key = null where album_key in ('Alb000', 'Alb001')")
    said = albumsync("backfill-keys")
    assert said.code == 3
    assert re.search(r"without an album\s+6 before, 3 after", said.out)


def _approve(url: str) -> str:
    """What a person does in the browser."""
    page = requests.get(url, timeout=20).text
    form = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page)}
    answer = requests.post(url, data={**form, "decision": "approve"}, timeout=20).text
    found = re.search(r'id="verifier">(\d{6})<', answer)
    assert found, answer
    return found[1]


def _collection(album_key: str, *, of: str, image_keys: list[str]) -> GalleryAlbum:
    """An album that shows photos of another one."""
    album = sample_album(90)
    image = album.images[0]
    return replace(
        album,
        album_key=album_key,
        node_id=f"n{album_key}",
        images=tuple(replace(image, image_key=key, origin="Collected", collected_from=of) for key in image_keys),
    )
