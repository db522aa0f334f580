"""Puts the rows of a sample gallery into a database that has the tables of ``migrations/``."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter

import psycopg
from psycopg import sql

from albumsync_sandbox.gallery.values import GalleryEnrichment, GalleryRow, SampleGallery

_QUOTED = {"image_url": "ImageUrl", "thumbnail_url": "ThumbnailUrl", "original_url": "OriginalUrl"}
"""Columns of ``photo_metadata`` that the user's table writes with capitals."""


def load_rows(connection: psycopg.Connection, gallery: SampleGallery) -> None:
    """Copies photo rows and enrichment; what is there already stays. Does not commit.

    Args:
        connection: As a role that passes row level security, for instance ``postgres``.
        gallery: What to load.

    Raises:
        psycopg.errors.UniqueViolation: It is there already.
    """
    with connection.cursor() as cursor:
        for table, kind, rows in (
            ("photo_metadata", GalleryRow, gallery.rows),
            ("album_enrichment", GalleryEnrichment, gallery.enrichments),
        ):
            names = [field.name for field in fields(kind)]
            columns = sql.SQL(", ").join(sql.Identifier(_QUOTED.get(name, name)) for name in names)
            statement = sql.SQL("copy public.{} ({}) from stdin").format(sql.Identifier(table), columns)
            with cursor.copy(statement) as copy:
                for values in map(attrgetter(*names), rows):
                    copy.write_row(values)
