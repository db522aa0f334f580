"""Keeps the OAuth libraries from writing tokens and signatures into logs.

oauthlib and requests-oauthlib log every Authorization header, token and signature base string at debug level, and
offer no switch. Their loggers are silenced below WARNING, where neither writes anything but what goes wrong in
their use. A filter on each logger is used instead of a level, because levels are what people change in order to
debug.
"""

from __future__ import annotations

import logging

_LIBRARIES = ("oauthlib", "requests_oauthlib")


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def silence_oauth_libraries() -> None:
    """Put the filter on every logger of the two libraries. Doing it twice changes nothing."""
    names = [name for name in logging.root.manager.loggerDict if name.split(".", 1)[0] in _LIBRARIES]
    for name in {*names, *_LIBRARIES}:
        # A filter works only on the logger that a record was made with, not on that logger's parents.
        logging.getLogger(name).addFilter(_is_warning)
