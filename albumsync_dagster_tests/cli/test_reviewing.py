"""`review` and `decide` on real servers: the same decisions by every way give the same rows."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from albumsync_dagster.cli.sheets import COLUMNS, KEY, NEW, VERDICT
from albumsync_dagster_tests.cli.conftest import Run, _pointed_at
from albumsync_dagster_tests.cli.terminal import terminal
from albumsync_dagster_tests.support.stage import Stage

ASKED = 6
Row = tuple[str, str, str | None, str | None]


@pytest.fixture
def asked(servers: Stage, nowhere: Path, monkeypatch: pytest.MonkeyPatch, albumsync: Run) -> Stage:
    """Six albums about which a person is asked; the environment points there, and names are proposed."""
    servers.set_scene(1, asked=ASKED)
    _pointed_at(servers, monkeypatch)
    assert albumsync("plan").code == 0
    return servers


def rows(servers: Stage) -> list[Row]:
    """(album key, verdict, name, digest) of the newest row of each album."""
    return list(
        servers.connection.execute(
            "select distinct on (album_key) album_key, verdict, name, digest from public.album_name_decisions"
            " order by album_key, sequence desc"
        )
    )


def test_questions_are_listed_by_group_and_as_json(asked: Stage, albumsync: Run) -> None:
    said = albumsync("review", "--list")
    assert said.code == 0
    assert f"The photos contradict the day ({ASKED} open of {ASKED})" in said.out
    assert f"{ASKED} open questions." in said.out
    (group,) = albumsync("review", "--list", "--json").document["groups"]
    assert (group["group"], group["left"]) == ("day_contradicted", ASKED)
    assert {question["album_key"] for question in group["questions"]} == {f"Ask{n:03}" for n in range(ASKED)}
    assert all(question["state"] == "open" and question["digest"] for question in group["questions"])


def test_questions_are_proposed_where_no_plan_was_made_yet(
    servers: Stage, nowhere: Path, monkeypatch: pytest.MonkeyPatch, albumsync: Run
) -> None:
    servers.set_scene(1, asked=ASKED)
    _pointed_at(servers, monkeypatch)
    # It said "0 open questions." of names that nobody had looked at.
    assert f"{ASKED} open questions." in albumsync("review", "--list").out


def test_decide_says_what_its_answers_do(asked: Stage, albumsync: Run) -> None:
    assert albumsync("decide", "Ask000", "--keep").out == "1 answer stored. The present name stays.\n"
    assert albumsync("decide", "Ask001", "Ask002", "--lock").out == "2 answers stored. The present names stay.\n"
    assert albumsync("decide", "Ask003", "--later").out == "1 answer stored.\n"
    assert albumsync("decide", "Ask000", "--withdraw").out == "1 answer stored. `albumsync plan` proposes names anew.\n"
    accepted = albumsync("decide", "Ask004", "--accept").out
    assert accepted == "1 answer stored. `albumsync apply` renames what was decided.\n"
    assert albumsync("decide", "nope", "--keep").out == "0 answers stored.\n"
    none = albumsync("decide", "--withdraw", "--since", "2100-01-01")
    assert (none.code, none.out) == (0, "No answer was given in this time, so nothing was taken back.\n")


def test_decide_stores_each_verdict_and_apply_renames(asked: Stage, albumsync: Run) -> None:
    assert albumsync("decide", "Ask000", "Ask001", "--accept", "--decided-by", "sam").code == 0
    assert albumsync("decide", "Ask002", "--name", "Mercer Final - Mar 3, 2025", "--note", "she said so").code == 0
    assert albumsync("decide", "Ask003", "--keep").code == 0
    assert albumsync("decide", "Ask004", "--lock").code == 0
    assert albumsync("decide", "Ask005", "--later").code == 0
    assert [row[1] for row in rows(asked)] == ["accept", "accept", "edit", "keep", "lock", "later"]
    albumsync("apply", "--yes", "--allow-large")
    names = {key: album.name for key, album in asked.truth().albums.items()}
    assert names["Ask002"] == "Mercer Final - Mar 3, 2025"
    assert names["Ask003"].endswith("Mar 4, 2025")
    assert names["Ask000"].endswith("May 30, 2025")


def test_decide_refuses_what_does_not_fit_and_says_why(asked: Stage, albumsync: Run) -> None:
    assert albumsync("decide", "Ask000", "--accept", "--keep").code == 2
    assert albumsync("decide", "Ask000").code == 2
    assert albumsync("decide", "--accept").code == 2
    assert albumsync("decide", "Ask000", "Ask001", "--name", "One").code == 2
    assert albumsync("decide", "Ask000", "--accept", "--since", "2h").code == 2
    unknown = albumsync("decide", "nope", "--keep")
    assert (unknown.code, "No album with the key 'nope' has a proposal" in unknown.err) == (3, True)
    taken = albumsync("decide", "Ask000", "--name", "Kept Regatta 1 - May 30, 2025", "--json")
    assert taken.code == 3
    assert "Another album (Kep000)" in taken.document["refused"][0]["why"]
    assert rows(asked) == []


def test_answers_are_taken_back_one_by_one_and_in_bulk(asked: Stage, albumsync: Run) -> None:
    albumsync("decide", "Ask000", "Ask001", "Ask002", "--keep")
    assert albumsync("decide", "Ask000", "--withdraw").code == 0
    assert albumsync("decide", "Ask000", "--withdraw").code == 3
    assert albumsync("decide", "--withdraw", "--since", "1h").code == 0
    assert [row[1] for row in rows(asked)] == ["withdraw"] * 3


def test_a_plan_that_is_a_spreadsheet_points_to_the_review(asked: Stage, albumsync: Run) -> None:
    albumsync("plan", "--csv", "plan.csv")
    said = albumsync("apply", "plan.csv", "--yes")
    assert said.code == 2
    assert "albumsync review --import plan.csv" in " ".join(said.err.split())


def test_the_plan_can_be_narrowed_to_a_decision(asked: Stage, albumsync: Run) -> None:
    said = albumsync("plan", "--decision", "review", "--json")
    assert {album["decision"] for album in said.document["albums"]} == {"review"}
    assert len(said.document["albums"]) == ASKED


def test_options_that_exclude_each_other_are_wrong_usage(nowhere: Path, albumsync: Run) -> None:
    assert albumsync("review", "--list", "--terminal").code == 2
    assert albumsync("review", "--json").code == 2
    assert albumsync("review", "--export", "x.pdf").code == 2
    assert albumsync("review", "--terminal").code == 2
    assert albumsync("review", "--import", "missing.xlsx").code == 2


def test_an_import_without_a_terminal_needs_yes_and_stores_nothing_before(asked: Stage, albumsync: Run) -> None:
    filled(albumsync, "q.csv")
    said = albumsync("review", "--import", "q.csv")
    assert said.code == 2
    assert "2 accept" not in said.err
    assert rows(asked) == []


@pytest.mark.parametrize("name", ["q.xlsx", "q.csv"])
def test_a_file_that_is_imported_again_has_no_mistakes_and_stores_nothing_twice(
    asked: Stage, albumsync: Run, name: str
) -> None:
    filled(albumsync, name)
    assert albumsync("review", "--import", name, "--yes").code == 0
    before = rows(asked)
    again = albumsync("review", "--import", name, "--yes")
    assert (again.code, again.out) == (0, f"{len(DECISIONS)} stored before, 1 without an answer\n")
    assert rows(asked) == before
    # What somebody else decided since is another answer.
    albumsync("decide", "Ask001", "--name", "Another Final")
    assert albumsync("review", "--import", name, "--yes").code == 3
    document = albumsync("review", "--import", name, "--yes", "--json").document
    assert (document["stored"], document["stored_before"], len(document["troubles"])) == ([], len(DECISIONS) - 1, 1)


def test_a_quote_that_is_not_closed_swallows_no_answer(asked: Stage, albumsync: Run) -> None:
    """The answer of the next row became a part of the cell, the others were stored, and no trouble was reported."""
    filled(albumsync, "q.csv")
    table = Path("q.csv")
    table.write_text(table.read_text(encoding="utf-8").replace('Mar 1, 2025.";', "Mar 1, 2025.;"), encoding="utf-8")
    said = albumsync("review", "--import", "q.csv", "--yes")
    assert (said.code, said.out, rows(asked)) == (2, "", [])
    assert said.err.startswith("Row 2 of the spreadsheet cannot be read: ")
    assert "Close every quote" in said.err


@pytest.mark.parametrize("name", ["q.xlsx", "q.csv"])
def test_an_export_does_not_overwrite_answers_that_were_filled_in(asked: Stage, albumsync: Run, name: str) -> None:
    filled(albumsync, name)
    before = Path(name).read_bytes()
    said = albumsync("review", "--export", name)
    assert (said.code, Path(name).read_bytes() == before) == (2, True)
    assert f"Store them with `albumsync review --import {name}`" in " ".join(said.err.split())


def test_stale_rows_and_mistakes_are_named_by_row_and_the_others_stored(asked: Stage, albumsync: Run) -> None:
    filled(albumsync, "q.xlsx")
    albumsync("decide", "Ask000", "--keep", "--decided-by", "maria")
    said = albumsync("review", "--import", "q.xlsx", "--yes")
    assert said.code == 3
    assert "maria answered this just now: keep the present name." in " ".join(said.err.split())
    assert "Row " in said.err
    assert len(rows(asked)) == len(DECISIONS)


DECISIONS = {
    "Ask000": ("accept", None), "Ask001": ("edit", "Mercer Final - Mar 3, 2025"), "Ask002": ("keep", None),
    "Ask003": ("lock", None), "Ask004": ("later", None),
}  # fmt: skip


def filled(albumsync: Run, name: str) -> None:
    """Export the questions and fill in the decisions."""
    assert albumsync("review", "--export", name).code == 0
    path = Path(name)
    if name.endswith(".xlsx"):
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(min_row=2):
            verdict, new = DECISIONS.get(str(row[COLUMNS.index(KEY)].value), (None, None))
            row[COLUMNS.index(VERDICT)].value = verdict
            if new:
                row[COLUMNS.index(NEW)].value = new
        book.save(path)
        return
    import csv

    table = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    for cells in table[1:]:
        verdict, new = DECISIONS.get(cells[COLUMNS.index(KEY)], (None, None))
        cells[COLUMNS.index(VERDICT)] = verdict or ""
        if new:
            cells[COLUMNS.index(NEW)] = new
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";").writerows(table)
    path.write_text(buffer.getvalue(), encoding="utf-8-sig")


def by_spreadsheet(name: str) -> Callable[[Run], None]:
    def decide(albumsync: Run) -> None:
        filled(albumsync, name)
        assert albumsync("review", "--import", name, "--yes").code == 0

    return decide


def by_command(albumsync: Run) -> None:
    for key, (verdict, name) in DECISIONS.items():
        assert albumsync("decide", key, *(["--name", name] if name else [f"--{verdict}"])).code == 0


PROMPT = "[s]kip [q]uit:"
"""The end of every prompt: a key counts as soon as it is on the screen."""


def by_terminal(albumsync: Run) -> None:
    keys = {"accept": b"a", "edit": b"e", "keep": b"k", "lock": b"l", "later": b" "}
    with terminal("review", "--terminal") as screen:
        screen.wait_for(PROMPT, times=1)
        screen.press(b"e")
        # Equally certain questions are asked in the order of their names, which is that of the keys.
        for number, (verdict, name) in enumerate(DECISIONS.values(), start=2):
            screen.wait_for(PROMPT, times=number)
            screen.press(keys[verdict])
            if name:
                screen.wait_for("an empty line goes back): ")
                screen.press(b"\x15" + name.encode() + b"\n")
        screen.wait_for(PROMPT, times=len(DECISIONS) + 2)
        screen.press(b"q")
        assert screen.end() == 0


def test_the_same_decisions_by_every_way_give_the_same_rows(asked: Stage, albumsync: Run) -> None:
    stored: dict[str, list[Row]] = {}
    ways: dict[str, Callable[[Run], None]] = {
        "decide": by_command, "xlsx": by_spreadsheet("q.xlsx"), "csv": by_spreadsheet("q.csv"), "terminal": by_terminal,
    }  # fmt: skip
    for way, decide in ways.items():
        asked.set_scene(1, asked=ASKED)
        assert albumsync("plan").code == 0
        decide(albumsync)
        stored[way] = rows(asked)
    assert len(stored["decide"]) == len(DECISIONS)
    assert all(found == stored["decide"] for found in stored.values()), json.dumps(stored, indent=1)


def test_keys_typed_before_the_question_and_a_held_key_count_for_nothing(asked: Stage) -> None:
    with terminal("review", "--terminal") as screen:
        screen.press(b"eaaaa")
        screen.wait_for(PROMPT)
        screen.press(b"e")
        screen.wait_for(PROMPT, times=2)
        screen.press(b"a" * 20)
        screen.wait_for(PROMPT, times=3)
        screen.press(b"q")
        assert screen.end() == 0
    assert [row[1] for row in rows(asked)] == ["accept"]


def test_the_terminal_ends_with_3_where_an_answer_was_refused(asked: Stage) -> None:
    with terminal("review", "--terminal") as screen:
        screen.wait_for(PROMPT)
        screen.press(b"e")
        screen.wait_for(PROMPT, times=2)
        asked.connection.execute(
            "insert into public.album_name_decisions (album_key, verdict, decided_by) values ('Ask000', 'keep', 'kim')"
        )
        screen.press(b"a")
        screen.wait_for(PROMPT, times=3)
        screen.press(b"q")
        assert screen.end() == 3
        assert "kim answered this just now: keep the present name. Your answer was not stored." in screen.text
        assert "0 answered, 1 not stored, 5 left." in screen.text
    assert [row[1] for row in rows(asked)] == ["keep"]


def test_the_terminal_gives_two_albums_no_one_name(asked: Stage) -> None:
    with terminal("review", "--terminal") as screen:
        screen.wait_for(PROMPT)
        screen.press(b"e")
        for prompts in (2, 3):
            screen.wait_for(PROMPT, times=prompts)
            # Where the locale is C, readline prints its line anew when it is emptied.
            asked_before = screen.text.count("New name")
            screen.press(b"e")
            screen.wait_for("New name", times=asked_before + 1)
            screen.press(b"\x15The Final\n")
        screen.wait_for(PROMPT, times=4)
        screen.press(b"q")
        assert screen.end() == 3
        assert "has the name “The Final”. Your answer was not stored." in " ".join(screen.text.split())
    assert [row[1:3] for row in rows(asked)] == [("edit", "The Final")]
