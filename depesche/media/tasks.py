"""What follows later, in the background.  Every task may run twice."""

from __future__ import annotations

import logging

from django.utils import timezone
from django_tasks import task

from depesche.media import actions, darkroom, files
from depesche.media.models import Photo

log = logging.getLogger(__name__)


@task()
def make_renditions(photo_id: int) -> None:
    """Make the renditions of a photo if they are missing or out of date, and show readers the new ones."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        return
    try:
        actions.prepare(photos=[photo])
        actions.settle(photo=photo, at=timezone.now())
    except darkroom.Refused as refusal:  # it passed once; trying again would not help
        log.warning("Photo %s cannot be developed: %s %s", photo_id, refusal.messages, refusal.detail)


@task()
def remove_public_photo(photo_id: int, public_name: str) -> None:
    """Make sure that nothing is left under a name that a photo had."""
    if not Photo.objects.filter(public_name=public_name).exists():
        files.remove_folder(files.public(), f"photos/{public_name}")


@task()
def remove_public_enclosure(enclosure_id: int, public_name: str) -> None:
    """Make sure that nothing is left under a name that a reader's picture had."""
    files.remove_folder(files.public(), f"enclosures/{public_name}")


@task()
def remove_public_file(file_id: int, public_name: str) -> None:
    """Make sure that nothing is left under a name that a recording or document had."""
    files.public().delete(f"files/{public_name}")


@task()
def sweep() -> None:
    """Delete what something that died half-way left behind; the first beat of a day calls for it."""
    actions.sweep(at=timezone.now())
