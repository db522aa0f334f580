"""What the API says of a photo or video, in an album and by itself, and of its metadata.

The one rule worth knowing: ``DateTimeOriginal`` is the camera's wall clock read as US Pacific time and sent as UTC;
``ImageMetadata.DateTimeCreated`` is the same wall clock without any zone.
Not here: filters and verbosity (``rendering``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from hashlib import blake2b
from zoneinfo import ZoneInfo

from albumsync_sandbox.gallery import GalleryImage, image_url
from albumsync_sandbox.smugmug.albums import ALBUM, AlbumSubject, Level, stamp
from albumsync_sandbox.smugmug.rendering import ABSENT, Endpoint, Fields, Link, Shape, names

PACIFIC = ZoneInfo("America/Los_Angeles")

IMAGE = Endpoint("Image", "Object", "Image by key", "Image")
ALBUM_IMAGE = Endpoint("AlbumImage", "Object", "Image from album", "AlbumImage")
IMAGE_METADATA = Endpoint("ImageMetadata", "Object", "Metadata for image", "ImageMetadata")
ALBUM_IMAGE_METADATA = Endpoint("AlbumImageMetadata", "Object", "Metadata for AlbumImage", "AlbumImageMetadata")


@dataclass(frozen=True, slots=True)
class ImageSubject:
    """A photo or video in the eyes of one caller.

    Args:
        image: The picture.
        album: The album that shows it, in the eyes of the same caller.
        owner_album: The album that it was collected from, or ``album``.
        dated: Whether the listing carries ``DateTimeOriginal``; see ``Quirks.listing_lacks_dates``.
    """

    image: GalleryImage
    album: AlbumSubject
    owner_album: AlbumSubject
    dated: bool = True

    @property
    def path(self) -> str:
        """``/api/v2/image/KEY-SERIAL``."""
        return f"/api/v2/image/{self.image.image_key}-{self.image.serial}"

    @property
    def album_path(self) -> str:
        """``/api/v2/album/KEY/image/KEY-SERIAL``."""
        return f"{self.album.path}/image/{self.image.image_key}-{self.image.serial}"

    @property
    def exif_shown(self) -> bool:
        """``EXIF=false`` hides the camera's data from visitors, never from the owner."""
        return self.album.level is Level.FULL or self.album.record.album.exif

    def address(self, size: str) -> str:
        """Where the picture itself is served."""
        return image_url(self.owner_album.record.album, self.image, size)


def date_time_original(image: GalleryImage) -> str | None:
    """The wall clock taken as US Pacific, as UTC; None without an EXIF date."""
    if image.taken is None:
        return None
    return stamp(image.taken.replace(tzinfo=PACIFIC).astimezone(UTC))


def _date_time_original(subject: ImageSubject) -> object:
    shown = subject.dated and subject.exif_shown and date_time_original(subject.image)
    return shown or ABSENT


def _keywords(subject: ImageSubject) -> list[str]:
    return [word for word in subject.image.keywords.split("; ") if word]


def _formatted(subject: ImageSubject) -> dict[str, dict[str, str]]:
    image = subject.image
    return {
        "Caption": {"html": image.caption, "text": image.caption},
        "FileName": {"html": image.file_name, "text": image.file_name},
    }


_FIELDS: Fields[ImageSubject] = {
    "Title": lambda s: s.image.title,
    "Caption": lambda s: s.image.caption,
    "Keywords": lambda s: s.image.keywords,
    "KeywordArray": _keywords,
    "Watermark": lambda _: "No",
    "Latitude": lambda _: "0",
    "Longitude": lambda _: "0",
    "Altitude": lambda _: 0,
    "Hidden": lambda _: False,
    "ThumbnailUrl": lambda s: s.address("Th"),
    "FileName": lambda s: s.image.file_name,
    "Processing": lambda _: False,
    "UploadKey": lambda s: str(int(s.image.uploaded.timestamp()) * 7),
    "Date": lambda s: stamp(s.image.uploaded),
    "DateTimeUploaded": lambda s: stamp(s.image.uploaded),
    "DateTimeOriginal": _date_time_original,
    "Format": lambda s: s.image.format,
    "OriginalHeight": lambda s: s.image.height,
    "OriginalWidth": lambda s: s.image.width,
    "OriginalSize": lambda s: s.image.size,
    "LastUpdated": lambda s: stamp(s.image.uploaded),
    "Collectable": lambda s: not s.image.is_video,
    "IsArchive": lambda _: False,
    "IsVideo": lambda s: s.image.is_video,
    "ComponentFileTypes": lambda _: [],
    "CanEdit": lambda s: s.album.level is Level.FULL,
    "CanBuy": lambda _: False,
    "Protected": lambda s: s.image.origin == "Collected",
    "EZProject": lambda _: False,
    "Watermarked": lambda _: False,
    "ImageKey": lambda s: s.image.image_key,
    "Serial": lambda s: s.image.serial,
    "ArchivedUri": lambda s: s.address("D"),
    "ArchivedSize": lambda s: s.image.size,
    "ArchivedMD5": lambda s: blake2b(s.image.digest.encode(), digest_size=16).hexdigest(),
    "Status": lambda _: "Open",
    "SubStatus": lambda _: "NFS",
    "CanShare": lambda _: True,
    "Comments": lambda _: True,
    "ShowKeywords": lambda _: True,
    "FormattedValues": _formatted,
    "PreferredDisplayFileExtension": lambda s: s.image.format,
}

_TAIL: Fields[ImageSubject] = {
    "Movable": lambda _: True,
    "Origin": lambda s: s.image.origin,
    "WebUri": lambda s: f"{s.album.web_uri}/i-{s.image.image_key}",
    "CollectedFrom": lambda s: s.owner_album.record.album.name if s.image.origin == "Collected" else ABSENT,
    "CollectedWebUri": lambda s: s.owner_album.web_uri if s.image.origin == "Collected" else ABSENT,
    "AlbumKey": lambda s: s.album.record.key,
}


def _exif_shown(subject: object) -> bool:
    return isinstance(subject, ImageSubject) and subject.exif_shown


_LINKS = (
    Link(
        "LargestImage",
        "{image}!largestimage",
        Endpoint("LargestImage", "Object", "Largest size available for image", "LargestImage"),
    ),
    Link("ImageSizes", "{image}!sizes", Endpoint("ImageSizes", "Object", "Sizes available for image", "ImageSizes")),
    Link(
        "ImageSizeDetails",
        "{image}!sizedetails",
        Endpoint("ImageSizeDetails", "Object", "Detailed size information for image", "ImageSizeDetails"),
    ),
    Link(
        "PointOfInterest",
        "{image}!pointofinterest",
        Endpoint("PointOfInterest", "Object", "Point of interest for image", "PointOfInterest"),
    ),
    Link(
        "PointOfInterestCrops",
        "{image}!poicrops",
        Endpoint("PointOfInterestCrops", "List", "PointOfInterest Crops for image", "PointOfInterestCrops"),
    ),
    Link("Regions", "{image}!regions", Endpoint("Region", "Objects", "Regions for image", "Regions")),
    Link("ImageComments", "{image}!comments", Endpoint("Comment", "Objects", "Comments on image", "ImageComments")),
    Link("ImageMetadata", "{image}!metadata", IMAGE_METADATA, _exif_shown),
    Link("ImagePrices", "{image}!prices", Endpoint("CatalogSkuPrice", "Objects", "Purchasable Skus", "ImagePrices")),
    Link(
        "ImagePricelistExclusions",
        "{image}!pricelistexclusions",
        Endpoint(
            "ImagePricelistExclusions", "Object", "Pricelist information for an image", "ImagePricelistExclusions"
        ),
    ),
)

_ALBUM_IMAGE_LINKS = (
    *_LINKS,
    Link("Album", "{album}", ALBUM),
    Link("Image", "{image}", IMAGE),
    Link(
        "AlbumImagePricelistExclusions",
        "{album_image}!pricelistexclusions",
        Endpoint(
            "AlbumImagePricelistExclusions",
            "Object",
            "Pricelist information for an album image",
            "AlbumImagePricelistExclusions",
        ),
    ),
    Link("AlbumImageMetadata", "{album_image}!metadata", ALBUM_IMAGE_METADATA, _exif_shown),
    Link(
        "AlbumImageShareUris",
        "{album_image}!shareuris",
        Endpoint("AlbumImageShareUris", "Object", "URIs that are useful for sharing", "AlbumImageShareUris"),
    ),
)

_IMAGE_LINKS = (
    *_LINKS,
    Link("ImageAlbum", "{owner_album}", ALBUM),
    Link(
        "ImageAlbums",
        "{image}!albums",
        Endpoint("Album", "Objects", "Albums the image is included in", "ImageAlbums"),
    ),
)


def _places(subject: ImageSubject) -> Mapping[str, str]:
    return {
        "image": subject.path,
        "album": subject.album.path,
        "album_image": subject.album_path,
        "owner_album": subject.owner_album.path,
    }


ALBUM_IMAGE_SHAPE: Shape[ImageSubject] = Shape(
    fields={**_FIELDS, "Uri": lambda s: s.album_path},
    description="Image from album",
    places=_places,
    links=_ALBUM_IMAGE_LINKS,
    tail=_TAIL,
)

IMAGE_SHAPE: Shape[ImageSubject] = Shape(
    fields={
        **_FIELDS,
        "Uri": lambda s: s.path,
        "WebUri": lambda s: f"{s.owner_album.web_uri}/i-{s.image.image_key}",
    },
    description="Image by key",
    places=_places,
    links=_IMAGE_LINKS,
)

_METADATA_NAMES = names(
    "Title Caption UserComment Keywords Author Copyright CopyrightUrl CopyrightFlag UsageTerms Source Credit City",
    "State Country Rating CreatorContactInfo Category SupplementalCategories SpecialInstructions AuthorTitle",
    "CountryCode TransmissionReference Headline WriterEditor Lens Make Model Aperture DateTimeModified",
    "DateTimeCreated DateCreated TimeCreated MicroDateTimeCreated MicroDateTimeDigitized DateDigitized Exposure ISO",
    "FocalLength FocalLength35mm CompressedBitsPerPixel Flash Metering ExposureProgram ExposureCompensation",
    "ExposureMode LightSource WhiteBalance DigitalZoomRatio Contrast Saturation Sharpness SubjectDistance",
    "SubjectRange SensingMethod ColorSpace Brightness LatitudeReference LongitudeReference Latitude Longitude",
    "AltitudeReference Altitude SceneCaptureType GainControl ScaleFactor CircleOfConfusion FieldOfView DepthOfField",
    "HyperfocalDistance NormalizedLightValue Duration AudioCodec VideoCodec Software SerialNumber LensSerialNumber",
)


@dataclass(frozen=True, slots=True)
class MetadataSubject:
    """The metadata of one picture.

    Args:
        of: The picture.
        uri: Where it was asked for.
        stale: Nothing is known yet; expansions of fresh uploads stay so for minutes.
    """

    of: ImageSubject
    uri: str
    stale: bool = False

    def value(self, name: str) -> object:
        """One value; what is missing is an empty string."""
        image = self.of.image
        if self.stale or image.taken is None:
            return ""
        taken = image.taken.isoformat(timespec="seconds")
        if image.is_video:
            return {"DateTimeCreated": taken, "Duration": "12.3 s", "VideoCodec": "h264"}.get(name, "")
        return {
            "DateTimeCreated": taken,
            "DateTimeModified": taken,
            "DateDigitized": taken,
            "MicroDateTimeCreated": f"{taken}.342",
            "MicroDateTimeDigitized": f"{taken}.342",
            "Make": "Canon",
            "Model": "Canon EOS R6",
            # Numbers come as numbers or as strings, from photo to photo.
            "Aperture": "2.8" if image.serial % 2 else 2.8,
            "ISO": 3200,
            "Exposure": "1/1000",
        }.get(name, "")


def _metadata_field(name: str) -> Fields[MetadataSubject]:
    return {name: lambda s: s.value(name)}


def _metadata_shape(description: str) -> Shape[MetadataSubject]:
    return Shape(
        fields={
            **{name: read for single in _METADATA_NAMES for name, read in _metadata_field(single).items()},
            "Uri": lambda s: s.uri,
        },
        description=description,
        places=lambda _: {},
    )


IMAGE_METADATA_SHAPE = _metadata_shape("Metadata for image")
ALBUM_IMAGE_METADATA_SHAPE = _metadata_shape("Metadata for AlbumImage")
