"""What a carer who waits was told; calls with a time to be made by, attempts and an owner. Calls of before get office hours."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hub.conversations.fields

LONDON = ZoneInfo("Europe/London")


def give_times(apps, schema_editor):
    for call in apps.get_model("conversations", "Callback").objects.filter(due_at__isnull=True):
        call.call_from = datetime.combine(call.due_on, time(9), LONDON)
        call.due_at = datetime.combine(call.due_on, time(17), LONDON)
        call.save(update_fields=["call_from", "due_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0005_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CallbackAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("outcome", models.CharField(max_length=20)),
            ],
        ),
        migrations.AddField(
            model_name="callback",
            name="access_needs",
            field=hub.conversations.fields.EncryptedText(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="callback",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="callback",
            name="call_from",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="callback",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="callback",
            name="owner",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="told_wait",
            field=models.JSONField(default=None, null=True),
        ),
        migrations.AddField(
            model_name="handover",
            name="told_wait_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(fields=["state", "due_at"], name="callbacks_by_time"),
        ),
        migrations.AddField(
            model_name="callbackattempt",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="callbackattempt",
            name="callback",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="tries", to="conversations.callback"
            ),
        ),
        migrations.AddIndex(
            model_name="callbackattempt",
            index=models.Index(fields=["callback", "at"], name="tries_of_a_callback"),
        ),
        migrations.AddConstraint(
            model_name="callbackattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ("spoke", "no_answer", "left_voicemail", "wrong_number", "call_later"))
                ),
                name="an_outcome_of_a_call_we_know",
            ),
        ),
        migrations.RunPython(give_times, migrations.RunPython.noop),
    ]
