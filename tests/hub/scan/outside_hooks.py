"""What the outside scanner is told of us (SCHEMATHESIS_HOOKS): it runs in an environment of its own, without Django.

Most requests get what only we can give (a live token, a provider's signature), so that they come past the door; the rest stay as they
were made. Every answer is held to the rules that our own crawler holds it to (tests/hub/scan/rules.py).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import random
import re

import requests
import schemathesis

from tests.hub.scan import hostile, rules

URL = os.environ.get("SCAN_URL", "")
ACCOUNT, TWILIO_TOKEN, NOTIFY_TOKEN = "AC" + "0" * 32, "a-token-of-twilio", "a-token-that-we-gave-to-notify"
LIVES_FOR = 12  # requests that use the same chat: many of them end it
_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_chat = {"token": "", "left": 0}
_past: set[str] = set()  # the cases that bear what lets a provider in


@schemathesis.hook
def before_call(context, case, kwargs) -> None:
    """Past the door, as a rule."""
    chance = random.Random(case.id)
    case.headers["X-Forwarded-For"] = an_address(chance)  # so that the limits of one address are not all that is tested
    if isinstance(case.body, dict) and chance.random() < 0.3:
        for name in list(case.body):
            if isinstance(case.body[name], str) and name not in ("token", "MessageSid", "AccountSid", "id", "status"):
                case.body[name] = chance.choice([each for each in hostile.VALUES.values() if isinstance(each, str)])
    if chance.random() < 0.2:
        return
    if case.path.startswith("/chat/") and isinstance(case.body, dict):
        case.body["token"] = live_token(chance)
    elif "/notify/" in case.path:
        case.headers["Authorization"] = f"Bearer {NOTIFY_TOKEN}"
        _past.add(case.id)
    elif "/twilio/" in case.path and isinstance(case.body, dict):
        case.body["AccountSid"] = ACCOUNT
        if all(isinstance(value, str) for value in case.body.values()) and not case.query:
            case.headers["X-Twilio-Signature"] = signed(case.path, case.body)
            _past.add(case.id)


@schemathesis.check
def our_own_rules(ctx, response, case) -> None:
    """Headers, places it leads to, and whether anything that was sent came back as markup."""
    kind = response.headers.get("content-type", [""])[0]
    headers = {name: ", ".join(values) for name, values in response.headers.items()}
    body = (response.content or b"").decode("utf-8", "replace")
    told = rules.faults(case.path, response.status_code, headers, body, {})
    found = [f"{what}: {wrong}" for what, wrong in told]
    if case.path.startswith("/webhooks/") and response.status_code == 200 and case.id not in _past:
        found.append("let in without a token or a signature")
    if "set-cookie" in headers:
        found.append(f"cookie: {headers['set-cookie']}")
    if found:
        raise AssertionError(f"{kind}: " + "; ".join(found))


def an_address(chance: random.Random) -> str:
    return ".".join(str(chance.randrange(1, 255)) for _ in range(4))


def live_token(chance: random.Random) -> str:
    """The token of a chat that is open: one for some requests, then another."""
    if _chat["left"] <= 0:
        from_somewhere = {"X-Forwarded-For": an_address(chance)}
        first = _TOKEN.search(requests.get(f"{URL}/chat/", timeout=30).text)[1]
        page = requests.post(f"{URL}/chat/say", {"token": first, "text": "hello"}, headers=from_somewhere, timeout=30)
        _chat.update(token=_TOKEN.search(page.text)[1], left=LIVES_FOR)
    _chat["left"] -= 1
    return _chat["token"]


def signed(path: str, fields: dict[str, str]) -> str:
    """As Twilio signs: the address, then each name and value, by name."""
    told = URL + path + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(
        hmac.new(TWILIO_TOKEN.encode(), told.encode("utf-8", "replace"), hashlib.sha1).digest()
    ).decode()
