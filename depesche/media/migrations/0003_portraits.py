"""The pictures with which people take part."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_addresses_are_vouched_for"), ("media", "0002_chore")]

    operations = [
        migrations.CreateModel(
            name="Portrait",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("name", models.CharField(max_length=32, unique=True)),
                ("chosen_at", models.DateTimeField(verbose_name="chosen at")),
            ],
            options={"verbose_name": "reader’s picture", "verbose_name_plural": "readers’ pictures"},
        ),
    ]
