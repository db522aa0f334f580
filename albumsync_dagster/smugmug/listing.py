"""Reading a list whole, and proving that it was.

Pages are built from ``Pages.Start`` and ``Pages.Count`` of the answer before. The vendor's own ``NextPage`` is never
followed: it drops ``_expand`` and ``_verbosity``. Rows may repeat or be skipped when the order changes between two
pages, so a list counts only if every page is what was asked for, all announce one total, and there are that many
rows with that many different keys. A list that does not add up is read once more; after that it is an error.

Not here: what a row means (``wire``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor

from albumsync_dagster.smugmug.errors import SmugMugIncomplete
from albumsync_dagster.smugmug.wire import Page, Row

PASSES = 2

MOST_PAGES_AT_ONCE = 1_000
"""Of 100 albums each: an account that announces more is read page by page, in case the number is nonsense."""


def read_all(
    fetch: Callable[[int], Page[Row]],
    key_of: Callable[[Row], str],
    *,
    what: str,
    album_key: str | None = None,
    executor: Executor | None = None,
) -> list[Page[Row]]:
    """All pages of a list, proven complete.

    Args:
        fetch: Reads the page that starts at this row, counted from 1.
        key_of: The key of a row, distinct in the list.
        what: The list, for the sentence of the error.
        album_key: The album in question, if it is one.
        executor: Reads the pages after the first at the same time, in the first pass.

    Raises:
        SmugMugIncomplete: Two passes in a row did not add up.
    """
    expected = got = 0
    for number in range(PASSES):
        pages = list(_pass(fetch, executor if number == 0 else None))
        expected, got = pages[-1].total, len({key_of(row) for page in pages for row in page.rows})
        if _adds_up(pages, got):
            return pages
    why = f"SmugMug announced {expected} rows, {got} different ones came"
    if got == expected:
        why = f"its pages do not fit the {expected} rows that SmugMug announced"
    raise SmugMugIncomplete(
        f"The {what} could not be read whole: {why}.",
        "Nothing was stored from this read. Run it again when the account is not being changed.",
        expected=expected,
        got=got,
        album_key=album_key,
    )


def _pass(fetch: Callable[[int], Page[Row]], executor: Executor | None) -> Iterator[Page[Row]]:
    page = fetch(1)
    yield page
    start = 1 + page.count
    if executor and _is_sound(page, 1) and 0 < page.total <= page.count * MOST_PAGES_AT_ONCE:
        yield from executor.map(fetch, range(start, page.total + 1, page.count))
        return
    while _is_sound(page, start - page.count) and page.count and start <= page.total:
        page = fetch(start)
        yield page
        start += page.count


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
