"""Connections: where SmugMug is, how a session carries requests there, and what a broken one means.

Not here: signatures, pace and retries (``transport``), answers that came whole (``responses``).
"""

from __future__ import annotations

import requests
import urllib3
from requests.adapters import BaseAdapter, HTTPAdapter

from albumsync_dagster.errors import SettingsError
from albumsync_dagster.network import Network, Proxy, web_address
from albumsync_dagster.smugmug.errors import SmugMugUnavailable
from albumsync_dagster.smugmug.responses import TRIES_WHEN_MALFORMED, Failure, unavailable, unreadable

DEFAULT_BASE = "https://api.smugmug.com"
Timeout = tuple[float, float]
"""Seconds to connect, and seconds for the answer."""


def normalise_base(base_url: str) -> str:
    """The root of the server out of what a person may give: a trailing slash or ``/api/v2`` is dropped.

    Raises:
        SettingsError: It is not the address of a web server.
    """
    parts = web_address(base_url.strip())
    if parts is None or parts.query or parts.fragment:
        raise SettingsError(
            "SMUGMUG_API_BASE is not the address of a web server.",
            f"An example is {DEFAULT_BASE}, which is used when it is unset.",
        )
    path = parts.path.rstrip("/").removesuffix("/api/v2").rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path}"


def plain_adapter() -> BaseAdapter:
    """The adapter that sends requests: connections are kept, nothing is retried below the signing."""
    return HTTPAdapter(pool_connections=1, pool_maxsize=1, max_retries=0)


def open_session(session: requests.Session, adapter: BaseAdapter, network: Network, base_url: str) -> None:
    """Give a session the headers, the adapter, the proxy and the certificates of all requests to SmugMug."""
    # The variables were read before, by `network`: requests fails on some values of them.
    session.trust_env = False
    if proxy := network.proxy_for(base_url):
        session.proxies = {"http": proxy.url, "https": proxy.url}
    if network.certificates is not None:
        session.verify = str(network.certificates)
    session.headers.update({"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "albumsync"})
    session.mount("https://", adapter)
    session.mount("http://", adapter)


def broken(error: Exception, *, what: str, album_key: str | None, proxy: Proxy | None = None) -> Failure:
    """A connection that failed, judged by how far it came."""
    if isinstance(error, requests.exceptions.SSLError):
        sentence = "The connection to SmugMug cannot be secured: its certificate is not accepted."
        fix = (
            "Check SMUGMUG_API_BASE and this computer's clock. Where a proxy opens secured connections, name its "
            "certificate in REQUESTS_CA_BUNDLE."
        )
        return Failure(SmugMugUnavailable(sentence, fix, album_key=album_key), tries=3)
    if proxy is not None and _never_sent(error):
        sentence = f"SmugMug cannot be reached through the proxy {proxy.shown} ({_why(error)})."
        fix = f"Correct {proxy.source}, or unset it if SmugMug can be reached without."
        return Failure(SmugMugUnavailable(sentence, fix, album_key=album_key), safe_to_retry=True)
    if _never_sent(error):
        sentence = f"SmugMug cannot be reached ({_why(error)})."
        fix = "Check the network and SMUGMUG_API_BASE, then run it again."
        return Failure(SmugMugUnavailable(sentence, fix, album_key=album_key), safe_to_retry=True)
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return Failure(unreadable(what, "its body is garbled", album_key), tries=TRIES_WHEN_MALFORMED)
    if isinstance(error, requests.exceptions.Timeout):
        return Failure(unavailable(f"SmugMug did not answer the request for {what} in time.", album_key))
    return Failure(unavailable(f"The connection broke during the request for {what}.", album_key))


def _never_sent(error: Exception) -> bool:
    if isinstance(error, (requests.exceptions.ConnectTimeout, requests.exceptions.ProxyError)):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError))


def _why(error: BaseException) -> str:
    """The innermost cause in words: the libraries' own messages repeat the whole address."""
    if isinstance(error, requests.exceptions.ProxyError) and "407" in str(error):
        return "it asks for a password"
    cause: BaseException | None = error
    reasons = ["no connection"]
    while cause is not None:
        if isinstance(cause, TimeoutError | requests.exceptions.ConnectTimeout):
            reasons.append("no server answers")
        elif isinstance(cause, OSError) and cause.strerror:
            reasons.append(cause.strerror.lower())
        cause = cause.__cause__ or cause.__context__
    return reasons[-1]
