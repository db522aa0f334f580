"""People's decisions in the database: what is stored, what is refused, and what the table editor may do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest

from albumsync_dagster.naming import DateSource, Decision, Proposal, Verdict
from albumsync_dagster.supabase import NewWord, SupabaseError
from albumsync_dagster_tests.supabase.project import Project, albums

NOW = datetime(2026, 5, 30, 18, 15, tzinfo=UTC)
PROPOSAL = Proposal(
    album_key="K0",
    existing="Cup",
    proposed="Cup - May 30, 2025",
    drift=40,
    parts=(),
    decision=Decision.REVIEW,
    reasons=(),
    confidence=0.5,
    date_source=DateSource.CAPTURE,
)


@pytest.fixture
def known(project: Project) -> Project:
    """Two albums, one of them with a proposal."""
    project.client.record_listing(albums("Cup", "Regatta"), listed_at=NOW)
    project.client.record_proposals([PROPOSAL], proposed_at=NOW)
    return project


def word(verdict: str, name: str | None = None, *, key: str = "K0", after: str | None = None) -> NewWord:
    digest = PROPOSAL.digest if verdict == Verdict.ACCEPT else None
    return NewWord(album_key=key, verdict=verdict, name=name, digest=digest, decided_by="Kim", after=after)


def test_the_newest_decision_counts_and_earlier_ones_are_kept(known: Project) -> None:
    (first,) = known.client.decide([word("edit", "Harbor Cup")]).stored
    (second,) = known.client.decide([word("lock", after=first.id)]).stored
    (stored,) = known.client.states(["K0"])
    assert stored.word == second
    assert [row["verdict"] for row in known.sql("select verdict from album_name_decisions order by sequence")] == [
        "edit",
        "lock",
    ]


def test_a_withdrawal_leaves_no_decision(known: Project) -> None:
    (first,) = known.client.decide([word("edit", "Harbor Cup")]).stored
    known.client.decide([word("withdraw", after=first.id)])
    (stored,) = known.client.states(["K0"])
    assert stored.word is None
    (proposal,) = known.client.proposals(["K0"])
    assert proposal.last_word is not None
    assert proposal.last_word.verdict == "withdraw"


def test_the_second_of_two_people_is_told_what_the_first_decided_and_overwrites_nothing(known: Project) -> None:
    (first,) = known.client.decide([word("edit", "Harbor Cup")]).stored
    late = known.client.decide([word("keep", "Cup"), word("lock", key="K1")])
    assert [stored.album_key for stored in late.stored] == ["K1"]
    assert late.superseded == (first,)
    (stored,) = known.client.states(["K0"])
    assert stored.word == first


def test_a_decision_whose_answer_was_lost_is_stored_once(known: Project) -> None:
    sent = [word("edit", "Harbor Cup")]
    assert known.client.decide(sent) == known.client.decide(sent)
    assert known.value("select count(*) from album_name_decisions") == 1


def test_an_album_that_was_never_read_is_named(known: Project) -> None:
    decided = known.client.decide([word("lock", key="Nowhere")])
    assert (decided.stored, decided.unknown) == ((), ("Nowhere",))


def test_ten_thousand_decisions_are_stored_in_five_calls(project: Project) -> None:
    project.client.record_listing(albums(*["Cup"] * 10_000), listed_at=NOW)
    decided = project.client.decide([word("lock", key=f"K{number}") for number in range(10_000)])
    assert len(decided.stored) == 10_000
    assert project.gateway.counts["albumsync_decide"] == 5


@pytest.mark.parametrize("name", ["", "   ", "x" * 256])
def test_a_name_that_smugmug_could_not_have_is_refused_whole(known: Project, name: str) -> None:
    with pytest.raises(SupabaseError):
        known.client.decide([word("lock", key="K1"), word("edit", name)])
    assert known.value("select count(*) from album_name_decisions") == 0


def test_what_a_person_leaves_out_in_the_table_editor_is_filled_in(known: Project) -> None:
    known.sql("insert into album_name_decisions (album_key, verdict) values ('K0', 'accept'), ('K1', 'keep')")
    rows = known.sql("select name, digest, decided_by from album_name_decisions order by sequence")
    assert [(row["name"], row["digest"]) for row in rows] == [
        ("Cup - May 30, 2025", PROPOSAL.digest),
        ("Regatta", None),
    ]
    assert all(row["decided_by"] for row in rows)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("insert into album_name_decisions (album_key, verdict) values ('Nowhere', 'lock')", "no album Nowhere"),
        ("insert into album_name_decisions (album_key, verdict) values ('K0', 'edit')", "album_name_decisions_name"),
        ("insert into album_name_decisions (album_key, verdict) values ('K1', 'accept')", "no proposal for album K1"),
        ("insert into album_name_decisions (album_key, verdict, name) values ('K0', 'accept', 'Other')", "is Cup"),
        ("insert into album_name_decisions (album_key, verdict) values ('K0', 'yes')", "album_name_decisions_verdict"),
        # No program reads such a time: with the first row of it every command failed, and rows are never removed.
        (
            "insert into album_name_decisions (album_key, verdict, decided_at) values ('K0', 'lock', 'infinity')",
            "cannot be of infinity",
        ),
        (
            "insert into album_name_decisions (album_key, verdict, decided_at) values ('K0', 'lock', '20266-05-30')",
            "cannot be of 20266-05-30",
        ),
        ("update album_name_decisions set name = 'x'", "never changed"),
        ("delete from album_name_decisions where true", "never changed"),
        ("truncate album_name_decisions", "never changed"),
    ],
)
def test_the_table_editor_refuses_what_is_no_decision(known: Project, statement: str, why: str) -> None:
    known.client.decide([word("lock")])
    with pytest.raises(psycopg.Error, match=why):
        known.sql(statement)
    assert known.value("select count(*) from album_name_decisions") == 1


def test_an_accepted_name_is_bound_to_the_digest_of_its_proposal(known: Project) -> None:
    other = replace(PROPOSAL, proposed="Cup - May 31, 2025")
    assert other.digest != PROPOSAL.digest
    (stored,) = known.client.decide([word("accept", PROPOSAL.proposed)]).stored
    assert stored.digest == PROPOSAL.digest
