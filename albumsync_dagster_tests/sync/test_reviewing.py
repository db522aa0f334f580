"""Which proposals are questions, how they are grouped, and which answers fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.naming import CaptureDays, Decision, Doubt, DoubtCode, Fact, PersonsWord, Verdict
from albumsync_dagster.supabase import WITHDRAW, NamedByAPerson, StoredProposal
from albumsync_dagster.sync.new_names import name_trouble, same_name, tidied
from albumsync_dagster.sync.questions import (
    DECIDED,
    GROUP_TEXTS,
    LAPSED,
    NAMED_SINCE,
    UNEXPLAINED,
    Neighbour,
    Question,
    State,
    folder_of,
    group,
    question_of,
    questions_of,
)
from albumsync_dagster.sync.reviewing import (
    Answer,
    Answering,
    Refused,
    ago,
    check,
    check_answers,
    settled,
    spoken,
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
        "No album with the key 'x' has a proposal; `albumsync plan` makes proposals and lists the keys."
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
    assert name_trouble(name, "K1", {"taken": "K2", "own": "K1"}) == sentence
    assert name_trouble("Own", "K1", {"taken": "K2", "own": "K1"}) is None
    # A plan gives only one of two names that differ in case, dashes or blanks.
    assert name_trouble("Harbor–Cup", "K1", {"harbor cup": "K2"}) == "Another album (K2) has the name “Harbor–Cup”."


def test_taken_are_present_names_and_names_that_people_gave() -> None:
    stored = stored_proposal("K1")
    other = replace(stored_proposal("K2"), last_word=stored_word(stored_proposal("K2"), "edit"))
    assert taken_names([stored, other]) == {
        same_name(stored.present): "K1", same_name(other.present): "K2", "another name": "K2",
    }  # fmt: skip


def test_an_edit_that_writes_the_proposed_or_the_present_name_is_what_it_says() -> None:
    question = question_of(stored_proposal())
    edit = Answer(album_key="Alb000", verdict=Verdict.EDIT)
    assert settled(replace(edit, name=f" {question.proposed} "), question).verdict is Verdict.ACCEPT
    assert settled(replace(edit, name=question.existing), question).verdict is Verdict.KEEP
    assert settled(replace(edit, name="Else"), question).verdict is Verdict.EDIT


def test_times_are_said_in_words_that_stay_true_for_a_while() -> None:
    gaps = [
        (-90, "just now"), (0, "just now"), (59, "just now"), (60, "1 minute ago"), (119, "1 minute ago"),
        (120, "2 minutes ago"), (3599, "59 minutes ago"), (3600, "1 hour ago"), (7300, "2 hours ago"),
        (86399, "23 hours ago"), (86400, "1 day ago"), (90000, "1 day ago"), (172800, "2 days ago"),
    ]  # fmt: skip
    assert [ago(NOW - timedelta(seconds=seconds), NOW) for seconds, _ in gaps] == [words for _, words in gaps]
    assert ago(None, NOW) == "before"


def asked(**changes: Any) -> Question:
    """The question about one album; any field of it or of its proposal may be another one."""
    return question_of(stored_proposal(**changes))


def near(key: str, *accounts: StoredProposal) -> list[tuple[str, int]]:
    """(album key, photos of that day) of the neighbours of one of these albums."""
    (question,) = (each for each in questions_of(accounts) if each.album_key == key)
    return [(neighbour.album_key, neighbour.photos) for neighbour in question.same_day]


def taken_on(key: str, *days: date, photos: int = 5, videos: int = 0) -> StoredProposal:
    filmed = dict.fromkeys(days, videos) if videos else {}
    return stored_proposal(key, capture=CaptureDays(days=dict.fromkeys(days, photos), video_days=filmed))


def test_a_question_carries_everything_that_a_person_decides_from() -> None:
    fact = Fact(fact="sport_type", value="Soccer", source="album_enrichment")
    stored = stored_proposal(facts=(fact,), named=NamedByAPerson(at=NOW, before="Before"))
    proposal = stored.proposal
    question = question_of(replace(stored, last_word=stored_word(stored, "later")))
    assert (question.existing, question.proposed, question.present) == (
        proposal.existing,
        proposal.proposed,
        stored.present,
    )
    assert (question.drift, question.doubts, question.reasons) == (50, proposal.doubts, proposal.reasons)
    assert (question.confidence, question.digest, question.facts) == (0.6, proposal.digest, (fact,))
    assert (question.capture, question.rows, question.thumbnails) == (stored.capture, 12, stored.thumbnails)
    assert (question.web_uri, question.folder) == ("https://photos.example.com/Alb000", "/Sports")
    assert (question.named_at, question.same_day) == (NOW, ())
    assert question.word is not None
    assert question.word.verdict is Verdict.LATER


def test_the_folder_of_an_album_at_the_top_is_the_root() -> None:
    paths = ["/Sports/2025/Harbor-Cup", "/Harbor-Cup", "", None]
    assert [folder_of(path) for path in paths] == ["/Sports/2025", "/", "/", "/"]


def test_an_answer_is_taken_back_only_where_there_is_one() -> None:
    withdraw = Answer(album_key="Alb000", verdict=WITHDRAW)
    stored = stored_proposal()
    assert check(withdraw, question_of(stored)) == "This album has no answer to take back."
    assert check(withdraw, question_of(replace(stored, last_word=stored_word(stored, "keep")))) is None
    # A name that was typed in SmugMug is an answer too: taken back, it is renamed like any other.
    assert check(withdraw, question_of(replace(stored, named=NamedByAPerson(at=NOW, before="Before")))) is None


def test_an_answer_to_another_proposal_is_refused_with_the_present_one() -> None:
    question = asked()
    stale = Answer(album_key="Alb000", verdict=Verdict.ACCEPT, digest="0" * 64)
    assert check(stale, question) == (
        f"The proposal changed: it is now “{question.proposed}” for the present name “{question.existing}”."
    )
    assert check(replace(stale, digest=question.digest), question) is None
    assert check(replace(stale, digest=None), question) is None


def test_an_acceptance_that_names_another_name_than_the_proposed_one_is_refused() -> None:
    question = asked()
    accept = Answer(album_key="Alb000", verdict=Verdict.ACCEPT)
    assert check(replace(accept, name=question.proposed), question) is None
    assert check(replace(accept, name=question.existing), question) == (
        f"Accepted was “{question.existing}”, but the proposal is “{question.proposed}”."
    )


@pytest.mark.parametrize("verdict", [Verdict.KEEP, Verdict.LOCK])
def test_a_name_to_keep_that_is_not_the_present_one_is_refused(verdict: Verdict) -> None:
    question = asked()
    keep = Answer(album_key="Alb000", verdict=verdict)
    assert check(keep, question) is None
    assert check(replace(keep, name=question.existing), question) is None
    assert check(replace(keep, name=question.proposed), question) == (
        f"The name to keep was “{question.proposed}”, but the album is now called “{question.existing}”."
    )


def test_putting_an_album_off_needs_no_name() -> None:
    assert check(Answer(album_key="Alb000", verdict=Verdict.LATER, name="Anything"), asked()) is None


def test_an_edit_without_a_name_is_refused() -> None:
    question = asked(existing="")
    edit = Answer(album_key="Alb000", verdict=Verdict.EDIT)
    good, (refused,) = check_answers([edit], {"Alb000": question}, at=NOW)
    assert (good, refused.sentence) == ((), "A name needs at least one letter or digit.")


def test_an_edit_may_take_no_name_that_another_album_has() -> None:
    question = asked()
    edit = Answer(album_key="Alb000", verdict=Verdict.EDIT, name="The Final")
    questions = {"Alb000": question}
    assert check_answers([edit], questions, at=NOW, taken={"the final": "Alb000"}) == ((edit,), ())
    good, (refused,) = check_answers([edit], questions, at=NOW, taken={"the final": "Alb001"})
    assert good == ()
    assert refused == Refused(
        answer=edit, sentence="Another album (Alb001) has the name “The Final”.", question=question
    )


def test_of_two_albums_that_are_given_one_name_together_the_first_gets_it() -> None:
    questions = {key: question_of(stored_proposal(key)) for key in ("Alb000", "Alb001")}
    edits = [Answer(album_key=key, verdict=Verdict.EDIT, name="The  Final") for key in questions]
    good, (refused,) = check_answers(edits, questions, at=NOW)
    assert good == (edits[0],)
    assert refused.sentence == "Another album (Alb000) has the name “The Final”."


@pytest.mark.parametrize("verdict", list(Verdict))
def test_an_album_that_smugmug_no_longer_lists_takes_no_answer(verdict: Verdict) -> None:
    question = question_of(stored_proposal(missing=True))
    answer = Answer(album_key="Alb000", verdict=verdict, name="The Final" if verdict is Verdict.EDIT else None)
    good, (refused,) = check_answers([answer], {"Alb000": question}, at=NOW)
    assert (good, refused.sentence) == ((), "SmugMug no longer lists this album.")


@pytest.mark.parametrize("name", ["x" * 255, "7", "Ä", "  spaced   out  "])
def test_a_name_that_smugmug_can_store_is_accepted(name: str) -> None:
    assert name_trouble(name, "K1") is None


@pytest.mark.parametrize("letter", ["\x00", "\x7f", "\x9b", "\ud800"])
def test_a_control_character_or_half_a_letter_is_refused(letter: str) -> None:
    assert name_trouble(f"a{letter}b", "K1") == "The name contains a control character."


def test_an_edit_is_compared_with_the_names_as_smugmug_stores_them() -> None:
    question = asked()
    edit = Answer(album_key="Alb000", verdict=Verdict.EDIT, name=f"  {question.existing} ")
    assert settled(edit, question) == replace(edit, verdict=Verdict.KEEP, name=question.existing)
    blanks = replace(question, existing=f"{question.existing} ".replace(" ", "  "))
    assert settled(edit, blanks).verdict is Verdict.KEEP
    edit = replace(edit, name=f"{question.proposed}\u00a0")
    assert settled(edit, question) == replace(edit, verdict=Verdict.ACCEPT, name=question.proposed)
    # Only an edit writes a name: any other answer stays as it was given.
    kept = Answer(album_key="Alb000", verdict=Verdict.ACCEPT, name=question.existing)
    assert settled(kept, question) == kept


def test_an_edit_to_the_proposed_name_is_stored_as_an_acceptance() -> None:
    question = asked()
    edit = Answer(album_key="Alb000", verdict=Verdict.EDIT, name=question.proposed)
    # The proposed name may be taken by the album that the proposal waits for.
    ((answer,), refused) = check_answers(
        [edit], {"Alb000": question}, at=NOW, taken={same_name(question.proposed): "Alb001"}
    )
    assert (answer.verdict, answer.id, refused) == (Verdict.ACCEPT, edit.id, ())


def test_every_answer_becomes_the_row_that_it_means() -> None:
    question = asked()
    named = {
        Verdict.ACCEPT: question.proposed, Verdict.EDIT: "The Final", Verdict.KEEP: question.existing,
        Verdict.LOCK: question.existing, Verdict.LATER: None, WITHDRAW: None,
    }  # fmt: skip
    for verdict in VERDICTS:
        answer = Answer(album_key="Alb000", verdict=verdict, name=" The  Final ", after="before", note="by phone")
        row = word_of(answer, question, decided_by="maria")
        assert (row.album_key, row.verdict, row.name) == ("Alb000", str(verdict), named[verdict])
        assert row.digest == (None if verdict in (Verdict.LATER, WITHDRAW) else question.digest)
        assert (row.decided_by, row.note, row.id, row.after) == ("maria", "by phone", answer.id, "before")


def test_a_decision_is_told_in_plain_english() -> None:
    words = {verdict: PersonsWord(verdict=verdict, name="The Final") for verdict in Verdict}
    assert {verdict: spoken(word) for verdict, word in words.items()} == {
        Verdict.ACCEPT: "accept “The Final”",
        Verdict.EDIT: "name it “The Final”",
        Verdict.KEEP: "keep the present name",
        Verdict.LOCK: "lock the present name",
        Verdict.LATER: "decide later",
    }


def test_an_answer_that_comes_after_anothers_is_told_whose_and_when() -> None:
    stored = stored_proposal()

    def said(word: Any) -> str:
        late = Answer(album_key="Alb000", verdict=Verdict.ACCEPT, after="an older one")
        question = question_of(replace(stored, last_word=word))
        good, (refused,) = check_answers([late], {"Alb000": question}, at=NOW)
        assert (good, refused.answer) == ((), late)
        return refused.sentence

    word = stored_word(stored, "edit", decided_by="", decided_at=NOW - timedelta(hours=1))
    assert said(word) == "Somebody answered this 1 hour ago: name it “Another Name”."
    assert said(stored_word(stored, WITHDRAW)) == "The answer to this album was taken back."


@pytest.mark.parametrize(("taken_as", "photos"), [({"photos": 5}, 5), ({"photos": 5, "videos": 2}, 7)])
def test_neighbours_come_with_their_photos_and_videos_of_that_day(taken_as: dict[str, int], photos: int) -> None:
    (question,) = (
        each for each in questions_of([taken_on("A", DAY), taken_on("B", DAY, **taken_as)]) if each.album_key == "A"
    )
    assert question.same_day == (Neighbour(album_key="B", name="B Lakeside vs Mercer - May 3", day=DAY, photos=photos),)


def test_an_album_of_videos_alone_has_neighbours() -> None:
    filmed = stored_proposal("A", capture=CaptureDays(video_days={DAY: 3}))
    assert near("A", filmed, taken_on("B", DAY)) == [("B", 5)]
    assert near("B", filmed, taken_on("B", DAY)) == [("A", 3)]


def test_neighbours_of_an_album_of_several_days_are_those_of_its_first_and_last_day() -> None:
    days = [DAY + timedelta(days=number) for number in range(-2, 5)]
    before, first, _, middle, _, last, after = (taken_on(f"K{number}", day) for number, day in enumerate(days))
    trip = taken_on("A", days[1], days[2], days[3], days[5])
    found = near("A", trip, before, first, middle, last, after)
    assert [key for key, _ in found] == ["K1", "K5", "K0", "K6"]


def test_an_album_of_more_than_a_week_is_nobodys_neighbour() -> None:
    week = [DAY + timedelta(days=number) for number in range(8)]
    assert near("A", taken_on("A", DAY), taken_on("B", *week[:7])) == [("B", 5)]
    assert near("A", taken_on("A", DAY), taken_on("B", *week)) == []


def test_an_album_without_capture_days_has_no_neighbours() -> None:
    assert near("A", stored_proposal("A", capture=None), taken_on("B", DAY)) == []
    assert near("A", stored_proposal("A", capture=CaptureDays(undated=4)), taken_on("B", DAY)) == []


def test_at_most_five_neighbours_are_shown_those_of_the_same_day_first() -> None:
    others = [taken_on(f"K{number}", DAY) for number in range(4)]
    after = [taken_on(f"L{number}", DAY + timedelta(days=1)) for number in range(4)]
    found = near("A", taken_on("A", DAY), *after, *others)
    assert [key for key, _ in found] == ["K0", "K1", "K2", "K3", "L0"]


def test_the_first_and_the_last_day_of_the_calendar_have_neighbours_on_one_side() -> None:
    one = timedelta(days=1)
    for edge, inside in ((date.min, date.min + one), (date.max, date.max - one)):
        assert near("A", taken_on("A", edge), taken_on("B", inside)) == [("B", 5)]
        assert near("B", taken_on("A", edge), taken_on("B", inside)) == [("A", 5)]


def doubted(key: str, *codes: DoubtCode, **changes: Any) -> StoredProposal:
    return stored_proposal(key, doubts=tuple(Doubt(code, "Because.") for code in codes), **changes)


def test_the_largest_group_comes_first_and_equal_ones_in_the_order_in_which_doubts_are_settled() -> None:
    account = [
        doubted("K0", DoubtCode.PHOTOS_UNREAD),
        doubted("K1", DoubtCode.TAKEN_BACK),
        doubted("K2", DoubtCode.NO_DATE, confidence=0.5),
        doubted("K3", DoubtCode.NO_DATE, confidence=0.2),
        doubted("K4", existing="B"),
        doubted("K5", existing="A"),
        doubted("K6", DoubtCode.ONLY_A_DATE),
    ]
    groups = group(questions_of(account))
    found = [(each.key, [question.album_key for question in each.questions]) for each in groups]
    assert found == [
        ("no_date", ["K3", "K2"]),
        (UNEXPLAINED, ["K5", "K4"]),
        ("taken_back", ["K1"]),
        ("only_a_date", ["K6"]),
        ("photos_unread", ["K0"]),
    ]
    assert (groups[2].title, groups[2].about) == (
        "A name that was taken back",
        "A person undid this name before.",
    )


def test_equally_certain_questions_with_one_name_are_in_the_order_of_their_keys() -> None:
    account = [doubted(key, DoubtCode.NO_DATE, existing="One Name") for key in ("K2", "K0", "K1")]
    (only,) = group(questions_of(account))
    assert [question.album_key for question in only.questions] == ["K0", "K1", "K2"]


def test_a_protected_name_that_drifts_by_more_than_twenty_is_asked_about() -> None:
    def protected(drift: int, **changes: Any) -> StoredProposal:
        return stored_proposal(decision=Decision.PROTECTED, drift=drift, **changes)

    assert [len(questions_of([protected(drift)])) for drift in (20, 21)] == [0, 1]
    assert [len(questions_of([protected(drift)], drift_threshold=30)) for drift in (30, 31)] == [0, 1]
    # The name is canonical already, whatever its drift.
    assert questions_of([protected(50, proposed=asked().existing)]) == ()


def test_an_edit_lapses_where_another_album_has_the_name_or_a_newer_one_was_typed_in_smugmug() -> None:
    stored = stored_proposal()
    word = stored_word(stored, "edit")
    decided_at: datetime = word.decided_at
    edited = replace(stored, last_word=word)
    assert question_of(edited).state is State.ANSWERED
    held = replace(edited, proposal=replace(stored.proposal, proposed="Another Name"))
    assert question_of(held).state is State.LAPSED
    on_its_way = replace(held, proposal=replace(held.proposal, decision=Decision.RENAME))
    assert question_of(on_its_way).state is State.ANSWERED
    typed = {moment: replace(edited, named=NamedByAPerson(at=moment, before="B")) for moment in (decided_at, NOW)}
    assert {moment: question_of(each).state for moment, each in typed.items()} == {
        decided_at: State.ANSWERED, NOW: State.LAPSED,
    }  # fmt: skip


def test_an_acceptance_lasts_while_its_name_is_given_or_on_its_way() -> None:
    stored = stored_proposal()
    accepted = replace(stored, last_word=stored_word(stored, "accept", digest="0" * 64))
    assert question_of(accepted).state is State.LAPSED
    assert question_of(replace(accepted, proposal=replace(stored.proposal, decision=Decision.RENAME))).is_open is False
    given = replace(accepted, last_word=stored_word(stored, "accept", digest="0" * 64, name=stored.proposal.existing))
    assert question_of(given).state is State.ANSWERED


def test_keeping_a_name_lapses_when_the_album_has_another_one() -> None:
    stored = stored_proposal()
    kept = replace(stored, last_word=stored_word(stored, "keep", name="An Older Name"))
    assert question_of(kept).state is State.LAPSED
    assert question_of(replace(kept, last_word=stored_word(stored, "keep", name=None))).state is State.ANSWERED
    # A lock holds the album, whatever its name is.
    assert question_of(replace(kept, last_word=stored_word(stored, "lock", name="An Older Name"))).is_open is False


def test_an_answer_that_was_taken_back_takes_no_name() -> None:
    withdrawn = stored_word(stored_proposal("K1"), WITHDRAW)
    assert taken_names([replace(stored_proposal("K1"), last_word=withdrawn)]) == {
        same_name(asked(key="K1").existing): "K1"
    }
    assert taken_names([]) == {}


def test_of_two_albums_with_one_name_the_first_is_its_holder() -> None:
    first, second = stored_proposal("K1", existing="One Name"), stored_proposal("K2", existing="One Name")
    given = replace(stored_proposal("K3"), last_word=stored_word(stored_proposal("K3"), "edit", name="One Name"))
    assert taken_names([first, second, given])["one name"] == "K1"
