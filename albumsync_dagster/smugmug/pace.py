"""How fast requests may be sent: the setting, and what SmugMug announces. Shared by all threads of a process.

SmugMug counts requests in windows of time. Each answer says how many are left (X-RateLimit-Remaining) and when the
window ends (X-RateLimit-Reset), by the count of one of several front ends. Front ends disagree, by hundreds of requests
and minutes of time, and none is marked as right. So every announcement of a window is kept: together with the
requests sent since it gives an estimate of how many the window allows, and the median of these decides; of the ends
announced the earliest does. The last tenth of a window is spread over the time that is left; at zero everybody waits
for the next window. Only a 429 is a verdict, and its Retry-After ends the window.

The setting is a pace of the account, and several processes may work on it: runs on several machines, and the command
line beside them. They take their turns from one place that all of them reach. The headers cannot do that: they say how
many requests are left in a window of minutes, each front end something else, and not who else is asking right now.

Not here: what is sent and whether again (``transport``).
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median_low

from albumsync_dagster.smugmug.errors import SmugMugLimited
from albumsync_dagster.waiting import NOTICED_AFTER

Clock = Callable[[], float]
Sleep = Callable[[float], None]
Reserve = Callable[[int, float], float | None]
"""Called with (turns, seconds from one to the next): seconds until the first of these turns of the account; None where
they could not be had, and the process keeps its own pace."""

_MOST_TURNS_SECONDS = 1.0
"""Turns are taken for so long at once: what a process that ends leaves unused delays the others no longer."""

_OTHERS_ASK = "Other runs or commands are asking SmugMug too"
_ESTIMATES = 99
_CAREFUL_MARGIN = 1.0

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Window:
    """What is known of the present window. Owned by its ``Pace``."""

    sent: int = 0
    answered: int = 0
    ends_at: float | None = None
    estimates: deque[int] = field(default_factory=lambda: deque(maxlen=_ESTIMATES))
    """How many requests of ours the window allows, as the answers said."""
    allowed: int | None = None

    @property
    def left(self) -> int | None:
        """Requests that may still be sent in it; None while nothing is known."""
        return None if self.allowed is None else max(0, self.allowed - self.sent)


class Pace:
    """Lets requests start one after the other, never faster than allowed.

    Args:
        requests_per_second: The most that are ever started in a second, evenly spaced.
        patience: The longest that announcements may delay one request, in seconds.
        clock: Monotonic seconds.
        sleep: Waits so many seconds.
        reserve: Takes turns of the account, where other processes may work on it too.
    """

    def __init__(
        self,
        requests_per_second: float,
        *,
        patience: float,
        clock: Clock,
        sleep: Sleep,
        reserve: Reserve | None = None,
    ) -> None:
        self.reserve = reserve
        self._turns: deque[float] = deque()
        self._turns_at_once = 1
        self._interval = 1 / requests_per_second
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        # The lock holder sleeps on behalf of the waiters.
        self._turnstile = threading.Lock()
        self._state = threading.Lock()
        self._next_at = 0.0
        self._held_until = 0.0
        self._window = Window()
        self._opened_at = 0.0
        self._margin = 0.1
        self._waited = 0.0

    @property
    def waited(self) -> float:
        """Seconds slept so far."""
        return self._waited

    @contextmanager
    def turn(self) -> Iterator[Window]:
        """Waits until a request may start; it counts as under way until the block ends.

        Yields:
            The window in which it is counted, for ``learn`` inside the block.

        Raises:
            SmugMugLimited: SmugMug demanded a pause that is longer than patience.
        """
        with self._turnstile:
            window = self._book()
        try:
            yield window
        finally:
            with self._state:
                window.answered += 1

    def learn(self, window: Window, remaining: int, ends_at: float) -> None:
        """Takes in what an answer announced.

        Args:
            window: The window in which its request was counted.
            remaining: Requests left when the server answered.
            ends_at: When the server's window ends, on this pace's clock.
        """
        with self._state:
            if window is not self._window or ends_at <= self._clock():
                return
            # The server has counted this request and all that were answered before it. Those under way may be
            # counted already or not; taking them for not counted can only make us more careful.
            window.estimates.append(remaining + window.answered + 1)
            window.allowed = median_low(window.estimates)
            ends_at += self._margin
            window.ends_at = ends_at if window.ends_at is None else min(window.ends_at, ends_at)

    def hold(self, seconds: float) -> None:
        """No request starts for this long: SmugMug answered 429."""
        with self._state:
            now = self._clock()
            if now - self._opened_at < _CAREFUL_MARGIN:
                # Too early into the new window: this server rounds the announced seconds down.
                self._margin = _CAREFUL_MARGIN
            self._held_until = max(self._held_until, now + seconds)
            if seconds:
                self._window.ends_at = self._held_until

    def _book(self) -> Window:
        asked_at = self._clock()
        turn = self._turn_of_the_account()
        while True:
            with self._state:
                now = self._clock()
                self._open_next_window(now)
                of_others, wait = turn - now, self._wait(now, asked_at)
                if max(of_others, wait) <= 0:
                    self._next_at = now + self._spacing(now)
                    self._window.sent += 1
                    return self._window
                why = "SmugMug allows only so many requests in a time" if wait >= of_others else _OTHERS_ASK
                wait = max(of_others, wait)
                self._waited += wait
            if wait > max(NOTICED_AFTER, self._interval):
                _log.warning("%s: waiting %.0f s.", why, wait)
            self._sleep(wait)

    def _turn_of_the_account(self) -> float:
        """When this process may start its next request, on its own clock, as far as other processes are concerned.

        A turn that passed unused is not made up for: somebody else may have had the time.
        """
        if self.reserve is None:
            return 0.0
        now = self._clock()
        while self._turns and self._turns[0] < now - self._interval:
            self._turns.popleft()
            self._turns_at_once = 1
        if not self._turns:
            first = self.reserve(self._turns_at_once, self._interval)
            if first is None:
                return 0.0
            now = self._clock()
            self._turns.extend(now + first + number * self._interval for number in range(self._turns_at_once))
            self._turns_at_once = max(1, min(2 * self._turns_at_once, int(_MOST_TURNS_SECONDS / self._interval)))
        return self._turns.popleft()

    def _open_next_window(self, now: float) -> None:
        if self._window.ends_at is not None and now >= self._window.ends_at:
            self._window = Window()
            self._opened_at = now

    def _wait(self, now: float, asked_at: float) -> float:
        held = self._held_until - now
        if held > self._patience:
            raise SmugMugLimited(
                f"SmugMug allows no requests for another {held:.0f} seconds.", "Run it again after that."
            )
        wait = max(self._next_at - now, held)
        if self._window.left == 0 and self._window.ends_at is not None:
            wait = max(wait, min(self._window.ends_at, asked_at + self._patience) - now)
        return wait

    def _spacing(self, now: float) -> float:
        left, allowed, ends_at = self._window.left, self._window.allowed, self._window.ends_at
        if not left or not allowed or ends_at is None or left > allowed // 10:
            return self._interval
        return max(self._interval, min((ends_at - now) / left, self._patience))
