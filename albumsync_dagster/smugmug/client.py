"""The client of SmugMug API v2: what the sync asks of an account, in its own words.

Not here: what is sent (``requests``), HTTP and retries (``transport``), pace (``pace``), the JSON (``wire``), the proof
that a list is complete (``listing``), the reading of photos (``capture``) and of small pictures (``thumbnails``).
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import islice
from types import TracebackType
from typing import Self

from requests.adapters import BaseAdapter

from albumsync_dagster.naming import Album, CaptureDays
from albumsync_dagster.network import NO_SETTINGS, Network
from albumsync_dagster.smugmug import requests, wire
from albumsync_dagster.smugmug.capture import read_capture_days, read_photos
from albumsync_dagster.smugmug.connection import DEFAULT_BASE, Timeout, normalise_base, plain_adapter
from albumsync_dagster.smugmug.errors import (
    NameRefused,
    OutcomeUnknown,
    Refusal,
    SmugMugAnswerError,
    SmugMugError,
    SmugMugIncomplete,
    SmugMugNotFound,
    SmugMugRefused,
    SmugMugRejected,
    SmugMugUnavailable,
)
from albumsync_dagster.smugmug.listing import read_all
from albumsync_dagster.smugmug.pace import Clock, Pace, Reserve, Sleep
from albumsync_dagster.smugmug.thumbnails import with_thumbnails
from albumsync_dagster.smugmug.transport import Transport, Unconfirmed
from albumsync_dagster.smugmug.values import (
    LONGEST_NAME,
    Account,
    AccountSummary,
    CaptureRead,
    Credentials,
    Photo,
    Usage,
)

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
        connect_patience: The same while nothing at this address ever answered; None for no difference.
        timeout: Seconds to connect, and for an answer.
        clock: Monotonic seconds.
        sleep: Waits so many seconds.
        adapter: Makes the ``requests`` adapter that carries the requests.
        network: The proxies and certificates of this machine.
        reserve: Takes turns of the account, where other processes may work on it too; see ``pace``.

    Raises:
        SettingsError: ``base_url`` is not the address of a web server.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        base_url: str = DEFAULT_BASE,
        requests_per_second: float = 5.0,
        threads: int = 4,
        patience: float = 120.0,
        connect_patience: float | None = None,
        timeout: Timeout = (10, 90),
        clock: Clock = time.monotonic,
        sleep: Sleep = time.sleep,
        adapter: Callable[[], BaseAdapter] = plain_adapter,
        network: Network = NO_SETTINGS,
        reserve: Reserve | None = None,
    ) -> None:
        base = normalise_base(base_url)
        self._threads = threads
        pace = _shared_pace(base, credentials.access_token, requests_per_second, patience, clock, sleep)
        if reserve is not None:
            pace.reserve = reserve
        self._transport = Transport(
            credentials,
            base_url=base,
            pace=pace,
            patience=patience,
            connect_patience=connect_patience,
            timeout=timeout,
            clock=clock,
            sleep=sleep,
            adapter=adapter,
            network=network,
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
        """The account of the access token. Asked once, with two requests; afterwards from memory.

        Raises:
            SmugMugRefused: Key or token are wrong.
        """
        with self._account_lock:
            if self._account is None:
                found = self._transport.call(requests.account(), lambda answer: wire.account(wire.one(answer, "User")))
                self._account = replace(found, site_files_key=self._site_files_key(found.nick_name))
            return self._account

    def albums(self) -> list[Album]:
        """All albums of the account, in the vendor's order, proven complete.

        Raises:
            SmugMugIncomplete: The list did not add up, twice.
        """
        nick_name = self.account().nick_name
        with ThreadPoolExecutor(self._threads, thread_name_prefix="smugmug") as executor:
            pages = read_all(
                lambda start: self._list_page(nick_name, start),
                lambda album: album.album_key,
                what=f"list of albums of {nick_name}",
                executor=executor,
            )
        return [album for page in pages for album in page.rows]

    def album(self, album_key: str) -> Album:
        """One album, read now.

        Raises:
            SmugMugNotFound: SmugMug has no such album.
        """
        return self._transport.call(
            requests.album(album_key), lambda answer: self._read_album(wire.one_album(answer, album_key))
        )

    def albums_by_key(self, album_keys: Iterable[str]) -> dict[str, Album]:
        """These albums, read now, many with one request. Albums that SmugMug does not have are not in the answer.

        The vendor does not say what an unknown key does to such a request. So what is missing, or makes the
        request fail, is asked for again in smaller parts, and in the end alone.
        """
        wanted = [key for key in dict.fromkeys(album_keys) if requests.is_key(key)]
        found: dict[str, Album] = {}
        for part in requests.in_short_urls(wanted):
            found.update(self._several(part))
        return {key: found[key] for key in wanted if key in found}

    def albums_left(self, album_keys: Iterable[str]) -> dict[str, Album]:
        """Those of these albums that SmugMug still has, where a list no longer shows them: most are gone.

        One request for many, and one for each that its answer lacks. The list said so before, so 404 is believed.
        """
        wanted = [key for key in dict.fromkeys(album_keys) if requests.is_key(key)]
        found: dict[str, Album] = {}
        for part in requests.in_short_urls(wanted):
            found |= {album.album_key: album for album in self._several_at_once(part) if album.album_key in part}
            for key in part:
                if key not in found and (album := self._album_or_none(key)):
                    found[key] = album
        return found

    def photos(self, album_key: str) -> Iterator[list[Photo]]:
        """The photos of an album, at most 500 at a time, after the whole list was proven complete.

        SmugMug lets an album hold 5,000 photos, so the proof keeps few of them in memory.

        Raises:
            SmugMugIncomplete: The list did not add up, twice.
            SmugMugLocked: The album hides its photos behind a password.
            SmugMugNotFound: SmugMug has no such album.
        """
        return (list(page.rows) for page in read_photos(self._transport, album_key))

    def capture_days(self, album: Album) -> CaptureRead:
        """On which days the photos of an album were taken, by the camera's clock.

        One request for every 500 photos. Stills whose rows lack the date cost one more for every page of 100 that
        holds any. An album that says it is empty costs none.

        Raises:
            SmugMugIncomplete: Its photos did not add up, twice.
            SmugMugLocked: It hides its photos behind a password.
            SmugMugNotFound: SmugMug has no such album any more.
        """
        return CaptureRead() if album.image_count == 0 else read_capture_days(self._transport, album)

    def capture_days_of(self, albums: Iterable[Album]) -> Iterator[tuple[Album, CaptureRead | SmugMugError]]:
        """Capture days of many albums, several at the same time, in the order in which they are ready.

        Trouble with one album comes in its place. Trouble with the account or with SmugMug is raised.

        Args:
            albums: Consumed no faster than they are read.

        Raises:
            SmugMugRefused: Key or token are wrong.
            SmugMugUnavailable: SmugMug is out of reach.
        """
        waiting = iter(albums)
        executor = ThreadPoolExecutor(self._threads, thread_name_prefix="smugmug")
        try:
            running: dict[Future[CaptureRead | SmugMugError], Album] = {}
            while True:
                for album in islice(waiting, 2 * self._threads - len(running)):
                    running[executor.submit(self._capture_or_error, album)] = album
                if not running:
                    return
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(done), done.result()
        finally:
            executor.shutdown(cancel_futures=True)

    def with_thumbnails(self, reads: Sequence[CaptureRead], best: Collection[str] = ()) -> list[CaptureDays]:
        """The capture days of these readings, in their order, with the addresses of their small pictures.

        One request for the pictures of 50 albums: of each album the first, the middle and the last still. A picture
        that SmugMug has no address for is left out.

        Args:
            reads: The readings.
            best: Image keys of the best rated photos; one of them is shown in place of the middle still.

        Raises:
            SmugMugRefused: Key or token are wrong.
            SmugMugUnavailable: SmugMug is out of reach, not only for pictures.
        """
        return with_thumbnails(self._transport, reads, best)

    def rename(self, album_key: str, new_name: str, *, description: str | None = None, expected: Album) -> Album:
        """Give an album a new name with one PATCH. Its address stays.

        It is never sent again from here: after a 429 or a refused nonce somebody may have renamed the album while we
        waited, so the caller reads it first.

        Args:
            album_key: The album.
            new_name: At most 255 characters.
            description: Its new description; None leaves that alone.
            expected: The album read right before; its UrlName must come back unchanged.

        Returns:
            The album in SmugMug's answer.

        Raises:
            NameRefused: SmugMug rejected the name, stored another, or moved the address.
            OutcomeUnknown: It may or may not have been applied.
            SmugMugNotFound: SmugMug has no such album.
            SmugMugUnavailable: SmugMug cannot be reached, answers 429 or refuses the nonce; nothing was applied.
        """
        if not new_name.strip() or len(new_name) > LONGEST_NAME or wire.UNPRINTABLE.search(new_name):
            raise NameRefused(
                f"The new name of album {album_key} is empty, longer than {LONGEST_NAME} characters, or no text.",
                "Choose another name.",
                album_key=album_key,
            )
        try:
            echo = self._transport.call(requests.rename(album_key, new_name, description), self._read_one)
        except Unconfirmed:
            raise _unknown(album_key) from None
        except SmugMugRejected as rejected:
            raise NameRefused(
                f"SmugMug rejected the new name of album {album_key} with status {rejected.status}.",
                "Choose another name.",
                album_key=album_key,
            ) from None
        if description is not None and echo.description != description:
            raise NameRefused(
                f"SmugMug did not take the new description of album {album_key}.",
                "Change the description by hand, or set descriptions to off.",
                found=echo.name,
                album_key=album_key,
            )
        return _compared(echo, new_name, album_key, expected)

    def may_modify(self) -> bool:
        """Whether the access token's grant allows changes, found out without making one.

        SmugMug declares the permission for each method of an endpoint. So a PATCH that names no field is sent to a
        key that no album has: without the permission it is refused, with it there is nothing to change.

        Raises:
            SmugMugError: It could not be found out.
        """
        try:
            self._transport.call(requests.permission(), lambda answer: None)
        except (SmugMugNotFound, SmugMugRejected):
            return True
        except SmugMugRefused as refused:
            if refused.refusal is Refusal.PERMISSION:
                return False
            raise
        except Unconfirmed as unconfirmed:
            raise unconfirmed.error from None
        return True

    def account_summary(self) -> AccountSummary:
        """How many albums the account has, from one row of its list; nothing is proven."""
        return self._transport.call(requests.albums(self.account().nick_name, start=1, count=1), wire.account_summary)

    def _site_files_key(self, nick_name: str) -> str | None:
        try:
            keys = self._transport.call(
                requests.site_files(nick_name),
                lambda answer: [wire.album_key(row) for row in wire.several(answer, "Album")],
            )
        except (SmugMugNotFound, SmugMugRejected):
            # Accounts that never had pages have no such album; and where there is one, its name tells as well.
            return None
        return keys[0] if keys else None

    def _list_page(self, nick_name: str, start: int) -> wire.Page[Album]:
        try:
            return self._transport.call(
                requests.albums(nick_name, start), lambda answer: wire.page(answer, "Album", self._read_album)
            )
        except SmugMugNotFound:
            raise SmugMugIncomplete(
                f"The list of albums of {nick_name} stayed missing from row {start} on.",
                "Nothing was stored from this read. Run it again later.",
                expected=start,
                got=start - 1,
            ) from None

    def _several(self, keys: Sequence[str]) -> dict[str, Album]:
        if len(keys) == 1:
            try:
                return {keys[0]: self.album(keys[0])}
            except SmugMugNotFound:
                return {}
        asked = set(keys)
        found = {album.album_key: album for album in self._several_at_once(keys) if album.album_key in asked}
        missing = [key for key in keys if key not in found]
        middle = len(missing) if found else len(missing) // 2
        for part in (missing[:middle], missing[middle:]):
            if part:
                found.update(self._several(part))
        return found

    def _album_or_none(self, album_key: str) -> Album | None:
        try:
            return self._transport.call(
                requests.album(album_key, tries_when_missing=1),
                lambda answer: self._read_album(wire.one_album(answer, album_key)),
            )
        except SmugMugNotFound:
            return None

    def _several_at_once(self, keys: Sequence[str]) -> list[Album]:
        try:
            return self._transport.call(
                requests.several_albums(keys),
                lambda answer: [self._read_album(row) for row in wire.several(answer, "Album")],
            )
        except (SmugMugNotFound, SmugMugRejected, SmugMugAnswerError):
            return []
        except SmugMugRefused as refused:
            if refused.refusal is not Refusal.OTHER:
                raise
            # One album that this account may not see, or a front end that dislikes the URL.
            return []

    def _read_one(self, answer: wire.Envelope) -> Album:
        return self._read_album(wire.one(answer, "Album"))

    def _read_album(self, row: wire.Json) -> Album:
        # Only what is known already: a rename must not cost the two requests that tell the site files.
        return wire.album(row, self._account.site_files_key if self._account else None)

    def _capture_or_error(self, album: Album) -> CaptureRead | SmugMugError:
        try:
            return self.capture_days(album)
        except SmugMugRefused as refused:
            if refused.refusal is not Refusal.OTHER:
                raise
            # One album that this account may not see, unless SmugMug refuses every request.
            self._transport.call(requests.account(), lambda answer: None)
            return refused
        except SmugMugUnavailable as error:
            if not error.others_answered:
                raise
            return error
        except SmugMugError as error:
            return error


def _compared(echo: Album, new_name: str, album_key: str, expected: Album) -> Album:
    if echo.album_key != album_key or (echo.url_name is None and expected.url_name is not None):
        raise _unknown(album_key)
    if echo.name != new_name:
        raise NameRefused(
            f"SmugMug did not take the new name of album {album_key}: it now says {echo.name!r}.",
            "Choose another name.",
            found=echo.name,
            album_key=album_key,
        )
    if echo.url_name != expected.url_name and expected.url_name is not None:
        raise NameRefused(
            f"The address of album {album_key} moved from {expected.url_name!r} to {echo.url_name!r}.",
            "Put the old UrlName back in SmugMug, or links to the album stay broken.",
            found=echo.name,
            album_key=album_key,
        )
    return echo


def _unknown(album_key: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"SmugMug did not confirm the new name of album {album_key}.",
        "Run it again: the album is read and compared before anything is sent.",
        album_key=album_key,
    )


def _shared_pace(
    base_url: str, token: str, requests_per_second: float, patience: float, clock: Clock, sleep: Sleep
) -> Pace:
    def make() -> Pace:
        return Pace(requests_per_second, patience=patience, clock=clock, sleep=sleep)

    if clock is not time.monotonic or sleep is not time.sleep:
        return make()
    with _PACES_LOCK:
        return _PACES.setdefault((base_url, token, requests_per_second, patience), make())
