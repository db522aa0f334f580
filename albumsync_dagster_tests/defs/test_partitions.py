"""Partitions of albums: readable, stable, and never of the site files."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.defs.partitions import album_key, new_partitions, partition_of
from albumsync_dagster.naming import Album

KEYS = st.text("ABCabc123-_", min_size=1, max_size=6)
ALBUMS = st.builds(Album, album_key=KEYS, name=st.text(max_size=80))


def test_a_partition_is_a_slug_of_the_name_and_the_key() -> None:
    assert partition_of(Album(album_key="SJT3DX", name="Norway 2019")) == "norway-2019:SJT3DX"
    assert partition_of(Album(album_key="SJT3DX", name="Ærø – Été & 🏐")) == "r-ete:SJT3DX"
    assert partition_of(Album(album_key="SJT3DX", name="京都")) == "album:SJT3DX"


@given(ALBUMS)
def test_a_partition_gives_its_key_back_and_needs_no_quotes_in_the_web_ui(album: Album) -> None:
    partition = partition_of(album)
    assert album_key(partition) == album.album_key
    assert re.fullmatch(r"[-a-zA-Z0-9_:]+", partition)
    assert len(partition) <= 40 + 1 + len(album.album_key)


@given(st.lists(ALBUMS, max_size=10), st.lists(ALBUMS, max_size=10))
def test_only_albums_without_a_partition_get_one_and_each_gets_one(listed: list[Album], known: list[Album]) -> None:
    before = [partition_of(album) for album in known]
    added = new_partitions(listed, before)
    keys = {album.album_key for album in listed} - {album.album_key for album in known}
    assert sorted(map(album_key, added)) == sorted(keys)


def test_the_site_files_are_nobodys_to_pick() -> None:
    assert new_partitions([Album(album_key="8HPGmD", name="My SmugMug Site Files", system=True)], []) == []
