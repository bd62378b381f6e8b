"""Where a request comes from, as far as anybody may know it."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_block(request: HttpRequest) -> str:
    """The block of addresses a request comes from: a single one is too easy to change, and nobody's to keep.

    Behind proxies of our own, each adds the address it heard from on the right: the one before ours is the client's.
    """
    heard = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    chain = [*heard, request.META.get("REMOTE_ADDR") or ""]
    try:
        address = ipaddress.ip_address(chain[max(0, len(chain) - 1 - settings.KINSHIP_TRUSTED_PROXIES)])
    except ValueError:  # a socket file, or nonsense from a proxy: all of them share one block
        return "unknown"
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 56}", strict=False))
