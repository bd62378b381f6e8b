"""What a technician is told when a channel is checked (`manage.py check_channel`): each point ok or not, with the mend. Says no secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from django.conf import settings

from hub.channels import checks_notify, checks_twilio, registry
from hub.channels.check import Check, reached
from hub.channels.phone_numbers import uk_mobile
from hub.channels.records import SMS
from hub.channels.sending import ACCEPTED, Channel, Parcel

MOST_SECONDS_OUT = 30  # Notify refuses a token that is older
TEST_WORDS = "This is a test from the kinship hub. You need not answer."
LOOKED_BACK = timedelta(hours=1)


@dataclass(frozen=True)
class Addresses:
    """Where a provider must send what it has for us."""

    incoming: str
    outcome: str


def run(channel: str, now: datetime, to: str = "") -> Iterator[Check]:
    """Every point, in order. What rests on a point that failed is not tried. `to`: a number that gets one test text."""
    provider = registry.provider_of(channel)
    if not provider:
        variable = registry.VARIABLE[channel]
        yield Check("a provider is named", False, f"set {variable} (docs/channels/), or leave {channel} off")
        return
    missing, malformed = registry.missing(channel), registry.malformed(channel)
    yield Check("settings are there", not missing, f"set {', '.join(missing)}")
    yield Check(
        "settings have the right form", not malformed, f"look at {', '.join(malformed)} (docs/channels/ shows each)"
    )
    public = urlsplit(settings.KINSHIP_PUBLIC_URL)
    told = f"KINSHIP_PUBLIC_URL must be the https address by which {provider} reaches this hub"
    yield Check("the public address is https", public.scheme == "https" and bool(public.hostname), told)
    if missing or malformed:
        return
    ready = registry.configured().get(channel)
    if ready is None:
        yield Check("the channel can be made", False, "see the line channel.not_made in the log")
        return
    own = checks_notify if provider == registry.NOTIFY else checks_twilio
    yield from own.run(channel, ready)
    yield from _addresses(provider)
    yield _list_works(ready, now)
    yield _clock(provider)
    if to:
        yield _test_text(channel, ready, to)


def addresses(provider: str) -> Addresses:
    """The two doors of a provider, as it must be given them."""
    base = f"{settings.KINSHIP_PUBLIC_URL.rstrip('/')}/webhooks/{provider}/"
    if provider == registry.NOTIFY:
        return Addresses(base + "received-text", base + "receipt")
    return Addresses(base + "message", base + "status")


def _addresses(provider: str) -> Iterator[Check]:
    ours = addresses(provider)
    where = (
        "API integration > Callbacks"
        if provider == registry.NOTIFY
        else "the number's or the sender's page in the console"
    )
    yield Check(f"give {provider} this address for texts that come in ({where}): {ours.incoming}")
    given = "with each message" if provider == registry.TWILIO else where
    yield Check(f"the address for what became of ours ({given}): {ours.outcome}")


def _list_works(channel: Channel, now: datetime) -> Check:
    count, fault = reached(lambda: len(list(channel.received_since(now - LOOKED_BACK))))
    told = f"texts that were missed can be fetched ({count} came in during the last hour)" if not fault else ""
    return Check(
        told or "texts that were missed can be fetched", not fault, f"{fault}; on Notify: receiving must be on"
    )


def _clock(provider: str) -> Check:
    """Every answer bears the time of whoever gave it, a refusal too."""
    url = (settings.KINSHIP_NOTIFY if provider == registry.NOTIFY else settings.KINSHIP_TWILIO)["url"]
    title = f"the clock is within {MOST_SECONDS_OUT} seconds of {provider}'s"
    try:
        told = httpx.get(url, timeout=10, trust_env=url.startswith("https:")).headers["Date"]
        out = abs((parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (httpx.HTTPError, KeyError, ValueError) as fault:
        return Check(title, False, f"nobody told the time ({type(fault).__name__}): is {url} reached from here?")
    return Check(
        title, out <= MOST_SECONDS_OUT, f"it is {out:.0f} seconds out: keep the time by NTP (timedatectl set-ntp true)"
    )


def _test_text(channel: str, ready: Channel, to: str) -> Check:
    address = uk_mobile(to)
    if address is None:
        return Check("a test text was sent", False, "--to must be a mobile of the UK")
    parcel = Parcel(reference=f"check.{uuid4()}", address=address, text=TEST_WORDS, plain=TEST_WORDS)
    result, fault = reached(lambda: ready.send(parcel))
    sent = result is not None and result.kind == ACCEPTED
    why = fault or f"{result.kind}: {result.error} (docs/channels/ says what each code means)"
    hint = "" if channel == SMS else "; a person must have written to the number within 24 hours"
    return Check("a test text was accepted; see that it arrives", sent, why + hint)
