"""The queue of all comments is read from the newest back without looking at each of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0006_pictures_with_comments")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["posted_at"], name="comment_of_all"),
        ),
    ]
