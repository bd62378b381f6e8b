"""The ledger is append-only: the database itself refuses to change or delete what was said. Only blanking is let through."""

from django.db import migrations

SQLITE = [
    """
    CREATE TRIGGER message_is_append_only BEFORE UPDATE ON conversations_message
    WHEN NEW.seq <> OLD.seq OR NEW.conversation_id <> OLD.conversation_id OR NEW.author <> OLD.author
      OR NEW.created_at <> OLD.created_at OR NEW.epoch <> OLD.epoch
      OR (NEW.body <> OLD.body AND NEW.body <> '') OR (NEW.choice <> OLD.choice AND NEW.choice <> '')
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    """
    CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON conversations_auditentry
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
]
POSTGRESQL = [
    """
    CREATE FUNCTION message_is_append_only() RETURNS trigger AS $$ BEGIN
      IF NEW.seq <> OLD.seq OR NEW.conversation_id <> OLD.conversation_id OR NEW.author <> OLD.author
        OR NEW.created_at <> OLD.created_at OR NEW.epoch <> OLD.epoch
        OR (NEW.body <> OLD.body AND NEW.body <> '') OR (NEW.choice <> OLD.choice AND NEW.choice <> '')
      THEN RAISE EXCEPTION 'the ledger is append-only'; END IF;
      RETURN NEW;
    END $$ LANGUAGE plpgsql
    """,
    """
    CREATE TRIGGER message_is_append_only BEFORE UPDATE ON conversations_message
    FOR EACH ROW EXECUTE FUNCTION message_is_append_only()
    """,
    """
    CREATE FUNCTION audit_is_append_only() RETURNS trigger AS $$ BEGIN
      RAISE EXCEPTION 'the audit trail is append-only';
    END $$ LANGUAGE plpgsql
    """,
    """
    CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON conversations_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()
    """,
]


def make_triggers(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def make_counter(apps, schema_editor):
    """The feed's one row, so that no two writers make it at the same moment."""
    apps.get_model("conversations", "FeedCounter").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial")]
    operations = [
        migrations.RunPython(make_triggers, migrations.RunPython.noop),
        migrations.RunPython(make_counter, migrations.RunPython.noop),
    ]
