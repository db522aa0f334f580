"""What can go wrong between a client and SmugMug, and when it is to happen.

Here: the faults that clients of this API have reported, and a plan that decides on each request. A rule aims at a
method, an endpoint and an album and fires at the n-th request that fits, so that "fault F at call N" is one line; a
seeded random plan throws faults by chance, the same each time. Not here: how a fault looks (``wire``).
"""

from __future__ import annotations

import random
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from albumsync_sandbox.smugmug.routes import EndpointKind, Target


class FaultKind(StrEnum):
    """What happens. Nothing is written, unless the name says ``after_write``."""

    RATE_LIMITED = "rate_limited"
    """429 with ``Retry-After``."""
    SERVER_ERROR = "server_error"
    """500 with an empty body."""
    SERVER_ERROR_AFTER_WRITE = "server_error_after_write"
    """500 with an empty body, the write done."""
    BAD_GATEWAY = "bad_gateway"
    """502 with a page."""
    UNAVAILABLE = "unavailable"
    """503 with a page."""
    GATEWAY_TIMEOUT = "gateway_timeout"
    """504 with a page."""
    GATEWAY_TIMEOUT_AFTER_WRITE = "gateway_timeout_after_write"
    """504 with a page, the write done: seen on a bulk move that had worked."""
    CUT_JSON = "cut_json_after_write"
    """200 and half a JSON text, complete as HTTP has it."""
    BODY_CUT_SHORT = "body_cut_short_after_write"
    """200 and a body shorter than its ``Content-Length``."""
    UNAUTHORIZED_PAGE = "unauthorized_page"
    """401 with a page."""
    FORBIDDEN_PAGE = "forbidden_page"
    """403 with a page."""
    NONCE_USED = "nonce_used"
    """401 ``oauth_problem=nonce_used`` to an honest request."""
    NOT_FOUND = "not_found"
    """404 to a page of a list that is there."""
    SLOW = "slow"
    """The right answer, ``seconds`` late."""
    DROPPED_BEFORE_WRITE = "dropped_before_write"
    """The connection ends without an answer, nothing done."""
    DROPPED_AFTER_WRITE = "dropped_after_write"
    """The connection ends without an answer, everything done."""
    ROW_REPEATED = "row_repeated"
    """The list grew by a row since the page before: its last row comes again."""
    ROW_SKIPPED = "row_skipped"
    """The list shrank by a row since the page before: a row is never shown."""
    REPLACED_BODY = "replaced_body_after_write"
    """``body`` in place of the right answer, with ``status``."""

    @property
    def after_write(self) -> bool:
        """The request is carried out before it goes wrong."""
        return self.endswith("after_write")

    def fits(self, method: str, kind: EndpointKind) -> bool:
        """Whether it can happen to such a request by chance: paging faults need a list."""
        if self in {FaultKind.ROW_REPEATED, FaultKind.ROW_SKIPPED, FaultKind.NOT_FOUND}:
            return method == "GET" and kind.is_list
        return self is not FaultKind.REPLACED_BODY


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault and its particulars.

    Args:
        kind: What happens.
        seconds: ``Retry-After`` of a 429 (whole seconds), or how late a slow answer is.
        body: What replaces the answer's body.
        status: Status of a replaced answer.
    """

    kind: FaultKind
    seconds: float = 1
    body: str = ""
    status: int = 200


@dataclass(slots=True)
class Rule:
    """When a fault happens; counts the requests that fit.

    Args:
        fault: What happens.
        method: Only to this method.
        endpoint: Only at this endpoint.
        album_key: Only to requests for this album.
        call: From the n-th fitting request on, counted from 1.
        times: So many requests in a row; None for all that follow.
    """

    fault: Fault
    method: str | None = None
    endpoint: EndpointKind | None = None
    album_key: str | None = None
    call: int = 1
    times: int | None = 1
    seen: int = field(default=0, init=False)

    def fires(self, method: str, target: Target) -> bool:
        """Counts a request and tells whether the fault happens to it."""
        if (
            (self.method is not None and self.method != method)
            or (self.endpoint is not None and self.endpoint is not target.kind)
            or (self.album_key is not None and self.album_key not in target.album_keys)
        ):
            return False
        self.seen += 1
        return self.seen >= self.call and (self.times is None or self.seen < self.call + self.times)


class FaultPlan:
    """All rules of one simulator. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []
        self._chance: tuple[random.Random, float, Sequence[Fault]] | None = None
        self._happened: list[tuple[FaultKind, str, EndpointKind]] = []

    def inject(
        self,
        fault: Fault | FaultKind,
        *,
        method: str | None = None,
        endpoint: EndpointKind | None = None,
        album_key: str | None = None,
        call: int = 1,
        times: int | None = 1,
    ) -> Rule:
        """Plans a fault; see ``Rule``. Without a target it counts every API request from now on."""
        fault = fault if isinstance(fault, Fault) else Fault(fault)
        rule = Rule(fault, method, endpoint, album_key, call, times)
        with self._lock:
            self._rules.append(rule)
        return rule

    def by_chance(self, seed: int, rate: float, faults: Collection[Fault | FaultKind]) -> None:
        """Throws faults at random at a share of requests (0 to 1), the same for the same seed and requests.

        They are drawn evenly; those that cannot happen to a request are passed over.
        """
        chosen = [f if isinstance(f, Fault) else Fault(f) for f in faults]
        with self._lock:
            # A plan of faults must be repeatable, not unpredictable.
            self._chance = random.Random(seed), rate, chosen  # noqa: S311

    def clear(self) -> None:
        """Nothing goes wrong from now on. What happened stays on record."""
        with self._lock:
            self._rules.clear()
            self._chance = None

    @property
    def happened(self) -> list[tuple[FaultKind, str, EndpointKind]]:
        """Every fault that was served, in order, with the method and the endpoint."""
        with self._lock:
            return list(self._happened)

    def next(self, method: str, target: Target) -> Fault | None:
        """Decides on one request; the first rule that fires wins, chance comes last."""
        with self._lock:
            fired = [rule.fault for rule in self._rules if rule.fires(method, target)]
            fault = fired[0] if fired else self._draw(method, target)
            if fault:
                self._happened.append((fault.kind, method, target.kind))
            return fault

    def _draw(self, method: str, target: Target) -> Fault | None:
        if self._chance is None:
            return None
        source, rate, faults = self._chance
        # Both numbers are drawn each time, so that one request's kind does not shift the faults of the next.
        hit, place = source.random() < rate, source.random()
        fitting = [fault for fault in faults if fault.kind.fits(method, target.kind)]
        return fitting[int(place * len(fitting))] if hit and fitting else None
