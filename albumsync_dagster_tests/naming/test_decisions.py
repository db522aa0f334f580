"""What is done with a name, traces of earlier tools, and names that somebody meant to break something with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from albumsync_dagster.naming import (
    Album,
    CaptureDays,
    DateSource,
    Decision,
    DoubtCode,
    Enrichment,
    Evidence,
    NamingOptions,
    PersonsWord,
    Verdict,
    other_names,
    propose,
)
from albumsync_dagster.naming.dates import find
from albumsync_dagster.naming.text import clean, graphemes

DAMAGED = (
    "Lakes Girls vs Harbor - Dec 8",
    "Lakes Girls vs Harbor (Away) - Jan 25",
    "Lakes Boys vs Summit 02-07-2023 - Feb 9",
    "Lakes Girls Basketball 12-Dec - Dec 14",
    "2024 North Boys vs Central Valley - Jan 1",
    "Bay City Qualifier - Apr - Apr 2023",
    "Bay City Qualifier - Apr - Apr - Jan 1",
    "Lakes Football Homecoming - Sep 23 - Sep 23",
    "Beach League - Week 7 - Nov 9 - Nov 9",
    "Lakes at Harbor Christian - Sep 7",
    "Harbor Pier - Nov 2",
)
"""Names in the forms that an earlier tool left: a day appended once or twice, another day than the name's own, a false
January 1."""
TAKEN = Evidence(capture=CaptureDays(days={date(2024, 5, 3): 9}))


def _propose(name: str, evidence: Evidence = TAKEN, **options: object) -> tuple[str, Decision]:
    proposal = propose(Album(album_key="k", name=name), evidence, replace(NamingOptions(), **options))  # type: ignore[arg-type]
    return proposal.proposed, proposal.decision


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Cup", "9 photos were taken on May 3, 2024; the name has no date."),
        ("Cup 2024", "9 photos were taken on May 3, 2024; the name says only 2024."),
        ("Cup - May 3", "9 photos were taken on May 3, 2024; the name says only May 3."),
        ("2024 Cup - Jan 1", "9 photos were taken on May 3, 2024; the name says Jan 1, 2024."),
        ("Cup 03-May - May 4", "9 photos were taken on May 3, 2024; the name says May 3 and May 4."),
    ],
)
def test_the_reason_for_a_rename_shows_the_photos_beside_what_the_name_says(name: str, reason: str) -> None:
    proposal = propose(Album(album_key="k", name=name), TAKEN, NamingOptions())
    assert proposal.decision is Decision.RENAME
    assert proposal.reasons[0] == reason


def test_the_short_style_says_that_it_leaves_the_year_out() -> None:
    proposal = propose(Album(album_key="k", name="Cup May 3, 2024"), TAKEN, NamingOptions(date_style="short"))
    assert proposal.proposed == "Cup - May 3"
    assert proposal.reasons[0] == "The name says May 3, 2024; the short style prints a day without its year."


def test_a_name_with_letters_of_a_wrong_encoding_is_repaired_although_its_date_is_right() -> None:
    name = "F\N{LATIN CAPITAL LETTER A WITH TILDE}\N{FEMININE ORDINAL INDICATOR}te - May 3, 2024"
    assert _propose(name) == ("F\N{LATIN SMALL LETTER E WITH CIRCUMFLEX}te - May 3, 2024", Decision.RENAME)


def test_photos_of_many_days_were_taken_in_a_month_not_on_it() -> None:
    evidence = Evidence(capture=CaptureDays(days={date(2024, 5, 2): 4, date(2024, 5, 28): 4}))
    proposal = propose(Album(album_key="k", name="Iceland Trip"), evidence, NamingOptions())
    assert proposal.reasons[0] == "8 photos were taken in May 2024; the name has no date."


def test_a_rename_that_is_not_about_the_date_says_what_differs() -> None:
    evidence = replace(TAKEN, enrichments=(Enrichment(home_team="Lakeside", away_team="Hillcrest"),))
    proposal = propose(Album(album_key="k", name="Untitled - May 3, 2024"), evidence, NamingOptions())
    assert proposal.decision is Decision.RENAME
    assert proposal.reasons[0] == f"{proposal.parts[0].why[:1].upper()}{proposal.parts[0].why[1:]}."


def test_thresholds_decide() -> None:
    assert _propose("Cup 2024") == ("Cup - May 3, 2024", Decision.RENAME)
    assert _propose("Cup 2024", drift_threshold=40)[1] is Decision.KEEP
    assert _propose("CUP – May 3, 2024")[1] is Decision.KEEP


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("Cup APRİL 9, 2024", "Cup - Apr 9, 2024"),
        ("Cup 9 aprıl 2024", "Cup - Apr 9, 2024"),
        ("Cup - 3 ſept 2024", "Cup - Sep 3, 2024"),
        ("LAKESİDE MİDDLE SCHOOL VOLLEYBALL CHAMPİONSHİP CUP", "LAKESİDE MİDDLE SCHOOL VOLLEYBALL CHAMPİONSHİP CUP"),
    ],
)
def test_letters_that_only_a_comparison_without_case_takes_for_others_break_nothing(name: str, proposed: str) -> None:
    """Every one of these once ended in a KeyError: "İ" fits "i" in a pattern, but its small letter is another."""
    assert _propose(name, Evidence())[0] == proposed


def test_photos_never_read_leave_a_changed_name_to_a_person() -> None:
    assert _propose("Cup 2024-05-03", Evidence()) == ("Cup - May 3, 2024", Decision.REVIEW)
    assert _propose("Cup 2024-05-03", Evidence(capture=CaptureDays(undated=3)))[1] is Decision.RENAME
    assert _propose("Cup", Evidence()) == ("Cup", Decision.KEEP)


def test_a_name_that_a_person_chose_since_the_first_reading_is_protected() -> None:
    named = replace(TAKEN, person_named_at=datetime(2025, 1, 2, tzinfo=UTC))
    assert _propose("Our Cup", named) == ("Our Cup - May 3, 2024", Decision.PROTECTED)
    assert _propose("Cup – May 3, 2024", named)[1] is Decision.KEEP


def test_folders_and_names_are_excluded_by_pattern() -> None:
    album = Album(album_key="k", name="Family Cup", url_path="/Private/Family")
    options = NamingOptions(exclude_folders=("/private/*",))
    assert propose(album, TAKEN, options).decision is Decision.EXCLUDED
    assert propose(album, TAKEN, NamingOptions(exclude_names=("family*",))).decision is Decision.EXCLUDED
    assert propose(album, TAKEN, NamingOptions(exclude_names=("cup*",))).decision is Decision.RENAME


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("Team One Beach - Jul 1 - Jul 1", "Team One Beach - May 3, 2024"),
        ("Metro Qualifier - Apr - Apr 2023", "Metro Qualifier - May 3, 2024"),
        ("2024 Boys vs North - Jan 1", "Boys vs North - May 3, 2024"),
        ("Stanton 2024 – - Jan 1", "Stanton - May 3, 2024"),
        ("Gym2024", "Gym2024 - May 3, 2024"),
        ('"Grass Launch | Open Triples... - Jan 1', "Grass Launch - Open Triples - May 3, 2024"),
    ],
)
def test_traces_of_earlier_tools_are_gone_with_a_capture_day(name: str, proposed: str) -> None:
    assert _propose(name)[0] == proposed


def test_a_year_that_opens_up_only_between_dashes_is_no_statement() -> None:
    """A name in the form of a file was once opened into "24-Nov2025 05 10"."""
    assert "Nov 24, 2025" not in _propose("24-Nov2025-05-10-Gala", Evidence())[0]


def test_no_mark_stays_that_stood_between_a_name_and_its_date() -> None:
    for name in ("Cup • May 3, 2024", "Cup & & 2024-05-03", "~ 2024-05-03 * Cup", "Cup, on Friday the 3rd of May"):
        assert _propose(name)[0] == "Cup - May 3, 2024"


def test_a_cut_name_is_completed_from_its_url_name() -> None:
    album = Album(
        album_key="k",
        name="Chicago Open - San Diego Smash -... - Sep 2025",
        url_name="Chicago-Open-San-Diego-Smash-Sideout-September-2025",
    )
    evidence = Evidence(capture=CaptureDays(days={date(2025, 9, 6): 4}))
    assert propose(album, evidence).proposed == "Chicago Open - San Diego Smash - Sideout - Sep 6, 2025"


@pytest.mark.parametrize(
    ("name", "url_name", "proposed"),
    [
        (
            "Lower Mercer Conservancy Strea",
            "Lower-Mercer-Conservancy-Stream-Watch",
            "Lower Mercer Conservancy Stream Watch",
        ),
        (
            "Rod & Gun Club Youth Trap Shoot May",
            "Rod-Gun-Club-Youth-Trap-Shoot-May-3-2024",
            "Rod & Gun Club Youth Trap Shoot",
        ),
        ("Lower Mercer Conservancy Stream", "Lower-Mercer-Conservancy-Stream-Watch", "Lower Mercer Conservancy Stream"),
        ("Mercer vs Eagle", "Mercer-vs-Eagles", "Mercer vs Eagle"),
        ("Old Lower Mercer Conservancy Strea", "Lower-Mercer-Conservancy-Stream", "Old Lower Mercer Conservancy Strea"),
    ],
)
def test_a_long_name_that_ends_inside_a_word_or_a_date_of_its_url_name_was_cut(
    name: str, url_name: str, proposed: str
) -> None:
    proposal = propose(Album(album_key="k", name=name, url_name=url_name), TAKEN)
    assert proposal.proposed.rpartition(" - ")[0] == proposed
    completed = proposed != name
    assert (DoubtCode.TRUNCATED in {doubt.code for doubt in proposal.doubts}) == completed


@pytest.mark.parametrize(
    "name",
    [
        'Quotes "in" it\'s name',
        "<script>alert(1)</script>",
        "Tab\tNewline\nNull\x00Bell\x07",
        "\u202eright to left\u202c",
        "e" * 255,
        "word " * 51,
        "!!!",
        "---",
        "...",
        "' OR 1=1; --",
        "${jndi:ldap://x}",
        "👩\u200d👩\u200d👧" * 40,
        "a\u0301" * 120,
        "\u0301" * 50,
        "\ud800",
        "",
        "   ",
    ],
)
@pytest.mark.parametrize("evidence", [TAKEN, Evidence()], ids=["dated", "unread"])
def test_a_hostile_name_gives_a_safe_proposal(name: str, evidence: Evidence) -> None:
    proposal = propose(Album(album_key="k", name=name), evidence)
    assert proposal.proposed.strip()
    assert graphemes(proposal.proposed) <= 100 or proposal.proposed == clean(name)
    assert proposal.proposed.encode()
    assert not set(proposal.proposed) & set("\t\n\x00\x07\u202e")
    assert "<script" not in proposal.proposed


@pytest.mark.parametrize("url_name", [None, "Lakeside-)", "Lakeside-" * 15, "-"])
@pytest.mark.parametrize("evidence", [TAKEN, Evidence()], ids=["dated", "unread"])
def test_an_album_without_a_name_takes_the_event_where_its_url_name_gives_none(
    url_name: str | None, evidence: Evidence
) -> None:
    """It was once named Untitled first, and after its event by the next run."""
    known = replace(evidence, enrichments=(Enrichment(event_name="LAKESIDE"),))
    album = Album(album_key="k", name="", url_name=url_name)
    once = propose(album, known).proposed
    assert once == ("LAKESIDE - May 3, 2024" if evidence.capture else "LAKESIDE")
    assert propose(replace(album, name=once), known).proposed == once


def test_after_an_undo_every_other_name_waits_for_a_person() -> None:
    undone = replace(TAKEN, taken_back=("Cup - May 2, 2024",))
    proposal = propose(Album(album_key="k", name="Cup"), undone)
    assert (proposal.proposed, proposal.decision) == ("Cup - May 3, 2024", Decision.REVIEW)
    assert [doubt.code for doubt in proposal.doubts] == [DoubtCode.TAKEN_BACK]
    assert _propose("Cup - May 3, 2024", undone)[1] is Decision.KEEP


def test_another_style_waits_for_a_person_where_something_is_doubtful() -> None:
    undone = replace(TAKEN, taken_back=("Cup - May 2, 2024",))
    for evidence, decision in ((TAKEN, Decision.RENAME), (undone, Decision.REVIEW), (Evidence(), Decision.REVIEW)):
        assert _propose("Cup - 3. Mai 2024", evidence, restyle=True) == ("Cup - May 3, 2024", decision)
        assert _propose("Cup - 3. Mai 2024", evidence)[1] is Decision.KEEP


@pytest.mark.parametrize(("style", "name"), [("full", "Cup - 2024-05-03"), ("short", "Cup - May 3, 2024")])
def test_a_name_that_this_tool_may_have_printed_in_another_style_is_kept_until_a_restyle(style: str, name: str) -> None:
    printed = replace(TAKEN, former_names=("Cup",))
    assert _propose(name, printed, date_style=style)[1] is Decision.KEEP
    assert _propose(name, printed, date_style=style, restyle=True)[1] is Decision.RENAME
    # Nobody printed it before: a date in another form is written anew, and the year goes as the style says.
    assert _propose(name, TAKEN, date_style=style)[1] is Decision.RENAME
    proposal = propose(Album(album_key="k", name=name), printed, NamingOptions(date_style=style))  # type: ignore[arg-type]
    assert proposal.reasons == ("Only the style or language of the date differs.",)


def test_a_year_that_is_missing_is_more_than_style_unless_the_style_leaves_it_out() -> None:
    printed = replace(TAKEN, former_names=("Cup",))
    assert _propose("Cup - May 3", printed) == ("Cup - May 3, 2024", Decision.RENAME)
    # More than the year differs.
    assert _propose("Cup - May 4, 2023", printed, date_style="short")[1] is not Decision.KEEP


def test_a_drift_up_to_the_threshold_is_kept_with_its_reason() -> None:
    def reasons(threshold: int) -> tuple[Decision, str]:
        options = NamingOptions(drift_threshold=threshold)
        proposal = propose(Album(album_key="k", name="Cup - 2024-05-03"), TAKEN, options)
        return proposal.decision, proposal.reasons[0]

    assert reasons(24) == (Decision.KEEP, "Close enough: the same date is written in another form.")
    assert reasons(23) == (Decision.RENAME, "The same date is written in another form.")


def test_the_drift_of_a_numeric_date_goes_by_the_order_of_the_account() -> None:
    def seen(*, day_first: bool) -> tuple[int, str, DateSource]:
        options = NamingOptions(day_first=day_first)
        proposal = propose(Album(album_key="k", name="Cup - 3/5/2024"), TAKEN, options)
        return proposal.drift, proposal.reasons[0], proposal.date_source

    assert seen(day_first=True) == (24, "The same date is written in another form.", DateSource.CAPTURE)
    assert seen(day_first=False) == (
        28,
        "Day and month in another order: Mar 5, 2024 and May 3, 2024.",
        DateSource.CAPTURE,
    )


def test_a_name_without_any_date_is_right_with_a_reservation() -> None:
    proposal = propose(Album(album_key="k", name="Cup"), Evidence())
    assert proposal.reasons == ("The name is right, although no photo and no person states a date.",)


@pytest.mark.parametrize(
    ("name", "evidence", "code", "why"),
    [
        ("Cup", replace(TAKEN, taken_back=("CUP - May 3, 2024",)), DoubtCode.TAKEN_BACK,
         "A person took this name back. Accept it in a review to give it again."),
        ("Cup", replace(TAKEN, taken_back=("Other",)), DoubtCode.TAKEN_BACK,
         "A person took back a name that albumsync gave this album."),
        ("Cup", replace(TAKEN, refused=("CUP - May 3, 2024",)), DoubtCode.REFUSED_BY_SMUGMUG,
         "SmugMug refused or altered this name."),
        ("Word " * 19 + "wordy", TAKEN, DoubtCode.TOO_LONG,
         "The composed name would be longer than 100 characters, and no word is left out."),
        ("Cup", Evidence(), DoubtCode.NO_DATE, "No photo and no person states a date."),
        ("Cup - 2024-05-03", Evidence(), DoubtCode.PHOTOS_UNREAD,
         "The photos were never read, so nothing confirms the date."),
    ],
)  # fmt: skip
def test_each_doubt_about_a_finished_name_has_its_sentence(
    name: str, evidence: Evidence, code: DoubtCode, why: str
) -> None:
    proposal = propose(Album(album_key="k", name=name), evidence)
    assert [(doubt.code, doubt.why) for doubt in proposal.doubts] == [(code, why)]


def test_an_excluded_album_keeps_its_name_for_certain() -> None:
    proposal = propose(Album(album_key="k", name="Cup", image_count=0), TAKEN)
    assert (proposal.existing, proposal.proposed, proposal.decision) == ("Cup", "Cup", Decision.EXCLUDED)
    assert (proposal.drift, proposal.parts, proposal.doubts) == (0, (), ())
    assert (proposal.confidence, proposal.date_source) == (1.0, DateSource.NONE)
    assert proposal.reasons == ("The album is empty.",)


@pytest.mark.parametrize(
    ("album", "options", "reason"),
    [
        ({"system": True}, {}, "SmugMug keeps its own files here."),
        ({"name": "My SmugMug Site Files (Do Not Delete)"}, {}, "SmugMug keeps its own files here."),
        ({}, {"exclude_names": ("x*", "CU*")}, "Its name fits the excluded pattern CU*."),
        ({"url_path": "/Private/Cup"}, {"exclude_folders": ("/Old/*", "/PRIVATE/*")},
         "It lies in the excluded folder /PRIVATE/*."),
    ],
)  # fmt: skip
def test_each_reason_for_which_an_album_is_left_alone_is_given(
    album: dict[str, Any], options: dict[str, Any], reason: str
) -> None:
    proposal = propose(Album(**{"album_key": "k", "name": "Cup", **album}), TAKEN, NamingOptions(**options))
    assert (proposal.decision, proposal.reasons) == (Decision.EXCLUDED, (reason,))


def test_an_album_outside_of_the_excluded_names_and_folders_is_not_left_alone() -> None:
    elsewhere = NamingOptions(exclude_names=("Final*",), exclude_folders=("/Private/*",))
    for album in (
        Album(album_key="k", name="Cup", image_count=1),
        Album(album_key="k", name="Cup", url_path="/Sports/Cup"),
    ):
        assert propose(album, TAKEN, elsewhere).decision is Decision.RENAME


@pytest.mark.parametrize(
    ("verdict", "name", "decision", "proposed", "reason"),
    [
        (Verdict.EDIT, " The final ", Decision.RENAME, "The final", "A person chose this name."),
        (Verdict.EDIT, "Cup", Decision.KEEP, "Cup", "A person chose this name."),
        (Verdict.KEEP, "Cup", Decision.KEEP, "Cup", "A person decided to keep this name."),
        (Verdict.KEEP, None, Decision.KEEP, "Cup", "A person decided to keep this name."),
        (Verdict.ACCEPT, "Cup", Decision.KEEP, "Cup", "A person accepted this name."),
        (Verdict.LOCK, "Cup", Decision.PROTECTED, "Cup - May 3, 2024", "A person locked this album."),
        (Verdict.KEEP, "Other", Decision.REVIEW, "Cup - May 3, 2024",
         "A person decided to keep Other, but the album has another name now."),
        (Verdict.ACCEPT, "Other", Decision.REVIEW, "Cup - May 3, 2024",
         "A person accepted another proposal: the name, the proposal or its doubts changed since."),
        (Verdict.EDIT, " ", Decision.RENAME, "Cup - May 3, 2024",
         "9 photos were taken on May 3, 2024; the name has no date."),
        (Verdict.LATER, None, Decision.RENAME, "Cup - May 3, 2024",
         "9 photos were taken on May 3, 2024; the name has no date."),
    ],
)  # fmt: skip
def test_what_a_person_said_decides_and_is_the_first_reason(
    verdict: Verdict, name: str | None, decision: Decision, proposed: str, reason: str
) -> None:
    word = PersonsWord(verdict=verdict, name=name, digest="of another proposal")
    proposal = propose(Album(album_key="k", name="Cup"), replace(TAKEN, word=word))
    assert (proposal.decision, proposal.proposed, proposal.reasons[0]) == (decision, proposed, reason)
    if decision is Decision.KEEP:
        assert (proposal.drift, proposal.parts, proposal.doubts) == (0, (), ())


def test_a_name_that_a_person_chose_is_protected_and_a_kept_one_is_not_doubted() -> None:
    album = Album(album_key="k", name="Cup")
    chosen = propose(album, replace(TAKEN, person_named_at=datetime(2024, 6, 1, tzinfo=UTC)))
    assert chosen.decision is Decision.PROTECTED
    assert chosen.reasons[0] == "A person chose this name since the first reading."
    kept = replace(TAKEN, taken_back=("Other",), word=PersonsWord(verdict=Verdict.KEEP, name="Cup"))
    assert propose(album, kept).doubts == ()


def test_a_decision_that_lapsed_asks_nothing_about_a_name_that_is_right() -> None:
    word = PersonsWord(verdict=Verdict.KEEP, name="Other", digest=None)
    proposal = propose(Album(album_key="k", name="Cup - May 3, 2024"), replace(TAKEN, word=word))
    assert (proposal.decision, proposal.reasons) == (Decision.KEEP, ("The name is right.",))


def test_an_accepted_proposal_is_carried_out_while_it_is_the_same() -> None:
    album = Album(album_key="k", name="Cup")
    asked = propose(album, replace(TAKEN, taken_back=("Cup - May 2, 2024",)))
    word = PersonsWord(verdict=Verdict.ACCEPT, name=asked.proposed, digest=asked.digest)
    proposal = propose(album, replace(TAKEN, taken_back=("Cup - May 2, 2024",), word=word))
    assert (proposal.decision, proposal.reasons[0]) == (Decision.RENAME, "A person accepted this name.")


@pytest.mark.parametrize("name", DAMAGED)
def test_a_gallery_that_an_earlier_tool_damaged_is_repaired_and_never_made_worse(name: str) -> None:
    repaired, _ = _propose(name)
    assert repaired.endswith(" - May 3, 2024"), name
    assert repaired.count(" - Jan 1") == 0, name
    assert "..." not in repaired, name
    unread, _ = _propose(name, Evidence())
    stated = {(m.first.month, m.first.day) for m in find(clean(name))}
    assert {(m.first.month, m.first.day) for m in find(unread)} <= stated, name
    years = {m.first.year for m in find(clean(name)) if m.first.year}
    assert {m.first.year for m in find(unread) if m.first.year} == years, name


def test_confidence_is_high_where_photos_speak_and_low_where_they_contradict_the_name() -> None:
    def sure(name: str, evidence: Evidence = TAKEN) -> float:
        return propose(Album(album_key="k", name=name), evidence).confidence

    videos = Evidence(capture=CaptureDays(video_days={date(2024, 5, 3): 1}))
    assert sure("Cup") == 1.0
    assert sure("Cup") > sure("Cup 2024-05-05") > sure("Cup (Fr... 2024-05-05")
    assert max(sure("Cup", Evidence()), sure("Cup", videos), sure("Cup 2024-05-05")) <= 0.9
    assert sure("Düğün - 3 Mayıs 2024 Cuma") == 1.0  # a month in another language is no lost word


@pytest.mark.parametrize(
    ("name", "offers"),
    [
        ("Homecoming Parade, September 21st, 2024", ["Homecoming Parade"]),
        ("20240921_Autocross", ["Autocross"]),
        ("Iskolai ünnepség 2024.09.21.", ["Iskolai ünnepség"]),
    ],
)
def test_names_that_are_offered_hold_no_mark_that_stood_beside_a_date(name: str, offers: list[str]) -> None:
    capture = CaptureDays(days={date(2024, 9, 21): 9})
    proposed = propose(Album(album_key="k", name=name), Evidence(capture=capture)).proposed
    assert proposed == f"{offers[0]} - Sep 21, 2024"
    assert list(other_names(name, proposed, capture)) == [*offers, name]


@pytest.mark.parametrize(
    ("name", "url_name", "proposed"),
    [
        ("Saint Mary's (C... - May 3", "Saint-Marys-Cal-vs-Hilo-2024", "Saint Mary's (Cal) vs Hilo"),
        ("Grêmio vs Int... - May 2024", "Gremio-vs-Internacional", "Grêmio vs Internacional"),
        ("Ateneo vs La S... (Game 2) - May 3", "Ateneo-vs-La-Salle-Game-2", "Ateneo vs La Salle Game 2"),
        ("Ateneo vs La S... - Video - May 3", "Ateneo-vs-La-Salle", "Ateneo vs La Salle - Video"),
        ("Math Olympiad - Rou... - May 3", "Math-Olympiad-Round-2-5-3-2024", "Math Olympiad - Round 2"),
    ],
)
def test_a_completed_name_says_each_thing_once_and_closes_its_brackets_where_they_belong(
    name: str, url_name: str, proposed: str
) -> None:
    evidence = Evidence(capture=CaptureDays(days={date(2024, 5, 3): 4}))
    album = Album(album_key="k", name=name, url_name=url_name)
    assert propose(album, evidence).proposed == f"{proposed} - May 3, 2024"
