"""The questions at a terminal: a card a group, then one key a question.

Here: what is printed and which key does what; keys come from a function and answers go to one, so that both may be
anything. Not here: which questions there are (``sync.questions``), what an answer does
(``sync.reviewing``).
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from albumsync_dagster.cli.output import visible
from albumsync_dagster.naming import Verdict, other_names
from albumsync_dagster.supabase import WITHDRAW
from albumsync_dagster.sync.counting import counted
from albumsync_dagster.sync.new_names import name_trouble
from albumsync_dagster.sync.questions import Group, Question
from albumsync_dagster.sync.reviewing import Answer, Answering, Refused, Stored

SAMPLE: Final = 5

_OFFER: Final = "[a]ccept  [e]dit  [k]eep  [l]ock  [space] later  [u]ndo  [A]ll  [s]kip  [q]uit"
_VERDICTS: Final = {"a": Verdict.ACCEPT, "k": Verdict.KEEP, "l": Verdict.LOCK, " ": Verdict.LATER}
_DONE: Final = {
    Verdict.ACCEPT: "accepted", Verdict.EDIT: "edited", Verdict.KEEP: "kept", Verdict.LOCK: "locked",
    Verdict.LATER: "put off",
}  # fmt: skip


class _Quit(Exception):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a session ended."""

    answered: int
    """Questions answered in it, those that were taken back not counted."""
    left: int
    """Questions that are still open."""
    refused: int
    """Questions whose last answer was not stored, because somebody else answered or the proposal changed."""


class Interview:
    """One session at a terminal.

    Args:
        groups: The questions; those that are answered are passed over.
        send: Stores answers and says what became of them.
        key: Waits for one key; calls its argument as soon as a key counts.
        screen: Where it is printed.
        line: Waits for a line; the text is offered for editing where the terminal can.
    """

    def __init__(
        self,
        groups: Sequence[Group],
        send: Callable[[Collection[Answer]], Stored],
        key: Callable[[Callable[[], None]], str],
        screen: Console,
        line: Callable[[str, str], str] | None = None,
    ) -> None:
        self._groups = groups
        self._send = send
        self._key = key
        self._screen = screen
        self._line = line or _edited_line
        self._questions = {question.album_key: question for group in groups for question in group.questions}
        self._history: list[list[str]] = []
        """Album keys of the answers of this session, the newest last; a group accepted as a whole is one entry."""
        self._turned_down: set[str] = set()
        """Album keys whose last answer was not stored."""

    def run(self) -> Outcome:
        """Ask until everything is answered or the person quits."""
        try:
            for group in self._groups:
                if self._open(group):
                    self._ask_group(group)
        except (_Quit, EOFError):
            pass
        left = sum(question.is_open for question in self._questions.values())
        answered = sum(len(keys) for keys in self._history)
        return Outcome(answered=answered, left=left, refused=len(self._turned_down))

    def _open(self, group: Group) -> list[Question]:
        now = (self._questions[question.album_key] for question in group.questions)
        return [question for question in now if question.is_open]

    def _ask_group(self, group: Group) -> None:
        waiting = self._open(group)
        self._screen.print()
        self._screen.print(Text(f"{group.title}: {len(waiting)} open", style="bold"))
        self._screen.print(Text(group.about, style="dim"))
        for question in waiting[:3]:
            self._show_names(question)
        while True:
            match self._choice("[A]ll  [e]ach  [s]kip  [q]uit", "aesq"):
                case "a":
                    if self._accept_all(group):
                        return None
                case "e":
                    return self._ask_each(group)
                case _:
                    return None

    def _accept_all(self, group: Group) -> bool:
        """Show a sample, then accept what is left of the group; false where the person does not want it after all."""
        waiting = self._open(group)
        while True:
            for question in random.sample(waiting, min(SAMPLE, len(waiting))):
                self._show_names(question)
                self._show_why(question)
            if len(waiting) > SAMPLE:
                found = round(100 * SAMPLE / len(waiting))
                self._screen.print(
                    Text(
                        f"{SAMPLE} of {len(waiting)} at random; this finds a single wrong name in {found} of 100 cases."
                    )
                )
            match self._choice(f"[Enter] accept {len(waiting)}  [r] five others  [b]ack  [q]uit", "\rrbq"):
                case "\r":
                    self._store([self._answer(question, Verdict.ACCEPT) for question in waiting])
                    return True
                case "b":
                    return False

    def _ask_each(self, group: Group) -> None:
        order = [question.album_key for question in group.questions]
        passed: set[str] = set()
        while waiting := [q for q in self._open(group) if q.album_key not in passed]:
            question = waiting[0]
            self._screen.print()
            place = order.index(question.album_key) + 1
            self._screen.print(Text(f"{place} of {len(order)}, {len(waiting)} open", style="dim"))
            self._show_names(question)
            self._show_why(question)
            self._show_facts(question)
            choice = self._choice(_OFFER, "aekl usqA")
            if choice in _VERDICTS:
                self._store([self._answer(question, _VERDICTS[choice])])
                passed.add(question.album_key)
            elif choice == "e":
                self._edit(question)
            elif choice == "u":
                passed -= set(self._take_back())
            elif choice == "A":
                self._accept_all(group)
            else:
                return

    def _edit(self, question: Question) -> None:
        tries = other_names(question.existing, question.proposed, question.capture)
        for number, name in enumerate(tries[:9], start=1):
            self._screen.print(Text(f"  {number}  {visible(name)}", style="cyan"))
        written = self._line(
            "New name (a number chooses one of these, an empty line goes back): ", question.proposed
        ).strip()
        if written.isdecimal() and 1 <= int(written) <= len(tries[:9]):
            written = tries[int(written) - 1]
        if not written:
            return
        trouble = name_trouble(written, question.album_key)
        if trouble is not None:
            self._screen.print(Text(trouble, style="red"))
            return
        self._store([self._answer(question, Verdict.EDIT, written)])

    def _take_back(self) -> list[str]:
        if not self._history:
            self._screen.print(Text("There is nothing to take back.", style="dim"))
            return []
        keys = self._history.pop()
        self._store([self._answer(self._questions[key], WITHDRAW) for key in keys], remember=False)
        self._screen.print(Text(f"Taken back: {counted(len(keys), 'answer')}.", style="dim"))
        return keys

    def _answer(self, question: Question, verdict: Answering, name: str | None = None) -> Answer:
        digest = None if verdict == WITHDRAW else question.digest
        return Answer(album_key=question.album_key, verdict=verdict, name=name, digest=digest, after=question.word_id)

    def _store(self, answers: Sequence[Answer], *, remember: bool = True) -> None:
        stored = self._send(answers)
        for word in stored.stored:
            question = self._questions[word.album_key]
            self._questions[word.album_key] = replace(question, word=word.word, word_id=word.id)
            self._turned_down.discard(word.album_key)
        for refused in stored.refused:
            self._refused(refused)
        if remember and stored.stored:
            self._history.append([word.album_key for word in stored.stored])
            done = _DONE[Verdict(stored.stored[0].verdict)]
            many = f" {len(stored.stored)} names" if len(stored.stored) > 1 else ""
            self._screen.print(Text(f"  {done}{many} · saved", style="green"))

    def _refused(self, refused: Refused) -> None:
        self._turned_down.add(refused.answer.album_key)
        if refused.question is not None:
            self._questions[refused.answer.album_key] = refused.question
        self._screen.print(Text(f"  {visible(refused.sentence)} Your answer was not stored.", style="yellow"))

    def _choice(self, offer: str, keys: str) -> str:
        """One of these keys; capitals count where they are offered, and only there."""
        ready = partial(self._screen.print, Text(f"{offer}: ", style="bold cyan"), end="")
        while True:
            key = self._key(ready)
            ready = partial(self._screen.print, end="")
            pressed = "\r" if key in ("\r", "\n") else key
            chosen = pressed if pressed in keys else pressed.lower()
            if len(pressed) == 1 and chosen in keys:
                self._screen.print(Text("" if chosen in "\r " else chosen))
                if chosen == "q":
                    raise _Quit
                return chosen

    def _show_names(self, question: Question) -> None:
        self._screen.print(Text(f"  - {visible(question.existing)}", style="red"), soft_wrap=True)
        self._screen.print(Text(f"  + {visible(question.proposed)}", style="green"), soft_wrap=True)

    def _show_why(self, question: Question) -> None:
        for why in [doubt.why for doubt in question.doubts] or question.reasons:
            self._screen.print(_indented(visible(why), "yellow"))
        if question.facts:
            self._screen.print(_indented(f"Facts: {visible(', '.join(map(str, question.facts)))}."))

    def _show_facts(self, question: Question) -> None:
        facts = [f"certainty {question.confidence:.0%}", f"{question.rows} photo rows", question.folder]
        self._screen.print(_indented(" · ".join(visible(fact) for fact in facts), "dim"))
        for neighbour in question.same_day:
            day = f"{neighbour.day:%b} {neighbour.day.day}, {neighbour.day.year}"
            self._screen.print(_indented(f"also on {day}: {visible(neighbour.name)}", "dim"))
        if question.web_uri:
            self._screen.print(Text(f"    {visible(question.web_uri)}", style="dim"), soft_wrap=True)
        word = question.word
        if word is not None and word.verdict is not Verdict.LATER:
            self._screen.print(_indented(f"answered before by {visible(word.decided_by)}; it no longer fits", "yellow"))


def _indented(text: str, style: str = "") -> Padding:
    """A line below the names; what wraps stays below its beginning."""
    return Padding(Text(text, style=style), (0, 0, 0, 4), expand=False)


def _edited_line(prompt: str, text: str) -> str:
    """A line of the person's, with the text to begin from where readline is there."""
    try:
        import readline
    except ImportError:
        return input(prompt)
    readline.set_startup_hook(lambda: readline.insert_text(text))
    try:
        sys.stdout.flush()
        return input(prompt)
    finally:
        readline.set_startup_hook(None)
