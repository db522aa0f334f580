"""albumsync: album names in SmugMug and photo rows in Supabase in step.

``AlbumSyncComponent`` is offered here for ``dg``, and imported only by whoever asks for it: the command line does not
wait for Dagster.
"""

__all__ = ["AlbumSyncComponent"]


def __getattr__(name: str) -> object:
    if name == "AlbumSyncComponent":
        from albumsync_dagster.defs.component import AlbumSyncComponent

        return AlbumSyncComponent
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
