"""The review in Dagster: what waits for a person, as one table, and the job that takes verdicts.

Here: config in, tables out. Not here: what a question is, how questions are grouped, and when an answer is refused
(``sync.questions`` and ``sync.reviewing``, as for every other face).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import dagster as dg
from dagster import MetadataValue
from pydantic import Field

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.failing import RETRY_ALL_STEPS, as_dagster_failure
from albumsync_dagster.defs.options import PLAN, Mode, Options, as_config
from albumsync_dagster.defs.partitions import album_key
from albumsync_dagster.defs.shown import SHORT_DIGEST, Cell, table
from albumsync_dagster.errors import UsageError
from albumsync_dagster.naming import Verdict
from albumsync_dagster.supabase import WITHDRAW
from albumsync_dagster.sync.questions import Group, Question, group, load, question_of
from albumsync_dagster.sync.reviewing import Answer, Refused, check_answers, store, taken_names

MAX_QUESTIONS = 1000
"""Rows of the table of what waits: it is one event of about 200 kB."""

COLUMNS = (
    "group",
    "album_key",
    "present_name",
    "proposed_name",
    "doubts",
    "confidence",
    "photo_rows",
    "accept_it_with",
)


class ReviewOptions(Options):
    """The verdicts of one run of ``review_names``."""

    mode: Mode = PLAN
    accept: list[str] = Field(
        default=[],
        description="Albums that get the proposed name: keys or partitions, for instance [SJT3DX]. SJT3DX@1f2e3d4c5b6a,"
        " as `name_review` shows it, accepts the proposal that was seen and no other.",
    )
    edit: dict[str, str] = Field(
        default={}, description='Albums that get another name, for instance {SJT3DX: "Norway - Jul 3-9, 2019"}.'
    )
    keep: list[str] = Field(default=[], description="Albums that keep the present name, for instance [SJT3DX].")
    lock: list[str] = Field(
        default=[], description="Albums that keep the present name for good and are not asked about again."
    )
    later: list[str] = Field(default=[], description="Albums that are asked about after the others.")
    withdraw: list[str] = Field(default=[], description="Albums whose answer is taken back.")
    decided_by: str = Field(
        default="", description="Who decides, for instance kim@example.org; empty takes ALBUMSYNC_CHANGED_BY."
    )


def answers_of(options: ReviewOptions, questions: Mapping[str, Question]) -> list[Answer]:
    """The verdicts of a config, each bound to the question that it answers. Pure.

    Args:
        options: The config.
        questions: Album key -> the question as it is now.

    Raises:
        UsageError: An album has two verdicts, or what is to be accepted is cut off.
    """
    answers: list[Answer] = []
    for verdict, key, name, digest in _verdicts(options):
        question = questions.get(key)
        if question is not None and digest and question.digest.startswith(digest):
            digest = question.digest
        answers.append(
            Answer(
                album_key=key,
                verdict=verdict,
                name=name,
                digest=digest,
                after=question.word_id if question is not None else None,
            )
        )
    keys = [answer.album_key for answer in answers]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise UsageError(f"The album {twice[0]} has two answers.", "Leave one of them out.")
    return answers


def _verdicts(options: ReviewOptions) -> Iterator[tuple[Any, str, str | None, str | None]]:
    """(verdict, album key, name, digest) of each."""
    for given in options.accept:
        album, at, digest = given.strip().partition("@")
        if at and len(digest) < SHORT_DIGEST:
            # Nothing behind the @ would accept any proposal, and one character one in sixteen.
            raise UsageError(
                f"{given!r} is cut off: {SHORT_DIGEST} characters stand behind the @.",
                "Copy it whole from `name_review`, or write the key alone to accept the proposal of now.",
            )
        yield Verdict.ACCEPT, album_key(album), None, digest or None
    for album, name in options.edit.items():
        yield Verdict.EDIT, album_key(album.strip()), name, None
    lists = (
        (Verdict.KEEP, options.keep),
        (Verdict.LOCK, options.lock),
        (Verdict.LATER, options.later),
        (WITHDRAW, options.withdraw),
    )
    for verdict, albums in lists:
        for album in albums:
            yield verdict, album_key(album.strip()), None, None


def waiting_table(groups: Sequence[Group]) -> dg.TableMetadataValue:
    """Every open question, grouped by what is doubtful, the largest group first."""
    rows: Iterator[Sequence[Cell]] = (
        (
            each.title,
            question.album_key,
            question.existing,
            question.proposed,
            "; ".join(doubt.why for doubt in question.doubts),
            round(question.confidence, 2),
            question.rows,
            f"{question.album_key}@{question.digest[:SHORT_DIGEST]}",
        )
        for each in groups
        for question in each.questions
        if question.is_open
    )
    return table(COLUMNS, rows, at_most=MAX_QUESTIONS)


def waiting_metadata(account: Account, questions: Sequence[Question]) -> dict[str, Any]:
    """What waits for a person, with the ways to answer."""
    groups = group(questions)
    shown: dict[str, Any] = {
        "waiting": sum(each.left for each in groups),
        "answered_not_applied": sum(not question.is_open for question in questions),
        "groups": table(("group", "about", "waiting"), ((each.title, each.about, each.left) for each in groups)),
        "questions": waiting_table(groups),
        "to_answer": MetadataValue.md(
            f"In the Launchpad of the job `{account.called('review_names')}`:\n\n```yaml\nmode: apply\naccept:\n"
            "- SJT3DX@1f2e3d4c5b6a\nedit:\n  X4d2Lp: Norway - Jul 3-9, 2019\nkeep:\n- Q8fTz1\n```"
        ),
    }
    if account.settings.review_url:
        shown["review_page"] = MetadataValue.url(account.settings.review_url)
    return shown


def review_asset(account: Account) -> dg.AssetsDefinition:
    """The asset ``name_review``."""

    @dg.asset(
        key=account.key("name_review"),
        group_name=account.group("names"),
        kinds={"supabase", "report"},
        owners=account.owners,
        deps=[dg.AssetDep(account.key("canonical_name_proposals"), partition_mapping=dg.AllPartitionMapping())],
        required_resource_keys={account.supabase_key},
        metadata={
            "dagster/column_schema": dg.TableSchema([dg.TableColumn(name) for name in COLUMNS]),
            "dagster/table_name": "album_name_proposals",
        },
    )
    def name_review(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        """Every proposal that waits for a person, in one table, grouped by what is doubtful.

        Reads what the newest proposals say; materialize it again after a sync or after answers. `albumsync review`
        opens the page on which three hundred of them are answered in ten minutes.
        """
        with as_dagster_failure():
            questions = load(account.supabase(context), drift_threshold=account.settings.drift_threshold)
        return dg.MaterializeResult(metadata=waiting_metadata(account, questions))

    return name_review


def review_job(account: Account) -> dg.JobDefinition:
    """The job ``review_names``."""
    step = account.called("take_verdicts")

    @dg.op(name=step, required_resource_keys={account.supabase_key})
    def take_verdicts(context: dg.OpExecutionContext, config: ReviewOptions) -> None:
        """Compare the verdicts with the proposals as they are now, and store those that fit."""
        supabase, settings, now = account.supabase(context), account.settings, datetime.now(UTC)
        with as_dagster_failure():
            stored_proposals = supabase.proposals()
            questions = load(supabase, drift_threshold=settings.drift_threshold)
            # A person may also decide about an album that is not under review.
            asked = {each.proposal.album_key: question_of(each) for each in stored_proposals}
            answers = answers_of(config, asked)
            taken = taken_names(stored_proposals) if config.edit else {}
            if config.mode is Mode.plan:
                good, refused = check_answers(answers, asked, at=now, taken=taken)
                said = [(answer.album_key, str(answer.verdict), answer.name or "") for answer in good]
            else:
                decided_by = config.decided_by.strip() or settings.changed_by
                result = store(supabase, answers, decided_by=decided_by, at=now, taken=taken)
                refused = result.refused
                said = [(word.album_key, word.verdict, word.name or "") for word in result.stored]
                questions = load(supabase, drift_threshold=settings.drift_threshold)
        context.add_output_metadata(
            {
                "mode": config.mode.name,
                "verdicts": table(("album_key", "verdict", "name"), said, at_most=MAX_QUESTIONS),
                "refused": refused_table(refused),
                **waiting_metadata(account, questions),
            }
        )
        if refused:
            named = " ".join(f"{each.answer.album_key}: {each.sentence}" for each in refused[:3])
            raise dg.Failure(
                description=f"{len(refused)} of {len(answers)} verdicts were not stored. {named}",
                metadata={"refused": refused_table(refused)},
                allow_retries=False,
            )

    @dg.config_mapping
    def options(options: ReviewOptions) -> dict[str, Any]:
        return {"ops": {step: {"config": as_config(options)}}}

    @dg.job(
        name=account.called("review_names"), config=options, tags=RETRY_ALL_STEPS, executor_def=dg.in_process_executor
    )
    def review_names() -> None:
        """Take verdicts about names that wait for a person: accept, edit, keep, lock, later, withdraw.

        Opens with `mode: plan`, which shows what waits and checks the verdicts; `mode: apply` stores them. The sensor
        `decisions_made` renames the decided albums within a minute, where it is switched on; else the next
        `sync_albums` does.
        """
        take_verdicts()

    return review_names


def refused_table(refused: Sequence[Refused]) -> dg.TableMetadataValue:
    """The verdicts that were not stored, and why."""
    return table(
        ("album_key", "verdict", "why"),
        ((each.answer.album_key, str(each.answer.verdict), each.sentence) for each in refused),
        at_most=MAX_QUESTIONS,
    )
