"""The hub as it runs, with somebody to alert, phones that can be read, and conversations in every state on every channel."""

from __future__ import annotations

import http.client
import json
import re
import threading
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model

from hub.conversations import callbacks, tokens, transitions
from hub.conversations.models import BrainTurn, Conversation, Message, Outbox
from hub.conversations.transitions import Inbound
from tests.hub.adviser_desk.door import signed_in
from tests.hub.danger.listeners import MailServer, Webhook
from tests.hub.faults.carer import Carer, Page
from tests.hub.faults.stack import Stack, free_port, until

STATES = ("assistant", "waiting", "with_adviser", "callback", "closed")
CHANNELS = ("web", "sms", "whatsapp")
SAID = {"emergency": "CANARY my partner is hitting me right now", "soon": "CANARY i cannot cope any more"}
FIRST = "my grandson lives with me"


@dataclass
class Talk:
    """One conversation. `carer` is its browser, on the web; `told_at` is the message that told of danger."""

    id: UUID
    channel: str
    carer: Carer | None = None
    told_at: int = 0
    page: Page | None = None  # as it was when the danger had just been told

    def messages(self) -> list[Message]:
        return list(Message.objects.filter(conversation=self.id).order_by("seq"))

    def since(self) -> list[Message]:
        """What was said after the danger was told."""
        return [each for each in self.messages() if each.seq > self.told_at]

    def turn(self) -> BrainTurn | None:
        """The assistant's turn for the words that told of danger."""
        return (
            BrainTurn.objects.filter(conversation=self.id, to_seq__gte=self.told_at).first() if self.told_at else None
        )

    def say(self, text: str) -> None:
        if self.carer:
            self.page = self.carer.say(text)
            self.told_at = next(each.seq for each in reversed(self.messages()) if each.author == "contact")
        else:
            self.told_at = transitions.receive(self.id, Inbound(key=f"{self.id}{text}", text=text)).seq


class Hub(Stack):
    """`told` and `letters` are the alerts that came, `talks` the conversations, by state, channel and urgency."""

    def __init__(self, home, template, webhook: Webhook, mail: MailServer, brain_url: str | None = None) -> None:
        super().__init__(home, template, brain_url)
        self.webhook, self.mail = webhook, mail
        self.stream_port = free_port()
        self.cursors: list[int] = []
        self.talks: dict[tuple[str, str, str], Talk] = {}
        self.mood = ""

    def commands(self) -> dict[str, list[str]]:
        stream = ["-m", "gunicorn", "--config", "hub/gunicorn_conf.py", "--worker-class", "asgi", "--workers", "1"]
        stream += ["--bind", f"127.0.0.1:{self.stream_port}", "hub.stream:application()"]
        texting = ["tests/hub/danger/texting_worker.py", "run_worker", "--name", "one"]
        return {**super().commands(), "texting_worker": texting, "stream": stream}

    def _is_ready(self, name: str) -> bool:
        if name != "stream":
            return super()._is_ready(name)
        try:
            return self._ask_stream("").status == 403
        except OSError:
            return False

    def phones(self, talk: Talk) -> dict[int, dict]:
        """What reached the phone of a conversation whole, by the number of the message: its texts, and when the first came."""
        path = self.home / "phones.jsonl"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        parcels = [json.loads(line) for line in lines]
        told = {each["reference"]: each for each in parcels}
        assert len(told) == len(parcels), "something reached a phone twice"
        reached: dict[int, dict] = {}
        on_the_way: set[int] = set()
        for row in Outbox.objects.filter(conversation=talk.id).order_by("pk"):
            each = told.get(f"{talk.id}.{row.pk}")
            if each is None:
                on_the_way.update(range(row.from_seq, row.seq + 1))
                continue
            for seq in range(row.from_seq, row.seq + 1):
                before = reached.get(seq, {"text": "", "choices": [], "at": each["at"]})
                menu = before["choices"] + each["choices"]
                reached[seq] = {"text": f"{before['text']}\n{each['text']}", "choices": menu, "at": before["at"]}
        return {seq: each for seq, each in reached.items() if seq not in on_the_way}

    def begin(self, channel: str, text: str = FIRST) -> Talk:
        if channel == "web":
            carer = Carer(self.url)
            carer.say(text)
            return Talk(tokens.open_token(carer.page.fields["token"]), channel, carer)
        key = f"{channel}{Conversation.objects.count()}"
        received = transitions.begin(channel, Inbound(key=key, text=text), "exampleshire")
        return Talk(received.conversation_id, channel)

    def prepare(self) -> None:
        """A conversation for each state, channel and urgency, all of them answered and delivered."""
        for cell in sorted(product(STATES, CHANNELS, SAID), key=lambda cell: cell[1] == "web"):
            self.talks[cell] = self.begin(cell[1])
        self.at_rest()
        for (state, _, _), talk in self.talks.items():
            bring_to(talk, state)
            if talk.carer:
                talk.carer.check()
        self.at_rest()

    def at_rest(self) -> None:
        """Nothing is to be asked and nothing to be delivered."""
        until(lambda: not BrainTurn.objects.filter(state__in=BrainTurn.OPEN).exists(), "every turn has ended")
        until(lambda: not Outbox.objects.filter(state__in=Outbox.OPEN).exists(), "everything was delivered")

    def listen(self) -> None:
        """An open desk: keeps the numbers it is nudged with."""
        client = signed_in(get_user_model().objects.create_user("desk", is_staff=True))
        answer = self._ask_stream(client.session.session_key)
        assert answer.status == 200

        def keep() -> None:
            try:
                for line in answer:
                    self.cursors += [int(found) for found in re.findall(rb'"cursor": (\d+)', line)]
            except (OSError, ValueError, http.client.HTTPException):
                pass  # the stream was stopped

        threading.Thread(target=keep, daemon=True).start()

    def _ask_stream(self, session: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.stream_port, timeout=60)
        connection.request("GET", "/desk/stream", headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"})
        return connection.getresponse()


def bring_to(talk: Talk, state: str) -> None:
    match state:
        case "waiting":
            transitions.request_adviser(talk.id)
        case "with_adviser":
            user = get_user_model().objects.get_or_create(username="sam", defaults={"first_name": "Sam"})[0]
            transitions.take(talk.id, user)
        case "callback":
            callbacks.book(talk.id, callbacks.CallbackAsked(phone="01632 960555"))
        case "closed":
            assert transitions.close(talk.id, "by_carer")
    assert Conversation.objects.get(pk=talk.id).state == state


def plain(text: str) -> list[str]:
    """The words only: lists and line ends stand otherwise on a page."""
    return re.findall(r"[\w£’']+", text)


def when(parcel: dict) -> datetime:
    return datetime.fromisoformat(parcel["at"])
