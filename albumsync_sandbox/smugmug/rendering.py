"""Objects, links and the envelope, as JSON-ready values.

Here: how a view shapes any object: ``_filter``, ``_filteruri``, verbosity, strings or objects under ``Uris``.
Not here: which fields an album or an image has (``albums``, ``images``, ``users``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Generic, TypeVar

from albumsync_sandbox.smugmug.query import View

Subject = TypeVar("Subject")
Json = dict[str, object]
Fields = Mapping[str, Callable[[Subject], object]]


def names(*lines: str) -> tuple[str, ...]:
    """Field names from lines of words."""
    return tuple(name for line in lines for name in line.split())


class Absent:
    """What a field returns when the object does not have it: the key is then missing, never null."""


ABSENT = Absent()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """How an endpoint introduces itself in its envelope.

    Args:
        locator: The key that carries the data.
        locator_type: ``Object`` or ``Objects``.
        description: ``UriDescription``.
        kind: ``EndpointType``.
        doc_uri: Address of its documentation, where it is sent.
    """

    locator: str
    locator_type: str
    description: str
    kind: str
    doc_uri: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of ``Uris``.

    Args:
        name: Key of the entry.
        template: Path with the placeholders that the shape's ``places`` fill.
        endpoint: What is found there.
        present: Whether this object has it.
    """

    name: str
    template: str
    endpoint: Endpoint
    present: Callable[[object], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Expanded:
    """A related object that came along.

    Args:
        uri: Key in ``Expansions``.
        body: ``{Uri, Locator, LocatorType, <Locator>, ...}``.
        inline: It stands under ``Uris`` of its object, not in ``Expansions``.
    """

    uri: str
    body: Json
    inline: bool = False


NOTHING_EXPANDED: Mapping[str, Expanded] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Shape(Generic[Subject]):
    """What there is to say about one kind of object.

    Args:
        fields: Name to value, in the vendor's order; ``Uri`` among them.
        description: ``UriDescription`` of the object.
        places: Fills the templates of the links.
        links: Entries of ``Uris``.
        tail: Fields that come after ``Uris``.
        always: Fields that no filter removes.
    """

    fields: Fields[Subject]
    description: str
    places: Callable[[Subject], Mapping[str, str]]
    links: tuple[Link, ...] = ()
    tail: Fields[Subject] = field(default_factory=lambda: MappingProxyType({}))
    always: frozenset[str] = frozenset()

    def narrowed(self, view: View) -> Shape[Subject]:
        """The same shape with only those fields and links that the view lets through; once a list, not once a row."""
        return replace(
            self,
            fields=self._chosen(self.fields, view),
            tail=self._chosen(self.tail, view),
            links=tuple(link for link in self.links if view.links is None or link.name in view.links),
        )

    def _chosen(self, table: Fields[Subject], view: View) -> Fields[Subject]:
        if view.fields is None:
            return table
        return {name: read for name, read in table.items() if name in view.fields or name in self.always}

    def render(self, subject: Subject, view: View, expanded: Mapping[str, Expanded] = NOTHING_EXPANDED) -> Json:
        """The object under a view to which this shape was narrowed.

        Args:
            subject: What the fields are read from.
            view: Verbosity and filters.
            expanded: Related objects by the name of their link; the link then is the key of the expansion.
        """
        rendered: Json = {}
        for name, read in self.fields.items():
            value = read(subject)
            if value is not ABSENT:
                rendered[name] = value
        if view.described and view.fields is None:
            rendered["UriDescription"] = self.description
        if self.links:
            rendered["Uris"] = self._uris(subject, view, expanded)
        for name, read in self.tail.items():
            value = read(subject)
            if value is not ABSENT:
                rendered[name] = value
        return rendered

    def _uris(self, subject: Subject, view: View, expanded: Mapping[str, Expanded]) -> Json:
        places = self.places(subject)
        uris: Json = {}
        for link in self.links:
            if not link.present(subject):
                continue
            found = expanded.get(link.name)
            uri = found.uri if found else link.template.format_map(places)
            if found and found.inline:
                uris[link.name] = found.body
            else:
                uris[link.name] = uri if view.plain_links else describe(uri, link.endpoint)
        return uris

    def link_uri(self, subject: Subject, name: str) -> str | None:
        """The path of one link, or None where the object does not have it."""
        for link in self.links:
            if link.name == name and link.present(subject):
                return link.template.format_map(self.places(subject))
        return None


def describe(uri: str, endpoint: Endpoint) -> Json:
    """A link at default verbosity. Links that only take writes have no Locator."""
    entry: Json = {"Uri": uri}
    if endpoint.locator:
        entry["Locator"] = endpoint.locator
        entry["LocatorType"] = endpoint.locator_type
    entry["UriDescription"] = endpoint.description
    entry["EndpointType"] = endpoint.kind
    return entry


def response(uri: str, endpoint: Endpoint, view: View, data: object = ABSENT, pages: Json | None = None) -> Json:
    """The ``Response`` block; also the body of an expansion.

    Args:
        uri: Path and accepted parameters.
        endpoint: What answers.
        view: Decides on the descriptions.
        data: Goes under the Locator; a list without rows has no such key at all.
        pages: The ``Pages`` block of a list.
    """
    block: Json = {"Uri": uri, "Locator": endpoint.locator, "LocatorType": endpoint.locator_type}
    if data is not ABSENT and data != []:
        block[endpoint.locator] = data
    if view.described:
        block["UriDescription"] = endpoint.description
        block["EndpointType"] = endpoint.kind
        if endpoint.doc_uri:
            block["DocUri"] = endpoint.doc_uri
    if pages is not None:
        block["Pages"] = pages
    return block
