"""An error as the service tells it (RFC 9457). Imports little: processes that evaluate raise it too."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson

from api.messages import localised
from api.usage import note_problem

if TYPE_CHECKING:
    from starlette.responses import Response

TYPE_BASE = "https://w3id.org/rawabit/problem/"
MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """An error with its HTTP status; ``kind`` names the problem type, ``members`` stand beside the detail."""

    def __init__(
        self, status: int, kind: str, detail: str, *, headers: dict[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.headers = headers or {}
        self.members = members

    def response(self, instance: str | None = None) -> Response:
        """The answer to send."""
        from starlette.responses import Response

        note_problem(self.kind or str(self.status))
        body = {
            "type": TYPE_BASE + self.kind if self.kind else "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            **({"instance": instance} if instance else {}),
            **localised(self.kind, self.members),
            **self.members,
        }
        headers = {"Cache-Control": "no-store", **self.headers}
        return Response(orjson.dumps(body), self.status, headers, MEDIA_TYPE)
