"""Dates in the text of a name: reading and printing them.

Here: the package's public names. ``calendar`` has the values, ``forms`` the table of writing, ``readers`` what it
means, ``neighbours``, ``context``, ``years``, ``coincidence``, ``scores`` and ``weekday`` what the words around say,
``ranges``, ``resolve`` and ``beside`` which matches count, ``doubtful`` which may be dates too, ``render`` prints and
``read_back`` reads what was printed.
"""

from albumsync_dagster.naming.dates.beside import find_in, without_its_day
from albumsync_dagster.naming.dates.calendar import Mention, Partial, Window
from albumsync_dagster.naming.dates.doubtful import mistaken
from albumsync_dagster.naming.dates.edit import unhyphenated, without
from albumsync_dagster.naming.dates.render import show
from albumsync_dagster.naming.dates.resolve import find, find_behind
from albumsync_dagster.naming.dates.weekday import with_little_words

__all__ = [
    "Mention",
    "Partial",
    "Window",
    "find",
    "find_behind",
    "find_in",
    "mistaken",
    "show",
    "unhyphenated",
    "with_little_words",
    "without",
    "without_its_day",
]
