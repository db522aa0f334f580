from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from albumsync_dagster.naming import CaptureDays, DateSource, Decision, Enrichment, Part, Proposal
from albumsync_dagster.naming.text import clean, key
from albumsync_dagster.supabase import AlbumState, ChangeStatus, Outcome, Reason
from albumsync_dagster_tests.supabase.project import NOW, Project, albums, change

CAPTURE = CaptureDays(days={date(2025, 5, 30): 2}, video_days={date(2025, 5, 31): 1}, undated=1)
PROPOSAL = Proposal(
    album_key="K0",
    existing="Team One Beach - Jul 1 - Jul 1",
    proposed="Team One Beach - Jul 1, 2024",
    drift=40,
    parts=(Part(part="year", points=30, why="The year is missing."), Part(part="traces", points=10, why="Twice.")),
    decision=Decision.RENAME,
    reasons=("It drifted by 40.",),
    confidence=0.1 + 0.2,
    date_source=DateSource.CAPTURE,
)


def state(project: Project, album_key: str = "K0") -> AlbumState:
    (found,) = project.client.states([album_key])
    return found


def renamed(project: Project, old_name: str, new_name: str) -> None:
    """A rename of ours that SmugMug took."""
    (opened,) = project.opened(change("K0", old_name, new_name))
    project.client.record_outcomes([Outcome(change_id=opened.id, status=ChangeStatus.RENAMED)], run_id="run-1")


def test_a_listing_tells_what_is_new_changed_and_missing(project: Project) -> None:
    first = project.client.record_listing(albums("A", "B", "C"), listed_at=NOW)
    assert (first.albums, first.added, first.changed, first.missing) == (3, ("K0", "K1", "K2"), (), ())

    a, b = albums("A", "B")
    moved = [a, replace(b, keywords="baseball")]
    later = project.client.record_listing(moved, listed_at=NOW + timedelta(hours=1))
    assert (later.albums, later.added, later.changed, later.missing) == (2, (), ("K1",), ())
    # Nothing is missing before it was asked for alone.
    assert later.vanished == ("K2",)
    assert project.client.health().listed_at == NOW
    gone = project.client.record_listing(moved, listed_at=NOW + timedelta(hours=1), gone=later.vanished)
    assert (gone.changed, gone.missing, gone.vanished) == (("K1",), ("K2",), ())

    # An album that is missing stays missing in every report, and is kept.
    again = project.client.record_listing(moved, listed_at=NOW + timedelta(hours=2))
    assert (again.changed, again.missing) == ((), ("K2",))
    assert state(project, "K2").missing_since == NOW + timedelta(hours=1)

    back = project.client.record_listing([*moved, albums("A", "B", "C")[2]], listed_at=NOW + timedelta(hours=3))
    assert (back.changed, back.missing) == (("K2",), ())
    assert state(project, "K2").missing_since is None


def test_a_listing_that_is_recorded_twice_gives_the_same_answer(project: Project) -> None:
    # The answer of the first call may have been lost on the way.
    first = project.client.record_listing(albums("A", "B"), listed_at=NOW)
    assert project.client.record_listing(albums("A", "B"), listed_at=NOW) == first


def test_a_listing_in_which_nothing_changed_writes_no_album(project: Project) -> None:
    project.client.record_listing(albums("A", "B"), listed_at=NOW)
    before = project.sql("select xmin::text, * from smugmug_albums order by album_key")
    project.client.record_listing(albums("A", "B"), listed_at=NOW + timedelta(hours=1))
    assert project.sql("select xmin::text, * from smugmug_albums order by album_key") == before
    assert state(project).listed_at == NOW + timedelta(hours=1)


def test_an_empty_listing_keeps_every_album(project: Project) -> None:
    project.client.record_listing(albums("A"), listed_at=NOW)
    empty = project.client.record_listing([], listed_at=NOW + timedelta(hours=1))
    assert (empty.missing, empty.vanished) == ((), ("K0",))
    assert project.client.record_listing([], listed_at=NOW + timedelta(hours=1), gone=["K0"]).missing == ("K0",)
    assert len(project.client.states()) == 1


def test_a_listing_of_5000_albums_goes_over_in_pieces(project: Project) -> None:
    many = albums(*(f"Album {number}" for number in range(5000)))
    assert len(project.client.record_listing(many, listed_at=NOW).added) == 5000
    assert project.gateway.counts["albumsync_record_albums"] == 3
    found = project.client.states()
    assert project.gateway.counts["albumsync_states"] == 3
    assert [each.album.album_key for each in found] == sorted(album.album_key for album in many)


def test_an_album_comes_back_as_it_was_read(project: Project) -> None:
    (album,) = albums('"O\'Brien" – 100% \\o/ 🏐')
    album = replace(album, system=True)
    project.client.record_listing([album], listed_at=NOW)
    found = state(project)
    assert found.album == album
    assert found.capture is None
    assert found.captured_as_of is None
    assert found.captured_stamps is None
    assert (found.enrichments, found.photo_facts) == ((), None)
    assert (found.word, found.named, found.refused) == (None, None, ())
    assert (found.rows.total, found.rows.missing, found.rows.names) == (0, 0, {})
    assert (found.former_names, found.taken_back) == ((), ())
    assert (found.listed_at, found.verified_at, found.missing_since) == (NOW, None, None)


def test_one_call_reads_the_state_of_2000_albums(project: Project) -> None:
    project.client.record_listing(albums(*["A"] * 2000), listed_at=NOW)
    found = project.client.states([f"K{number}" for number in reversed(range(2000))])
    assert project.gateway.counts["albumsync_states"] == 1
    assert [each.album.album_key for each in found] == sorted(f"K{number}" for number in range(2000))


def test_albums_that_were_never_read_have_no_state(project: Project) -> None:
    assert project.client.states() == []
    assert project.client.states(["K0"]) == []
    assert project.client.states([]) == []


def test_capture_days_are_kept_with_the_stamps_they_were_read_under(project: Project) -> None:
    (album,) = albums("A")
    project.client.record_listing([album], listed_at=NOW)
    project.client.record_capture([(album, CAPTURE)], as_of=NOW)
    found = state(project)
    assert found.capture == CAPTURE
    assert found.captured_as_of == NOW
    assert found.captured_stamps == (3, "2025-06-01T10:00:00+00:00", "2025-06-01T09:00:00+00:00")


def test_an_older_reading_of_photos_does_not_replace_a_newer_one(project: Project) -> None:
    (album,) = albums("A")
    project.client.record_capture([(album, CAPTURE)], as_of=NOW)
    project.client.record_capture([(album, CaptureDays())], as_of=NOW - timedelta(hours=1))
    assert state(project).capture == CAPTURE


def test_a_reading_of_the_future_is_replaced_by_any_other(project: Project) -> None:
    """Born of a real failure: a computer whose clock was ahead stored its reading, and no later one was ever kept."""
    (album,) = albums("A")
    future = datetime.now(UTC) + timedelta(days=3650)
    project.client.record_capture([(album, CaptureDays(days={date(2024, 1, 1): 1}))], as_of=future)
    project.client.record_capture([(album, CaptureDays(days={date(2025, 5, 30): 5}))], as_of=NOW)
    assert state(project).capture == CaptureDays(days={date(2025, 5, 30): 5})
    assert state(project).captured_as_of == NOW


def test_reading_photos_does_not_bring_back_an_older_name(project: Project) -> None:
    (listed,) = albums("Old name")
    project.client.record_listing([listed], listed_at=NOW)
    renamed(project, "Old name", "New name")
    project.client.record_capture([(listed, CAPTURE)], as_of=NOW)
    assert state(project).album.name == "New name"


def test_our_own_rename_does_not_make_the_photos_look_changed(project: Project) -> None:
    (album,) = albums("Old name")
    project.client.record_listing([album], listed_at=NOW)
    project.client.record_capture([(album, CAPTURE)], as_of=NOW)
    renamed(project, "Old name", "New name")
    echo = replace(album, name="New name", last_updated="2026-05-30T18:16:00+00:00")
    project.client.refresh_albums([echo])
    found = state(project)
    assert found.album == echo
    assert found.captured_stamps == (echo.image_count, echo.last_updated, echo.images_last_updated)
    assert project.client.record_listing([echo], listed_at=NOW + timedelta(hours=1)).changed == ()


@pytest.mark.parametrize("moved", [{"image_count": 4}, {"images_last_updated": "2026-05-30T18:16:00+00:00"}])
def test_photos_that_changed_beside_our_rename_still_look_changed(project: Project, moved: dict[str, object]) -> None:
    (album,) = albums("Old name")
    project.client.record_listing([album], listed_at=NOW)
    project.client.record_capture([(album, CAPTURE)], as_of=NOW)
    echo = replace(album, name="New name", last_updated="2026-05-30T18:16:00+00:00", **moved)  # type: ignore[arg-type]
    project.client.refresh_albums([echo])
    assert state(project).captured_stamps == (3, album.last_updated, album.images_last_updated)


def test_a_change_that_was_waiting_to_be_read_is_not_hidden_by_our_rename(project: Project) -> None:
    (album,) = albums("Old name")
    project.client.record_capture([(album, CAPTURE)], as_of=NOW)
    somebody = replace(album, keywords="baseball", last_updated="2026-05-30T18:00:00+00:00")
    project.client.record_listing([somebody], listed_at=NOW)
    project.client.refresh_albums([replace(somebody, name="New name", last_updated="2026-05-30T18:16:00+00:00")])
    assert state(project).captured_stamps == (3, album.last_updated, album.images_last_updated)


def test_an_incomplete_read_is_counted(project: Project) -> None:
    project.client.record_incomplete_read("photos of K0", 120, 100, "The last page was empty.", "run-1")
    (row,) = project.sql("select what, expected, got, complete, detail, run_id from smugmug_reads")
    assert row == {
        "what": "photos of K0",
        "expected": 120,
        "got": 100,
        "complete": False,
        "detail": "The last page was empty.",
        "run_id": "run-1",
    }
    assert project.client.health().incomplete_reads_last_day == 1


def test_a_proposal_comes_back_as_it_was_made(project: Project) -> None:
    assert project.client.record_proposals([PROPOSAL], proposed_at=NOW) == 1
    (stored,) = project.client.proposals()
    assert (stored.proposal, stored.missing, stored.last_word) == (PROPOSAL, True, None)
    assert [each.proposal for each in project.client.proposals(["K0"])] == [PROPOSAL]
    assert project.client.proposals(["K1"]) == []


def test_an_equal_proposal_is_not_written_again(project: Project) -> None:
    others = [replace(PROPOSAL, album_key=f"K{number}") for number in range(3)]
    assert project.client.record_proposals(others, proposed_at=NOW) == 3
    assert project.client.record_proposals(others, proposed_at=NOW + timedelta(hours=1)) == 0
    others[1] = replace(others[1], reasons=())
    assert project.client.record_proposals(others, proposed_at=NOW + timedelta(hours=2)) == 1
    times = project.sql("select proposed_at from album_name_proposals order by album_key")
    assert [row["proposed_at"] for row in times] == [NOW, NOW + timedelta(hours=2), NOW]


def test_what_is_known_of_an_album_comes_with_its_state(project: Project) -> None:
    project.client.record_listing(albums("A"), listed_at=NOW)
    project.sql("insert into album_enrichment (album_key, home_team, category) values ('K0', 'Lions', 'action')")
    found = state(project)
    assert found.enrichments == (Enrichment(home_team="Lions", category="action"),)


def test_the_names_of_rows_are_counted_null_names_included(project: Project) -> None:
    project.client.record_listing(albums("A"), listed_at=NOW)
    project.photos("K0", {"A": 1200, "B": 30, None: 7, "c": 5, "d": 4, "e": 3, "f": 2})
    rows = state(project).rows
    assert (rows.total, rows.missing) == (1251, 7)
    assert rows.names == {"A": 1200, "B": 30, "c": 5, "d": 4, "e": 3}


def test_former_names_are_the_old_names_of_the_journal_oldest_first(project: Project) -> None:
    project.client.record_listing(albums("C"), listed_at=NOW)
    project.sql(
        "insert into album_name_changes (album_key, old_name, new_name, changed_by) values"
        " ('K0', 'Typed by hand', 'Cut by a tool...', 'another tool')"
    )
    project.done(change("K0", "Cut by a tool...", "B"))
    project.done(change("K0", "B", "C"))
    found = state(project)
    assert found.former_names == ("Typed by hand", "Cut by a tool...", "B")
    assert found.taken_back == ()


def test_a_name_that_smugmug_refused_is_told_apart_from_one_that_was_in_its_way(project: Project) -> None:
    project.client.record_listing(albums("A"), listed_at=NOW)
    for status in (ChangeStatus.CONFLICT, ChangeStatus.ABANDONED, ChangeStatus.FAILED):
        (opened,) = project.opened(change("K0", "A", f"B {status}"))
        project.client.record_outcomes([Outcome(change_id=opened.id, status=status)], run_id="run-1")
    assert state(project).refused == ("B failed",)


def taken_back(project: Project, *steps: tuple[str, str, Reason]) -> tuple[str, ...]:
    project.client.record_listing(albums("?"), listed_at=NOW)
    for old, new, reason in steps:
        project.done(change("K0", old, new, reason))
    return state(project).taken_back


D, U = Reason.DRIFT, Reason.UNDO


@pytest.mark.parametrize(
    ("steps", "names"),
    [
        ([("A", "B", D)], ()),
        ([("A", "B", D), ("B", "A", U)], ("B",)),
        # The undo of the undo gives the name again.
        ([("A", "B", D), ("B", "A", U), ("A", "B", U)], ()),
        ([("A", "B", D), ("B", "A", U), ("A", "B", U), ("B", "A", U)], ("B",)),
        # One undo over two changes takes both names back, two steps one each.
        ([("A", "B", D), ("B", "C", D), ("C", "A", U)], ("B", "C")),
        ([("A", "B", D), ("B", "C", D), ("C", "B", U)], ("C",)),
        ([("A", "B", D), ("B", "C", D), ("C", "B", U), ("B", "A", U)], ("B", "C")),
        # Given again later: not taken back any more.
        ([("A", "B", D), ("B", "A", U), ("A", "B", D)], ()),
        # What a person typed is never "taken back" by undoing an undo.
        ([("A", "B", D), ("B", "A", U), ("A", "B", U), ("B", "C", D)], ()),
    ],
)
def test_names_that_an_undo_took_back_are_told(
    project: Project, steps: list[tuple[str, str, Reason]], names: tuple[str, ...]
) -> None:
    assert set(taken_back(project, *steps)) == set(names)


NAMES_OF_ONE_PERSON = (
    ("Harbor Cup - May 30, 2025", "HARBOR CUP – May 30 2025", "Harbor  Cup  May 30, 2025"),
    ("O'Brien Classic", "O’Brien classic", "OBrien Classic"),
    ("Ünited ① vs Thunder", "ünited 1 VS thunder"),
    ("Q&A", "q & a", "Q &amp; A"),
    ("ﬁnals 2024", "finals 2024"),
    ("Straße 7", "strasse 7", "STRASSE 7"),
    ("2024年5月3日", "２０２４年５月３日"),
    ("<b>Gala</b>", "Gala"),
)


def test_namesakes_are_all_albums_that_have_or_get_a_name_which_is_the_same_to_a_person(project: Project) -> None:
    names = [name for group in NAMES_OF_ONE_PERSON for name in group]
    listed = [*albums(*names), *(replace(each, album_key=f"Z{each.album_key}") for each in albums("A", "B", "C"))]
    project.client.record_listing(listed, listed_at=NOW)
    proposals = [replace(PROPOSAL, album_key=each.album_key, existing=each.name, proposed=each.name) for each in listed]
    project.client.record_proposals(
        [replace(each, proposed="Gala") if each.album_key == "ZK1" else each for each in proposals], proposed_at=NOW
    )
    found = {name: set(project.client.namesakes([clean(name)]).keys) for name in names}
    for name in names:
        alike = {album.album_key for album in listed if key(album.name) == key(name)}
        assert alike <= found[name], name
    assert {"ZK1"} <= found["Gala"]
    assert not {"ZK0", "ZK2"} & set().union(*found.values())
    assert project.client.namesakes([]).albums == len(listed)


def test_an_album_without_a_proposal_for_its_present_name_may_get_any_name(project: Project) -> None:
    project.client.record_listing(albums("A", "B"), listed_at=NOW)
    proposals = [replace(PROPOSAL, album_key=k, existing=old, proposed="B2") for k, old in (("K0", "A"), ("K1", "B"))]
    project.client.record_proposals(proposals, proposed_at=NOW)
    assert project.client.namesakes(["Gala"]).keys == ()
    # K0 has the name that was proposed; another one typed a name over the proposal.
    project.sql("update smugmug_albums set name = 'B2' where album_key = 'K0' returning 1")
    project.sql("update smugmug_albums set name = 'Typed' where album_key = 'K1' returning 1")
    assert project.client.namesakes(["Gala"]).keys == ("K1",)
