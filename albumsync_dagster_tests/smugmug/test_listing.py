from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.smugmug import SmugMugIncomplete
from albumsync_dagster.smugmug.listing import read_all
from albumsync_dagster.smugmug.wire import Page


def pages_of(rows: Sequence[str], size: int) -> Callable[[int], Page[str]]:
    def fetch(start: int) -> Page[str]:
        part = tuple(rows[start - 1 : start - 1 + size])
        return Page(part, len(rows), start, len(part))

    return fetch


def read(fetch: Callable[[int], Page[str]], executor: Executor | None = None) -> list[str]:
    return [row for page in read_all(fetch, lambda row: row, what="list", executor=executor) for row in page.rows]


@given(st.integers(0, 60), st.integers(1, 20))
def test_a_sound_list_is_read_whole_whatever_the_clamp(length: int, size: int) -> None:
    rows = [str(number) for number in range(length)]
    assert read(pages_of(rows, size)) == rows
    with ThreadPoolExecutor(3) as executor:
        assert read(pages_of(rows, size), executor) == rows


def test_a_total_beyond_reason_is_not_believed_before_it_is_seen() -> None:
    asked: list[int] = []

    def fetch(start: int) -> Page[str]:
        asked.append(start)
        return Page((str(start),) if start < 4 else (), 2_000_000_000, start, 1 if start < 4 else 0)

    with ThreadPoolExecutor(3) as executor, pytest.raises(SmugMugIncomplete, match="announced 2000000000"):
        read(fetch, executor)
    assert asked == [1, 2, 3, 4] * 2


def test_the_vendors_count_decides_where_the_next_page_starts() -> None:
    asked: list[int] = []
    fetch = pages_of([str(number) for number in range(25)], 10)

    def clamped(start: int) -> Page[str]:
        asked.append(start)
        return fetch(start)

    read(clamped)
    assert asked == [1, 11, 21]


rows = st.lists(st.sampled_from("abcdef"), max_size=4).map(tuple)
any_page = st.builds(Page, rows=rows, total=st.integers(0, 6), start=st.integers(0, 7), count=st.integers(0, 5))


@given(st.lists(any_page, min_size=1, max_size=12))
def test_no_answers_whatever_pass_for_a_list_that_does_not_add_up(answers: list[Page[str]]) -> None:
    given_out: list[Page[str]] = []

    def fetch(start: int) -> Page[str]:
        given_out.append(answers[len(given_out) % len(answers)])
        return given_out[-1]

    try:
        found = read(fetch)
    except SmugMugIncomplete as incomplete:
        found = None
        detail = incomplete.sentence
    if found is None:
        assert "announced" in detail
    else:
        assert len(found) == len(set(found)) == given_out[-1].total


def test_a_list_that_shrinks_between_two_pages_is_read_again() -> None:
    long, short = [str(n) for n in range(25)], [str(n) for n in range(24)]
    answers = iter([pages_of(long, 10)(1), pages_of(short, 10)(11), *(pages_of(short, 10)(at) for at in (1, 11, 21))])
    # The first pass ends with its third page, which still is announced.
    replies = [next(answers), next(answers), pages_of(short, 10)(21), *answers]
    assert read(lambda start: replies.pop(0)) == short


def test_the_error_says_how_many_are_missing() -> None:
    twice = pages_of(["a", "b", "b"], 10)
    with pytest.raises(SmugMugIncomplete, match="announced 3 rows, 2 different ones came") as incomplete:
        read(twice)
    assert (incomplete.value.expected, incomplete.value.got) == (3, 2)


def test_pages_that_contradict_each_other_are_not_explained_by_two_equal_numbers() -> None:
    """Born of a real failure: "announced 3 rows, 3 different ones came" was all that a person read."""
    pages = {1: Page(("a", "b"), 4, 1, 2), 3: Page(("c",), 3, 3, 1)}
    with pytest.raises(SmugMugIncomplete, match="its pages do not fit the 3 rows"):
        read_all(lambda start: pages[start], str, what="list")
