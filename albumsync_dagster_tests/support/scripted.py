"""A server that answers as a script says: one response after the other, the last one again and again.

For answers that our own simulator and gateway never give. Not here: what an answer means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from albumsync_dagster_tests.support.stage import start_and_stop
from albumsync_sandbox.serving import serve

Answers = Callable[[Request], Response]


@dataclass
class Script:
    """The responses that are left, and the paths of the requests so far."""

    answers: list[Response | Answers]
    paths: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await start_and_stop(receive, send)
            return
        request = Request(scope, receive)
        self.paths.append(request.url.path)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        response = answer if isinstance(answer, Response) else answer(request)
        await response(scope, receive, send)


@contextmanager
def scripted(*answers: Response | Answers) -> Iterator[tuple[str, Script]]:
    """Where the server listens, and its script."""
    script = Script(list(answers))
    with serve(script) as url:
        yield url, script
