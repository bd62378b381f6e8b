"""The desk's stream: `/desk/stream` nudges open desks with `{"cursor": n}` when something changed; they then ask the feed.

A process of its own (gunicorn's asgi worker): `gunicorn --worker-class asgi 'hub.stream:application()'`. One thread looks at the
newest number for all listeners, because a listener must hold no database connection. Staff only:
Django's session is checked at the start and at every heartbeat, so a disabled account falls silent within one heartbeat.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from hub.feed_poller import Look, Poller

log = logging.getLogger(__name__)
PATH = "/desk/stream"
MOST_LISTENERS = 500
Allowed = Callable[[str], bool]


class Stream:
    """The ASGI application. Times in seconds."""

    def __init__(self, look: Look, allowed: Allowed, *, origin: str = "", every=0.25, heartbeat=25.0, longest=300.0):
        self.poller = Poller(look, every)
        self.allowed, self.origin = allowed, origin
        self.heartbeat, self.longest = heartbeat, longest
        self.checks = ThreadPoolExecutor(max_workers=4, thread_name_prefix="session")

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            return await lifespan(receive, send)
        if scope["type"] != "http":
            return None
        if scope["path"] != PATH or scope["method"] != "GET":
            return await refuse(send, 404)
        cookies = "; ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie")
        if not await self.still_allowed(cookies):
            return await refuse(send, 403)
        if len(self.poller.listeners) >= MOST_LISTENERS:
            return await refuse(send, 503)
        try:
            newest = await asyncio.get_running_loop().run_in_executor(self.checks, self.poller.look)
        except Exception:
            log.warning("The stream could not look at the feed.", exc_info=True)
            return await refuse(send, 503)
        return await self.listen(newest, cookies, receive, send)

    async def still_allowed(self, cookies: str) -> bool:
        """Whether these cookies are a live session of staff. Any failure to tell is a no: the desk then asks by itself."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self.checks, self.allowed, cookies)
        except Exception:
            log.warning("The stream could not check a session.", exc_info=True)
            return False

    async def listen(self, newest: int, cookies: str, receive, send) -> None:
        loop = asyncio.get_running_loop()
        nudge, gone = asyncio.Event(), asyncio.create_task(disconnected(receive))
        ends, beats = loop.time() + self.longest, loop.time() + self.heartbeat
        self.poller.add(nudge)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.headers()})
            # Desks that lose the stream together (a restart) come back spread over some seconds.
            await send_text(send, f"retry: {random.randint(1000, 5000)}\n\n{event(newest)}")
            while loop.time() < ends and not gone.done():
                if nudge.is_set() and self.poller.cursor != newest:
                    newest = self.poller.cursor
                    await send_text(send, event(newest))
                nudge.clear()
                if loop.time() >= beats:
                    if not await self.still_allowed(cookies):
                        break
                    await send_text(send, ":\n\n")
                    beats = loop.time() + self.heartbeat
                await wait_first(nudge, gone, min(beats, ends) - loop.time())
            await send({"type": "http.response.body", "body": b""})
        except OSError:
            pass  # the desk has gone
        finally:
            self.poller.remove(nudge)
            gone.cancel()

    def headers(self) -> list[tuple[bytes, bytes]]:
        return [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),  # nginx would hold the nudges back
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            *([(b"access-control-allow-origin", self.origin.encode())] if self.origin else []),
            *([(b"access-control-allow-credentials", b"true")] if self.origin else []),
        ]


async def wait_first(nudge: asyncio.Event, gone: asyncio.Task, seconds: float) -> None:
    """Until a nudge, the listener's leaving, or the time: whichever comes first."""
    nudged = asyncio.create_task(nudge.wait())
    try:
        await asyncio.wait({nudged, gone}, timeout=max(seconds, 0), return_when=asyncio.FIRST_COMPLETED)
    finally:
        nudged.cancel()


async def disconnected(receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def event(cursor: int) -> str:
    return f'id: {cursor}\ndata: {{"cursor": {cursor}}}\n\n'


async def send_text(send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def refuse(send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def lifespan(receive, send) -> None:
    while True:
        phase = (await receive())["type"].removeprefix("lifespan.")
        await send({"type": f"lifespan.{phase}.complete"})
        if phase == "shutdown":
            return


def application(**times: float) -> Stream:
    """The stream over Django's sessions and our feed; called by gunicorn in each process. `times` for tests."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import close_old_connections

    from hub.conversations import feed
    from hub.staff_session import is_live_staff_session

    def look() -> int:
        close_old_connections()
        try:
            return feed.cursor()
        finally:
            close_old_connections()

    return Stream(look, is_live_staff_session, origin=settings.KINSHIP_PUBLIC_URL.rstrip("/"), **times)
