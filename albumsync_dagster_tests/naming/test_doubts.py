"""Each doubt by its code, a person's word, and what an earlier tool's handwriting is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest

from albumsync_dagster.naming import (
    Album,
    CaptureDays,
    Decision,
    DoubtCode,
    Enrichment,
    Evidence,
    PersonsWord,
    PhotoFacts,
    Proposal,
    Verdict,
    proposal_digest,
    propose,
    propose_account,
)

DAY = date(2024, 5, 3)
TAKEN = Evidence(capture=CaptureDays(days={DAY: 40}))


def _propose(name: str, evidence: Evidence = TAKEN) -> Proposal:
    return propose(Album(album_key="k", name=name), evidence)


def _known(**fields: str) -> Evidence:
    facts = Enrichment(
        home_team=fields.get("home"),
        away_team=fields.get("away"),
        event_name=fields.get("event"),
        sport_type=fields.get("sport"),
        level=fields.get("level"),
        offered="offered" in fields,
    )
    return replace(TAKEN, enrichments=(facts,))


NO_DAYS = Evidence(capture=CaptureDays(undated=9))
_SOCCER = PhotoFacts(sports={"soccer": 412, "unknown": 18}, enriched=430, rows=430)


@pytest.mark.parametrize(
    ("code", "name", "evidence"),
    [
        ("day_contradicted", "Cup - April 20, 2024", TAKEN),
        ("day_contradicted", "Cup - Apr 20", TAKEN),
        ("year_contradicted", "Christmas 1985", TAKEN),
        ("year_contradicted", "Hawks 2018-19", TAKEN),
        ("year_contradicted", "Prom2018", TAKEN),
        ("day_contradicted", "May 24-The Smith Family", TAKEN),
        ("not_well_formed", "Cup from May 3 on", TAKEN),
        ("year_contradicted", "Family Slides 1960s", TAKEN),
        ("year_contradicted", "Family Slides 60s", TAKEN),
        ("not_well_formed", "Party 3rd of Mya, Mayy 3", TAKEN),
        ("not_well_formed", "IMG3.5.2024x", TAKEN),
        ("not_well_formed", "v3.5.24", TAKEN),
        ("not_well_formed", "Concert 05 03", TAKEN),
        ("not_well_formed", "2024_05_5K_Fun_Run", TAKEN),
        ("not_well_formed", "Showcase vs - May 3", TAKEN),
        ("day_contradicted", "240504_HS State Gym", TAKEN),
        ("day_contradicted", "Lakeside vs Hillcrest 5-3", TAKEN),
        ("capture_unreliable", "Gala", Evidence(capture=CaptureDays(days={date(1970, 1, 1): 9}))),
        ("capture_unreliable", "Gala", Evidence(capture=CaptureDays(days={date(2000, 1, 1): 9, date(2000, 1, 2): 5}))),
        ("day_contradicted", "Cup 4 May 2024", Evidence(capture=CaptureDays(days={DAY: 9, date(2024, 5, 6): 9}))),
        ("video_date", "Gala", Evidence(capture=CaptureDays(video_days={DAY: 9}))),
        ("row_date", "Gala", replace(NO_DAYS, photo_facts=PhotoFacts(days={DAY: 9}, rows=9, near_midnight=1))),
        ("no_date", "JV vs. Rye...", Evidence(capture=CaptureDays())),
        ("truncated", "Lakeside Cup - Se...", TAKEN),
        ("too_long", "A Festival With Such a Name " * 4, TAKEN),
        ("only_a_date", "September 2018", Evidence(capture=CaptureDays(days={date(2018, 9, 13): 9}))),
        ("enrichment_team", "Lakeside vs Mercer", _known(home="Lakeside", away="Hillcrest")),
        ("enrichment_team", "Classic", _known(home="Lakeside", away="Rye", event="Lakeside vs Hillcrest")),
        ("enrichment_team", "Lakeside U12 - Mercer U12", _known(home="Lakeside U12", away="Hillcrest U12")),
        ("enrichment_team", "GVSB vs RHS", _known(home="Lakeside", event="Lakeside vs Hillcrest Softball")),
        ("enrichment_gender", "Liga femenil: Ridge vs Park", _known(home="Ridge", away="Park", level="Varonil")),
        ("enrichment_level", "JV - Lakeside vs Rye", _known(home="Lakeside", away="Rye", level="Varsity")),
        ("enrichment_gender", "Ridge Boys vs Park", _known(home="Ridge Girls", away="Park Girls")),
        ("enrichment_sport", "Lakeside Volleyball", replace(TAKEN, photo_facts=_SOCCER)),
        ("enrichment_event", "Taufe Emil", _known(event="Smith Wedding")),
        ("enrichment_event", "Spring Choir Concert", _known(event="Fall Choir Concert")),
        ("sources_disagree", "Ridge vs Park", replace(_known(sport="volleyball"), photo_facts=_SOCCER)),
        ("schedule_offer", "DSC_0412", _known(home="Lakeside", away="Rye", offered="yes")),
        ("markup", "<b>Cup</b> 2024", TAKEN),
        ("photos_unread", "Cup 2024-05-03", Evidence()),
        ("taken_back", "Cup", replace(TAKEN, taken_back=("Cup - May 3, 2024",))),
        ("refused_by_smugmug", "Cup", replace(TAKEN, refused=("Cup - May 3, 2024",))),
        ("no_subject", "...", Evidence(capture=CaptureDays())),
    ],
)
def test_each_doubt_has_its_case_and_shows_its_evidence(code: str, name: str, evidence: Evidence) -> None:
    proposal = _propose(name, evidence)
    assert DoubtCode(code) in [doubt.code for doubt in proposal.doubts]
    assert all(doubt.why.endswith(".") for doubt in proposal.doubts)
    assert proposal.decision is not Decision.RENAME
    assert proposal.confidence <= 0.9


@pytest.mark.parametrize(
    ("name", "doubted"),
    [
        ("Open House 5/4", True),
        ("Open House 5-5", True),
        ("Open House 5/24", False),
        ("Part 1/2", False),
        ("Kegel win 5-1", False),
        ("Ages 5/6", False),
    ],
)
def test_a_pair_of_numbers_that_is_nearly_the_day_of_the_photos_is_asked_about(name: str, doubted: bool) -> None:
    """A pair is a date only where photos bear it out; close to their day somebody may have mistaken it."""
    assert (DoubtCode.DAY_CONTRADICTED in {doubt.code for doubt in _propose(name).doubts}) is doubted


@pytest.mark.parametrize(
    ("name", "doubted"),
    [
        ("Mercer JV vs Stanton - 5_10_24", True),
        ("Mercer JV vs Stanton 5 10 24", True),
        ("04232024 Mercer 15s", True),
        ("Mercer U12 240510", True),
        ("Mercer U12 230503", True),
        ("Mercer vs Stanton Wed 8/22", True),
        ("Oct2 12U Mercer vs Stanton", True),
        ("2024/05/06Mercer@Stanton", True),
        ("Mercer U12 190811", False),
        ("5.10.15.20 yr Service Awards", False),
        ("Sub16 Mercer vs Stanton", False),
    ],
)
def test_digits_of_another_day_about_when_the_photos_were_taken_are_asked_about(name: str, doubted: bool) -> None:
    """In an invented account of a sports photographer one in five such names was given with the wrong day in it."""
    assert (_propose(name).decision is Decision.REVIEW) is doubted


def test_a_high_drift_alone_is_no_doubt() -> None:
    proposal = _propose("2024 Lakeside Boys vs Rye - Jan 1")
    assert (proposal.proposed, proposal.decision) == ("Lakeside Boys vs Rye - May 3, 2024", Decision.RENAME)
    assert proposal.drift > 60


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("unknown", "n/a"),
        ("null", "none"),
        ("Home", "Away"),
        ("Team A", "Team B"),
        ("TBD", "TBA"),
    ],
)
def test_what_stands_where_nothing_is_known_counts_for_nothing(name: str, said: str) -> None:
    known = _known(home=name, away=said, event="Unknown")
    assert _propose("Lakeside vs Rye", known).proposed == "Lakeside vs Rye - May 3, 2024"


def test_the_digest_is_what_sql_computes_of_the_same_array() -> None:
    text = json.dumps(["a", "Fête - May 3", ["b", "c"]], ensure_ascii=False, separators=(",", ":"))
    assert proposal_digest("a", "Fête - May 3", ["c", "b"]) == sha256(text.encode()).hexdigest()


def _decided(verdict: Verdict, name: str | None = None, digest: str | None = None) -> Evidence:
    return replace(TAKEN, word=PersonsWord(verdict=verdict, name=name, digest=digest))


def test_a_persons_word_outranks_the_proposal() -> None:
    asked = "Cup - April 20, 2024"
    fresh = _propose(asked)
    assert fresh.decision is Decision.REVIEW
    assert _propose(asked, _decided(Verdict.LOCK)).decision is Decision.PROTECTED
    assert _propose(asked, _decided(Verdict.LATER)) == fresh
    kept = _propose(asked, _decided(Verdict.KEEP, asked))
    assert (kept.proposed, kept.decision) == (asked, Decision.KEEP)
    assert _propose("Cup 2024", _decided(Verdict.KEEP, asked)).decision is Decision.REVIEW
    edited = _propose(asked, _decided(Verdict.EDIT, "Our Cup"))
    assert (edited.proposed, edited.decision, edited.doubts) == ("Our Cup", Decision.RENAME, ())
    accepted = _propose(asked, _decided(Verdict.ACCEPT, fresh.proposed, fresh.digest))
    assert (accepted.proposed, accepted.decision) == (fresh.proposed, Decision.RENAME)
    lapsed = _propose(asked, _decided(Verdict.ACCEPT, "Cup - Jun 1, 2024", "another"))
    assert (lapsed.proposed, lapsed.decision) == (fresh.proposed, Decision.REVIEW)
    done = _propose(fresh.proposed, _decided(Verdict.ACCEPT, fresh.proposed, fresh.digest))
    assert done.decision is Decision.KEEP


def test_a_name_that_a_person_chose_since_the_first_reading_is_protected_and_shows_its_proposal() -> None:
    chosen = replace(TAKEN, person_named_at=datetime(2025, 1, 2, tzinfo=UTC))
    assert (_propose("Our Cup", chosen).proposed, _propose("Our Cup", chosen).decision) == (
        "Our Cup - May 3, 2024",
        Decision.PROTECTED,
    )


def _account(appended_by_a_tool: int, late: int, plain: int) -> list[tuple[Album, Evidence]]:
    albums = []
    for number in range(appended_by_a_tool + plain):
        day = date(2024, 1 + number % 12, 2 + number % 20)
        shown = date.fromordinal(day.toordinal() + (late if number < appended_by_a_tool else 0))
        name = f"Lakeside vs Rye {number + 1000}"
        if number < appended_by_a_tool:
            name += f" - {shown:%b} {shown.day}"
        evidence = Evidence(capture=CaptureDays(days={day: 20}))
        albums.append((Album(album_key=f"k{number}", name=name), evidence))
    return albums


def test_a_day_that_a_tool_appended_to_a_tenth_of_an_account_is_no_persons_word() -> None:
    by_a_tool = propose_account(_account(40, 2, 60))
    assert all(p.decision is Decision.RENAME for p in by_a_tool)
    assert any("40 names of this account end in a day" in reason for p in by_a_tool for reason in p.reasons)
    for few in (_account(12, 2, 20), _account(25, 2, 300), _account(40, -2, 60)):
        wrong = [p for p in propose_account(few) if p.existing[-1].isdigit() and " - " in p.existing]
        assert all(p.decision is Decision.REVIEW for p in wrong)


def test_orderly_names_by_hand_of_which_some_are_wrong_are_never_renamed_unattended() -> None:
    albums = []
    for number in range(200):
        day = date(2024, 2 + number % 11, 2 + number % 20)
        shown = day if number >= 15 else date.fromordinal(day.toordinal() - 1 - number)
        evidence = Evidence(capture=CaptureDays(days={day: 20}))
        dated = f" - {shown:%b} {shown.day}" if number < 27 else f" - {day:%b} {day.day}, {day.year}"
        albums.append((Album(album_key=f"k{number}", name=f"Rovers Gala {number + 1000}{dated}"), evidence))
    proposals = propose_account(albums)
    assert {p.decision for p in proposals[:15]} == {Decision.REVIEW}
