"""Roles: every newsroom has them, and each may do what it is there for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupApprovalTask, GroupPagePermission, Workflow

from depesche.accounts import actions, roles
from depesche.accounts.models import User
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Edition, Section
from tests.desk.conftest import a_draft, browser_of

pytestmark = pytest.mark.django_db


def test_a_new_newsroom_has_its_roles_and_none_of_wagtails() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {role.name for role in roles.ROLES}


def test_setting_up_again_changes_nothing_that_the_newsroom_has_arranged() -> None:
    editors = Group.objects.get(name=roles.EDITOR)
    GroupPagePermission.objects.filter(group=editors, permission__codename="lock_page").delete()
    before = list(GroupPagePermission.objects.values_list("group", "permission").order_by("pk"))
    actions.set_up_roles()
    assert list(GroupPagePermission.objects.values_list("group", "permission").order_by("pk")) == before


def test_a_group_of_wagtails_with_people_in_it_stays(person: Callable[..., User]) -> None:
    group = Group.objects.create(name="Moderators")
    group.user_set.add(person(roles.REPORTER))
    actions.set_up_roles()
    assert Group.objects.filter(name="Moderators").exists()


def test_what_is_submitted_waits_for_an_editor() -> None:
    assert [workflow.name for workflow in Workflow.objects.active()] == ["Review"]
    task = GroupApprovalTask.objects.get()
    assert [group.name for group in task.groups.all()] == [roles.EDITOR]


def test_a_reporter_writes_submits_and_does_not_publish(section: Section, live: Article, reporter: User) -> None:
    own = a_draft(section, owner=reporter)
    foreign = a_draft(section)
    mine, theirs = own.permissions_for_user(reporter), foreign.permissions_for_user(reporter)
    assert section.permissions_for_user(reporter).can_add_subpage()
    assert mine.can_edit()
    assert mine.can_submit_for_moderation()
    assert not mine.can_publish()
    assert not theirs.can_edit()
    assert not theirs.can_publish()
    assert not theirs.can_delete()
    assert not live.permissions_for_user(reporter).can_unpublish()


def test_an_editor_publishes_what_anybody_wrote(draft: Article, live: Article, editor: User) -> None:
    assert draft.permissions_for_user(editor).can_edit()
    assert draft.permissions_for_user(editor).can_publish()
    assert live.permissions_for_user(editor).can_unpublish()


def test_an_editor_of_one_edition_has_no_say_in_another(
    draft: Article, edition: Edition, noon: datetime, person: Callable[..., User]
) -> None:
    other = newsroom.open_edition(code="de", name="Bote", language="de", time_zone="UTC", by=None, at=noon)
    theirs = newsroom.add_page(page=Section(title="Hafen", slug="hafen"), under=other, by=None, publish_at=noon)
    foreign = a_draft(theirs.specific, "Unseen in the other house")
    only_here = Group.objects.create(name="Gazette")
    only_here.permissions.set(Group.objects.get(name=roles.EDITOR).permissions.all())
    for grant in GroupPagePermission.objects.filter(group__name=roles.EDITOR):
        GroupPagePermission.objects.create(group=only_here, page=edition, permission=grant.permission)
    user = person(roles.PHOTO_DESK, "Local")
    user.groups.set([only_here])
    assert draft.permissions_for_user(user).can_publish()
    assert not foreign.permissions_for_user(user).can_edit()
    client = browser_of(user)
    for address in ("articles:index", "choose_article:choose", "articles:choose_parent", "desk_schedule"):
        page = client.get(reverse(address)).content.decode()
        assert "Unseen in the other house" not in page
        assert "Hafen" not in page
    assert client.get(reverse("choose_article:chosen", args=(foreign.pk,))).status_code == 404


def test_the_photo_desk_keeps_pictures_and_writes_nothing(draft: Article, person: Callable[..., User]) -> None:
    user = person(roles.PHOTO_DESK)
    assert not draft.permissions_for_user(user).can_edit()
    client = browser_of(user)
    assert client.get(reverse("wagtailimages:index")).status_code == 200


@pytest.mark.parametrize("role", [role.name for role in roles.ROLES])
def test_nobody_but_an_administrator_keeps_accounts_and_roles(role: str, person: Callable[..., User]) -> None:
    client = browser_of(person(role))
    for address in ("wagtailusers_users:index", "wagtailusers_users:add", "wagtailusers_groups:index"):
        assert client.get(reverse(address)).status_code == 302  # to the desk, with a message
    assert not User.objects.filter(is_superuser=True).exists()


@pytest.mark.parametrize("role", [role.name for role in roles.ROLES])
@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_every_role_finds_its_desk_in_every_language(
    role: str, language: str, live: Article, person: Callable[..., User]
) -> None:
    from wagtail.users.models import UserProfile

    user = person(role)
    UserProfile.objects.create(user=user, preferred_language=language)
    page = browser_of(user).get(reverse("wagtailadmin_home"))
    assert page.status_code == 200
    assert f'lang="{language}"' in page.content.decode()


@pytest.mark.parametrize(("language", "said"), [("en", "Photo desk"), ("de", "Fotoredaktion"), ("ar", "قسم الصور")])
def test_roles_are_named_in_the_language_of_whoever_looks(language: str, said: str) -> None:
    from wagtail.users.models import UserProfile

    Group.objects.create(name="Chess club")
    admin = User.objects.create_superuser("admin@depesche.example", "harbour light 7")
    UserProfile.objects.create(user=admin, preferred_language=language)
    client = browser_of(admin)
    for address, of in (("index", ()), ("add", ()), ("edit", (admin.pk,))):
        page = client.get(reverse(f"wagtailusers_users:{address}", args=of)).content.decode()
        assert said in page
        assert "Chess club" in page
        assert language == "en" or "Photo desk" not in page
        assert "- Depesche</title>" in page


def test_thousands_of_readers_do_not_bury_the_staff(person: Callable[..., User]) -> None:
    person(roles.EDITOR, "Ineke")
    admin = User.objects.create_superuser("admin@depesche.example", "harbour light 7")
    for number in range(30):
        User.objects.create_user(f"reader-{number}@reader.example")
    client = browser_of(admin)
    listed = client.get(reverse("wagtailusers_users:index")).content.decode()
    assert "ineke@depesche.example" in listed
    assert "@reader.example" not in listed
    pages = [
        client.get(f"{reverse('wagtailusers_users:index')}?who=readers&p={page}").content.decode() for page in (1, 2)
    ]
    shown = [sum(f"reader-{number}@reader.example" in page for page in pages) for number in range(30)]
    assert shown == [1] * 30
    assert "ineke@depesche.example" not in pages[0] + pages[1]


def test_who_gets_a_role_is_staff_and_who_loses_it_a_reader(person: Callable[..., User]) -> None:
    user = person(roles.EDITOR, "Ineke", last_name="Dorn")
    client = browser_of(User.objects.create_superuser("admin@depesche.example", "harbour light 7"))
    given = {"email": user.email, "first_name": "Ineke", "last_name": "Dorn", "is_active": "on"}
    for groups in ([Group.objects.get(name=roles.EDITOR).pk], []):
        client.post(reverse("wagtailusers_users:edit", args=(user.pk,)), given | {"groups": groups})
        user.refresh_from_db()
        assert user.is_staff is bool(groups)
