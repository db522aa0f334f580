"""``albumsync enrich``: a dry run first, then facts with their source, which reach proposals and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumsync_dagster.naming import Decision, DoubtCode, NamingOptions
from albumsync_dagster.sync.planning import Allowed, choose, make_plan
from albumsync_dagster.sync.values import Plan
from albumsync_dagster_tests.cli.conftest import Run
from albumsync_dagster_tests.support.operations import accept, new_run
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.support.trap import Trap

GAMES = (
    "album_key,album name,home,away,level\nAlb000,,Stars,Thunder,JV\n,Kept Regatta 1 - May 30\nNo,,A,B,\nAlb002,,,,\n"
)
SCHEDULE = """date,home,away,sport
2025-05-30,Stars,Thunder,Volleyball
2025-06-06,Lakeside,Hillcrest,Volleyball
2025-06-13,Mercer,Stanton,Volleyball
2025-06-13,Dover,Quincy,Volleyball
2025-07-01,Elm,Ashford,Volleyball
"""


def stored(gallery: Stage) -> list[tuple[object, ...]]:
    query = "select album_key, source, home_team, level, offered from public.album_facts order by album_key, source"
    return gallery.connection.execute(query.encode()).fetchall()


def unnamed(gallery: Stage, *album_keys: str) -> None:
    """Albums that say nothing of what they show, in the name and in the UrlName."""
    gallery.connection.execute(
        "update public.smugmug_albums set name = 'Untitled', url_name = 'Untitled' where album_key = any (%s)",
        [[*album_keys]],
    )


def plan_of(gallery: Stage) -> Plan:
    with gallery.systems() as systems:
        return make_plan(systems, new_run("plan"), NamingOptions())


def test_without_yes_nothing_is_stored_and_every_row_that_is_left_out_is_named(
    albumsync: Run, gallery: Stage, nowhere: Path
) -> None:
    (nowhere / "games.csv").write_text(GAMES)
    dry = albumsync("enrich", "games.csv")
    assert dry.code == 3
    assert "1 album matched" in dry.out
    assert "No album has this key." in dry.out
    assert "row 5  Alb002: It says nothing of the album." in dry.out
    assert "--yes" in dry.err
    assert stored(gallery) == []


def test_a_name_of_two_albums_is_answered_with_their_keys_and_nothing_is_offered_to_be_stored(
    albumsync: Run, gallery: Stage, nowhere: Path
) -> None:
    unnamed(gallery, "Alb000", "Alb001")
    (nowhere / "games.csv").write_text("name,home,away\nUntitled,Stars,Thunder\n")
    dry = albumsync("enrich", "games.csv")
    assert dry.code == 3
    sentence = "2 albums have this name; write the key of one into a column album_key: Alb000, Alb001."
    assert f"row 2  Untitled: {sentence}" in dry.out
    assert dry.err == "No row is about an album, so there is nothing to store.\n"


def test_with_yes_facts_are_stored_with_their_source_and_again_without_effect(
    albumsync: Run, gallery: Stage, nowhere: Path
) -> None:
    (nowhere / "games.csv").write_text(GAMES)
    first = albumsync("enrich", "games.csv", "--yes", "--source", "games", "--json").document
    again = albumsync("enrich", "games.csv", "--yes", "--source", "games", "--json").document
    assert stored(gallery) == [("Alb000", "games", "Stars", "JV", False)]
    assert first["stored"] == {"stored": 1, "unchanged": 0, "removed": 0}
    assert again["stored"] == {"stored": 0, "unchanged": 1, "removed": 0}
    assert [left["row"] for left in again["unmatched"]] == [3, 4, 5]


def test_a_schedule_gives_teams_where_words_agree_and_asks_where_only_the_day_does(
    albumsync: Run, gallery: Stage, nowhere: Path
) -> None:
    unnamed(gallery, "Alb001", "Alb002")
    (nowhere / "schedule.csv").write_text(SCHEDULE)
    said = albumsync("enrich", "schedule.csv", "--yes")
    assert said.code == 0
    assert stored(gallery) == [
        ("Alb000", "schedule.csv", "Stars", None, True),
        ("Alb001", "schedule.csv", "Lakeside", None, True),
    ]
    plan = plan_of(gallery)
    (offered,) = (album for album in plan.albums if album.proposal.album_key == "Alb001")
    assert offered.proposal.proposed == "Lakeside vs Hillcrest - Jun 6, 2025"
    assert offered.proposal.decision is Decision.REVIEW
    assert DoubtCode.SCHEDULE_OFFER in {doubt.code for doubt in offered.proposal.doubts}
    chosen, _ = choose(plan, Allowed())
    assert "Alb001" not in {album.proposal.album_key for album in chosen}


def test_an_offer_gives_way_to_a_source_that_knows(albumsync: Run, gallery: Stage, nowhere: Path) -> None:
    unnamed(gallery, "Alb001")
    (nowhere / "schedule.csv").write_text(SCHEDULE)
    albumsync("enrich", "schedule.csv", "--yes")
    gallery.connection.execute(
        "insert into public.album_enrichment (album_key, home_team, away_team) values ('Alb001', 'Dover', 'Elm')"
    )
    (known,) = (album.proposal for album in plan_of(gallery).albums if album.proposal.album_key == "Alb001")
    assert known.proposed == "Dover vs Elm - Jun 6, 2025"
    assert DoubtCode.SCHEDULE_OFFER not in {doubt.code for doubt in known.doubts}


def test_rows_that_trickle_in_void_no_acceptance_and_a_fact_that_changes_the_name_does(
    albumsync: Run, gallery: Stage, nowhere: Path
) -> None:
    unnamed(gallery, "Alb001")
    (nowhere / "schedule.csv").write_text(SCHEDULE)
    albumsync("enrich", "schedule.csv", "--yes")

    def proposal_and_fingerprint() -> tuple[Decision, str, str]:
        (album,) = (each for each in plan_of(gallery).albums if each.proposal.album_key == "Alb001")
        return album.proposal.decision, album.proposal.proposed, album.fingerprint

    with gallery.systems() as systems:
        (asked,) = (each for each in plan_of(gallery).albums if each.proposal.album_key == "Alb001")
        assert accept(systems, asked)
    decision, name, fingerprint = proposal_and_fingerprint()
    assert decision is Decision.RENAME
    gallery.connection.execute(
        "insert into public.photo_metadata (photo_id, image_key, album_key, sport_type, enriched_at)"
        " select gen_random_uuid(), 'late' || i, 'Alb001', 'volleyball', now() from generate_series(1, 20) as i"
    )
    after_rows = proposal_and_fingerprint()
    assert after_rows[:2] == (decision, name)
    assert after_rows[2] != fingerprint
    (nowhere / "schedule.csv").write_text(SCHEDULE.replace("Hillcrest", "Ashford"))
    albumsync("enrich", "schedule.csv", "--yes")
    assert proposal_and_fingerprint()[0] is Decision.REVIEW


def test_a_file_that_is_not_there_or_cannot_be_read_ends_with_2_and_stores_nothing(
    albumsync: Run, standing: Stage, nowhere: Path
) -> None:
    assert albumsync("enrich", "nothing.csv").code == 2
    (nowhere / "bad.csv").write_text("date,home,away\n2025-06-06,A,B\nsoon,A,B\n")
    bad = albumsync("enrich", "bad.csv", "--yes")
    assert (bad.code, "Row 3" in bad.err) == (2, True)


def test_a_file_that_says_nothing_of_any_album_takes_nothing_back_and_remove_does(
    albumsync: Run, gallery: Stage, nowhere: Path
) -> None:
    (nowhere / "games.csv").write_text("album_key,level\nAlb000,JV\nAlb002,U12\n")
    assert albumsync("enrich", "games.csv", "--yes").code == 0
    before = stored(gallery)
    assert len(before) == 2
    (nowhere / "games.csv").write_text("album_key,level\n")
    empty = albumsync("enrich", "games.csv", "--yes")
    (nowhere / "games.csv").write_text("album_key,level\nNo,JV\n")
    unmatched = albumsync("enrich", "games.csv", "--yes")
    assert (empty.code, unmatched.code) == (2, 3)
    assert "--remove" in empty.err
    assert "--remove" in unmatched.err
    dry = albumsync("enrich", "games.csv", "--remove")
    assert "Nothing is removed yet" in dry.err
    assert stored(gallery) == before
    removed = albumsync("enrich", "games.csv", "--remove", "--yes", "--json").document
    assert removed["stored"] == {"stored": 0, "unchanged": 0, "removed": 2}
    assert stored(gallery) == []


def test_a_source_is_removed_only_under_the_name_that_it_has(albumsync: Run, gallery: Stage, nowhere: Path) -> None:
    (nowhere / "games.csv").write_text("album_key,level\nAlb000,JV\n")
    assert albumsync("enrich", "games.csv", "--source", "season", "--yes").code == 0
    for given in (("--remove",), ("--remove", "--yes"), ("--source", "Season", "--remove", "--yes")):
        wrong = albumsync("enrich", "games.csv", *given)
        assert (wrong.code, "nothing to remove" in " ".join(wrong.err.split())) == (2, True)
    assert "said of 1 album is removed" in albumsync("enrich", "x", "--source", "season", "--remove").err
    assert len(stored(gallery)) == 1
    assert "of 1 album." in albumsync("enrich", "x", "--source", "season", "--remove", "--yes").out
    assert stored(gallery) == []


@pytest.mark.parametrize("source", ["album_enrichment", "Photo_Metadata", "games"])
def test_a_file_has_no_name_of_a_table_that_is_read_anyway(
    albumsync: Run, gallery: Stage, nowhere: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    monkeypatch.setenv("ALBUMSYNC_ENRICHMENT_VIEW", "games")
    (nowhere / "games.csv").write_text("album_key,level\nAlb000,JV\n")
    refused = albumsync("enrich", "games.csv", "--source", source, "--yes")
    assert (refused.code, "--source" in refused.err) == (2, True)
    assert stored(gallery) == []


def test_a_row_of_placeholders_says_nothing_and_one_team_alone_is_shown(
    albumsync: Run, gallery: Stage, nowhere: Path
) -> None:
    (nowhere / "games.csv").write_text("album_key,home,away,sport\nAlb000,unknown,n/a,null\nAlb001,Stars,,\n")
    dry = albumsync("enrich", "games.csv")
    assert "row 2  Alb000: It says nothing of the album." in dry.out
    assert "-> Stars\n" in dry.out


BAD = {
    "empty.csv": b"",
    "heading.csv": b"team,score\nLions,3\n",
    "quote.csv": b'album_key,level\n"Alb001,U14\nAlb002,U14\n',
    "later.csv": b"album_key,level\nAlb001,U14\nAlb002,=A1\n",
    "windows.csv": "album_key,home\nAlb001,Köln\n".encode("cp1252"),
    "huge.csv": b"album_key,level\n" + b"Alb001,U14\n" * 1_600_000,
    "array.jsonl": b'[{"album_key": "Alb001"}]',
    "password.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "page.ics": b"<html>Not found</html>",
}


def test_bad_files_end_with_2_a_sentence_and_a_fix_and_what_was_stored_stays(
    albumsync: Run, gallery: Stage, nowhere: Path
) -> None:
    (nowhere / "good.csv").write_bytes("\ufeffalbum_key;level\r\nAlb000;JV\r\n".encode())
    assert albumsync("enrich", "good.csv", "--source", "games", "--yes").code == 0
    before = stored(gallery)
    (nowhere / "folder.csv").mkdir()
    for name, content in BAD.items():
        (nowhere / name).write_bytes(content)
    for name in (*BAD, "folder.csv"):
        said = albumsync("enrich", name, "--source", "games", "--yes")
        assert (name, said.code, said.out) == (name, 2, "")
        assert name in said.err
        assert len(said.err.strip().splitlines()) >= 2
        assert "Traceback" not in said.err
    assert stored(gallery) == before


def test_doctor_says_whether_the_view_can_be_read(
    albumsync: Run, standing: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMSYNC_ENRICHMENT_VIEW", "nowhere")
    assert "There is no table or view nowhere" in " ".join(albumsync("doctor").out.split())
    monkeypatch.setenv("ALBUMSYNC_ENRICHMENT_VIEW", "smugmug_albums")
    assert "smugmug_albums has none of the columns home_team" in " ".join(albumsync("doctor").out.split())
    monkeypatch.setenv("ALBUMSYNC_ENRICHMENT_VIEW", "games; drop")
    assert "no name of a table or view" in " ".join(albumsync("doctor").out.split())
    monkeypatch.setenv("ALBUMSYNC_ENRICHMENT_VIEW", "album_enrichment")
    assert "album_enrichment can be read." in " ".join(albumsync("doctor").out.split())


def test_a_dry_run_of_a_removal_counts_what_yes_would_remove_and_reads_no_album(
    albumsync: Run, gallery: Stage, nowhere: Path
) -> None:
    """The dry run read every album of the account, and counted rows of `album_enrichment` that name such a source."""
    gallery.connection.execute(
        "insert into public.album_enrichment (album_key, level, source) values ('Alb000', 'JV', 'games.csv')"
    )
    trap = Trap()
    gallery.set_trap(trap)
    runs = [albumsync("enrich", "games.csv", "--remove", *options) for options in ((), ("--yes",))]
    assert [run.code for run in runs] == [2, 2]
    assert runs[0].err == runs[1].err
    assert not any(call.path.endswith("albumsync_states") for call in trap.calls)
    (nowhere / "games.csv").write_text(GAMES)
    albumsync("enrich", "games.csv", "--yes")
    assert "said of 1 album is removed" in albumsync("enrich", "games.csv", "--remove").err
