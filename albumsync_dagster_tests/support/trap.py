"""A trap between client and servers: it counts real calls, and at a chosen one kills the client or breaks the answer.

It wraps ASGI apps, so the client under test is the real one, over real HTTP, with nothing of ours replaced. Kill points
are found by counting the calls of a run that nobody disturbs; they are never listed by hand.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Moment(StrEnum):
    """On which side of the server's work something happens."""

    BEFORE = "before"
    """The server never hears of the request."""
    AFTER = "after"
    """The server has done its work; the client does not hear of it."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request as the trap saw it."""

    number: int
    server: str
    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer that replaces the real one."""

    name: str
    moment: Moment
    status: int = 503
    headers: tuple[tuple[bytes, bytes], ...] = ((b"content-type", b"text/html"),)
    body: bytes = b""
    dropped: bool = False
    """The connection is closed without a whole answer."""
    servers: frozenset[str] = frozenset()
    """Servers that answer like this; empty means all."""


@dataclass(slots=True)
class Trap:
    """Shared by all servers of a stage, so that their calls have one order."""

    kill_at: int | None = None
    fault_at: int | None = None
    fault_on: str = ""
    """The end of a path: every call of it fails, not one alone."""
    moment: Moment = Moment.BEFORE
    fault: Fault | None = None
    victim: int | None = None
    """Process id of the client."""
    on_call: Callable[[Call, Moment], None] | None = None
    """Called on both sides of every call: a person who meddles."""
    calls: list[Call] = field(default_factory=list)
    sprung: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wrap(self, server: str, app: ASGIApp) -> ASGIApp:
        """An app that answers as ``app`` does, unless the trap is set for this call."""

        async def trapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            call = self._count(server, scope)
            await self._pass(call, app, scope, receive, send)

        return trapped

    def _count(self, server: str, scope: Scope) -> Call:
        with self.lock:
            call = Call(len(self.calls) + 1, server, scope["method"], scope["path"])
            self.calls.append(call)
            return call

    async def _pass(self, call: Call, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._fault_for(call)
        if self._kills(call, Moment.BEFORE):
            return await _hang_up(send)
        if fault is not None and fault.moment is Moment.BEFORE:
            return await _answer(fault, send)
        if self.on_call is not None:
            self.on_call(call, Moment.BEFORE)
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await app(scope, receive, keep)
        if self.on_call is not None:
            self.on_call(call, Moment.AFTER)
        if self._kills(call, Moment.AFTER):
            return await _hang_up(send)
        if fault is not None:
            return await _answer(fault, send)
        for message in answer:
            await send(message)
        return None

    def _kills(self, call: Call, moment: Moment) -> bool:
        if self.kill_at != call.number or self.moment is not moment or self.victim is None:
            return False
        os.kill(self.victim, signal.SIGKILL)
        self.sprung = True
        return True

    def _fault_for(self, call: Call) -> Fault | None:
        fault = self.fault
        chosen = call.path.endswith(self.fault_on) if self.fault_on else self.fault_at == call.number
        if fault is None or not chosen or (fault.servers and call.server not in fault.servers):
            return None
        self.sprung = True
        return fault


async def _answer(fault: Fault, send: Send) -> None:
    if fault.dropped:
        return await _hang_up(send)
    headers = [*fault.headers, (b"content-length", str(len(fault.body)).encode())]
    await send({"type": "http.response.start", "status": fault.status, "headers": headers})
    await send({"type": "http.response.body", "body": fault.body})
    return None


async def _hang_up(send: Send) -> None:
    # Announcing more than is sent makes the server close the connection: ASGI has no other way to hang up.
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
    await send({"type": "http.response.body", "body": b"{", "more_body": True})
