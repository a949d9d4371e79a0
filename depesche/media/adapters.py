"""Where the editor's own screens meet the picture desk: they save photos in five places, past the actions."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_save
from django.utils import timezone

from depesche.media import actions
from depesche.media.models import Photo


def connect() -> None:
    """Let readers' pages follow whoever saves a photo."""
    pre_save.connect(_follow_words, sender=Photo, dispatch_uid="media.follow_words")


def _follow_words(instance: Photo, raw: bool = False, **_: Any) -> None:
    before = None if raw or instance._state.adding else Photo.objects.filter(pk=instance.pk).first()
    if before is not None:
        actions.follow_words(photo=instance, before=before, at=timezone.now())
