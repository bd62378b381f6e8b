"""GOV.UK Notify's API (v2) for SMS, as its own client speaks it. Source: Notify's published specification (OGL v3)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from notifications_python_client.authentication import decode_jwt_token, get_token_issuer
from notifications_python_client.errors import TokenError

from hub.phones.billing import as_notify_sends, fragments
from hub.phones.exchange import Answer, Malformed, Request
from hub.phones.simulator import Simulator
from hub.phones.switches import NOTIFY_FAILURES
from hub.phones.texts import SMS, TO_PERSON, Text, number

PAGE, KEPT, MOST = 250, timedelta(days=7), 918
KNOWN = {"phone_number", "template_id", "personalisation", "reference", "sms_sender_id"}
MOBILE = re.compile(r"\+447\d{9}")


class Refused(Exception):
    def __init__(self, status: int, error: str, message: str):
        super().__init__(message)
        self.answer = Answer(status, {"status_code": status, "errors": [{"error": error, "message": message}]})


def answer(simulator: Simulator, request: Request) -> Answer | None:
    """None: not Notify's path."""
    if not request.path.startswith("/v2/"):
        return None
    try:
        _check_token(simulator, request)
        if simulator.provider.is_down("api"):
            raise Refused(503, "Exception", "Internal server error")
        for method, path, act in ROUTES:
            if request.method == method and (found := path.fullmatch(request.path)):
                return act(simulator, request, *found.groups())
        raise Refused(404, "NoResultFound", "No result found")
    except Malformed as fault:
        return Refused(400, "BadRequestError", f"Invalid JSON supplied in POST data: {fault}").answer
    except Refused as refused:
        simulator.provider.note(f"Notify refused: {refused}.", code=refused.answer.status)
        return refused.answer


def _check_token(simulator: Simulator, request: Request) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        raise Refused(401, "AuthError", "Unauthorized, authentication token must be provided")
    try:
        if get_token_issuer(token) != simulator.lines.notify_service:
            raise Refused(403, "AuthError", "Invalid token: service not found")
        decode_jwt_token(token, simulator.lines.notify_secret)
    except TokenError:
        raise Refused(403, "AuthError", "Invalid token: signature, api token not found") from None


def _send(simulator: Simulator, request: Request) -> Answer:
    said, provider = request.json(), simulator.provider
    words, person = _checked(simulator, said)
    with provider.lock:
        mode = provider.switches.next_send()
        if mode == "429":
            raise Refused(
                429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"
            )
        if mode == "500":
            raise Refused(500, "Exception", "Internal server error")
        if mode.startswith("refuse:"):
            raise Refused(400, "BadRequestError", "A refusal chosen in the simulator")
        fate = mode.split(":")[1] if mode.startswith("fail:") else ""
        text = Text(
            str(uuid.uuid4()), "notify", SMS, TO_PERSON, person, simulator.lines.notify_number, as_notify_sends(words),
            provider.now(), "created", segments=fragments(as_notify_sends(words)), reference=said.get("reference") or "",
        )  # fmt: skip
        provider.keep(text)
        simulator.caller.report_notify(text, fate if fate in NOTIFY_FAILURES or not fate else NOTIFY_FAILURES[0])
    template = {"id": simulator.lines.notify_template, "version": 1, "uri": "https://www.gov.uk/template"}
    content = {"body": text.body, "from_number": simulator.lines.notify_number}
    told = {"id": text.id, "reference": said.get("reference"), "content": content, "template": template}
    uri = f"https://api.notifications.service.gov.uk/v2/notifications/{text.id}"
    hang = provider.switches.hang if mode == "timeout" else 0.0
    return Answer(201, {**told, "uri": uri, "scheduled_for": None}, hang=hang)


def _checked(simulator: Simulator, said: dict[str, Any]) -> tuple[str, str]:
    """The words and the number. Raises Refused."""
    for name in ("phone_number", "template_id"):
        if not isinstance(said.get(name), str):
            raise Refused(400, "ValidationError", f"{name} is a required property")
    if stray := said.keys() - KNOWN:
        raise Refused(
            400, "ValidationError", f"Additional properties are not allowed ({sorted(stray)[0]} was unexpected)"
        )
    person = number(said["phone_number"])
    if not MOBILE.fullmatch(person):
        raise Refused(400, "ValidationError", "phone_number Not a UK mobile number")
    if said["template_id"] != simulator.lines.notify_template:
        raise Refused(400, "BadRequestError", "Template not found")
    words = (said.get("personalisation") or {}).get("message")
    if not words:
        raise Refused(400, "BadRequestError", "Missing personalisation: message")
    if said.get("sms_sender_id"):
        raise Refused(400, "BadRequestError", f"sms_sender_id {said['sms_sender_id']} does not exist in database")
    if len(as_notify_sends(words)) > MOST:
        why = f"Content for template has a character count greater than the limit of {MOST}"
        raise Refused(400, "BadRequestError", why)
    return words, person


def _list(simulator: Simulator, request: Request) -> Answer:
    asked = request.query
    sent = [text for text in simulator.provider.newest_first("notify") if text.direction == TO_PERSON]
    if "reference" in asked:
        sent = [text for text in sent if text.reference == asked["reference"]]
    if "status" in asked:
        sent = [text for text in sent if text.status == asked["status"]]
    some = _page(sent, asked.get("older_than"))
    shown = [_notification(simulator, text) for text in some]
    return Answer(200, {"notifications": shown, "links": _links("notifications", some)})


def _one(simulator: Simulator, request: Request, message_id: str) -> Answer:
    text = simulator.provider.find(message_id)
    if text is None or text.direction != TO_PERSON:
        raise Refused(404, "NoResultFound", "No result found")
    return Answer(200, _notification(simulator, text))


def _received(simulator: Simulator, request: Request) -> Answer:
    since = simulator.provider.now() - KEPT
    texts = [text for text in simulator.provider.received("notify") if text.at >= since]
    some = _page(texts, request.query.get("older_than"))
    shown = [
        {
            "id": text.id,
            "user_number": text.person.removeprefix("+"),
            "notify_number": text.ours,
            "created_at": stamp(text),
            "service_id": simulator.lines.notify_service,
            "content": text.body,
        }
        for text in some
    ]
    return Answer(200, {"received_text_messages": shown, "links": _links("received-text-messages", some)})


def _page(texts: list[Text], older_than: str | None) -> list[Text]:
    start = next((n + 1 for n, text in enumerate(texts) if text.id == older_than), 0) if older_than else 0
    return texts[start : start + PAGE] if start or not older_than else []


def _links(name: str, some: list[Text]) -> dict[str, str]:
    """As Notify does it: there is a next page wherever this one has anything on it."""
    current = f"https://api.notifications.service.gov.uk/v2/{name}"
    return {"current": current, **({"next": f"{current}?older_than={some[-1].id}"} if some else {})}


def stamp(text: Text) -> str:
    return text.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _notification(simulator: Simulator, text: Text) -> dict[str, Any]:
    ended = text.status in ("delivered", *NOTIFY_FAILURES)
    empty = dict.fromkeys(f"line_{n}" for n in range(1, 7))
    return {
        **empty,
        "id": text.id,
        "reference": text.reference or None,
        "email_address": None,
        "phone_number": text.person,
        "type": "sms",
        "status": text.status,
        "template": {"id": simulator.lines.notify_template, "version": 1, "uri": "https://www.gov.uk/template"},
        "body": text.body,
        "subject": None,
        "created_at": stamp(text),
        "created_by_name": None,
        "sent_at": None if text.status == "created" else stamp(text),
        "completed_at": stamp(text) if ended else None,
        "postcode": None,
        "scheduled_for": None,
    }


ROUTES: list[tuple[str, re.Pattern[str], Callable[..., Answer]]] = [
    ("POST", re.compile(r"/v2/notifications/sms"), _send),
    ("GET", re.compile(r"/v2/notifications"), _list),
    ("GET", re.compile(r"/v2/notifications/([0-9a-f-]{36})"), _one),
    ("GET", re.compile(r"/v2/received-text-messages"), _received),
]
