"""The review page: questions about names in the browser, one key an answer. Thin over ``sync``.

Here: HTTP, what the page receives, and who may send requests. Not here: which questions there are and what an answer
does (``sync.questions``, ``sync.reviewing``), the protocol (``sync``), settings and clients (the caller passes them
in).
"""

from albumsync_dagster.web.app import review_app
from albumsync_dagster.web.desk import Desk
from albumsync_dagster.web.security import Guard, new_guard
from albumsync_dagster.web.serving import listen, origins, start_address, start_file

__all__ = ["Desk", "Guard", "listen", "new_guard", "origins", "review_app", "start_address", "start_file"]
