"""Told when a reply of the assistant is put into the ledger, within its transaction: what stands above may count it.

Who listens gets codes only (`customs`: what each message carried for the hub), and must not fail: a count is worth no answer.
"""

from __future__ import annotations

from django.dispatch import Signal

reply_kept = Signal()  # conversation, at, customs
