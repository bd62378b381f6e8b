"""How long each thing is kept, from where the code says it, in words: for the pages that a council reads (docs/privacy)."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from hub.conversations import drafts, retention, screen_log


def periods() -> dict[str, str]:
    """Each period by its name, as people say it."""
    return {
        "assistant": _said(timedelta(days=settings.KEPT_DAYS_ASSISTANT)),
        "adviser": _said(timedelta(days=settings.KEPT_DAYS_ADVISER)),
        "said": _said(timedelta(days=settings.KEPT_DAYS_SAID)),
        "saved_code": _said(timedelta(days=settings.RESUMED_WITHIN_DAYS)),
        "raw": _said(retention.RAW_KEPT),
        "events": _said(retention.EVENTS_KEPT),
        "held": _said(retention.HELD_FOR),
        "allowances": _said(retention.ALLOWANCES_KEPT),
        "idle_web": _said(retention.IDLE["web"]),
        "idle_text": _said(retention.IDLE["sms"]),
        "drafts": _said(drafts.KEPT),
        "screens": _said(screen_log.KEPT),
        "session": _said(timedelta(seconds=settings.SESSION_COOKIE_AGE)),
        "session_idle": _said(timedelta(seconds=settings.KINSHIP_SESSION_IDLE)),
        "run_at": "{}:{:02}".format(*retention.RUN_AT),
    }


def _said(long: timedelta) -> str:
    """A length of time in its largest whole unit: 30 days, 23 hours, 15 minutes."""
    for unit, seconds in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count, left = divmod(int(long.total_seconds()), seconds)
        if count and not left:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{long.total_seconds():.0f} seconds"
