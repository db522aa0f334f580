"""The answer of each endpoint without faults: lists, albums, photos, and the rename of an album.

Here: every endpoint that the client or a benchmark asks, and the rules of a PATCH. A rename leaves ``UrlName``,
``UrlPath`` and ``WebUri`` alone. Not here: signatures, limits and faults (``simulator``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from starlette.exceptions import HTTPException

from albumsync_sandbox.gallery import GalleryImage
from albumsync_sandbox.smugmug import shapes
from albumsync_sandbox.smugmug.answers import Answer, Json, Page, Query, json_answer, parse, response
from albumsync_sandbox.smugmug.oauth import Caller
from albumsync_sandbox.smugmug.routes import EndpointKind, Target
from albumsync_sandbox.smugmug.shapes import Level, SeenAlbum, SeenImage
from albumsync_sandbox.smugmug.state import AccountState, AlbumRecord, AlbumSettings, Quirks

LONGEST_NAME = 255
LONGEST_DESCRIPTION = 65_535
MOST_IMAGES = 500
_NOT_GRANTED = "The user has not granted the required permissions"
_LOCATORS = {
    EndpointKind.AUTH_USER: ("User", "Object"),
    EndpointKind.USER_ALBUMS: ("Album", "Objects"),
    EndpointKind.ASSETS_ALBUM: ("Album", "Object"),
    EndpointKind.ALBUM: ("Album", "Object"),
    EndpointKind.ALBUMS: ("Album", "Objects"),
    EndpointKind.ALBUM_IMAGES: ("AlbumImage", "Objects"),
    EndpointKind.IMAGE: ("Image", "Object"),
    EndpointKind.IMAGES: ("Image", "Objects"),
    EndpointKind.IMAGE_METADATA: ("ImageMetadata", "Object"),
}
"""The key that carries an endpoint's data, and whether it is a list."""


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A request whose signature was found right, on its way to its answer.

    Args:
        method: Upper case.
        target: What it is about.
        raw_query: As it was sent.
        base: The simulator's own address, for the addresses of pictures.
        body: Unread.
        shift: Rows by which a list moved since the page before; a fault.
        lost: A fault: the answer is 404, even if the album exists.
    """

    state: AccountState
    quirks: Quirks
    caller: Caller
    method: str
    target: Target
    raw_query: str
    base: str
    body: bytes
    shift: int
    lost: bool
    expansions: Json = field(default_factory=dict, init=False)

    @property
    def _uri(self) -> str:
        return f"{self.target.path}?{self.raw_query}" if self.raw_query else self.target.path

    @cached_property
    def _query(self) -> Query:
        return parse(self.raw_query)

    def answer(self) -> Answer:
        """The answer. The state does not change meanwhile."""
        try:
            with self.state.lock:
                return self._answer()
        except HTTPException as failed:
            # An error keeps the envelope, without data.
            locator = _LOCATORS.get(self.target.kind)
            block = {"Uri": self._uri, **(response(locator, []) if locator else {})}
            return json_answer(failed.status_code, {"Response": block}, message=failed.detail)

    def _answer(self) -> Answer:
        kind, method = self.target.kind, self.method
        if kind is EndpointKind.UNKNOWN or self.lost:
            raise HTTPException(404)
        if method != "GET" and (method, kind) != ("PATCH", EndpointKind.ALBUM):
            raise HTTPException(405)
        if self.target.nickname not in ("", self.state.nickname):
            raise HTTPException(404)
        if method == "PATCH":
            return self._patch()
        match kind:
            case EndpointKind.AUTH_USER:
                level = Level.FULL if self.caller.is_owner else Level.PUBLIC
                return self._found(shapes.user(self.state, level, self._query))
            case EndpointKind.USER_ALBUMS:
                return self._user_albums()
            case EndpointKind.ASSETS_ALBUM:
                assets = next((record for record in self.state.albums() if record.album.system), None)
                return self._found(self._seen(self._there(assets)).render(self._query))
            case EndpointKind.ALBUM | EndpointKind.ALBUMS:
                return self._albums()
            case EndpointKind.ALBUM_IMAGES:
                return self._album_images()
            case EndpointKind.IMAGES:
                return self._images()
            case _:
                return self._image()

    def _user_albums(self) -> Answer:
        page = Page.asked(self._query, default=50, most=100)
        listing = self.state.listing(owner=self.caller.is_owner, first_page=page.start == 1)
        rows = [self._seen(record).render(self._query) for record in page.cut(listing, self.shift)]
        return self._found(rows, page, total=len(listing))

    def _albums(self) -> Answer:
        # Neither the order of a multi-get nor its answer to an unknown key is documented: here the order is not the
        # caller's, and what is unknown is left out.
        found = [record for record in self.state.some(self.target.album_keys) if self._visible(record)]
        if not found:
            raise HTTPException(404)
        rows = [self._seen(record).render(self._query) for record in found]
        answer = self._found(rows[0] if self.target.kind is EndpointKind.ALBUM else rows)
        for record in found:
            self.state.was_read(record.key)
        return answer

    def _album_images(self) -> Answer:
        album = self._seen(self._album())
        # A locked album answers 200 and looks empty.
        images: Sequence[GalleryImage] = () if album.level is Level.PASSWORD else album.record.images
        page = Page.asked(self._query, default=100, most=MOST_IMAGES)
        rows = []
        for image in page.cut(images, self.shift):
            row = self._seen_image(album, image, dated=not self.quirks.listing_lacks_dates)
            rows.append(row.render(self._query))
            if "ImageMetadata" in self._query.get("_expand", "").split(",") and row.exif_shown:
                stale = self.quirks.stale_metadata_expansions and self.state.is_fresh(image.image_key)
                expanded = response(_LOCATORS[EndpointKind.IMAGE_METADATA], row.metadata(stale=stale))
                self.expansions[f"{row.path}!metadata"] = expanded
        return self._found(rows, page, total=len(images))

    def _image(self) -> Answer:
        ((key, serial),) = self.target.images
        row = self._owned_image(key)
        if row is None:
            raise HTTPException(404)
        if serial != str(row.image.serial):
            old = f"/api/v2/image/{key}-{serial}" if serial else f"/api/v2/image/{key}"
            location = self._uri.replace(old, row.path)
            return json_answer(301, {"Response": {"Uri": location}}, headers={"Location": location})
        if self.target.kind is EndpointKind.IMAGE:
            return self._found(row.render(self._query))
        if not row.exif_shown:
            raise HTTPException(404)
        return self._found(row.metadata())

    def _images(self) -> Answer:
        # As for several albums; what a serial that is no longer true does here is not documented either.
        found = [self._owned_image(key) for key in sorted({key for key, _ in self.target.images})]
        rows = [image.render(self._query) for image in found if image]
        if not rows:
            raise HTTPException(404)
        return self._found(rows)

    def _owned_image(self, key: str) -> SeenImage | None:
        owned = self.state.owned(key)
        return self._seen_image(self._seen(owned[0]), owned[1]) if owned and self._visible(owned[0]) else None

    def _patch(self) -> Answer:
        if not self.caller.may_modify:
            raise HTTPException(403, _NOT_GRANTED)
        record = self._album()
        if record.locked:
            raise HTTPException(401)
        try:
            submitted = json.loads(self.body)
        except ValueError:
            raise HTTPException(400) from None
        if not isinstance(submitted, dict):
            raise HTTPException(400)
        changes: AlbumSettings = {}
        if "Name" in submitted:
            changes["name"] = _text(submitted["Name"], LONGEST_NAME)
        if "Description" in submitted:
            changes["description"] = _text(submitted["Description"], LONGEST_DESCRIPTION)
        self.state.change(record.key, **changes)
        return self._found(self._seen(record).render(self._query))

    def _album(self) -> AlbumRecord:
        return self._there(self.state.find(self.target.album_keys[0]))

    def _there(self, record: AlbumRecord | None) -> AlbumRecord:
        if record is None or not self._visible(record):
            raise HTTPException(404)
        return record

    def _visible(self, record: AlbumRecord) -> bool:
        """Unlisted albums open to every client with the key, private ones to the owner alone."""
        return self.caller.is_owner or record.album.privacy != "Private"

    def _seen(self, record: AlbumRecord) -> SeenAlbum:
        hidden = record.locked or (record.album.security != "None" and not self.caller.is_owner)
        level = Level.PASSWORD if hidden else Level.FULL if self.caller.is_owner else Level.PUBLIC
        return SeenAlbum(record, level, self.state)

    def _seen_image(self, album: SeenAlbum, image: GalleryImage, *, dated: bool = True) -> SeenImage:
        source = self.state.find(image.collected_from) if image.collected_from else None
        return SeenImage(image, album, self._seen(source) if source else album, self.base, dated)

    def _found(self, data: object, page: Page | None = None, *, total: int = 0) -> Answer:
        pages = page.block(total=total, sent=len(data)) if page and isinstance(data, list) else None
        payload: Json = {"Response": response(_LOCATORS[self.target.kind], data, pages)}
        return json_answer(200, {**payload, "Expansions": self.expansions} if self.expansions else payload)


def _text(value: object, longest: int) -> str:
    """A text field of a PATCH; half of a surrogate pair, which JSON can smuggle in, is none."""
    if isinstance(value, (dict, list, bool)) or value is None:
        raise HTTPException(400)
    text = str(value)
    if len(text) > longest or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise HTTPException(400)
    return text
