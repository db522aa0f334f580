"""The account behind the simulator: albums, photos, and what people do to them.

Here: the truth, safe to change from any thread while requests are served. Not here: how it looks in an answer.
Stamps move as the vendor's do: settings move ``LastUpdated``, photos move ``ImagesLastUpdated``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypedDict, Unpack
from zlib import crc32

from albumsync_sandbox.gallery import GalleryAlbum, GalleryImage


@dataclass(slots=True)
class Quirks:
    """What differs between accounts, years and days at the vendor. A switch may be turned at any time.

    Args:
        listing_lacks_dates: ``!images`` rows come without ``DateTimeOriginal``, as one owner reports.
        stale_metadata_expansions: Expanded metadata of photos added since the last ``settle`` is empty, while the
            direct call is right.
        longest_url: Bytes of path and query over which the web server answers 403 with a page.
    """

    listing_lacks_dates: bool = False
    stale_metadata_expansions: bool = False
    longest_url: int = 4096


@dataclass(frozen=True, slots=True)
class LazyPhotos:
    """Photos that are made when they are asked for, so that an account of millions fits in memory.

    Args:
        count: How many there are.
        make: Makes all of them, each time the same.
    """

    count: int
    make: Callable[[], Sequence[GalleryImage]]


class AlbumSettings(TypedDict, total=False):
    """What a PATCH or a person can change of an album."""

    name: str
    url_name: str
    url_path: str
    description: str
    keywords: str


@dataclass(slots=True)
class AlbumRecord:
    """An album and what the simulator keeps beside it."""

    album: GalleryAlbum
    photos: LazyPhotos | None = None
    """Instead of ``album.images``."""
    locked: bool = False
    """A fault: even the owner gets the public view of a password album."""
    missed_listings: int = 0
    """Listings to come that do not show the album yet."""
    hidden: bool = False
    """The listing under way, from its first page to its last, does not show it."""
    next_name: str | None = None
    """What a person renames it to right after the next GET."""

    @property
    def key(self) -> str:
        """The album key."""
        return self.album.album_key

    @property
    def image_count(self) -> int:
        """Photos and videos, the collected ones included."""
        return self.photos.count if self.photos else len(self.album.images)

    @property
    def images(self) -> Sequence[GalleryImage]:
        """All of them, in the album's own order."""
        return self.photos.make() if self.photos else self.album.images


class AccountState:
    """One account, safe to use from any thread. What names an album that is not there raises ``KeyError``.

    ``SmugMugSimulator`` explains the arguments.
    """

    def __init__(
        self,
        albums: Iterable[GalleryAlbum],
        *,
        nickname: str,
        full_name: str,
        photos: Mapping[str, LazyPhotos],
        clock: Callable[[], float],
    ) -> None:
        self.lock = threading.RLock()
        self.nickname = nickname
        self.full_name = full_name
        self._clock = clock
        in_order = sorted(albums, key=lambda album: _list_position(album.album_key))
        self._albums = {album.album_key: AlbumRecord(album, photos.get(album.album_key)) for album in in_order}
        self._holders: dict[str, str] | None = None
        self._fresh_photos: set[str] = set()

    @property
    def host(self) -> str:
        """The account's own host."""
        return f"https://{self.nickname}.smugmug.com"

    def find(self, album_key: str) -> AlbumRecord | None:
        """The album with this key."""
        return self._albums.get(album_key)

    def album(self, album_key: str) -> GalleryAlbum:
        """The album as it is now."""
        return self._albums[album_key].album

    def albums(self) -> list[AlbumRecord]:
        """All albums in the order of the API's list, which is none that a reader could use."""
        with self.lock:
            return list(self._albums.values())

    def some(self, album_keys: Iterable[str]) -> list[AlbumRecord]:
        """Those of the albums that exist, in the order of the list and not in the caller's."""
        with self.lock:
            return [self._albums[key] for key in sorted(set(album_keys), key=_list_position) if key in self._albums]

    def listing(self, *, owner: bool, first_page: bool) -> list[AlbumRecord]:
        """The albums that a listing shows.

        Args:
            owner: Private and unlisted albums show too.
            first_page: A new listing begins; albums that appear late come one listing nearer.
        """
        with self.lock:
            shown = []
            for record in self.albums():
                if first_page:
                    record.hidden = record.missed_listings > 0
                    record.missed_listings = max(record.missed_listings - 1, 0)
                if not record.hidden and (owner or record.album.privacy == "Public"):
                    shown.append(record)
            return shown

    def owned(self, image_key: str) -> tuple[AlbumRecord, GalleryImage] | None:
        """An image and the album that owns it; None where there is no such image."""
        with self.lock:
            if self._holders is None:
                self._holders = {}
                for key, record in self._albums.items():
                    for image in record.images:
                        if image.origin == "Album" or image.image_key not in self._holders:
                            self._holders[image.image_key] = key
            if image_key not in self._holders:
                return None
            record = self._albums[self._holders[image_key]]
            return record, next(image for image in record.images if image.image_key == image_key)

    def is_fresh(self, image_key: str) -> bool:
        """Whether the image was added since the start or the last ``settle``."""
        return image_key in self._fresh_photos

    def settle(self) -> None:
        """Minutes pass: photos are fresh no longer, and every album shows in the list."""
        with self.lock:
            self._fresh_photos.clear()
            for record in self._albums.values():
                record.missed_listings, record.hidden = 0, False

    def change(self, album_key: str, **settings: Unpack[AlbumSettings]) -> None:
        """Changes settings of an album; ``LastUpdated`` moves."""
        with self.lock:
            record = self._albums[album_key]
            stamp = self._later_than(record.album.last_updated)
            record.album = replace(record.album, last_updated=stamp, **settings)

    def rename(self, album_key: str, name: str) -> None:
        """A person renames an album in SmugMug, now."""
        self.change(album_key, name=name)

    def rename_after_next_get(self, album_key: str, name: str) -> None:
        """A person renames an album right after it was read the next time: the edit that a later PATCH overwrites."""
        with self.lock:
            self._albums[album_key].next_name = name

    def was_read(self, album_key: str) -> None:
        """Tells the state that an answer with the album was made."""
        with self.lock:
            record = self._albums[album_key]
            if record.next_name is not None:
                name, record.next_name = record.next_name, None
                self.rename(album_key, name)

    def set_locked(self, album_key: str, *, locked: bool) -> None:
        """Locks or unlocks an album, also for its owner."""
        with self.lock:
            self._albums[album_key].locked = locked

    def add_album(self, album: GalleryAlbum, *, missed_listings: int = 0) -> None:
        """A person makes an album.

        Args:
            album: The album with its photos.
            missed_listings: Listings that do not show it yet; by its key it is there at once.
        """
        with self.lock:
            self._albums[album.album_key] = AlbumRecord(
                album, missed_listings=missed_listings, hidden=missed_listings > 0
            )
            self._albums = dict(sorted(self._albums.items(), key=lambda item: _list_position(item[0])))
            self._fresh_photos.update(image.image_key for image in album.images)
            self._holders = None

    def delete_album(self, album_key: str) -> None:
        """A person deletes an album."""
        with self.lock:
            del self._albums[album_key]
            self._holders = None

    def add_photos(self, album_key: str, images: Iterable[GalleryImage]) -> None:
        """A person adds photos; ``ImagesLastUpdated`` moves and ``ImageCount`` is right at once."""
        added = tuple(images)
        with self.lock:
            self._set_photos(album_key, (*self._albums[album_key].images, *added))
            self._fresh_photos.update(image.image_key for image in added)

    def delete_photos(self, album_key: str, image_keys: Iterable[str]) -> None:
        """A person deletes photos from an album."""
        gone = set(image_keys)
        with self.lock:
            self._set_photos(album_key, tuple(i for i in self._albums[album_key].images if i.image_key not in gone))

    def _set_photos(self, album_key: str, images: tuple[GalleryImage, ...]) -> None:
        record = self._albums[album_key]
        stamp = self._later_than(record.album.images_last_updated)
        record.album, record.photos = replace(record.album, images=images, images_last_updated=stamp), None
        self._holders = None

    def _later_than(self, stamp: datetime) -> datetime:
        """The time now in whole seconds, but always another one: two changes within a second must differ."""
        now = datetime.fromtimestamp(int(self._clock()), UTC)
        return max(now, stamp + timedelta(seconds=1))


def _list_position(album_key: str) -> int:
    """The position of an album in the list: neither by name nor by time nor by key, as in the vendor's answers."""
    return crc32(album_key.encode())
