"""Danger that was answered before there were alerts gets its row, ended, so that the ledger can be proved as a whole."""

from django.db import migrations
from django.db.models import Max, Min


def make_rows(apps, schema_editor):
    Message, Danger = (apps.get_model("conversations", name) for name in ("Message", "Danger"))
    answered = Message.objects.filter(kind="danger").values("conversation", "conversation__priority_reason")
    for each in answered.annotate(low=Min("seq"), high=Max("seq"), first=Min("created_at"), last=Max("created_at")):
        Danger.objects.create(
            conversation_id=each["conversation"],
            kind=each["conversation__priority_reason"][:40] or "not_screened",
            urgency="soon",
            net="door",
            at=each["first"],
            at_seq=each["low"],
            last_at=each["last"],
            last_seq=each["high"],
            ended_at=each["last"],
            outcome="before_alerts",
            alerts_from=each["first"],
        )


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_dangers")]
    operations = [migrations.RunPython(make_rows, migrations.RunPython.noop)]
