"""When a photo was taken, by the camera's own clock. Pure.

SmugMug takes the EXIF wall clock as US Pacific time, ignores the camera's zone, and sends it as UTC:
11:28:12 on the camera becomes ``2019-08-04T18:28:12+00:00`` in ``DateTimeOriginal``. Shown in
America/Los_Angeles with the zone dropped it is the wall clock again. The UTC date is wrong for every photo after
16:00 (winter) or 17:00 (summer).

The way back is never ambiguous: each UTC instant has one Pacific wall clock. Only the vendor's way there is, for
two hours a year around 02:00, which cannot move a date.

Not here: which dates are implausible (``naming`` judges that from the whole album).
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

_NAIVE = re.compile(r"(\d{4})[-:](\d{2})[-:](\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.\d+)?")


@cache
def _pacific() -> ZoneInfo:
    return ZoneInfo("America/Los_Angeles")


def wall_clock(date_time_original: str) -> datetime | None:
    """The camera's wall clock out of an image's ``DateTimeOriginal``.

    Args:
        date_time_original: ISO 8601 with an offset, in practice always ``+00:00``.

    Returns:
        Naive date and time; None for what is no instant: no offset, no such day, zeros.
    """
    try:
        instant = datetime.fromisoformat(date_time_original)
        return instant.astimezone(_pacific()).replace(tzinfo=None) if instant.tzinfo else None
    except (ValueError, OverflowError):
        # OverflowError: the first hours of year 1 have no Pacific date.
        return None


def naive_clock(date_time_created: str) -> datetime | None:
    """The camera's wall clock out of ``DateTimeCreated`` of an image's metadata.

    Args:
        date_time_created: ``2019-08-04T11:28:12`` without a zone, taken as it is; EXIF's own form with colons is
            read too. Empty where the photo has no date.

    Returns:
        Naive date and time, or None.
    """
    match = _NAIVE.fullmatch(date_time_created.strip())
    if match is None:
        return None
    year, month, day, time = match.groups()
    try:
        return datetime.fromisoformat(f"{year}-{month}-{day}T{time}")
    except ValueError:
        return None
