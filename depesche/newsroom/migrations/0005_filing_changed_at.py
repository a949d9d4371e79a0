"""Lists know when each of their articles last changed, so that the newest change is one look at an index."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def take_over(apps: Any, schema_editor: Any) -> None:
    teasers = apps.get_model("newsroom", "Teaser").objects.filter(pk=OuterRef("teaser"))
    changed = teasers.values(at=Coalesce("updated_at", "published_at"))
    apps.get_model("newsroom", "Filing").objects.update(changed_at=Subquery(changed))


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0004_body_blocks")]

    operations = [
        migrations.AddField(
            model_name="filing",
            name="changed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="filing",
            name="changed_at",
            field=models.DateTimeField(),
        ),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(fields=["edition", "under", "under_id", "-changed_at"], name="filing_last_changed"),
        ),
    ]
