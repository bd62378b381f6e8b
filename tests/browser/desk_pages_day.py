"""A day at the desk, as a program that runs in the hub: something of everything its pages can show, some of it too long to fit."""

from __future__ import annotations

from tests.browser.adviser import PASSWORD
from tests.browser.desk_door import HAS_APP

READER = "Reader"
MANAGER = "Maud"
LONG = "AVeryLongNameOfSomebodyThatHasNowhereToBreakInIt"
WORD = "https://example.org/" + "a" * 120
# Prints the references: of who waits, of who is with LONG, with a colleague, with a silent desk, and closed.
PREPARE = f"""
import uuid
from datetime import date, timedelta
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone
from hub.conversations import advisers, callback_attempts, callbacks, canned, danger, drafts, legal_holds, notes, presence, transitions
from hub.conversations import views_audit
from hub.conversations.models import Callback, Conversation, Membership, Team, Unanswered
from hub.conversations.transitions import Inbound
from hub.having_a_say import answering, keeping

team = Team.objects.get(slug="kinship")
other = Team.objects.create(slug="charity", name="Families together, a charity", organisation="charity")

def person(name, role):
    global user
    user = get_user_model().objects.create_user(name, first_name=name, password="{PASSWORD}", is_staff=True)
    Membership.objects.create(user=user, team=team, role=role)
    {HAS_APP.strip().replace(chr(10), chr(10) + "    ")}
    return user

def tell(text, waits=True):
    key = uuid.uuid4().hex
    began = transitions.begin("web", Inbound(key=key, text=text), "exampleshire").conversation_id
    chat = Conversation.objects.get(pk=began)
    if waits and chat.state == "assistant":
        transitions.request_adviser(began)
    return began

def ref(chat):
    return Conversation.objects.get(pk=chat).ref

long = person("{LONG}", "supervisor")
long.user_permissions.add(Permission.objects.get(content_type__app_label="conversations", codename="review_dangers"))
robin = person("Robin", "supervisor")
reader = person("{READER}", "auditor")
maud = person("{MANAGER}", "manager")
from hub.conversations import sign_of_life
for each in (long, robin):
    sign_of_life.give(each, timezone.now())

tell("my partner is hitting me right now")
waits = tell("my grandson lives with me {WORD}")
held = tell("my grandson lives with me since June")
transitions.take(held, long)
transitions.receive(held, Inbound(key=uuid.uuid4().hex, text="{WORD}"))
notes.write(held, long, "Call the school. {WORD}", key=uuid.uuid4().hex)
notes.write(held, robin, "I know the school.", key=uuid.uuid4().hex)
drafts.save(held, long, "Half a thought", 1)
with_robin, lost, closed, calls, mine = (tell("somebody please") for _ in range(5))
transitions.take(with_robin, robin)
presence.look(with_robin, robin, typing=True)
drafts.save(with_robin, long, "Words that were not sent", 1)
transitions.take(lost, robin)
newest = Conversation.objects.get(pk=lost).last_seq
advisers.reply(lost, robin, "I will look it up.", seen=newest, key=uuid.uuid4().hex)  # the last word: it stays theirs
Conversation.objects.filter(pk=lost).update(held_until=timezone.now() - timedelta(minutes=1))
transitions.take(closed, robin)
advisers.finish(closed, robin, "answered")
asked = dict(phone="01632 960123", name="{LONG}", interpreter="Arabic", access_needs="Please speak slowly. " * 10)
for chat in (calls, mine):
    callbacks.book(chat, callbacks.CallbackAsked(safe_voicemail=chat == mine, **asked))
Callback.objects.filter(conversation=mine).update(due_at=timezone.now() - timedelta(hours=3))
call = Callback.objects.get(conversation=mine, state="requested")
callback_attempts.own(call.pk, long)
callback_attempts.tried(call.pk, long, "no_answer")
written = canned.Written("Free school meals", "Ask the school. {WORD}", "{WORD}", date(2099, 1, 1))
first = canned.write(robin, team, written)
canned.approve(long, first.pk, [team])
canned.write(long, team, written, first.answer_id)
canned.write(robin, team, canned.Written("Not looked at yet", "Wait.", "https://example.org/", date(2099, 1, 1)))
for page in ("conversation", "offer"):
    views_audit.viewed(robin, Conversation.objects.get(pk=held), page)
legal_holds.place(ref(held), "A complaint. {WORD}", date.today() + timedelta(days=30), long)
months = ((5, "financial_support", "no_local_answer", 8), (6, "education", "not_understood", 7), (7, "", "out_of_scope", 2))
for month, topic, why, times in months:
    Unanswered.objects.create(month=date(2026, month, 1), council="exampleshire", topic=topic, why=why, times=times)
for text in ("he hit me again and I have nowhere to go", "nobody told us who pays for the uniform " * 12):
    keeping.keep(text, topic="education", who="carer", heard=danger.heard(text, "web"))
for did in ("The offer says who pays.", "Notwithstanding the aforementioned, reimbursement shall be administered. " * 3):
    shown = answering.write(maud, topic="education", said="Families did not know whom to ask.", did=did)
answering.release(maud, shown.pk)
print("refs", *(ref(each) for each in (waits, held, with_robin, lost, closed)))
"""
