"""No test leaves traces that another one could trip over."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Locale, Page

pytestmark = pytest.mark.django_db(transaction=True)


# Whichever of the two runs second finds what the first one's end has emptied put back.
@pytest.mark.parametrize("turn", [1, 2])
def test_what_migrations_made_is_there_also_after_a_test_that_commits(turn: int) -> None:
    assert Page.objects.filter(depth=1).count() == 1
    assert Group.objects.exists()
    assert Locale.objects.exists()
    Group.objects.all().delete()
