"""What the page works on: the proposals as last read, the answers of this session, and the one run at a time.

Here: state and locks. Not here: HTTP (``app``), JSON (``shapes``), rules (``sync``).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.naming import Decision, NamingOptions, Verdict
from albumsync_dagster.supabase import WITHDRAW, Change, HistoryFilter, StoredProposal, StoredWord
from albumsync_dagster.sync.after_sync import with_after_sync
from albumsync_dagster.sync.applying import apply_plan
from albumsync_dagster.sync.descriptions import DescriptionMode
from albumsync_dagster.sync.planning import Allowed, make_plan, narrowed
from albumsync_dagster.sync.questions import LAPSED, Group, Question, group, questions_of
from albumsync_dagster.sync.renaming import chunks
from albumsync_dagster.sync.reviewing import Answer, Stored, store, taken_names
from albumsync_dagster.sync.undoing import undo
from albumsync_dagster.sync.values import Plan, Report, Result, Run, Systems
from albumsync_dagster.web.security import origin_of

STEP: Final = 5
"""Albums between two looks at whether a person stopped the run: about three seconds of SmugMug's requests."""

HISTORY: Final = 2_000
"""Lines of the journal that the history shows."""


@dataclass(frozen=True, slots=True)
class View:
    """The proposals as read at one moment, and the questions among them."""

    version: int
    read_at: float
    """On the monotonic clock."""
    seconds: float
    """What reading took."""
    stored: dict[str, StoredProposal]
    """By album key; answers of this page are put in."""
    groups: tuple[Group, ...]
    """Title and order; their questions are those of the moment of reading."""
    questions: list[Question]
    """In the order of the groups; answers of this page are put in."""
    places: dict[str, int]
    """Album key -> place among the questions."""
    picture_origins: frozenset[str]
    """Where the thumbnails are, for instance ``https://photos.smugmug.com``."""


@dataclass(slots=True)
class Job:
    """A run that is watched: an apply or an undo."""

    run_id: str
    albums: int
    """Number of items; 0 while it is unknown."""
    undoes: bool = False
    results: list[Result] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    stopping: bool = False
    ended: bool = False
    error: str | None = None


class RunInProgress(AlbumSyncError):
    """A run of this page is active."""

    def __init__(self) -> None:
        super().__init__("A run of this page is active.", "Wait for its end, or stop it.")


class PlanExpired(AlbumSyncError):
    """There is no plan to be applied: none was shown, or it was applied already."""

    def __init__(self) -> None:
        super().__init__("This plan was applied already or is too old.", "Look at the plan again.")


class Desk:
    """One review session over both systems; its methods may be called from several threads.

    Args:
        systems: Both sides.
        options: The settings that bear on names, asked for anew with every plan: today is one of them.
        new_run: Makes a run of its own.
        decided_by: Who answers.
        account: What the page calls the account.
        description: Whether descriptions are proposed too.
        after_sync: The user's own SQL function, called after a run.
    """

    def __init__(
        self,
        systems: Systems,
        options: Callable[[], NamingOptions],
        new_run: Callable[[], Run],
        *,
        decided_by: str,
        account: str = "",
        description: DescriptionMode = "off",
        after_sync: str | None = None,
    ) -> None:
        self._systems = systems
        self._options = options
        self._new_run = new_run
        self._description = description
        self._after_sync = after_sync
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._view: View | None = None
        self._plan: tuple[Run, Plan] | None = None
        self._job: Job | None = None
        self.decided_by = decided_by
        self.account = account

    # Reading

    def view(self, *, at_most_seconds_old: float = float("inf"), patience: float = 0.4) -> View:
        """The proposals as last read.

        A view that is older is read anew: at once where reading is quick, else behind the caller's back, so that a
        page of ten thousand proposals is not kept waiting.

        Args:
            at_most_seconds_old: How old the view may be.
            patience: Seconds that the last reading may have taken for the caller to wait for another one.
        """
        view = self._view
        if view is None:
            return self.read()
        if time.monotonic() - view.read_at <= at_most_seconds_old:
            return view
        if view.seconds <= patience:
            return self.read()
        # A long reading slows the pages that are asked for meanwhile, so it gets a twentieth of the time at most.
        if time.monotonic() - view.read_at > 20 * view.seconds and not self._reading.locked():
            threading.Thread(target=self._read_quietly, name="review-read", daemon=True).start()
        return view

    def picture_origins(self) -> frozenset[str]:
        """Where the thumbnails are, as far as they were read."""
        return self._view.picture_origins if self._view is not None else frozenset()

    def read(self) -> View:
        """Read the proposals and the answers from the database."""
        with self._reading:
            began = time.monotonic()
            stored = {each.proposal.album_key: each for each in self._systems.supabase.proposals()}
            with self._lock:
                self._view = self._seen(stored, began, time.monotonic() - began)
                return self._view

    def history(self) -> tuple[list[tuple[StoredProposal, StoredWord]], list[Change]]:
        """The newest answers and the newest lines of the journal."""
        view = self.view(at_most_seconds_old=0)
        words = [(each, each.last_word) for each in view.stored.values() if each.last_word is not None]
        words.sort(key=lambda pair: pair[1].decided_at, reverse=True)
        return words, self._systems.supabase.history(HistoryFilter(limit=HISTORY))

    # Answering

    def answer(self, answers: Sequence[Answer]) -> tuple[Stored, dict[str, Question]]:
        """Store answers; when this returns, what is reported as stored has been committed.

        Returns:
            What became of them, and the questions as they are now, by album key.
        """
        edits = any(answer.verdict is Verdict.EDIT for answer in answers)
        # Not those of the view: somebody who answers on another page may have given the name to another album.
        taken = taken_names(self._systems.supabase.proposals()) if edits else {}
        stored = store(self._systems.supabase, answers, decided_by=self.decided_by, at=datetime.now(UTC), taken=taken)
        now: dict[str, Question] = {}
        with self._lock:
            if self._view is not None:
                for word in stored.stored:
                    known = self._view.stored.get(word.album_key)
                    if known is not None:
                        self._view.stored[word.album_key] = replace(known, last_word=word)
                    place = self._view.places.get(word.album_key)
                    if place is not None:
                        question = replace(self._view.questions[place], word=word.word, word_id=word.id)
                        self._view.questions[place] = now[word.album_key] = question
        if any(each.question is not None for each in stored.refused):
            # Somebody else answered, or a plan was made: the next page has to show it.
            now |= {each.answer.album_key: each.question for each in stored.refused if each.question is not None}
            if self._view is not None:
                self._view = replace(self._view, read_at=float("-inf"))
        self._ask_again(word.album_key for word in stored.stored if word.verdict == WITHDRAW)
        return stored, now

    def _ask_again(self, album_keys: Iterable[str]) -> None:
        """Propose names anew for albums that are no question, because of an answer that was taken back just now."""
        settled = sorted(set(album_keys) - self.view().places.keys())
        if settled and (self._job is None or self._job.ended):
            run = self._new_run()
            make_plan(self._systems, run, self._options(), album_keys=settled, description=self._description)
            self.read()

    # Applying

    def plan(self) -> tuple[Run, Plan, dict[str, int]]:
        """Plan the albums that people decided about.

        Returns:
            The run that would rename them, the albums whose name would change, and counts: ``edited`` names that a
            person wrote, ``kept`` and ``locked`` answers, ``open`` questions, ``lapsed`` answers that no longer fit.
        """
        self._free()
        run = self._new_run()
        plan = make_plan(self._systems, run, self._options(), description=self._description)
        view = self.read()
        words = {key: each.last_word.word for key, each in view.stored.items() if each.last_word is not None}
        decided = {key: word for key, word in words.items() if word is not None}
        wanted = [
            album.proposal.album_key
            for album in plan.albums
            if album.proposal.album_key in decided
            and decided[album.proposal.album_key].verdict in (Verdict.ACCEPT, Verdict.EDIT)
            and album.proposal.decision is Decision.RENAME
            and album.proposal.proposed != album.proposal.existing
        ]
        chosen = narrowed(plan, wanted)
        counts = {
            "edited": sum(decided[key].verdict is Verdict.EDIT for key in wanted),
            "kept": sum(word.verdict is Verdict.KEEP for word in decided.values()),
            "locked": sum(word.verdict is Verdict.LOCK for word in decided.values()),
            "open": sum(question.is_open for question in view.questions),
            "lapsed": sum(question.group == LAPSED for question in view.questions),
        }
        with self._lock:
            self._plan = (run, chosen)
        return run, chosen, counts

    def start(self, run_id: str) -> Job:
        """Apply the plan that was shown, in a thread of its own.

        Raises:
            PlanExpired: It is not the one that was shown last.
            RunInProgress: A run is active.
        """
        with self._lock:
            if self._job is not None and not self._job.ended:
                raise RunInProgress
            if self._plan is None or self._plan[0].id != run_id:
                raise PlanExpired
            run, plan = self._plan
            self._plan = None
            job = self._job = Job(run.id, len(plan.albums))
        threading.Thread(target=self._guarded, args=(job, self._apply, run, plan), name="review-apply").start()
        return job

    def undo(self, run_id: str) -> Job:
        """Take a run back, in a thread of its own.

        Raises:
            RunInProgress: A run is active.
        """
        with self._lock:
            if self._job is not None and not self._job.ended:
                raise RunInProgress
            run = self._new_run()
            job = self._job = Job(run.id, 0, undoes=True)
        threading.Thread(target=self._guarded, args=(job, self._undo, run, run_id), name="review-undo").start()
        return job

    def job(self) -> Job | None:
        """The run of this page that began last."""
        return self._job

    def stop(self) -> None:
        """Let the run end after the albums that it is at."""
        if self._job is not None:
            self._job.stopping = True

    def close(self) -> None:
        """Stop the active run, if there is one, and wait for its end."""
        self.stop()
        for thread in threading.enumerate():
            if thread.name in ("review-apply", "review-undo"):
                thread.join()

    def _apply(self, job: Job, run: Run, plan: Plan) -> None:
        for piece in chunks(plan.albums, STEP):
            if job.stopping:
                break
            keys = frozenset(album.proposal.album_key for album in piece)
            report = apply_plan(
                self._systems, narrowed(plan, keys), run, Allowed(album_keys=keys), watch=job.results.append
            )
            job.reports.append(report)
        job.reports.append(with_after_sync(self._systems, Report(run_id=run.id), self._after_sync))
        make_plan(self._systems, self._new_run(), self._options(), description=self._description)

    def _undo(self, job: Job, run: Run, run_id: str) -> None:
        scope = HistoryFilter(run_id=run_id)
        job.reports.append(undo(self._systems, scope, run, after_sync=self._after_sync, watch=job.results.append))
        make_plan(self._systems, self._new_run(), self._options(), description=self._description)

    def _guarded(self, job: Job, work: Callable[..., None], *arguments: object) -> None:
        try:
            work(job, *arguments)
        except AlbumSyncError as error:
            job.error = str(error)
        except BaseException:
            # The thread ends with a traceback in the terminal; the page must not call that a success.
            job.error = "albumsync failed unexpectedly; the terminal shows the error."
            raise
        finally:
            try:
                self.read()
            except AlbumSyncError as error:
                job.error = job.error or str(error)
            finally:
                job.ended = True

    def _free(self) -> None:
        if self._job is not None and not self._job.ended:
            raise RunInProgress

    def _read_quietly(self) -> None:
        try:
            self.read()
        except AlbumSyncError:
            # The page shows what was read before; its next request says what is wrong.
            return

    def _seen(self, stored: dict[str, StoredProposal], began: float, seconds: float) -> View:
        before = self._view
        if before is not None and before.stored == stored:
            return replace(before, read_at=began, seconds=seconds)
        groups = group(questions_of(tuple(stored.values()), drift_threshold=self._options().drift_threshold))
        questions = [question for each in groups for question in each.questions]
        return View(
            version=before.version + 1 if before is not None else 1,
            read_at=began,
            seconds=seconds,
            stored=stored,
            groups=groups,
            questions=questions,
            places={question.album_key: place for place, question in enumerate(questions)},
            picture_origins=frozenset(
                origin for each in stored.values() for picture in each.thumbnails if (origin := origin_of(picture.url))
            ),
        )
