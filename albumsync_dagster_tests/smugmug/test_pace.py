"""Pace in virtual time, against a server that counts exactly and tells of it as front ends do."""

from __future__ import annotations

import math
from collections import deque
from contextlib import ExitStack
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.smugmug import SmugMugLimited
from albumsync_dagster.smugmug.pace import Pace
from albumsync_dagster_tests.smugmug.virtual import VirtualTime
from albumsync_sandbox.smugmug.limits import UNEQUAL_FRONT_ENDS, FrontEnd, RateLimit, RateLimiter

EXACT = (FrontEnd(),)


def pace(time: VirtualTime, requests_per_second: float = 50, patience: float = 120) -> Pace:
    return Pace(requests_per_second, patience=patience, clock=time.clock, sleep=time.sleep)


class Server:
    """A window limit, and clients whose requests are under way for a while."""

    def __init__(self, limit: RateLimit, time: VirtualTime, *, threads: int, epoch: float = 0.0) -> None:
        self.limiter = RateLimiter(limit)
        self.time = time
        self.threads = threads
        self.epoch = epoch
        self.under_way: deque[tuple[ExitStack, object, int, float]] = deque()
        self.refused_at: list[float] = []
        self.started_at: list[float] = []

    def request(self, pace: Pace) -> None:
        """Starts a request; the oldest one is answered when every thread has one."""
        turn = ExitStack()
        window = turn.enter_context(pace.turn())
        now = self.time.clock() + self.epoch
        self.started_at.append(now)
        allowance = self.limiter.take("us", now)
        if not allowance.allowed:
            self.refused_at.append(now)
            pace.hold(allowance.retry_after)
            turn.close()
            return
        self.under_way.append((turn, window, allowance.remaining, allowance.reset - self.epoch))
        if len(self.under_way) >= self.threads:
            oldest, its_window, remaining, ends_at = self.under_way.popleft()
            pace.learn(its_window, remaining, ends_at)  # type: ignore[arg-type]
            oldest.close()

    def share_used(self, limit: RateLimit, skip: int = 1) -> float:
        """The share of what the windows allowed, in the time from the first of them to the last."""
        windows = self.limiter.windows()[skip:]
        used = sum(window.used for window in windows[:-1])
        time = windows[-1].opened - windows[0].opened
        return used / (limit.requests * time / limit.seconds)


def test_requests_are_evenly_spaced_and_never_faster_than_set(time: VirtualTime) -> None:
    slow = pace(time, requests_per_second=1)
    started = []
    for _ in range(10):
        with slow.turn():
            started.append(time.clock())
    assert [round(after - before, 6) for before, after in pairwise(started)] == [1.0] * 9
    assert slow.waited == pytest.approx(9)


@pytest.mark.parametrize("threads", [1, 4, 16])
@pytest.mark.parametrize("front_ends", [EXACT, UNEQUAL_FRONT_ENDS], ids=["exact", "unequal"])
def test_a_window_is_used_up_and_never_overdrawn(
    time: VirtualTime, threads: int, front_ends: tuple[FrontEnd, ...]
) -> None:
    limit = RateLimit(200, 10, front_ends)
    server, ours = Server(limit, time, threads=threads), pace(time)
    for _ in range(2_000):
        server.request(ours)
    assert server.refused_at == []
    assert server.share_used(limit) >= (0.95 if threads <= 4 else 0.9)


@pytest.mark.parametrize("requests_per_second", [20, 21, 25, 33, 50])
def test_the_window_is_used_whatever_the_pace_is_set_to(time: VirtualTime, requests_per_second: int) -> None:
    limit = RateLimit(200, 10, EXACT)
    server, ours = Server(limit, time, threads=4), pace(time, requests_per_second)
    for _ in range(1_500):
        server.request(ours)
    assert server.refused_at == []
    assert server.share_used(limit) >= 0.95


def test_a_server_that_rounds_the_end_of_its_window_down_is_overdrawn_once(time: VirtualTime) -> None:
    # Its windows end between two seconds; the announced end is up to a second too early.
    limit = RateLimit(200, 10, (FrontEnd(reset_seconds=-1),))
    server, ours = Server(limit, time, threads=4, epoch=0.5), pace(time)
    for _ in range(3_000):
        server.request(ours)
    assert len([at for at in server.refused_at if at > server.started_at[300]]) <= 4
    assert server.share_used(limit) >= 0.9


@given(
    requests=st.integers(60, 400),
    seconds=st.integers(5, 60),
    threads=st.integers(1, 4),
    rate=st.floats(1, 50),
    off=st.lists(st.integers(-20, 20), min_size=2, max_size=2),
    late=st.lists(st.integers(0, 600), min_size=2, max_size=2),
)
def test_under_any_limit_the_pace_is_kept_and_refusals_do_not_last(
    requests: int, seconds: int, threads: int, rate: float, off: list[int], late: list[int]
) -> None:
    time = VirtualTime()
    front_ends = (FrontEnd(), FrontEnd(min(off), min(late)), FrontEnd(), FrontEnd(max(off), max(late)), FrontEnd())
    server = Server(RateLimit(requests, seconds, front_ends), time, threads=threads)
    ours = pace(time, rate)
    for _ in range(800):
        server.request(ours)
    gaps = [after - before for before, after in pairwise(server.started_at)]
    assert min(gaps) >= 1 / rate - 1e-9
    assert len(server.refused_at) <= threads


def test_the_last_tenth_is_spread_over_the_rest_of_the_window(time: VirtualTime) -> None:
    ours = pace(time)
    with ours.turn() as window:
        ours.learn(window, 99, time.clock() + 60)
    for _ in range(89):
        with ours.turn():
            pass
    before = time.clock()
    with ours.turn():
        pass
    with ours.turn():
        pass
    assert time.clock() - before > 5


def test_an_announcement_delays_a_request_no_longer_than_patience(time: VirtualTime) -> None:
    ours = pace(time, patience=30)
    with ours.turn() as window:
        ours.learn(window, 0, time.clock() + 1_700)
    before = time.clock()
    with ours.turn():
        pass
    assert time.clock() - before == pytest.approx(30, abs=0.1)


def test_a_verdict_longer_than_patience_is_raised_and_a_shorter_one_is_kept(time: VirtualTime) -> None:
    ours = pace(time, patience=30)
    ours.hold(20)
    before = time.clock()
    with ours.turn():
        assert time.clock() - before == pytest.approx(20)
    ours.hold(31)
    with pytest.raises(SmugMugLimited, match="31 seconds"), ours.turn():
        pass


def test_an_announcement_that_is_over_changes_nothing(time: VirtualTime) -> None:
    ours = pace(time)
    with ours.turn() as window:
        ours.learn(window, 0, time.clock() - 1)
        ours.learn(window, 0, -math.inf)
    with ours.turn():
        pass
    assert time.slept == pytest.approx(0.02)


def test_an_answer_of_the_window_before_does_not_count_in_the_next(time: VirtualTime) -> None:
    ours = pace(time)
    with ours.turn() as late:
        with ours.turn() as window:
            ours.learn(window, 0, time.clock() + 5)
        with ours.turn():
            pass
        ours.learn(late, 0, time.clock() + 500)
    before = time.clock()
    with ours.turn():
        pass
    assert time.clock() - before < 1


class Row:
    """The turns of an account as the database keeps them, for processes whose clocks are the same virtual one."""

    def __init__(self, time: VirtualTime) -> None:
        self.time = time
        self.next_at = 0.0

    def take(self, turns: int, interval: float) -> float:
        first = max(self.next_at, self.time.clock())
        self.next_at = first + turns * interval
        return first - self.time.clock()


@given(
    requests=st.lists(st.tuples(st.integers(0, 2), st.floats(0, 3)), min_size=2, max_size=60),
    per_second=st.sampled_from([1, 5, 50]),
)
def test_processes_that_share_the_turns_of_an_account_never_ask_faster_together(
    requests: list[tuple[int, float]], per_second: int
) -> None:
    """Each pause is one process's; in it the others may ask."""
    time = VirtualTime()
    row = Row(time)
    paces = [Pace(per_second, patience=120, clock=time.clock, sleep=time.sleep, reserve=row.take) for _ in range(3)]
    starts = []
    for process, pause in requests:
        with paces[process].turn():
            starts.append(time.clock())
        time.sleep(pause)
    interval = 1 / per_second
    assert all(later - earlier >= 0 for earlier, later in pairwise(starts))
    # A turn may be used up to one interval late, so that each process may be that much ahead of the others.
    for begin in range(len(starts)):
        for end in range(begin + 1, len(starts)):
            assert starts[end] - starts[begin] >= (end - begin - len(paces)) * interval - 1e-6


def test_who_waits_for_the_turns_of_others_is_told_so(caplog: pytest.LogCaptureFixture) -> None:
    """It said that SmugMug allowed no more, which limited nothing."""
    time = VirtualTime()
    ours = Pace(5, patience=120, clock=time.clock, sleep=time.sleep, reserve=lambda turns, interval: 20.0)
    with ours.turn():
        assert caplog.messages == ["Other runs or commands are asking SmugMug too: waiting 20 s."]


def test_a_process_that_gets_no_turns_keeps_its_own_pace() -> None:
    """The database is down, or was not migrated."""
    time = VirtualTime()
    alone = Pace(5, patience=120, clock=time.clock, sleep=time.sleep, reserve=lambda turns, interval: None)
    starts = []
    for _ in range(10):
        with alone.turn():
            starts.append(time.clock())
    assert [round(later - earlier, 6) for earlier, later in pairwise(starts)] == [0.2] * 9
