"""Twilio's Messages API (2010-04-01), as its own client speaks it."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from hub.phones import twilio_faults as faults
from hub.phones.billing import segments
from hub.phones.contents import Filled, NotAccepted, fill
from hub.phones.exchange import Answer, Request
from hub.phones.provider import new_sid
from hub.phones.simulator import Simulator
from hub.phones.texts import FROM_PERSON, SMS, TO_PERSON, WHATSAPP, Text, number
from hub.phones.twilio_faults import Refused

MESSAGES = re.compile(r"/2010-04-01/Accounts/(AC[0-9a-f]{32})/Messages(?:/((?:SM|MM)[0-9a-f]{32}))?\.json")
MOST, PAGE = 1600, 50
WHATSAPP_SIGN = "whatsapp:"


def answer(simulator: Simulator, request: Request) -> Answer | None:
    """None: not Twilio's path."""
    if "/Media" in request.path and request.path.startswith("/2010-04-01/"):
        simulator.provider.media_fetched += 1
        simulator.provider.note("The hub fetched a picture or voice note. It never should.")
        return _fault(faults.refused(20404))
    found = MESSAGES.fullmatch(request.path)
    if not found:
        return None
    if not is_account(simulator, request, found[1]):
        return _fault(faults.refused(20003))
    if simulator.provider.is_down("api"):
        return Answer(503, {"code": 20503, "message": "Service unavailable", "status": 503})
    try:
        if found[2]:
            return _one(simulator, request, found[2])
        return _create(simulator, request.form()) if request.method == "POST" else _list(simulator, request)
    except Refused as refused:
        simulator.provider.note(f"A send was refused: {refused.code}.", code=refused.code)
        return _fault(refused)


def is_account(simulator: Simulator, request: Request, account: str | None = None) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    lines = simulator.lines
    mine = base64.b64encode(f"{lines.account}:{lines.token}".encode()).decode()
    return (scheme, given) == ("Basic", mine) and account in (None, lines.account)


def _fault(refused: Refused) -> Answer:
    return Answer(refused.status, refused.shown())


def _create(simulator: Simulator, form: dict[str, str]) -> Answer:
    provider = simulator.provider
    with provider.lock:
        text, fate = _new_text(simulator, form)
        provider.keep(text)
        simulator.caller.report_twilio(text, fate)
    # What is told is what was true when it was accepted, whatever has become of it meanwhile.
    return Answer(201, {**_resource(simulator, text), "status": "queued"}, hang=_hang(simulator, text))


def _hang(simulator: Simulator, text: Text) -> float:
    return simulator.provider.switches.hang if text.extra.pop("unanswered", "") else 0.0


def _new_text(simulator: Simulator, form: dict[str, str]) -> tuple[Text, str]:
    """The text of this order, and the code with which it will fail later, or "". Raises Refused."""
    provider = simulator.provider
    channel, person, ours = _ends(simulator, form)
    mode = provider.switches.next_send()
    if mode in ("429", "500"):
        raise faults.refused(20429 if mode == "429" else 20500)
    if mode.startswith("refuse:"):
        raise faults.refused(int(mode.split(":")[1]) if mode.split(":")[1].isdecimal() else 30008)
    if (ours, person) in provider.stopped:
        raise faults.refused(21610)
    fate = mode.split(":")[1] if mode.startswith("fail:") else ""
    filled, approved = Filled(form.get("Body", ""), []), False
    if sid := form.get("ContentSid", ""):
        filled, approved, fate = _content(provider, sid, form, fate)
    elif not filled.body and not form.get("MediaUrl"):
        raise faults.refused(21602)
    if len(filled.body) > MOST:
        raise faults.refused(21617)
    if channel == WHATSAPP and not approved and not provider.window_open(person):
        if provider.switches.window_at == "create":
            raise faults.refused(63016)
        fate = "63016"
    text = Text(
        new_sid(), "twilio", channel, TO_PERSON, person, ours, filled.body, provider.now(), "queued",
        segments=segments(filled.body) if channel == SMS else 1,
        buttons=filled.buttons, list_button=filled.list_button,
        kind=("template" if approved else "menu") if sid else "text",
        extra={"unanswered": "1"} if mode == "timeout" else {},
        callback=form.get("StatusCallback", ""),
    )  # fmt: skip
    return text, fate


def _ends(simulator: Simulator, form: dict[str, str]) -> tuple[str, str, str]:
    """Channel, person and our number. Raises Refused."""
    lines, to, sender = simulator.lines, form.get("To", ""), form.get("From", "")
    if not to:
        raise faults.refused(21604)
    if not sender:
        raise faults.refused(21603)
    if to.startswith(WHATSAPP_SIGN):
        if sender != WHATSAPP_SIGN + lines.whatsapp_number:
            raise faults.refused(63007)
        return WHATSAPP, to.removeprefix(WHATSAPP_SIGN), lines.whatsapp_number
    if sender != lines.sms_number:
        raise faults.refused(21606)
    if not re.fullmatch(r"\+\d{8,15}", to):
        raise faults.refused(21211)
    if not to.startswith("+44"):
        raise faults.refused(21408)
    return SMS, number(to), lines.sms_number


def _content(provider: Any, sid: str, form: dict[str, str], fate: str) -> tuple[Filled, bool, str]:
    content = provider.contents.get(sid)
    if content is None or form.get("Body") or form.get("MediaUrl"):
        raise faults.refused(21655)
    try:
        values = {str(name): str(value) for name, value in json.loads(form.get("ContentVariables") or "{}").items()}
        return fill(content, values), content.approved, fate
    except NotAccepted as why:
        provider.note(f"WhatsApp does not take this menu: {why}.", code=63005)
        return Filled("", []), content.approved, "63005"
    except (AttributeError, ValueError, KeyError):
        raise faults.refused(21656) from None


def _one(simulator: Simulator, request: Request, sid: str) -> Answer:
    provider = simulator.provider
    with provider.lock:
        text = provider.find(sid)
        if text is None or text.provider != "twilio":
            raise faults.refused(20404)
        if request.method == "DELETE":
            provider.texts.remove(text)
            provider.version += 1
            return Answer(204)
        if request.method == "POST" and request.form().get("Body") == "":
            text.redacted = True
        return Answer(200, _resource(simulator, text))


def _list(simulator: Simulator, request: Request) -> Answer:
    asked, size = request.query, min(int(request.query.get("PageSize", PAGE)), 1000)
    page = int(request.query.get("Page", 0))
    found = [text for text in simulator.provider.newest_first("twilio") if _fits(text, asked)]
    some, base = found[page * size : (page + 1) * size], f"/2010-04-01/Accounts/{simulator.lines.account}/Messages.json"
    more = f"{base}?{urlencode({**asked, 'PageSize': size, 'Page': page + 1})}" if found[(page + 1) * size :] else None
    return Answer(
        200,
        {
            "messages": [_resource(simulator, text) for text in some],
            "page": page,
            "page_size": size,
            "first_page_uri": base,
            "next_page_uri": more,
            "previous_page_uri": None,
            "start": page * size,
            "end": page * size + len(some),
            "uri": base,
        },
    )


def _fits(text: Text, asked: dict[str, str]) -> bool:
    sender, to = _addresses(text)
    if asked.get("To", to) != to or asked.get("From", sender) != sender:
        return False
    at = text.at.replace(microsecond=0)
    for name, good in (("DateSent>", lambda a, b: a >= b[0]), ("DateSent<", lambda a, b: a < b[1])):
        if name in asked and not good(at, _span(asked[name])):
            return False
    return "DateSent" not in asked or _span(asked["DateSent"])[0] <= at < _span(asked["DateSent"])[1]


def _span(said: str) -> tuple[datetime, datetime]:
    """A day, which Twilio's client writes as its midnight, or a second."""
    at = datetime.fromisoformat(said.replace("Z", "+00:00"))
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    is_day = (at.hour, at.minute, at.second) == (0, 0, 0)
    return at, at + (timedelta(days=1) if is_day else timedelta(seconds=1))


def _addresses(text: Text) -> tuple[str, str]:
    """From and To."""
    sign = WHATSAPP_SIGN if text.channel == WHATSAPP else ""
    ends = (sign + text.person, sign + text.ours)
    return ends if text.direction == FROM_PERSON else (ends[1], ends[0])


def _resource(simulator: Simulator, text: Text) -> dict[str, Any]:
    """A message as Twilio tells it. What was tapped is not told here: only in the call to the hub."""
    account, at = simulator.lines.account, format_datetime(text.at)
    sender, to = _addresses(text)
    uri = f"/2010-04-01/Accounts/{account}/Messages/{text.id}"
    return {
        "sid": text.id,
        "account_sid": account,
        "messaging_service_sid": None,
        "api_version": "2010-04-01",
        "body": "" if text.redacted else text.body,
        "from": sender,
        "to": to,
        "direction": "inbound" if text.direction == FROM_PERSON else "outbound-api",
        "status": text.status,
        "error_code": int(text.error) if text.error.isdecimal() else None,
        "error_message": faults.MEANING.get(int(text.error), (0, ""))[1] if text.error.isdecimal() else None,
        "num_segments": str(text.segments),
        "num_media": "1" if text.extra.get("media") else "0",
        "price": None,
        "price_unit": "GBP",
        "date_created": at,
        "date_sent": at,
        "date_updated": at,
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }
