"""plan, apply, verify, undo, heal and history, as a person types them, on both real sides."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from albumsync_dagster_tests.cli.conftest import Run
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.support.trap import Moment, Trap

OLD = "Harbor Cup 1 - Stars vs Thunder"
NEW = "Harbor Cup 1 - Stars vs Thunder - May 30, 2025"


def everything(gallery: Stage) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of ours and of the photo rows; turns at SmugMug are taken by whatever reads there."""
    tables = [
        name
        for (name,) in gallery.connection.execute(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> 'albumsync_pace' order by 1"
        )
    ]
    return {
        name: gallery.connection.execute(f'select * from public."{name}" order by 1, 2').fetchall()  # noqa: S608
        for name in tables
    }


def patches(gallery: Stage) -> int:
    return gallery.simulator.counts.requests(method="PATCH")


def test_apply_renames_on_both_sides_and_verify_finds_them_in_step(gallery: Stage, albumsync: Run) -> None:
    said = albumsync("apply", "--yes")
    assert said.code == 0
    assert f"✔ Alb000  {NEW}  3 rows" in said.out
    assert "4 renamed; 12 photo rows written." in said.out
    assert gallery.truth().albums["Alb000"].name == NEW
    assert gallery.truth().albums["Alb000"].rows == {NEW: 3}
    verified = albumsync("verify")
    assert verified.code == 0
    assert "7 albums and 21 photo rows compared: every row carries SmugMug's name." in verified.out


def test_verify_names_the_album_and_the_number_of_rows_after_a_row_was_changed_by_sql(
    gallery: Stage, albumsync: Run
) -> None:
    assert albumsync("apply", "--yes").code == 0
    gallery.connection.execute("update photo_metadata set album_name = 'mine' where image_key = 'Alb0001'")
    said = albumsync("verify")
    assert said.code == 3
    assert "Alb000" in said.out
    assert "1 of 3" in said.out
    assert "mine (1 row)" in said.out
    assert "1 row of 1 album differs." in " ".join(said.out.split())
    (difference,) = albumsync("verify", "--json").document["differences"]
    assert (difference["album_key"], difference["name"], difference["differing"]) == ("Alb000", NEW, 1)
    healed = albumsync("heal")
    assert healed.code == 0
    assert "1 row, healed" in healed.out
    assert albumsync("verify").code == 0


def test_verify_says_in_words_how_many_rows_it_could_not_compare(gallery: Stage, albumsync: Run) -> None:
    gallery.connection.execute("update photo_metadata set album_key = null where image_key in ('Alb0000', 'Alb0001')")
    said = albumsync("verify")
    assert said.code == 0
    assert "7 albums and 19 photo rows compared: every row carries SmugMug's name." in said.out
    assert "2 photo rows could not be compared: they name no album." in said.out
    assert "albumsync backfill-keys" in said.out


def test_verify_does_not_call_it_agreement_where_no_row_says_to_which_album_it_belongs(
    gallery: Stage, albumsync: Run
) -> None:
    # A gallery whose keys were never filled: nothing differs, because nothing is compared.
    gallery.connection.execute("update photo_metadata set album_key = null where true")
    said = albumsync("verify")
    assert said.code == 3
    assert "7 albums and 0 photo rows compared: no row names its album." in said.out
    assert "21 photo rows could not be compared" in said.out
    assert albumsync("verify", "--json").document["in_step"] is False


def test_a_dry_run_of_apply_changes_nothing_row_for_row_and_sends_no_patch(gallery: Stage, albumsync: Run) -> None:
    gallery.connection.execute("update photo_metadata set album_name = 'mine' where image_key = 'Kep0001'")
    before, sent = everything(gallery), patches(gallery)
    said = albumsync("apply", "--dry-run")
    assert said.code == 0
    assert "4 would be renamed, 1 would be healed." in said.out
    assert everything(gallery) == before
    assert patches(gallery) == sent


@pytest.mark.parametrize("command", ["heal", "undo --since 1d --yes", "backfill-keys"])
def test_the_other_dry_runs_change_nothing_either(gallery: Stage, albumsync: Run, command: str) -> None:
    assert albumsync("apply", "--yes", "--limit", "1").code == 0
    gallery.connection.execute("update photo_metadata set album_key = null where image_key = 'Kep0001'")
    gallery.connection.execute("update photo_metadata set album_name = 'mine' where image_key = 'Kep0010'")
    before, sent = everything(gallery), patches(gallery)
    assert albumsync(*command.split(), "--dry-run").code in (0, 3)
    assert everything(gallery) == before
    assert patches(gallery) == sent


def test_a_plan_written_to_a_file_is_applied_from_it(gallery: Stage, albumsync: Run, nowhere: Path) -> None:
    assert albumsync("plan", "--out", "plan.json").code == 0
    assert albumsync("apply", "plan.json", "--yes", "--album-key", "Alb002").code == 0
    names = {key: album.name for key, album in gallery.truth().albums.items()}
    assert names["Alb002"] == "Harbor Cup 3 - Stars vs Thunder - Jun 13, 2025"
    assert names["Alb000"] == OLD


def test_a_plan_file_refuses_the_album_that_changed_since_and_goes_on_with_the_rest(
    gallery: Stage, albumsync: Run
) -> None:
    assert albumsync("plan", "--out", "plan.json").code == 0
    gallery.simulator.state.rename("Alb000", "Anna's birthday")
    assert albumsync("pull").code == 0
    said = albumsync("apply", "plan.json", "--yes")
    assert said.code == 3
    assert "Anna's birthday" in said.out
    assert "refused" in said.out
    assert gallery.truth().albums["Alb001"].name != "Harbor Cup 2 - Stars vs Thunder"


@pytest.mark.parametrize("content", ["", "{", '{"albumsync_plan": 2}', "[1, 2]", '{"albumsync_plan": 1, "plan": {}}'])
def test_a_file_that_is_no_plan_is_refused_in_a_sentence(gallery: Stage, albumsync: Run, content: str) -> None:
    Path("plan.json").write_text(content)
    said = albumsync("apply", "plan.json", "--yes")
    assert said.code == 2
    assert said.err.startswith("This is not a plan")
    assert "albumsync plan --out" in said.err
    assert gallery.truth().journal == ()


def test_a_plan_that_was_cut_is_refused_whole(gallery: Stage, albumsync: Run) -> None:
    assert albumsync("plan", "--out", "plan.json").code == 0
    plan = Path("plan.json")
    plan.write_bytes(plan.read_bytes()[:-20])
    said = albumsync("apply", "plan.json", "--yes")
    assert said.code == 2
    assert said.err.startswith("This is not a plan")
    assert gallery.truth().journal == ()


def test_a_plan_of_another_account_renames_nothing(gallery: Stage, albumsync: Run) -> None:
    assert albumsync("plan", "--out", "plan.json").code == 0
    plan = Path("plan.json")
    plan.write_text(plan.read_text().replace('"Alb0', '"Else'))
    sent = patches(gallery)
    said = albumsync("apply", "plan.json", "--yes")
    assert said.code == 3
    assert "This album is no longer known." in said.out
    assert "4 refused" in said.out
    assert patches(gallery) == sent


def test_a_name_far_off_waits_until_a_person_names_the_album_and_approves(gallery: Stage, albumsync: Run) -> None:
    wrong = "Harbor Cup 1 - Stars vs Thunder - Feb 2, 2024"
    gallery.simulator.state.rename("Alb000", wrong)
    # It had this name when it was read first; a name that somebody gives it later would be theirs.
    gallery.connection.execute("update smugmug_albums set name = %s where album_key = 'Alb000'", [wrong])
    assert albumsync("pull").code == 0
    said = albumsync("apply", "--yes")
    assert said.code == 3
    assert "3 renamed, 1 healed, 1 held" in said.out
    assert "Held: 1 album." in said.out
    approved = albumsync("apply", "--yes", "--album-key", "Alb000", "--approve-review")
    assert approved.code == 0
    assert gallery.truth().albums["Alb000"].name == NEW


def test_one_change_is_undone_by_the_id_that_history_shows(gallery: Stage, albumsync: Run) -> None:
    albumsync("apply", "--yes", "--changed-by", "maria")
    history = albumsync("history", "--album-key", "Alb000", "--json").document
    (change,) = history["changes"]
    assert (change["old_name"], change["new_name"], change["changed_by"]) == (OLD, NEW, "maria")
    assert change["status"] == "verified"
    assert change["id"] in albumsync("history").out
    undone = albumsync("undo", "--change", change["id"], "--yes")
    assert undone.code == 0
    assert gallery.truth().albums["Alb000"].rows == {OLD: 3}
    assert gallery.truth().albums["Alb001"].name.endswith("2025")
    assert albumsync("verify").code == 0


def test_a_run_is_undone_by_the_command_that_apply_prints(gallery: Stage, albumsync: Run) -> None:
    before = gallery.truth().albums
    said = albumsync("apply", "--yes")
    (line,) = (line for line in said.out.splitlines() if line.startswith("To take it back: albumsync "))
    undone = albumsync(*line.removeprefix("To take it back: albumsync ").split(), "--yes")
    assert undone.code == 0
    assert gallery.truth().albums == before
    assert sum(line.startswith("✔") and line.endswith("3 rows, taken back") for line in undone.out.splitlines()) == 4
    assert "4 taken back; 12 photo rows written." in undone.out
    again = albumsync(*line.removeprefix("To take it back: albumsync ").split(), "--yes")
    assert (again.code, again.out) == (0, "Nothing to do.\n")
    assert gallery.truth().albums == before


def test_a_run_that_only_finished_what_another_began_offers_nothing_to_take_back(
    gallery: Stage, albumsync: Run
) -> None:
    gallery.run_client("apply", Trap(kill_at=7, moment=Moment.AFTER))
    gallery.set_trap(Trap())
    assert {line.status for line in gallery.truth().journal} & {"planned", "renamed"}
    said = albumsync("heal")
    assert said.code == 0
    assert "4 changes of an earlier run finished first" in said.out
    assert "To take it back" not in said.out


def test_an_undo_that_only_finished_what_a_run_left_open_says_that_it_took_nothing_back(
    gallery: Stage, albumsync: Run
) -> None:
    gallery.run_client("apply", Trap(kill_at=7, moment=Moment.AFTER))
    gallery.set_trap(Trap())
    said = albumsync("undo", "--change", "00000000-0000-0000-0000-000000000000", "--yes")
    assert "of an earlier run finished first" in said.out
    assert "No other change fits these options" in said.err


def test_undo_since_takes_back_what_is_younger_and_refuses_what_a_person_renamed(
    gallery: Stage, albumsync: Run
) -> None:
    albumsync("apply", "--yes", "--limit", "2")
    gallery.simulator.state.rename("Alb000", "Anna's birthday")
    said = albumsync("undo", "--since", "2h", "--yes")
    assert said.code == 3
    assert "Anna's birthday" in said.out
    assert gallery.truth().albums["Alb000"].name == "Anna's birthday"
    assert gallery.truth().albums["Alb001"].name == "Harbor Cup 2 - Stars vs Thunder"


@pytest.mark.parametrize(
    ("options", "empty"),
    [("--since= --until 0m", "--since"), ("--since=", "--since"), ("--since 1d --until=", "--until")],
)
def test_an_empty_time_takes_nothing_back(gallery: Stage, albumsync: Run, options: str, empty: str) -> None:
    """`undo --since "$UNSET" --until 0m` took every change back."""
    assert albumsync("apply", "--yes", "--limit", "1").code == 0
    before = gallery.truth()
    said = albumsync("undo", *options.split(), "--yes")
    assert (said.code, said.err.splitlines()[0]) == (2, f"{empty} '' is not a time.")
    assert gallery.truth() == before


def test_limit_renames_no_more_than_that(gallery: Stage, albumsync: Run) -> None:
    assert "2 renamed" in albumsync("apply", "--yes", "--limit", "2").out
    assert patches(gallery) == 2


def test_the_plan_shows_old_above_new_and_ends_with_one_line_of_counts(gallery: Stage, albumsync: Run) -> None:
    said = albumsync("plan")
    lines = said.out.splitlines()
    assert said.code == 0
    assert any(line.rstrip().endswith("3") and f"- {OLD}" in line for line in lines)
    assert lines[next(i for i, line in enumerate(lines) if f"- {OLD}" in line) + 1].strip() == f"+ {NEW}"
    assert lines[-1] == "4 rename, 3 keep of 7 albums."
    assert "Kept Regatta" not in said.out
    assert "Kept Regatta" in albumsync("plan", "--all").out
    assert max(len(line) for line in lines) <= 80


@pytest.mark.parametrize("columns", ["0", "00", "²", "-80", "wide"])
def test_a_width_that_no_terminal_has_counts_as_unset(
    gallery: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    """`COLUMNS=0 albumsync plan` printed nothing and ended with 0; `²` ended in a traceback."""
    expected = albumsync("plan").out
    monkeypatch.setenv("COLUMNS", columns)
    assert albumsync("plan").out == expected


def test_the_exit_code_of_plan_tells_whether_there_is_something_to_do(gallery: Stage, albumsync: Run) -> None:
    assert albumsync("plan", "--exit-code").code == 3
    albumsync("apply", "--yes")
    assert albumsync("plan", "--exit-code").code == 0


def test_the_plan_opens_in_a_spreadsheet_and_computes_nothing(gallery: Stage, albumsync: Run) -> None:
    gallery.simulator.state.rename("Alb000", '=HYPERLINK("http://evil", "Señor Cup")')
    albumsync("pull")
    assert albumsync("plan", "--csv", "plan.csv").code == 0
    written = Path("plan.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    rows = {row["album_key"]: row for row in csv.DictReader(written.decode("utf-8-sig").splitlines())}
    assert len(rows) == 7
    assert rows["Alb000"]["existing"] == '\'=HYPERLINK("http://evil", "Señor Cup")'
    assert rows["Alb001"]["existing"] == "Harbor Cup 2 - Stars vs Thunder"
    assert rows["Alb001"]["decision"] == "rename"


def test_control_characters_in_a_name_are_shown_and_not_obeyed(gallery: Stage, albumsync: Run) -> None:
    gallery.simulator.state.rename("Alb000", "Harbor \x1b[2JCup [red]1[/red]")
    albumsync("pull")
    said = albumsync("plan", "--album-key", "Alb000")
    assert "\x1b" not in said.out
    assert "Harbor \\u001b[2JCup [red]1[/red]" in said.out


def test_everything_that_prints_facts_prints_one_json_document_too(gallery: Stage, albumsync: Run) -> None:
    for command in ("pull", "plan", "apply --yes", "verify", "history", "health", "heal", "backfill-keys", "doctor"):
        document = albumsync(*command.split(), "--json").document
        assert (document["albumsync"], document["command"]) == (1, command.split()[0])
    undone = albumsync("undo", "--since", "1d", "--json", "--yes").document
    assert undone["counts"] == {"renamed": 4}
    assert json.loads(json.dumps(undone)) == undone


def test_a_dry_run_of_undo_says_of_no_album_that_it_was_taken_back(gallery: Stage, albumsync: Run) -> None:
    assert albumsync("apply", "--album-key", "Alb000", "--yes").code == 0
    said = albumsync("undo", "--album-key", "Alb000", "--dry-run").out
    assert f"· Alb000  {OLD}, would be taken back" in said
    assert "✔" not in said


def test_every_command_counts_the_same_albums_and_each_is_in_one_count(gallery: Stage, albumsync: Run) -> None:
    """SmugMug's own files are an album that is listed, planned as ``excluded``, compared and counted as the others."""
    gallery.simulator.state.rename("Kep002", "My SmugMug Site Files (Do Not Delete)")
    pulled = albumsync("pull", "--json").document
    unplanned = albumsync("health", "--json").document
    planned = albumsync("plan", "--json").document
    health = albumsync("health", "--json").document
    verified = albumsync("verify", "--json").document
    assert health["proposals"] == {decision: count for decision, count in planned["counts"].items() if count}
    assert "1 excluded" in albumsync("plan").out
    counts = (
        pulled["albums"],
        unplanned["proposals"]["unplanned"],
        len(planned["albums"]),
        sum(health["proposals"].values()),
        health["albums"],
        verified["albums"],
    )
    assert set(counts) == {7}


def test_health_ends_with_3_while_there_is_something_to_look_at(gallery: Stage, albumsync: Run) -> None:
    before = albumsync("health")
    assert before.code == 3
    assert "never verified" in before.out
    albumsync("verify")
    after = albumsync("health")
    assert after.code == 0
    assert "Nothing needs attention." in after.out


def test_album_keys_are_filled_from_smugmugs_listings(gallery: Stage, albumsync: Run) -> None:
    gallery.connection.execute("update photo_metadata set album_key = null where album_key = 'Alb000'")
    gallery.connection.execute("update photo_metadata set image_key = 'nowhere' where image_key = 'Alb0000'")
    document = albumsync("backfill-keys", "--json").document
    assert document["before"]["without_key"] == 3
    assert document["after"]["without_key"] == 1
    assert (document["filled"], document["unmatched"]) == (2, 1)


def test_the_answer_no_changes_nothing(gallery: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        """Standard input of a person who says no."""

        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return "n\n"

    monkeypatch.setattr("sys.stdin", Terminal())
    said = albumsync("apply")
    assert said.code == 0
    assert "Rename 4 albums, in SmugMug and in the photo rows?" in said.err
    assert "Nothing was changed." in said.err
    assert (patches(gallery), gallery.truth().journal) == (0, ())
