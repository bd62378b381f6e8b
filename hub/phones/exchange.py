"""A request to the simulator and its answer, without the machinery of HTTP."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs


class Malformed(ValueError):
    """A body that cannot be read."""


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]  # names in lower case
    body: bytes

    def form(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()}

    def json(self) -> dict[str, Any]:
        """Raises Malformed unless it is an object."""
        try:
            said = json.loads(self.body or b"{}")
        except ValueError:
            raise Malformed("The body is no JSON.") from None
        if not isinstance(said, dict):
            raise Malformed("The body is no JSON object.")
        return said


@dataclass(frozen=True)
class Answer:
    """`hang`: seconds without an answer, after which the line is cut. `body`: JSON-able, or bytes of `content_type`."""

    status: int
    body: Any = None
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0.0

    def raw(self) -> bytes:
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
