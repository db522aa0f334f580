"""The page behind a web server with https and a login: a browser asks for the public name, and its Origin is that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
import requests
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from albumsync_dagster.errors import UsageError
from albumsync_dagster.sync.planning import make_plan
from albumsync_dagster.web import listen, origins
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.web.conftest import Review, options, serving
from albumsync_sandbox.serving import serve

PUBLIC = "https://review.example.com"
Host = Literal["kept", "replaced"]
"""nginx replaces the Host header with the address behind it, unless told otherwise; Caddy keeps it."""


@pytest.fixture
def review(servers: Stage) -> Iterator[Review]:
    servers.set_scene(1, asked=2)
    with servers.systems() as systems:
        make_plan(systems, new_run("plan"), options())
        yield from serving(servers, systems, public=PUBLIC)


@pytest.fixture(params=["kept", "replaced"])
def proxy(review: Review, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a proxy before the page; TLS ends in it, so what it sends on is http."""
    host: Host = request.param

    async def forward(asked: Request) -> Response:
        headers = dict(asked.headers)
        headers |= {
            "x-forwarded-for": "203.0.113.9",
            "x-forwarded-proto": "https",
            "x-forwarded-host": headers["host"],
        }
        if host == "replaced":
            headers["host"] = review.url.removeprefix("http://")
        url, body = review.url + asked.url.path, await asked.body()
        answer = await run_in_threadpool(requests.request, asked.method, url, headers=headers, data=body, timeout=60)
        kept = {name: value for name, value in answer.headers.items() if name.lower() != "content-length"}
        return Response(answer.content, answer.status_code, kept)

    app = Starlette(routes=[Route("/{path:path}", forward, methods=["GET", "POST"])])
    with serve(app) as url:
        yield url


def headers(review: Review, cookie: str = "", host: str = "review.example.com") -> dict[str, str]:
    """What a browser on the public address sends."""
    return {
        "Host": host,
        "Origin": PUBLIC,
        "X-CSRF-Token": review.guard.csrf,
        "Cookie": cookie,
        "Sec-Fetch-Site": "same-origin",
    }


def let_in(review: Review, proxy: str) -> tuple[str, requests.Response]:
    """The cookie that the token is traded for, and the answer that brought it."""
    answer = requests.post(f"{proxy}/start", json={"token": review.guard.token}, headers=headers(review), timeout=60)
    return answer.headers.get("set-cookie", "").split(";")[0], answer


def test_a_browser_on_the_public_address_is_let_in_and_answers(review: Review, proxy: str) -> None:
    cookie, answer = let_in(review, proxy)
    assert answer.status_code == 204
    assert "; secure" in answer.headers["set-cookie"].lower()
    page = requests.get(proxy, headers=headers(review, cookie), timeout=60)
    assert page.status_code == 200
    question = review.browser().questions()[0]
    sent = {
        "key": question["k"],
        "verdict": "keep",
        "name": None,
        "digest": question["d"],
        "after": question["w"],
        "id": "00000000-0000-4000-8000-000000000000",
    }
    answered = requests.post(
        f"{proxy}/api/answers", json={"answers": [sent]}, headers=headers(review, cookie), timeout=60
    )
    assert [each["k"] for each in answered.json()["stored"]] == [question["k"]]
    assert [word[1] for word in review.words()] == ["keep"]


def test_another_site_is_refused_behind_the_proxy_as_well(review: Review, proxy: str) -> None:
    cookie, _ = let_in(review, proxy)
    foreign = headers(review, cookie) | {"Origin": "https://evil.example"}
    answer = requests.post(f"{proxy}/api/answers", json={}, headers=foreign, timeout=60)
    assert (answer.status_code, answer.json()["error"]) == (403, "The review page answers only its own requests.")


def test_a_forwarded_host_opens_nothing(review: Review) -> None:
    """Anybody can send X-Forwarded-Host, so it is not read."""
    asked = {"Host": "evil.example", "X-Forwarded-Host": "review.example.com", "X-Forwarded-Proto": "https"}
    answer = requests.get(review.url, headers=asked, timeout=60)
    assert (answer.status_code, answer.json()["error"]) == (421, "This address is not one of the review page.")


def test_a_proxy_without_the_token_shows_nothing(review: Review, proxy: str) -> None:
    assert requests.get(proxy, headers=headers(review), timeout=60).status_code == 403


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://review.example.com", "https://review.example.com"),
        ("https://Review.Example.com/", "https://review.example.com"),
        ("https://review.example.com:443", "https://review.example.com"),
        ("http://photos.lan:80/", "http://photos.lan"),
        ("http://photos.lan:8080", "http://photos.lan:8080"),
        ("https://someone@review.example.com", "https://review.example.com"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
    ],
)
def test_a_public_address_becomes_the_origin_that_browsers_send(written: str, origin: str) -> None:
    with listen("127.0.0.1", 0) as listener:
        assert origins("127.0.0.1", listener, written)[-1] == origin


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("review.example.com", "not the address of a web page"),
        ("ftp://review.example.com", "not the address of a web page"),
        ("https://", "not the address of a web page"),
        ("https://x:99999999", "not the address of a web page"),
        ("https://example.com/review", "has a path"),
    ],
)
def test_a_public_address_that_no_browser_can_use_is_refused(written: str, words: str) -> None:
    with listen("127.0.0.1", 0) as listener, pytest.raises(UsageError, match=words):
        origins("127.0.0.1", listener, written)
