"""What has to be done again after a backup was put back: deletions, wishes to forget, STOP, holds; and what must not be done twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from hub.conversations import erasure, erasure_list, ledger, legal_holds
from hub.conversations.blanking import blank_words
from hub.conversations.erasure_list import (
    BACKUP,
    DELETE_ASKED,
    ERASED,
    FORGOTTEN,
    FORMS,
    HELD,
    MOVED,
    NONE,
    OPTED_IN,
    OPTED_OUT,
    RELEASED,
    Line,
)
from hub.conversations.inbound import FORM_ERASED
from hub.conversations.ledger import NoSuchConversation, changing
from hub.conversations.models import (
    ChannelIdentity,
    ChatToken,
    Contact,
    Conversation,
    InboundReceipt,
    LegalHold,
    Outbox,
    Reconciled,
)
from hub.conversations.models.message import ADVISER
from hub.conversations.texting import settled

WEB = "web"


def list_since(backup: str, more: Iterable[Path] = (), made_at: datetime | None = None) -> list[Line] | None:
    """All that was written to the list (and to those of other hosts) after a backup was begun, oldest first.

    None where the list of this host does not know the backup: then it is not the list that was kept since. With `made_at`
    what is known since that time is taken all the same.
    """
    own = list(erasure_list.lines())
    began = next((line.at for line in own if line.what == BACKUP and line.values == (backup,)), made_at)
    if began is None:
        return None
    others = [line for path in more for line in erasure_list.lines(path)]
    since = [line for line in [*own, *others] if line.at >= began and line.what != BACKUP]
    return sorted(since, key=lambda line: line.at)


def to_erase(since: Iterable[Line]) -> list[UUID]:
    """The conversations that were deleted since and are here, with their words."""
    ids = {UUID(line.values[0]) for line in since if line.what == ERASED}
    return [pk for pk in ids if Conversation.objects.filter(pk=pk, erased_at__isnull=True).exists()]


def do_again(since: list[Line], now: datetime) -> dict[str, int]:
    """Everything that was decided since. May be run again: what is done is left. Returns what was done, by name."""
    done = {"erased": sum(erasure.erase(each, "restore", even_if_held=True) for each in to_erase(since))}
    done["forgotten"] = sum(_forgotten(line) for line in _last(since, (FORGOTTEN,), 1))
    done["opted"] = sum(_opted(*line.values, line) for line in _last(since, (OPTED_OUT, OPTED_IN), 2))
    done["held"] = sum(_held(line, now) for line in _last(since, (HELD, RELEASED), 1))
    done["delete_asked"] = sum(_delete_asked(line) for line in _last(since, (DELETE_ASKED,), 1))
    done["moved"] = sum(_moved(line) for line in _last(since, (MOVED,), 1))
    done["forms"] = sum(_forms(line) for line in since if line.what == FORMS)
    done["not_sent_again"] = _nothing_twice()
    done["signed_out"] = Session.objects.all().delete()[0]
    if any(line.what == ERASED and line.values[1] != WEB for line in since):
        # Providers list what was texted since, and would bring back the words of who had them deleted.
        done["not_fetched_again"] = Reconciled.objects.update(up_to=now)
    with transaction.atomic():
        ledger.record([], [("command", "restored", done)], None, now)
    return done


def _last(since: list[Line], whats: tuple[str, ...], same: int) -> list[Line]:
    """Of each address or conversation (its first `same` values) the last word."""
    return list({line.values[:same]: line for line in since if line.what in whats}.values())


def _opted(channel: str, address_hash: str, line: Line) -> bool:
    """Somebody who wrote for the first time since is made known by the hash alone, so that their STOP counts."""
    key = {"channel": channel, "address_hash": address_hash}
    with transaction.atomic():
        identity = ChannelIdentity.objects.select_for_update().filter(**key).first()
        if identity is None and line.what == OPTED_OUT:
            identity = ChannelIdentity.objects.create(contact=Contact.objects.create(), **key)
        if identity is None or (identity.opted_out_at is not None) == (line.what == OPTED_OUT):
            return False
        identity.opted_out_at = line.at if line.what == OPTED_OUT else None
        identity.save(update_fields=["opted_out_at"])
    return True


def _held(line: Line, now: datetime) -> bool:
    """The hold itself; its reason was only in the database that is gone."""
    conversation_id = UUID(line.values[0])
    if not Conversation.objects.filter(pk=conversation_id, erased_at__isnull=True).exists():
        return False
    row = legal_holds.of(conversation_id)
    if line.what == RELEASED:
        return bool(row) and bool(LegalHold.objects.filter(pk=row.pk).update(ended_at=line.at))
    until = date.fromisoformat(line.values[1])
    if row is not None:
        return row.until != until and bool(LegalHold.objects.filter(pk=row.pk).update(until=until))
    LegalHold.objects.create(conversation_id=conversation_id, until=until, at=line.at)
    return True


def _forgotten(line: Line) -> bool:
    """All that is here was said before they said it: the backup is older."""
    try:
        with changing(UUID(line.values[0])) as change:
            if not change.conversation.message_set.filter(erased_at__isnull=True, created_at__lt=line.at).exists():
                return False
            blank_words(change)
            change.conversation.story = None
            change.audit("restore", "forgotten")
            return True
    except NoSuchConversation:
        return False


def _delete_asked(line: Line) -> bool:
    """They wished it away while it had to be kept: it opens for nobody again, and goes when the hold ends."""
    try:
        with changing(UUID(line.values[0])) as change:
            hold = legal_holds.of(change.conversation.pk)
            if hold is None or hold.delete_asked_at is not None:
                return False
            legal_holds.delete_asked(change)
            return True
    except NoSuchConversation:
        return False


def _moved(line: Line) -> int:
    """A page that had been left behind is live again in the backup."""
    old = ChatToken.objects.filter(conversation=line.values[0], revoked_at__isnull=True, issued_at__lt=line.at)
    return old.update(revoked_at=line.at, revoked_because=line.what)


def _forms(line: Line) -> int:
    """Pages of an erased chat that are newer than the backup: sent again by a browser, they are told that it was deleted."""
    conversation_id, opens, keys = line.values
    receipts = [
        InboundReceipt(provider=WEB, provider_message_hash=key, received_at=line.at, status=FORM_ERASED)
        for key in _unknown(keys, InboundReceipt.objects.filter(provider=WEB), "provider_message_hash")
    ]
    InboundReceipt.objects.bulk_create(receipts)
    if not Conversation.objects.filter(pk=conversation_id).exists():
        return len(receipts)
    what = {"conversation_id": conversation_id, "issued_at": line.at, "revoked_at": line.at, "revoked_because": ERASED}
    tokens = [ChatToken(token_hash=each, **what) for each in _unknown(opens, ChatToken.objects.all(), "token_hash")]
    ChatToken.objects.bulk_create(tokens)
    return len(receipts) + len(tokens)


def _unknown(hashes: str, rows: QuerySet, column: str) -> set[str]:
    told = set(hashes.split(",")) - {NONE}
    return told - set(rows.filter(**{f"{column}__in": told}).values_list(column, flat=True))


def _nothing_twice() -> int:
    """Texts that were on their way when the backup was made have long gone, or not: nobody can say, and none is sent twice."""
    rows = Outbox.objects.filter(state__in=Outbox.OPEN)
    by_advisers = rows.filter(message__author=ADVISER)
    what = {"error_code": settled.NOT_KNOWN, "lease_until": None, "worker": ""}
    failed = by_advisers.update(state=Outbox.FAILED, **what)
    return failed + rows.update(state=Outbox.DROPPED, **what)
