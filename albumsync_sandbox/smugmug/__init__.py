"""A simulator of SmugMug's API v2 that follows the vendor's behaviour, not our client's convenience.

It has the endpoints that the client and the benchmarks call. It checks OAuth 1.0a signatures, stores nonces, pages,
clamps, filters, expands and limits as recorded, fails on demand, and counts what it is asked.
"""

from __future__ import annotations

from albumsync_sandbox.smugmug.faults import Fault, FaultKind, FaultPlan
from albumsync_sandbox.smugmug.limits import FrontEnd, RateLimit
from albumsync_sandbox.smugmug.oauth import Access, Credentials, Permissions
from albumsync_sandbox.smugmug.routes import EndpointKind
from albumsync_sandbox.smugmug.simulator import SmugMugSimulator
from albumsync_sandbox.smugmug.state import LazyPhotos

__all__ = [
    "Access",
    "Credentials",
    "EndpointKind",
    "Fault",
    "FaultKind",
    "FaultPlan",
    "FrontEnd",
    "LazyPhotos",
    "Permissions",
    "RateLimit",
    "SmugMugSimulator",
]
