"""Those who follow a discussion are told of what readers see since then, and not of what was written since then."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0007_queue_of_all")]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="appeared_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("appeared_at__isnull", False)), fields=["appeared_at"], name="comment_appeared"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("appeared_at__isnull", False)),
                fields=["discussion", "appeared_at"],
                name="comment_new_beneath",
            ),
        ),
    ]
