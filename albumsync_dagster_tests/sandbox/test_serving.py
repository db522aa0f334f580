from __future__ import annotations

import threading

import pytest
import requests
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from albumsync_sandbox.serving import serve


async def _hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"hello {request.url.path}")


APP = Starlette(routes=[Route("/{path:path}", _hello)])


def test_an_app_answers_at_the_url_that_was_given() -> None:
    with serve(APP) as url:
        assert requests.get(f"{url}/there", timeout=30).text == "hello /there"


def test_two_servers_run_beside_each_other() -> None:
    with serve(APP) as one, serve(APP) as two:
        assert one != two
        assert requests.get(one, timeout=30).ok
        assert requests.get(two, timeout=30).ok


def test_nothing_is_left_after_the_block() -> None:
    before = set(threading.enumerate())
    with serve(APP) as url, requests.Session() as session:
        session.get(url, timeout=30)
    assert set(threading.enumerate()) <= before
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=30)


def test_the_server_stops_when_the_block_fails() -> None:
    with pytest.raises(ZeroDivisionError), serve(APP) as url:
        raise ZeroDivisionError
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=30)


def test_an_app_that_can_not_start_is_an_error_and_not_a_server_that_hangs() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.failed", "message": "no database"})

    with pytest.raises(RuntimeError, match="did not start"), serve(broken):
        raise AssertionError("the block must not be entered")
