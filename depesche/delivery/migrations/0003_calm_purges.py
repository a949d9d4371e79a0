from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0002_untold_purges"),
    ]

    operations = [
        migrations.CreateModel(
            name="Calm",
            fields=[
                ("key", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("at", models.FloatField(db_index=True)),
            ],
            options={
                "verbose_name": "pause of a purge",
            },
        ),
        migrations.AddField(
            model_name="pendingpurge",
            name="calm",
            field=models.BooleanField(default=False),
        ),
    ]
