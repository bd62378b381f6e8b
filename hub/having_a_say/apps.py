"""What carers and young people say the offer lacks, and what was done about it."""

from django.apps import AppConfig


class HavingASay(AppConfig):
    name = "hub.having_a_say"
    label = "having_a_say"

    def ready(self) -> None:
        """What was said is deleted in the night's run, with everything else whose time is over."""
        from hub.conversations import retention
        from hub.having_a_say import keeping

        retention.DAILY["said"] = retention.ALL["said"] = keeping.purge
