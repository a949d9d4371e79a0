"""The one place that listens to what Wagtail's screens save and delete: their pages on the web are purged."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save

from depesche.delivery.actions import purge
from depesche.newsletters import keys
from depesche.newsletters.models import Issue, Newsletter


def connect() -> None:
    """Begin to listen."""
    post_save.connect(_newsletter_saved, sender=Newsletter, dispatch_uid="newsletter saved")
    post_delete.connect(_newsletter_gone, sender=Newsletter, dispatch_uid="newsletter gone")
    post_delete.connect(_issue_gone, sender=Issue, dispatch_uid="issue gone")


def _newsletter_saved(instance: Newsletter, **_how: Any) -> None:
    purge(keys.newsletters(instance.edition.code))
    purge(keys.newsletter(instance.pk), hard=not instance.live)


def _newsletter_gone(instance: Newsletter, **_how: Any) -> None:
    purge(keys.newsletters(instance.edition.code))
    purge(keys.newsletter(instance.pk), hard=True)


def _issue_gone(instance: Issue, **_how: Any) -> None:
    purge(keys.newsletter(instance.newsletter_id))
    purge(keys.issue(instance.public_id), hard=True)
