"""Puts the rows of a sample gallery into a database that has the tables of ``migrations/``."""

from __future__ import annotations

from dataclasses import astuple, fields

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
            columns = sql.SQL(", ").join(sql.Identifier(_QUOTED.get(field.name, field.name)) for field in fields(kind))
            statement = sql.SQL("copy public.{} ({}) from stdin").format(sql.Identifier(table), columns)
            with cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(astuple(row))
