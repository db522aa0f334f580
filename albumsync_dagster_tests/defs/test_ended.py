"""Which failures of runs stand: each is told once, and is over with the success of the same album or job."""

from __future__ import annotations

from albumsync_dagster.defs.ended import ALL_ALBUMS, Ended, Standing, album_subject, follow, job_subject

A, B = album_subject("album_renames", "A"), album_subject("album_renames", "B")
VERIFY = job_subject("verify_names")


def ended(run_id: str, *, failed: set[str] = frozenset(), succeeded: set[str] = frozenset()) -> Ended:  # type: ignore[assignment]
    return Ended(run_id=run_id, what="a run", failed=frozenset(failed), succeeded=frozenset(succeeded))


def test_the_success_of_another_album_or_job_does_not_end_an_alert() -> None:
    first = follow({}, [ended("1", failed={A})])
    assert [alert.key for alert in first.begun] == ["failed_run:album_renames:A"]
    assert first.begun[0].fix.endswith("Run 1")
    second = follow(first.standing, [ended("2", succeeded={B, VERIFY})])
    assert (second.begun, second.resolved) == ((), ())
    third = follow(second.standing, [ended("3", succeeded={A})])
    assert (third.resolved, third.standing) == (("failed_run:album_renames:A",), {})


def test_a_failure_that_stands_is_told_once() -> None:
    first = follow({}, [ended("1", failed={A, VERIFY}), ended("2", failed={A})])
    assert len(first.begun) == 2
    assert follow(first.standing, [ended("3", failed={A})]).begun == ()


def test_a_failure_and_its_success_between_two_looks_are_both_told() -> None:
    both = follow({}, [ended("1", failed={VERIFY}), ended("2", succeeded={VERIFY})])
    assert [alert.key for alert in both.begun] == list(both.resolved) == ["failed_run:verify_names"]
    assert both.standing == {}


def test_a_success_and_then_a_failure_stands() -> None:
    standing = {A: Standing(run_id="0", what="a run")}
    again = follow(standing, [ended("1", succeeded={A}), ended("2", failed={A})])
    assert (again.resolved, set(again.standing)) == ((), {A})


def test_a_good_sync_of_the_whole_account_ends_the_alerts_about_albums_alone() -> None:
    first = follow({}, [ended("1", failed={A, B, VERIFY})])
    after = follow(first.standing, [ended("2", succeeded={ALL_ALBUMS})])
    assert set(after.standing) == {VERIFY}
    assert len(after.resolved) == 2
