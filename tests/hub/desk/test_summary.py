"""The carer sees what is passed on and puts it right, while the assistant is silent: nobody answers a turn in these tests."""

from pathlib import Path

import pytest
import yaml

from hub.conversations import callbacks, dangers, open_menus, summaries, transcript, transitions, turns
from hub.conversations.callbacks import CallbackAsked
from hub.conversations.models import BrainTurn, Conversation, Danger, Handover, Message, Outbox
from hub.conversations.summary_choices import KINDS, answer, change, is_ours, read
from hub.conversations.transitions import Inbound
from kinship.facts import vocabulary
from kinship.story import Answer, Child, Story

pytestmark = pytest.mark.django_db
CASES = yaml.safe_load(Path(__file__).with_name("cases_summary_corrections.yml").read_text(encoding="utf-8"))
PARTS = {"name", "told", "children", "does", "asked", "choices", "facts", "seen"}


def story(told, children=None):
    """A story with these facts, each heard in the carer's words and not confirmed."""
    made = Story(children=[Child() for _ in children or [{}]])
    for child, facts in enumerate(children or [{}]):
        for name, value in (told | facts).items():
            made.add(name, Answer(value, 1, "their words"), child)
    return made.as_json()


@pytest.fixture
def waits(begin, now):
    """A carer who has told these facts and waits for a person."""

    def make(told, children=None, channel="web"):
        chat = begin(waiting=False)
        Conversation.objects.filter(pk=chat).update(story=story(told, children), channel=channel)
        transitions.request_adviser(chat)
        return chat

    return make


@pytest.fixture
def tap():
    count = iter(range(10_000))

    def make(chat, label):
        """Tap the choice with these words, which must be open."""
        (found,) = [
            (each.seq, choice)
            for each in transcript.shown(chat)
            if each.open
            for choice in each.choices
            if choice["label"] == label
        ]
        inbound = Inbound(f"tap {next(count)}", choice=found[1]["id"], label=label, in_reply_to=found[0])
        return transitions.receive(chat, inbound).seq

    return make


def of_summary(chat):
    return list(Message.objects.filter(conversation=chat, kind__in=KINDS).order_by("seq"))


def value(chat, fact, child=0):
    known = Story.from_json(Conversation.objects.get(pk=chat).story).answer(fact, child)
    return None if known is None else known.value


def seen(chat):
    found = summaries.card_of(Conversation.objects.get(pk=chat)).seen
    return found and found.what


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_the_carer_does_with_the_summary(case, waits, tap, carer_writes):
    assert set(case) <= PARTS
    chat = waits(case["told"], case.get("children"))
    for step in case["does"]:
        tap(chat, step["tap"]) if "tap" in step else carer_writes(chat, step["types"])
    last = of_summary(chat)[-1]
    for part in case.get("asked", ()):
        assert part in last.body, (part, last.body)
    if "choices" in case:
        assert [each["label"] for each in last.choices or ()] == case["choices"]
    for fact, wanted in case.get("facts", {}).items():
        found = value(chat, fact)
        # In a table, `none` is either the answer "none" or no answer at all.
        assert (found or "none") == wanted, (fact, found)
    assert seen(chat) == case["seen"]
    assert not BrainTurn.objects.filter(conversation=chat, state__in=BrainTurn.OPEN).exists()


def test_they_wait_at_once_and_nothing_has_to_be_tapped(waits, sam, now):
    chat = waits({"child_age": "9"})
    assert now(chat).state == "waiting"
    assert [each.kind for each in transcript.shown(chat)][-2:] == ["waiting", "summary"]
    transitions.take(chat, sam)
    assert now(chat).state == "with_adviser"


def test_the_card_is_kept_with_the_handover_and_what_the_carer_said_of_it(waits, tap):
    chat = waits({"child_age": "9"})
    kept = Handover.objects.get().summary
    assert kept["card"]["children"] == ["the child"] and kept["carer"]["said"] == "shown"
    for label in ("Something is wrong", "The child's age", "Not born yet"):
        tap(chat, label)
    age = [line for line in Handover.objects.get().summary["card"]["facts"] if line["fact"] == "child_age"]
    assert [each["value"] for each in age] == ["unborn"] and Handover.objects.get().summary["carer"][
        "said"
    ] == "changed"
    tap(chat, "It is all right")
    told = Handover.objects.get().summary["carer"]
    assert told["said"] == "right" and told["at"]


def test_the_assistants_own_words_for_the_handover_stay_beside_it(begin, answer_with):
    chat = begin("can I talk to someone", waiting=False)
    answer_with(handover={"reason": "asked_for_person", "urgent": False, "facts": []})
    transitions.request_adviser(chat) if Conversation.objects.get(pk=chat).state == "assistant" else None
    assert {"reason", "card", "carer"} <= set(Handover.objects.get().summary)


@pytest.fixture
def answer_with(answer):
    return lambda **custom: answer("All right.", custom=custom, story=story({"child_age": "9"}))


def test_the_adviser_sees_what_is_being_put_right_and_where_the_new_answer_was_said(waits, tap, now):
    chat = waits({"carer_relationship": "grandparent"})
    tap(chat, "Something is wrong")
    tap(chat, "What I am to the child")
    line = summaries.card_of(now(chat)).fact("carer_relationship", 0)
    assert line.asking and line.value == "grandparent"
    seq = tap(chat, "Aunt or uncle")
    line = summaries.card_of(now(chat)).fact("carer_relationship", 0)
    assert (line.value, line.confirmed, line.asking, line.seqs, line.said) == (
        "aunt_or_uncle",
        True,
        False,
        (seq,),
        "Aunt or uncle",
    )
    assert any("The carer changed something" in each.text for each in summaries.adviser_lines(now(chat)))


def test_handed_back_the_assistant_knows_the_facts_as_they_are_now(waits, tap, sam, carer_writes):
    chat = waits({"child_age": "9"})
    for label in ("Something is wrong", "The child's age", "Not born yet"):
        tap(chat, label)
    transitions.take(chat, sam)
    transitions.hand_back(chat, sam)
    carer_writes(chat, "what help is there")
    claimed = turns.claim_next("w", 30)
    assert claimed.story["children"][0]["facts"]["child_age"]["answer"] == "unborn"
    assert claimed.text.endswith("what help is there") and claimed.choice is None


class TestAfterAnAdviserHasTakenIt:
    TAPS = ("hub:summary_right", "hub:summary_wrong", "hub:change child_age", "hub:answer child_age 0 7")

    @pytest.mark.parametrize("choice", TAPS)
    def test_a_tap_of_an_old_page_is_only_shown(self, waits, sam, now, choice):
        chat = waits({"child_age": "9"})
        transitions.take(chat, sam)
        before, kept = now(chat).story, Handover.objects.get().summary
        transitions.receive(chat, Inbound("late", choice=choice, label="A late tap"))
        assert [each.text for each in transcript.shown(chat)][-1] == "A late tap"
        assert now(chat).story == before and Handover.objects.get().summary == kept
        assert now(chat).state == "with_adviser"

    def test_no_menu_is_open(self, waits, sam):
        chat = waits({"child_age": "9"})
        transitions.take(chat, sam)
        assert not [each for each in transcript.shown(chat) if each.open]

    def test_a_typed_answer_to_an_open_question_is_a_message_for_the_adviser(self, waits, tap, sam, carer_writes):
        chat = waits({"child_age": "9"})
        tap(chat, "Something is wrong")
        tap(chat, "The child's age")
        transitions.take(chat, sam)
        seq = carer_writes(chat, "7")
        assert Message.objects.get(conversation=chat, seq=seq).choice == "" and value(chat, "child_age") == "9"

    @pytest.mark.parametrize("choice", TAPS)
    def test_with_the_assistant_again_a_late_tap_is_answered(self, waits, choice):
        chat = waits({"child_age": "9"})
        transitions.back_to_assistant(chat)
        transitions.receive(chat, Inbound("late", choice=choice, label="A late tap"))
        assert "You are not waiting" in of_summary(chat)[-1].body and value(chat, "child_age") == "9"


def test_while_they_wait_both_menus_stay_open_whatever_they_write(waits, carer_writes):
    chat = waits({"child_age": "9"})
    carer_writes(chat, "I also wanted to say something")
    open_now = [each.kind for each in transcript.shown(chat) if each.open]
    assert open_now == ["waiting", "summary"]


def test_under_words_of_danger_there_is_no_menu_and_no_summary(begin, carer_writes, tap, waits):
    chat = waits({"child_age": "9"})
    carer_writes(chat, "he is beating the boy right now")
    assert Danger.objects.exists() and not [each for each in transcript.shown(chat) if each.open]


def test_who_waits_because_of_danger_is_not_shown_a_summary_but_the_card_is_kept(begin, there, sam, in_hours, now):
    there(sam)
    chat = begin("my ex is outside with a knife", waiting=False)
    assert now(chat).state == "waiting" and not of_summary(chat)
    assert Handover.objects.get().summary["card"]["dangers"]


def test_the_carer_reads_nothing_of_an_open_danger(begin, now, carer_writes):
    chat = begin("he hits me", waiting=False)
    assert dangers.open_of(now(chat)).exists()
    carer_writes(chat, "can I ask about school")
    if now(chat).state == "assistant":
        transitions.request_adviser(chat)
    said = " ".join(each.body for each in of_summary(chat)).casefold()
    assert not any(word in said for word in ("danger", "abuse", "hits", "safe", "concern", "urgent"))


class TestACallIsBooked:
    ASKED = CallbackAsked(phone="07700 900123", name="Jean")

    def test_the_summary_says_how_they_are_called(self, begin):
        chat = begin(waiting=False)
        callbacks.book(chat, self.ASKED)
        said = of_summary(chat)[-1]
        assert "ends in 123" in said.body and "We will not leave a voice message." in said.body
        assert "07700" not in said.body and [each.open for each in transcript.shown(chat)][-1]

    def test_what_the_assistant_is_at_work_on_is_asked_again_with_what_is_right(self, begin, tap, now):
        chat = begin(waiting=False)
        Conversation.objects.filter(pk=chat).update(story=story({"child_age": "9"}))
        while turns.claim_next("w", 30):
            pass
        BrainTurn.objects.update(state=BrainTurn.QUEUED)
        callbacks.book(chat, self.ASKED)
        old = turns.claim_next("w", 30)
        for label in ("Something is wrong", "The child's age", "Not born yet"):
            tap(chat, label)
        assert not turns.commit_reply(old, {"messages": [{"text": "late"}], "story": old.story})
        new = turns.claim_next("w", 30)
        assert (new.text, new.number) == (old.text, old.number + 1)
        assert new.story["children"][0]["facts"]["child_age"]["answer"] == "unborn"
        turns.commit_reply(new, {"messages": [{"text": "An answer."}], "story": new.story})
        assert value(chat, "child_age") == "unborn"

    def test_words_that_answer_the_question_do_not_go_to_the_assistant_and_others_do(self, begin, tap, answer):
        chat = begin(waiting=False)
        Conversation.objects.filter(pk=chat).update(story=story({"child_age": "9"}))
        answer(story=story({"child_age": "9"}))
        callbacks.book(chat, self.ASKED)
        tap(chat, "Something is wrong")
        tap(chat, "The child's age")
        transitions.receive(chat, Inbound("one", text="7"))
        assert value(chat, "child_age") == "7" and turns.claim_next("w", 30) is None
        transitions.receive(chat, Inbound("two", text="is there any money for us"))
        assert turns.claim_next("w", 30).text == "is there any money for us"


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
class TestByText:
    def waiting(self, waits, channel, told=None):
        chat = waits(told if told is not None else {"carer_relationship": "grandparent", "child_age": "9"})
        Conversation.objects.filter(pk=chat).update(channel=channel)
        with transitions.changing(chat) as change_:
            transitions.summary_corrections.show(change_)
        self.clean(chat)
        return chat

    def clean(self, chat):
        """What was said before it was a text chat has no outbox row: give it one, so that the ledger holds."""
        for each in Message.objects.filter(conversation=chat, outbox=None).exclude(author="contact"):
            Outbox.objects.create(
                message=each,
                conversation_id=chat,
                from_seq=each.seq,
                seq=each.seq,
                next_attempt_at=each.created_at,
            )
        Outbox.objects.filter(conversation=chat).update(state=Outbox.DELIVERED)

    def test_one_line_and_no_menu(self, waits, channel):
        chat = self.waiting(waits, channel)
        last = of_summary(chat)[-1]
        assert last.body == (
            "I'll pass on: you are a grandparent of the child; the child is 9. Reply YES or tell me what's wrong."
        )
        assert last.choices is None

    def test_nothing_told(self, waits, channel):
        chat = self.waiting(waits, channel, {})
        assert of_summary(chat)[-1].body.startswith("I'll pass on what you wrote here.")

    @pytest.mark.parametrize(
        "reply, said, kept",
        [
            ("YES", "Thank you. The person will see it like this.", "right"),
            ("yes please", "Thank you. The person will see it like this.", "right"),
            ("ok", "Thank you. The person will see it like this.", "right"),
            ("no", "Please write what is wrong. The person will read it.", "wrong"),
            ("he is 7 not 9", "Thank you. I kept that for the person.", "own_words"),
        ],
    )
    def test_the_reply(self, waits, carer_writes, channel, reply, said, kept):
        chat = self.waiting(waits, channel)
        carer_writes(chat, reply)
        last = of_summary(chat)[-1]
        assert (last.body, last.choices, seen(chat)) == (said, None, kept)

    def test_their_words_are_thanked_for_once(self, waits, carer_writes, channel):
        chat = self.waiting(waits, channel)
        carer_writes(chat, "he is 7 not 9")
        carer_writes(chat, "and the school is wrong too")
        assert len([each for each in of_summary(chat) if each.kind == "summary_said"]) == 1


def test_a_slip_in_the_words_loses_nobody(waits, begin, monkeypatch, now):
    monkeypatch.setattr(transitions.summary_corrections, "for_carer", lambda *_, **__: {}["no such words"])
    chat = waits({"child_age": "9"})
    assert now(chat).state == "waiting" and not of_summary(chat)


def test_an_erased_chat_keeps_no_card(waits):
    chat = waits({"child_age": "9"})
    with transitions.changing(chat) as change_:
        from hub.conversations.blanking import blank_words

        blank_words(change_)
    assert Handover.objects.get().summary is None


@pytest.mark.parametrize(
    "choice, ours",
    [
        ("hub:summary_right", True),
        ("hub:change child_age", True),
        ("hub:answer child_age 0 7", True),
        ("hub:callback", False),
        ("hub:back_to_assistant", False),
        ("child_age=7", False),
        ("", False),
    ],
)
def test_which_choices_are_the_summarys(choice, ours):
    assert is_ours(choice) == ours


@pytest.mark.parametrize("child", [None, 0, 2])
def test_every_answer_comes_back_out_of_its_choice(child):
    for name, fact in vocabulary().items():
        values = [*(fact.answers or {"age": ["7"], "date": ["2026-03", "last easter"], "name": ["St Ives"]}[fact.kind])]
        for each in [*values, "not_sure", *([values[1:3]] if fact.kind == "choices" else [])]:
            tapped = read(answer(name, child, each))
            assert (tapped.fact, tapped.child, tapped.value) == (name, child, each)
        assert read(change(name)).says_whom is False and read(change(name, child, says_whom=True)).child == child


@pytest.mark.parametrize(
    "choice", ["hub:answer child_age 0 old", "hub:answer nonsense 0 yes", "hub:change", "hub:change child_age x"]
)
def test_a_choice_that_is_none_is_not_read(choice):
    assert read(choice) is None


def test_which_menus_are_open():
    def message(seq, author="system", kind="", choices=True):
        return Message(seq=seq, author=author, kind=kind, choices=[{"id": "a", "label": "A"}] if choices else None)

    wrote, waiting, summary = message(3, "contact", "", False), message(1, kind="waiting"), message(2, kind="summary")
    danger, other = message(4, kind="danger", choices=False), message(1, "assistant")
    for messages, state, wanted in (
        ([waiting, summary], "waiting", {1, 2}),
        ([waiting, summary, wrote], "waiting", {1, 2}),
        ([waiting, summary, wrote, danger], "waiting", set()),
        ([waiting, summary, wrote, danger, message(5, kind="waiting")], "waiting", {5}),
        ([waiting, summary, message(5, kind="summary_said", choices=False)], "waiting", {1}),
        ([waiting, summary], "with_adviser", set()),
        ([waiting, summary], "assistant", set()),
        ([waiting, summary], "callback", {2}),
        ([waiting, summary, wrote], "callback", set()),
        ([other], "assistant", {1}),
        ([other], "waiting", set()),
        ([other, wrote], "assistant", set()),
        ([other, danger], "assistant", set()),
        ([], "assistant", set()),
    ):
        assert open_menus.open_menus(messages, state) == wanted, (state, [each.kind for each in messages])
