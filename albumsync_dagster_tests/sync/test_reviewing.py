"""Which proposals are questions, how they are grouped, and which answers fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.naming import CaptureDays, Decision, Doubt, DoubtCode, Verdict
from albumsync_dagster.supabase import WITHDRAW, StoredProposal
from albumsync_dagster.sync.planning import tidied
from albumsync_dagster.sync.reviewing import (
    DECIDED,
    GROUP_TEXTS,
    LAPSED,
    NAMED_SINCE,
    Answer,
    Answering,
    State,
    ago,
    check,
    check_answers,
    group,
    name_trouble,
    question_of,
    questions_of,
    settled,
    taken_names,
    word_of,
)
from albumsync_dagster_tests.support.questions import ACCOUNTS, DAY, NAMES, NOW, stored_proposal, stored_word

VERDICTS: list[Answering] = [*Verdict, WITHDRAW]


def test_every_doubt_has_a_group_with_a_title_and_an_explanation() -> None:
    for code in DoubtCode:
        assert GROUP_TEXTS[code.value].title
        assert GROUP_TEXTS[code.value].about.endswith((".", "?"))
    assert len({text.title for text in GROUP_TEXTS.values()}) == len(GROUP_TEXTS)


@given(ACCOUNTS)
def test_every_question_stands_in_exactly_one_group(account: tuple[StoredProposal, ...]) -> None:
    questions = questions_of(account)
    groups = group(questions)
    assert sorted(q.album_key for each in groups for q in each.questions) == sorted(q.album_key for q in questions)
    assert all(q.group == each.key for each in groups for q in each.questions)
    sizes = [len(each.questions) for each in groups]
    assert sizes == sorted(sizes, reverse=True)
    for each in groups:
        certainties = [q.confidence for q in each.questions]
        assert certainties == sorted(certainties)
        assert each.left == sum(q.is_open for q in each.questions)


@given(ACCOUNTS)
def test_whatever_waits_for_a_person_is_a_question(account: tuple[StoredProposal, ...]) -> None:
    asked = {question.album_key for question in questions_of(account)}
    for stored in account:
        current = not stored.missing and stored.present == stored.proposal.existing
        if stored.proposal.decision is Decision.REVIEW and current:
            assert stored.proposal.album_key in asked
        if not current or stored.proposal.decision in (Decision.KEEP, Decision.EXCLUDED):
            assert stored.proposal.album_key not in asked


@given(ACCOUNTS)
def test_the_order_of_the_account_does_not_matter(account: tuple[StoredProposal, ...]) -> None:
    def keys(proposals: tuple[StoredProposal, ...]) -> list[list[str]]:
        return [[question.album_key for question in each.questions] for each in group(questions_of(proposals))]

    assert keys(account) == keys(account[::-1])


@given(ACCOUNTS, st.data())
def test_an_answer_that_fits_is_stored_as_it_was_meant_and_answers_the_question(
    account: tuple[StoredProposal, ...], data: st.DataObject
) -> None:
    questions = {question.album_key: question for question in questions_of(account)}
    if not questions:
        return
    question = questions[data.draw(st.sampled_from(sorted(questions)))]
    verdict = data.draw(st.sampled_from(list(Verdict)))
    name = data.draw(NAMES) if verdict is Verdict.EDIT else None
    answer = Answer(
        album_key=question.album_key, verdict=verdict, name=name, digest=question.digest, after=question.word_id
    )
    good, refused = check_answers([answer], questions, at=NOW)
    assert len(good) + len(refused) == 1
    for fitting in good:
        word = word_of(fitting, question, decided_by="maria")
        told = replace(
            stored_word(stored_proposal(question.album_key), word.verdict), name=word.name, digest=word.digest
        )
        now = replace(question, word=told.word, word_id=word.id)
        assert now.state is (State.LATER if verdict is Verdict.LATER else State.ANSWERED)
        expected = {Verdict.ACCEPT: question.proposed, Verdict.EDIT: tidied(name or "")}.get(verdict, question.existing)
        assert now.final_name == expected
    for each in refused:
        assert each.sentence.endswith(".")


@given(ACCOUNTS, st.sampled_from(VERDICTS))
def test_an_answer_to_something_that_changed_is_never_stored(
    account: tuple[StoredProposal, ...], verdict: Answering
) -> None:
    questions = {stored.proposal.album_key: question_of(stored) for stored in account}
    stale = [
        Answer(album_key=key, verdict=verdict, name="A Name", digest="0" * 64, after=q.word_id)
        for key, q in questions.items()
    ]
    late = [
        Answer(album_key=key, verdict=verdict, name="A Name", digest=q.digest, after="another")
        for key, q in questions.items()
    ]
    good, _ = check_answers(stale, questions, at=NOW)
    assert all(answer.verdict == WITHDRAW for answer in good)
    assert check_answers(late, questions, at=NOW)[0] == ()


def test_an_acceptance_lapses_with_the_proposal_and_is_asked_about_again() -> None:
    stored = stored_proposal()
    accepted = replace(stored, last_word=stored_word(stored, "accept"))
    assert question_of(accepted).state is State.ANSWERED
    moved = replace(accepted, proposal=replace(stored.proposal, proposed="Lakeside vs Mercer - May 30-31, 2025"))
    (question,) = questions_of([moved])
    assert (question.state, question.group, question.final_name) == (State.LAPSED, LAPSED, question.existing)


@pytest.mark.parametrize("verdict", ["edit", "keep", "lock"])
def test_other_answers_stay_when_the_proposal_changes(verdict: str) -> None:
    stored = stored_proposal()
    answered = replace(stored, last_word=stored_word(stored, verdict))
    moved = replace(answered, proposal=replace(stored.proposal, proposed="Lakeside vs Mercer - May 30-31, 2025"))
    assert question_of(moved).state is State.ANSWERED


def test_a_withdrawn_answer_is_an_open_question_whose_next_answer_comes_after_it() -> None:
    stored = stored_proposal()
    question = question_of(replace(stored, last_word=stored_word(stored, WITHDRAW, name=None, digest=None)))
    assert question.state is State.OPEN
    assert question.word_id is not None


def test_a_protected_name_that_drifts_is_asked_about_once() -> None:
    stored = stored_proposal(decision=Decision.PROTECTED, doubts=())
    (question,) = questions_of([stored])
    assert (question.group, question.state) == (NAMED_SINCE, State.OPEN)
    assert questions_of([replace(stored, proposal=replace(stored.proposal, drift=20))]) == ()
    locked = replace(stored, last_word=stored_word(stored, "lock"))
    assert questions_of([locked]) == ()


def test_a_word_that_waits_for_apply_is_shown_as_answered() -> None:
    stored = stored_proposal(decision=Decision.RENAME, doubts=())
    assert questions_of([stored]) == ()
    (question,) = questions_of([replace(stored, last_word=stored_word(stored, "edit"))])
    assert (question.group, question.state, question.final_name) == (DECIDED, State.ANSWERED, "Another Name")


def test_of_several_doubts_the_one_that_contradicts_the_photos_names_the_group() -> None:
    doubts = (Doubt(DoubtCode.NO_DATE, "a"), Doubt(DoubtCode.DAY_CONTRADICTED, "b"))
    assert question_of(stored_proposal(doubts=doubts)).group == "day_contradicted"


def test_neighbours_are_the_albums_of_the_same_and_the_next_days() -> None:
    def on(key: str, days_later: int) -> StoredProposal:
        return stored_proposal(key, capture=CaptureDays(days={DAY + timedelta(days=days_later): 5}))

    questions = questions_of([on("A", 0), on("B", 0), on("C", 1), on("D", -1), on("E", 4)])
    near = next(question for question in questions if question.album_key == "A").same_day
    assert [neighbour.album_key for neighbour in near] == ["B", "D", "C"]


def test_the_second_of_two_people_is_told_what_the_first_said() -> None:
    stored = stored_proposal()
    answered = question_of(replace(stored, last_word=stored_word(stored, "keep")))
    late = Answer(album_key="Alb000", verdict=Verdict.ACCEPT, digest=answered.digest, after=None)
    _, (refused,) = check_answers([late], {"Alb000": answered}, at=NOW)
    assert refused.sentence == "maria answered this 2 minutes ago: keep the present name."
    assert refused.question == answered


def test_an_answer_that_is_sent_again_is_no_answer_to_somebody_elses() -> None:
    stored = stored_proposal()
    word = stored_word(stored, "accept")
    question = question_of(replace(stored, last_word=word))
    again = Answer(album_key="Alb000", verdict=Verdict.ACCEPT, digest=question.digest, after=None, id=word.id)
    good, refused = check_answers([again], {"Alb000": question}, at=NOW)
    assert (len(good), refused) == (1, ())


def test_two_answers_to_one_album_are_not_both_stored() -> None:
    question = question_of(stored_proposal())
    answers = [Answer(album_key="Alb000", verdict=verdict) for verdict in (Verdict.ACCEPT, Verdict.KEEP)]
    good, (refused,) = check_answers(answers, {"Alb000": question}, at=NOW)
    assert [answer.verdict for answer in good] == [Verdict.ACCEPT]
    assert refused.sentence == "This album is answered twice."


def test_an_unknown_album_and_one_that_was_renamed_since_are_refused_with_a_sentence() -> None:
    assert check(Answer(album_key="x", verdict=Verdict.KEEP), None) == (
        "albumsync has no proposal for an album with the key 'x'."
    )
    renamed = question_of(stored_proposal(present="Somebody's Name"))
    said = check(Answer(album_key="Alb000", verdict=Verdict.ACCEPT), renamed)
    assert said == "The album is now called “Somebody's Name”; `albumsync plan` proposes anew."


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "A name needs at least one letter or digit."),
        (" - ", "A name needs at least one letter or digit."),
        ("x" * 256, "The name has 256 characters; SmugMug stores at most 255."),
        ("a\x07b", "The name contains a control character."),
        ("Taken", "Another album (K2) has the name “Taken”."),
    ],
)
def test_a_name_that_no_album_can_have_is_refused(name: str, sentence: str) -> None:
    assert name_trouble(name, "K1", {"Taken": "K2", "Own": "K1"}) == sentence
    assert name_trouble("Own", "K1", {"Taken": "K2", "Own": "K1"}) is None


def test_taken_are_present_names_and_names_that_people_gave() -> None:
    stored = stored_proposal("K1")
    other = replace(stored_proposal("K2"), last_word=stored_word(stored_proposal("K2"), "edit"))
    assert taken_names([stored, other]) == {
        stored.present: "K1", other.present: "K2", "Another Name": "K2",
    }  # fmt: skip


def test_an_edit_that_writes_the_proposed_or_the_present_name_is_what_it_says() -> None:
    question = question_of(stored_proposal())
    edit = Answer(album_key="Alb000", verdict=Verdict.EDIT)
    assert settled(replace(edit, name=f" {question.proposed} "), question).verdict is Verdict.ACCEPT
    assert settled(replace(edit, name=question.existing), question).verdict is Verdict.KEEP
    assert settled(replace(edit, name="Else"), question).verdict is Verdict.EDIT


def test_times_are_said_in_words_that_stay_true_for_a_while() -> None:
    gaps = [(20, "just now"), (60, "1 minute ago"), (7300, "2 hours ago"), (90000, "1 day ago")]
    assert [ago(NOW - timedelta(seconds=seconds), NOW) for seconds, _ in gaps] == [words for _, words in gaps]
    assert ago(None, NOW) == "before"
