"""Small albums and signed sessions for the simulator's tests. Test cases do not belong here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests
from requests_oauthlib import OAuth1Session

from albumsync_sandbox.gallery import GalleryAlbum, GalleryImage, Privacy, Security
from albumsync_sandbox.gallery.values import Origin
from albumsync_sandbox.smugmug import Access, Credentials, SmugMugSimulator

MADE = datetime(2025, 6, 1, 12, tzinfo=UTC)
EVENING = datetime(2025, 5, 30, 19, 15, 23)  # noqa: DTZ001 - a camera's clock has no zone


def photo(
    number: int,
    *,
    taken: datetime | None = EVENING,
    is_video: bool = False,
    origin: Origin = "Album",
    collected_from: str | None = None,
    file_name: str | None = None,
) -> GalleryImage:
    return GalleryImage(
        image_key=f"k{number:06d}",
        serial=number % 3,
        file_name=file_name or f"IMG_{number:04d}.{'MP4' if is_video else 'JPG'}",
        taken=taken,
        uploaded=MADE,
        is_video=is_video,
        origin=origin,
        collected_from=collected_from,
        digest=f"digest{number}",
    )


def album(
    key: str,
    name: str = "Lions vs Tigers",
    images: tuple[GalleryImage, ...] = (),
    *,
    folder: str = "/Sports",
    privacy: Privacy = "Public",
    security: Security = "None",
    exif: bool = True,
    system: bool = False,
    url_name: str | None = None,
) -> GalleryAlbum:
    url_name = url_name or f"Url-{key}"
    return GalleryAlbum(
        album_key=key,
        node_id=f"n{key}",
        name=name,
        original_name=name,
        url_name=url_name,
        url_path=f"{folder}/{url_name}",
        keywords="volleyball, varsity",
        privacy=privacy,
        security=security,
        exif=exif,
        system=system,
        created=MADE,
        last_updated=MADE,
        images_last_updated=MADE,
        images=images,
    )


@dataclass(frozen=True, slots=True)
class Client:
    """A client of the API with one signed session, as anybody would write it."""

    base: str
    session: OAuth1Session

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.session.get(self.base + path, allow_redirects=False, timeout=20, **options)

    def json(self, path: str) -> Any:
        response = self.get(path)
        assert response.status_code == 200, response.text
        return response.json()

    def response(self, path: str) -> Any:
        return self.json(path)["Response"]

    def rename(self, key: str, name: str, query: str = "") -> requests.Response:
        return self.session.patch(f"{self.base}/api/v2/album/{key}{query}", json={"Name": name}, timeout=20)


def sign_in(base: str, credentials: Credentials) -> OAuth1Session:
    session = OAuth1Session(
        credentials.consumer_key, credentials.consumer_secret, credentials.token, credentials.token_secret
    )
    session.headers["Accept"] = "application/json"
    return session


def client(base: str, simulator: SmugMugSimulator) -> Client:
    return Client(base, sign_in(base, simulator.credentials))


def visitor(api: Client, simulator: SmugMugSimulator) -> Client:
    """Somebody who sees what is public."""
    granted = simulator.oauth.create_credentials(simulator.consumer, access=Access.PUBLIC)
    return Client(api.base, sign_in(api.base, granted))


def answer_of(response: requests.Response) -> tuple[int, Mapping[str, Any]]:
    return response.status_code, response.json()
