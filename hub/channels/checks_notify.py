"""What only GOV.UK Notify can tell: is the key good, is the template right, is the number its own?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.conf import settings

from hub.channels.check import Check, reached
from hub.channels.notify_sms import NotifySms
from hub.channels.phone_numbers import normalised
from hub.channels.sending import Channel

BODY = "((message))"
SHORTEST_TOKEN = 32  # characters: nobody guesses it


def run(channel: str, ready: Channel) -> Iterator[Check]:
    """Each point; with a key that is not good the others are not tried."""
    told = settings.KINSHIP_NOTIFY
    client = cast(NotifySms, ready).client
    listed, fault = reached(lambda: client.get_received_texts()["received_text_messages"])
    mend = (
        f"{fault}: a 403 is a wrong key, a test key's service, or the clock (below); make a key under API integration"
    )
    yield Check("Notify answers, and the key is good", not fault, mend)
    if not fault:
        template, fault = reached(lambda: client.get_template(told["template"]))
        body = (template or {}).get("body", "").strip()
        mend = fault or "its body must be ((message)) and nothing else: anything more would stand in every text"
        good = (template or {}).get("type") == "sms" and body == BODY
        yield Check("the template is a text message and its body is ((message))", good, mend)
        yield _number(listed or [])
    short = [token for token in told["tokens"] if len(token) < SHORTEST_TOKEN]
    mend = f"{len(short)} of {len(told['tokens'])} are shorter than {SHORTEST_TOKEN} characters: openssl rand -hex 32"
    yield Check("the callback tokens are long enough", not short, mend)


def _number(listed: list[dict[str, str]]) -> Check:
    """Notify tells its number nowhere but in what came in."""
    theirs = {normalised(str(each.get("notify_number", ""))) for each in listed}
    if not theirs:
        return Check("our number could not be compared: nothing came in for a week. Text it, then check again")
    ours = normalised(settings.KINSHIP_NOTIFY["number"])
    return Check(
        "our number is the one that receives", ours in theirs, "KINSHIP_NOTIFY_NUMBER is another than Notify's"
    )
