"""Answers are compared with the proposals as they are now, stored, and read back, on real servers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from albumsync_dagster.naming import NamingOptions, Verdict
from albumsync_dagster.supabase import WITHDRAW
from albumsync_dagster.sync.planning import make_plan
from albumsync_dagster.sync.questions import Question, State, load
from albumsync_dagster.sync.reviewing import Answer, Stored, store
from albumsync_dagster.sync.values import Systems
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.support.trap import Call, Moment, Trap

ASKED = ["Ask000", "Ask001", "Ask002"]


@pytest.fixture
def asked(servers: Stage) -> Stage:
    """Three albums about which a person is asked; names are proposed."""
    servers.set_scene(1, asked=len(ASKED))
    with servers.systems() as systems:
        make_plan(systems, new_run("plan"), NamingOptions())
    return servers


def questions(systems: Systems, *keys: str) -> dict[str, Question]:
    return {question.album_key: question for question in load(systems.supabase, album_keys=keys or None)}


def answer(systems: Systems, *answers: Answer, taken: dict[str, str] | None = None) -> Stored:
    return store(systems.supabase, answers, decided_by="kim", at=datetime.now(UTC), taken=taken or {})


def sentences(said: Stored) -> dict[str, str]:
    return {refused.answer.album_key: refused.sentence for refused in said.refused}


def rows(servers: Stage) -> list[tuple[str, str, str | None, str, str]]:
    """(album key, verdict, name, who, note) of every stored answer, in the order in which they were stored."""
    return list(
        servers.connection.execute(
            "select album_key, verdict, name, decided_by, note from public.album_name_decisions order by sequence"
        )
    )


def test_the_questions_of_the_account_are_read_whole_or_for_some_albums(asked: Stage) -> None:
    with asked.systems() as systems:
        assert list(questions(systems)) == ASKED
        assert list(questions(systems, "Ask001", "Alb000")) == ["Ask001"]
        assert load(systems.supabase, album_keys=[]) == ()


def test_protected_names_are_questions_only_beyond_the_threshold_of_the_account(asked: Stage) -> None:
    asked.connection.execute("update public.album_name_proposals set decision = 'protected' where album_key = 'Ask001'")
    with asked.systems() as systems:
        (drift,) = (q.drift for q in load(systems.supabase) if q.album_key == "Ask001")
        assert drift > 20
        assert "Ask001" in {q.album_key for q in load(systems.supabase, drift_threshold=drift - 1)}
        assert "Ask001" not in {q.album_key for q in load(systems.supabase, drift_threshold=drift)}


def test_answers_that_fit_are_stored_and_the_others_refused_by_name(asked: Stage) -> None:
    with asked.systems() as systems:
        before = questions(systems)
        said = answer(
            systems,
            Answer(album_key="Ask000", verdict=Verdict.ACCEPT, digest=before["Ask000"].digest, note="by phone"),
            Answer(album_key="Ask001", verdict=Verdict.KEEP, digest="0" * 64),
            Answer(album_key="Ask002", verdict=Verdict.EDIT, name="The Final"),
            Answer(album_key="Nope", verdict=Verdict.KEEP),
            taken={"the final": "Alb000"},
        )
        after = questions(systems)
    assert rows(asked) == [("Ask000", "accept", before["Ask000"].proposed, "kim", "by phone")]
    assert [(word.album_key, word.verdict) for word in said.stored] == [("Ask000", "accept")]
    assert sentences(said) == {
        "Ask001": f"The proposal changed: it is now “{before['Ask001'].proposed}” for the present name"
        f" “{before['Ask001'].existing}”.",
        "Ask002": "Another album (Alb000) has the name “The Final”.",
        "Nope": "No album with the key 'Nope' has a proposal; `albumsync plan` makes proposals and lists the keys.",
    }
    shown = {refused.answer.album_key: refused.question for refused in said.refused}
    assert {key: question.digest for key, question in shown.items() if question is not None} == {
        key: before[key].digest for key in ("Ask001", "Ask002")
    }
    assert shown["Nope"] is None
    assert {key: question.state for key, question in after.items()} == {
        "Ask000": State.ANSWERED,
        "Ask001": State.OPEN,
        "Ask002": State.OPEN,
    }


def test_no_answers_store_nothing_and_refuse_nothing(asked: Stage) -> None:
    with asked.systems() as systems:
        assert answer(systems) == Stored(stored=(), refused=())
    assert rows(asked) == []


def test_an_answer_that_is_sent_twice_is_stored_once(asked: Stage) -> None:
    keep = Answer(album_key="Ask000", verdict=Verdict.KEEP)
    with asked.systems() as systems:
        first, second = answer(systems, keep), answer(systems, keep)
    assert first.stored == second.stored
    assert (second.refused, len(rows(asked))) == ((), 1)


def while_it_is_sent(servers: Stage, statement: str) -> Trap:
    """Somebody who changes the database between our comparison and our write."""
    done: list[Call] = []

    def meddle(call: Call, when: Moment) -> None:
        if not done and when is Moment.BEFORE and call.path.endswith("/albumsync_decide"):
            done.append(call)
            with servers.connection.transaction():
                servers.connection.execute("set local session_replication_role = replica")
                servers.connection.execute(statement)

    return Trap(on_call=meddle)


@pytest.mark.parametrize(
    ("verdict", "sentence", "state"),
    [
        ("lock", "sam answered this just now: lock the present name.", State.ANSWERED),
        ("later", "sam answered this just now: decide later.", State.LATER),
        (WITHDRAW, "The answer to this album was taken back.", State.OPEN),
    ],
)
def test_of_two_people_who_answer_at_once_the_second_sees_what_the_first_said(
    asked: Stage, verdict: str, sentence: str, state: State
) -> None:
    with asked.systems() as systems:
        answer(systems, Answer(album_key="Ask000", verdict=Verdict.KEEP))
        seen = questions(systems)["Ask000"]
    somebody = while_it_is_sent(
        asked,
        "insert into public.album_name_decisions (album_key, verdict, decided_by)"  # noqa: S608 - verdicts of ours
        f" values ('Ask000', '{verdict}', 'sam')",
    )
    with asked.systems(somebody) as systems:
        said = answer(
            systems,
            Answer(album_key="Ask000", verdict=Verdict.ACCEPT, after=seen.word_id),
            Answer(album_key="Ask001", verdict=Verdict.KEEP),
        )
        now = questions(systems)["Ask000"]
    assert sentences(said) == {"Ask000": sentence}
    assert [word.album_key for word in said.stored] == ["Ask001"]
    assert [row[:2] for row in rows(asked)] == [("Ask000", "keep"), ("Ask000", verdict), ("Ask001", "keep")]
    (refused,) = said.refused
    assert refused.answer.verdict is Verdict.ACCEPT
    assert refused.question is not None
    assert (refused.question.word, refused.question.word_id) == (now.word, now.word_id)
    assert (refused.question.state, refused.question.proposed) == (state, now.proposed)


def test_an_album_that_is_gone_from_the_database_by_now_is_refused_alone(asked: Stage) -> None:
    gone = while_it_is_sent(asked, "delete from public.smugmug_albums where album_key = 'Ask001'")
    keep = [Answer(album_key=key, verdict=Verdict.KEEP) for key in ASKED[:2]]
    with asked.systems(gone) as systems:
        said = answer(systems, *keep)
    assert [word.album_key for word in said.stored] == ["Ask000"]
    assert sentences(said) == {
        "Ask001": "No album with the key 'Ask001' has a proposal; `albumsync plan` makes proposals and lists the keys."
    }
    assert said.refused[0].answer == keep[1]
