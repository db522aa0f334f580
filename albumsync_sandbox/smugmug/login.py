"""The login under ``/services/oauth/1.0a/``: request token, consent page, access token.

The consent page works in a browser and without one: the same form, posted, answers the six digits.
Not here: the store of tokens and the verdicts (``oauth``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from html import escape
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from albumsync_sandbox.smugmug.counts import Counts
from albumsync_sandbox.smugmug.oauth import Access, OAuthServer, Permissions, Refused, SignedRequest
from albumsync_sandbox.smugmug.routes import EndpointKind

OAUTH_PREFIX = "/services/oauth/1.0a"

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>SmugMug (sandbox)</title></head>
<body>
{content}
</body>
</html>
"""
_QUESTION = """<h1>Give this application access to your account?</h1>
<p>Access: <b>{access}</b>. Permissions: <b>{permissions}</b>.</p>
<form method="post">
<input type="hidden" name="oauth_token" value="{token}">
<input type="hidden" name="Access" value="{access}">
<input type="hidden" name="Permissions" value="{permissions}">
<button type="submit" name="decision" value="approve">Authorize</button>
</form>"""
_CODE = """<h1>Almost done</h1>
<p>Enter this code in the application:</p>
<p><code id="verifier">{verifier}</code></p>"""


def raw_path(scope: Scope) -> str:
    """The path as it came over the wire: ``!`` and ``,`` neither decoded nor encoded, for the signature."""
    return bytes(scope.get("raw_path") or scope["path"].encode()).decode("latin-1")


def raw_query(scope: Scope) -> str:
    """The query as it came over the wire."""
    return bytes(scope["query_string"]).decode("latin-1")


def signed_request(request: Request) -> SignedRequest:
    """What a signature covers, taken from the request before anything was normalised."""
    scope, query = request.scope, raw_query(request.scope)
    url = f"{scope['scheme']}://{request.headers.get('host', '')}{raw_path(scope)}" + (f"?{query}" if query else "")
    return SignedRequest(url, request.method, dict(request.headers))


def login_routes(oauth: OAuthServer, counts: Counts) -> list[Route]:
    """The three endpoints of the login; ``counts`` counts the two that clients ask."""

    async def authorize(request: Request) -> Response:
        asked = dict(parse_qsl(f"{raw_query(request.scope)}&{(await request.body()).decode('latin-1')}"))
        token = asked.get("oauth_token", "")
        try:
            access = Access(asked.get("Access", "Public"))
            permissions = Permissions(asked.get("Permissions", "Read"))
        except ValueError:
            return _page("<h1>Access or Permissions has an unknown level.</h1>", 400)
        try:
            if request.method == "POST" and asked.get("decision") == "approve":
                return _page(_CODE.format(verifier=oauth.approve(token, access, permissions)))
            oauth.pending(token)
        except Refused:
            return _page("<h1>This request is unknown, used or too old. Start again in the application.</h1>", 401)
        return _page(_QUESTION.format(token=escape(token), access=access, permissions=permissions))

    def token_endpoint(give: Callable[[SignedRequest], str]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                given = give(signed_request(request))
                response: Response = PlainTextResponse(given, media_type="application/x-www-form-urlencoded")
            except Refused as refused:
                response = JSONResponse({"Code": 401, "Message": refused.message}, 401)
            counts.add(request.method, EndpointKind.OAUTH, response.status_code, len(response.body))
            return response

        return answer

    return [
        Route(f"{OAUTH_PREFIX}/getRequestToken", token_endpoint(oauth.give_request_token), methods=["GET", "POST"]),
        Route(f"{OAUTH_PREFIX}/authorize", authorize, methods=["GET", "POST"]),
        Route(f"{OAUTH_PREFIX}/getAccessToken", token_endpoint(oauth.give_access_token), methods=["GET", "POST"]),
    ]


def _page(content: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(content=content), status)
