"""What the API says of the account itself, with the links of a recorded ``!authuser`` answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from albumsync_sandbox.smugmug.albums import ASSETS_ALBUM, USER_ALBUMS, Level
from albumsync_sandbox.smugmug.rendering import ABSENT, Endpoint, Fields, Link, Shape

AUTH_USER = Endpoint("User", "Object", "Currently authenticated user", "AuthUser")


@dataclass(frozen=True, slots=True)
class UserSubject:
    """The owner of the account in the eyes of one caller."""

    nickname: str
    full_name: str
    host: str
    image_count: int
    level: Level

    @property
    def path(self) -> str:
        """``/api/v2/user/NICK``."""
        return f"/api/v2/user/{self.nickname}"


def _of_owner(name: str, value: object) -> Fields[UserSubject]:
    return {name: lambda s: value if s.level is Level.FULL else ABSENT}


_FIELDS: Fields[UserSubject] = {
    **_of_owner("AccountStatus", "Active"),
    **_of_owner("Domain", ""),
    **_of_owner("DomainOnly", ""),
    "FirstName": lambda s: s.full_name.partition(" ")[0],
    **_of_owner("FriendsView", False),
    "ImageCount": lambda s: s.image_count,
    "IsTrial": lambda _: False,
    "LastName": lambda s: s.full_name.partition(" ")[2],
    "Name": lambda s: s.full_name,
    "NickName": lambda s: s.nickname,
    **_of_owner("Plan", "Pro"),
    **_of_owner("QuickShare", True),
    **_of_owner("RefTag", "TEjaxa2MF2LJ6"),
    **_of_owner("SortBy", "LastUpdated"),
    **_of_owner("ViewPassHint", ""),
    **_of_owner("ViewPassword", ""),
    "Uri": lambda s: s.path,
    "WebUri": lambda s: s.host,
}

_LINKS = (
    Link("BioImage", "{user}!bioimage", Endpoint("BioImage", "Object", "User BioImage", "BioImage")),
    Link("CoverImage", "{user}!coverimage", Endpoint("CoverImage", "Object", "User CoverImage", "CoverImage")),
    Link(
        "Features", "{user}!features", Endpoint("Features", "Object", "User's account features information", "Features")
    ),
    Link(
        "Folder",
        "/api/v2/folder/user/{nickname}",
        Endpoint("Folder", "Object", "A folder or legacy (sub)category by UrlPath", "Folder"),
    ),
    Link("Node", "/api/v2/node/{node}", Endpoint("Node", "Object", "Node with the given id.", "Node")),
    Link(
        "UrlPathLookup",
        "{user}!urlpathlookup",
        Endpoint("Folder,Album,Page", "Object", "Lookup user's folder, album, or page by path", "UrlPathLookup"),
    ),
    Link(
        "UserAlbumTemplates",
        "{user}!albumtemplates",
        Endpoint("AlbumTemplate", "Objects", "User's album templates", "UserAlbumTemplates"),
    ),
    Link("UserAlbums", "{user}!albums", USER_ALBUMS),
    Link("UserAssetsAlbum", "{user}!assetsalbum", ASSETS_ALBUM),
    Link(
        "UserDeletedAlbums",
        "{user}!deletedalbums",
        Endpoint("DeletedAlbum", "Objects", "User's deleted albums", "UserDeletedAlbums"),
    ),
    Link(
        "UserFeaturedAlbums",
        "{user}!featuredalbums",
        Endpoint("Album", "Objects", "User's featured albums", "UserFeaturedAlbums"),
    ),
    Link(
        "UserImageSearch",
        "{user}!imagesearch",
        Endpoint("Image", "Objects", "Search for user images", "UserImageSearch"),
    ),
    Link(
        "UserProfile",
        "{user}!profile",
        Endpoint("UserProfile", "Object", "User's profile information", "UserProfile"),
    ),
    Link(
        "UserRecentImages",
        "{user}!recentimages",
        Endpoint("Image", "Objects", "User's recent images", "UserRecentImages"),
    ),
    Link(
        "UserUploadLimits",
        "{user}!uploadlimits",
        Endpoint("UserUploadLimits", "List", "User's upload limits", "UserUploadLimits"),
    ),
)


def _places(subject: UserSubject) -> Mapping[str, str]:
    return {"user": subject.path, "nickname": subject.nickname, "node": "zx4Fx"}


USER_SHAPE: Shape[UserSubject] = Shape(
    fields=_FIELDS,
    description="User By Nickname",
    places=_places,
    links=_LINKS,
    tail={"ResponseLevel": lambda s: str(s.level)},
    always=frozenset({"ResponseLevel"}),
)
