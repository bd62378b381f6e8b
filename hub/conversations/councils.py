"""Whose hub this is. A hub serves one council; a deployment of several has one for each (docs/several_councils.md)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

_made_for: ContextVar[str | None] = ContextVar("council", default=None)


def current() -> str:
    """The code of the council that is served here, or that something is made for just now."""
    return _made_for.get() or settings.KINSHIP_COUNCIL


def public_url() -> str:
    """The address under which carers reach this hub."""
    return settings.KINSHIP_PUBLIC_URL


@contextmanager
def serving(code: str) -> Iterator[None]:
    """Inside, the words are this council's: for commands that make paper or files from them. Pages never need it."""
    token = _made_for.set(code)
    try:
        yield
    finally:
        _made_for.reset(token)
