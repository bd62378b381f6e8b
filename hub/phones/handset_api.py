"""What the page and the tests ask of the simulator: write on a handset, read it, turn the switches."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from hub.phones import forms
from hub.phones.billing import segments, septets
from hub.phones.exchange import Answer, Malformed, Request
from hub.phones.provider import new_sid
from hub.phones.simulator import Simulator
from hub.phones.switches import NoSuchSwitch
from hub.phones.texts import FROM_PERSON, SMS, TO_PERSON, WHATSAPP, Text, number

HANDSET = re.compile(r"/handsets/([^/]+)/messages")
LONGEST_INBOUND = 4096
MOST_SETTLE = 120.0  # seconds


def answer(simulator: Simulator, request: Request) -> Answer | None:
    """None: not a path of the page or of tests."""
    try:
        if found := HANDSET.fullmatch(request.path):
            person = number(unquote(found[1]))
            if request.method == "POST":
                return _write(simulator, person, request.json())
            return Answer(200, handset(simulator, request.query.get("channel", SMS), person))
        if request.path == "/control":
            return _control(simulator, request)
        if request.path == "/state":
            return _state(simulator, request.query)
    except (Malformed, NoSuchSwitch) as fault:
        return Answer(400, {"error": str(fault)})
    return None


def handset(simulator: Simulator, channel: str, person: str) -> dict[str, Any]:
    """Everything on one handset."""
    provider = simulator.provider
    with provider.lock:
        texts = provider.of_handset(channel, person)
        from_hub = [text for text in texts if text.direction == TO_PERSON and not text.by_provider]
        return {
            "person": person,
            "channel": channel,
            "messages": [text.shown() for text in texts if _has_arrived(text)],
            "underway": [text.shown() for text in texts if not _has_arrived(text)],
            "texts": len(from_hub),
            "segments": sum(text.segments for text in from_hub),
            "stopped": any(each == person for _, each in provider.stopped),
            "window_open": provider.window_open(person),
        }


def _has_arrived(text: Text) -> bool:
    """On the handset. A text under way, or that failed, is none of the person's business: the page shows it apart."""
    return text.direction == FROM_PERSON or text.status in ("sent", "delivered", "read")


def _write(simulator: Simulator, person: str, said: dict[str, Any]) -> Answer:
    """A person writes, taps, or sends something else. `split`: into parts of their own, the last first."""
    provider, channel = simulator.provider, said.get("channel", SMS)
    words, kind = said.get("text", ""), said.get("kind", "text")
    if channel not in (SMS, WHATSAPP) or not isinstance(words, str) or len(words) > LONGEST_INBOUND:
        raise Malformed("channel is sms or whatsapp; text has at most 4,096 characters.")
    if kind not in ("text", "location", *forms.MEDIA) or (kind != "text" and channel == SMS):
        raise Malformed("kind is text, location, photo, voice, video, document, contact or sticker; on SMS text only.")
    with provider.lock:
        extra: dict[str, str] = {}
        if said.get("tap"):
            words, extra = _tapped(simulator, person, said["tap"])
        elif said.get("answers"):
            extra = {"answers": str(said["answers"])}
        if kind == "text" and not words.strip():
            raise Malformed("There are no words.")
        if kind in forms.MEDIA:
            extra["media"] = forms.MEDIA[kind][1]
        split = channel == SMS and provider.switches.split
        parts = list(reversed(_parts(words))) if split else [words]
        texts = [_text(simulator, channel, person, part, kind, extra) for part in parts]
        for text in texts:
            simulator.caller.tell(text, provider.written(text))
    return Answer(202, {"id": texts[-1].id, "ids": [text.id for text in texts]})


def _text(simulator: Simulator, channel: str, person: str, words: str, kind: str, extra: dict[str, str]) -> Text:
    lines = simulator.lines
    by = lines.sms if channel == SMS else "twilio"
    ours = lines.whatsapp_number if channel == WHATSAPP else {"notify": lines.notify_number}.get(by, lines.sms_number)
    made = str(uuid.uuid4()) if by == "notify" else new_sid("MM" if kind in forms.MEDIA else "SM")
    many = segments(words) if channel == SMS else 1
    return Text(made, by, channel, FROM_PERSON, person, ours, words, simulator.provider.now(), "received", segments=many,
                kind=kind, extra=dict(extra))  # fmt: skip


def _tapped(simulator: Simulator, person: str, tap: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """The label and the id of what was tapped. A button stays tappable for days."""
    shown = simulator.provider.find(str(tap.get("message", "")))
    row = next((row for row in (shown.buttons if shown else []) if row["id"] == tap.get("id")), None)
    if shown is None or row is None or shown.person != person:
        raise Malformed("There is no such button on this handset.")
    from_list = {"from_list": "1"} if shown.list_button else {}
    return row["title"], {"tapped": row["id"], "answers": shown.id, **from_list}


def _parts(words: str) -> list[str]:
    one, part = (160, 153) if septets(words) is not None else (70, 67)
    return [words] if len(words) <= one else [words[n : n + part] for n in range(0, len(words), part)]


def _control(simulator: Simulator, request: Request) -> Answer:
    """POST: switches by name, and what happens once: `forget`, `a_day_passes`, `calls_down_for`, `api_down_for` (seconds),
    `settle` (wait so many seconds at most until nothing is under way)."""
    provider = simulator.provider
    if request.method == "POST":
        told = request.json()
        once = {name: told.pop(name) for name in ONCE if name in told}
        if once.get("forget"):
            provider.forget()
        with provider.lock:
            provider.switches.change(told)
            for what in ("calls", "api"):
                if (seconds := once.get(f"{what}_down_for")) is not None:
                    provider.down[what] = provider.now() + timedelta(seconds=float(seconds))
                    provider.note(f"The provider is down for {float(seconds):g} s ({what}).")
            provider.version += 1
        if once.get("a_day_passes"):
            provider.a_day_passes()
        if "settle" in once and not simulator.caller.clockwork.settled(min(float(once["settle"]), MOST_SETTLE)):
            return Answer(504, {"error": "Not everything was done in time."})
    with provider.lock:
        said = {"switches": provider.switches.told(), "events": list(provider.events), "sms": simulator.lines.sms}
        down = {what: provider.is_down(what) for what in ("calls", "api")}
        return Answer(200, {**said, "down": down, "media_fetched": provider.media_fetched})


ONCE = ("forget", "a_day_passes", "calls_down_for", "api_down_for", "settle")


def _state(simulator: Simulator, query: dict[str, str]) -> Answer:
    """What the page shows, or nothing if it has not changed since the version it names."""
    provider, lines = simulator.provider, simulator.lines
    with provider.lock:
        down = {what: provider.is_down(what) for what in ("calls", "api")}
        version = f"{provider.version}.{int(down['calls'])}{int(down['api'])}"
        if query.get("version") == version:
            return Answer(200, {"version": version})
        ours = {"sms": lines.notify_number if lines.sms == "notify" else number(lines.sms_number)}
        return Answer(
            200,
            {
                "version": version,
                "sms_by": lines.sms,
                "hub": lines.public_url,
                "ours": {**ours, "whatsapp": lines.whatsapp_number},
                "sms": handset(simulator, SMS, number(query.get("sms", ""))),
                "whatsapp": handset(simulator, WHATSAPP, number(query.get("whatsapp", ""))),
                "switches": provider.switches.told(),
                "events": list(provider.events)[-40:],
                "down": down,
            },
        )
