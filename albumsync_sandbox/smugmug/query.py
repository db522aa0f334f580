"""The query string of a request: what it echoes, and the view of the data that its modifiers ask for.

Here: parsing, without judgement. Not here: clamping of pages (``paging``), applying a view (``rendering``).
Unknown parameters are ignored silently and do not show in the echo, as at the vendor.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import unquote_plus

ECHOED_EVERYWHERE = frozenset({"start", "count", "_filter", "_filteruri", "_shorturis", "_pretty"})
"""Accepted by every endpoint and repeated in ``Response.Uri``; ``_expand``, ``_verbosity`` and ``APIKey`` are not."""

DEFAULT_VERBOSITY = 2


class QueryRefused(ValueError):
    """A modifier that can not be read. The API answers 400."""


@dataclass(frozen=True, slots=True)
class View:
    """Which part of an object comes, and in which dress.

    Args:
        verbosity: 1, 2 or 3.
        fields: Names from ``_filter``; None for all, empty for none.
        links: Names from ``_filteruri``; None for all, empty for none.
        short_uris: Entries of ``Uris`` are plain strings.
        expand: Related objects to bring along, each with its own view: the parent's filter does not reach into it.
        inline: Related objects nest under ``Uris`` instead of standing in ``Expansions``.
        args: Parameters of an expanded endpoint, from ``_config``.
    """

    verbosity: int = DEFAULT_VERBOSITY
    fields: frozenset[str] | None = None
    links: frozenset[str] | None = None
    short_uris: bool = False
    expand: Mapping[str, View] = field(default_factory=lambda: MappingProxyType({}))
    inline: bool = False
    args: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def plain_links(self) -> bool:
        """Entries of ``Uris`` are strings, not objects."""
        return self.short_uris or self.verbosity == 1

    @property
    def described(self) -> bool:
        """``UriDescription`` and ``EndpointType`` come along."""
        return self.verbosity > 1


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter, as it was sent and as it reads."""

    raw: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Query:
    """All parameters in the caller's order and percent-encoding."""

    parameters: tuple[Parameter, ...]

    @classmethod
    def parse(cls, raw: str) -> Query:
        """Takes a query string apart; the last of several equal names counts."""
        parameters = []
        for part in raw.split("&") if raw else ():
            name, _, value = part.partition("=")
            parameters.append(Parameter(part, unquote_plus(name), unquote_plus(value)))
        return cls(tuple(parameters))

    def get(self, name: str) -> str | None:
        """The decoded value of a parameter, or None where it was not sent."""
        return next((p.value for p in reversed(self.parameters) if p.name == name), None)

    def echo(self, own: Collection[str] = ()) -> tuple[Parameter, ...]:
        """The parameters that the endpoint accepted.

        Args:
            own: Names that this endpoint takes beside those that every endpoint takes.
        """
        return tuple(p for p in self.parameters if p.name in ECHOED_EVERYWHERE or p.name in own)

    def view(self) -> View:
        """What the modifiers ask for.

        Raises:
            QueryRefused: ``_config`` is no JSON object.
        """
        config = self.get("_config")
        view = View() if config is None else _view_from_config(_load(config))
        verbosity = self.get("_verbosity")
        if verbosity in {"1", "2", "3"}:
            view = replace(view, verbosity=int(verbosity))
        fields, links, expand = self.get("_filter"), self.get("_filteruri"), self.get("_expand")
        return replace(
            view,
            fields=view.fields if fields is None else _names(fields),
            links=view.links if links is None else _names(links),
            short_uris=view.short_uris or self.get("_shorturis") is not None,
            expand=view.expand if expand is None else {**view.expand, **_expansions(expand)},
            inline=view.inline or self.get("_expandmethod") == "inline",
        )


def _names(text: str) -> frozenset[str]:
    return frozenset(name for name in text.split(",") if name)


def _expansions(text: str) -> dict[str, View]:
    """Reads ``A,B.C``: expand A and B, and C within B."""
    tree: dict[str, list[str]] = {}
    for path in text.split(","):
        head, _, rest = path.partition(".")
        if head:
            tree.setdefault(head, []).extend([rest] if rest else [])
    return {name: View(expand=_expansions(",".join(rests))) for name, rests in tree.items()}


def _load(config: str) -> Mapping[str, object]:
    try:
        loaded = json.loads(config)
    except ValueError as error:
        raise QueryRefused("_config is not JSON.") from error
    if not isinstance(loaded, dict):
        raise QueryRefused("_config is not an object.")
    return loaded


def _view_from_config(config: Mapping[str, object]) -> View:
    expand, args = config.get("expand"), config.get("args")
    return View(
        fields=_listed(config.get("filter")),
        links=_listed(config.get("filteruri")),
        short_uris=bool(config.get("shorturis")),
        expand={
            name: _view_from_config(child if isinstance(child, dict) else {})
            for name, child in (expand.items() if isinstance(expand, dict) else ())
        },
        inline=config.get("expand_method") == "inline",
        args={name: str(value) for name, value in (args.items() if isinstance(args, dict) else ())},
    )


def _listed(value: object) -> frozenset[str] | None:
    return frozenset(str(name) for name in value) if isinstance(value, list) else None
