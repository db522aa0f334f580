"""``/sandbox/...``: the simulator's own switches over HTTP, for tests and demonstrations in another process.

No OAuth, and nobody but this machine: other addresses are answered 403. In the same process the attributes of
``SmugMugSimulator`` do the same with less ado.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from ipaddress import ip_address
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from albumsync_sandbox.smugmug.counts import Counts
from albumsync_sandbox.smugmug.faults import Fault, FaultKind, FaultPlan
from albumsync_sandbox.smugmug.limits import UNEQUAL_FRONT_ENDS, RateLimit, RateLimiter
from albumsync_sandbox.smugmug.quirks import LongNames, Quirks
from albumsync_sandbox.smugmug.routes import EndpointKind
from albumsync_sandbox.smugmug.state import AccountState

CONTROL_PREFIX = "/sandbox"


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FaultOrder(_Order):
    """Body of ``POST /sandbox/faults``; see ``faults.Rule`` and ``faults.Fault``."""

    kind: FaultKind
    seconds: float = 1
    body: str = ""
    status: int = 200
    method: str | None = None
    endpoint: EndpointKind | None = None
    album_key: str | None = None
    call: int = Field(1, ge=1)
    times: int | None = Field(1, ge=1)


class ChanceOrder(_Order):
    """Body of ``POST /sandbox/faults/by-chance``."""

    seed: int
    rate: float = Field(ge=0, le=1)
    kinds: list[FaultKind]


class QuirksOrder(_Order):
    """Body of ``PATCH /sandbox/quirks``; what is left out stays as it is."""

    images_clamp: int | None = Field(None, ge=1)
    long_names: LongNames | None = None
    listing_lacks_dates: bool | None = None
    stale_metadata_expansions: bool | None = None
    longest_url: int | None = Field(None, ge=1)


class LimitOrder(_Order):
    """Body of ``PUT /sandbox/rate-limit``; see ``limits.RateLimit``."""

    requests: int = Field(ge=0)
    seconds: float = Field(gt=0)
    exact: bool = False
    """One front end that tells the truth."""


class EditOrder(_Order):
    """Body of ``POST /sandbox/albums/KEY``: what a person does to an album in SmugMug."""

    do: Literal["rename", "rename_after_next_get", "lock", "unlock", "delete", "hide_from_listings"]
    name: str = ""
    listings: int = Field(1, ge=0)


Order = TypeVar("Order", bound=_Order)
Handler = Callable[[Request], Awaitable[Response]]


def control_routes(
    state: AccountState, counts: Counts, faults: FaultPlan, quirks: Quirks, limiter: RateLimiter
) -> list[Route]:
    """The routes under ``/sandbox``.

    Args:
        state: The account.
        counts: Requests so far.
        faults: What is to go wrong.
        quirks: Switches.
        limiter: The rate limit.
    """

    async def read_counts(_: Request) -> Response:
        return JSONResponse(counts.table())

    async def reset_counts(_: Request) -> Response:
        counts.reset()
        return Response(status_code=204)

    async def read_faults(_: Request) -> Response:
        return JSONResponse(
            [
                {"kind": h.fault.kind, "method": h.method, "endpoint": h.target.kind, "path": h.target.path}
                for h in faults.happened
            ]
        )

    async def add_fault(request: Request) -> Response:
        order = await _order(request, FaultOrder)
        faults.inject(
            Fault(order.kind, order.seconds, order.body, order.status),
            method=order.method,
            endpoint=order.endpoint,
            album_key=order.album_key,
            call=order.call,
            times=order.times,
        )
        return Response(status_code=204)

    async def set_chance(request: Request) -> Response:
        order = await _order(request, ChanceOrder)
        faults.by_chance(order.seed, order.rate, order.kinds)
        return Response(status_code=204)

    async def clear_faults(_: Request) -> Response:
        faults.clear()
        return Response(status_code=204)

    async def read_quirks(_: Request) -> Response:
        return JSONResponse(asdict(quirks))

    async def set_quirks(request: Request) -> Response:
        order = await _order(request, QuirksOrder)
        for name, value in order.model_dump(exclude_none=True).items():
            setattr(quirks, name, value)
        return JSONResponse(asdict(quirks))

    async def set_limit(request: Request) -> Response:
        order = await _order(request, LimitOrder)
        front_ends = UNEQUAL_FRONT_ENDS[:1] if order.exact else UNEQUAL_FRONT_ENDS
        limiter.set_limit(RateLimit(order.requests, order.seconds, front_ends))
        return Response(status_code=204)

    async def read_albums(_: Request) -> Response:
        return JSONResponse(
            [{"album_key": r.key, "name": r.album.name, "image_count": r.image_count} for r in state.albums()]
        )

    async def edit_album(request: Request) -> Response:
        order, key = await _order(request, EditOrder), request.path_params["key"]
        if state.find(key) is None:
            return JSONResponse({"error": f"There is no album {key}."}, 404)
        match order.do:
            case "rename":
                state.rename(key, order.name)
            case "rename_after_next_get":
                state.rename_after_next_get(key, order.name)
            case "lock" | "unlock":
                state.set_locked(key, locked=order.do == "lock")
            case "delete":
                state.delete_album(key)
            case "hide_from_listings":
                state.hide_from_listings(key, order.listings)
        return Response(status_code=204)

    async def settle(_: Request) -> Response:
        state.settle()
        return Response(status_code=204)

    table: list[tuple[str, str, Handler]] = [
        ("GET", "/counts", read_counts),
        ("DELETE", "/counts", reset_counts),
        ("GET", "/faults", read_faults),
        ("POST", "/faults", add_fault),
        ("POST", "/faults/by-chance", set_chance),
        ("DELETE", "/faults", clear_faults),
        ("GET", "/quirks", read_quirks),
        ("PATCH", "/quirks", set_quirks),
        ("PUT", "/rate-limit", set_limit),
        ("GET", "/albums", read_albums),
        ("POST", "/albums/{key}", edit_album),
        ("POST", "/settle", settle),
    ]
    return [Route(CONTROL_PREFIX + path, _local(handler), methods=[method]) for method, path, handler in table]


def _local(handler: Handler) -> Handler:
    async def answer(request: Request) -> Response:
        if request.client is None or not ip_address(request.client.host).is_loopback:
            return JSONResponse({"error": "The sandbox is controlled from its own machine only."}, 403)
        try:
            return await handler(request)
        except ValidationError as error:
            return JSONResponse({"error": error.errors(include_url=False, include_input=False)}, 422)

    return answer


async def _order(request: Request, kind: type[Order]) -> Order:
    return kind.model_validate_json(await request.body() or b"{}")
