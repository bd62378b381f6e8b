"""One conversation at the desk: what is shown, each thing that can be done, and each that cannot and why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.conversations import advisers, callbacks, dangers, drafts, notes, passing_on, priorities, transitions, turns
from hub.conversations.callbacks import CallbackAsked
from hub.conversations.models import AuditEntry, Conversation, Message, Note, Outbox, Transfer
from hub.conversations.teams import MayNotHold
from hub.conversations.transitions import Inbound
from tests.hub.adviser_desk.at_desk import *  # noqa: F403
from tests.hub.web_chat.conftest import Browser

pytestmark = pytest.mark.django_db
STRANGE = {"wrong_number", "someone_else", "silent_for_long"}  # why a text is not for the conversation that was there
CANARY = "zzcanaryzz"


@pytest.fixture
def ref(chat, now):
    return now(chat).ref


@pytest.fixture
def mine(chat, sam, ref):
    transitions.take(chat, sam)
    return chat


def words(page, seq):
    """What stands in one message."""
    html = page.html.split(f'id="m{seq}"')[1].split("</li>")[0]
    return html


class TestWhatIsShown:
    def test_who_said_it_is_in_words_and_in_a_class(self, chat, mine, desk, ref, now, carer_writes):
        seq = advisers.reply(chat, desk.user, "Hello, I am here.", seen=now(chat).last_seq, key="a")
        page = desk.conversation(ref)
        classes = [has["class"].split()[1] for has in page.messages]
        assert (classes[0], set(classes[1:-1]), classes[-1]) == ("contact", {"system"}, "adviser")
        assert "Carer" in words(page, 1) and "System" in words(page, 2) and "Adviser Sam" in words(page, seq)
        assert all(has["data-seq"] == has["id"].removeprefix("m") for has in page.messages)

    def test_a_tap_is_shown_as_a_tap_and_the_buttons_as_words(self, begin, answer, desk, now, sam):
        chat = begin(waiting=False)
        answer("Is it a boy?", choices=[{"id": "a=yes", "label": "Yes, a boy"}, {"id": "a=no", "label": "No"}])
        transitions.receive(chat, Inbound(key="t", choice="a=yes", label="Yes, a boy", in_reply_to=2))
        transitions.take(chat, sam)
        page = desk.conversation(now(chat).ref)
        assert "Choices shown:" in words(page, 2) + page.html and "Yes, a boy" in page.html
        assert "Assistant" in words(page, 2) and "Tapped a button" in words(page, 3)
        assert "Tapped a button" not in words(page, 1) and not page.choices()

    @pytest.mark.parametrize(
        "text, shown",
        [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ('"><img src=x onerror=alert(1)>', "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"),
            (
                "see https://evil.example/x and mail me@evil.example",
                "see https://evil.example/x and mail me@evil.example",
            ),
            ("ring 0300 123 1234 now", "ring 0300 123 1234 now"),
            ("{{ say.page.skip }} {% if %} {ref}", "{{ say.page.skip }} {% if %} {ref}"),
            ("<a href='/desk/logout/'>message 1</a>", "&lt;a href=&#x27;/desk/logout/&#x27;&gt;message 1&lt;/a&gt;"),
        ],
    )
    def test_text_from_carers_is_plain_text(self, begin, desk, now, sam, text, shown):
        chat = begin(text)
        notes.write(chat, sam, text, key="n")
        answered = advisers.reply(chat, sam, text, seen=now(chat).last_seq, key="a")
        page = desk.conversation(now(chat).ref)
        for seq in (1, answered):
            assert shown in words(page, seq) and "<a " not in words(page, seq)
        note = page.html.split('id="note-')[1].split("</li>")[0]
        assert shown in note and not page.all("script", src=None) and not page.all("img")
        assert "evil.example" not in "".join(has.get("href", "") for has in page.all("a"))

    def test_the_words_that_answered_danger_are_marked_and_the_danger_is_at_the_top(self, begin, works, at_desk, now):
        chat = begin("my partner is hitting me right now")
        for role, sees in (("adviser", False), ("supervisor", True)):
            page = at_desk(works(role, role=role)).conversation(now(chat).ref)
            assert "Abuse at home. Emergency. First heard in message 1" in page.text
            assert page.all("a", href="#m1") and "message system danger" in page.html
            assert bool(page.all("a", href="/desk/safeguarding/#open")) is sees

    @pytest.mark.parametrize(
        "prepare, says",
        [
            (lambda chat, sam, alex: None, "Waiting for a person"),
            (lambda chat, sam, alex: transitions.take(chat, sam), "With you"),
            (lambda chat, sam, alex: transitions.take(chat, alex), "With Alex"),
            (
                lambda chat, sam, alex: (transitions.take(chat, alex), transitions.hand_back(chat, alex)),
                "With the assistant",
            ),
            (
                lambda chat, sam, alex: callbacks.book(chat, CallbackAsked(phone="07700 900123")),
                "Waiting for a call back A call back is promised for",
            ),
            (
                lambda chat, sam, alex: (transitions.take(chat, alex), advisers.finish(chat, alex, "referred")),
                "What came of it: We passed them to another service.",
            ),
            (
                lambda chat, sam, alex: transitions.close(chat, "by_carer"),
                "What came of it: Closed without an adviser.",
            ),
        ],
        ids=["waiting", "mine", "a colleague's", "handed back", "callback", "closed", "closed by the carer"],
    )
    def test_how_it_stands(self, chat, desk, ref, sam, alex, prepare, says):
        prepare(chat, sam, alex)
        page = desk.conversation(ref)
        assert says in page.text and page.all("main", **{"data-ref": ref})

    def test_a_view_is_written_down_and_colleagues_see_who_looks(self, mine, desk, ref, alex, at_desk):
        page = at_desk(alex).conversation(ref)
        assert AuditEntry.objects.filter(action="viewed", conversation_ref=ref, actor=f"user:{alex.pk}").count() == 1
        assert "has this open too." not in page.text
        assert "Alex has this open too." in desk.conversation(ref).text

    def test_who_only_reads_finds_no_form(self, chat, ref, works, at_desk):
        for role in ("auditor", "manager"):
            desk = at_desk(works(role, role=role))
            page = desk.conversation(ref)
            assert not [name for name in page.forms if "/desk/c/" in page.forms[name]["action"]]
            assert "You can read this conversation." in page.text
            for path in POSTS:
                desk.post(f"/desk/c/{ref}/{path}", text="x", key="k")
                assert desk.status == 404
        assert not Note.objects.exists() and Conversation.objects.get(pk=chat).state == "waiting"

    def test_each_field_has_a_label_and_each_id_is_one(self, mine, desk, ref, money_team, charity, alex, there):
        there(alex)
        page = desk.conversation(ref)
        labelled = {has["for"] for has in page.all("label") if has.get("for")}
        fields = [
            has for tag in ("select", "textarea", "input") for has in page.all(tag) if has.get("type") != "hidden"
        ]
        # The tick for consent stands inside its label.
        assert len(fields) == 10 and {has["id"] for has in fields if "id" in has} == labelled
        ids = [has["id"] for _, has in page.elements if has.get("id")]
        assert len(ids) == len(set(ids)) and all(each["label"].strip() for each in page.buttons)
        assert not [has for _, has in page.elements if "style" in has or "onclick" in has]


POSTS = ["take", "take-over", "priority", "reply", "keep", "note", "transfer", "return", "hand-back", "close", "reopen"]


@pytest.mark.parametrize("path", POSTS)
def test_another_team_s_conversation_is_not_there(chat, ref, works, money_team, at_desk, path):
    desk = at_desk(works("Max", team=money_team))
    desk.open()
    before = Conversation.objects.values().get(pk=chat)
    desk.post(f"/desk/c/{ref}/{path}", text="x", key="k", seen="9", to="team:money", reason="wrong_place")
    assert desk.status == 404 and Conversation.objects.values().get(pk=chat) == before
    desk.conversation(ref)
    assert desk.status == 404 and not drafts.of(chat, desk.user)


@pytest.mark.parametrize("path", [*POSTS, ""])
def test_each_address_takes_only_its_own_method(chat, ref, desk, path):
    desk.open()
    if path:
        desk.open(f"/desk/c/{ref}/{path}")
    else:
        desk.post(f"/desk/c/{ref}/")
    assert desk.status == 405


class TestTheSummary:
    @pytest.fixture
    def told(self, begin, answer, now):
        """A grandmother has told of a boy of 9; the age was tapped, the rest heard in her words."""
        chat = begin("I'm his nan, message 2 said so", waiting=False)
        heard = {"answer": "grandparent", "turn": 1, "words": "I'm his nan", "confirmed": False}
        aged = {"answer": "9", "turn": 2, "words": "child_age=9", "confirmed": True}
        answer("How old is he?", story={"v": 1, "children": [{"label": "boy", "facts": {"carer_relationship": heard}}]})
        transitions.receive(chat, Inbound(key="t", text="he is 9"))
        facts = {"carer_relationship": heard, "child_age": aged}
        answer("Thank you.", story={"v": 1, "children": [{"label": "boy", "facts": facts}]})
        transitions.request_adviser(chat)
        return now(chat)

    def test_each_fact_leads_to_its_message_and_says_whether_it_is_confirmed(self, told, desk):
        page = desk.conversation(told.ref)
        facts = page.html.split('class="lines about-facts"')[1].split("</ul>")[0]
        assert 'not confirmed; <a href="#m1">message 1</a>' in facts
        assert 'answered outright; <a href="#m3">message 3</a>' in facts
        assert facts.count("<a ") == 2  # what the carer wrote became no link
        for has in page.all("a"):
            if has["href"].startswith("#"):
                assert page.all(id=has["href"][1:]), has["href"]

    def test_what_nobody_asked_is_said_to_be_not_asked(self, told, desk):
        page = desk.conversation(told.ref)
        assert (
            "Court orders: not asked" in page.text
            and "Why a person is wanted The carer asked for a person." in page.text
        )

    def test_without_a_story_everything_is_not_asked(self, chat, ref, desk):
        assert "Age: not asked" in desk.conversation(ref).text

    def test_a_slip_in_its_words_hides_no_message(self, chat, ref, desk, monkeypatch):
        from hub.conversations import summaries

        monkeypatch.setattr(summaries, "for_adviser", lambda *_: 1 / 0)
        page = desk.conversation(ref)
        assert "The summary cannot be made just now." in page.text and page.messages


class TestDoing:
    """Each form, from the page it stands on."""

    @pytest.mark.parametrize("waiting", [True, False], ids=["from the queue", "from the assistant"])
    def test_a_reply_is_the_takeover(self, begin, desk, now, sam, waiting, alex):
        chat = begin()
        if not waiting:
            transitions.take(chat, alex)
            transitions.hand_back(chat, alex)
        page = desk.conversation(now(chat).ref)
        assert "Your answer takes it" in page.text
        page = desk.send("composer", text="Hello,\r\n\r\nI am Sam.")
        assert (now(chat).state, now(chat).assignee) == ("with_adviser", sam)
        said = Message.objects.get(author="adviser")
        assert said.body == "Hello,\n\nI am Sam." and desk.address.endswith(f"#m{said.seq}")
        assert "Sent to the carer." in page.text and "Your answer takes it" not in page.text

    def test_the_same_form_sent_twice_is_said_once(self, mine, desk, ref):
        page = desk.conversation(ref)
        form = page.forms["composer"]
        for _ in range(2):
            desk.post(form["action"], **{**form["fields"], "text": "Hello."})
            assert desk.address
        assert Message.objects.filter(author="adviser").count() == 1

    def test_a_note(self, chat, desk, ref, sam):
        desk.conversation(ref)
        page = desk.send("note", text="Ring the school.")
        note = Note.objects.get()
        assert (note.body, note.author_user) == ("Ring the school.", sam) and desk.address.endswith(f"#note-{note.pk}")
        assert "Note by Sam" in page.text and "Only people who work here see this." in page.text
        assert "Written after message" in page.text

    @pytest.mark.parametrize("number, reason", [("0", "more_urgent"), ("3", "less_urgent"), ("1", "set_wrongly")])
    def test_the_priority(self, chat, desk, ref, now, number, reason):
        desk.conversation(ref)
        page = desk.send("priority", priority=number, reason=reason)
        assert (now(chat).priority, now(chat).priority_reason) == (int(number), reason)
        assert "The priority is set." in page.text

    def test_a_draft_is_kept_and_shown_again(self, mine, desk, ref, carer_writes):
        page = desk.conversation(ref)
        form = page.forms["composer"]
        carer_writes(mine, "and another thing")
        page = desk.post(f"/desk/c/{ref}/keep", **{**form["fields"], "text": "Half a sen"})
        assert page.field("text", "composer") == "Half a sen" and "Your draft is kept." in page.text
        assert "and another thing" in page.text and "Your draft, kept" in page.text
        assert drafts.of(mine, desk.user).base_seq == int(form["fields"]["seen"])

    @pytest.mark.parametrize(
        "form, fields, state, says",
        [
            ("return", {"reason": "end_of_shift"}, "waiting", "is back in the queue."),
            ("hand-back", {}, "assistant", "is the assistant's again."),
            ("close", {"outcome": "answered"}, "closed", "is closed."),
            ("transfer", {"to": "team:money", "reason": "knows_more"}, "waiting", "was passed on."),
            (
                "transfer",
                {"to": "team:charity", "reason": "carer_asked", "consent": "yes"},
                "waiting",
                "was passed on.",
            ),
        ],
        ids=["return", "hand back", "close", "another team", "another organisation"],
    )
    def test_what_leaves_one_s_hands(self, mine, desk, ref, now, money_team, charity, form, fields, state, says):
        desk.conversation(ref)
        page = desk.send(form, **fields)
        assert now(mine).state == state and f"{ref} {says}" in page.text
        assert desk.address.startswith("/desk/?done=") and page.title.strip() == "Queue"

    def test_to_a_colleague(self, mine, desk, ref, now, alex, there):
        assert "Colleagues at their desk" not in desk.conversation(ref).html
        there(alex)
        desk.conversation(ref)
        desk.send("transfer", to=f"person:{alex.pk}", reason="end_of_shift")
        assert now(mine).assignee == alex and Transfer.objects.get().to_user == alex

    def test_who_waits_can_be_passed_to_another_team_unheld(self, chat, desk, ref, now, money_team):
        desk.conversation(ref)
        desk.send("transfer", to="team:money", reason="wrong_place")
        assert now(chat).team == money_team and now(chat).state == "waiting"

    @pytest.mark.parametrize("how", ["lost", "supervisor"])
    def test_taking_over(self, chat, ref, works, alex, at_desk, now, how):
        transitions.take(chat, alex)
        user = works("Chris", role="supervisor" if how == "supervisor" else "adviser")
        if how == "lost":
            Conversation.objects.update(held_until=timezone.now() - timedelta(seconds=1))
        desk = at_desk(user)
        page = desk.conversation(ref)
        assert not [name for name in page.forms if name == "composer"]
        page = desk.press("Take it over")
        assert now(chat).assignee == user and "You have taken it over." in page.text and "composer" in page.forms

    def test_opening_again(self, mine, desk, ref, now, sam):
        advisers.finish(mine, sam, "answered")
        page = desk.conversation(ref)
        assert "This conversation is closed." in page.text and "composer" not in page.forms
        page = desk.press("Open it again")
        assert now(mine).assignee == sam and "It is open again, and yours." in page.text

    def test_what_was_closed_long_ago_is_not_opened_again(self, mine, desk, ref, sam):
        advisers.finish(mine, sam, "answered")
        Conversation.objects.update(closed_at=timezone.now() - timedelta(days=15))
        assert "Open it again" not in [each["label"] for each in desk.conversation(ref).buttons]
        page = desk.post(f"/desk/c/{ref}/reopen")
        assert desk.status == 409 and "It was closed too long ago" in page.text


class TestRefused:
    """What cannot be done: nothing changes, and the page says why, in a summary that leads to the form."""

    @pytest.mark.parametrize(
        "path, fields, status, says, leads_to",
        [
            ("reply", {"text": "  ", "seen": "99", "key": "k"}, 400, "Write something first.", "reply"),
            ("reply", {"text": "x" * 4001, "seen": "99", "key": "k"}, 400, "Keep it to 4000 characters", "reply"),
            ("note", {"text": "", "key": "k"}, 400, "Write the note first.", "note-text"),
            ("priority", {"priority": "1", "reason": ""}, 400, "Choose a priority and say why.", "priority"),
            ("priority", {"priority": "9", "reason": "more_urgent"}, 400, "Choose a priority", "priority"),
            ("transfer", {"to": "", "reason": "knows_more"}, 400, "Choose to whom it goes", "transfer"),
            ("transfer", {"to": "team:nowhere", "reason": "knows_more"}, 400, "Choose to whom it goes", "transfer"),
            ("transfer", {"to": "person:99999", "reason": "knows_more"}, 400, "Choose to whom it goes", "transfer"),
            ("transfer", {"to": "team:money", "reason": "x"}, 400, "Choose to whom it goes", "transfer"),
            ("transfer", {"to": "team:charity", "reason": "knows_more"}, 400, "the carer has said yes", "transfer"),
            ("transfer", {"to": "person:ALEX", "reason": "knows_more"}, 409, "not at their desk", "transfer"),
            ("return", {"reason": ""}, 400, "Say why you put it back.", "return"),
            ("close", {"outcome": "x"}, 400, "Say what came of it.", "close"),
            ("take", {}, 409, "You hold this conversation already.", "state"),
            ("take-over", {}, 409, "You hold this conversation already.", "state"),
            ("reopen", {}, 409, "You hold this conversation already.", "state"),
        ],
    )
    def test_what_i_hold(self, mine, desk, ref, now, money_team, charity, alex, path, fields, status, says, leads_to):
        desk.conversation(ref)
        before = Conversation.objects.values().get(pk=mine)
        fields = {name: value.replace("ALEX", str(alex.pk)) for name, value in fields.items()}
        page = desk.post(f"/desk/c/{ref}/{path}", **fields)
        assert (desk.status, page.title.startswith("Error: ")) == (status, True)
        summary = page.html.split('class="error-summary"')[1].split("</div>")[0]
        assert says in summary and f'href="#{leads_to}"' in summary and page.all(id=leads_to)
        assert Conversation.objects.values().get(pk=mine) == before and not Message.objects.filter(author="adviser")

    @pytest.mark.parametrize("path", ["take", "take-over", "return", "hand-back", "close", "reply"])
    def test_what_a_colleague_holds(self, chat, ref, desk, alex, now, path):
        transitions.take(chat, alex)
        desk.conversation(ref)
        page = desk.post(
            f"/desk/c/{ref}/{path}", text="Mine", seen="99", key="k", reason="end_of_shift", outcome="answered"
        )
        assert desk.status == 409 and "Alex holds this conversation now." in page.text and now(chat).assignee == alex

    @pytest.mark.parametrize("path", ["return", "hand-back", "close", "take-over"])
    def test_what_nobody_holds(self, chat, ref, desk, now, path):
        desk.conversation(ref)
        page = desk.post(f"/desk/c/{ref}/{path}", reason="end_of_shift", outcome="answered")
        assert desk.status == 409 and "Nobody holds it any more." in page.text and now(chat).state == "waiting"

    @pytest.mark.parametrize("path", ["reply", "take", "close", "hand-back"])
    def test_what_is_closed(self, mine, ref, desk, sam, path):
        advisers.finish(mine, sam, "answered")
        desk.conversation(ref)
        page = desk.post(f"/desk/c/{ref}/{path}", text="x", seen="99", key="k", outcome="answered")
        assert desk.status == 409 and "It is closed now." in page.text

    def test_a_page_that_is_out_of_date_sends_nothing_and_keeps_the_words(self, mine, desk, ref, carer_writes):
        desk.conversation(ref)
        first = carer_writes(mine, "wait, it is my sister's boy")
        page = desk.send("composer", text="Then you can ask for\n\n<b>help</b>")
        assert desk.status == 409 and page.title.startswith("Error: ")
        assert "Not sent: something new came while you wrote." in page.text
        assert "New since your page was made: 1." in page.text and page.all("a", href=f"#m{first}")
        assert [has["id"] for has in page.messages if "new" in has["class"].split()] == [f"m{first}"]
        assert page.field("text", "composer").replace("\r\n", "\n") == "Then you can ask for\n\n<b>help</b>"
        assert page.all("textarea", id="reply", **{"aria-invalid": "true"}) and drafts.of(mine, desk.user)
        assert not Message.objects.filter(author="adviser").exists()
        page = desk.send("composer")  # having read it
        assert Message.objects.get(author="adviser").body == "Then you can ask for\n\n<b>help</b>"
        assert page.field("text", "composer") == "" and not drafts.of(mine, desk.user)

    def test_words_that_come_too_late_are_kept_to_be_copied(self, chat, ref, desk, alex):
        desk.conversation(ref)
        transitions.take(chat, alex)
        page = desk.send("composer", text="My long answer")
        assert desk.status == 409 and "My long answer" in page.text and "Copy them if you need them." in page.text
        assert 'href="#not-sent"' in page.html and page.all(id="not-sent") and "composer" not in page.forms
        assert drafts.of(chat, desk.user).text == "My long answer"
        assert "My long answer" in desk.conversation(ref).text

    @pytest.mark.parametrize(
        "text, says",
        [
            ("my partner is hitting me right now", "because a danger is open"),
            ("hello", "because a call back is promised"),
        ],
    )
    def test_it_stays_open(self, begin, desk, now, sam, text, says):
        chat = begin(text)
        if "call" in says:
            callbacks.book(chat, CallbackAsked(phone="07700 900123"))
        transitions.take(chat, sam)
        desk.conversation(now(chat).ref)
        page = desk.send("close", outcome="answered")
        assert desk.status == 409 and says in page.text and now(chat).state == "with_adviser"

    def test_an_urgent_one_is_closed_only_with_the_tick(self, chat, desk, now, sam):
        transitions.take(chat, sam)
        page = desk.conversation(now(chat).ref)
        assert not page.all("input", name="recorded")
        desk.send("priority", priority="1", reason="more_urgent")
        desk.conversation(now(chat).ref)
        page = desk.send("close", outcome="answered")
        assert desk.status == 400 and "Record it in your own system" in page.text and now(chat).state == "with_adviser"
        desk.conversation(now(chat).ref)
        desk.send("close", outcome="answered", recorded="yes")
        assert now(chat).state == "closed"

    def test_a_priority_below_an_open_danger(self, begin, desk, now):
        chat = begin("my partner is hitting me right now")
        desk.conversation(now(chat).ref)
        page = desk.send("priority", priority="2", reason="less_urgent")
        assert desk.status == 409 and "An open danger is more urgent than that." in page.text
        assert now(chat).priority == 0 and dangers.open_of(now(chat)).exists()

    def test_the_switch_leads_back_from_a_page_that_was_refused(self, mine, desk, ref):
        desk.conversation(ref)
        desk.post(f"/desk/c/{ref}/close", outcome="")
        desk.press("Set me as away")
        assert desk.address == f"/desk/c/{ref}/"

    def test_hands_that_are_full(self, begin, works, at_desk, now):
        desk = at_desk(works("Robin", max_open=1))
        first, second = begin(), begin()
        transitions.take(first, desk.user)
        with pytest.raises(MayNotHold):
            transitions.take(second, desk.user)
        desk.conversation(now(second).ref)
        page = desk.send("composer", text="Hello")
        assert desk.status == 409 and "No hand is free." in page.text
        assert page.field("text", "composer") == "Hello" and now(second).state == "waiting"

    def test_what_was_deleted_meanwhile_is_not_there(self, mine, desk, ref):
        from hub.conversations import erasure

        desk.conversation(ref)
        erasure.erase(mine)
        desk.send("note", text="x")
        assert desk.status == 404


class TestNotesStayInside:
    def test_no_page_and_no_feed_of_the_carer_has_them(self, desk, now, answer, kinship_team):
        browser = Browser()
        browser.open()
        browser.say("my grandson lives with me")
        answer("An answer.")
        chat = Conversation.objects.get()
        transitions.request_adviser(chat.pk)
        desk.conversation(now(chat.pk).ref)
        desk.send("note", text=f"{CANARY} internal")
        assert CANARY in desk.page.html
        desk.send("composer", text="Hello.")
        desk.send("note", text=f"{CANARY} again")
        desk.press("Hand it back")
        fields, seen = browser.page.forms["ask"]["fields"], []
        for action in ("check", "feed?after=0", "print", "save", "callback", "finish", "delete"):
            for fragment in ({}, {"X-Fragment": "1"}):
                response = browser.client.post(f"/chat/{action}", {**fields, "after": "0"}, headers=fragment)
                seen.append(response.content.decode())
        assert fields["token"].split(":")[0] in seen[0]  # the rest is when it was signed
        assert "Hello." in "".join(seen) and CANARY not in "".join(seen)
        assert not Message.objects.filter(body__contains=CANARY).exists()


class TestHowTextsFared:
    @pytest.fixture
    def texted(self, answer, sam):
        chat = transitions.begin("sms", Inbound(key="t", text="hello"), "exampleshire").conversation_id
        answer("An answer.")
        transitions.take(chat, sam)
        advisers.reply(chat, sam, "Hello, this is Sam.", seen=99, key="a")
        Outbox.objects.filter(conversation=chat).update(state="delivered")
        return chat

    def test_each_message_says_how_it_fared(self, texted, desk, now):
        page = desk.conversation(now(texted).ref)
        assert page.html.count('<p class="delivery">Delivered</p>') == Message.objects.exclude(author="contact").count()

    def test_what_failed_says_why_and_what_to_do(self, texted, desk, now):
        last = Outbox.objects.filter(conversation=texted).order_by("-pk").first()
        Outbox.objects.filter(pk=last.pk).update(state="failed", error_code="no_such_number")
        page = desk.conversation(now(texted).ref)
        assert page.html.count("<strong>Not delivered.</strong> This number is not in use.") == 1

    @pytest.mark.parametrize("code", ["TimeoutError", "", "<b>"])
    def test_a_code_nobody_wrote_words_for(self, texted, desk, now, code):
        Outbox.objects.filter(conversation=texted).update(state="failed", error_code=code)
        assert "The text service refused it." in desk.conversation(now(texted).ref).html

    def test_one_part_that_did_not_arrive_is_what_is_said(self, texted, desk, now):
        row = Outbox.objects.filter(conversation=texted).order_by("-pk").first()
        row.pk, row.part, row.state, row.error_code = None, 9, "failed", "unreachable"
        row.save()
        page = desk.conversation(now(texted).ref)
        assert page.html.count("Their phone was off or had no signal.") == 1

    def test_the_web_says_nothing_of_it(self, mine, desk, ref):
        assert 'class="delivery"' not in desk.conversation(ref).html


class TestTheWordsOfCodes:
    """Each list of codes and its words: one more code without words fails here."""

    def lists():
        from hub.conversations.ledger import PUSH_CHANNELS
        from hub.conversations.models.message import AUTHORS
        from hub.conversations.states import STATES
        from hub.conversations.texting import how_it_went, may_answer
        from kinship.summary_words_schema import REASONS

        given_by_the_hub = {"emoji", "adviser_joined", "came_back", "returned", "transferred", passing_on.ADVISER_LOST}
        return {
            "close_outcomes": set(advisers.OUTCOMES),
            "passing_reasons": set(passing_on.REASONS),
            "priority_reasons": set(priorities.REASONS),
            "priorities": {str(each) for each in priorities.PRIORITIES},
            "states": set(STATES),
            "authors": set(AUTHORS),
            "channels": {"web", "terminal", *PUSH_CHANNELS},
            "wanted": {*REASONS, *given_by_the_hub, "other"},
            "may_not_hold": {"not_in_team", "hands_full"},
            "stays_open": {"danger", "call"},
            "close_reasons": {transitions.BY_ADVISER, "opted_out", *STRANGE, "other"},
            "delivery": set(how_it_went.WORST_FIRST),
            "delivery_reasons": set(how_it_went.CODES),
            "cannot_answer": set(may_answer.CODES),
        }

    @pytest.mark.parametrize("part, codes", lists().items())
    def test_each_code_has_its_words(self, part, codes):
        from hub.adviser_desk.wording import words
        from kinship.desk_words_schema import BY_CODE, DESK

        assert part in BY_CODE and set(DESK[part]) == set(words()[part]) == codes

    def test_a_reason_nobody_wrote_words_for_is_still_said(self):
        from hub.adviser_desk.wording import wanted

        assert wanted("child_hurt") and wanted("") == wanted("something_new") == "No reason on record"


def test_the_assistant_says_nothing_while_an_adviser_holds_it(mine, desk, ref, carer_writes):
    desk.conversation(ref)
    desk.send("composer", text="Hello.")
    carer_writes(mine)
    assert turns.claim_next("w", 30) is None
