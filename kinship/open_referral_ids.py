"""Identities for the open data that never change: the same for the same thing, today, next year and on every machine."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from kinship.local_offer import NATIONAL

_ROOT = uuid.uuid5(uuid.NAMESPACE_URL, "urn:kinship-local-offer")  # of what is the same in every council's feed


def ident(*parts: str) -> str:
    """Of what is national, or of a list of terms that all councils share."""
    return str(uuid.uuid5(_ROOT, "/".join(parts)))


def ident_in(area: str, council: Mapping[str, Any] | None, *parts: str) -> str:
    """Of what belongs to an area: England's are the same everywhere, a council's are under the host of its own offer."""
    if area == NATIONAL:
        return ident(NATIONAL, *parts)
    host = urlsplit(str((council or {}).get("offer_url") or "")).hostname or area
    return str(uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, host), "/".join(parts)))
