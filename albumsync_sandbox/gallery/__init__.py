"""The sample gallery: a sports photographer's account, as bad as real ones are.

Pure values and the seeded generator that makes them. Not here: the servers that show them.
"""

from __future__ import annotations

from albumsync_sandbox.gallery.loading import load_rows
from albumsync_sandbox.gallery.sample import sample_gallery
from albumsync_sandbox.gallery.values import (
    GalleryAlbum,
    GalleryEnrichment,
    GalleryImage,
    GalleryRow,
    Privacy,
    SampleGallery,
    Security,
    image_url,
)

__all__ = [
    "GalleryAlbum",
    "GalleryEnrichment",
    "GalleryImage",
    "GalleryRow",
    "Privacy",
    "SampleGallery",
    "Security",
    "image_url",
    "load_rows",
    "sample_gallery",
]
