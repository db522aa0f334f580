"""What reading and renaming costs at SmugMug: requests and bytes, counted by the simulator, beside the obvious way.

The obvious way is the algorithm of the design document that this project started from: for each album its object, all
its photos, one metadata call a photo, an update, and a second of sleep. It is written here as its text says, with the
API's defaults. Further: how much of a window limit is used, and how much memory a first read takes.

    .venv/bin/python benchmarks/smugmug_requests.py            # all of it, some minutes
    .venv/bin/python benchmarks/smugmug_requests.py --quick    # without the 10,000 albums and the obvious way
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from requests_oauthlib import OAuth1Session
from rich.console import Console
from rich.table import Table

from albumsync_dagster.naming import Album
from albumsync_dagster.smugmug import (
    CaptureRead,
    Credentials,
    SmugMugClient,
    SmugMugError,
    Stamps,
    needs_capture_read,
)
from albumsync_dagster.sync.reading import CAPTURES_A_CALL
from albumsync_sandbox import serving
from albumsync_sandbox.gallery import GalleryAlbum, GalleryImage
from albumsync_sandbox.smugmug import FrontEnd, LazyPhotos, RateLimit, SmugMugSimulator

MADE = datetime(2025, 6, 1, 12, tzinfo=UTC)
GAME = datetime(2025, 5, 30, 17, 30)  # noqa: DTZ001 - a camera's clock has no zone
FASTER_THAN_ANY_SERVER = 10_000.0
SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests, and bytes of bodies as they went over the wire."""

    requests: int
    sent: int

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.requests - other.requests, self.sent - other.sent)


def photos_of(album: int, count: int) -> Sequence[GalleryImage]:
    """The photos of one album: a game of some hours."""
    return [
        GalleryImage(
            image_key=f"{album:05d}{number:04d}",
            serial=number % 2,
            file_name=f"DSC_{number:05d}.JPG",
            taken=GAME + timedelta(days=album % 700, seconds=37 * number + album),
            uploaded=MADE + timedelta(seconds=number),
            digest=f"{album * 7919 + number:041d}",
        )
        for number in range(count)
    ]


def simulator_of(albums: int, photos: int, limit: RateLimit | None) -> SmugMugSimulator:
    """An account of so many albums of so many photos each."""
    made = [
        GalleryAlbum(
            album_key=f"a{number:05d}",
            node_id=f"n{number:05d}",
            name=f"HS Volleyball - Lions vs Tigers {number} - Jan 1",
            original_name=f"Lions vs Tigers {number}",
            url_name=f"Lions-vs-Tigers-{number}",
            url_path=f"/High-School/Lions-vs-Tigers-{number}",
            keywords="volleyball, varsity",
            created=MADE,
            last_updated=MADE + timedelta(minutes=number),
            images_last_updated=MADE + timedelta(minutes=number, seconds=11),
        )
        for number in range(albums)
    ]
    lazy = {
        album.album_key: LazyPhotos(photos, partial(photos_of, number, photos)) for number, album in enumerate(made)
    }
    return SmugMugSimulator(made, photos=lazy, rate_limit=limit)


def serve(pipe: Connection, albums: int, photos: int, limit: RateLimit | None) -> None:
    """The simulator in a process of its own, so that neither its time nor its memory is counted as the client's."""
    simulator = simulator_of(albums, photos, limit)
    with serving.serve(simulator.app) as base_url:
        pipe.send((base_url, simulator.credentials))
        while (order := pipe.recv()) is not None:
            match order:
                case "cost":
                    pipe.send(Cost(simulator.counts.requests(), simulator.counts.sent_bytes))
                case "windows":
                    pipe.send(simulator.limiter.windows())
                case ("add", keys):
                    for number, key in enumerate(keys):
                        simulator.state.add_photos(key, photos_of(90_000 + number, 1))
                    pipe.send(None)


class Account:
    """A simulated account, its server, and what it counts."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.base_url, granted = pipe.recv()
        self.credentials = Credentials(
            granted.consumer_key, granted.consumer_secret, granted.token, granted.token_secret
        )

    def ask(self, order: object) -> Any:
        """Give the server's process an order."""
        self._pipe.send(order)
        return self._pipe.recv()

    @contextmanager
    def counting(self, costs: list[Cost]) -> Iterator[None]:
        """Adds what the block costs to a list."""
        before = self.ask("cost")
        yield
        costs.append(self.ask("cost") - before)

    def client(self, requests_per_second: float = FASTER_THAN_ANY_SERVER) -> SmugMugClient:
        """A client of it."""
        return SmugMugClient(self.credentials, base_url=self.base_url, requests_per_second=requests_per_second)


@contextmanager
def account(albums: int, photos: int, limit: RateLimit | None = None) -> Iterator[Account]:
    """Serves an account for the length of a block."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=serve, args=(theirs, albums, photos, limit), daemon=True)
    process.start()
    try:
        yield Account(ours)
    finally:
        ours.send(None)
        process.join()


def stamps_of(album: Album) -> Stamps:
    """What the database keeps of an album, to tell a change by."""
    return album.image_count, album.last_updated, album.images_last_updated


class Reader:
    """What the sync does with the client, without a database: keep stamps, read what changed."""

    def __init__(self, client: SmugMugClient) -> None:
        self.client = client
        self.read: dict[str, tuple[Stamps, datetime]] = {}

    def pull(self) -> list[Album]:
        """The list, and the photos of albums that changed."""
        albums, now = self.client.albums(), datetime.now(UTC)
        due = [album for album in albums if self._is_due(album, now)]
        ready: list[CaptureRead] = []
        for album, outcome in self.client.capture_days_of(due):
            if isinstance(outcome, SmugMugError):
                raise outcome
            ready.append(outcome)
            self.read[album.album_key] = stamps_of(album), now
        for at in range(0, len(ready), CAPTURES_A_CALL):
            self.client.with_thumbnails(ready[at : at + CAPTURES_A_CALL])
        return albums

    def rename(self, albums: Sequence[Album]) -> None:
        """Read, PATCH, and store the stamps of the echo."""
        for listed in albums:
            before = self.client.album(listed.album_key)
            echo = self.client.rename(before.album_key, f"{before.name} - May 30, 2025", expected=before)
            self.read[before.album_key] = stamps_of(echo), self.read[before.album_key][1]

    def _is_due(self, album: Album, now: datetime) -> bool:
        stamps, as_of = self.read.get(album.album_key, (None, None))
        return needs_capture_read(album, stamps=stamps, as_of=as_of, now=now, max_age_days=30) is not None


class ObviousWay:
    """The design document's algorithm: "fetch album, photos with EXIF, generate name, update, sleep 1 s"."""

    def __init__(self, where: Account) -> None:
        self._base = where.base_url + "/api/v2"
        who = where.credentials
        self._session = OAuth1Session(who.api_key, who.api_secret, who.access_token, who.access_token_secret)
        self._session.headers["Accept"] = "application/json"

    def get(self, path: str) -> Any:
        """One request with the API's defaults."""
        response = self._session.get(self._base + path, timeout=60)
        response.raise_for_status()
        return response.json()["Response"]

    def album_keys(self) -> list[str]:
        """Its getAllAlbumKeys."""
        nick, start, keys = self.get("!authuser")["User"]["NickName"], 1, []
        while True:
            page = self.get(f"/user/{nick}!albums?start={start}")
            keys += [album["AlbumKey"] for album in page.get("Album", [])]
            start += page["Pages"]["Count"]
            if start > page["Pages"]["Total"]:
                return keys

    def process(self, key: str, *, rename: bool) -> None:
        """Its processAlbumWithSync, without the sleep."""
        album, start = self.get(f"/album/{key}")["Album"], 1
        while True:
            page = self.get(f"/album/{key}!images?start={start}")
            for photo in page.get("AlbumImage", []):
                self.get(f"/image/{photo['ImageKey']}-{photo['Serial']}!metadata")
            start += page["Pages"]["Count"]
            if start > page["Pages"]["Total"]:
                break
        if rename:
            body = {"Name": f"{album['Name']} - 2025", "Description": "x"}
            self._session.patch(f"{self._base}/album/{key}", json=body, timeout=60).raise_for_status()


def minimum(where: Account, keys: Sequence[str]) -> None:
    """The same pages with the fewest fields that still tell names, changes and days."""
    obvious = ObviousWay(where)
    for start in range(1, len(keys) + 1, 100):
        fields = "AlbumKey,Name,ImageCount,LastUpdated,ImagesLastUpdated"
        obvious.get(f"/user/sample!albums?count=100&start={start}&_filter={fields}&_filteruri=&_verbosity=1")
    for key in keys:
        fields = "ImageKey,DateTimeOriginal,IsVideo"
        obvious.get(f"/album/{key}!images?count=500&_filter={fields}&_filteruri=&_verbosity=1")


def requests_table(console: Console, albums: int, photos: int, *, obvious: bool, least_bytes: bool = True) -> None:
    """First read, read again, after 10 changes, after 25 renames; beside the obvious way and the fewest bytes."""
    ours: list[Cost] = []
    theirs: list[Cost] = []
    least: list[Cost] = []
    with account(albums, photos) as where, where.client() as client:
        reader = Reader(client)
        with where.counting(ours):
            listed = reader.pull()
        with where.counting(ours):
            reader.pull()
        where.ask(("add", [album.album_key for album in listed[:10]]))
        with where.counting(ours):
            reader.pull()
        with where.counting(ours):
            reader.rename(reader.pull()[:25])
        with where.counting(ours):
            reader.pull()
        keys = [album.album_key for album in listed]
        if least_bytes:
            with where.counting(least):
                minimum(where, keys)
        if obvious:
            way = ObviousWay(where)
            with where.counting(theirs):
                for key in way.album_keys():
                    way.process(key, rename=False)
            with where.counting(theirs):
                way.album_keys()
                for key in keys[:25]:
                    way.process(key, rename=True)
    lists = -(-albums // 100)
    pages = albums * -(-photos // 500)
    pictures = -(-albums // CAPTURES_A_CALL)
    # The obvious way keeps nothing between two runs: reading again costs what the first read cost.
    again = [theirs[0]] * 3 + [theirs[1], theirs[0]] if obvious else []
    limits = [
        f"<= {1.02 * (lists + pages) + pictures:,.0f}",
        f"= {lists}",
        f"<= {lists} + 10 + 1",
        f"= {lists} + 2 x 25",
        f"= {lists}",
    ]
    what = ["first read", "read again", "10 albums changed", "25 renames and the list", "read after them"]
    table = Table(title=f"{albums:,} albums of {photos} photos: requests and gzip kilobytes")
    for column in ("", "requests", "allowed", "kB", "obvious way"):
        table.add_column(column, justify="left" if not column else "right")
    for at, (name, cost, limit) in enumerate(zip(what, ours, limits, strict=True)):
        # Of the obvious way only requests count: the simulator has the short form of answers alone.
        other = f"{again[at].requests:,}" if again else ""
        table.add_row(name, f"{cost.requests:,}", limit, f"{cost.sent / 1000:,.0f}", other)
    console.print(table)
    console.print(f"Two requests of the first read find the account, {pictures} find the small pictures.")
    if least_bytes:
        share, kilobytes = ours[0].sent / least[0].sent, least[0].sent / 1000
        console.print(f"Its bytes are {share:.2f} x the filtered minimum ({kilobytes:,.0f} kB); 1.5 x is allowed.")


def window_table(console: Console, *, requests: int, seconds: int, total: int) -> None:
    """How much of a window limit four threads use, with front ends that agree and that do not."""
    table = Table(title=f"{requests} requests in {seconds} s, 4 threads, {total} albums of one page")
    for column in ("front ends", "windows", "used", "answered 429", "albums lost"):
        table.add_column(column, justify="right")
    unequal = (FrontEnd(), FrontEnd(-37, 423), FrontEnd(58, 141))
    for name, front_ends in (("one, exact", (FrontEnd(),)), ("three, unequal", unequal)):
        limit = RateLimit(requests, seconds, front_ends)
        with account(total, 5, limit) as where, where.client(requests_per_second=50) as client:
            outcomes = [outcome for _, outcome in client.capture_days_of(client.albums())]
            windows = where.ask("windows")
        whole = windows[:-1]
        time_taken = windows[-1].opened - windows[0].opened
        share = sum(window.used for window in whole) / (requests * time_taken / seconds)
        refused = str(sum(window.refused for window in windows))
        lost = total - sum(not isinstance(outcome, SmugMugError) for outcome in outcomes)
        table.add_row(name, str(len(whole)), f"{share:.1%}", refused, str(lost))
    console.print(table)


def first_read(base_url: str, credentials: Credentials, pipe: Connection) -> None:
    """Reads a whole account and tells its peak memory in MB, interpreter and libraries included."""
    with SmugMugClient(credentials, base_url=base_url, requests_per_second=FASTER_THAN_ANY_SERVER) as client:
        outcomes = (outcome for _, outcome in client.capture_days_of(client.albums()))
        photos = sum(outcome.capture.total for outcome in outcomes if not isinstance(outcome, SmugMugError))
    pipe.send((photos, peak_megabytes()))


def peak_megabytes() -> float:
    """The most memory that this process ever had. On Linux ru_maxrss would count its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def memory_table(console: Console, albums: int) -> None:
    """Peak memory of a first read, for few photos and for many."""
    table = Table(title=f"Memory of a first read of {albums:,} albums, in a process of its own")
    for column in ("photos", "MB at the peak (300 allowed)"):
        table.add_column(column, justify="right")
    for photos in (20, 200):
        with account(albums, photos) as where:
            ours, theirs = SPAWN.Pipe()
            process = SPAWN.Process(target=first_read, args=(where.base_url, where.credentials, theirs))
            process.start()
            read, peak = ours.recv()
            process.join()
        table.add_row(f"{read:,}", f"{peak:.0f}")
    console.print(table)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="without the 10,000 albums and the obvious way")
    quick = parser.parse_args().quick
    console, started = Console(), time.monotonic()
    requests_table(console, 254, 80, obvious=not quick)
    if not quick:
        requests_table(console, 10_000, 80, obvious=False, least_bytes=False)
    window_table(console, requests=200, seconds=10, total=600 if quick else 1_200)
    memory_table(console, 1_000)
    console.print(f"Measured in {time.monotonic() - started:.0f} s.")


if __name__ == "__main__":
    main()
