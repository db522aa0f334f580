"""What the API says of its own endpoints: ``Options`` in an answer and in the answer to ``OPTIONS``."""

from __future__ import annotations

from collections.abc import Mapping

from albumsync_sandbox.smugmug.rendering import Json
from albumsync_sandbox.smugmug.routes import EndpointKind

OWN_PARAMETERS: Mapping[EndpointKind, tuple[str, ...]] = {
    EndpointKind.USER_ALBUMS: ("Order",),
    EndpointKind.ALBUM_IMAGES: ("FileNames", "SkuId"),
}
"""GET parameters that one endpoint takes, as its live ``OPTIONS`` lists them."""

GENERAL_PARAMETERS = ("APIKey", "_expand", "_filter", "_filteruri", "_shorturis", "_verbosity", "count", "start")

_VARCHAR = "Variable length text from MIN_CHARS to MAX_CHARS (MAX_CHARS = INFINITY meaning arbitrary length)"

_SELECTIONS: Mapping[str, tuple[str, ...]] = {
    "Order": (
        "Last Updated (Descending)",
        "Last Updated (Ascending)",
        "Date Added (Descending)",
        "Date Added (Ascending)",
    ),
    "Privacy": ("Public", "Unlisted", "Private"),
    "SecurityType": ("None", "Password", "GrantAccess"),
    "SortDirection": ("Ascending", "Descending"),
    "SortMethod": ("Position", "Caption", "Filename", "Date Uploaded", "Date Modified", "Date Taken"),
}

ALBUM_TEXTS: Mapping[str, tuple[int, int]] = {
    "NiceName": (1, 60),
    "UrlName": (1, 60),
    "Title": (0, 255),
    "Name": (0, 255),
    "Description": (0, 65535),
    "Keywords": (0, 255),
    "Password": (0, 50),
    "PasswordHint": (0, 255),
}
"""Shortest and longest text, in characters, by the published ``Output`` list."""

ALBUM_SELECTIONS: Mapping[str, tuple[str, ...]] = {
    name: _SELECTIONS[name] for name in ("Privacy", "SecurityType", "SortDirection", "SortMethod")
}


def methods(kind: EndpointKind) -> tuple[str, ...]:
    """The methods that the simulator takes there, ``OPTIONS`` apart."""
    return ("GET", "PATCH") if kind is EndpointKind.ALBUM else ("GET",)


def _parameter(name: str) -> Json:
    described: Json = {"Name": name, "Required": False, "ReadOnly": False, "Default": ""}
    if name in _SELECTIONS:
        return {**described, "Type": "Select", "OPTIONS": list(_SELECTIONS[name]), "MIN_COUNT": 1, "MAX_COUNT": 1}
    if name in ALBUM_TEXTS:
        least, most = ALBUM_TEXTS[name]
        return {**described, "Type": "Varchar", "MIN_CHARS": least, "MAX_CHARS": most}
    return {**described, "Type": "Varchar", "MIN_CHARS": 0, "MAX_CHARS": "INFINITY"}


def in_answer(kind: EndpointKind, verbosity: int) -> Json | None:
    """The ``Options`` block of a GET: only where the endpoint takes parameters, and none at verbosity 1."""
    own = OWN_PARAMETERS.get(kind, ())
    if verbosity == 1 or (verbosity == 2 and not own):
        return None
    block: Json = {
        "Methods": ["GET"],
        "ParameterDescription": {"Varchar": _VARCHAR},
        "Parameters": {"GET": [_parameter(name) for name in own]},
    }
    return {**block, **_details(kind)} if verbosity == 3 else block


def of_write(method: str, submitted: Mapping[str, object]) -> Json:
    """The ``Options`` block of a write: each submitted parameter comes back with its ``Value``."""
    return {
        "Methods": [method],
        "ParameterDescription": {"Varchar": _VARCHAR},
        "Parameters": {method: [{**_parameter(name), "Value": value} for name, value in submitted.items()]},
    }


def of_endpoint(kind: EndpointKind) -> Json:
    """The whole ``Options`` block, as ``OPTIONS`` answers it."""
    parameters: Json = {"GET": [_parameter(name) for name in (*OWN_PARAMETERS.get(kind, ()), *GENERAL_PARAMETERS)]}
    if "PATCH" in methods(kind):
        parameters["PATCH"] = [_parameter(name) for name in (*ALBUM_TEXTS, *ALBUM_SELECTIONS)]
    return {
        "Methods": ["OPTIONS", *methods(kind)],
        "ParameterDescription": {"Varchar": _VARCHAR},
        "Parameters": parameters,
        **_details(kind),
    }


def _details(kind: EndpointKind) -> Json:
    permissions = {"OPTIONS": "Read", "GET": "Read", "PATCH": "Modify"}
    details: Json = {
        "MethodDetails": {name: {"Permissions": [permissions[name]]} for name in ("OPTIONS", *methods(kind))},
        "MediaTypes": ["application/json", "application/vnd.php.serialized", "application/x-msgpack", "text/html"],
    }
    if kind in {EndpointKind.ALBUM, EndpointKind.ALBUMS, EndpointKind.USER_ALBUMS}:
        details["Notes"] = ["NiceName is deprecated; use UrlName instead", "Title is deprecated; use Name instead"]
        details["ResponseLevels"] = ["Full", "Password", "Public", "GrantAccess"]
        details["Output"] = [_parameter(name) for name in (*ALBUM_TEXTS, *ALBUM_SELECTIONS)]
    return details
