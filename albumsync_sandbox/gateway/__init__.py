"""A REST gateway that answers as PostgREST does before a hosted Supabase database."""

from __future__ import annotations

from albumsync_sandbox.gateway.app import PREFIX, Gateway
from albumsync_sandbox.gateway.tokens import make_token

__all__ = ["PREFIX", "Gateway", "make_token"]
