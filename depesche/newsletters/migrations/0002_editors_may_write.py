"""Editors of a newsroom that is older than newsletters may write them, as those of a new one may.

Roles keep what a newsroom has made of them, so this is done once and never again.
"""

from django.db import migrations

_EDITOR = "Editor"
_MAY = {f"{act}_{model}": model for model in ("newsletter", "issue") for act in ("add", "change", "delete")}


def grant(apps, schema_editor):
    """Give the role its permissions; a newsroom that is being made has no role yet, and gets it with them."""
    editors = apps.get_model("auth", "Group").objects.filter(name=_EDITOR).first()
    if editors is None:
        return
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    for codename, model in _MAY.items():
        # Django makes those of new models only when all migrations are done, and leaves what is there.
        of, _new = ContentType.objects.get_or_create(app_label="newsletters", model=model)
        name = f"Can {codename.replace('_', ' ')}"
        permission, _new = Permission.objects.get_or_create(content_type=of, codename=codename, defaults={"name": name})
        editors.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("newsletters", "0001_newsletters"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
