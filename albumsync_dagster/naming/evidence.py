"""Why a name is to be changed, in one sentence that shows the evidence. Pure.

Here: the sentence for a reader of the plan. Not here: the points of the drift (``scoring``), the doubts (``present``).
"""

from __future__ import annotations

from albumsync_dagster.naming.capture import When
from albumsync_dagster.naming.compare_dates import stated
from albumsync_dagster.naming.dates import find, find_in, show
from albumsync_dagster.naming.text import clean
from albumsync_dagster.naming.values import DateSource, Drift

_ANOTHER = "another "
_OF_DATES = frozenset({"year", "month", "day", "date"})


def taken(when: When) -> str:
    """On which days how many photos were taken, as the beginning of a sentence."""
    of = "1 photo was" if when.photos == 1 else f"{when.photos:,} photos were" if when.photos else "The photos were"
    return f"{of} taken {'on' if when.ends[0].full else 'in'} {when.text()}"


def why_renamed(present: str, when: When | None, difference: Drift, *, day_first: bool) -> str:
    """What the present name lacks or states wrongly, with the photos as the witness where they are one.

    Args:
        present: The present name.
        when: The date of the proposed name; None where it has none.
        difference: The drift between the two names, with at least one part.
        day_first: How to read 03-05-2024.
    """
    first = difference.parts[0]
    if first.part not in _OF_DATES or when is None or when.source is DateSource.NAME or not when.photos:
        return first.why
    text = clean(present)
    mentions = find_in(when.window, text, day_first) if when.window else find(text, day_first)
    said, _ = stated(mentions)
    if not said:
        return f"{taken(when)}; the name has no date"
    if [(date.first, date.last) for date in said] == [when.ends] and first.part == "year":
        return f"the name says {when.text()}; the short style prints a day without its year"
    only = "only " if len(said) == 1 and not first.why.startswith(_ANOTHER) else ""
    return f"{taken(when)}; the name says {only}{' and '.join(show(date.first, date.last) for date in said)}"
