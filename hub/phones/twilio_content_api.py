"""Twilio's Content API (v1): menus and templates are made here before they can be sent."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from hub.phones import twilio_faults as faults
from hub.phones.contents import LIST_PICKER, MOST_BUTTONS, MOST_ITEMS, PLAIN, QUICK_REPLY, Content
from hub.phones.exchange import Answer, Malformed, Request
from hub.phones.provider import new_sid
from hub.phones.simulator import Simulator
from hub.phones.twilio_api import is_account

CONTENT = re.compile(r"/v1/Content(?:/(HX[0-9a-f]{32}))?(/ApprovalRequests(?:/whatsapp)?)?")
MOST_APPROVED_BUTTONS = 10


def answer(simulator: Simulator, request: Request) -> Answer | None:
    """None: not this API's path."""
    found = CONTENT.fullmatch(request.path)
    if not found:
        return None
    if not is_account(simulator, request):
        return Answer(401, faults.refused(20003).shown())
    sid, approval = found[1], found[2]
    with simulator.provider.lock:
        contents = simulator.provider.contents
        if sid is None:
            return _create(simulator, request) if request.method == "POST" else _list(simulator)
        if sid not in contents:
            return Answer(404, faults.refused(20404).shown())
        if approval:
            return _approval(contents[sid], request)
        if request.method == "DELETE":
            del contents[sid]
            return Answer(204)
        return Answer(200, _resource(simulator, contents[sid]))


def _create(simulator: Simulator, request: Request) -> Answer:
    try:
        said = request.json()
    except Malformed as fault:
        return _invalid(str(fault))
    types = {name: value for name, value in (said.get("types") or {}).items() if value}
    if why := _wrong(types):
        return _invalid(why)
    content = Content(
        new_sid("HX"),
        said.get("friendly_name") or "",
        types,
        said.get("language") or "en",
        said.get("variables") or {},
    )
    simulator.provider.contents[content.sid] = content
    return Answer(201, _resource(simulator, content))


def _wrong(types: dict[str, Any]) -> str:
    """What is wrong with these types, or ""."""
    if not types.keys() & {QUICK_REPLY, LIST_PICKER, PLAIN}:
        return "types"
    for name, value in types.items():
        rows = value.get("actions" if name == QUICK_REPLY else "items") or []
        most = {QUICK_REPLY: MOST_APPROVED_BUTTONS, LIST_PICKER: MOST_ITEMS}.get(name, 0)
        if not value.get("body") or len(rows) > most or (most and not rows):
            return name
    return ""


def _invalid(why: str) -> Answer:
    fault = faults.refused(20422)
    return Answer(fault.status, {**fault.shown(), "message": f"Invalid Parameter: {why}"})


def _approval(content: Content, request: Request) -> Answer:
    """Asked for, and given at once. Twilio and Meta take a day; a menu of more than three buttons needs it too."""
    if request.method == "POST":
        content.approved = True
    status = "approved" if content.approved else "unsubmitted"
    said = {"name": content.name, "category": "UTILITY", "status": status, "rejection_reason": ""}
    return Answer(201 if request.method == "POST" else 200, {**said, "sid": content.sid, "whatsapp": said})


def _list(simulator: Simulator) -> Answer:
    shown = [_resource(simulator, content) for content in simulator.provider.contents.values()]
    meta = {"key": "contents", "page": 0, "page_size": len(shown), "next_page_url": None, "previous_page_url": None}
    return Answer(200, {"contents": shown, "meta": {**meta, "url": "/v1/Content", "first_page_url": "/v1/Content"}})


def _resource(simulator: Simulator, content: Content) -> dict[str, Any]:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "sid": content.sid,
        "account_sid": simulator.lines.account,
        "friendly_name": content.name,
        "language": content.language,
        "variables": content.variables,
        "types": content.types,
        "date_created": now,
        "date_updated": now,
        "url": f"https://content.twilio.com/v1/Content/{content.sid}",
        "links": {"approval_fetch": f"https://content.twilio.com/v1/Content/{content.sid}/ApprovalRequests"},
        "buttons_in_session": MOST_BUTTONS,
    }
