"""The clock of the ledger: the database's own, because processes on several hosts have clocks of their own.

By it a change is dated, a text is due and a lease ends. A worker ten minutes ahead would else put out texts that are due in ten
minutes, and keep what it had in hand for as long when it dies; what one ten minutes behind has under way would be free for
others at once, and could leave twice. SQLite is one machine, and its clock is that machine's.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import timezone


def now() -> datetime:
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
