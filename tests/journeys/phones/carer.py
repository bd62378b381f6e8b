"""A carer with a phone: does a step of a journey as a person does it, and holds what must hold after every text of theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from hub.channels.records import SMS
from hub.channels.sending import Parcel
from hub.conversations import deliveries
from hub.conversations.models import Message, Outbox, TextTalk
from hub.conversations.models.conversation import Conversation
from hub.conversations.models.message import CONTACT
from kinship import answers
from kinship.story import DIFFERS
from tests.hub.texting.handset import Handset
from tests.journeys.phones import held

PEOPLE = {"hub:adviser", "hub:callback", "ask_for_person"}
MOST_PAGES = 12  # of one answer; more is an answer without end
MORNING = time(10, tzinfo=UTC)


@dataclass
class Step:
    """What came of one step: the texts that reached the phone, what the ledger says was said, the assistant's replies."""

    texts: list[Parcel] = field(default_factory=list)
    said: list[Message] = field(default_factory=list)
    replies: list[dict[str, Any]] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)  # ids of the choices, also of those that wait behind MORE
    after_seq: int = 0  # the last message before it

    @property
    def shown(self) -> str:
        return "\n".join(each.text for each in self.texts)


class Carer:
    """`replies`: where the assistant's replies are collected as the hub gets them."""

    def __init__(self, phone: Handset, replies: list[dict[str, Any]]) -> None:
        self.phone, self.house, self.replies = phone, phone.house, replies
        self.written = 0
        self._begun = False

    # What the person does ------------------------------------------------------------------------------------------

    def on(self, day: date) -> None:
        """It is that day; the time only goes forward."""
        if self.house.now.date() != day:
            self.house.now = datetime.combine(day, MORNING)
            self.house.work()

    def does(self, step: dict[str, Any]) -> Step:
        """One step: words are written; a choice is tapped, or its number is sent, or it is typed where it is not offered."""
        done = Step(after_seq=self._last_seq())
        if "say" in step:
            if str(step["say"]).isdigit() or str(step["say"]) in self._labels_behind_more():
                self._sees_the_menu(done)
            self._write(done, str(step["say"]))
        elif not self._begun:
            self._write(done, "hello")  # on the web the first tap opens the chat
        else:
            self._choose(done, step["choice"])
        return done

    def _sees_the_menu(self, done: Step) -> None:
        """Nobody writes the number, or the words, of a line that they have not seen."""
        for _ in range(MOST_PAGES):
            if not any(page["menu"] for page in self._pages()):
                return
            self.reads_on(done)

    def reads_on(self, done: Step) -> bool:
        """Ask for MORE, if there is more."""
        if not self._pages():
            return False
        self._write(done, "MORE")
        return True

    def reads_on_for(self, done: Step, words: list[Any]) -> None:
        """Ask for MORE until these words were met, or there is no more."""
        for _ in range(MOST_PAGES):
            if all(str(each).lower() in done.shown.lower() for each in words) or not self.reads_on(done):
                return
        raise AssertionError(f"an answer of more than {MOST_PAGES} pages")

    @property
    def conversation(self) -> Conversation:
        return self.phone.conversation

    # A choice ------------------------------------------------------------------------------------------------------

    def _choose(self, done: Step, choice: str) -> None:
        for _ in range(MOST_PAGES):
            if not self._is_behind_more(choice):
                break
            self.reads_on(done)
        place = self._place(choice)
        # A number means the newest menu: while another than theirs is still to come, it is written in words.
        other_waits = self.phone.channel == SMS and any(page["menu"] for page in self._pages())
        if place is None or other_waits:
            self._write(done, label_of(choice))
        else:
            self._act(done, lambda: self.phone.taps(place))

    def _place(self, choice: str) -> int | None:
        row = deliveries.newest_menu(self.conversation)
        return next((n for n, each in enumerate(row.menu, 1) if same(each["id"], choice)), None) if row else None

    def _is_behind_more(self, choice: str) -> bool:
        return any(same(each["id"], choice) for page in self._pages() for each in page["menu"] or ())

    def _labels_behind_more(self) -> list[str]:
        return [each["label"] for page in self._pages() for each in page["menu"] or ()]

    def _pages(self) -> list[dict[str, Any]]:
        talk = TextTalk.objects.filter(conversation=self.conversation).first() if self._begun else None
        return (talk.pages if talk else None) or []

    # One text of theirs ---------------------------------------------------------------------------------------------

    def _write(self, done: Step, words: str) -> None:
        self._act(done, lambda: self.phone.writes(words))

    def _act(self, done: Step, act: Callable[[], object]) -> None:
        self.house.wait(seconds=20)  # to read, and to type
        had, seq, replied, named = len(self.phone.parcels), self._last_seq(), len(self.replies), self._named_at()
        act()
        self.house.wait(seconds=9)  # no other part comes: they are answered
        self.written, self._begun = self.written + 1, True
        texts = self.phone.parcels[had:]
        said = list(Message.objects.filter(conversation=self.conversation, seq__gt=seq).exclude(author=CONTACT))
        done.texts += texts
        done.said += said
        done.replies += self.replies[replied:]
        done.offered = self._offered(seq) or done.offered
        held.after_a_text(self.phone, texts, said, self._pages(), named_now=self._named_at() != named)

    def _offered(self, after: int) -> list[str]:
        rows = Outbox.objects.filter(conversation=self.conversation, seq__gt=after)
        menus = [row.menu for row in rows if row.menu] + [page["menu"] for page in self._pages() if page["menu"]]
        return [each["id"] for menu in menus for each in menu]

    def _last_seq(self) -> int:
        return self.conversation.last_seq if self._begun else 0

    def _named_at(self) -> datetime | None:
        if not self._begun:
            return None
        talk = TextTalk.objects.filter(conversation=self.conversation).first()
        return talk.named_at if talk else None

    @property
    def is_sms(self) -> bool:
        return self.phone.channel == SMS


def same(one: str, other: str) -> bool:
    """Is it the same choice? A person may be asked for under several ids."""
    return one == other or {one, other} <= PEOPLE


def label_of(choice: str) -> str:
    """The words of a choice that is not on the phone: they are typed."""
    name, answered, answer = choice.partition("=")
    if not answered:
        return answers.command(choice).label if choice in answers.words()["commands"] else ""
    if answer == DIFFERS:
        return answers.differs(name).label
    known = answers.words()[name]
    return known[answer]["label"] if answer in known else answers.spoken(answer)  # else a date
