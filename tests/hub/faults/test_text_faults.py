"""Texts through the real processes and the real client of Notify, while something breaks: each is delivered once, and in order."""

import threading
import uuid
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from hub.conversations.models import ChannelIdentity, InboundReceipt, Message, Outbox
from tests.hub.channels.notify_stand_in import KEY, TEMPLATE, serving
from tests.hub.faults.stack import Stack, until
from tests.hub.texting.sending import conversation, say

TOKEN, NUMBER = "a token that we gave to notify", "07700900700"


class Texting(Stack):
    """With a second worker, and a web server that can be caught in the middle of a change."""

    def commands(self) -> dict[str, list[str]]:
        gunicorn = ["-m", "gunicorn", "--config", "hub/gunicorn_conf.py"]
        return {
            **super().commands(),
            "worker_two": ["manage.py", "run_worker", "--name", "two"],
            "stopping_web": [*gunicorn, "tests.hub.faults.stopping_web:application"],
        }

    def _is_ready(self, name: str) -> bool:
        if name != "stopping_web":
            return super()._is_ready(name)
        try:
            return httpx.get(f"{self.url}/health/live", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False


@pytest.fixture(scope="module")
def notify():
    with serving() as (box, url):
        yield box, url


@pytest.fixture(scope="module")
def whole(notify, empty_home, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "KINSHIP_SMS": "notify",
            "KINSHIP_NOTIFY_API_KEY": KEY,
            "KINSHIP_NOTIFY_TEMPLATE_ID": TEMPLATE,
            "KINSHIP_NOTIFY_NUMBER": NUMBER,
            "KINSHIP_NOTIFY_CALLBACK_TOKENS": TOKEN.replace(" ", "-"),
            "KINSHIP_NOTIFY_URL": notify[1],
        }.items():
            patch.setenv(name, value)
        stack = Texting(tmp_path_factory.mktemp("texts") / "home", empty_home)
        yield stack
        stack.stop()


@pytest.fixture
def stack(whole, notify, django_db_blocker):
    whole.stop()
    notify[0].next.clear()
    with django_db_blocker.unblock(), whole.database():
        yield whole
        whole.stop()
        whole.check()


@pytest.fixture
def box(notify):
    notify[0].sent.clear()
    return notify[0]


@pytest.fixture
def talk(stack):
    return conversation(
        number=f"+447700900{200 + ChannelIdentity.objects.count()}"
    )  # each test its own, of those for drama


def ended(talk):
    return not Outbox.objects.filter(conversation=talk, state__in=Outbox.OPEN).exists()


def texts(box):
    return [each["personalisation"]["message"] for each in box.sent]


def states(talk):
    return list(Outbox.objects.filter(conversation=talk).order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize("fault", ["keeps_and_breaks", "break", "garbled", (429, "RateLimitError"), (500, "Exception")])
def test_the_first_of_three_meets_a_fault(stack, box, talk, fault):
    box.next.append(fault)
    for said in ("one", "two", "three"):
        say(talk, said)
    stack.start("worker")
    until(lambda: ended(talk), "all of it came to an end")
    assert texts(box) == ["one", "two", "three"] and states(talk) == ["sent"] * 3
    assert "one" not in stack.log("worker").replace("name=one", "")


def test_the_worker_is_killed_while_a_text_is_under_way(stack, box, talk):
    """The provider has it, and nobody wrote that down: it is looked up, and not sent again."""
    reached, take = threading.Event(), box._send
    hold = threading.Event()

    def take_and_hold(asked):
        answer = take(asked)
        reached.set()
        hold.wait(30)
        return answer

    box._send = take_and_hold
    try:
        say(talk, "one")
        say(talk, "two")
        stack.start("worker")
        until(reached.is_set, "the provider has the first")
        stack.kill("worker")
    finally:
        box._send = take
        hold.set()
    assert states(talk) == ["sending", "queued"]
    Outbox.objects.filter(state="sending").update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )  # its minute is over
    stack.start("worker")
    until(lambda: ended(talk), "all of it came to an end")
    assert texts(box) == ["one", "two"] and states(talk) == ["sent", "sent"]
    assert any("reference=" in each for each in box.asked)


def test_two_workers_deliver_each_text_once_and_in_order(stack, box):
    talks = [conversation(number=f"+4477009001{number:02}") for number in range(6)]
    stack.start("worker", "worker_two")
    for number in range(5):
        for each in talks:
            say(each, f"text {number}")
    until(lambda: all(ended(each) for each in talks), "all of it came to an end")
    for each in talks:
        got = [one["personalisation"]["message"] for one in box.sent if one["phone_number"] == each.identity.address]
        assert got == [f"text {number}" for number in range(5)]
    assert len({one["reference"] for one in box.sent}) == len(box.sent) == 30
    assert set(Outbox.objects.filter(conversation__in=talks).values_list("worker", flat=True)) <= {"one", "two"}


def test_the_web_server_is_killed_between_writing_and_commit(stack, box):
    """A receipt without its message cannot be: either both are there or neither, and Notify gives it again."""
    told = {
        "id": str(uuid.uuid4()),
        "source_number": "447700900555",
        "destination_number": NUMBER,
        "message": "my nan has my boy",
        "date_received": "2026-11-21T12:00:00.000000Z",
    }
    door = f"{stack.url}/webhooks/notify/received-text"
    headers = {"Authorization": f"Bearer {TOKEN.replace(' ', '-')}"}
    (stack.home / "stands_still").unlink(missing_ok=True)
    before = InboundReceipt.objects.count(), Message.objects.count(), Outbox.objects.count()

    def post():
        try:
            httpx.post(door, json=told, headers=headers, timeout=60)
        except httpx.HTTPError:
            pass  # the line broke: that is the fault

    stack.start("stopping_web")
    posting = threading.Thread(target=post)
    posting.start()
    until((stack.home / "stands_still").exists, "all is written, and nothing committed")
    stack.kill("stopping_web")
    posting.join()
    assert (InboundReceipt.objects.count(), Message.objects.count(), Outbox.objects.count()) == before
    stack.start("web")
    for _ in range(2):  # Notify tries again, and once more because the answer was lost
        assert httpx.post(door, json=told, headers=headers, timeout=60).status_code == 200
    assert Message.objects.filter(author="contact").order_by("-pk").first().body == "my nan has my boy"
    assert InboundReceipt.objects.count() == before[0] + 1
