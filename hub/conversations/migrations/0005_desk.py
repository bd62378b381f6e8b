"""The adviser desk: teams, notes, drafts, leases, transfers. What was held before there were leases gets one that has ended.

A note is append-only, as a message is: the database lets it be written and blanked, and nothing else.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F

import hub.conversations.fields

GUARDED = """NEW.conversation_id <> OLD.conversation_id OR NEW.author_user_id <> OLD.author_user_id
      OR NEW.at_seq <> OLD.at_seq OR NEW.created_at <> OLD.created_at OR (NEW.body <> OLD.body AND NEW.body <> '')"""
SQLITE = [
    f"""
    CREATE TRIGGER note_is_append_only BEFORE UPDATE ON conversations_note WHEN {GUARDED}
    BEGIN SELECT RAISE(ABORT, 'notes are append-only'); END
    """,
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION note_is_append_only() RETURNS trigger AS $$ BEGIN
      IF {GUARDED} THEN RAISE EXCEPTION 'notes are append-only'; END IF;
      RETURN NEW;
    END $$ LANGUAGE plpgsql
    """,
    """
    CREATE TRIGGER note_is_append_only BEFORE UPDATE ON conversations_note
    FOR EACH ROW EXECUTE FUNCTION note_is_append_only()
    """,
]


def lend(apps, schema_editor):
    held = apps.get_model("conversations", "Conversation").objects.filter(state="with_adviser")
    held.update(held_until=F("state_since"))


def make_triggers(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0004_danger_before_alerts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=30)),
                ("outside", models.BooleanField(default=False)),
                ("consent_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Viewing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField(db_index=True)),
                ("typing_until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="conversation",
            name="at_front",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="conversation",
            name="held_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="conversation",
            name="outcome",
            field=models.CharField(blank=True, default="", max_length=30),
        ),
        migrations.AddField(
            model_name="conversation",
            name="priority_by",
            field=models.CharField(default="rule", max_length=10),
        ),
        migrations.AddField(
            model_name="handover",
            name="accepted_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", hub.conversations.fields.EncryptedText(blank=True, default="")),
                ("base_seq", models.PositiveIntegerField()),
                ("saved_at", models.DateTimeField()),
                (
                    "conversation",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="conversations.conversation"),
                ),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at_seq", models.PositiveIntegerField()),
                ("body", hub.conversations.fields.EncryptedText(blank=True, default="")),
                ("key_hash", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "author_user",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="conversations.conversation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SignOfLife",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("available", models.BooleanField(default=True)),
                (
                    "user",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("organisation", models.CharField(max_length=80)),
                ("is_default", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)), fields=("is_default",), name="one_default_team"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=20)),
                ("max_open", models.PositiveSmallIntegerField(null=True)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="conversations.team")),
            ],
        ),
        migrations.AddField(
            model_name="conversation",
            name="team",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="conversations.team"),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(fields=["state", "held_until"], name="the_held"),
        ),
        migrations.RunPython(lend, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_until__isnull", False), ("state", "with_adviser")),
                    models.Q(models.Q(("state", "with_adviser"), _negated=True), ("held_until__isnull", True)),
                    _connector="OR",
                ),
                name="held_with_an_end_or_not_at_all",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="conversation",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="conversations.conversation"),
        ),
        migrations.AddField(
            model_name="transfer",
            name="from_team",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="conversations.team"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="to_team",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="conversations.team"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="to_user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="viewing",
            name="conversation",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="conversations.conversation"),
        ),
        migrations.AddField(
            model_name="viewing",
            name="user",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["saved_at"], name="drafts_by_time"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("conversation", "user"), name="one_draft_a_conversation_and_user"
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.UniqueConstraint(fields=("conversation", "key_hash"), name="one_note_a_key"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(fields=("user", "team"), name="one_membership_a_team"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ("adviser", "supervisor", "manager", "auditor"))), name="a_role_we_know"
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("outside", False), ("consent_at__isnull", False), _connector="OR"),
                name="outside_only_with_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="viewing",
            constraint=models.UniqueConstraint(
                fields=("conversation", "user"), name="one_viewing_a_conversation_and_user"
            ),
        ),
        migrations.RunPython(make_triggers, migrations.RunPython.noop),
    ]
