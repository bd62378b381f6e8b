"""The everyday words of questions without an answer: only those that five or more different people used in one month.

Read while the words are still in the ledger; what fewer people wrote is never written down here. A word counts only if our own
pages use it too, in small letters: so no name, no place and no number gets in. Nobody is read who may be in danger.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from hub.conversations.models import BrainTurn, Conversation, Danger, Message
from hub.conversations.models.message import CONTACT
from hub.conversations.words import shelf
from hub.evidence.models import AskedWord
from hub.evidence.suppression import FEW
from hub.evidence.years import last_month
from kinship.dialogue import answered
from kinship.local_offer import Shelf

_WORD = re.compile(r"[a-z]{3,40}")
_SMALL = frozenset(
    """
    the and for are was were with that this have has had her his him she they them you your our ours can could would should not
    but what when where who why how does did get got been being from about into out off any all some just like want need help
    please know tell ask asked say said will may might there here their then than because also still now today one two yes very
    much more most other over under after before only even too its it's i'm i've dont cant didnt isnt wont im ive thats
    """.split()
)  # fmt: skip


def collect(now: datetime) -> int:
    """Count this month and the last one again, from what is still there. A count never falls: words are erased as time goes on."""
    today = timezone.localdate(now)
    found = _found(_begin_of(last_month(today)))
    kept = 0
    for (month, council, topic, word), people in found.items():
        if len(people) < FEW:
            continue
        row, made = AskedWord.objects.get_or_create(
            month=month, council=council, topic=topic, word=word, defaults={"conversations": len(people)}
        )
        if not made and row.conversations < len(people):
            AskedWord.objects.filter(pk=row.pk, conversations__lt=len(people)).update(conversations=len(people))
        kept += 1
    return kept


def _found(since: datetime) -> dict[tuple[date, str, str, str], set[Any]]:
    """Who used which word; a person who texts is one, however many conversations they had."""
    everyday, found = vocabulary(shelf()), defaultdict(set)
    in_danger = Exists(Danger.objects.filter(conversation=OuterRef("pk")))
    rows = Conversation.objects.filter(
        ~in_danger, erased_at__isnull=True, last_inbound_at__gte=since, story__isnull=False
    )
    for conversation in rows.iterator():
        person = conversation.identity_id or conversation.pk
        for month, topic, words in _unanswered(conversation, since):
            for word in words & everyday:
                found[month, conversation.council, topic, word].add(person)
    return found


def _unanswered(conversation: Conversation, since: datetime) -> Iterator[tuple[date, str, set[str]]]:
    """Month, topic and words of each turn that got no answer."""
    talk = (conversation.story or {}).get("talk") or {}
    topics = {note.turn: note.topic for note in answered.noted(talk) if note.why}
    for turn in BrainTurn.objects.filter(conversation=conversation, number__in=topics, queued_at__gte=since):
        wrote = Message.objects.filter(
            conversation=conversation,
            author=CONTACT,
            erased_at__isnull=True,
            seq__gte=turn.from_seq,
            seq__lte=turn.to_seq,
        )
        said = " ".join(each.body for each in wrote if not each.choice)
        yield timezone.localdate(turn.queued_at).replace(day=1), topics[turn.number], words_of(said)


def words_of(text: str) -> set[str]:
    return set(_WORD.findall(text.lower())) - _SMALL


def vocabulary(now_on: Shelf) -> set[str]:
    """The words of our own pages that stand in small letters there: everyday words, and no names."""
    found: set[str] = set()
    for told in now_on.topics().values():
        for several in (told.get("carers_say") or {}).values():
            found.update(word for said in several for word in _WORD.findall(str(said)))
        found.update(
            word for need in (told.get("needs") or {}).values() for word in re.findall(r"\b[a-z]{3,40}\b", str(need))
        )
    for _, _, entry in now_on.every():
        for field in ("what", "who", "how", "if_no", "come_back"):
            found.update(re.findall(r"\b[a-z]{3,40}\b", str(entry.get(field) or "")))
    return found


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
