"""Letters go in lanes, and know the provider of their reader, so that the next one is found without looking at all."""

from django.db import migrations, models

AT_ONCE = 2_000


def tell(apps, schema_editor):
    """Letters that have still to go: who waited for one waits on, and each gets its domain."""
    Letter = apps.get_model("subscriptions", "Letter")
    to_go = Letter.objects.filter(state__in=["waiting", "taken"])
    to_go.filter(urgent=True).update(lane=0)
    reached = 0
    while some := list(to_go.filter(pk__gt=reached).select_related("follower").order_by("pk")[:AT_ONCE]):
        for letter in some:
            letter.domain = letter.follower.address.rpartition("@")[2].lower()
        Letter.objects.bulk_update(some, ["domain"])
        reached = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0008_consent_of_earlier_followers")]

    operations = [
        migrations.RemoveIndex(model_name="letter", name="letter_waiting"),
        migrations.AddField(model_name="letter", name="domain", field=models.CharField(default="", max_length=253)),
        migrations.AddField(
            model_name="letter",
            name="lane",
            field=models.PositiveSmallIntegerField(choices=[(0, "Awaited"), (1, "News"), (2, "Bulk")], default=1),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
        migrations.RemoveField(model_name="letter", name="urgent"),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["lane", "due_at", "id", "domain"],
                name="letter_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("taken_at__isnull", False)), fields=["taken_at", "domain"], name="letter_paced"
            ),
        ),
    ]
