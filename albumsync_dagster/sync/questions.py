"""The questions that wait for a person: which proposals are asked about, in which groups and in which order.

Here: questions, how far an earlier answer still counts for one, and at the end of the functions the call that reads
them. Not here: what an answer does (``reviewing``), which name is proposed (``naming``), how a face asks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

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
from albumsync_dagster.supabase import StoredProposal

if TYPE_CHECKING:
    from albumsync_dagster.supabase import SupabaseClient

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
    missing: bool = False
    """Whether SmugMug no longer lists the album."""

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
        missing=stored.missing,
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
    DoubtCode.ENRICHMENT_EVENT: (
        "The album’s data names another occasion",
        "The name and the data about the album (its enrichment) disagree, for instance on a wedding or a baptism.",
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
