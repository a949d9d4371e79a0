"""The database itself refuses to change or delete what the moderation log says."""

from django.db import migrations

_SQLITE = """
CREATE TRIGGER comments_logentry_stays_{act} BEFORE {act} ON comments_logentry
BEGIN SELECT RAISE(ABORT, 'the moderation log is append-only'); END
"""
_POSTGRES = """
CREATE FUNCTION comments_logentry_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the moderation log is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER comments_logentry_stays BEFORE UPDATE OR DELETE ON comments_logentry
FOR EACH ROW EXECUTE FUNCTION comments_logentry_stays();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_POSTGRES)
        return
    for act in ("UPDATE", "DELETE"):
        schema_editor.execute(_SQLITE.format(act=act))


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER comments_logentry_stays ON comments_logentry")
        schema_editor.execute("DROP FUNCTION comments_logentry_stays()")
        return
    for act in ("UPDATE", "DELETE"):
        schema_editor.execute(f"DROP TRIGGER comments_logentry_stays_{act}")


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_moderation")]

    operations = [migrations.RunPython(guard, unguard)]
