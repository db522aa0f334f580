"""Whoever is not the page that `albumsync review` opened stores nothing, and is told so in one sentence."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest
import requests

from albumsync_dagster.naming import Thumbnail
from albumsync_dagster.web import shapes
from albumsync_dagster.web.app import MOST_BYTES
from albumsync_dagster.web.security import content_security_policy, origin_of
from albumsync_dagster_tests.support.questions import stored_proposal
from albumsync_dagster_tests.web.conftest import Browser, Review

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)> \"'&{{7*7}}\x01\u202e"


def test_a_request_for_another_host_is_refused(review: Review) -> None:
    browser = review.browser()
    answer = browser.get("/", Host="evil.example")
    assert (answer.status_code, answer.json()["error"]) == (421, "This address is not one of the review page.")
    port = review.url.rpartition(":")[2]
    assert browser.get("/", Host=f"evil.example:{port}").status_code == 421


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1", "https://127.0.0.1:1"])
def test_an_answer_from_another_origin_is_not_stored(review: Review, origin: str) -> None:
    browser = review.browser()
    question = browser.questions()[0]
    answer = browser.post("/api/answers", document(question), Origin=origin)
    assert (answer.status_code, answer.json()["error"]) == (403, "The review page answers only its own requests.")
    assert review.words() == []


def test_a_browser_that_says_the_request_comes_from_another_site_is_refused(review: Review) -> None:
    browser = review.browser()
    for site in ("cross-site", "same-site"):
        assert browser.get("/api/questions", **{"Sec-Fetch-Site": site}).status_code == 403


def test_without_the_token_there_is_no_page_and_no_answer(review: Review) -> None:
    question = review.browser().questions()[0]
    stranger = Browser(review.url, review.guard)
    for path in ("/", "/static/review.js", "/api/questions", "/api/names", "/api/history", "/api/run"):
        answer = stranger.get(path)
        assert answer.status_code == 403
        assert answer.text == "Open the address that `albumsync review` printed: it has the key to this page."
    for token in ("", "wrong", review.guard.csrf):
        answer = stranger.trade(token)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    assert stranger.get(f"/start?token={review.guard.token}").headers.get("set-cookie") is None
    assert stranger.post("/api/answers", document(question)).status_code == 403
    stranger.session.cookies.set(review.guard.cookie, "wrong")
    assert stranger.post("/api/answers", document(question)).status_code == 403
    assert review.words() == []


def test_the_cookie_alone_stores_nothing(review: Review) -> None:
    browser = review.browser()
    question = browser.questions()[0]
    for token in ("", "wrong", review.guard.token):
        answer = browser.post("/api/answers", document(question), X_CSRF_Token=token)
        assert (answer.status_code, answer.json()["error"]) == (403, "This page is of an earlier session; reload it.")
    form = browser.session.post(
        review.url + "/api/answers",
        data={"answers": "x"},
        headers={"Origin": review.url, "X-CSRF-Token": review.guard.csrf},
        timeout=60,
    )
    assert (form.status_code, form.json()["error"]) == (415, "The review page takes JSON only.")
    assert review.words() == []


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(review: Review) -> None:
    answer = Browser(review.url, review.guard).trade(review.guard.token)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert review.guard.token not in answer.text


def test_an_answer_that_is_sent_twice_is_stored_once(review: Review) -> None:
    browser = review.browser()
    sent = document(browser.questions()[0])
    first, second = browser.post("/api/answers", sent).json(), browser.post("/api/answers", sent).json()
    assert first["stored"] == second["stored"]
    assert len(review.words()) == 1


def test_an_old_answer_that_is_replayed_later_changes_nothing(review: Review) -> None:
    browser = review.browser()
    question = browser.questions()[0]
    sent = document(question, "accept")
    browser.post("/api/answers", sent)
    now = browser.questions()[0]
    assert browser.answer(now, "keep").json()["refused"] == []
    replayed = browser.post("/api/answers", sent).json()
    assert [word[1] for word in review.words()] == ["accept", "keep"]
    assert replayed["questions"].get(question["k"], {"a": {"v": "keep"}})["a"]["v"] == "keep"


def test_a_stale_second_tab_is_told_what_the_first_said(review: Review) -> None:
    first, second = review.browser(), review.browser()
    question = second.questions()[0]
    assert len(first.answer(question, "keep").json()["stored"]) == 1
    answer = second.answer(question, "accept").json()
    assert answer["stored"] == []
    (refused,) = answer["refused"]
    assert refused["why"] == "sam answered this just now: keep the present name."
    assert refused["now"]["a"]["v"] == "keep"
    assert [word[1] for word in review.words()] == ["keep"]


def test_an_answer_to_a_proposal_that_changed_is_not_stored(review: Review) -> None:
    browser = review.browser()
    question = browser.questions()[0]
    answer = browser.answer(question, "accept", digest="0" * 64).json()
    assert answer["refused"][0]["why"].startswith("The proposal changed: it is now “")
    assert review.words() == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "A name needs at least one letter"),
        ("x" * 256, "SmugMug stores at most 255"),
        ("a\x07b", "control character"),
        ("Kept Regatta 1 - May 30, 2025", "Another album (Kep000) has the name"),
    ],
)
def test_a_name_that_no_album_can_have_is_not_stored(review: Review, name: str, words: str) -> None:
    browser = review.browser()
    answer = browser.answer(browser.questions()[0], "edit", name).json()
    assert words in answer["refused"][0]["why"]
    assert review.words() == []


def test_ten_megabytes_are_refused_unread(review: Review) -> None:
    browser = review.browser()
    answer = browser.answer(browser.questions()[0], "edit", "x" * 10 * 1024 * 1024)
    assert (answer.status_code, answer.json()["error"]) == (413, "The request is too large.")

    def endless() -> Any:
        for _ in range(MOST_BYTES // 65536 + 2):
            yield b" " * 65536

    headers = {"Origin": review.url, "X-CSRF-Token": review.guard.csrf, "Content-Type": "application/json"}
    answer = browser.session.post(review.url + "/api/answers", data=endless(), headers=headers, timeout=60)
    assert answer.status_code == 413
    assert review.words() == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b'"x"', b"{}", b'{"answers": []}', b'{"answers": [1]}', b'{"answers": {"key": "x"}}',
        b'{"answers": [{"key": "Ask000", "verdict": "burn", "id": "00000000-0000-4000-8000-000000000000"}]}',
        b'{"answers": [{"key": "Ask000", "verdict": "keep", "id": "x"}]}',
        b'{"answers": [{"key": 1, "verdict": "keep", "id": "00000000-0000-4000-8000-000000000000"}]}',
        b'{"answers": [{"key": "A\\u0000", "verdict": "keep", "id": "00000000-0000-4000-8000-000000000000"}]}',
        b'{"answers": [{"key": "A\\ud800", "verdict": "keep", "id": "00000000-0000-4000-8000-000000000000"}]}',
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_answer_gets_a_sentence_and_no_traceback(review: Review, body: bytes) -> None:
    browser = review.browser()
    headers = {"Origin": review.url, "X-CSRF-Token": review.guard.csrf, "Content-Type": "application/json"}
    answer = browser.session.post(review.url + "/api/answers", data=body, headers=headers, timeout=60)
    assert answer.status_code == 400
    assert answer.json()["error"].endswith(".")
    assert review.words() == []


def test_every_answer_of_the_server_carries_the_strict_policy(review: Review) -> None:
    browser = review.browser()
    stranger = requests.get(review.url, timeout=60)
    for answer in (browser.get("/"), browser.get("/api/questions"), browser.get("/nothing"), stranger):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_page_has_no_script_or_style_of_its_own(review: Review) -> None:
    page = review.browser().open()
    assert re.findall(r"<script(?![^>]* src=)(?![^>]*application/json)", page) == []
    assert " style=" not in page
    assert "<style" not in page
    assert (
        re.findall(r"\son\w+=", re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)) == []
    )


def test_a_name_full_of_markup_stays_text(review: Review) -> None:
    """Every name of the account at once, renamed by an attacker who may write to SmugMug."""
    review.servers.connection.execute("update public.smugmug_albums set name = %s || album_key", [EVIL])
    review.servers.connection.execute(
        "update public.album_name_proposals set existing_name = %s || album_key, proposed_name = %s || album_key",
        [EVIL, EVIL + "new"],
    )
    page = Browser(review.url, review.guard).open()
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    assert not set(data[1]) & set("<>&")
    assert page.count("<script") == 2
    assert {question["e"].removesuffix(question["k"]) for question in json.loads(data[1])["questions"]} == {EVIL}


def test_pictures_come_only_from_the_origins_of_the_thumbnails() -> None:
    assert origin_of("https://photos.smugmug.com/i-x/0/Th/i.jpg") == "https://photos.smugmug.com"
    assert origin_of("http://127.0.0.1:8000/x") == "http://127.0.0.1:8000"
    for url in (
        "javascript:alert(1)",
        "data:x",
        "https://",
        "https://a b",
        "https://a;b",
        "https://x:99999999/",
        "//x",
    ):
        assert origin_of(url) is None
    policy = content_security_policy({"https://photos.smugmug.com"})
    assert "img-src 'self' https://photos.smugmug.com;" in policy


def test_a_thumbnail_is_sent_as_an_address_and_nothing_else() -> None:
    from albumsync_dagster.sync.questions import question_of
    from albumsync_dagster_tests.support.questions import DAY

    shape = shapes.of_question(question_of(stored_proposal(thumbnails=(Thumbnail(url="javascript:1", day=DAY),))))
    assert shape["th"] == []


def document(question: dict[str, Any], verdict: str = "accept") -> dict[str, Any]:
    answer = {
        "key": question["k"], "verdict": verdict, "name": None, "digest": question["d"], "after": question["w"],
        "id": str(uuid.uuid4()),
    }  # fmt: skip
    return {"answers": [answer]}
