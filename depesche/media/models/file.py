"""A file of the newsroom: a recording, a paper, a table."""

from __future__ import annotations

import re
import secrets
import uuid
from typing import Any, ClassVar, Self

from django.core.files.storage import storages
from django.core.validators import FileExtensionValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, DocumentQuerySet

from depesche.delivery.collecting import mark
from depesche.media import files, keys
from depesche.media.types import TYPES

from .guard import Guarded, GuardedQuerySet


def upload_to(file: File, filename: str) -> str:
    """Its own folder with a random name in private storage; the file in it keeps what the desk calls it."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    safe = re.sub(r"[^\w.-]", "_", last).lstrip(".")[-60:]
    return f"documents/{secrets.token_hex(16)}/{safe or 'file'}"


class FileQuerySet(GuardedQuerySet, DocumentQuerySet):
    """Reading files."""

    def public(self) -> Self:
        """Files that readers can open."""
        return self.exclude(public_name="")


class File(Guarded, AbstractDocument):
    """A file of the newsroom: a recording, a paper, a table."""

    file: Any = models.FileField(
        _("file"), upload_to=upload_to, max_length=200, validators=[FileExtensionValidator(sorted(TYPES))]
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    credit_line = models.CharField(
        _("credit line"), max_length=255, blank=True, help_text=_("Who recorded or wrote it, as readers see it.")
    )
    public_name = models.CharField(max_length=64, blank=True, default="", editable=False)

    objects: ClassVar[Any] = FileQuerySet.as_manager()

    admin_form_fields = ("title", "file", "credit_line", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = (
            models.UniqueConstraint(fields=["public_name"], condition=~Q(public_name=""), name="file_public_name_once"),
        )

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete it with all its files; raises ``InUse`` while anything refers to it."""
        deleted = super().delete(*args, **kwargs)
        if name := self.public_name:
            transaction.on_commit(lambda: files.public().delete(f"files/{name}"))
        return deleted

    @property
    def url(self) -> str:
        """Where the desk opens it; readers use ``public_address``."""
        return str(self.file.url)

    def public_address(self) -> str:
        """Where readers find it, or nothing while no published piece refers to it."""
        mark(keys.document(str(self.uid)))
        return str(storages["public"].url(f"files/{self.public_name}")) if self.public_name else ""
