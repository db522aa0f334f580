"""The login under ``/services/oauth/1.0a/``: request token, consent page, access token.

The consent page works in a browser and without one: the same form, posted, answers the six digits.
Not here: the store of tokens and the verdicts (``oauth``).
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from albumsync_sandbox.smugmug.app import raw_query, signed_request
from albumsync_sandbox.smugmug.counts import Counts
from albumsync_sandbox.smugmug.judging import SignedRequest
from albumsync_sandbox.smugmug.oauth import OAuthServer
from albumsync_sandbox.smugmug.routes import EndpointKind
from albumsync_sandbox.smugmug.tokens import Access, Permissions, Refused

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


def consent_routes(oauth: OAuthServer, counts: Counts) -> list[Route]:
    """The three endpoints of the login.

    Args:
        oauth: The store.
        counts: Where their requests are counted.
    """

    async def authorize(request: Request) -> Response:
        form = parse_qs((await request.body()).decode("latin-1"))
        asked = {**parse_qs(raw_query(request.scope)), **form}
        token = asked.get("oauth_token", [""])[-1]
        try:
            access = Access(asked.get("Access", ["Public"])[-1])
            permissions = Permissions(asked.get("Permissions", ["Read"])[-1])
        except ValueError:
            return _page("<h1>Access or Permissions is none of the known levels.</h1>", 400)
        try:
            if request.method == "POST" and form.get("decision") == ["approve"]:
                verifier, callback = oauth.approve(token, access, permissions)
                if callback == "oob":
                    return _page(_CODE.format(verifier=verifier))
                joint = "&" if "?" in callback else "?"
                query = urlencode({"oauth_token": token, "oauth_verifier": verifier})
                return RedirectResponse(f"{callback}{joint}{query}", 302)
            oauth.check_pending(token)
        except Refused:
            return _page("<h1>This request is unknown, used or too old. Start again in the application.</h1>", 401)
        return _page(_QUESTION.format(token=escape(token), access=access, permissions=permissions))

    def token_endpoint(give: Callable[[SignedRequest], str]) -> Callable[[Request], object]:
        async def answer(request: Request) -> Response:
            body = await request.body()
            try:
                given = give(signed_request(request, body))
                response: Response = PlainTextResponse(given, media_type="application/x-www-form-urlencoded")
            except Refused as refused:
                response = JSONResponse({"Code": 401, "Message": refused.message}, 401)
            size = len(response.body)
            counts.add(request.method, EndpointKind.OAUTH, response.status_code, size, size)
            return response

        return answer

    return [
        Route(f"{OAUTH_PREFIX}/getRequestToken", token_endpoint(oauth.give_request_token), methods=["GET", "POST"]),
        Route(f"{OAUTH_PREFIX}/authorize", authorize, methods=["GET", "POST"]),
        Route(f"{OAUTH_PREFIX}/getAccessToken", token_endpoint(oauth.give_access_token), methods=["GET", "POST"]),
    ]


def _page(content: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(content=content), status)
