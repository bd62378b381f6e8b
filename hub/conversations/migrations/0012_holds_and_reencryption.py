"""Legal holds, and a way to encrypt the ledger anew.

The triggers of 0002 and 0005 refuse every change of a stored text but blanking, and the same words under another key are another
stored text. A database cannot tell that the words are the same. So they let one encrypted text take the place of another
only for who holds a row of `reencryption`, which hub/conversations/key_rotation.py makes and removes within one transaction;
what was blanked stays blank, and nothing that is not encrypted goes in.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hub.conversations.fields

PASS = "EXISTS (SELECT 1 FROM conversations_reencryption)"
CHANGED = (
    "(NEW.{0} <> OLD.{0} AND NEW.{0} <> '' AND NOT (OLD.{0} <> '' AND NEW.{0} LIKE 'gAAAAA%' AND " + PASS + "))"
)  # gAAAAA: how everything that Fernet encrypts begins until the year 2106
MESSAGE = f"""
  NEW.seq <> OLD.seq OR NEW.conversation_id <> OLD.conversation_id OR NEW.author <> OLD.author
  OR NEW.created_at <> OLD.created_at OR NEW.epoch <> OLD.epoch
  OR {CHANGED.format("body")} OR {CHANGED.format("choice")}
"""
NOTE = f"""
  NEW.conversation_id <> OLD.conversation_id OR NEW.author_user_id <> OLD.author_user_id
  OR NEW.at_seq <> OLD.at_seq OR NEW.created_at <> OLD.created_at OR {CHANGED.format("body")}
"""
GUARDS = (("message", MESSAGE, "the ledger is append-only"), ("note", NOTE, "notes are append-only"))
SQLITE = """
  CREATE TRIGGER {0}_is_append_only BEFORE UPDATE ON conversations_{0} WHEN {1}
  BEGIN SELECT RAISE(ABORT, '{2}'); END
"""
POSTGRESQL = """
  CREATE OR REPLACE FUNCTION {0}_is_append_only() RETURNS trigger AS $$ BEGIN
    IF {1} THEN RAISE EXCEPTION '{2}'; END IF;
    RETURN NEW;
  END $$ LANGUAGE plpgsql
"""


def renew_triggers(apps, schema_editor):
    for guard in GUARDS:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER {guard[0]}_is_append_only", params=None)
            schema_editor.execute(SQLITE.format(*guard), params=None)
        else:
            schema_editor.execute(POSTGRESQL.format(*guard), params=None)


USER = {"null": True, "on_delete": django.db.models.deletion.PROTECT, "to": settings.AUTH_USER_MODEL}


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0011_reconciled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reencryption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", hub.conversations.fields.EncryptedText(blank=True, default="")),
                ("until", models.DateField()),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("delete_asked_at", models.DateTimeField(null=True)),
                ("by", models.ForeignKey(related_name="+", **USER)),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holds",
                        to="conversations.conversation",
                    ),
                ),
                ("ended_by", models.ForeignKey(related_name="+", **USER)),
            ],
            options={
                "indexes": [models.Index(fields=["ended_at", "until"], name="holds_to_review")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("conversation",),
                        name="one_open_hold_a_conversation",
                    )
                ],
            },
        ),
        migrations.RunPython(renew_triggers, migrations.RunPython.noop),
    ]
