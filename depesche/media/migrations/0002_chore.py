"""A row that clocks and workers take turns with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("media", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Chore",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("called_on", models.DateField(null=True)),
                ("busy_since", models.DateTimeField(null=True)),
            ],
        ),
    ]
