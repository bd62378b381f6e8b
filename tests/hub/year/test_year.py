"""A year of invented traffic: what the night erases, what a carer has deleted, what is given to whoever asks, what a restore
brings back and what a new key leaves readable; each counted before and after, and every cell accounted for.
The tables stand at the end of the run.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Max

from hub.conversations import access_export, erasure, legal_holds, retention, saving, tokens
from hub.conversations.models import (
    AuditEntry,
    BrainTurn,
    Conversation,
    Draft,
    Event,
    InboundReceipt,
    LegalHold,
    Message,
    Outbox,
    ScreenLog,
)
from hub.conversations.models.message import CONTACT
from tests.hub.year import tally
from tests.hub.year.lives import KINDS
from tests.hub.year.tally import cells, changed, counts, gone, of_rows, sound, theirs

DAY = timedelta(days=1)


def due_by_hand(now):
    """The conversations that must go, worked out from what happened in them and not from the column the night looks at."""
    held = set(LegalHold.objects.filter(ended_at__isnull=True).values_list("conversation", flat=True))
    due, until = set(), {}
    for chat in Conversation.objects.filter(erased_at__isnull=True):
        wrote = Message.objects.filter(conversation=chat, author=CONTACT).aggregate(last=Max("created_at"))["last"]
        trail = AuditEntry.objects.filter(conversation_ref=chat.ref)
        # Nobody wrote in the chat whose one text says that the one before was deleted: that goes after a day.
        ends = [wrote + 30 * DAY if wrote else chat.opened_at + DAY]
        ends += [each.at + 365 * DAY for each in trail.filter(action="took")]
        ends += [each.at + 14 * DAY for each in trail.filter(action="saved")]
        until[chat.pk] = max(ends)
        in_danger = chat.dangers.filter(ended_at__isnull=True).exists()
        if max(ends) <= now and chat.pk not in held and not in_danger:
            due.add(chat.pk)
    return due, until


def aged_rows(now):
    """What is old enough by itself, whatever becomes of its conversation."""
    old = {
        "InboundReceipt": InboundReceipt.objects.filter(received_at__lte=now - 14 * DAY),
        "BrainTurn": BrainTurn.objects.filter(ended_at__lte=now - 14 * DAY),
        "Draft": Draft.objects.filter(saved_at__lte=now - 7 * DAY),
        "ScreenLog": ScreenLog.objects.filter(at__lte=now - 90 * DAY),
    }
    return {(name, pk) for name, rows in old.items() for pk in rows.values_list("pk", flat=True)}


def test_the_year_is_one(year, tell):
    """Every kind of life happened, on every channel and in every month, and the ledger holds what it promises."""
    assert {each.kind for each in year.lives} == {each.name for each in KINDS}
    opened = Counter(at.strftime("%Y-%m") for at in Conversation.objects.values_list("opened_at", flat=True))
    assert len(opened) >= 13 and min(opened.values()) >= 3
    assert set(Conversation.objects.values_list("channel", flat=True)) == {"web", "sms", "whatsapp"}
    there = counts()
    assert {name for name, count in there.items() if not count} <= {"replies of the assistant that were discarded"}
    assert sound()
    tell(tally.table("The year", ("What", "There are"), there.items()))


def test_the_night_takes_what_it_says_and_nothing_else(year, clock, tell):
    due, until = due_by_hand(clock.now)
    for chat in Conversation.objects.filter(erased_at__isnull=True):
        assert chat.erase_after == until[chat.pk], f"{chat.ref} is kept until {chat.erase_after}"
    before, there = cells(), counts()
    held, goes = theirs(legal_holds.all_open().values_list("conversation", flat=True)), theirs(due)
    aged = aged_rows(clock.now)

    would = retention.run(clock.now, dry_run=True)
    assert counts() == there and cells() == before
    done = retention.run(clock.now)
    now, after = counts(), cells()

    assert done == would and done["erased"] == len(due) > 30
    lost = {name: there[name] - now[name] for name in there}
    assert lost["conversations that have their words"] == done["erased"] == -lost["conversations that were erased"]
    assert lost["replies never sent (drafts)"] >= done["drafts"] > 0
    assert lost["codes to carry on"] == done["codes"] > 0
    assert lost["what providers sent, as it came"] == done["payloads"] > 0
    assert lost["what the danger screen heard, masked"] == done["screens"] > 0
    assert lost["dangers not yet ended"] == lost["opinions, linked to nobody"] == 0
    assert lost["conversations held (must be kept)"] == lost["numbers that said STOP (hash only)"] == 0

    taken = gone(before, after)
    assert not changed(before, after)
    assert not of_rows(before, held) & taken
    # By age goes what providers sent, discarded replies, drafts and masked screens that are old enough; all else with its talk.
    assert {cell for cell in taken if cell[:2] not in goes} <= of_rows(before, aged)
    assert {cell[0] for cell in of_rows(before, goes) - taken} <= {
        "ChannelIdentity"
    }  # known as long as one of its talks is
    assert sound()
    rows = [(name, there[name], now[name], lost[name]) for name in there]
    tell(tally.table("One night", ("What", "Before", "After", "Gone"), rows))


def test_who_deletes_is_gone_everywhere_and_nobody_else(year):
    """One carer of each kind that leaves most behind."""
    kinds = (
        "helped_twice",
        "called",
        "passed_to_charity",
        "danger_left_open",
        "texts_again_soon",
        "whatsapp_helped",
        "comes_back_by_code",
    )
    for kind in kinds:
        carer = [each for each in year.of(kind) if not Conversation.objects.get(pk=each.chat).erased_at][-1]
        before, there, own = cells(), counts(), theirs(carer.chats)
        mine = of_rows(before, own)
        assert len(mine) > 5
        token = tokens.issue(carer.chat)
        for chat in carer.chats:
            assert erasure.erase(chat)
        after, now = cells(), counts()
        assert gone(before, after) == mine and not changed(before, after), kind
        assert there["conversations that have their words"] - now["conversations that have their words"] == len(
            carer.chats
        )
        assert (
            there["dangers not yet ended"] == now["dangers not yet ended"]
        )  # that goes on until a person has ended it
        with pytest.raises(tokens.Refused, match="erased"):
            tokens.open_token(token)
        if carer.code:
            with pytest.raises(saving.Unknown):
                saving.resume(carer.code)
        assert not Outbox.objects.filter(conversation__in=carer.chats, state__in=Outbox.OPEN).exists()
        assert not Event.objects.filter(data__icontains=carer.mark).exists()
    assert sound()


def test_an_access_export_holds_all_of_one_and_nothing_of_another(year):
    kinds = ("helped_twice", "called", "whatsapp_helped", "danger_left_open", "texts_again_as_a_stranger")
    others = {each.mark for each in year.lives}
    for kind in kinds:
        carer = year.of(kind)[-1]
        export = access_export.of_ref(carer.row.ref, year.staff["robin"])
        whole = json.dumps(export, ensure_ascii=False)
        assert carer.mark in whole and not [each for each in others - {carer.mark} if each in whole]
        own = theirs(
            Conversation.objects.filter(ref__in=[each["ref"] for each in export["conversations"]]).values_list(
                "pk", flat=True
            )
        )
        for cell in of_rows(cells(), own):
            said = tally.words_of(cell)
            if not said.startswith(("{", "[")):
                assert json.dumps(said, ensure_ascii=False)[1:-1] in whole, cell
    carer = year.of("texts_again_as_a_stranger")[-1]
    by_number = access_export.of_phone(carer.number, year.staff["robin"])
    assert {each["ref"] for each in by_number["conversations"]} == set(
        Conversation.objects.filter(pk__in=carer.chats).values_list("ref", flat=True)
    )
    assert sound()
