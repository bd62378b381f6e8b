"""Evidence for whoever keeps the offer true: what was asked, what could not be answered, what is due, which links are dead."""

from django.apps import AppConfig


class Evidence(AppConfig):
    name = "hub.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Listen to the replies that are kept, and give the worker the chores of this room."""
        from hub.conversations import timers
        from hub.conversations.kept_replies import reply_kept
        from hub.evidence import asked, chores

        reply_kept.connect(asked.heard, dispatch_uid="evidence.asked")
        timers.also("evidence", chores.EVERY, chores.run)
