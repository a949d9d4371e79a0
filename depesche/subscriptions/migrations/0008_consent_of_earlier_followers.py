"""Evidence for what was confirmed before evidence was kept: who, what and when, as far as that is known."""

from django.db import migrations, models
from django.utils import timezone

_AT_ONCE = 1000


def fill(apps, schema_editor):
    """Note each confirmed following that has no evidence; where it was confirmed, nobody knows any more."""
    Consent = apps.get_model("subscriptions", "Consent")
    Following = apps.get_model("subscriptions", "Following")
    known = Consent.objects.filter(
        follower=models.OuterRef("follower"), kind=models.OuterRef("kind"), name=models.OuterRef("name")
    )
    without = Following.objects.filter(~models.Exists(known), confirmed_at__isnull=False).order_by("pk")
    now, reached = timezone.now(), 0
    while lot := list(without.filter(pk__gt=reached)[:_AT_ONCE]):
        reached = lot[-1].pk
        Consent.objects.bulk_create(
            Consent(
                follower_id=one.follower_id,
                kind=one.kind,
                name=one.name,
                origin="earlier",
                agreed_at=one.confirmed_at,
                noted_at=now,
            )
            for one in lot
        )


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0007_discussions_and_searches")]

    operations = [
        migrations.AlterField(
            model_name="consent",
            name="origin",
            field=models.CharField(
                choices=[
                    ("letter", "The page that the letter led to"),
                    ("account", "The form, with an account of the same address"),
                    ("file", "A list that was brought along"),
                    ("earlier", "Confirmed by the follower, before it was kept where"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
