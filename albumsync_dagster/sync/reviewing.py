"""The questions that wait for a person, and what an answer does. Every face of the review uses this module.

Here: which proposals are questions, how they are grouped and ordered, when an answer is refused and with which
sentence, when an earlier answer no longer counts, and at the end the two calls that read and write. Not here: which
name is proposed and what a word means for it (``naming``), the table of the words (``migrations/``), how a face asks.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from albumsync_dagster.naming import (
    CaptureDays,
    Decision,
    Doubt,
    DoubtCode,
    Fact,
    PersonsWord,
    Thumbnail,
    Verdict,
)
from albumsync_dagster.supabase import WITHDRAW, NewWord, StoredProposal, StoredWord
from albumsync_dagster.sync.new_names import name_trouble, tidied

if TYPE_CHECKING:
    from albumsync_dagster.supabase import SupabaseClient

Answering = Verdict | Literal["withdraw"]

NAMED_SINCE: Final = "named_since"
"""The group of names that a person chose since the first reading and that drift: asked about once."""
LAPSED: Final = "lapsed"
"""The group of answers that no longer fit, because the proposal or the present name is another one by now."""
DECIDED: Final = "decided"
"""The group of albums without a doubt whose word waits for the next ``apply``."""
UNEXPLAINED: Final = "unexplained"
"""The group of reviews that state no doubt."""

_NEIGHBOURS = 5
_LONG_STAY = 7
"""Albums of more days say nothing about a single one."""


class State(StrEnum):
    """How far a question is."""

    OPEN = "open"
    LATER = "later"
    """Put off: it stays open, and is asked after the others."""
    LAPSED = "lapsed"
    """Answered once; the answer no longer fits, so it is asked again."""
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another album of the same day, the day before or the day after."""

    album_key: str
    name: str
    day: date
    photos: int
    """Photos and videos of that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One album whose name a person decides, with everything that a face shows."""

    album_key: str
    existing: str
    proposed: str
    present: str
    """The name at the last reading; another one than ``existing`` where the proposal is older than a rename."""
    decision: Decision
    drift: int
    doubts: tuple[Doubt, ...]
    reasons: tuple[str, ...]
    confidence: float
    """0-1, at most 0.9 where a doubt stands."""
    digest: str
    """Of present name, proposed name and doubt codes: an answer is given to exactly these."""
    capture: CaptureDays | None
    rows: int
    """Photo rows."""
    web_uri: str | None
    folder: str
    thumbnails: tuple[Thumbnail, ...]
    """As ``CaptureDays.thumbnails``, as far as SmugMug has them."""
    same_day: tuple[Neighbour, ...] = ()
    facts: tuple[Fact, ...] = ()
    """What the name was made from beside the photos, each with its source."""
    word: PersonsWord | None = None
    word_id: str | None = None
    """Id of the newest word, a withdrawn one included: the next answer must come after it."""
    named_at: datetime | None = None
    """When a reading first saw that a person had typed the present name in SmugMug; None where no person did."""

    @property
    def state(self) -> State:
        """What the newest word means for this proposal."""
        word = self.word
        if word is None:
            return State.OPEN
        match word.verdict:
            case Verdict.LATER:
                return State.LATER
            case Verdict.EDIT:
                # Another album has the name, or they typed a newer one in SmugMug.
                held = self.decision is Decision.REVIEW and self.proposed == word.name
                typed = self.named_at is not None and word.decided_at is not None and self.named_at > word.decided_at
                fits = not (held or typed)
            case Verdict.ACCEPT:
                fits = word.digest == self.digest or word.name == self.existing or self.decision is Decision.RENAME
            case Verdict.KEEP:
                fits = word.name in (None, self.existing)
            case _:
                fits = True
        return State.ANSWERED if fits else State.LAPSED

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.state is not State.ANSWERED

    @property
    def final_name(self) -> str:
        """The name that the album has after the next ``apply``."""
        word = self.word
        if word is None or word.name is None or word.verdict not in (Verdict.ACCEPT, Verdict.EDIT):
            return self.existing
        return word.name if self.state is State.ANSWERED else self.existing

    @property
    def group(self) -> str:
        """The key of its group: the doubt that a person has to settle first, or one of the groups of their own."""
        if self.state is State.LAPSED:
            return LAPSED
        codes = {doubt.code for doubt in self.doubts}
        if self.decision is Decision.PROTECTED:
            return NAMED_SINCE
        for code in _ORDER:
            if code in codes:
                return code.value
        return DECIDED if self.decision is Decision.RENAME else UNEXPLAINED


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupText:
    """How a group is announced."""

    title: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions with the same doubt, the least certain proposal first."""

    key: str
    title: str
    about: str
    questions: tuple[Question, ...]

    @property
    def left(self) -> int:
        """Questions that still wait for an answer."""
        return sum(question.is_open for question in self.questions)


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


def questions_of(stored: Sequence[StoredProposal], *, drift_threshold: int = 20) -> tuple[Question, ...]:
    """The proposals that wait for a person, and those that were answered and not yet applied. Pure.

    A question is a proposal with the decision ``review``; a protected name that drifts and was not decided on yet; or
    an album whose decision waits for the next ``apply``.

    Args:
        stored: The newest proposals of the whole account: neighbours of the same day are looked for in all of them.
        drift_threshold: Protected names that drift no further are no question.
    """
    found = [each for each in stored if _is_question(each, drift_threshold)]
    days = _by_day(stored)
    return tuple(_question(each, days) for each in found)


def question_of(stored: StoredProposal) -> Question:
    """Any proposal as a question, for a person who decides about an album that was not asked about. Pure."""
    return _question(stored, {})


def group(questions: Iterable[Question]) -> tuple[Group, ...]:
    """Questions by their doubts: the largest group first, in it the least certain first. Pure."""
    members: defaultdict[str, list[Question]] = defaultdict(list)
    for question in questions:
        members[question.group].append(question)
    ranked = sorted(members, key=lambda key: (-len(members[key]), _RANKS[key]))
    return tuple(
        Group(
            key=key,
            title=GROUP_TEXTS[key].title,
            about=GROUP_TEXTS[key].about,
            questions=tuple(sorted(members[key], key=lambda q: (q.confidence, q.existing, q.album_key))),
        )
        for key in ranked
    )


def check(answer: Answer, question: Question | None, *, taken: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """Why an answer cannot be stored, in one sentence, or None. Pure.

    Args:
        answer: What a person said.
        question: The question as it is now; None where there is no proposal for this album.
        taken: Name -> key of the album that has or gets it.
    """
    if question is None:
        return _unknown(answer.album_key)
    if answer.verdict == WITHDRAW:
        nothing = question.word is None and question.named_at is None
        return "There is no answer that could be taken back." if nothing else None
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
    """Name -> key of an album that has it, or gets it by a person's word. Pure."""
    names: dict[str, str] = {}
    for each in stored:
        names.setdefault(each.present, each.proposal.album_key)
        if each.last_word is not None and each.last_word.name is not None:
            names.setdefault(each.last_word.name, each.proposal.album_key)
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
        digest=None if answer.verdict == WITHDRAW else question.digest,
        decided_by=decided_by,
        note=answer.note,
        id=answer.id,
        after=answer.after,
    )


def settled(answer: Answer, question: Question) -> Answer:
    """An edit that names what is proposed or present is an acceptance or a keep, whichever face it came from. Pure."""
    if answer.verdict is not Verdict.EDIT or answer.name is None:
        return answer
    written = tidied(answer.name)
    if written == question.existing:
        verdict = Verdict.KEEP
    elif written == question.proposed:
        verdict = Verdict.ACCEPT
    else:
        return answer
    return replace(answer, verdict=verdict, name=written)


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


def load(
    supabase: SupabaseClient, *, drift_threshold: int = 20, album_keys: Collection[str] | None = None
) -> tuple[Question, ...]:
    """The questions of the account as they are stored now.

    Args:
        supabase: The database.
        drift_threshold: As in ``questions_of``.
        album_keys: Only these albums; None takes all.
    """
    questions = questions_of(supabase.proposals(), drift_threshold=drift_threshold)
    return questions if album_keys is None else tuple(q for q in questions if q.album_key in set(album_keys))


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
        taken: Name -> key of the album that has or gets it.

    Returns:
        The answers that fit, and the others with the reason.
    """
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
            sentence = check(answer, question, taken=taken)
        done.add(answer.album_key)
        if sentence is None:
            good.append(answer)
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
        taken: Name -> key of the album that has it, for edits.
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
    return f"albumsync has no proposal for an album with the key {album_key!r}."


def _superseded(word: PersonsWord | None, at: datetime) -> str:
    if word is None:
        return "The answer to this album was taken back."
    return f"{word.decided_by or 'Somebody'} answered this {ago(word.decided_at, at)}: {spoken(word)}."


def _is_question(stored: StoredProposal, drift_threshold: int) -> bool:
    proposal = stored.proposal
    if stored.missing or stored.present != proposal.existing:
        # The album is gone or was renamed since; the next plan proposes anew.
        return False
    word = stored.last_word.word if stored.last_word is not None else None
    match proposal.decision:
        case Decision.REVIEW:
            return True
        case Decision.PROTECTED:
            drifts = proposal.drift > drift_threshold and proposal.proposed != proposal.existing
            return drifts and (word is None or word.verdict is not Verdict.LOCK)
        case Decision.RENAME:
            return word is not None and word.verdict in (Verdict.ACCEPT, Verdict.EDIT)
    return False


def _question(stored: StoredProposal, days: Mapping[date, Sequence[Neighbour]]) -> Question:
    proposal = stored.proposal
    return Question(
        album_key=proposal.album_key,
        existing=proposal.existing,
        proposed=proposal.proposed,
        present=stored.present,
        decision=proposal.decision,
        drift=proposal.drift,
        doubts=proposal.doubts,
        reasons=proposal.reasons,
        confidence=proposal.confidence,
        digest=proposal.digest,
        capture=stored.capture,
        rows=stored.rows,
        web_uri=stored.web_uri,
        folder=folder_of(stored.url_path),
        thumbnails=stored.thumbnails,
        same_day=_neighbours(proposal.album_key, stored.capture, days),
        facts=proposal.facts,
        word=stored.last_word.word if stored.last_word is not None else None,
        word_id=stored.last_word.id if stored.last_word is not None else None,
        named_at=stored.named.at if stored.named is not None else None,
    )


def folder_of(url_path: str | None) -> str:
    """The folder of a UrlPath: ``/Sports`` of ``/Sports/Harbor-Cup``."""
    return (url_path or "").rpartition("/")[0] or "/"


def _by_day(stored: Iterable[StoredProposal]) -> dict[date, list[Neighbour]]:
    found: defaultdict[date, list[Neighbour]] = defaultdict(list)
    for each in stored:
        counts = _counts(each.capture)
        if len(counts) <= _LONG_STAY:
            for day, photos in counts.items():
                found[day].append(
                    Neighbour(album_key=each.proposal.album_key, name=each.present, day=day, photos=photos)
                )
    return found


def _counts(capture: CaptureDays | None) -> Mapping[date, int]:
    if capture is None:
        return {}
    return Counter(capture.days) + Counter(capture.video_days)


def _neighbours(
    album_key: str, capture: CaptureDays | None, days: Mapping[date, Sequence[Neighbour]]
) -> tuple[Neighbour, ...]:
    """Albums of the same day first, then those of the day before and after."""
    own = sorted(_counts(capture))
    if not own:
        return ()
    found: dict[str, Neighbour] = {}
    one = timedelta(days=1)
    around = [own[0], own[-1]]
    if own[0] > date.min:
        around.append(own[0] - one)
    if own[-1] < date.max:
        around.append(own[-1] + one)
    for day in around:
        for neighbour in days.get(day, ()):
            if neighbour.album_key != album_key:
                found.setdefault(neighbour.album_key, neighbour)
                if len(found) == _NEIGHBOURS:
                    return tuple(found.values())
    return tuple(found.values())


_TEXTS: Final[Mapping[DoubtCode, tuple[str, str]]] = {
    DoubtCode.TAKEN_BACK: ("A name that was taken back", "A person undid this name before."),
    DoubtCode.REFUSED_BY_SMUGMUG: ("SmugMug refused the name", "SmugMug refused this name or stored another one."),
    DoubtCode.NAME_TAKEN: ("Another album has the name", "Another album still has the proposed name."),
    DoubtCode.DAY_CONTRADICTED: (
        "The photos contradict the day",
        "The name gives one day, the photos were taken on another.",
    ),
    DoubtCode.YEAR_CONTRADICTED: (
        "The photos contradict the year",
        "No photo was taken in the year or season that the name gives.",
    ),
    DoubtCode.ENRICHMENT_TEAM: (
        "The album’s data names other teams",
        "The name and the data about the album (its enrichment) disagree on who played.",
    ),
    DoubtCode.ENRICHMENT_GENDER: (
        "Girls or boys?",
        "The name and the data about the album (its enrichment) say different things.",
    ),
    DoubtCode.ENRICHMENT_LEVEL: (
        "The album’s data names another level",
        "The name and the data about the album (its enrichment) disagree, for instance on JV or Varsity.",
    ),
    DoubtCode.ENRICHMENT_SPORT: (
        "The album’s data names another sport",
        "The name and the data about the album (its enrichment) disagree on the sport.",
    ),
    DoubtCode.SOURCES_DISAGREE: ("The sources disagree", "Two sources of data about the album say different things."),
    DoubtCode.CAPTURE_UNRELIABLE: (
        "The camera’s clock was not set",
        "The photos carry a day on which cameras start or scanners fill in, so only a written date is used.",
    ),
    DoubtCode.ROW_DATE: ("The date comes from the photo rows alone", "The time zone of photo_date is not known."),
    DoubtCode.VIDEO_DATE: ("The date comes from videos alone", "The clock of a video is often a day off."),
    DoubtCode.SCHEDULE_OFFER: (
        "Only the day matches the schedule",
        "The schedule has an event on that day; nothing else links it to the album.",
    ),
    DoubtCode.TRUNCATED: ("The name was cut off", "The end of the name is missing, and no older name completes it."),
    DoubtCode.MARKUP: ("The name contains code", "Pieces of a web page stand in the name; they are taken out."),
    DoubtCode.NOT_WELL_FORMED: (
        "The new name looks odd",
        "The proposed name has a mark, a bracket or a word too many.",
    ),
    DoubtCode.TOO_LONG: ("The name is too long", "The proposed name has more than 100 characters."),
    DoubtCode.ONLY_A_DATE: ("The name is only a date", "Nothing says who or what the photos show."),
    DoubtCode.NO_SUBJECT: ("The name has no subject", "Nothing says who or what the photos show."),
    DoubtCode.NUMBERED_TWIN: (
        "Two albums would have one name",
        "Only a number distinguishes them.",
    ),
    DoubtCode.NO_DATE: ("Nothing states a date", "No photo has a capture day, and the name gives none."),
    DoubtCode.PHOTOS_UNREAD: ("The photos were never read", "The capture days of this album are not known yet."),
}
"""Title and explanation by doubt. The order says which doubt of several a person has to settle first."""

_ORDER: Final = (*_TEXTS, *(code for code in DoubtCode if code not in _TEXTS))

GROUP_TEXTS: Final[Mapping[str, GroupText]] = {
    **{code.value: GroupText(title=title, about=about) for code, (title, about) in _TEXTS.items()},
    LAPSED: GroupText(
        title="Changed since you answered",
        about="The proposal or the present name changed, so the earlier answer no longer counts.",
    ),
    NAMED_SINCE: GroupText(
        title="You named these since",
        about="A person chose these names. Shall they get the proposed form? Without an answer nothing changes.",
    ),
    UNEXPLAINED: GroupText(title="Other questions", about="These names need your decision."),
    DECIDED: GroupText(title="Decided, not yet applied", about="Apply renames these albums."),
}

_RANKS: Final = {key: rank for rank, key in enumerate(GROUP_TEXTS)}
