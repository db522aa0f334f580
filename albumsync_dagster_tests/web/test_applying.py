"""Apply on the page: the plan, a run that is watched, stopped, broken and undone."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from albumsync_dagster.naming import Verdict
from albumsync_dagster.sync.healing import heal
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.reviewing import Answer, store
from albumsync_dagster.web.desk import STEP, Desk
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import violations
from albumsync_dagster_tests.support.trap import Call, Fault, Moment, Trap
from albumsync_dagster_tests.web.conftest import ASKED, Browser, Review, options
from albumsync_sandbox.smugmug import FaultKind


@dataclass(slots=True)
class Gone(Trap):
    """The faulty server answers until something was renamed, and never again."""

    after: list[str] = field(default_factory=list)

    def _fault_for(self, call: Call) -> Fault | None:
        assert self.fault is not None
        return self.fault if self.after and call.server in self.fault.servers else None


def decided(browser: Browser, *, edited: int = 1) -> list[dict[str, Any]]:
    """Answer every question: some with another name, the others as proposed."""
    questions = browser.questions()
    assert len(questions) == ASKED
    for number, question in enumerate(questions):
        if number < edited:
            assert browser.answer(question, "edit", f"Another Name {number}").json()["refused"] == []
        else:
            assert browser.answer(question, "accept").json()["refused"] == []
    return questions


def watched(browser: Browser) -> dict[str, Any]:
    """Ask for the progress until the run has ended; all results in one list."""
    results: list[dict[str, Any]] = []
    while True:
        job: dict[str, Any] = browser.get(f"/api/run?from={len(results)}").json()
        results += job["results"]
        if job["ended"]:
            return job | {"results": results}
        time.sleep(0.05)


def test_what_was_decided_is_renamed_on_both_sides_with_the_person_in_the_journal(review: Review) -> None:
    browser = review.browser()
    decided(browser)
    plan = browser.post("/api/plan", {}).json()
    assert (len(plan["albums"]), plan["edited"], plan["open"]) == (ASKED, 1, 0)
    assert browser.post("/api/run", {"run": plan["run"]}).status_code == 200
    job = watched(browser)
    assert (job["error"], job["kinds"], job["rows"]) == (None, {"renamed": ASKED}, 3 * ASKED)
    assert all(result["verified"] for result in job["results"])
    truth = review.servers.truth()
    wanted = {album["k"]: album["p"] for album in plan["albums"]}
    for key, name in wanted.items():
        assert (truth.albums[key].name, set(truth.albums[key].rows)) == (name, {name})
    assert {line.reason for line in truth.journal} == {"decision"}
    by = review.servers.connection.execute("select distinct changed_by from public.album_name_changes").fetchall()
    assert by == [("sam",)]
    assert browser.questions() == []


def test_the_whole_run_can_be_undone_on_the_page(review: Review) -> None:
    browser = review.browser()
    before = review.servers.truth().albums
    decided(browser)
    plan = browser.post("/api/plan", {}).json()
    browser.post("/api/run", {"run": plan["run"]})
    watched(browser)
    runs = browser.get("/api/history").json()["runs"]
    assert [(run["run"], run["undo"], len(run["albums"])) for run in runs] == [(plan["run"], False, ASKED)]
    assert browser.post("/api/undo", {"run": plan["run"]}).json()["undoes"] is True
    job = watched(browser)
    assert job["kinds"] == {"renamed": ASKED}
    assert review.servers.truth().albums == before


def test_an_album_is_asked_about_again_once_the_answer_of_an_undo_is_taken_back(review: Review) -> None:
    browser = review.browser()
    decided(browser, edited=0)
    plan = browser.post("/api/plan", {}).json()
    browser.post("/api/run", {"run": plan["run"]})
    watched(browser)
    browser.post("/api/undo", {"run": plan["run"]})
    watched(browser)
    assert browser.questions() == []
    kept = next(word for word in browser.get("/api/history").json()["words"] if word["v"] == "keep")
    question = {"k": kept["k"], "d": None, "w": kept["w"]}
    assert browser.answer(question, "withdraw").json()["refused"] == []
    (again,) = browser.questions()
    assert (again["k"], again["a"]) == (kept["k"], None)


def test_a_plan_is_applied_once_and_only_the_one_that_was_shown(review: Review) -> None:
    browser = review.browser()
    decided(browser)
    assert browser.post("/api/run", {"run": "another"}).status_code == 409
    plan = browser.post("/api/plan", {}).json()
    assert browser.post("/api/run", {"run": plan["run"]}).status_code == 200
    watched(browser)
    again = browser.post("/api/run", {"run": plan["run"]})
    assert again.status_code == 409
    assert again.json()["error"] == "This plan was applied already or is too old. Look at the plan again."


def test_a_run_that_is_stopped_leaves_the_rest_for_the_next(review: Review) -> None:
    browser = review.browser()
    decided(browser)
    plan = browser.post("/api/plan", {}).json()

    def stops_at_the_first_rename(call: Call, moment: Moment) -> None:
        if call.method == "PATCH":
            assert browser.post("/api/stop", {}).status_code == 200

    review.servers.set_trap(Trap(on_call=stops_at_the_first_rename))
    browser.post("/api/run", {"run": plan["run"]})
    job = watched(browser)
    assert (job["stopping"], job["kinds"]) == (True, {"renamed": STEP})
    review.servers.set_trap(Trap())
    rest = browser.post("/api/plan", {}).json()
    assert len(rest["albums"]) == ASKED - STEP


def test_an_album_that_smugmug_will_not_rename_now_stops_no_other_and_is_finished_by_the_next_run(
    review: Review,
) -> None:
    browser = review.browser()
    key = decided(browser)[3]["k"]
    faults = review.servers.simulator.faults
    faults.inject(FaultKind.UNAVAILABLE, method="PATCH", album_key=key, times=None)
    plan = browser.post("/api/plan", {}).json()
    browser.post("/api/run", {"run": plan["run"]})
    job = watched(browser)
    assert (job["kinds"]["renamed"], job["kinds"]["unfinished"], job["own"]) == (ASKED - 1, 1, ASKED - 1)
    faults.clear()
    again = browser.post("/api/plan", {}).json()
    browser.post("/api/run", {"run": again["run"]})
    job = watched(browser)
    # What was finished for the run before is taken back with that one: the page counted it as its own.
    assert (job["kinds"], job["own"]) == ({"renamed": 1}, 0)
    truth = review.servers.truth()
    assert violations(truth, truth, list(truth.albums)) == []


def test_a_database_that_goes_away_ends_the_run_with_a_sentence_and_loses_nothing(review: Review) -> None:
    browser = review.browser()
    decided(browser)
    plan = browser.post("/api/plan", {}).json()
    gone = Fault("gone", Moment.BEFORE, dropped=True, servers=frozenset({"supabase"}))
    renames: list[str] = []

    def counts(call: Call, moment: Moment) -> None:
        if call.method == "PATCH" and moment is Moment.AFTER:
            renames.append(call.path)

    review.servers.set_trap(Gone(on_call=counts, fault=gone, after=renames))
    browser.post("/api/run", {"run": plan["run"]})
    job = watched(browser)
    assert job["error"] is not None
    assert job["error"].endswith(".")
    review.servers.set_trap(Trap())
    with review.servers.systems() as systems:
        finish_open_changes(systems, new_run("recover"))
    truth = review.servers.truth()
    assert all(set(album.rows) == {album.name} for album in truth.albums.values())


def test_nothing_is_renamed_before_apply(review: Review) -> None:
    before = review.servers.truth()
    decided(review.browser())
    assert review.servers.truth() == before


def test_an_album_that_somebody_renamed_meanwhile_is_left_alone(review: Review) -> None:
    browser = review.browser()
    questions = decided(browser, edited=0)
    plan = browser.post("/api/plan", {}).json()
    key = questions[0]["k"]
    with review.servers.systems() as others:
        others.smugmug.rename(key, "Somebody's Name", expected=others.smugmug.album(key))
    browser.post("/api/run", {"run": plan["run"]})
    job = watched(browser)
    assert (job["kinds"]["renamed"], job["kinds"]["conflict"]) == (ASKED - 1, 1)
    assert review.servers.truth().albums[key].name == "Somebody's Name"


def test_kept_locked_and_put_off_albums_are_no_part_of_the_plan(review: Review) -> None:
    browser = review.browser()
    for question, verdict in zip(browser.questions(), ["keep", "lock", "later"], strict=False):
        browser.answer(question, verdict)
    plan = browser.post("/api/plan", {}).json()
    assert (plan["albums"], plan["kept"], plan["locked"]) == ([], 1, 1)
    assert plan["open"] == ASKED - 2


def test_an_answer_that_was_taken_back_is_asked_again(review: Review) -> None:
    browser = review.browser()
    question = browser.questions()[0]
    word = browser.answer(question, "accept").json()["stored"][0]["id"]
    answer = browser.answer(question, "withdraw", digest=None, after=word).json()
    assert answer["questions"][question["k"]]["a"] is None
    assert browser.post("/api/plan", {}).json()["albums"] == []
    assert [verdict for _, verdict, _, _ in review.words()] == ["accept", "withdraw"]


def test_all_names_are_found_by_search_and_decision(review: Review) -> None:
    browser = review.browser()
    found = browser.get("/api/names?search=mercer").json()
    assert (found["all"], found["counts"]["review"]) == (ASKED, ASKED)
    assert browser.get("/api/names?decision=rename").json()["all"] == 1
    assert browser.get("/api/names?search=nowhere").json()["names"] == []
    assert browser.get("/api/names?from=-1").status_code == 400


def test_all_names_stand_in_the_order_of_the_alphabet(review: Review) -> None:
    names = [each["e"] for each in review.browser().get("/api/names").json()["names"]]
    assert names == sorted(names, key=str.casefold)


def test_the_history_says_of_photo_rows_that_were_healed_that_no_album_was_renamed(review: Review) -> None:
    review.servers.connection.execute("update photo_metadata set album_name = 'Old' where album_key = 'Ask000'")
    heal(review.systems, new_run("heal"))
    (run,) = review.browser().get("/api/history").json()["runs"]
    assert {album["heal"] for album in run["albums"]} == {True}


def test_the_history_shows_what_somebody_answered_elsewhere(review: Review) -> None:
    browser = review.browser()
    keep = Answer(album_key="Ask001", verdict=Verdict.KEEP)
    store(review.systems.supabase, [keep], decided_by="kim", at=datetime.now(UTC))
    assert [(word["k"], word["by"]) for word in browser.get("/api/history").json()["words"]] == [("Ask001", "kim")]


def test_two_people_on_two_pages_give_two_albums_no_one_name(review: Review) -> None:
    browser = review.browser()
    first, second = browser.questions()[:2]
    # The other page is another process; this one has not read the account since.
    other = Desk(review.systems, options, lambda: new_run("other"), decided_by="kim")
    edit = Answer(album_key=first["k"], verdict=Verdict.EDIT, name="The Final", digest=first["d"])
    assert other.answer([edit])[0].refused == ()
    (refused,) = browser.answer(second, "edit", "The Final").json()["refused"]
    assert refused["why"] == f"Another album ({first['k']}) has the name “The Final”."
