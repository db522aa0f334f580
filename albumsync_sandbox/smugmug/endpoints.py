"""What each endpoint of the API answers, when nothing is wrong on the way.

Here: one method an endpoint, from a request to an answer. Not here: signatures, limits and faults (``app``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from albumsync_sandbox.smugmug import options
from albumsync_sandbox.smugmug.albums import (
    ALBUM,
    ALBUM_IMAGES,
    ALBUMS,
    ASSETS_ALBUM,
    IMAGE_ALBUMS,
    USER,
    USER_ALBUMS,
    Level,
)
from albumsync_sandbox.smugmug.answers import NOT_GRANTED, Answer, json_answer
from albumsync_sandbox.smugmug.images import (
    ALBUM_IMAGE,
    ALBUM_IMAGE_METADATA,
    ALBUM_IMAGE_METADATA_SHAPE,
    ALBUM_IMAGE_SHAPE,
    IMAGE,
    IMAGE_METADATA,
    IMAGE_METADATA_SHAPE,
    IMAGE_SHAPE,
    ImageSubject,
    MetadataSubject,
)
from albumsync_sandbox.smugmug.paging import Page, PageLinks, PageRule
from albumsync_sandbox.smugmug.patch import PatchRefused, patch_album, read_body
from albumsync_sandbox.smugmug.query import Parameter, Query, QueryRefused, View
from albumsync_sandbox.smugmug.quirks import Quirks
from albumsync_sandbox.smugmug.rendering import ABSENT, Endpoint, Json, Shape, Subject, response
from albumsync_sandbox.smugmug.routes import EndpointKind, Target
from albumsync_sandbox.smugmug.seeing import Seen, inherit
from albumsync_sandbox.smugmug.state import AccountState, AlbumRecord
from albumsync_sandbox.smugmug.tokens import Caller
from albumsync_sandbox.smugmug.users import AUTH_USER, USER_SHAPE, UserSubject

_USER_ALBUMS_RULE = PageRule(default=50, most=100)
_IMAGE_ALBUMS_RULE = PageRule(default=10, most=100)

_ENDPOINTS = {
    EndpointKind.AUTH_USER: AUTH_USER,
    EndpointKind.USER: USER,
    EndpointKind.USER_ALBUMS: USER_ALBUMS,
    EndpointKind.ASSETS_ALBUM: ASSETS_ALBUM,
    EndpointKind.ALBUM: ALBUM,
    EndpointKind.ALBUMS: ALBUMS,
    EndpointKind.ALBUM_IMAGES: ALBUM_IMAGES,
    EndpointKind.ALBUM_IMAGE: ALBUM_IMAGE,
    EndpointKind.ALBUM_IMAGE_METADATA: ALBUM_IMAGE_METADATA,
    EndpointKind.IMAGE: IMAGE,
    EndpointKind.IMAGE_METADATA: IMAGE_METADATA,
    EndpointKind.IMAGE_ALBUMS: IMAGE_ALBUMS,
}
_NOWHERE = Endpoint("", "", "", "")


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request whose signature was found right.

    Args:
        method: Upper case, after a ``_method`` override.
        target: What it is about.
        raw_query: As it was sent.
        content_type: Of the body.
        body: Unread.
        shift: Rows by which a list moved since the page before; a fault.
    """

    method: str
    target: Target
    raw_query: str
    content_type: str = ""
    body: bytes = b""
    shift: int = 0


class Api:
    """The endpoints over one account.

    Args:
        state: The account.
        quirks: Its switches.
    """

    def __init__(self, state: AccountState, quirks: Quirks) -> None:
        self._state = state
        self._quirks = quirks

    def answer(self, request: ApiRequest, caller: Caller) -> Answer:
        """Answers one request. The state does not change meanwhile."""
        with self._state.lock:
            return _Conversation(self._state, self._quirks, request, caller).answer()

    def not_found(self, request: ApiRequest, caller: Caller) -> Answer:
        """The 404 of something that is there; a fault."""
        return _Conversation(self._state, self._quirks, request, caller).failed(404)


class _Conversation:
    """One request on its way to its answer."""

    def __init__(self, state: AccountState, quirks: Quirks, request: ApiRequest, caller: Caller) -> None:
        self._state = state
        self._quirks = quirks
        self._request = request
        self._target = request.target
        self._caller = caller
        self._query = Query.parse(request.raw_query)
        self._view = View()
        self._seen = Seen(state, quirks, caller)
        self._endpoint = _ENDPOINTS.get(request.target.kind, _NOWHERE)

    def answer(self) -> Answer:
        try:
            view = self._query.view()
        except QueryRefused:
            return self.failed(400)
        self._view = inherit(view, inline=view.inline)
        kind, method = self._target.kind, self._request.method
        if kind is EndpointKind.UNKNOWN:
            return self.failed(404)
        if method == "OPTIONS":
            return json_answer(200, {"Options": options.of_endpoint(kind), "Response": self._response()})
        if method not in options.methods(kind):
            return self.failed(405)
        if method == "PATCH":
            return self._patch()
        return self._get(kind)

    def _get(self, kind: EndpointKind) -> Answer:
        match kind:
            case EndpointKind.AUTH_USER | EndpointKind.USER:
                return self._user(kind)
            case EndpointKind.USER_ALBUMS:
                return self._user_albums()
            case EndpointKind.ASSETS_ALBUM:
                return self._assets_album()
            case EndpointKind.ALBUM | EndpointKind.ALBUMS:
                return self._albums()
            case EndpointKind.ALBUM_IMAGES:
                return self._album_images()
            case EndpointKind.ALBUM_IMAGE | EndpointKind.ALBUM_IMAGE_METADATA:
                return self._album_image(kind)
            case _:
                return self._image(kind)

    def _user(self, kind: EndpointKind) -> Answer:
        if kind is EndpointKind.AUTH_USER and self._caller.token is None:
            return self.failed(401)
        if kind is EndpointKind.USER and self._target.nickname != self._state.nickname:
            return self.failed(404)
        albums = self._state.albums()
        subject = UserSubject(
            self._state.nickname,
            self._state.full_name,
            self._state.host,
            sum(record.image_count for record in albums),
            Level.FULL if self._caller.is_owner else Level.PUBLIC,
        )
        return self._found(self._one(USER_SHAPE, subject))

    def _user_albums(self) -> Answer:
        if self._target.nickname != self._state.nickname:
            return self.failed(404)
        page = Page.asked(self._query, _USER_ALBUMS_RULE)
        listing = self._state.listing(owner=self._caller.is_owner, first_page=page.start == 1)
        return self._album_page(listing, page)

    def _album_page(self, listing: Sequence[AlbumRecord], page: Page) -> Answer:
        rows = page.cut(listing, self._request.shift)
        links = PageLinks(self._target.path, self._accepted(), page, total=len(listing), sent=len(rows))
        return self._found(self._seen.albums(rows, self._view), links)

    def _assets_album(self) -> Answer:
        album = next((record for record in self._state.albums() if record.album.system), None)
        if self._target.nickname != self._state.nickname or album is None:
            return self.failed(404)
        return self._found(self._seen.albums([album], self._view)[0])

    def _albums(self) -> Answer:
        # Neither the order of a multi-get nor its answer to an unknown key is documented: here the order is not the
        # caller's, and what is unknown is left out.
        found = [record for record in self._state.some(self._target.album_keys) if self._visible(record)]
        if not found:
            return self.failed(404)
        rendered = self._seen.albums(found, self._view)
        answer = self._found(rendered[0] if self._target.kind is EndpointKind.ALBUM else rendered)
        for record in found:
            self._state.was_read(record.key)
        return answer

    def _album_images(self) -> Answer:
        record = self._album()
        if record is None:
            return self.failed(404)
        page = Page.asked(self._query, self._seen.images_rule)
        rows, links = self._seen.images_page(
            record, page, self._view, self._accepted(), self._target.path, self._request.shift
        )
        return self._found(rows, links)

    def _album_image(self, kind: EndpointKind) -> Answer:
        record = self._album()
        images = self._seen.visible_images(record) if record else ()
        image = next((i for i in images if i.image_key == self._target.image_key), None)
        if record is None or image is None:
            return self.failed(404)
        if image.serial != self._target.serial:
            return self._moved(f"album/{record.key}/image/{image.image_key}-{image.serial}")
        subject = self._seen.image_subject(record, image)
        if kind is EndpointKind.ALBUM_IMAGE:
            return self._found(self._one(ALBUM_IMAGE_SHAPE, subject))
        return self._metadata(subject, ALBUM_IMAGE_METADATA_SHAPE)

    def _image(self, kind: EndpointKind) -> Answer:
        image = self._state.image(self._target.image_key)
        holders = [r for r in self._state.albums_of_image(self._target.image_key) if self._visible(r)]
        if image is None or not holders:
            return self.failed(404)
        if image.serial != self._target.serial:
            return self._moved(f"image/{image.image_key}-{image.serial}")
        subject = self._seen.image_subject(holders[0], image)
        if kind is EndpointKind.IMAGE:
            return self._found(self._one(IMAGE_SHAPE, subject))
        if kind is EndpointKind.IMAGE_METADATA:
            return self._metadata(subject, IMAGE_METADATA_SHAPE)
        return self._album_page(holders, Page.asked(self._query, _IMAGE_ALBUMS_RULE))

    def _metadata(self, subject: ImageSubject, shape: Shape[MetadataSubject]) -> Answer:
        if not subject.exif_shown:
            return self.failed(404)
        return self._found(self._one(shape, MetadataSubject(subject, self._target.path)))

    def _patch(self) -> Answer:
        if not self._caller.may_modify:
            return self.failed(403, message=NOT_GRANTED)
        record = self._album()
        if record is None:
            return self.failed(404)
        if record.locked:
            return self.failed(401)
        try:
            submitted = read_body(self._request.content_type, self._request.body)
            patch_album(self._state, self._quirks, record, submitted)
        except PatchRefused as refused:
            return self.failed(refused.status)
        echo = options.of_write("PATCH", submitted) if self._view.described else None
        return self._found(self._seen.albums([record], self._view)[0], echo=echo)

    def _album(self) -> AlbumRecord | None:
        record = self._state.find(self._target.album_keys[0])
        return record if record and self._visible(record) else None

    def _visible(self, record: AlbumRecord) -> bool:
        """Unlisted albums open to whoever knows the key, private ones to the owner alone."""
        return self._caller.is_owner or record.album.privacy != "Private"

    def _one(self, shape: Shape[Subject], subject: Subject) -> Json:
        return shape.narrowed(self._view).render(subject, self._view)

    def _accepted(self) -> tuple[Parameter, ...]:
        return self._query.echo(options.OWN_PARAMETERS.get(self._target.kind, ()))

    def _response(self, data: object = ABSENT, pages: Json | None = None) -> Json:
        accepted = "&".join(p.raw for p in self._accepted())
        uri = f"{self._target.path}?{accepted}" if accepted else self._target.path
        return response(uri, self._endpoint, self._view, data, pages)

    def _found(self, data: object, links: PageLinks | None = None, echo: Json | None = None) -> Answer:
        payload: Json = {}
        if self._view.verbosity == 3:
            payload["Request"] = {"Version": "v2", "Method": self._request.method, "Uri": self._target.path}
        described = echo or options.in_answer(self._target.kind, self._view.verbosity)
        if described:
            payload["Options"] = described
        payload["Response"] = self._response(data, links.block() if links else None)
        if self._seen.expansions:
            payload["Expansions"] = self._seen.expansions
        headers = {}
        if links and links.next_page:
            headers["Link"] = f'<{links.next_page}>; rel="next"; title="NextPage"'
        return json_answer(200, payload, pretty=self._query.get("_pretty") is not None, headers=headers)

    def failed(self, status: int, message: str | None = None) -> Answer:
        """An error keeps the envelope, without data; here the echo repeats every parameter, as recorded."""
        query = self._request.raw_query
        uri = f"{self._target.path}?{query}" if query else self._target.path
        block = response(uri, self._endpoint, self._view) if self._endpoint is not _NOWHERE else {"Uri": uri}
        payload: Json = {"Response": block}
        if status == 400 and self._view.described:
            payload = {"Options": options.of_endpoint(self._target.kind), **payload}
        return json_answer(status, payload, message=message)

    def _moved(self, path: str) -> Answer:
        action = "!" + self._target.kind.partition("!")[2] if "!" in self._target.kind else ""
        query = f"?{self._request.raw_query}" if self._request.raw_query else ""
        location = f"/api/v2/{path}{action}{query}"
        return json_answer(301, {"Response": {"Uri": location}}, headers={"Location": location})
