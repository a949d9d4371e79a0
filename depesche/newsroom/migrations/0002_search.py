"""The search index in the form that the database is good at."""

from typing import Any

from django.db import migrations

from depesche.newsroom.search import postgres, sqlite


def create(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute((sqlite if schema_editor.connection.vendor == "sqlite" else postgres).CREATE)


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute((sqlite if schema_editor.connection.vendor == "sqlite" else postgres).DROP)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
