"""The client of SmugMug API v2: what the sync asks of an account, in its own words.

Every request filters fields and links (``_filter``, ``_filteruri=``) and asks for the short form (``_verbosity=1``).
Not here: HTTP and retries (``transport``), pace (``pace``), the JSON (``wire``), proof of completeness (``listing``).
"""

from __future__ import annotations

import re
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import datetime
from itertools import islice
from types import TracebackType
from typing import Self
from urllib.parse import quote

from requests.adapters import BaseAdapter

from albumsync_dagster.naming import Album, CaptureDays
from albumsync_dagster.smugmug import capture, wire
from albumsync_dagster.smugmug.errors import (
    NameRefused,
    OutcomeUnknown,
    Refusal,
    SmugMugAnswerError,
    SmugMugError,
    SmugMugIncomplete,
    SmugMugLocked,
    SmugMugNotFound,
    SmugMugRefused,
    SmugMugRejected,
    SmugMugUnavailable,
)
from albumsync_dagster.smugmug.listing import read_all
from albumsync_dagster.smugmug.pace import Clock, Pace, Sleep
from albumsync_dagster.smugmug.transport import (
    DEFAULT_BASE,
    Request,
    Timeout,
    Transport,
    Unconfirmed,
    normalise_base,
    plain_adapter,
)
from albumsync_dagster.smugmug.values import Account, Credentials, Endpoint, Photo, Usage

LONGEST_NAME = 254
"""Characters. The API allows 255 to an album and 254 to the same thing as a node."""

_ALBUMS_PAGE = 100
_PHOTOS_PAGE = 500
_KEYS_AT_ONCE = 200
"""Keys in one request for several albums: with their commas 1.6 kB of the 4 kB that SmugMug lets a URL have."""

_LIST_TRIES = 4
"""List pages answer 404 now and then for accounts and albums that exist."""

_KEY = re.compile(r"[A-Za-z0-9_-]{1,16}")
_SHORT = ("_verbosity", "1")
_NO_LINKS = ("_filteruri", "")
_ALBUM_QUERY = (("_filter", wire.ALBUM_FIELDS), _NO_LINKS, _SHORT)

_PACES: weakref.WeakValueDictionary[tuple[str, str, float, float], Pace] = weakref.WeakValueDictionary()
_PACES_LOCK = threading.Lock()


class SmugMugClient:
    """Reads an account's albums and photos, and renames albums. Thread-safe; a context manager.

    All clients of a process that use one access token at one server share one pace.

    Args:
        credentials: Of the application and the account.
        base_url: Root of the API, with or without ``/api/v2``.
        requests_per_second: The most that are ever sent in a second.
        threads: Albums whose photos are read at the same time.
        patience: Seconds that a call goes on trying after its first failure.
        timeout: Seconds to connect, and for an answer.
        clock: Monotonic seconds.
        sleep: Waits so many seconds.
        adapter: Makes the ``requests`` adapter that carries the requests.

    Raises:
        SettingsError: ``base_url`` is no address of a web server.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        base_url: str = DEFAULT_BASE,
        requests_per_second: float = 5.0,
        threads: int = 4,
        patience: float = 120.0,
        timeout: Timeout = (10, 90),
        clock: Clock = time.monotonic,
        sleep: Sleep = time.sleep,
        adapter: Callable[[], BaseAdapter] = plain_adapter,
    ) -> None:
        base = normalise_base(base_url)
        self._threads = threads
        self._transport = Transport(
            credentials,
            base_url=base,
            pace=_shared_pace(base, credentials.access_token, requests_per_second, patience, clock, sleep),
            patience=patience,
            timeout=timeout,
            clock=clock,
            sleep=sleep,
            adapter=adapter,
        )
        self._account: Account | None = None
        self._account_lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes all connections. The client may be used again; it opens new ones."""
        self._transport.close()

    @property
    def usage(self) -> Usage:
        """What this client has used of the API so far."""
        return self._transport.usage()

    def account(self) -> Account:
        """The account of the access token. Asked once; afterwards from memory.

        Raises:
            SmugMugRefused: Key or token are wrong.
        """
        with self._account_lock:
            if self._account is None:
                self._account = self._read_account()
            return self._account

    def albums(self) -> list[Album]:
        """All albums of the account, in the vendor's order, proven complete.

        Raises:
            SmugMugIncomplete: The list did not add up, twice.
        """
        account = self.account()
        pages = read_all(
            lambda start: self._list_page(account, start), _album_key, what=f"list of albums of {account.nick_name}"
        )
        return [album for page in pages for album in page.rows]

    def album(self, album_key: str) -> Album:
        """One album, read now.

        Raises:
            SmugMugNotFound: SmugMug has no such album.
        """
        return self._transport.call(
            _album_request(album_key), lambda answer: self._read_album(wire.one(answer, "Album"))
        )

    def albums_by_key(self, album_keys: Iterable[str]) -> dict[str, Album]:
        """These albums, read now, many with one request. Albums that SmugMug does not have are not in the answer.

        The vendor does not say what an unknown key does to such a request. So whatever is missing, or makes the
        request fail, is asked for again in smaller parts, and in the end alone.
        """
        wanted = [key for key in dict.fromkeys(album_keys) if _KEY.fullmatch(key)]
        found: dict[str, Album] = {}
        for at in range(0, len(wanted), _KEYS_AT_ONCE):
            found.update(self._several(wanted[at : at + _KEYS_AT_ONCE]))
        return {key: found[key] for key in wanted if key in found}

    def photos(self, album_key: str) -> Iterator[list[Photo]]:
        """The photos of an album, 500 at a time. The first comes when the list is proven complete.

        An album holds 5,000 photos at most, so the proof holds few of them in memory.

        Raises:
            SmugMugIncomplete: The list did not add up, twice.
            SmugMugNotFound: SmugMug has no such album.
        """
        pages = read_all(
            lambda start: self._transport.call(_photos_request(album_key, start), _read_photos),
            _image_key,
            what=f"photos of album {album_key}",
            album_key=album_key,
        )
        return (list(page.rows) for page in pages)

    def capture_days(self, album: Album) -> CaptureDays:
        """On which days the photos of an album were taken, by the camera's clock.

        One request for every 500 photos. Stills whose rows lack the date cost one more for every page of 100 that
        holds any. An album that says it is empty costs none.

        Raises:
            SmugMugIncomplete: Its photos did not add up, twice.
            SmugMugLocked: It hides its photos behind a password.
            SmugMugNotFound: SmugMug has no such album any more.
        """
        if album.image_count == 0:
            return CaptureDays()
        photos = [photo for page in self.photos(album.album_key) for photo in page]
        if not photos:
            self._explain_nothing(album)
        undated = capture.undated_stills(photos)
        return capture.tally(photos, self._metadata_of(album.album_key, photos, undated) if undated else {})

    def capture_days_of(self, albums: Iterable[Album]) -> Iterator[tuple[Album, CaptureDays | SmugMugError]]:
        """Capture days of many albums, several at the same time, as they come.

        Trouble with one album comes in its place. Trouble with the account or with SmugMug is raised.

        Args:
            albums: Consumed as fast as they are read.

        Raises:
            SmugMugRefused: Key or token are wrong.
            SmugMugUnavailable: SmugMug is out of reach, or answers none of the albums.
        """
        waiting = iter(albums)
        executor = ThreadPoolExecutor(self._threads, thread_name_prefix="smugmug")
        try:
            running: dict[Future[CaptureDays | SmugMugError], Album] = {}
            while True:
                for album in islice(waiting, 2 * self._threads - len(running)):
                    running[executor.submit(self._capture_or_error, album)] = album
                if not running:
                    return
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(done), done.result()
        finally:
            executor.shutdown(cancel_futures=True)

    def rename(self, album_key: str, new_name: str, *, description: str | None = None, expected: Album) -> Album:
        """Give an album a new name with one PATCH. Its URL stays.

        It is sent again only where SmugMug certainly did nothing (429, a refused nonce, no connection).

        Args:
            album_key: The album.
            new_name: At most 254 characters.
            description: Its new description; None leaves that alone.
            expected: The album read right before; its UrlName must come back unchanged.

        Returns:
            The album in SmugMug's answer.

        Raises:
            NameRefused: SmugMug rejected the name, stored another, or moved the URL.
            OutcomeUnknown: It may or may not have been applied.
            SmugMugNotFound: SmugMug has no such album.
            SmugMugUnavailable: SmugMug is out of reach, and nothing was applied.
        """
        if not new_name.strip() or len(new_name) > LONGEST_NAME or not _is_text(new_name):
            raise NameRefused(
                f"The new name of album {album_key} is empty, longer than {LONGEST_NAME} characters, or no text.",
                "Choose another name.",
                album_key=album_key,
            )
        body = {"Name": new_name} if description is None else {"Name": new_name, "Description": description}
        request = replace(_album_request(album_key), endpoint=Endpoint.RENAME, method="PATCH", body=body)
        echo = None
        try:
            echo = self._transport.call(request, self._read_one)
        except Unconfirmed:
            pass
        except SmugMugRejected as rejected:
            raise NameRefused(
                f"SmugMug rejected the new name of album {album_key} with status {rejected.status}.",
                "Choose another name.",
                album_key=album_key,
            ) from None
        if echo is None or (echo.url_name is None and expected.url_name is not None):
            raise OutcomeUnknown(
                f"SmugMug did not confirm the new name of album {album_key}.",
                "Run it again: the album is read and compared before anything is sent.",
                album_key=album_key,
            )
        return _compared(echo, new_name, expected)

    def _read_account(self) -> Account:
        found = self._transport.call(
            Request(
                endpoint=Endpoint.ACCOUNT,
                path="/api/v2!authuser",
                query=(("_filter", wire.ACCOUNT_FIELDS), _NO_LINKS, _SHORT),
            ),
            lambda answer: wire.account(wire.one(answer, "User")),
        )
        return replace(found, site_files_key=self._site_files_key(found.nick_name))

    def _site_files_key(self, nick_name: str) -> str | None:
        request = Request(
            endpoint=Endpoint.SITE_FILES,
            path=f"/api/v2/user/{quote(nick_name, safe='')}!assetsalbum",
            query=(("_filter", "AlbumKey"), _NO_LINKS, _SHORT),
            tries_when_missing=1,
        )
        try:
            keys = self._transport.call(request, lambda answer: [*map(wire.album_key, wire.several(answer, "Album"))])
        except (SmugMugNotFound, SmugMugRejected):
            # Accounts that never had a site have no such album; and where there is one, its name tells as well.
            return None
        return keys[0] if keys else None

    def _read_one(self, answer: wire.Envelope) -> Album:
        return self._read_album(wire.one(answer, "Album"))

    def _read_album(self, row: wire.Json) -> Album:
        return wire.album(row, self._account.site_files_key if self._account else None)

    def _list_page(self, account: Account, start: int) -> wire.Page[Album]:
        request = Request(
            endpoint=Endpoint.ALBUM_LIST,
            path=f"/api/v2/user/{quote(account.nick_name, safe='')}!albums",
            query=(("count", str(_ALBUMS_PAGE)), ("start", str(start)), *_ALBUM_QUERY),
            tries_when_missing=_LIST_TRIES,
        )
        try:
            return self._transport.call(request, lambda answer: wire.page(answer, "Album", self._read_album))
        except SmugMugNotFound:
            pass
        raise SmugMugIncomplete(
            f"The list of albums stayed missing from row {start} on.",
            "Nothing was concluded from it. Run it again later.",
            expected=start,
            got=start - 1,
        )

    def _several(self, keys: Sequence[str]) -> dict[str, Album]:
        if len(keys) == 1:
            try:
                return {keys[0]: self.album(keys[0])}
            except SmugMugNotFound:
                return {}
        request = replace(_album_request(",".join(keys)), endpoint=Endpoint.ALBUMS, album_key=None)
        try:
            albums = self._transport.call(
                request, lambda answer: [self._read_album(row) for row in wire.several(answer, "Album")]
            )
        except (SmugMugNotFound, SmugMugRejected, SmugMugAnswerError):
            albums = []
        except SmugMugRefused as refused:
            # One album that this account may not see, or a front end that dislikes the URL.
            if refused.refusal is not Refusal.OTHER:
                raise
            albums = []
        asked = set(keys)
        found = {album.album_key: album for album in albums if album.album_key in asked}
        missing = [key for key in keys if key not in found]
        middle = len(missing) if found else len(missing) // 2
        for part in (missing[:middle], missing[middle:]):
            if part:
                found.update(self._several(part))
        return found

    def _metadata_of(
        self, album_key: str, photos: Sequence[Photo], undated: Sequence[int]
    ) -> dict[str, datetime | None]:
        """The wall clocks that the rows of these stills lack.

        Only pages that held one of them are read. Were the order to change meanwhile, every page is read.
        """
        wanted = {photos[at].image_key for at in undated}
        captured: dict[str, datetime | None] = {}
        seen: set[str] = set()
        for positions in (undated, range(len(photos))):
            for start in capture.metadata_starts(positions):
                page, metadata = self._transport.call(_metadata_request(album_key, start), _read_metadata)
                seen.update(photo.image_key for photo in page.rows)
                captured.update(metadata)
            if wanted <= seen:
                return captured
        raise SmugMugIncomplete(
            f"The metadata of the photos of album {album_key} could not be read whole.",
            "Nothing was concluded from it. Run it again when nobody is changing the album.",
            expected=len(wanted),
            got=len(wanted & seen),
            album_key=album_key,
        )

    def _explain_nothing(self, album: Album) -> None:
        """A list without rows: find out whether the album is empty, locked, or was not read whole."""
        locked, now = self._transport.call(
            _album_request(album.album_key),
            lambda answer: (wire.is_locked(row := wire.one(answer, "Album")), self._read_album(row)),
        )
        if locked:
            raise SmugMugLocked(
                f"Album {album.album_key} hides its photos behind a password.",
                "Log in as the account that owns it (`albumsync login`).",
                album_key=album.album_key,
            )
        if now.image_count != 0:
            raise SmugMugIncomplete(
                f"SmugMug listed no photos of album {album.album_key}, which says it has some.",
                "Nothing was concluded from it. Run it again later.",
                expected=now.image_count or 1,
                got=0,
                album_key=album.album_key,
            )

    def _capture_or_error(self, album: Album) -> CaptureDays | SmugMugError:
        try:
            return self.capture_days(album)
        except SmugMugRefused:
            raise
        except SmugMugUnavailable as error:
            if not error.others_answered:
                raise
            return error
        except SmugMugError as error:
            return error


def _album_request(keys: str) -> Request:
    return Request(endpoint=Endpoint.ALBUM, path=f"/api/v2/album/{_checked(keys)}", query=_ALBUM_QUERY, album_key=keys)


def _photos_request(album_key: str, start: int) -> Request:
    return Request(
        endpoint=Endpoint.PHOTOS,
        path=f"/api/v2/album/{_checked(album_key)}!images",
        query=(("count", str(_PHOTOS_PAGE)), ("start", str(start)), ("_filter", wire.PHOTO_FIELDS), _NO_LINKS, _SHORT),
        album_key=album_key,
        tries_when_missing=_LIST_TRIES,
    )


def _metadata_request(album_key: str, start: int) -> Request:
    return Request(
        endpoint=Endpoint.METADATA,
        path=f"/api/v2/album/{_checked(album_key)}!images",
        query=(
            ("count", str(capture.METADATA_PAGE)),
            ("start", str(start)),
            ("_expand", "ImageMetadata"),
            ("_filter", "ImageKey,Serial"),
            # An empty _filteruri would remove the very link that is to be expanded.
            ("_filteruri", "ImageMetadata"),
            _SHORT,
        ),
        album_key=album_key,
        tries_when_missing=_LIST_TRIES,
    )


def _read_photos(answer: wire.Envelope) -> wire.Page[Photo]:
    return wire.page(answer, "AlbumImage", wire.photo)


def _read_metadata(answer: wire.Envelope) -> tuple[wire.Page[Photo], dict[str, datetime | None]]:
    return _read_photos(answer), wire.captured_in_metadata(answer.expansions)


def _album_key(album: Album) -> str:
    return album.album_key


def _image_key(photo: Photo) -> str:
    return photo.image_key


def _checked(keys: str) -> str:
    for key in keys.split(","):
        if not _KEY.fullmatch(key):
            raise SmugMugNotFound(f"{key!r} is no key of an album.", "Keys are letters and digits, like 4wfN7S.")
    return keys


def _is_text(name: str) -> bool:
    return not wire.UNPRINTABLE.search(name)


def _compared(echo: Album, new_name: str, expected: Album) -> Album:
    if echo.name != new_name:
        raise NameRefused(
            f"SmugMug did not take the new name of album {echo.album_key}: it now says {echo.name!r}.",
            "Choose another name.",
            found=echo.name,
            album_key=echo.album_key,
        )
    if echo.url_name != expected.url_name and expected.url_name is not None:
        raise NameRefused(
            f"The address of album {echo.album_key} moved from {expected.url_name!r} to {echo.url_name!r}.",
            "Put the old UrlName back in SmugMug, or links to the album stay broken.",
            found=echo.name,
            album_key=echo.album_key,
        )
    return echo


def _shared_pace(
    base_url: str, token: str, requests_per_second: float, patience: float, clock: Clock, sleep: Sleep
) -> Pace:
    def make() -> Pace:
        return Pace(requests_per_second, patience=patience, clock=clock, sleep=sleep)

    if clock is not time.monotonic or sleep is not time.sleep:
        return make()
    with _PACES_LOCK:
        return _PACES.setdefault((base_url, token, requests_per_second, patience), make())
