"""What the page is sent: values as JSON, with short keys where thousands of them travel. Pure.

Here: shapes. ``static/review.js`` reads them. Not here: which values (``desk``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from albumsync_dagster.naming import DoubtCode, other_names, unseen_dates
from albumsync_dagster.supabase import Change, Reason, StoredProposal, StoredWord
from albumsync_dagster.sync.questions import Group, Question, State
from albumsync_dagster.sync.values import PlannedAlbum, Report, Result
from albumsync_dagster.web.security import origin_of

_CONTRADICTED = {DoubtCode.DAY_CONTRADICTED, DoubtCode.YEAR_CONTRADICTED, DoubtCode.CAPTURE_UNRELIABLE}


def of_question(question: Question) -> dict[str, Any]:
    """One question with everything that its card shows.

    Keys: k album key, e present name, p proposed name, g group, f folder, c certainty, d digest, why sentences, days
    [day, photos, videos], facts of the enrichment with their sources, says dates that the name states, try ready-made
    names, rows photo rows, uri SmugMug, th thumbnails [address, day, whether it is the best rated], near albums [name,
    day, photos], and the newest answer (a) with its id (w).
    """
    capture = question.capture
    photos = dict(capture.days) if capture is not None else {}
    videos = dict(capture.video_days) if capture is not None else {}
    contradicted = any(doubt.code in _CONTRADICTED for doubt in question.doubts)
    return {
        "k": question.album_key,
        "e": question.existing,
        "p": question.proposed,
        "g": question.group,
        "f": question.folder,
        "c": round(question.confidence, 2),
        "d": question.digest,
        "why": [doubt.why for doubt in question.doubts] or list(question.reasons),
        "days": [[day.isoformat(), photos.get(day, 0), videos.get(day, 0)] for day in sorted({*photos, *videos})],
        "facts": [str(fact) for fact in question.facts],
        "says": list(unseen_dates(question.existing, capture)) if contradicted else [],
        "try": list(other_names(question.existing, question.proposed, capture)),
        "rows": question.rows,
        "uri": question.web_uri,
        "th": [[each.url, each.day.isoformat(), each.best] for each in question.thumbnails if origin_of(each.url)],
        "near": [[each.name, each.day.isoformat(), each.photos] for each in question.same_day],
        **answered(question),
    }


def answered(question: Question) -> dict[str, Any]:
    """The newest answer to a question: verdict, name, who and when; null while it is open."""
    word = question.word
    counts = word is not None and question.state is not State.LAPSED
    answer = (
        {
            "v": str(word.verdict),
            "n": word.name or question.existing,
            "by": word.decided_by,
            "at": _moment(word.decided_at),
        }
        if word is not None and counts
        else None
    )
    return {"a": answer, "w": question.word_id}


def of_groups(groups: Sequence[Group], questions: Sequence[Question]) -> list[dict[str, Any]]:
    """The groups in their order, with their counts.

    Args:
        groups: As they were read.
        questions: As they are now, in the order of the groups.
    """
    made, start = [], 0
    for group in groups:
        members = questions[start : start + len(group.questions)]
        start += len(members)
        left = sum(question.is_open for question in members)
        made.append({"id": group.key, "title": group.title, "about": group.about, "all": len(members), "left": left})
    return made


def of_names(stored: Iterable[StoredProposal]) -> list[dict[str, Any]]:
    """Lines of the table of all names."""
    return [
        {
            "k": each.proposal.album_key,
            "e": each.proposal.existing,
            "p": each.proposal.proposed,
            "f": each.url_path or "",
            "decision": str(each.proposal.decision),
            "why": list(each.proposal.reasons),
            "uri": each.web_uri,
        }
        for each in stored
    ]


def of_word(stored: StoredProposal, word: StoredWord) -> dict[str, Any]:
    """A line of the history: an answer."""
    return {
        "k": stored.proposal.album_key,
        "e": stored.present,
        "v": word.verdict,
        "n": word.name,
        "by": word.decided_by,
        "at": _moment(word.decided_at),
        "w": word.id,
    }


def of_runs(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Lines of the history: runs, the newest first, with the albums that they changed."""
    runs: dict[str, dict[str, Any]] = {}
    for change in changes:
        run = runs.setdefault(
            change.run_id,
            {
                "run": change.run_id,
                "by": change.changed_by,
                "at": _moment(change.changed_at),
                "undo": change.reason in (Reason.UNDO, Reason.RESTORE),
                "albums": [],
            },
        )
        run["albums"].append(
            {
                "from": change.old_name,
                "to": change.new_name,
                "status": str(change.status),
                "heal": change.reason is Reason.HEAL,
            }
        )
    return list(runs.values())


def of_planned(album: PlannedAlbum) -> dict[str, Any]:
    """A line of the plan that is about to be applied."""
    proposal = album.proposal
    return {
        "k": proposal.album_key,
        "e": proposal.existing,
        "p": proposal.proposed,
        "rows": album.rows.total,
    }


def of_result(result: Result) -> dict[str, Any]:
    """What a run came to for one album."""
    return {
        "k": result.album_key,
        "kind": str(result.kind),
        "from": result.old_name,
        "to": result.new_name,
        "rows": result.photo_rows,
        "verified": result.verified,
        "detail": result.detail,
    }


def of_report(reports: Collection[Report], run_id: str) -> dict[str, Any]:
    """The counts at the end of a run: albums by what they came to, photo rows written, and what went wrong after it.

    ``own`` are the albums that an undo of this run takes back: not those that it finished for an earlier run.
    """
    # An album that could not be finished is tried again with every piece of the run; it is one album all the same.
    results = [result for report in reports for result in report.everything]
    pairs = {(result.album_key, result.kind) for result in results}
    kinds = Counter(str(kind) for _, kind in pairs)
    errors = [report.after_sync_error for report in reports if report.after_sync_error]
    return {
        "kinds": kinds,
        "own": len({result.album_key for result in results if result.is_undone_with(run_id)}),
        "rows": sum(report.photo_rows for report in reports),
        "held": [[each.existing, " ".join(each.reasons)] for report in reports for each in report.held],
        "after": errors[-1] if errors else None,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
