"""A small proxy before the gateway of a stage: what stands in front of PostgREST on hosted Supabase, in its moods."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from albumsync_sandbox.gateway.front_door import FrontDoor
from albumsync_sandbox.serving import serve

Answer = tuple[int, str]
"""A status and a body."""


@dataclass(slots=True)
class Door:
    """Checks keys, then passes requests on to the gateway.

    Attributes:
        keys: The keys of the project.
        behind: The gateway's URL.
        answers: Given one by one to whoever comes, before any request is passed on.
        always: Given to everybody.
        drops: Headers that get lost before the keys are looked at.
        seen: The headers of every request, as they came.
    """

    keys: FrontDoor
    behind: str
    answers: list[Answer] = field(default_factory=list)
    always: Answer | None = None
    drops: tuple[bytes, ...] = ()
    seen: list[Mapping[str, str]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self.seen.append(dict(Request(scope).headers))
        if answer := self.answers.pop(0) if self.answers else self.always:
            status, body = answer
            kind = "application/json" if body.startswith("{") else "text/html"
            await Response(body, status, media_type=kind)(scope, receive, send)
            return
        scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in self.drops]}
        await self.keys.before(self._pass_on)(scope, receive, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
            got = await client.request(
                request.method,
                f"{self.behind}{request.url.path}",
                content=await request.body(),
                headers={
                    name: value for name, value in request.headers.items() if name not in ("host", "content-length")
                },
            )
        kept = {name: value for name, value in got.headers.items() if name in ("content-type", "content-range")}
        await Response(got.content, got.status_code, headers=kept)(scope, receive, send)


@contextmanager
def door(secret: str, behind: str) -> Iterator[tuple[Door, str]]:
    """A door and its URL."""
    made = Door(FrontDoor(secret), behind)
    with serve(made) as url:
        yield made, url


def said(message: str, hint: str = "") -> str:
    """The body of a gateway's refusal."""
    return json.dumps({"message": message, "hint": hint})
