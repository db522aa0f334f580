"""What an answer to a question does. Every face of the review uses this module.

Here: when an answer is refused and with which sentence, what is stored of it, and the call that stores. Not here: which
questions there are (``questions``), what can be a name (``new_names``), what a word means for a proposal (``naming``),
the table of the words (``migrations/``), how a face asks.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from albumsync_dagster.naming import PersonsWord, Verdict
from albumsync_dagster.supabase import WITHDRAW, NewWord, StoredProposal, StoredWord
from albumsync_dagster.sync.new_names import name_trouble, same_name, tidied
from albumsync_dagster.sync.questions import Question, State, question_of

if TYPE_CHECKING:
    from albumsync_dagster.supabase import SupabaseClient

Answering = Verdict | Literal["withdraw"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person said about one album, together with what that person saw."""

    album_key: str
    verdict: Answering
    name: str | None = None
    """The new name of an ``edit``; of the others it follows from the question."""
    digest: str | None = None
    """Of the question that was on the screen; None takes it as it is now."""
    after: str | None = None
    """Id of the newest word that was seen on this album; None where none was."""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    """Of this answer: an answer that is sent twice is stored once."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An answer that was not stored, and why, in one sentence."""

    answer: Answer
    sentence: str
    question: Question | None = None
    """The question as it is now; None where the album is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of some answers."""

    stored: tuple[StoredWord, ...]
    refused: tuple[Refused, ...]


def check(answer: Answer, question: Question | None, *, taken: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """Why an answer cannot be stored, in one sentence, or None. Pure.

    Args:
        answer: What a person said.
        question: The question as it is now; None where there is no proposal for this album.
        taken: As ``taken_names`` gives them.
    """
    if question is None:
        return _unknown(answer.album_key)
    if answer.verdict == WITHDRAW:
        nothing = question.word is None and question.named_at is None
        return "This album has no answer to take back." if nothing else None
    if question.missing:
        return "SmugMug no longer lists this album."
    if question.present != question.existing:
        return f"The album is now called “{question.present}”; `albumsync plan` proposes anew."
    if answer.digest is not None and answer.digest != question.digest:
        return f"The proposal changed: it is now “{question.proposed}” for the present name “{question.existing}”."
    if answer.verdict is Verdict.EDIT:
        return name_trouble(answer.name or "", question.album_key, taken)
    if answer.verdict is Verdict.ACCEPT and answer.name is not None and answer.name != question.proposed:
        return f"Accepted was “{answer.name}”, but the proposal is “{question.proposed}”."
    if answer.verdict in (Verdict.KEEP, Verdict.LOCK) and answer.name is not None and answer.name != question.existing:
        return f"The name to keep was “{answer.name}”, but the album is now called “{question.existing}”."
    return None


def taken_names(stored: Iterable[StoredProposal]) -> dict[str, str]:
    """A name, as ``same_name`` gives it, -> key of an album that has it, or gets it by a person's word. Pure."""
    names: dict[str, str] = {}
    for each in stored:
        names.setdefault(same_name(each.present), each.proposal.album_key)
        if each.last_word is not None and each.last_word.name is not None:
            names.setdefault(same_name(each.last_word.name), each.proposal.album_key)
    return names


def word_of(answer: Answer, question: Question, *, decided_by: str) -> NewWord:
    """The row that an answer becomes: every face stores the same one for the same answer. Pure."""
    match answer.verdict:
        case Verdict.ACCEPT:
            name: str | None = question.proposed
        case Verdict.EDIT:
            name = tidied(answer.name or "")
        case Verdict.KEEP | Verdict.LOCK:
            name = question.existing
        case _:
            name = None
    return NewWord(
        album_key=answer.album_key,
        verdict=str(answer.verdict),
        name=name,
        digest=None if answer.verdict in (Verdict.LATER, WITHDRAW) else question.digest,
        decided_by=decided_by,
        note=answer.note,
        id=answer.id,
        after=answer.after,
    )


def settled(answer: Answer, question: Question) -> Answer:
    """An edit that names what is proposed or present is an acceptance or a keep, whichever face it came from. Pure.

    So is one that differs from the present name in blanks or in how accents are stored alone: it is never sent.
    """
    if answer.verdict is not Verdict.EDIT or answer.name is None:
        return answer
    written = tidied(answer.name)
    if written == tidied(question.existing):
        return replace(answer, verdict=Verdict.KEEP, name=question.existing)
    return replace(answer, verdict=Verdict.ACCEPT, name=written) if written == question.proposed else answer


def is_stored(answer: Answer, question: Question) -> bool:
    """Whether the newest answer to this question is the same one and still counts. Pure."""
    word = question.word
    if word is None or question.state is State.LAPSED or word.verdict != answer.verdict:
        return False
    return answer.verdict is not Verdict.EDIT or word.name == tidied(answer.name or "")


def spoken(word: PersonsWord) -> str:
    """A word in plain English: ``keep the present name``."""
    match word.verdict:
        case Verdict.ACCEPT:
            return f"accept “{word.name}”"
        case Verdict.EDIT:
            return f"name it “{word.name}”"
        case Verdict.KEEP:
            return "keep the present name"
        case Verdict.LOCK:
            return "lock the present name"
        case Verdict.LATER:
            return "decide later"


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago, in words that stay true for a while."""
    if moment is None:
        return "before"
    for size, unit in ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute")):
        if (count := (now - moment) // size) > 0:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"


def check_answers(
    answers: Sequence[Answer],
    questions: Mapping[str, Question],
    *,
    at: datetime,
    taken: Mapping[str, str] = MappingProxyType({}),
) -> tuple[tuple[Answer, ...], tuple[Refused, ...]]:
    """Compare answers with the questions as they are now. Pure.

    Args:
        answers: What people said; of two about one album only the first counts.
        questions: Album key -> the question as it is now.
        at: The present, for "two minutes ago".
        taken: As ``taken_names`` gives them.

    Returns:
        The answers that fit, and the others with the reason. Of two that give one name to two albums the first fits.
    """
    held = dict(taken)
    good: list[Answer] = []
    refused: list[Refused] = []
    done: set[str] = set()
    for given in answers:
        question = questions.get(given.album_key)
        answer = settled(given, question) if question is not None else given
        if answer.album_key in done:
            sentence: str | None = "This album is answered twice."
        elif question is not None and answer.id == question.word_id:
            # It is stored already: its acknowledgement was lost on the way.
            sentence = None
        elif question is not None and answer.after != question.word_id:
            # Said before anything about a proposal that may have changed through it.
            sentence = _superseded(question.word, at)
        else:
            sentence = check(answer, question, taken=held)
        done.add(answer.album_key)
        if sentence is None:
            good.append(answer)
            if answer.verdict is Verdict.EDIT:
                held.setdefault(same_name(answer.name or ""), answer.album_key)
        else:
            refused.append(Refused(answer=answer, sentence=sentence, question=question))
    return tuple(good), tuple(refused)


def store(
    supabase: SupabaseClient,
    answers: Sequence[Answer],
    *,
    decided_by: str,
    at: datetime,
    taken: Mapping[str, str] = MappingProxyType({}),
) -> Stored:
    """Compare answers with the proposals as they are now, and store those that fit.

    An answer is refused where the proposal is another one than was seen, where somebody else answered since, and where
    the written name is none. All others are stored.

    Args:
        supabase: The database.
        answers: At most one an album.
        decided_by: Who answered.
        at: When.
        taken: As ``taken_names`` gives them, for edits.
    """
    keys = sorted({answer.album_key for answer in answers})
    now = {each.proposal.album_key: question_of(each) for each in supabase.proposals(keys)} if keys else {}
    good, refused = check_answers(answers, now, at=at, taken=taken)
    if not good:
        return Stored(stored=(), refused=refused)
    given = {answer.album_key: answer for answer in good}
    decided = supabase.decide([word_of(answer, now[answer.album_key], decided_by=decided_by) for answer in good])
    late = [_refused(other, given[other.album_key], now[other.album_key], at) for other in decided.superseded]
    unknown = [Refused(answer=given[key], sentence=_unknown(key)) for key in decided.unknown]
    return Stored(stored=decided.stored, refused=(*refused, *late, *unknown))


def _refused(newest: StoredWord, answer: Answer, question: Question, at: datetime) -> Refused:
    current = replace(question, word=newest.word, word_id=newest.id)
    return Refused(answer=answer, sentence=_superseded(newest.word, at), question=current)


def _unknown(album_key: str) -> str:
    return f"No album with the key {album_key!r} has a proposal; `albumsync plan` makes proposals and lists the keys."


def _superseded(word: PersonsWord | None, at: datetime) -> str:
    if word is None:
        return "The answer to this album was taken back."
    return f"{word.decided_by or 'Somebody'} answered this {ago(word.decided_at, at)}: {spoken(word)}."
