"""Reading a list whole, and proving that it was.

Pages are built from ``Pages.Start`` and ``Pages.Count`` of the answer before. The vendor's own ``NextPage`` is never
followed: it drops ``_expand`` and ``_verbosity``. Rows may repeat or be skipped when the order changes between two
pages, so a list counts only if every page is what was asked for, all announce one total, and there are that many
rows with that many different keys. A list that does not add up is read once more; after that it is an error.

Not here: what a row means (``wire``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from albumsync_dagster.smugmug.errors import SmugMugIncomplete
from albumsync_dagster.smugmug.wire import Page, Row

PASSES = 2


def read_all(
    fetch: Callable[[int], Page[Row]], key_of: Callable[[Row], str], *, what: str, album_key: str | None = None
) -> list[Page[Row]]:
    """All pages of a list, proven complete.

    Args:
        fetch: Reads the page that starts at this row, counted from 1.
        key_of: The key of a row, distinct in the list.
        what: The list, for the sentence of the error.
        album_key: The album in question, if it is one.

    Raises:
        SmugMugIncomplete: Two passes in a row did not add up.
    """
    expected = got = 0
    for _ in range(PASSES):
        pages = list(_pass(fetch))
        expected, got = pages[-1].total, len({key_of(row) for page in pages for row in page.rows})
        if _adds_up(pages, got):
            return pages
    raise SmugMugIncomplete(
        f"The {what} could not be read whole: SmugMug announced {expected} rows, {got} different ones came.",
        "Nothing was concluded from it. Run it again when nobody is changing the account.",
        expected=expected,
        got=got,
        album_key=album_key,
    )


def _pass(fetch: Callable[[int], Page[Row]]) -> Iterator[Page[Row]]:
    start = 1
    while True:
        page = fetch(start)
        yield page
        start += page.count
        if not _is_sound(page, start - page.count) or page.count == 0 or start > page.total:
            return


def _is_sound(page: Page[Row], start: int) -> bool:
    return page.count == len(page.rows) and (page.start == start or page.total == 0)


def _adds_up(pages: Sequence[Page[Row]], distinct: int) -> bool:
    total = pages[0].total
    starts = [1]
    for page in pages:
        starts.append(starts[-1] + page.count)
    return (
        all(page.total == total and _is_sound(page, start) for page, start in zip(pages, starts, strict=False))
        and sum(page.count for page in pages) == total == distinct
    )
