"""Releasing and concealing photos and documents."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from depesche.media.models import File, Photo


@transaction.atomic
def release(*, photo: Photo, at: datetime) -> None:
    """Let readers see the photo under a newly minted name."""
    if not photo.public_name:
        photo.public_name = secrets.token_hex(16)
        photo.save(update_fields=["public_name"])


@transaction.atomic
def conceal(*, photo: Photo) -> None:
    """Take the photo away from readers and forget its public name."""
    Photo.objects.filter(pk=photo.pk).update(public_name="")


@transaction.atomic
def release_document(*, document: File, at: datetime) -> None:
    """Let readers fetch the file."""
    if not document.public_name:
        document.public_name = secrets.token_hex(16)
        document.save(update_fields=["public_name"])


@transaction.atomic
def conceal_document(*, document: File) -> None:
    """Take the file away from readers."""
    File.objects.filter(pk=document.pk).update(public_name="")


def end_licences(*, at: datetime) -> None:
    """Take down the pictures whose licence has ended."""
