"""The terminal: which key does what, with answers that really go through the rules."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from albumsync_dagster.cli.asking import Interview, Outcome
from albumsync_dagster.naming import DoubtCode
from albumsync_dagster.naming.values import Doubt
from albumsync_dagster.supabase import StoredWord
from albumsync_dagster.sync.questions import group, question_of, questions_of
from albumsync_dagster.sync.reviewing import Answer, Stored, check_answers, word_of
from albumsync_dagster_tests.support.questions import NOW, stored_proposal

KEYS = ("A1", "A2", "A3", "B1")


class Desk:
    """Keeps answers as the database does: the rules are the product's, the table is a list."""

    def __init__(self, *keys: str) -> None:
        twin = (Doubt(DoubtCode.NUMBERED_TWIN, "Another album has this name."),)
        proposals = [
            stored_proposal(key, confidence=0.1 * number, **({"doubts": twin} if key.startswith("B") else {}))
            for number, key in enumerate(keys or KEYS)
        ]
        self.questions = {each.proposal.album_key: question_of(each) for each in proposals}
        self.groups = group(questions_of(proposals))
        self.words: list[StoredWord] = []

    def send(self, answers: Collection[Answer]) -> Stored:
        good, refused = check_answers(list(answers), self.questions, at=NOW)
        words = [word_of(answer, self.questions[answer.album_key], decided_by="sam") for answer in good]
        rows = tuple(
            StoredWord(
                id=word.id, album_key=word.album_key, verdict=word.verdict, name=word.name, digest=word.digest,
                decided_by="sam", decided_at=NOW, note="",
            )
            for word in words
        )  # fmt: skip
        for row in rows:
            self.questions[row.album_key] = replace(self.questions[row.album_key], word=row.word, word_id=row.id)
        self.words += rows
        return Stored(stored=rows, refused=refused)

    def said(self) -> list[tuple[str, str]]:
        return [(word.album_key, word.verdict) for word in self.words]


def interview(desk: Desk, keys: str, lines: Collection[str] = ()) -> tuple[Outcome, str]:
    """Press these keys; at their end the terminal goes away."""
    pressed, written = iter(keys), iter(lines)
    screen = Console(file=io.StringIO(), width=100, force_terminal=False)
    result = Interview(desk.groups, desk.send, _next(pressed), screen, lambda prompt, text: next(written)).run()
    return result, screen.file.getvalue()  # type: ignore[attr-defined]


def _next(keys: Iterator[str]) -> Callable[[Callable[[], None]], str]:
    def key(ready: Callable[[], None]) -> str:
        ready()
        try:
            return next(keys)
        except StopIteration:
            raise EOFError from None

    return key


def test_each_asks_one_key_a_question_the_least_certain_first() -> None:
    desk = Desk()
    ended, printed = interview(desk, "eakl")
    assert desk.said() == [("A1", "accept"), ("A2", "keep"), ("A3", "lock")]
    assert ended == Outcome(answered=3, left=1, refused=0)
    assert "Two albums would have one name: 1 open" in printed


def test_a_sentence_that_wraps_stays_below_its_beginning() -> None:
    doubt = Doubt(DoubtCode.VIDEO_DATE, "The day comes from videos alone, whose clock may be a day off: " + "x" * 60)
    desk = Desk()
    groups = group(questions_of([stored_proposal("A1", doubts=(doubt,))]))
    screen = Console(file=io.StringIO(), width=80, force_terminal=False)
    Interview(groups, desk.send, _next(iter("eq")), screen).run()
    lines = screen.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert next(line for line in lines if "x" * 60 in line).startswith("    x")


def test_all_shows_a_sample_and_accepts_only_after_enter() -> None:
    desk = Desk(*(f"A{number}" for number in range(8)))
    _, printed = interview(desk, "ab")
    assert desk.said() == []
    assert "5 of 8 at random; this finds a single wrong name in 62 of 100 cases." in printed
    interview(desk, "a\r")
    assert len(desk.said()) == 8


def test_undo_takes_the_last_answer_or_the_whole_group_back() -> None:
    desk = Desk()
    interview(desk, "eau")
    assert desk.said() == [("A1", "accept"), ("A1", "withdraw")]
    desk = Desk()
    ended, _ = interview(desk, "a\reu")
    assert [verdict for _, verdict in desk.said()] == ["accept"] * 3 + ["withdraw"] * 3
    assert ended == Outcome(answered=0, left=4, refused=0)


def test_edit_takes_a_written_name_a_number_or_nothing() -> None:
    desk = Desk()
    interview(desk, "ee", ["Mine - May 1, 2025"])
    assert [(word.verdict, word.name) for word in desk.words] == [("edit", "Mine - May 1, 2025")]
    desk = Desk()
    interview(desk, "ee", ["1"])
    assert [(word.verdict, word.name) for word in desk.words] == [("edit", "A1 Lakeside vs Mercer - May 3, 2025")]
    desk = Desk()
    _, printed = interview(desk, "eee", ["", "..."])
    assert desk.words == []
    assert "A name needs at least one letter or digit." in printed


def test_later_leaves_a_question_open_and_goes_on() -> None:
    desk = Desk()
    ended, _ = interview(desk, "e   ")
    assert desk.said() == [("A1", "later"), ("A2", "later"), ("A3", "later")]
    assert ended.left == 4


def test_skip_passes_over_a_group_and_quit_ends() -> None:
    desk = Desk()
    interview(desk, "sea")
    assert desk.said() == [("B1", "accept")]
    desk = Desk()
    interview(desk, "qea")
    assert desk.said() == []


def test_an_answer_of_somebody_else_is_told_and_not_overwritten() -> None:
    desk = Desk("A1")
    groups = desk.groups
    desk.send([Answer(album_key="A1", verdict="keep", after=None)])  # type: ignore[arg-type]
    desk.groups = groups
    ended, printed = interview(desk, "ea")
    assert ended == Outcome(answered=0, left=0, refused=1)
    assert desk.said() == [("A1", "keep")]
    assert "sam answered this just now: keep the present name. Your answer was not stored." in printed


@pytest.mark.parametrize("key", ["\x1b[A", "\x1b", "x", "1", "", "é"])
def test_a_key_that_is_not_offered_does_nothing(key: str) -> None:
    desk = Desk()
    pressed = iter(["e", key, "k"])
    screen = Console(file=io.StringIO(), width=100)
    Interview(desk.groups, desk.send, _next(pressed), screen, lambda prompt, text: "").run()
    assert desk.said() == [("A1", "keep")]


@given(st.text("aekl usrqA\rbx", max_size=40))
def test_whatever_keys_are_pressed_the_last_answer_to_an_album_counts_and_nothing_is_lost(keys: str) -> None:
    desk = Desk()
    ended, _ = interview(desk, keys, ["A Name"] * 40)
    newest = {word.album_key: word.verdict for word in desk.words}
    open_still = [key for key in KEYS if newest.get(key, "withdraw") in ("withdraw", "later")]
    assert ended.left == len(open_still)
