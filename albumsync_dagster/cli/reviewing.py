"""The commands ``review`` and ``decide``: the questions on a page, in the terminal, as a spreadsheet, and for scripts.

Here: reading options, files and keys, and printing. Not here: which questions there are and what an answer does
(``sync.questions``, ``sync.reviewing``), the page (``web``), the columns of a spreadsheet (``sheets``).
"""

from __future__ import annotations

import getpass
import sys
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from albumsync_dagster.cli.options import HIGHEST_PORT, AsJson, not_a_terminal, whole_number
from albumsync_dagster.cli.output import facts, print_json, read_whole, remark, visible, write_whole
from albumsync_dagster.errors import UsageError
from albumsync_dagster.exit_codes import ExitCode
from albumsync_dagster.sync.counting import counted

if TYPE_CHECKING:
    from albumsync_dagster.cli.sheets import RowTrouble
    from albumsync_dagster.settings import Settings
    from albumsync_dagster.supabase import StoredProposal, StoredWord, SupabaseClient
    from albumsync_dagster.sync.questions import Group, Question
    from albumsync_dagster.sync.reviewing import Answer, Refused, Stored
    from albumsync_dagster.sync.values import Systems

DecidedBy = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Who decides; default ALBUMSYNC_CHANGED_BY, else your name on this computer."),
]


def review(
    terminal: Annotated[
        bool, typer.Option("--terminal", help="Ask in this terminal, one key for each answer.")
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, help="Write the open questions to FILE.xlsx or FILE.csv."),
    ] = None,
    import_file: Annotated[
        Path | None,
        typer.Option("--import", metavar="FILE", dir_okay=False, help="Store the answers of a filled-in FILE."),
    ] = None,
    list_them: Annotated[bool, typer.Option("--list", help="Print the questions.")] = False,
    as_json: AsJson = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Store what --import found without asking.")] = False,
    host: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="IP address of the page; on a network, put a login before it."),
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            parser=whole_number(0, HIGHEST_PORT),
            metavar="N",
            show_default=False,
            help="Port of the page; default a free one.",
        ),
    ] = 0,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    decided_by: DecidedBy = None,
) -> int:
    """Answer the questions about names, in the browser or here.

    Opens a page in the browser; --terminal asks here, --export and --import use a spreadsheet. Every answer is stored
    at once. Names change with Apply on the page, or with `albumsync apply`. Ctrl-C closes the page.

    Examples:
        albumsync review
        albumsync review --terminal
        albumsync review --export questions.xlsx
        albumsync review --import questions.xlsx
        albumsync review --list --json
    """
    chosen = [name for name, wanted in _faces(terminal, export, import_file, list_them) if wanted]
    if len(chosen) > 1:
        raise UsageError(f"{chosen[0]} and {chosen[1]} cannot be used together.", "Choose one.")
    if as_json and not (list_them or import_file):
        raise UsageError("--json needs --list or --import.", "Use for instance `albumsync review --list --json`.")
    if list_them:
        return _list(as_json=as_json)
    if export is not None:
        return _export(export)
    if import_file is not None:
        return _import(import_file, decided_by, yes=yes, as_json=as_json)
    if terminal:
        return _terminal(decided_by)
    return _page(host, port, decided_by, browser=browser)


def decide(
    keys: Annotated[list[str] | None, typer.Argument(metavar="KEY", hidden=True)] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Accept the proposed names.")] = False,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Give one album this name.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the present names.")] = False,
    lock: Annotated[bool, typer.Option("--lock", help="Never rename these albums, and never ask again.")] = False,
    later: Annotated[bool, typer.Option("--later", help="Leave the questions open.")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take the answers back.")] = False,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="With --withdraw: all answers given at or after this time: 2h, 1d, 2026-05-30."
        ),
    ] = None,
    decided_by: DecidedBy = None,
    note: Annotated[str, typer.Option(metavar="TEXT", help="Why; stored with the answer.")] = "",
    as_json: AsJson = False,
) -> int:
    """Decide about single albums; `albumsync apply` renames them.

    KEY is the album key, as `albumsync plan` and `albumsync review --list` show it. The newest answer for an album
    counts.

    Examples:
        albumsync decide HtxsgN Qw3rTy --accept
        albumsync decide HtxsgN --name "Lakeside vs Mercer - May 3, 2025"
        albumsync decide --withdraw --since 2h
    """
    from albumsync_dagster.cli import systems
    from albumsync_dagster.cli.times import moment
    from albumsync_dagster.naming import Verdict
    from albumsync_dagster.supabase import WITHDRAW
    from albumsync_dagster.sync.reviewing import Answer, store, taken_names

    options = {
        Verdict.ACCEPT: accept, Verdict.EDIT: name is not None, Verdict.KEEP: keep, Verdict.LOCK: lock,
        Verdict.LATER: later, WITHDRAW: withdraw,
    }  # fmt: skip
    chosen = [verdict for verdict, wanted in options.items() if wanted]
    if len(chosen) != 1:
        raise UsageError(
            "Exactly one answer is needed.", "Use one of --accept, --name, --keep, --lock, --later, --withdraw."
        )
    if since is not None and not withdraw:
        raise UsageError("--since needs --withdraw.", "Use for instance `albumsync decide --withdraw --since 2h`.")
    if name is not None and len(keys or ()) != 1:
        raise UsageError("--name needs exactly one album key.", "Two albums never get the same name.")
    if not keys and since is None:
        raise UsageError(
            "No album is named.",
            "Use for instance `albumsync decide KEY --accept`; `albumsync review --list` shows the keys.",
        )
    with systems.database() as (settings, supabase):
        known = supabase.proposals(None if name is not None or not keys else keys)
        words = {each.proposal.album_key: each.last_word for each in known}
        wanted = list(dict.fromkeys(keys or ()))
        if since is not None:
            after = moment(since, now=systems.now(), option="--since")
            # A name that somebody typed in SmugMug is a word as well; a restored account has hundreds at once.
            typed = {each.proposal.album_key for each in known if each.named is not None and each.named.at >= after}
            recent = typed | {
                key
                for key, word in words.items()
                if word is not None and word.verdict != WITHDRAW and word.decided_at >= after
            }
            wanted = [key for key in wanted if key in recent] if keys else sorted(recent)
        answers = [
            Answer(
                album_key=key,
                verdict=chosen[0],  # type: ignore[arg-type]
                name=name,
                after=word.id if (word := words.get(key)) is not None else None,
                note=note,
            )
            for key in wanted
        ]
        by = decided_by or _decided_by(settings)
        stored = store(supabase, answers, decided_by=by, at=systems.now(), taken=taken_names(known))
    return _report("decide", stored, as_json=as_json)


def _faces(terminal: bool, export: Path | None, import_file: Path | None, list_them: bool) -> list[tuple[str, bool]]:
    return [
        ("--terminal", terminal),
        ("--export", export is not None),
        ("--import", import_file is not None),
        ("--list", list_them),
    ]


def _decided_by(settings: Settings) -> str:
    """Who answers: the name that the journal uses, where it is a person's, else the login name."""
    if settings.changed_by != type(settings).model_fields["changed_by"].default:
        return settings.changed_by
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # A container may have a user without a name.
        return settings.changed_by


def _groups(settings: Settings, supabase: SupabaseClient) -> tuple[tuple[Group, ...], Sequence[StoredProposal]]:
    from albumsync_dagster.cli import systems
    from albumsync_dagster.sync.questions import group, questions_of

    stored = supabase.proposals()
    if not stored:
        with systems.both_sides() as (_, both):
            _propose(settings, both)
        stored = supabase.proposals()
    return group(questions_of(stored, drift_threshold=settings.drift_threshold)), stored


def _propose(settings: Settings, both: Systems) -> None:
    """Propose names where no plan was made yet, so that "no questions" is never said of names that nobody looked at.

    Raises:
        NothingRead: No album has been read yet.
    """
    from albumsync_dagster.cli import systems
    from albumsync_dagster.sync.planning import make_plan

    options = settings.naming_options(systems.today())
    make_plan(both, systems.new_run(settings), options, description=settings.description)


# --list


def _list(*, as_json: bool) -> int:
    from albumsync_dagster.cli import systems

    with systems.database() as (settings, supabase):
        groups, _ = _groups(settings, supabase)
    if as_json:
        print_json("review", {"groups": [_group_document(group) for group in groups]})
        return ExitCode.DONE
    screen = facts()
    for group in groups:
        screen.print(f"{group.title} ({group.left} open of {len(group.questions)})", style="bold", soft_wrap=True)
        for question in group.questions:
            screen.print(f"  {question.album_key}  {question.state}", style="dim")
            screen.print(f"    - {visible(question.existing)}", soft_wrap=True)
            new = question.proposed if question.is_open else question.final_name
            screen.print(f"    + {visible(new)}", soft_wrap=True)
    left = sum(group.left for group in groups)
    screen.print(f"{counted(left, 'open question')}.")
    return ExitCode.DONE


def _group_document(group: Group) -> dict[str, Any]:
    return {
        "group": group.key,
        "title": group.title,
        "left": group.left,
        "questions": [question_document(question) for question in group.questions],
    }


def question_document(question: Question) -> dict[str, Any]:
    """A question as ``review --list --json`` prints it."""
    word = question.word
    return {
        "album_key": question.album_key,
        "existing": question.existing,
        "proposed": question.proposed,
        "state": question.state.value,
        "decision": question.decision.value,
        "drift": question.drift,
        "confidence": question.confidence,
        "doubts": [{"doubt": doubt.code.value, "why": doubt.why} for doubt in question.doubts],
        "reasons": list(question.reasons),
        "facts": [{"fact": each.fact, "value": each.value, "source": each.source} for each in question.facts],
        "digest": question.digest,
        "seen": question.word_id,
        "rows": question.rows,
        "folder": question.folder,
        "link": question.web_uri,
        "answer": None
        if word is None
        else {
            "verdict": word.verdict.value,
            "name": word.name,
            "decided_by": word.decided_by,
            "decided_at": word.decided_at.isoformat() if word.decided_at else None,
        },
    }


# The spreadsheet


def _export(path: Path) -> int:
    from albumsync_dagster.cli import systems
    from albumsync_dagster.cli.sheets import sheet_rows, to_csv, to_xlsx

    write = {".xlsx": to_xlsx, ".csv": to_csv}.get(path.suffix.lower())
    if write is None:
        raise UsageError(f"{path.name} is neither .xlsx nor .csv.", "Use for instance --export questions.xlsx.")
    if path.is_file() and path.stat().st_size:
        raise UsageError(
            f"The file {path} exists, and may hold answers that are not stored yet.",
            f"Store them with `albumsync review --import {path}`, or choose another name.",
        )
    with systems.database() as (settings, supabase):
        groups, _ = _groups(settings, supabase)
    rows = sheet_rows(groups)
    write_whole(path, write(rows))
    remark(
        f"{path} has {counted(len(rows), 'question')}. Choose a verdict in each row, change the new name where it has"
        f" to be another one, save, and run `albumsync review --import {path}`.",
        style="default",
    )
    return ExitCode.DONE


def _import(path: Path, decided_by: str | None, *, yes: bool, as_json: bool) -> int:
    from albumsync_dagster.cli import systems
    from albumsync_dagster.cli.sheets import MOST_BYTES, RowTrouble, read_sheet
    from albumsync_dagster.sync.questions import question_of
    from albumsync_dagster.sync.reviewing import check_answers, is_stored, store, taken_names

    filled = read_sheet(read_whole(path, most=MOST_BYTES, fix="Export the questions again, and fill in that file."))
    with systems.database() as (settings, supabase):
        known = supabase.proposals()
        taken = taken_names(known)
        questions = {each.proposal.album_key: question_of(each) for each in known}
        at = systems.now()
        good, others = check_answers(filled.answers, questions, at=at, taken=taken)
        # A file is imported again once its mistakes are mended: most of its rows are stored by then.
        refused = [each for each in others if each.question is None or not is_stored(each.answer, each.question)]
        before = len(others) - len(refused)
        troubles = [RowTrouble(row=filled.rows[each.answer.album_key], sentence=_told(each)) for each in refused]
        troubles = sorted((*filled.troubles, *troubles), key=lambda each: each.row)
        if not as_json:
            _show_found(good, troubles, filled.rows)
            facts().print(_counts(good, before, len(troubles), filled.unanswered))
        if good and not (yes or _agreed(len(good), as_json=as_json)):
            remark("Nothing was stored.")
            return ExitCode.DONE
        by = decided_by or _decided_by(settings)
        stored = store(supabase, good, decided_by=by, at=at, taken=taken) if good else None
    if as_json:
        late = stored.refused if stored else ()
        troubles += [RowTrouble(row=filled.rows[each.answer.album_key], sentence=each.sentence) for each in late]
        print_json(
            "review",
            {
                "stored": [_word_document(word) for word in (stored.stored if stored else ())],
                "stored_before": before,
                "troubles": [{"row": each.row, "why": each.sentence} for each in troubles],
                "unanswered": filled.unanswered,
            },
        )
        return ExitCode.DIFFERS if troubles else ExitCode.DONE
    code = _report("review", stored, as_json=False) if stored is not None else ExitCode.DONE
    return ExitCode.DIFFERS if troubles else code


def _told(refused: Refused) -> str:
    existing = f"“{refused.question.existing}”: " if refused.question is not None else ""
    return f"{existing}{refused.sentence}"


def _show_found(good: Sequence[Answer], troubles: Sequence[RowTrouble], rows: Mapping[str, int]) -> None:
    screen = facts()
    for answer in good:
        if answer.name is not None:
            screen.print(f"Row {rows[answer.album_key]}: {answer.verdict} {visible(answer.name)}", soft_wrap=True)
    for each in troubles:
        remark(f"Row {each.row}: {visible(each.sentence)}")


def _counts(good: Sequence[Answer], before: int, troubles: int, unanswered: int) -> str:
    verdicts = Counter(str(answer.verdict) for answer in good)
    parts = [f"{count} {verdict}" for verdict, count in verdicts.items()]
    parts += [f"{before} stored before"] if before else []
    parts += [f"{troubles} not usable"] if troubles else []
    parts += [f"{unanswered} without an answer"] if unanswered else []
    return ", ".join(parts) or "The spreadsheet has no answers."


def _agreed(count: int, *, as_json: bool) -> bool:
    if as_json or not sys.stdin.isatty():
        raise not_a_terminal("Add --yes to store the answers.")
    return typer.confirm(f"Store {counted(count, 'answer')}?", err=True)


# The terminal


def _terminal(decided_by: str | None) -> int:
    from albumsync_dagster.cli import systems
    from albumsync_dagster.cli.asking import Interview
    from albumsync_dagster.cli.keys import seen_key
    from albumsync_dagster.sync.reviewing import store, taken_names

    if not sys.stdin.isatty():
        raise not_a_terminal("Use --export and --import, or `albumsync decide`.")
    with systems.database() as (settings, supabase):
        groups, known = _groups(settings, supabase)
        by = decided_by or _decided_by(settings)
        now = {each.proposal.album_key: each for each in known}

        def send(answers: Collection[Answer]) -> Stored:
            taken = taken_names(now.values())
            said = store(supabase, list(answers), decided_by=by, at=systems.now(), taken=taken)
            for word in said.stored:
                now[word.album_key] = replace(now[word.album_key], last_word=word)
            return said

        outcome = Interview(groups, send, seen_key, facts()).run()
    refused = f", {outcome.refused} not stored" if outcome.refused else ""
    remark(
        f"{outcome.answered} answered{refused}, {outcome.left} left. `albumsync apply` renames; "
        "`albumsync review --terminal` continues.",
        style="default",
    )
    return ExitCode.DIFFERS if outcome.refused else ExitCode.DONE


# The page


def _page(host: str, port: int, decided_by: str | None, *, browser: bool) -> int:
    import uvicorn

    from albumsync_dagster.cli import systems
    from albumsync_dagster.web import Desk, listen, new_guard, origins, review_app, start_address, start_file

    with systems.both_sides() as (settings, both), listen(host, port) as listener:
        by = decided_by or _decided_by(settings)
        desk = Desk(
            both,
            lambda: settings.naming_options(systems.today()),
            lambda: systems.new_run(settings, changed_by=by),
            decided_by=by,
            description=settings.description,
            after_sync=settings.after_sync,
        )
        if not desk.read().stored:
            _propose(settings, both)
            desk.read()
        served = origins(host, listener, settings.review_url)
        guard = new_guard(served)
        start = start_address(served[0], guard.token)
        left = sum(group.left for group in desk.view().groups)
        facts().print(f"{counted(left, 'open question')}. The review is at", soft_wrap=True)
        facts().print(start, soft_wrap=True)
        if settings.review_url:
            facts().print(f"and through the proxy at\n{start_address(served[-1], guard.token)}", soft_wrap=True)
        if urlsplit(start).hostname not in ("127.0.0.1", "localhost", "::1"):
            remark("The page is open to the network: everyone who has this address can rename albums.")
        remark("Ctrl-C closes it. Every answer is stored at once.", style="default")
        with start_file(start) as file:
            if browser and not _open_in_browser(file):
                remark("No browser was found here; open the address in one.", style="default")
            config = uvicorn.Config(
                review_app(desk, guard, opened=lambda: file.unlink(missing_ok=True)),
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=1,
            )
            try:
                uvicorn.Server(config).run(sockets=[listener])
            except KeyboardInterrupt:
                # uvicorn hands Ctrl-C on after it has closed everything.
                pass
            finally:
                desk.close()
    remark("The review is closed. `albumsync apply` renames what was decided.", style="default")
    return ExitCode.DONE


def _open_in_browser(file: Path) -> bool:
    """False where no browser was found. The address of the page holds a token, so the browser is given a file."""
    import webbrowser

    return webbrowser.open(file.as_uri())


# Reports


def _report(command: str, stored: Stored, *, as_json: bool) -> int:
    if as_json:
        refused = [{"album_key": each.answer.album_key, "why": each.sentence} for each in stored.refused]
        print_json(command, {"stored": [_word_document(word) for word in stored.stored], "refused": refused})
        return ExitCode.DIFFERS if stored.refused else ExitCode.DONE
    for each in stored.refused:
        remark(f"{each.answer.album_key}: {visible(each.sentence)} Your answer was not stored.")
    if not (stored.stored or stored.refused):
        facts().print("No answer was given in this time, so nothing was taken back.")
        return ExitCode.DONE
    facts().print(f"{counted(len(stored.stored), 'answer')} stored.{_what_next(stored.stored)}", soft_wrap=True)
    return ExitCode.DIFFERS if stored.refused else ExitCode.DONE


def _what_next(stored: Sequence[StoredWord]) -> str:
    """What these answers do, as far as one sentence is true of all of them."""
    verdicts = {word.verdict for word in stored}
    if verdicts & {"accept", "edit"}:
        return " `albumsync apply` renames what was decided."
    if verdicts and verdicts <= {"keep", "lock"}:
        return " The present name stays." if len(stored) == 1 else " The present names stay."
    return " `albumsync plan` proposes names anew." if verdicts == {"withdraw"} else ""


def _word_document(word: StoredWord) -> dict[str, Any]:
    return {
        "album_key": word.album_key,
        "verdict": word.verdict,
        "name": word.name,
        "digest": word.digest,
        "decided_by": word.decided_by,
        "decided_at": word.decided_at.isoformat(),
        "note": word.note,
    }
