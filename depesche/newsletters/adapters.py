"""The one place that listens to what Wagtail's screens save and delete: the pages whose bytes change are purged."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_save

from depesche.delivery.actions import purge
from depesche.newsletters import keys
from depesche.newsletters.models import Issue, Newsletter

# What a page shows of a newsletter, by the code of the edition in which it stands; empty while it is switched off.
_Shown = dict[str, tuple[str, str, str]]


def connect() -> None:
    """Begin to listen."""
    pre_save.connect(_newsletter_changes, sender=Newsletter, dispatch_uid="newsletter changes")
    post_save.connect(_newsletter_saved, sender=Newsletter, dispatch_uid="newsletter saved")
    post_delete.connect(_newsletter_gone, sender=Newsletter, dispatch_uid="newsletter gone")
    post_delete.connect(_issue_gone, sender=Issue, dispatch_uid="issue gone")


def _newsletter_changes(instance: Newsletter, **_how: Any) -> None:
    before = Newsletter.objects.filter(pk=instance.pk).select_related("edition").first()
    instance.shown_before = _shown(before) if before else {}


def _newsletter_saved(instance: Newsletter, **_how: Any) -> None:
    _purge(instance.pk, instance.shown_before, _shown(instance))


def _newsletter_gone(instance: Newsletter, **_how: Any) -> None:
    _purge(instance.pk, _shown(instance), {})


def _issue_gone(instance: Issue, **_how: Any) -> None:
    if instance.sent_at:
        purge(keys.issues(instance.newsletter_id))
        purge(keys.issue(instance.public_id), hard=True)


def _shown(one: Newsletter) -> _Shown:
    return {one.edition.code: (one.slug, one.title, one.description)} if one.live else {}


def _purge(pk: int, before: _Shown, after: _Shown) -> None:
    """Purge the pages of a newsletter, the lists in which it stands, and footers where it is the first or was the last.

    What readers must not find any more is taken away at once.
    """
    if before == after:
        return
    purge(keys.newsletter(pk), hard=not after)
    purge(*(keys.newsletters(code) for code in {*before, *after}))
    for code in set(before) ^ set(after):
        if not Newsletter.objects.filter(live=True, edition__slug=code).exclude(pk=pk).exists():
            purge(keys.any_newsletter(code))
