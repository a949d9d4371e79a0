"""Setting up who may do what."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page, Workflow

from depesche.accounts.roles import EDITOR, ROLES, Role

# Groups and the review that Wagtail's own migrations make.
_WAGTAILS_GROUPS = ("Moderators", "Editors")
_WAGTAILS_WORKFLOW = "Moderators approval"


@transaction.atomic
def set_up_roles() -> None:
    """Make the roles of a newsroom; those that exist keep what the newsroom has made of them."""
    root, folder = Page.get_first_root_node(), Collection.get_first_root_node()
    if root is None or folder is None:
        return
    for role in ROLES:
        group, new = Group.objects.get_or_create(name=role.name)
        if new:
            _grant(group, role, root, folder)
    _set_up_review(root)
    Group.objects.filter(name__in=_WAGTAILS_GROUPS, user=None).delete()


def _grant(group: Group, role: Role, root: Page, folder: Collection) -> None:
    group.permissions.set([_permission(name) for name in role.other])
    for codename in role.pages:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    for codename in role.files:
        apps = ("wagtailcore", "wagtailimages", "wagtaildocs")
        permission = Permission.objects.get(content_type__app_label__in=apps, codename=codename)
        GroupCollectionPermission.objects.create(group=group, collection=folder, permission=permission)


def _permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def _set_up_review(root: Page) -> None:
    """What a reporter submits waits for an editor."""
    workflow = Workflow.objects.filter(name=_WAGTAILS_WORKFLOW).first()
    if workflow is None:
        return
    workflow.name = "Review"
    workflow.save()
    for task in GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow):
        task.name = "Editor's review"
        task.save()
        task.groups.set([Group.objects.get(name=EDITOR)])
