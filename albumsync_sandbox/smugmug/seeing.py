"""Albums and photos as one caller sees them, with the related objects that one request expands.

Here: response levels and ``_expand``, gathered for one answer. Not here: which endpoint answers what (``endpoints``).
Unknown names in ``_expand`` are ignored, as other unknown parameters are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from albumsync_sandbox.gallery import GalleryImage
from albumsync_sandbox.smugmug.albums import (
    ALBUM_IMAGES,
    ALBUM_SHAPES,
    HIGHLIGHT_IMAGE,
    AlbumSubject,
    Level,
)
from albumsync_sandbox.smugmug.images import (
    ALBUM_IMAGE_SHAPE,
    IMAGE_METADATA,
    IMAGE_METADATA_SHAPE,
    IMAGE_SHAPE,
    ImageSubject,
    MetadataSubject,
)
from albumsync_sandbox.smugmug.paging import Page, PageLinks, PageRule
from albumsync_sandbox.smugmug.query import Parameter, Query, View
from albumsync_sandbox.smugmug.quirks import Quirks
from albumsync_sandbox.smugmug.rendering import ABSENT, Expanded, Json, response
from albumsync_sandbox.smugmug.state import AccountState, AlbumRecord
from albumsync_sandbox.smugmug.tokens import Caller


class Seen:
    """What goes into one answer; ``expansions`` fills while objects are rendered.

    Args:
        state: The account.
        quirks: Its switches.
        caller: Who looks.
    """

    def __init__(self, state: AccountState, quirks: Quirks, caller: Caller) -> None:
        self._state = state
        self._quirks = quirks
        self._caller = caller
        self.expansions: Json = {}

    def level(self, record: AlbumRecord) -> Level:
        """How much of an album the caller sees."""
        if record.locked:
            return Level.PASSWORD
        if self._caller.is_owner:
            return Level.FULL
        return Level.PUBLIC if record.album.security == "None" else Level.PASSWORD

    def subject(self, record: AlbumRecord) -> AlbumSubject:
        """An album in the caller's eyes."""
        return AlbumSubject(record, self.level(record), self._state.nickname, self._state.host)

    def image_subject(self, record: AlbumRecord, image: GalleryImage) -> ImageSubject:
        """A photo of an album in the caller's eyes."""
        return self._image_in(self.subject(record), image)

    def _image_in(self, album: AlbumSubject, image: GalleryImage, *, dated: bool = True) -> ImageSubject:
        source = self._state.find(image.collected_from) if image.collected_from else None
        return ImageSubject(image, album, self.subject(source) if source else album, dated)

    def albums(self, records: Iterable[AlbumRecord], view: View) -> list[Json]:
        """Albums under a view."""
        shapes = {level: shape.narrowed(view) for level, shape in ALBUM_SHAPES.items()}
        rendered = []
        for subject in map(self.subject, records):
            expanded = self._gather(self._expand_album(subject, name, child) for name, child in view.expand.items())
            rendered.append(shapes[subject.level].render(subject, view, expanded))
        return rendered

    def album_images(self, record: AlbumRecord, images: Sequence[GalleryImage], view: View) -> list[Json]:
        """Rows of ``album/KEY!images`` under a view."""
        shape = ALBUM_IMAGE_SHAPE.narrowed(view)
        rendered = []
        album = self.subject(record)
        for image in images:
            subject = self._image_in(album, image, dated=not self._quirks.listing_lacks_dates)
            expanded = self._gather(self._expand_image(subject, name, child) for name, child in view.expand.items())
            rendered.append(shape.render(subject, view, expanded))
        return rendered

    def visible_images(self, record: AlbumRecord) -> Sequence[GalleryImage]:
        """The photos of an album; a locked one answers 200 and looks empty."""
        return () if self.level(record) is Level.PASSWORD else record.images

    def images_page(
        self, record: AlbumRecord, page: Page, view: View, accepted: tuple[Parameter, ...], path: str, shift: int = 0
    ) -> tuple[list[Json], PageLinks]:
        """One page of an album's photos.

        Args:
            record: The album.
            page: Which rows.
            view: How they look.
            accepted: Parameters to repeat in links.
            path: Path of the endpoint.
            shift: Rows by which the list moved since the page before.
        """
        images = self.visible_images(record)
        names = next((p.value for p in accepted if p.name == "FileNames"), None)
        if names is not None:
            images = [image for image in images if image.file_name in names.split(",")]
        rows = page.cut(images, shift)
        links = PageLinks(path, accepted, page, total=len(images), sent=len(rows))
        return self.album_images(record, rows, view), links

    @property
    def images_rule(self) -> PageRule:
        """Default and clamp of ``!images``."""
        return PageRule(default=100, most=self._quirks.images_clamp)

    def _gather(self, found: Iterable[tuple[str, Expanded] | None]) -> dict[str, Expanded]:
        expanded = dict(filter(None, found))
        self.expansions.update({e.uri: e.body for e in expanded.values() if not e.inline})
        return expanded

    def _expand_album(self, subject: AlbumSubject, name: str, view: View) -> tuple[str, Expanded] | None:
        shape = ALBUM_SHAPES[subject.level]
        uri = shape.link_uri(subject, name)
        if uri is None:
            return None
        if name == "AlbumImages":
            return name, self._expand_images(subject, uri, view)
        if name == "HighlightImage":
            images = self.visible_images(subject.record)
            # With short links the key carries a query; recorded on a list of albums.
            uri = f"{uri}?_shorturis=" if view.plain_links else uri
            image = (
                IMAGE_SHAPE.narrowed(view).render(self.image_subject(subject.record, images[0]), view)
                if images
                else ABSENT
            )
            return name, Expanded(uri, response(uri, HIGHLIGHT_IMAGE, view, image), view.inline)
        return None

    def _expand_images(self, subject: AlbumSubject, uri: str, view: View) -> Expanded:
        args = Query(tuple(Parameter(f"{name}={value}", name, value) for name, value in view.args.items()))
        page = Page.asked(args, self.images_rule)
        rows, links = self.images_page(subject.record, page, view, args.echo(), uri)
        full = uri + "".join(f"{'&' if i else '?'}{p.raw}" for i, p in enumerate(args.echo()))
        return Expanded(full, response(full, ALBUM_IMAGES, view, rows, links.block()), view.inline)

    def _expand_image(self, subject: ImageSubject, name: str, view: View) -> tuple[str, Expanded] | None:
        uri = ALBUM_IMAGE_SHAPE.link_uri(subject, name)
        if uri is None or name != "ImageMetadata":
            return None
        stale = self._quirks.stale_metadata_expansions and self._state.is_fresh(subject.image.image_key)
        metadata = IMAGE_METADATA_SHAPE.narrowed(view).render(MetadataSubject(subject, uri, stale), view)
        return name, Expanded(uri, response(uri, IMAGE_METADATA, view, metadata), view.inline)


def inherit(view: View, *, inline: bool) -> View:
    """Hands ``_expandmethod`` and the short links of a request down to everything that it expands."""
    return replace(
        view,
        expand={
            name: inherit(
                replace(
                    child,
                    verbosity=view.verbosity,
                    short_uris=child.short_uris or view.short_uris,
                    inline=child.inline or inline,
                ),
                inline=inline,
            )
            for name, child in view.expand.items()
        },
    )
