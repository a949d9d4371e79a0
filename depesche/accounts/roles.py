"""What the roles of a newsroom may do.

Administrators are accounts marked as such: they may do everything, and only
they keep accounts and roles, since whoever may change accounts may become
anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

REPORTER = "Reporter"
EDITOR = "Editor"
PHOTO_DESK = "Photo desk"
MODERATOR = "Moderator"

_LABELS = {
    REPORTER: pgettext_lazy("role", "Reporter"),
    EDITOR: pgettext_lazy("role", "Editor"),
    PHOTO_DESK: pgettext_lazy("role", "Photo desk"),
    MODERATOR: pgettext_lazy("role", "Moderator"),
}


def label(name: str) -> str:
    """A role's name for people; one that the newsroom has made itself stays as it wrote it."""
    return str(_LABELS.get(name, name))


@dataclass(frozen=True)
class Role:
    """A group of accounts: permissions on the tree of pages, on the folders of files, and elsewhere."""

    name: str
    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    other: tuple[str, ...] = ("wagtailadmin.access_admin",)


ROLES = (
    # Adding lets one edit and submit what is one's own, and nothing else.
    Role(
        REPORTER,
        pages=("add_page",),
        files=("add_image", "choose_image", "add_document", "choose_document"),
        other=("wagtailadmin.access_admin", "simple_translation.submit_translation"),
    ),
    Role(
        EDITOR,
        pages=("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
        files=("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"),
        other=(
            "wagtailadmin.access_admin",
            "simple_translation.submit_translation",
            "wagtailredirects.add_redirect",
            "wagtailredirects.change_redirect",
            "wagtailredirects.delete_redirect",
            "media.delete_portrait",
            "newsletters.add_newsletter",
            "newsletters.change_newsletter",
            "newsletters.delete_newsletter",
            "newsletters.add_issue",
            "newsletters.change_issue",
            "newsletters.delete_issue",
            "comments.feature_comment",
            "comments.change_setting",
            "comments.add_rules",
            "comments.add_expert",
            "comments.moderate",
        ),
    ),
    Role(MODERATOR, other=("wagtailadmin.access_admin", "comments.moderate")),
    Role(
        PHOTO_DESK,
        files=(
            "add_image",
            "change_image",
            "delete_image",
            "choose_image",
            "add_document",
            "change_document",
            "delete_document",
            "choose_document",
            "add_collection",
            "change_collection",
        ),
        other=("wagtailadmin.access_admin", "media.delete_portrait"),
    ),
)
