"""Whatever goes wrong: one sentence, a fix, the right exit code, no traceback, no secret."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from albumsync_dagster_tests.cli.conftest import Run
from albumsync_dagster_tests.cli.terminal import CTRL_C, terminal
from albumsync_dagster_tests.support.secrets import assert_hidden
from albumsync_dagster_tests.support.stage import SECRET, Stage
from albumsync_dagster_tests.support.trap import Moment, Trap
from albumsync_sandbox.gateway import make_token
from albumsync_sandbox.smugmug.faults import Fault, FaultKind
from albumsync_sandbox.smugmug.routes import EndpointKind

BOTH_SIDES = ["pull", "plan", "apply --yes", "verify", "heal", "undo --since 1d --yes", "backfill-keys"]
DATABASE = ["history", "health"]

# Far longer than it takes to notice the first rename and to interrupt: at 3 seconds a loaded machine was too late.
A_SECOND_PATCH_TO_BE_INTERRUPTED = Fault(FaultKind.SLOW, seconds=60)


@pytest.mark.parametrize("command", [*BOTH_SIDES, *DATABASE, "login", "migrate"])
def test_a_command_without_settings_names_what_is_missing(albumsync: Run, command: str) -> None:
    said = albumsync(*command.split())
    assert said.code == 1
    sentence, fix = said.err.splitlines()
    assert sentence.startswith("Missing setting")
    assert ".env" in fix
    assert said.out == ""


@pytest.mark.parametrize(
    ("command", "name"),
    [
        *((command, "SUPABASE_SERVICE_ROLE_KEY") for command in (*BOTH_SIDES, *DATABASE)),
        # plan asks nothing of SmugMug, and undo only where the journal has something to undo.
        *((command, "SMUGMUG_ACCESS_TOKEN") for command in ("pull", "apply --yes", "verify", "heal", "backfill-keys")),
        ("verify", "SMUGMUG_API_KEY"),
        ("verify", "SMUGMUG_API_SECRET"),
        ("verify", "SMUGMUG_ACCESS_TOKEN_SECRET"),
    ],
)
def test_a_wrong_credential_is_one_sentence_and_a_fix(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch, command: str, name: str
) -> None:
    monkeypatch.setenv(name, "0123456789abcdef-wrong")
    said = albumsync(*command.split())
    assert said.code == 1
    assert len(said.err.splitlines()) == 2
    assert "Traceback" not in said.err
    assert "0123456789abcdef-wrong" not in said.out + said.err


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SMUGMUG_API_KEY", "SMUGMUG_API_SECRET"),
        ("SMUGMUG_API_KEY", "SMUGMUG_ACCESS_TOKEN"),
        ("SMUGMUG_API_SECRET", "SMUGMUG_ACCESS_TOKEN_SECRET"),
        ("SUPABASE_URL", "SUPABASE_SERVICE_ROLE_KEY"),
        ("SMUGMUG_ACCESS_TOKEN", "SUPABASE_SERVICE_ROLE_KEY"),
    ],
)
def test_credentials_in_each_others_place_are_one_sentence_and_a_fix(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch, one: str, other: str
) -> None:
    first, second = os.environ[one], os.environ[other]
    monkeypatch.setenv(one, second)
    monkeypatch.setenv(other, first)
    said = albumsync("verify")
    assert said.code == 1
    assert len(said.err.splitlines()) == 2
    assert [
        secret for secret in (first, second) if secret in said.out + said.err and not secret.startswith("http")
    ] == []


def test_a_service_key_that_expired_is_named(standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPABASE_SERVICE_ROLE_KEY", make_token(SECRET, "service_role", exp=1_700_000_001))
    said = albumsync("history")
    assert said.code == 1
    sentence, fix = said.err.splitlines()
    assert "expired" in sentence
    assert "SUPABASE_SERVICE_ROLE_KEY" in fix


@pytest.mark.parametrize("name", ["SMUGMUG_API_BASE", "SUPABASE_URL"])
def test_an_address_where_nobody_lives_is_one_sentence(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "nowhere at all")
    said = albumsync("verify")
    assert said.code == 1
    assert len(said.err.splitlines()) == 2


def test_the_public_key_in_the_place_of_the_service_key_is_named_by_the_doctor(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPABASE_SERVICE_ROLE_KEY", "sb_publishable_0123456789")
    said = albumsync("doctor")
    assert said.code == 1
    assert "This is the publishable key." in said.out
    assert "sb_publishable_0123456789" not in said.out + said.err


def test_the_doctor_finds_nothing_broken_where_nothing_is(standing: Stage, albumsync: Run) -> None:
    said = albumsync("doctor")
    assert said.code == 0
    assert "✘" not in said.out


def test_the_doctor_says_every_broken_thing_with_its_fix(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SMUGMUG_ACCESS_TOKEN")
    monkeypatch.setenv("ALBUMSYNC_DATABASE_URL", "postgresql://me:hidden-password@127.0.0.1:1/none")
    monkeypatch.setenv("DAGSTER_PG_HOST", "127.0.0.1")
    said = albumsync("doctor", "--json")
    assert said.code == 1
    broken = {(f["area"], f["name"]) for f in said.document["findings"] if f["state"] == "broken"}
    assert broken == {("Settings", "SmugMug"), ("Database", "connection"), ("Dagster", "settings")}
    assert all(finding["fix"] for finding in said.document["findings"] if finding["state"] == "broken")
    assert "hidden-password" not in said.out


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALBUMSYNC_AFTER_SYNC", "nosuch"),
        ("ALBUMSYNC_NIGHTLY_CRON", "99 99 * * *"),
        ("ALBUMSYNC_HEALTH_CRON", "0 5 31 4 *"),
        ("ALBUMSYNC_OWNERS", "kim"),
        ("ALBUMSYNC_ENRICHMENT_VIEW", "nosuch"),
    ],
)
def test_the_doctor_finds_a_setting_that_cannot_work(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """It was all ✔; the sync, or Dagster, failed with it."""
    monkeypatch.setenv(name, value)
    said = albumsync("doctor", "--json")
    (broken,) = (finding for finding in said.document["findings"] if finding["state"] == "broken")
    assert said.code == 1
    assert name in broken["name"] + broken["detail"] + broken["fix"]
    assert broken["fix"]


@pytest.mark.parametrize(
    ("definition", "state"),
    [
        ("after_all() returns void", "ok"),
        ("after_all(times integer default 1) returns void", "ok"),
        ("after_all(times integer) returns void", "broken"),
        ("after_all() returns trigger", "broken"),
        ("after_all() returns void", "forbidden"),
    ],
)
def test_the_doctor_says_whether_the_function_after_a_sync_can_be_called_and_does_not_call_it(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch, definition: str, state: str
) -> None:
    monkeypatch.setenv("ALBUMSYNC_AFTER_SYNC", "after_all")
    body = "language plpgsql as 'begin raise exception ''It was called.''; end'"
    standing.connection.execute(f"create function public.{definition} {body}")
    try:
        if state == "forbidden":
            standing.connection.execute("revoke execute on function public.after_all from public, service_role")
            state = "broken"
        said = albumsync("doctor", "--json")
    finally:
        standing.connection.execute("drop function public.after_all")
    found = {finding["name"]: finding["state"] for finding in said.document["findings"]}
    assert found["ALBUMSYNC_AFTER_SYNC"] == state
    assert said.code == (state == "broken")


@pytest.mark.parametrize(
    "command",
    [
        "apply --approve-review",
        "apply --force --yes",
        "apply",
        "apply --json",
        "apply --limit 0",
        "apply --nonsense",
        "apply missing.json --yes",
        "undo",
        "undo --since yesterday",
        "undo --change 00000000-0000-0000-0000-000000000000",
        "history --status lost",
        "history --since=",
        "history --until=",
        "plan --album-key Nobody",
        # It read nothing, and ended with 0.
        "pull --album-key Nobody",
        "verify --album-key Nobody",
        "backfill-keys --overwrite most",
        "nonsense",
    ],
)
def test_wrong_usage_ends_with_2_and_touches_nothing(standing: Stage, albumsync: Run, command: str) -> None:
    before = standing.truth()
    said = albumsync(*command.split())
    assert said.code == 2
    assert "Traceback" not in said.err
    assert said.err
    assert standing.truth() == before


def test_a_setting_that_can_not_be_read_is_named_without_its_value(
    albumsync: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMSYNC_DRIFT_THRESHOLD", "quite-a-lot")
    said = albumsync("verify")
    assert said.code == 1
    assert "ALBUMSYNC_DRIFT_THRESHOLD" in said.err
    assert "quite-a-lot" not in said.err


@pytest.mark.parametrize("option", ["--out", "--csv"])
def test_a_file_that_can_not_be_written_leaves_what_was_there(standing: Stage, albumsync: Run, option: str) -> None:
    said = albumsync("plan", option, "no-such-folder/file")
    assert said.code == 1
    assert "cannot be written" in said.err
    assert not Path("no-such-folder").exists()


def test_a_folder_that_takes_no_file_is_said_before_the_consent_page_is_asked_for(
    standing: Stage, albumsync: Run
) -> None:
    said = albumsync("login", "--no-browser", "--env-file", "no-such-folder/.env")
    assert said.code == 1
    assert said.err.startswith("The file no-such-folder/.env cannot be written")
    assert said.out == ""


def test_a_terminal_without_the_letters_of_a_name_and_no_home_is_no_trouble(gallery: Stage, albumsync: Run) -> None:
    # It was one: the first ✔ of `apply` ended the command behind the first rename.
    gallery.simulator.state.rename("Alb000", "Señor Cup – 活动 - May 30")
    assert albumsync("pull").code == 0
    bare = {name: value for name, value in os.environ.items() if name not in ("HOME", "LANG", "PYTHONIOENCODING")}
    bare |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "COLUMNS": "40"}
    ended = subprocess.run(
        [sys.executable, "-m", "albumsync_dagster.cli", "apply", "--yes"],
        capture_output=True,
        timeout=200,
        check=False,
        env=bare,
    )
    assert ended.stderr == b""
    said = ended.stdout.decode("ascii")
    assert "ok Alb000" in said
    assert "Se\\xf1or" in said
    (take_back,) = (line for line in said.splitlines() if line.startswith("To take it back: "))
    assert re.search(r"albumsync undo --run \S+-\S+-\S+$", take_back), "a command is one line, to be copied"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("arguments", [["plan", "--json"], ["--version"]], ids=["at once", "at the end"])
def test_a_full_disk_behind_standard_output_is_said(arguments: list[str], standing: Stage) -> None:
    # What is short stays in a buffer to the end, and Python then ended with 120.
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "albumsync_dagster.cli", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=200,
            check=False,
        )
    assert ended.returncode == 1
    assert "No space left on device" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "Exception ignored" not in ended.stderr


def test_a_reader_who_stops_reading_hears_no_complaint(standing: Stage) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "albumsync_dagster.cli", "plan", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    complaint = process.stderr.read()
    process.stderr.close()
    assert process.wait(200) in (0, 1)
    assert complaint == b""


def test_ctrl_c_in_the_middle_of_apply_says_how_things_stand_and_one_more_run_finishes(
    gallery: Stage, albumsync: Run
) -> None:
    gallery.simulator.faults.inject(A_SECOND_PATCH_TO_BE_INTERRUPTED, method="PATCH", call=2)
    with terminal("apply") as screen:
        screen.wait_for("Rename 4 albums, in SmugMug and in the photo rows? [y/N]")
        screen.press(b"y\n")
        screen.wait_for("Renaming ...")
        wait_for_the_first_rename(gallery)
        screen.press(CTRL_C)
        assert screen.end() == 1
    assert "Interrupted. Every started change is in the journal" in screen.text
    assert "the next `albumsync apply` finishes or closes it" in screen.text
    assert "Traceback" not in screen.text
    assert gallery.truth().journal
    # Where the interruption came before the second PATCH, the next run would meet its slowness.
    gallery.simulator.faults.clear()
    assert albumsync("apply", "--yes").code == 0
    assert albumsync("verify").code == 0
    assert {line.status for line in gallery.truth().journal} <= {"verified", "abandoned"}


def test_a_service_manager_that_ends_apply_is_obeyed_as_tidily(gallery: Stage, albumsync: Run) -> None:
    gallery.simulator.faults.inject(A_SECOND_PATCH_TO_BE_INTERRUPTED, method="PATCH", call=2)
    process = subprocess.Popen(
        [sys.executable, "-m", "albumsync_dagster.cli", "apply", "--yes"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for_the_first_rename(gallery)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=200)
    assert process.returncode == 1
    assert "Interrupted." in err
    assert "Traceback" not in err
    gallery.simulator.faults.clear()
    assert albumsync("apply", "--yes").code == 0
    assert albumsync("verify").code == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("module", "command"),
    [
        ("albumsync_dagster.cli.output", "plan"),
        ("rich.console", "plan"),
        ("albumsync_dagster.cli.app", "plan"),
        ("importlib.metadata", "--version"),
        ("albumsync_dagster.clients", "plan"),
    ],
)
def test_a_signal_while_the_command_still_loads_ends_it_as_tidily(
    nowhere: Path, module: str, command: str, number: signal.Signals
) -> None:
    """It ended in a traceback, or without a word: with 130, with -15, or with -2 where it had passed through `exec`."""
    script = f"""
import os, sys
class Ending:
    def find_spec(self, name, *others):
        if name == {module!r}:
            sys.meta_path.remove(self)
            exec("os.kill(os.getpid(), {number.value})")
sys.meta_path.insert(0, Ending())
from albumsync_dagster.cli import main
sys.exit(main([{command!r}]))
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=200, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", "Interrupted.\nNothing was renamed.\n")


def wait_for_the_first_rename(gallery: Stage) -> None:
    deadline = time.monotonic() + 200
    while gallery.simulator.state.album("Alb000").name == "Harbor Cup 1 - Stars vs Thunder":
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_an_outage_of_smugmug_in_the_middle_of_apply_says_what_was_done(
    gallery: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery.simulator.faults.inject(Fault(FaultKind.RATE_LIMITED, seconds=900), method="PATCH", call=2, times=None)
    with monkeypatch.context() as pace:
        # Clients of one account and one pace share their pauses: this pace is used by nobody else.
        pace.setenv("ALBUMSYNC_REQUESTS_PER_SECOND", "48")
        said = albumsync("apply", "--yes")
    assert said.code == 1
    assert "✔ Alb000" in said.out
    assert re.search(r"1 album was finished before; to take it back: albumsync undo --run \S+", said.err)
    gallery.simulator.faults.clear()
    assert albumsync("apply", "--yes").code == 0
    assert albumsync("verify").code == 0


def test_a_run_that_ends_early_counts_no_change_that_it_finished_for_another_run(
    gallery: Stage, albumsync: Run
) -> None:
    """It said "4 albums were finished before" with an undo of its own run, which had nothing to take back."""
    gallery.run_client("apply", Trap(kill_at=7, moment=Moment.AFTER))
    gallery.set_trap(Trap())
    gallery.simulator.faults.inject(Fault(FaultKind.NOT_FOUND), endpoint=EndpointKind.AUTH_USER, times=None)
    said = albumsync("apply", "--yes")
    assert said.code == 1
    assert said.out.count("✔") == 4
    assert "albumsync undo" not in said.err


def test_debug_shows_where_an_error_came_from_and_masks_every_secret(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMUGMUG_ACCESS_TOKEN", "0123456789abcdef-wrong")
    said = albumsync("verify", "--debug")
    assert said.code == 1
    assert "Traceback" in said.err
    for name in ("SMUGMUG_API_SECRET", "SMUGMUG_ACCESS_TOKEN", "SUPABASE_SERVICE_ROLE_KEY"):
        assert os.environ[name] not in said.err


@pytest.mark.parametrize("variable", ["SMUGMUG_API_BASE", "SUPABASE_URL"])
@pytest.mark.parametrize("address", ["http://127.0.0.1:99999", "http://[127.0.0.1", "https://a b.example.com"])
def test_an_address_that_no_server_can_have_is_a_sentence_and_a_finding_of_the_doctor(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch, variable: str, address: str
) -> None:
    """A port over 65535 or half a bracket ended `doctor` and `plan` in "This is a bug" (ValueError)."""
    monkeypatch.setenv(variable, address)
    said = [albumsync(command) for command in ("verify", "doctor")]
    assert [each.code for each in said] == [1, 1]
    assert f"{variable} is not" in said[0].err
    assert f"{variable} is not" in " ".join(said[1].out.split())
    assert "This is a bug" not in said[0].err + said[1].err


def test_a_password_in_the_address_of_the_project_is_refused_and_not_shown(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a user before it, the whole address was shown: `Supabase cannot be reached at https://:...`."""
    monkeypatch.setenv("SUPABASE_URL", "https://:zm4tqpw8x@abcdefgh.supabase.co")
    said = albumsync("health")
    assert said.code == 1
    assert "SUPABASE_URL is not" in said.err
    assert_hidden(said.out + said.err, "zm4tqpw8x")


def test_debug_shows_the_error_and_no_secret_where_a_secret_is_half_an_address(
    albumsync: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reporting the error failed itself then: what was looked for is the password of an address that is none."""
    monkeypatch.setenv("ALBUMSYNC_DATABASE_URL", "postgresql://postgres:zm4tqpw8x@[db/postgres")
    said = albumsync("migrate", "--debug")
    assert said.code == 1
    assert "ALBUMSYNC_DATABASE_URL is not a connection address." in said.err
    assert_hidden(said.out + said.err, "zm4tqpw8x")


@pytest.mark.parametrize("content", ["[" * 100_000, f'{{"unknown_albums": {"1" * 5000}}}'])
def test_a_list_of_keys_that_is_no_sound_json_is_wrong_usage(
    standing: Stage, albumsync: Run, nowhere: Path, content: str
) -> None:
    """Each ended `verify --except` in "This is a bug" (RecursionError, ValueError)."""
    (nowhere / "known.json").write_text(content)
    said = albumsync("verify", "--except", "known.json")
    assert (said.code, "is not a list of album keys" in said.err) == (2, True)


@pytest.mark.parametrize(
    ("command", "most"),
    [
        ("apply /dev/zero --yes", 128),
        ("verify --except /dev/zero", 128),
        ("enrich /dev/zero", 16),
        ("review --import /dev/zero --yes", 8),
    ],
)
def test_a_file_of_any_size_is_read_or_refused_with_the_size(standing: Stage, command: str, most: int) -> None:
    """`apply` and `verify` read all of it: they ended in "This is a bug" (MemoryError), or not at all."""
    limited = f'ulimit -v 4000000 2>&-; exec "$0" -m albumsync_dagster.cli {command}'
    ended = subprocess.run(
        ["/bin/sh", "-c", limited, sys.executable], capture_output=True, text=True, timeout=200, check=False
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"The file /dev/zero has more than {most} MB.\n")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_command_that_is_started_without_a_standard_stream_does_its_work(standing: Stage, closed: str) -> None:
    """`albumsync plan >&-` ended in "This is a bug" (AttributeError), and so did `apply <&-`."""
    command = f'exec "$0" -m albumsync_dagster.cli history {closed}'
    ended = subprocess.run(["/bin/sh", "-c", command, sys.executable], capture_output=True, timeout=200, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
