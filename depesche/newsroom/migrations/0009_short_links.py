"""What was published before there were short links gets its own, in batches."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from django.db import migrations
from django.utils import timezone

from depesche.audience.models import new_code

_BATCH = 500


def give_codes(apps: Any, schema_editor: Any) -> None:
    links, now = apps.get_model("audience", "ShortLink"), timezone.now()
    for kind, names in _live(apps):
        missing = set(names) - set(links.objects.filter(kind=kind).values_list("subject", flat=True))
        for tries in count():
            if not missing:
                break
            rows = [links(code=new_code(tries), kind=kind, subject=name, made_at=now) for name in sorted(missing)]
            # A code that is taken leaves its subject for the next round.
            links.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
            missing -= set(links.objects.filter(kind=kind).values_list("subject", flat=True))


def _live(apps: Any) -> Iterator[tuple[str, list[str]]]:
    yield "article", list(apps.get_model("newsroom", "Teaser").objects.values_list("public_id", flat=True))
    for kind in ("story", "section", "author"):
        pages = apps.get_model("newsroom", kind).objects.filter(live=True)
        yield kind, [str(pk) for pk in pages.values_list("pk", flat=True)]


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0008_grid"),
        ("audience", "0001_initial"),
    ]

    operations = [migrations.RunPython(give_codes, migrations.RunPython.noop)]
