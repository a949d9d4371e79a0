"""Editors of a newsroom that is older than newsletters may write them."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

from depesche.accounts.roles import EDITOR, REPORTER, ROLES

pytestmark = pytest.mark.django_db
grant = import_module("depesche.newsletters.migrations.0002_editors_may_write").grant
OURS = {
    name.partition(".")[2] for role in ROLES if role.name == EDITOR for name in role.other if "newsletters." in name
}


def permissions(role: str) -> set[str]:
    """What a role may do with newsletters."""
    of = Group.objects.get(name=role).permissions.filter(content_type__app_label="newsletters")
    return set(of.values_list("codename", flat=True))


def test_an_older_newsroom_gets_what_a_new_one_has() -> None:
    Group.objects.get(name=EDITOR).permissions.remove(*Permission.objects.filter(content_type__app_label="newsletters"))
    Permission.objects.filter(content_type__app_label="newsletters").delete()  # before its tables were there
    grant(apps, None)
    assert permissions(EDITOR) == OURS
    assert len(OURS) == 6
    assert permissions(REPORTER) == set()
    grant(apps, None)
    assert Permission.objects.filter(content_type__app_label="newsletters").count() == 6


def test_a_newsroom_without_that_role_gets_none() -> None:
    Group.objects.filter(name=EDITOR).delete()
    grant(apps, None)
    assert not Group.objects.filter(name=EDITOR).exists()
