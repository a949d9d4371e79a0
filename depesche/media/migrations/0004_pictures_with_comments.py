"""Pictures that readers put with what they write."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0003_portraits"),
    ]

    operations = [
        migrations.CreateModel(
            name="Enclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=32, unique=True)),
                ("public_name", models.CharField(blank=True, default="", max_length=32)),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                ("alt", models.CharField(max_length=500, verbose_name="what the picture shows")),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "picture with a comment",
                "verbose_name_plural": "pictures with comments",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("public_name", ""), _negated=True),
                        fields=("public_name",),
                        name="enclosure_public_name_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("alt", ""), _negated=True), name="enclosure_says_what_it_shows"
                    ),
                ],
            },
        ),
    ]
