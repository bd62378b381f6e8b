"""How often is enough: a token bucket a key, in our own small table. Never used on a provider's door, where a refusal loses texts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.conversations.fields import keyed_hash
from hub.conversations.models import Allowance

# kind: (how many at once, how many a minute after that). Many carers can share one address: a library, a family hub.
ALLOWED = {
    "message": (20, 20),  # a conversation
    "address": (120, 120),  # an address block
    "new": (60, 1),  # new conversations from an address block
    "said": (10, 10 / 60),  # what is said of the offer, from an address block
    "danger": (60, 10),  # dangers from an address block in words that were refused: the last that is ever refused
    "login": (5, 5 / 15),  # tries to sign in with a name from an address block
    "login_address": (100, 200 / 60),  # ... from an address block: an office is one, and signs in anew after each pause
    "login_name": (50, 50 / 60),  # ... with a name from anywhere: many, because who fills it keeps its owner out
    "second_factor": (5, 5 / 15),  # codes tried by somebody who has given the password
    "used_code": (1, 1 / 10),  # a code of an authenticator app is good once
    "resume": (10, 10 / 60),  # guesses at a code from an address block
    "viewed": (1, 1 / 10),  # entries of the audit trail for somebody who looks at the same page again
}


def allow(kind: str, key: str) -> bool:
    """Take one from the bucket; False when it is empty. The key (a token, an address) is kept only as a keyed hash."""
    most, a_minute = ALLOWED[kind]
    now = timezone.now()
    hashed = keyed_hash(f"limit-{kind}", key)
    with transaction.atomic():
        row, _ = Allowance.objects.select_for_update().get_or_create(key=hashed, defaults={"left": most, "at": now})
        left = _left(row, most, a_minute, now)
        allowed = left >= 1
        if allowed:  # else it stays as it is: what has come in since is counted from then
            Allowance.objects.filter(key=hashed).update(left=left - 1, at=now)
    return allowed


def is_spent(kind: str, key: str) -> bool:
    """Whether `allow` would refuse just now. Takes nothing, and waits for no other writer."""
    row = Allowance.objects.filter(key=keyed_hash(f"limit-{kind}", key)).first()
    return row is not None and _left(row, *ALLOWED[kind], timezone.now()) < 1


def _left(row: Allowance, most: int, a_minute: float, now: datetime) -> float:
    minutes = max(0.0, (now - row.at).total_seconds() / 60)
    return min(float(most), row.left + minutes * a_minute)
