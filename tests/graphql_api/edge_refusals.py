"""How a request is refused before it is understood."""

import httpx

from graphql_api.media_types import JSON


def refused(response: httpx.Response, status: int) -> str:
    """The code of the only error of an answer with this status, which is told in German where it is asked."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == JSON
    (error,) = response.json()["errors"]
    german = response.request.headers.get("accept-language") == "de"
    assert response.headers["content-language"] == ("de" if german else "en")
    code: str = error["extensions"]["code"]
    return code
