"""A comment may bring a picture, where the place says so."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0005_pictures_taken_away"),
        ("media", "0004_pictures_with_comments"),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="picture",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="comment",
                to="media.enclosure",
            ),
        ),
        migrations.AddField(
            model_name="setting",
            name="pictures",
            field=models.BooleanField(blank=True, null=True, verbose_name="pictures"),
        ),
    ]
