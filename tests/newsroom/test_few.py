"""Pages of which there are few are found without a look at all the others."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from depesche.newsroom.models import Author, Edition, Section, Story
from tests import factories as make
from tests.factories.fixtures import bote

__all__ = ["bote"]


@pytest.mark.django_db
@pytest.mark.usefixtures("bote")
@pytest.mark.parametrize(
    "find",
    [
        lambda: Edition.objects.visible(make.NOON),
        lambda: Edition.objects.visible(make.NOON).order_by("path"),
        lambda: Edition.objects.visible(make.NOON).values_list("slug", flat=True),
        lambda: Edition.objects.all(),
        *(lambda kind=kind: kind.objects.in_edition(Edition.objects.get()) for kind in (Author, Section, Story)),
    ],
)
def test_no_index_of_all_pages_is_walked(find: Any) -> None:
    sql, params = find().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        plan = [str(row[-1]) for row in cursor.fetchall()]
    assert not [step for step in plan if step.startswith("SCAN wagtailcore_page")], plan
