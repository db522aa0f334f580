"""Which albums the enrichment sensor asks for: pure steps from one tick to the next.

The database reports an album once its enrichment is complete and newer than our last change of it (``supabase``).
The cursor is the pair (time, key) of the last reported album. Times are the user's own and may arrive out of order, so
each tick looks back a day behind the cursor and remembers which albums of that day it has asked for. Whatever is
older still is taken up by the nightly sync. The first tick asks for nothing: the sensor begins when it is switched on,
and what was enriched in years past is asked for by a person (`backfill` of the job).

A sync that failed, because SmugMug was out of reach, say, is asked for again, later and later. After the last time
its albums are left to the nightly sync: an album that fails for good must not be asked for without end.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict

from albumsync_dagster.supabase import EnrichedAlbum

LOOK_BACK = timedelta(days=1)
PAGE = 500
MAX_ALBUMS_A_TICK = 2000
"""A tick has 60 seconds; what is left comes with the next one."""

AGAIN_AFTER = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""How long after its end a sync that failed is asked for again, the first time, the second time and so on. Within the
first five minutes Dagster starts a run anew whose worker died; all together outlast an outage of a day and a half."""

Read = Callable[[tuple[datetime, str] | None, int], Sequence[EnrichedAlbum]]
"""Called with (after, limit): the next albums behind that pair, in its order."""


class Cursor(BaseModel):
    """What a tick leaves to the next one; a JSON document in Dagster's storage."""

    model_config = ConfigDict(frozen=True)

    at: AwareDatetime | None = None
    album_key: str = ""
    begun: AwareDatetime | None = None
    """When the sensor was switched on: what became complete before is never asked for by it."""
    asked: Mapping[str, datetime] = {}
    """Albums asked for within the look-back, with the time of their enrichment."""
    waiting: Mapping[str, int] = {}
    """Run keys of syncs that are not known to have ended well -> how often their albums were asked for again."""


def next_albums(cursor: Cursor, read: Read) -> tuple[list[EnrichedAlbum], Cursor]:
    """The albums to ask for now, and the cursor behind them.

    Args:
        cursor: Where the tick before this one came to.
        read: Reads one page; what it raises goes through, and the cursor stays.

    Returns:
        Albums in the order of their enrichment, each at most once for each time of its enrichment.
    """
    after = None if cursor.at is None else (max(cursor.at - LOOK_BACK, cursor.begun or cursor.at - LOOK_BACK), "")
    new: list[EnrichedAlbum] = []
    last = (cursor.at, cursor.album_key)
    while len(new) < MAX_ALBUMS_A_TICK:
        page = read(after, PAGE)
        new += [album for album in page if cursor.asked.get(album.album_key) != album.at]
        if page:
            after = (page[-1].at, page[-1].album_key)
            last = after if last[0] is None else max((last[0], last[1]), after)
        if len(page) < PAGE:
            break
    if last[0] is None:
        return [], cursor
    asked = {**cursor.asked, **{album.album_key: album.at for album in new}}
    kept = {key: at for key, at in asked.items() if at >= last[0] - LOOK_BACK}
    waiting = {**cursor.waiting, run_key(new): 0} if new else cursor.waiting
    return new, Cursor(at=last[0], album_key=last[1], begun=cursor.begun, asked=kept, waiting=waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """A run that the sensor asked for: the newest with its run key, as Dagster may have started it anew."""

    album_keys: tuple[str, ...]
    failed_at: datetime | None
    """None while it is queued or active."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Albums to be asked for again, in one run."""

    run_key: str
    attempt: int
    album_keys: tuple[str, ...]


def ask_again(cursor: Cursor, syncs: Mapping[str, Sync], now: datetime) -> tuple[list[Again], list[str], Cursor]:
    """What to ask for again of the syncs that failed before this tick, and the cursor behind that.

    Syncs that are due at the same time after equally many attempts go together. They keep apart from others, so
    that albums that fail for good come to their last attempt however many new ones join them.

    Args:
        cursor: Where the tick before this one came to.
        syncs: By run key. One that is not there ended well, or a person cancelled or deleted it: it is over.
        now: Time zone aware.

    Returns:
        The requests, the keys of albums that are left to the nightly sync, and the cursor.
    """
    waiting: dict[str, int] = {}
    due: defaultdict[int, list[str]] = defaultdict(list)
    left: set[str] = set()
    for key, attempts in cursor.waiting.items():
        if (sync := syncs.get(key)) is None:
            continue
        if sync.failed_at is not None and attempts == len(AGAIN_AFTER):
            left.update(sync.album_keys)
        elif sync.failed_at is not None and now >= sync.failed_at + AGAIN_AFTER[attempts]:
            due[attempts + 1].append(key)
        else:
            waiting[key] = attempts
    again = [
        Again(
            run_key=f"again-{attempt}:{_digest(keys)}",
            attempt=attempt,
            album_keys=tuple(sorted({album for key in keys for album in syncs[key].album_keys})),
        )
        for attempt, keys in sorted(due.items())
    ]
    waiting |= {request.run_key: request.attempt for request in again}
    return again, sorted(left), cursor.model_copy(update={"waiting": waiting})


def run_key(albums: Sequence[EnrichedAlbum]) -> str:
    """The same for the same albums at the same times: Dagster drops a request whose key it has seen."""
    return f"enriched:{_digest(f'{album.album_key} {album.at.isoformat()}' for album in albums)}"


def _digest(facts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(facts)).encode()).hexdigest()[:16]
