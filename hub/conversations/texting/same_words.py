"""The same words again and again to one number: held back before a provider refuses them.

GOV.UK Notify takes 20 texts of the same words an hour to one number, and 100 of any
(https://docs.notifications.service.gov.uk/python.html#limits). Words of danger may use what we leave.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.conversations.models import Outbox
from hub.conversations.texting.may_go import DANGER

MOST = 15  # of the same words within the hour
HOUR = timedelta(hours=1)
LEFT = (*Outbox.LEFT, Outbox.SENDING, Outbox.UNKNOWN)


def repeats_until(row: Outbox, now: datetime) -> datetime | None:
    """Until when this text has to wait because the same went there so often; None: it may go."""
    if row.message.kind == DANGER:
        return None
    there = Outbox.objects.filter(sent_at__gt=now - HOUR, state__in=LEFT).exclude(pk=row.pk)
    identity = row.conversation.identity_id
    there = there.filter(conversation__identity=identity) if identity else there.filter(conversation=row.conversation)
    if there.count() < MOST:
        return None
    times = sorted(each.sent_at for each in there.only("text", "sent_at") if each.text == row.text)
    return times[-MOST] + HOUR if len(times) >= MOST else None
