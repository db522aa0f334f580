"""What the API says of an album, at each response level.

Field names, order and links are those of the recordings of an owner's, a visitor's and a locked view.
Not here: filters and verbosity (``rendering``), writing (``patch``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from albumsync_sandbox.smugmug.rendering import Endpoint, Fields, Link, Shape, names
from albumsync_sandbox.smugmug.state import AlbumRecord

_DOC = "https://api.smugmug.com/api/v2/doc/reference/album.html"
ALBUM = Endpoint("Album", "Object", "Album by key", "Album", _DOC)
ALBUMS = Endpoint("Album", "Objects", "Album by key", "Album", _DOC)
USER_ALBUMS = Endpoint("Album", "Objects", "All of user's albums", "UserAlbums")
ASSETS_ALBUM = Endpoint("Album", "Object", "User Site Assets Albums", "UserAssetsAlbum")
IMAGE_ALBUMS = Endpoint("Album", "Objects", "Albums the image is included in", "ImageAlbums")
ALBUM_IMAGES = Endpoint("AlbumImage", "Objects", "Images from album", "AlbumImages")
HIGHLIGHT_IMAGE = Endpoint("Image", "Object", "Highlight image for a folder, album, or page", "HighlightImage")
USER = Endpoint("User", "Object", "User By Nickname", "User")


class Level(StrEnum):
    """``ResponseLevel``: how much of an album this caller sees."""

    FULL = "Full"
    PUBLIC = "Public"
    PASSWORD = "Password"  # noqa: S105 - the vendor's word for a locked album


@dataclass(frozen=True, slots=True)
class AlbumSubject:
    """An album in the eyes of one caller.

    Args:
        record: The album.
        level: How much of it the caller sees.
        nickname: Owner of the account.
        host: The account's own host.
    """

    record: AlbumRecord
    level: Level
    nickname: str
    host: str

    @property
    def path(self) -> str:
        """``/api/v2/album/KEY``."""
        return f"/api/v2/album/{self.record.key}"

    @property
    def web_uri(self) -> str:
        """Where a browser finds it; unlisted albums carry their node in it."""
        album = self.record.album
        if self.level is Level.PASSWORD:
            return f"https://www.smugmug.com/gallery/n-{album.node_id}"
        hidden = f"/n-{album.node_id}" if album.privacy == "Unlisted" else ""
        return f"{self.host}{album.url_path}{hidden}"

    @property
    def folder(self) -> str:
        """Path of the folder that holds it, empty for the root."""
        return self.record.album.url_path.rpartition("/")[0]


def stamp(moment: datetime) -> str:
    """An instant as the API writes it: ISO, whole seconds, ``+00:00``."""
    return moment.isoformat(timespec="seconds")


DEFAULT_SETTINGS: Mapping[str, object] = {
    "TemplateUri": "/api/v2/template/17",
    "AllowDownloads": False,
    "Backprinting": "",
    "BoutiquePackaging": "Inherit from User",
    "CanRank": True,
    "Clean": False,
    "Comments": True,
    "External": True,
    "FamilyEdit": False,
    "Filenames": False,
    "FriendEdit": False,
    "Geography": True,
    "Header": "Custom",
    "HideOwner": False,
    "InterceptShipping": "Inherit from User",
    "LargestSize": "5K",
    "PackagingBranding": True,
    "Password": "",
    "PasswordHint": "",
    "Printable": False,
    "ProofDays": 0,
    "ProofDigital": False,
    "Protected": False,
    "Share": True,
    "Slideshow": True,
    "SmugSearchable": "Inherit from User",
    "SortDirection": "Ascending",
    "SortMethod": "Date Taken",
    "SquareThumbs": True,
    "Watermark": False,
    "WorldSearchable": True,
    "CommerceLightbox": False,
    "MaxPhotoDownloadSize": "Original",
    "CanBuy": True,
    "CanFavorite": False,
    "CanShare": True,
    "HasDownloadPassword": False,
    "Packages": False,
}
"""Settings of which the sample gallery knows nothing, by the names of the API."""


def _setting(name: str) -> Fields[AlbumSubject]:
    return {name: lambda s: s.record.settings.get(name, DEFAULT_SETTINGS[name])}


def _settings(*names: str) -> Fields[AlbumSubject]:
    return {name: read for single in names for name, read in _setting(single).items()}


_OWNER_FIELDS: Fields[AlbumSubject] = {
    "NiceName": lambda s: s.record.album.url_name,
    "UrlName": lambda s: s.record.album.url_name,
    "Title": lambda s: s.record.album.name,
    "Name": lambda s: s.record.album.name,
    **_settings("TemplateUri", "AllowDownloads", "Backprinting", "BoutiquePackaging", "CanRank", "Clean", "Comments"),
    "Description": lambda s: s.record.album.description,
    "EXIF": lambda s: s.record.album.exif,
    **_settings("External", "FamilyEdit", "Filenames", "FriendEdit", "Geography", "Header", "HideOwner"),
    **_settings("InterceptShipping"),
    "Keywords": lambda s: s.record.album.keywords,
    **_settings("LargestSize", "PackagingBranding", "Password", "PasswordHint", "Printable"),
    "Privacy": lambda s: s.record.album.privacy,
    **_settings("ProofDays", "ProofDigital", "Protected", "Share", "Slideshow", "SmugSearchable", "SortDirection"),
    **_settings("SortMethod", "SquareThumbs", "Watermark", "WorldSearchable"),
    "SecurityType": lambda s: s.record.album.security,
    **_settings("CommerceLightbox", "MaxPhotoDownloadSize"),
    "AlbumKey": lambda s: s.record.key,
    **_settings("CanBuy", "CanFavorite"),
    "Date": lambda s: stamp(s.record.album.created),
    "LastUpdated": lambda s: stamp(s.record.album.last_updated),
    "ImagesLastUpdated": lambda s: stamp(s.record.album.images_last_updated),
    "NodeID": lambda s: s.record.album.node_id,
    "OriginalSizes": lambda s: sum(image.size for image in s.record.images),
    "TotalSizes": lambda s: sum(image.size for image in s.record.images) * 17 // 10,
    "ImageCount": lambda s: s.record.image_count,
    "UrlPath": lambda s: s.record.album.url_path,
    **_settings("CanShare", "HasDownloadPassword", "Packages"),
    "Uri": lambda s: s.path,
    "WebUri": lambda s: s.web_uri,
}

_OWNER_ONLY = names(
    "TemplateUri Backprinting BoutiquePackaging CanRank Clean Comments FamilyEdit FriendEdit Header HideOwner",
    "InterceptShipping LargestSize PackagingBranding Password Printable Privacy ProofDays ProofDigital Share Slideshow",
    "SmugSearchable SquareThumbs Watermark WorldSearchable MaxPhotoDownloadSize Date OriginalSizes TotalSizes",
)

_SEEN_WHEN_LOCKED = names(
    "NiceName UrlName Title Name AllowDownloads PasswordHint SecurityType AlbumKey NodeID UrlPath CanShare",
    "HasDownloadPassword Uri WebUri",
)

_SHARED_LINKS = (
    Link(
        "AlbumShareUris",
        "{album}!shareuris",
        Endpoint("AlbumShareUris", "Object", "URIs that are useful for sharing", "AlbumShareUris"),
    ),
    Link("Node", "/api/v2/node/{node}", Endpoint("Node", "Object", "Node with the given id.", "Node")),
    Link(
        "NodeCoverImage",
        "/api/v2/node/{node}!cover",
        Endpoint("Image", "Object", "Cover image for a folder, album, or page", "NodeCoverImage"),
    ),
    Link("User", "/api/v2/user/{user}", USER),
    Link(
        "Folder",
        "/api/v2/folder/user/{user}{folder}",
        Endpoint("Folder", "Object", "A folder or legacy (sub)category by UrlPath", "Folder"),
    ),
    Link(
        "ParentFolders",
        "/api/v2/folder/user/{user}{folder}!parents",
        Endpoint(
            "Folder", "Objects", "The sequence of parent folders, from the given folder to the root", "ParentFolders"
        ),
    ),
    Link("HighlightImage", "/api/v2/highlight/node/{node}", HIGHLIGHT_IMAGE),
)

_OPEN_LINKS = (
    Link(
        "AlbumHighlightImage",
        "{album}!highlightimage",
        Endpoint("AlbumImage", "Object", "Highlight image for album", "AlbumHighlightImage"),
    ),
    Link("AlbumImages", "{album}!images", ALBUM_IMAGES),
    Link(
        "AlbumPopularMedia",
        "{album}!popularmedia",
        Endpoint("AlbumImage", "Objects", "Popular images from album", "AlbumPopularMedia"),
    ),
    Link(
        "AlbumGeoMedia",
        "{album}!geomedia",
        Endpoint("AlbumImage", "Objects", "Geotagged images from album", "AlbumGeoMedia"),
    ),
    Link("AlbumComments", "{album}!comments", Endpoint("Comment", "Objects", "Comments on album", "AlbumComments")),
    Link("AlbumDownload", "{album}!download", Endpoint("Download", "Objects", "Download album", "AlbumDownload")),
    Link(
        "AlbumPrices",
        "{album}!prices",
        Endpoint("CatalogSkuPrice", "Objects", "Purchasable Skus", "AlbumPrices"),
    ),
    Link(
        "AlbumPricelistExclusions",
        "{album}!pricelistexclusions",
        Endpoint(
            "AlbumPricelistExclusions", "Object", "Pricelist information for an Album", "AlbumPricelistExclusions"
        ),
    ),
)

_OWNER_LINKS = (
    Link("MoveAlbumImages", "{album}!moveimages", Endpoint("", "", "Move images into album", "MoveAlbumImages")),
    Link("CollectImages", "{album}!collectimages", Endpoint("", "", "Collect images into album", "CollectImages")),
    Link(
        "ApplyAlbumTemplate",
        "{album}!applyalbumtemplate",
        Endpoint("ApplyAlbumTemplate", "Object", "Apply an album template", "ApplyAlbumTemplate"),
    ),
    Link("DeleteAlbumImages", "{album}!deleteimages", Endpoint("", "", "Delete album images", "DeleteAlbumImages")),
    Link(
        "UploadFromUri",
        "{album}!uploadfromuri",
        Endpoint("", "", "Upload a photo or video from elsewhere on the web", "UploadFromUri"),
    ),
    Link("AlbumGrants", "{album}!grants", Endpoint("Grant", "Objects", "Grants for the Album", "AlbumGrants")),
)

_UNLOCK = (Link("UnlockAlbum", "{album}!unlock", Endpoint("", "", "Unlock a password protected album", "UnlockAlbum")),)


def _places(subject: AlbumSubject) -> Mapping[str, str]:
    return {
        "album": subject.path,
        "node": subject.record.album.node_id,
        "user": subject.nickname,
        "folder": subject.folder,
    }


def _shape(fields: Fields[AlbumSubject], links: tuple[Link, ...]) -> Shape[AlbumSubject]:
    return Shape(
        fields=fields,
        description="Album by key",
        places=_places,
        links=links,
        tail={"ResponseLevel": lambda s: str(s.level)},
        always=frozenset({"ResponseLevel"}),
    )


ALBUM_SHAPES: Mapping[Level, Shape[AlbumSubject]] = {
    Level.FULL: _shape(_OWNER_FIELDS, (*_SHARED_LINKS, *_OPEN_LINKS, *_OWNER_LINKS)),
    Level.PUBLIC: _shape(
        {name: read for name, read in _OWNER_FIELDS.items() if name not in _OWNER_ONLY},
        (*_SHARED_LINKS, *_OPEN_LINKS),
    ),
    Level.PASSWORD: _shape(
        {name: read for name, read in _OWNER_FIELDS.items() if name in _SEEN_WHEN_LOCKED},
        (*_SHARED_LINKS, *_UNLOCK),
    ),
}
