"""Rate limits: windows that are counted exactly, and headers that are hints."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster_tests.sandbox_smugmug.builders import Client, album, sign_in
from albumsync_sandbox.smugmug import FrontEnd, RateLimit, SmugMugSimulator
from albumsync_sandbox.smugmug.limits import RateLimiter

Connect = Callable[[SmugMugSimulator], Client]
ALBUM = "/api/v2/album/lions1"
EXACT = (FrontEnd(),)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = float(int(time.time()))

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limited(connect: Connect, clock: Clock) -> tuple[Client, SmugMugSimulator]:
    simulator = SmugMugSimulator([album("lions1")], rate_limit=RateLimit(3, 10, EXACT), clock=clock)
    return connect(simulator), simulator


def test_over_the_limit_comes_a_429_with_the_seconds_to_wait(
    limited: tuple[Client, SmugMugSimulator], clock: Clock
) -> None:
    api, simulator = limited
    remaining = [api.get(ALBUM).headers["X-RateLimit-Remaining"] for _ in range(3)]
    clock.now += 4
    over = api.get(ALBUM)
    assert remaining == ["2", "1", "0"]
    assert (over.status_code, over.headers["Retry-After"], over.headers["X-RateLimit-Remaining"]) == (429, "6", "0")
    assert over.json() == {"Code": 429, "Message": "Too Many Requests"}
    assert int(over.headers["X-RateLimit-Reset"]) == clock.now + 6
    assert [(w.used, w.refused) for w in simulator.limiter.windows()] == [(3, 1)]


def test_a_429_means_that_nothing_was_done(limited: tuple[Client, SmugMugSimulator]) -> None:
    api, simulator = limited
    for _ in range(3):
        api.get(ALBUM)
    assert api.rename("lions1", "New").status_code == 429
    assert simulator.state.album("lions1").name == "Lions vs Tigers"


def test_at_the_announced_second_a_new_window_opens(limited: tuple[Client, SmugMugSimulator], clock: Clock) -> None:
    api, simulator = limited
    answers = [api.get(ALBUM) for _ in range(4)]
    clock.now = float(answers[-1].headers["X-RateLimit-Reset"])
    assert api.get(ALBUM).headers["X-RateLimit-Remaining"] == "2"
    assert len(simulator.limiter.windows()) == 2


def test_each_user_of_an_application_has_a_window_of_their_own(limited: tuple[Client, SmugMugSimulator]) -> None:
    api, simulator = limited
    assert [api.get(ALBUM).status_code for _ in range(4)][-1] == 429
    other = simulator.oauth.create_credentials(simulator.consumer)
    with sign_in(api.base, other) as session:
        assert session.get(api.base + ALBUM, timeout=20).status_code == 200


def test_requests_that_nobody_signed_count_for_nobody(limited: tuple[Client, SmugMugSimulator]) -> None:
    api, simulator = limited
    with sign_in(api.base, simulator.credentials) as session:
        session.auth.client.client_secret = "wrong"
        assert {session.get(api.base + ALBUM, timeout=20).status_code for _ in range(5)} == {401}
    assert api.get(ALBUM).status_code == 200


def test_the_headers_of_unequal_front_ends_are_not_monotone(connect: Connect) -> None:
    """Recorded: two answers 12 seconds apart named resets 423 seconds apart."""
    api = connect(SmugMugSimulator([album("lions1")]))
    headers = [api.get(ALBUM).headers for _ in range(6)]
    remaining = [int(h["X-RateLimit-Remaining"]) for h in headers]
    resets = [int(h["X-RateLimit-Reset"]) for h in headers]
    assert remaining != sorted(remaining, reverse=True)
    assert resets != sorted(resets)
    assert all(99_000 < left <= 100_000 for left in remaining)


def test_a_limit_can_be_set_while_requests_are_served(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.limiter.set_limit(RateLimit(1, 60, EXACT))
    assert [api.get(ALBUM).status_code for _ in range(2)] == [200, 429]


@given(
    requests=st.integers(1, 20),
    seconds=st.integers(1, 60),
    steps=st.lists(st.floats(0, 20, allow_nan=False), max_size=80),
)
def test_no_window_lets_more_through_than_it_allows(requests: int, seconds: int, steps: list[float]) -> None:
    limiter = RateLimiter(RateLimit(requests, seconds))
    now = 1_800_000_000.25
    for step in steps:
        now += step
        allowance = limiter.take("me", now)
        assert 0 <= allowance.remaining <= requests
        assert allowance.retry_after >= 1
    for window in limiter.windows():
        assert window.used <= requests
        assert window.refused == 0 or window.used == requests
        assert 0 < window.ends - window.opened <= seconds
    for one, two in zip(limiter.windows(), limiter.windows()[1:], strict=False):
        assert one.ends <= two.opened
