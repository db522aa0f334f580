"""Answers of the shapes that were recorded from SmugMug, with made-up content. Test cases do not belong here.

Each comes from the year and the view that its name says; shapes differ between them, and all have to be read.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def envelope(locator: str, data: object = None, *, pages: Json | None = None, code: int = 200, **top: object) -> Json:
    """An answer; ``data`` None means the key is absent, as in a list without rows."""
    response: Json = {"Uri": "/api/v2/x", "Locator": locator, "LocatorType": "Objects"}
    if data is not None:
        response[locator] = data
    if pages is not None:
        response["Pages"] = pages
    return {"Response": response, "Code": code, "Message": "Ok", **top}


def pages(total: int, start: int = 1, count: int | None = None, requested: int = 100) -> Json:
    return {
        "Total": total,
        "Start": start,
        "Count": total if count is None else count,
        "RequestedCount": requested,
        "FirstPage": f"/api/v2/x?start=1&count={requested}",
        "LastPage": f"/api/v2/x?count={requested}&start={(total - 1) // requested * requested + 1}",
    }


AUTHUSER_2018 = {
    "Options": {"Methods": ["GET"]},
    "Response": {
        "EndpointType": "AuthUser",
        "Locator": "User",
        "LocatorType": "Object",
        "Uri": "/api/v2!authuser",
        "User": {
            "AccountStatus": "Active",
            "FirstName": "Casey",
            "ImageCount": 13482,
            "Name": "Casey Court",
            "NickName": "courtside",
            "ResponseLevel": "Public",
            "Uris": {
                "UserAlbums": {"Locator": "Album", "LocatorType": "Objects", "Uri": "/api/v2/user/courtside!albums"}
            },
            "WebUri": "https://courtside.smugmug.com",
        },
    },
    "Code": 200,
    "Message": "Ok",
}

ALBUM_OWNER_2022 = {
    "NiceName": "Lions",
    "UrlName": "Lions",
    "Title": "Lions vs Tigers",
    "Name": "Lions vs Tigers",
    "AllowDownloads": False,
    "Description": "",
    "EXIF": True,
    "Keywords": "",
    "NodeID": "4PBMrf",
    "Privacy": "Unlisted",
    "SecurityType": "None",
    "SortMethod": "Date Taken",
    "AlbumKey": "2GsRNZ",
    "Date": "2020-09-22T15:32:27+00:00",
    "LastUpdated": "2020-09-22T15:32:27+00:00",
    "ImagesLastUpdated": "2022-02-27T01:02:03+00:00",
    "ImageCount": 2,
    "OriginalSizes": 4504300,
    "UrlPath": "/Sports/Lions/n-4PBMrf",
    "Uri": "/api/v2/album/2GsRNZ",
    "WebUri": "https://courtside.smugmug.com/Sports/Lions/n-4PBMrf",
    "Uris": {"AlbumImages": {"Locator": "AlbumImage", "LocatorType": "Objects", "Uri": "/api/v2/album/2GsRNZ!images"}},
    "ResponseLevel": "Full",
}

ALBUM_FILTERED_2026 = {
    "Name": "2026-09-26 - Three Course Challenge",
    "SecurityType": "None",
    "AlbumKey": "N74KSK",
    "LastUpdated": "2026-09-28T15:09:22+00:00",
    "ImagesLastUpdated": "2026-09-28T17:30:30+00:00",
    "NodeID": "sXQz4G",
    "ImageCount": 61,
    "UrlPath": "/Cross-Country/2026-09-26--Three-Course-Challenge",
    "WebUri": "https://courtside.smugmug.com/Cross-Country/2026-09-26--Three-Course-Challenge",
    "Uris": {"HighlightImage": "/api/v2/highlight/node/sXQz4G?_shorturis="},
    "ResponseLevel": "Public",
}

ALBUM_LOCKED_2026 = {
    "SecurityType": "Password",
    "AlbumKey": "zzwtrF",
    "Name": "Donna O'Sullivan & Co",
    "UrlName": "Donna",
    "Uris": {"UnlockAlbum": "/api/v2/album/zzwtrF!unlock"},
    "ResponseLevel": "Password",
}

PHOTO_2021 = {
    "Title": "",
    "Keywords": "7058; heic",
    "KeywordArray": ["7058", "heic"],
    "Latitude": "47.973777777778",
    "FileName": "IMG_7058.JPG",
    "Processing": False,
    "Date": "2020-09-22T15:32:36+00:00",
    "DateTimeUploaded": "2020-09-22T15:32:36+00:00",
    "DateTimeOriginal": "2019-08-04T18:28:12+00:00",
    "Format": "JPG",
    "IsVideo": False,
    "ComponentFileTypes": {"Image": ["jpg"]},
    "ImageKey": "UQpV019",
    "Serial": 0,
    "Status": "Open",
    "Origin": "Album",
    "Uri": "/api/v2/album/WpK3n2/image/UQpV019-0",
    "Uris": {"ImageMetadata": {"Locator": "ImageMetadata", "Uri": "/api/v2/image/UQpV019-0!metadata"}},
}

PHOTO_2018 = {
    # Older answers have neither Serial nor Origin nor any date of the camera.
    "Date": "2013-07-13T22:44:36+00:00",
    "FileName": "SDIM0310.JPG",
    "Format": "JPG",
    "ImageKey": "h7Tnj2v",
    "IsVideo": False,
    "Processing": False,
}

PHOTO_COLLECTED = {
    "ImageKey": "b2rR6jQ",
    "Serial": 1,
    "DateTimeOriginal": "2024-03-02T10:11:12+00:00",
    "IsVideo": False,
    "Origin": "Collected",
    "CollectedFrom": "Best of 2024",
    "AlbumKey": "b2rR6j",
}

PHOTO_EVENING = {
    "ImageKey": "Zr54LgX",
    "Serial": 0,
    "DateTimeOriginal": "2023-07-07T02:41:00+00:00",
    "IsVideo": False,
    "Origin": "Album",
    "WebUri": "https://courtside.smugmug.com/旅行/i-Zr54LgX",
}

VIDEO = {
    "ImageKey": "pfc2kGV",
    "Serial": 0,
    # The container's time, taken as Pacific: later than the upload.
    "DateTimeOriginal": "2022-05-15T02:12:00+00:00",
    "DateTimeUploaded": "2022-05-14T22:40:00+00:00",
    "Format": "MP4",
    "IsVideo": True,
    "Origin": "Album",
}

METADATA_EXPANSION = {
    "/api/v2/image/UQpV019-0!metadata": {
        "Uri": "/api/v2/image/UQpV019-0!metadata",
        "Locator": "ImageMetadata",
        "LocatorType": "Object",
        "ImageMetadata": {
            "Aperture": "1.8",
            "ISO": 20,
            "DateTimeCreated": "2019-08-04T11:28:12",
            "MicroDateTimeCreated": "2019-08-04T11:28:12.342",
            "DateCreated": "",
            "Altitude": "1518.7 m Above Sea Level",
        },
    },
    "/api/v2/image/h7Tnj2v-0!metadata?_shorturis=": {
        "Locator": "ImageMetadata",
        "ImageMetadata": {"DateTimeCreated": ""},
    },
    "/api/v2/highlight/node/sXQz4G?_shorturis=": {"Locator": "Image", "Image": {"ImageKey": "gBn6dDh"}},
}
