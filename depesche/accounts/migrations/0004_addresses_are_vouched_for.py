"""Those who have accounts already keep their addresses: an administrator had vouched for each."""

from django.db import migrations


def vouch(apps, schema_editor):
    """Give each account the row that letters go to."""
    user, address = apps.get_model("accounts", "User"), apps.get_model("account", "EmailAddress")
    known = set(address.objects.values_list("user_id", flat=True))
    missing = user.objects.exclude(pk__in=known).values_list("pk", "email")
    address.objects.bulk_create(
        [address(user_id=pk, email=email, verified=True, primary=True) for pk, email in missing], batch_size=500
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_readers"), ("account", "0009_emailaddress_unique_primary_email")]
    operations = [migrations.RunPython(vouch, migrations.RunPython.noop)]
