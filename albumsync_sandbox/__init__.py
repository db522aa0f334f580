"""The whole outside world on one machine: PostgreSQL, the REST gateway, a SmugMug simulator and a sample gallery.

Everything is real but the vendor. Only the command line and the tests import it; the product never does.
"""

from __future__ import annotations

from albumsync_sandbox.world import World, sandbox

__all__ = ["World", "sandbox"]
