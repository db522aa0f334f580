"""Times as people write and read them: ``--since 2h``, and the journal's times on the local clock. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from albumsync_dagster.errors import UsageError

_AGO = re.compile(r"(\d{1,6})\s*(m|min|h|d|w)", re.IGNORECASE)
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(text: str, *, now: datetime, option: str) -> datetime:
    """The instant that ``--since`` or ``--until`` names.

    Args:
        text: ``30m``, ``2h``, ``1d``, ``2w`` (that long ago), or ISO 8601: ``2026-05-30``, ``2026-05-30T18:00``,
            ``2026-05-30T18:00:00Z``. Without an offset it is this computer's local time.
        now: The present, with a zone.
        option: For the message.

    Raises:
        UsageError: It is neither.
    """
    try:
        if ago := _AGO.fullmatch(text.strip()):
            return now - timedelta(**{_UNITS[ago[2].lower()]: int(ago[1])})
        # A naive time is taken as local by astimezone().
        return datetime.fromisoformat(text.strip()).astimezone()
    except (ValueError, OverflowError):
        raise UsageError(
            f"{option} {text!r} is not a time.", "Write for instance 2h, 1d, 2026-05-30 or 2026-05-30T18:00:00Z."
        ) from None


def local(instant: datetime) -> str:
    """Date and minute on this computer's clock."""
    return f"{instant.astimezone():%Y-%m-%d %H:%M}"
