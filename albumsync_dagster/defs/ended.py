"""Which failures of runs stand: one alert for an album, or for a job, until that album or job succeeds. Pure.

Not here: reading runs from Dagster (``run_ends``), the figures of the account (``sync.alerting``).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from albumsync_dagster.sync.alerting import Alert

ALL_ALBUMS = "album:*"
"""In the place of an album: a sync of the whole account came to a good end."""


def album_subject(asset: str, album_key: str) -> str:
    """What an alert about an album is about: one of its assets that failed."""
    return f"album:{asset}:{album_key}"


def job_subject(name: str) -> str:
    """What an alert about a job, or about an asset without partitions, is about."""
    return f"job:{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What the end of one run says about albums and jobs."""

    run_id: str
    what: str
    """The job or the assets."""
    failed: frozenset[str] = frozenset()
    """Subjects."""
    succeeded: frozenset[str] = frozenset()
    why: str = ""
    """What the step that failed first said: the sentence, what the run left behind, and the fix."""


class Standing(BaseModel):
    """A failure that was reported and is not resolved."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    what: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What some ends of runs changed."""

    begun: tuple[Alert, ...]
    resolved: tuple[str, ...]
    standing: dict[str, Standing]


def follow(standing: dict[str, Standing], ended: Iterable[Ended]) -> Followed:
    """Go through runs in the order in which they ended.

    A subject that fails and succeeds between two evaluations is reported as begun and as resolved.

    Args:
        standing: Subject -> the failure that was reported.
        ended: The runs since the last look.
    """
    now = dict(standing)
    begun: dict[str, Alert] = {}
    resolved: dict[str, None] = {}
    for run in ended:
        good = set(run.succeeded)
        if ALL_ALBUMS in good:
            good |= {subject for subject in now if subject.startswith("album:")}
        for subject in sorted(good - run.failed):
            if now.pop(subject, None) is not None:
                resolved[key_of(subject)] = None
        for subject in sorted(run.failed):
            if subject not in now:
                begun[subject] = alert_of(subject, run)
                resolved.pop(key_of(subject), None)
            now[subject] = Standing(run_id=run.run_id, what=run.what, why=run.why)
    return Followed(begun=tuple(begun.values()), resolved=tuple(resolved), standing=now)


def key_of(subject: str) -> str:
    """The key of the alert about a subject."""
    return f"failed_run:{subject.partition(':')[2]}"


def alert_of(subject: str, run: Ended) -> Alert:
    """The alert about a subject that failed in a run."""
    kind, _, name = subject.partition(":")
    asset, _, album = name.partition(":")
    sentence = f"{asset} of album {album} failed in {run.what}" if kind == "album" else f"The last run of {name} failed"
    return Alert(key=key_of(subject), sentence=sentence, fix=f"{run.why or 'The web UI says why.'} Run {run.run_id}")
