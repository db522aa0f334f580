"""The small pictures that show a person an album's capture days: which stills, and their addresses.

SmugMug gives the address of a small picture in any row of photos. Asked for in every row it would double the bytes of
a reading, so three stills of an album are picked, and the addresses of many albums come with one request. The first and
the last still show whether the capture days are true; between them stands the best rated one, where one is known.

Pictures are an addition to the capture days: one that cannot be had is left out. Trouble that concerns every request
(no network, a revoked token) is raised as it is elsewhere.

Not here: how capture days are read (``capture``), who stores the addresses (``sync.reading``).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from albumsync_dagster.naming import CaptureDays, Thumbnail
from albumsync_dagster.smugmug import requests, wire
from albumsync_dagster.smugmug.errors import (
    Refusal,
    SmugMugAnswerError,
    SmugMugNotFound,
    SmugMugRefused,
    SmugMugRejected,
    SmugMugUnavailable,
)
from albumsync_dagster.smugmug.transport import Transport
from albumsync_dagster.smugmug.values import CaptureRead, Photo, Still

_MOST_REQUESTS = 16
"""For one group of stills. One key that SmugMug refuses is found among 150 with 15 requests, by halving."""

_ABOUT_EVERYTHING = frozenset({Refusal.KEY, Refusal.SIGNATURE, Refusal.TOKEN, Refusal.CLOCK})


def in_order(taken: Iterable[tuple[datetime, Photo]]) -> tuple[Still, ...]:
    """These stills by capture time. Pure.

    Args:
        taken: (the camera's wall clock, the still), in any order.
    """
    dated = sorted(
        (
            (at, Still(image_key=photo.image_key, serial=photo.serial, day=at.date()))
            for at, photo in taken
            if requests.is_image_key(photo.image_key)
        ),
        key=lambda each: (each[0], each[1].image_key),
    )
    return tuple(still for _, still in dated)


def first_middle_last(stills: Sequence[Still], best: Collection[str] = ()) -> tuple[Still, ...]:
    """The first, the middle and the last of these stills, each once. Pure.

    Args:
        stills: In the order of capture.
        best: Image keys of the best rated photos; one of them takes the place of the middle still.
    """
    if len(stills) < 3:
        return tuple(stills)
    first, *between, last = stills
    middle = next((still for still in between if still.image_key in best), stills[len(stills) // 2])
    return first, middle, last


def with_thumbnails(
    transport: Transport, reads: Sequence[CaptureRead], best: Collection[str] = ()
) -> list[CaptureDays]:
    """The capture days of these readings with their small pictures; see ``SmugMugClient.with_thumbnails``."""
    shown = [first_middle_last(read.stills, best) for read in reads]
    # A photo that was collected into a second album is asked for once.
    images = list(dict.fromkeys(still.image for stills in shown for still in stills))
    addresses: dict[str, str] = {}
    for at in range(0, len(images), requests.IMAGES_AT_ONCE):
        addresses.update(_addresses(transport, images[at : at + requests.IMAGES_AT_ONCE]))
    return [
        replace(
            read.capture,
            thumbnails=tuple(
                Thumbnail(url=addresses[still.image_key], day=still.day, best=still.image_key in best)
                for still in stills
                if still.image_key in addresses
            ),
        )
        for read, stills in zip(reads, shown, strict=True)
    ]


def _addresses(transport: Transport, images: Sequence[str]) -> dict[str, str]:
    """Image key -> address, of those that SmugMug gives one for.

    The vendor does not say what a key that it does not show does to the others of its request. So a request that
    fails is sent again in halves.
    """
    found: dict[str, str] = {}
    parts = deque([images])
    for _ in range(_MOST_REQUESTS):
        if not parts:
            break
        part = parts.popleft()
        try:
            found.update(transport.call(requests.thumbnails(part), _read))
        except (SmugMugNotFound, SmugMugRejected, SmugMugAnswerError):
            parts.extend(_halves(part))
        except SmugMugRefused as refused:
            if refused.refusal in _ABOUT_EVERYTHING:
                raise
            parts.extend(_halves(part))
        except SmugMugUnavailable as error:
            if not error.others_answered:
                # No other thread checked meanwhile. Where this request succeeds, only the pictures are unavailable.
                transport.call(requests.account(), lambda answer: None)
            break
    return found


def _halves(part: Sequence[str]) -> list[Sequence[str]]:
    middle = len(part) // 2
    return [part[:middle], part[middle:]] if middle else []


def _read(answer: wire.Envelope) -> dict[str, str]:
    rows = (wire.thumbnail(row) for row in wire.several(answer, "Image"))
    return {image_key: url for image_key, url in rows if url is not None}
