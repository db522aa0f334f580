"""Days that a clock shows which was never set, and days that a scan carries in place of one that nobody knows.

Here: which days these are, as facts about makers, file systems and time zones. Not here: what becomes of an album that
was taken on such a day (``draft``).
"""

from __future__ import annotations

from datetime import date, timedelta

_EPOCHS = (
    date(1601, 1, 1),  # Windows file times
    date(1899, 12, 30),  # OLE automation, spreadsheets
    date(1900, 1, 1),  # NTP, spreadsheets
    date(1904, 1, 1),  # QuickTime and MP4 containers, old Macintosh file systems
    date(1970, 1, 1),  # Unix
    date(1980, 1, 1),  # DOS and FAT
    date(1980, 1, 6),  # GPS
    date(1999, 8, 22),  # the first roll-over of the GPS week
    date(2000, 1, 1),  # most cameras after their battery was empty
    date(2001, 1, 1),  # Apple's Core Data
    date(2036, 2, 7),  # the roll-over of NTP
    date(2038, 1, 19),  # the end of 32-bit Unix time
)
EPOCHS = frozenset(day + timedelta(days=zone) for day in _EPOCHS for zone in (-1, 0, 1))
"""The epochs, and the days before and after them that a time zone makes of them: on none of these was a photo taken."""

_FIRST_MODEL_YEAR, _LAST_MODEL_YEAR = 1990, 2021
"""Makers let a clock begin on January 1 of about the year in which a model was designed: phones, GoPro and other action
cameras 2010-2021, compact cameras from 1994 on, scanners 2000-2010."""
_FIRST_DIGITAL_YEAR = 2000
"""Photos of earlier years are scans but for a few."""


def is_first_day(day: date) -> bool:
    """True for a day that a clock may show which was never set, though it can be a true one."""
    return day in EPOCHS or (
        (day.month, day.day) == (1, 1)
        and (day.year < _FIRST_DIGITAL_YEAR or _FIRST_MODEL_YEAR <= day.year <= _LAST_MODEL_YEAR)
    )


def is_scan(day: date) -> bool:
    """True for a day of a year from which nearly all digital pictures are scans."""
    return day.year < _FIRST_DIGITAL_YEAR
