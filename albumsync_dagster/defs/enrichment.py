"""Which albums the enrichment sensor asks for: a pure step from one tick to the next.

An album is told by the database once its enrichment is complete and newer than our last change of it (``supabase``).
The cursor is the pair (time, key) of the last album told. Times are the user's own and may arrive out of order, so
each tick looks back a day behind the cursor and remembers which albums of that day it has asked for. Whatever is
older still is taken up by the nightly sync.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from albumsync_dagster.supabase import EnrichedAlbum

LOOK_BACK = timedelta(days=1)
PAGE = 500
MAX_ALBUMS_A_TICK = 2000
"""A tick has 60 seconds; what is left comes with the next one."""

Read = Callable[[tuple[datetime, str] | None, int], Sequence[EnrichedAlbum]]
"""Called with (after, limit): the next albums behind that pair, in its order."""


class Cursor(BaseModel):
    """What a tick leaves to the next one; a JSON document in Dagster's storage."""

    model_config = ConfigDict(frozen=True)

    at: datetime | None = None
    album_key: str = ""
    asked: Mapping[str, datetime] = {}
    """Albums asked for within the look-back, with the time of their enrichment."""


def next_albums(cursor: Cursor, read: Read) -> tuple[list[EnrichedAlbum], Cursor]:
    """The albums to ask for now, and the cursor behind them.

    Args:
        cursor: Where the tick before this one came to.
        read: Reads one page; what it raises goes through, and the cursor stays.

    Returns:
        Albums in the order of their enrichment, each at most once for each time of its enrichment.
    """
    after = None if cursor.at is None else (cursor.at - LOOK_BACK, "")
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
    return new, Cursor(at=last[0], album_key=last[1], asked=kept)


def run_key(albums: Sequence[EnrichedAlbum]) -> str:
    """The same for the same albums at the same times: Dagster drops a request whose key it has seen."""
    facts = "\n".join(sorted(f"{album.album_key} {album.at.isoformat()}" for album in albums))
    return f"enriched:{hashlib.sha256(facts.encode()).hexdigest()[:16]}"
