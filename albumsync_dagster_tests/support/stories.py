"""One story: what ``plan``, ``health``, ``verify``, ``heal`` and the journal say is the same, and it is true.

They are asked as a person asks them, on a stage that a run has left, whole or in the middle. What they say is held
against both sides as they really are. Nobody but the product renames anything on these stages, so a word about somebody
else's rename is untrue. Not here: who disturbs the run (``chaos``), and schedules of several actors (``truths``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from albumsync_dagster.naming import Decision, NamingOptions
from albumsync_dagster.supabase import Change, Health
from albumsync_dagster.sync.healing import heal_rows
from albumsync_dagster.sync.planning import make_plan
from albumsync_dagster.sync.values import Plan, Result, ResultKind
from albumsync_dagster.sync.verifying import VerifyReport, verify
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import JournalLine, Stage, Truth

RENAMES = ("drift", "decision", "undo")
"""Reasons of changes that rename in SmugMug; the others write photo rows alone."""
REACHED = ("done", "verified")
OPEN = ("planned", "renamed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What all that can be asked said at one moment, and what was true then."""

    truth: Truth
    verified: VerifyReport
    would_heal: tuple[Result, ...]
    health: Health
    plan: Plan
    open_changes: tuple[Change, ...]
    recorded: bool
    """Whether asking stored what SmugMug said, as the commands do; else it was read past."""


def tell(stage: Stage, *, record: bool) -> Story:
    """Ask all of them.

    Args:
        stage: A stage on which nobody is at work.
        record: Ask as the commands do, which store what they read; else leave no trace, so that what comes next finds
            the stage as it was left.
    """
    truth = stage.truth()
    with stage.systems() as systems:
        verified = verify(systems, new_run("verify"), record=record)
        would_heal = heal_rows(systems, new_run("heal"), dry_run=True)
        plan = make_plan(systems, new_run("plan"), NamingOptions(), record=record)
        return Story(
            truth=truth,
            verified=verified,
            would_heal=would_heal,
            health=systems.supabase.health(),
            plan=plan,
            open_changes=tuple(systems.supabase.open_changes()),
            recorded=record,
        )


def contradictions(story: Story, *, finished: bool) -> Iterator[str]:
    """Where the story is untrue, or two who tell it disagree, as sentences.

    Args:
        story: As ``tell`` heard it.
        finished: A run has just ended well, so nothing may be left.
    """
    truth, health = story.truth, story.health
    apart = {key for key, album in truth.albums.items() if set(album.rows) != {album.name}}
    differing = {difference.album_key for difference in story.verified.differences}
    if differing != apart:
        yield f"verify says that {sorted(differing)} differ, and it is {sorted(apart)}"
    to_heal = {result.album_key for result in story.would_heal if result.kind is ResultKind.HEALED}
    if to_heal != apart or len(story.would_heal) != len(to_heal):
        yield f"heal would heal {sorted(to_heal)}, and apart are {sorted(apart)}"
    open_lines = {line.album_key: line for line in truth.journal if line.status in OPEN}
    said_open = {change.album_key for change in story.open_changes}
    if said_open != set(open_lines) or health.open_changes != len(open_lines):
        yield f"open are {sorted(open_lines)}, the journal says {sorted(said_open)}, health {health.open_changes}"
    stored = {album.proposal.album_key: album.proposal.existing for album in story.plan.albums}
    yield from _stored_names(story, stored, open_lines)
    out_of_step = sum(set(truth.albums[key].rows) != {name} for key, name in stored.items())
    if health.albums_out_of_step != out_of_step:
        yield f"health says that {health.albums_out_of_step} albums are out of step, by plan's names {out_of_step} are"
    if health.conflicts:
        yield f"health says that {health.conflicts} albums were renamed by somebody else, and nobody did"
    yield from _decisions(story)
    yield from _journal(truth)
    if finished and (apart or open_lines):
        yield f"a run has ended well, apart are {sorted(apart)} and open {sorted(open_lines)}"


def _stored_names(story: Story, stored: dict[str, str], open_lines: dict[str, JournalLine]) -> Iterator[str]:
    """The name that the plan starts from is SmugMug's; only an open change may have outrun it."""
    if set(stored) != set(story.truth.albums):
        yield f"the plan has the albums {sorted(stored)}"
    for key, name in stored.items():
        line = open_lines.get(key)
        explained = line is not None and not story.recorded and name in (line.old_name, line.new_name)
        if name != story.truth.albums[key].name and not explained:
            yield f"{key} is {story.truth.albums[key].name!r}, the plan says {name!r}, and no change explains it"


def _decisions(story: Story) -> Iterator[str]:
    newest = {line.album_key: line for line in story.truth.journal if line.reason in RENAMES}
    for album in story.plan.albums:
        proposal, line = album.proposal, newest.get(album.proposal.album_key)
        if proposal.decision is Decision.PROTECTED:
            yield f"the plan says that somebody renamed {proposal.album_key}, and nobody did: {proposal.reasons}"
        if line is None or line.status not in (*OPEN, *REACHED) or proposal.existing != line.new_name:
            continue
        if proposal.decision is Decision.RENAME:
            yield f"the journal gave {proposal.album_key} its name, and the plan wants another: {proposal.proposed!r}"
        if proposal.decision is Decision.REVIEW and line.reason != "undo":
            yield f"the journal gave {proposal.album_key} its name, and the plan asks: {proposal.reasons}"
    if story.recorded:
        counted = Counter(album.proposal.decision.value for album in story.plan.albums)
        if dict(counted) != {decision: count for decision, count in story.health.proposals.items() if count}:
            yield f"the plan counts {dict(counted)}, health {dict(story.health.proposals)}"


def _journal(truth: Truth) -> Iterator[str]:
    """What the newest line of each album says of SmugMug's name and of the rows."""
    newest = {line.album_key: line for line in truth.journal}
    for key, line in newest.items():
        album = truth.albums[key]
        if line.reason == "restore":
            continue
        begun, reached = line.status == "planned", line.status in ("renamed", *REACHED)
        # A heal and its like never write SmugMug, which has their new name all the while.
        new, old = reached or begun or line.reason not in RENAMES, not reached and line.reason in RENAMES
        if album.name not in {*((line.new_name,) if new else ()), *((line.old_name,) if old else ())}:
            yield f"{key} is {album.name!r}, and the journal says {line}"
        if line.status in REACHED and set(album.rows) != {line.new_name}:
            yield f"the rows of {key} say {dict(album.rows)}, and the journal says {line}"
