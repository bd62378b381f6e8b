"""One call to the hub: where, with what, signed how, and whether it is tried again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests
from twilio.request_validator import RequestValidator

from hub.phones.lines import Lines

TWILIO_WITHIN, NOTIFY_WITHIN = (5, 15), (5, 5)  # seconds to connect, and for the answer
TWILIO_TRIES, NOTIFY_TRIES = 3, 6  # the first, and those after it
NO_ANSWER = 0


@dataclass(frozen=True)
class Call:
    """`what`: in words, for the list of what went on. `text_id`: the text it is about."""

    provider: str
    url: str
    body: str
    headers: dict[str, str]
    what: str
    text_id: str

    @property
    def tries(self) -> int:
        return TWILIO_TRIES if self.provider == "twilio" else NOTIFY_TRIES

    def make(self) -> tuple[int, str, str]:
        """Status, type and words of the hub's answer; NO_ANSWER when there is none in time."""
        within = TWILIO_WITHIN if self.provider == "twilio" else NOTIFY_WITHIN
        with requests.Session() as session:
            session.trust_env = False  # no proxy: it is on this machine
            try:
                answer = session.post(
                    self.url, data=self.body.encode(), headers=self.headers, timeout=within, allow_redirects=False
                )
            except requests.RequestException:
                return NO_ANSWER, "", ""
        return answer.status_code, answer.headers.get("Content-Type", ""), answer.text

    def again_after(self, status: int) -> bool:
        """Whether the provider tries again after this answer. Notify drops whatever else is refused, for good."""
        return status == NO_ANSWER or status >= 500 or (status == 429 and self.provider == "notify")


def by_twilio(lines: Lines, url: str, form: dict[str, str], what: str) -> Call:
    """Signed with Twilio's own validator over the address as it is called, its query included."""
    signature = RequestValidator(lines.token).compute_signature(url, form)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "User-Agent": "TwilioProxy/1.1",
        "X-Twilio-Signature": signature,
        "I-Twilio-Idempotency-Token": f"{form['MessageSid']}-{form['SmsStatus']}",
    }
    return Call("twilio", url, urlencode(form), headers, what, form["MessageSid"])


def by_notify(lines: Lines, path: str, told: dict[str, Any], what: str) -> Call:
    """With the token that was chosen for callbacks."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {lines.notify_token}"}
    return Call("notify", f"{lines.public_url}{path}", json.dumps(told), headers, what, told["id"])
