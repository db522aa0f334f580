"""What the page shows to a browser holds no secret of either system, neither whole nor in any eight characters."""

from __future__ import annotations

from albumsync_dagster_tests.support.secrets import assert_hidden
from albumsync_dagster_tests.web.conftest import Review


def test_the_page_its_questions_and_its_errors_hold_no_secret(review: Review) -> None:
    browser = review.browser()
    answers = [browser.get(path) for path in ("/", "/api/questions", "/no-such-page")]
    answers.append(browser.post("/api/answers", {"answers": [{"key": "nobody"}]}))
    shown = "\n".join(answer.text + repr(dict(answer.headers)) for answer in answers)
    secrets = [
        value for name, value in review.servers.environment().items() if name.endswith(("SECRET", "TOKEN", "_KEY"))
    ]
    assert_hidden(shown, *secrets)
