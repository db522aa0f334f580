"""Alerts as a webhook gets them, in two forms.

Not here: what an alert is (``sync.alerting``), when it is posted (``alerts``).

The address of a webhook is a secret: it is all that is needed to post. No message of ours contains it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.network import read_network
from albumsync_dagster.sync.alerting import News

if TYPE_CHECKING:
    import requests

Form = Literal["json", "slack"]

TIMEOUT_SECONDS = (5, 10)
"""To connect, and for an answer; a tick of a sensor has 60."""


class WebhookError(AlbumSyncError):
    """The webhook did not accept the alerts."""


def post(url: str, news: News, form: Form, *, account: str = "albumsync") -> None:
    """Post what is new.

    Raises:
        WebhookError: It could not be reached, or refused; nothing of the address is in the message.
        SettingsError: A network setting of the machine cannot be used.
    """
    import requests
    import urllib3

    body = as_slack(news) if form == "slack" else as_json(news, account)
    try:
        # The status is all that counts: a body of any size, or one that never ends, is not read.
        with (
            _session(url) as session,
            session.post(url, json=body, timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True) as answer,
        ):
            status = answer.status_code
    except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
        # ValueError: the address cannot be one, and its message repeats a part of it.
        raise WebhookError(
            f"The webhook could not be reached ({type(error).__name__}).",
            "Check ALBUMSYNC_WEBHOOK_URL; the alerts are posted again with the next tick.",
        ) from None
    if not 200 <= status < 300:
        raise WebhookError(
            f"The webhook answered {status}.",
            "Check ALBUMSYNC_WEBHOOK_URL; the alerts are posted again with the next tick.",
        )


def _session(url: str) -> "requests.Session":
    """A session that goes the way of the machine's network settings, as the clients do."""
    import requests

    network, session = read_network(), requests.Session()
    session.trust_env = False
    if proxy := network.proxy_for(url):
        session.proxies = {"http": proxy.url, "https": proxy.url}
    if network.certificates is not None:
        session.verify = str(network.certificates)
    return session


def as_json(news: News, account: str) -> Mapping[str, Any]:
    """The generic form: one document for all that is new."""
    return {
        "source": account,
        "alerts": [
            {"alert": alert.key, "state": "firing", "sentence": alert.sentence, "fix": alert.fix}
            for alert in news.begun
        ]
        + [{"alert": key, "state": "resolved"} for key in news.resolved],
    }


def as_slack(news: News) -> Mapping[str, Any]:
    """The form of Slack's incoming webhooks: one text, with what Slack reads as markup escaped."""
    lines = [f":red_circle: {_escaped(str(alert))}" for alert in news.begun]
    lines += [f":white_check_mark: Resolved: {_escaped(key.replace('_', ' '))}." for key in news.resolved]
    return {"text": "\n".join(lines)}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
