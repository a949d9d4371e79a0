"""Short links, counts, and the little that must be remembered to count a reader once.

No row points at what is counted: a subject is a kind and a name
(``depesche.audience.subjects``).  No row holds an address of a reader.
"""

from __future__ import annotations

import secrets
from typing import Any, ClassVar, NoReturn, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

# Letters and digits that nobody mistakes for each other, in print or over the telephone.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
SHORTEST = 4


class Permanent(Exception):
    """A short address was printed somewhere, so it can never be taken back."""


def new_code(tries: int = 0) -> str:
    """A random code; after three that were taken, codes grow by one character: short ones have become scarce."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SHORTEST + tries // 3))


class ShortLinkQuerySet(models.QuerySet["ShortLink"]):
    """Reading short links."""

    def of(self, kind: str, subject: str | int) -> Self:
        """The one link of a subject, if it has been made."""
        return self.filter(kind=kind, subject=str(subject))

    def delete(self) -> NoReturn:
        """Refuse: a code that is given out again would lead old readers astray."""
        raise Permanent


class ShortLink(models.Model):
    """A short address that stays: ``/k/7Gx2`` leads to its subject wherever that stands today."""

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=32)
    made_at = models.DateTimeField()

    objects: ClassVar[Any] = ShortLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("short link")
        verbose_name_plural = _("short links")
        constraints = (models.UniqueConstraint(fields=["kind", "subject"], name="short_link_once"),)

    def __str__(self) -> str:
        return self.path

    @property
    def path(self) -> str:
        """``/k/7Gx2``."""
        return f"/k/{self.code}"

    def delete(self, *args: Any, **how: Any) -> NoReturn:
        """Refuse: see ``Permanent``."""
        raise Permanent
