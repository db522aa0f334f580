"""Where the page listens, and under which addresses it answers.

Here: the socket and the origins. Not here: who may ask (``security``), the server loop (whoever starts the page).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from albumsync_dagster.errors import UsageError


@contextmanager
def listen(host: str, port: int) -> Iterator[socket.socket]:
    """A listening socket.

    Args:
        host: An address of this machine; a name would leave open which one.
        port: 0 for a free one.

    Raises:
        UsageError: The address is none, not one of this machine, or in use.
    """
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise UsageError(
            f"{host!r} is no address.", "Give an IP address of this machine, for instance 127.0.0.1."
        ) from None
    if address.is_unspecified:
        # Every name of the machine would have to be answered then, and a browser can be led to any of them.
        raise UsageError("The page is not served under every address.", "Give one IP address of this machine.")
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        listener = socket.create_server((str(address), port), family=family)
    except OSError as error:
        raise UsageError(
            f"The page cannot be served at {host}, port {port}: {error.strerror}.", "Choose another --port or --host."
        ) from None
    with listener:
        yield listener


def origins(host: str, listener: socket.socket, public: str | None = None) -> list[str]:
    """The addresses under which the page answers, the one to open first.

    Args:
        host: As given to ``listen``.
        listener: What ``listen`` returned.
        public: The address of a proxy with a login before the page, for instance ``https://review.example.com``.

    Raises:
        UsageError: ``public`` is no http address.
    """
    port = listener.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    found = [f"http://{shown}:{port}"]
    if ipaddress.ip_address("127.0.0.1" if host == "localhost" else host).is_loopback:
        found += [origin for name in ("127.0.0.1", "localhost") if (origin := f"http://{name}:{port}") not in found]
    if public:
        parts = urlsplit(public)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise UsageError(
                "ALBUMSYNC_REVIEW_URL is no address of a web page.", "Write for instance https://review.example.com."
            )
        found.append(f"{parts.scheme}://{parts.netloc}")
    return found
