"""Advisers at the desk, with forms: sign in with a code, take who waits, answer, hand back or close."""

from __future__ import annotations

import random
import re
import threading
import time

import httpx

from benchmarks.chaos.carers import own_address
from benchmarks.chaos.own_record import DESK, OwnRecord

TEAM = {"slug": "kinship", "name": "Kinship team", "organisation": "Exampleshire Council", "default": True}
REPLY = "Thank you for writing. I have looked at this and rang them about {mark}."
PAUSE = (2.0, 5.0)  # seconds between two looks
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
REF = re.compile(r"/desk/c/([A-Z0-9]{8})/")
OUTCOME = re.compile(r'id="close-outcome".*?<option value="([^"]+)"', re.S)


def make(count: int) -> tuple[str, dict[str, str]]:
    """Make the team and its people in the hub's own database. Returns their password, and each one's secret of the second step."""
    from hub.demo import people

    named = [
        {"name": f"adviser{n}", "first_name": f"Sam {n}", "role": "adviser", "max_open": 8} for n in range(1, count + 1)
    ]
    password = people.make([TEAM], named)
    return password, {name: people.secret(user) for name, user in people.by_name().items()}


class LostTheDesk(Exception):
    """The desk did not answer, or not as it should: look again in a moment."""


class Adviser(threading.Thread):
    """Works until `over` is set."""

    sending = 0

    def __init__(
        self,
        number: int,
        name: str,
        password: str,
        secret: str,
        front: str,
        record: OwnRecord,
        over: threading.Event,
        pause: tuple[float, float] = PAUSE,
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.password, self.secret, self.record, self.over = password, secret, record, over
        self.dice = random.Random(f"desk {number}")
        self.front, self.number, self.pause = front, number, pause
        self.http = self._browser()
        self.signed_in = False
        self.faults: dict[str, int] = {}
        self.answered: set[str] = set()
        self.unsent: dict[str, tuple] = {}

    def run(self) -> None:
        while not self.over.wait(self.dice.uniform(*self.pause)):
            try:
                if not self.signed_in:
                    self._sign_in()
                self._look()
            except (httpx.HTTPError, LostTheDesk) as fault:
                why = str(fault) if isinstance(fault, LostTheDesk) else type(fault).__name__
                self.faults[why] = self.faults.get(why, 0) + 1

    def _browser(self) -> httpx.Client:
        return httpx.Client(
            base_url=self.front,
            timeout=30,
            trust_env=False,
            transport=own_address(400 + self.number),
            follow_redirects=True,
        )

    def _sign_in(self) -> None:
        from allauth.mfa.totp.internal import auth as totp

        self.http = self._browser()
        page = self._get("/desk/login/")
        answer = self.http.post("/desk/login/", data={**_token(page), "username": self.name, "password": self.password})
        if answer.status_code != 200 or 'id="code"' not in answer.text:
            raise LostTheDesk(f"sign in {answer.status_code}")
        code = totp.format_hotp_value(totp.hotp_value(self.secret, int(time.time()) // 30))
        answer = self.http.post("/desk/second-factor/code/", data={**_token(answer.text), "code": code})
        if answer.status_code != 200 or 'id="code"' in answer.text:
            self.over.wait(20)  # a code is good once
            raise LostTheDesk(f"second step {answer.status_code}")
        self.signed_in = True

    def _look(self) -> None:
        queue = self._get("/desk/")
        if 'id="username"' in queue:
            self.signed_in = False
            raise LostTheDesk("signed out")
        mine = REF.findall(queue.partition('id="mine"')[2].partition("</section>")[0])
        if mine:
            self._serve(mine[0])
        elif REF.search(queue.partition('id="waiting"')[2].partition("</section>")[0]):
            self._post("/desk/take", queue)

    def _serve(self, ref: str) -> None:
        """Answer what was written, then let it go."""
        page = self._get(f"/desk/c/{ref}/")
        if ref not in self.answered:
            if 'id="composer"' not in page:
                raise LostTheDesk("no composer")
            self._reply(ref, page)
            return
        self.answered.discard(ref)
        outcome = OUTCOME.search(page)
        if outcome and self.dice.random() < 0.3 and 'name="recorded"' not in page:
            self._post(f"/desk/c/{ref}/close", page, outcome=outcome[1])
        else:
            self._post(f"/desk/c/{ref}/hand-back", page)

    def _reply(self, ref: str, page: str) -> None:
        each, form = self.unsent.get(ref) or (None, None)
        if each is not None and _says(page, each.mark):  # it had arrived, and only the answer to us was lost
            self.record.accepted(each)
            self.answered.add(ref)
            del self.unsent[ref]
            return
        if each is None:
            each = self.record.begins(DESK, self.name, REPLY)
        if form is None:
            form = {**_token(page), **_fields(page, "seen", "key"), "text": each.words}
        self.unsent[ref] = (each, form)
        Adviser.sending += 1
        try:
            answer = self.http.post(f"/desk/c/{ref}/reply", data=form)
        finally:
            Adviser.sending -= 1
        if answer.status_code == 200 and _says(answer.text, each.mark):
            self.record.accepted(each)
            self.answered.add(ref)
            del self.unsent[ref]
            return
        self.record.refused(each, str(answer.status_code))
        self.unsent[ref] = (each, None if answer.status_code in (403, 409) else form)
        raise LostTheDesk(f"reply {answer.status_code}")

    def _get(self, address: str) -> str:
        answer = self.http.get(address)
        if answer.status_code != 200:
            raise LostTheDesk(f"page {answer.status_code}")
        return answer.text

    def _post(self, address: str, page: str, **fields: str) -> None:
        answer = self.http.post(address, data={**_token(page), **fields})
        if answer.status_code >= 500:
            raise LostTheDesk(f"post {answer.status_code}")


def _says(page: str, mark: str) -> bool:
    """Does it stand among the messages? (What was refused stands in the box below them.)"""
    return mark in page.partition('id="log"')[2].partition("</ol>")[0]


def _token(page: str) -> dict[str, str]:
    found = TOKEN.search(page)
    if found is None:
        raise LostTheDesk("a page without a form")
    return {"csrfmiddlewaretoken": found[1]}


def _fields(page: str, *names: str) -> dict[str, str]:
    composer = page.partition('id="composer"')[2]
    return {name: re.search(rf'name="{name}" value="([^"]*)"', composer)[1] for name in names}
