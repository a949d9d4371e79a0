"""What is in use cannot be deleted."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex


class InUse(PermissionDenied):
    """Something that a page still shows was to be deleted."""

    def __init__(self, thing: models.Model) -> None:
        super().__init__(
            _("“%(title)s” is in use. Take it out of the pages that show it first; its usage list names them.")
            % {"title": thing}
        )


class GuardedQuerySet(models.QuerySet[Any]):
    """Deletes one by one, so that each row is asked."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete all of them, or raise ``InUse`` at the first that a page shows."""
        total: dict[str, int] = {}
        for thing in self:
            for label, count in thing.delete()[1].items():
                total[label] = total.get(label, 0) + count
        return sum(total.values()), total


class Guarded(models.Model):
    """A file that pages refer to."""

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete it; raises ``InUse`` while a page, a story or an author shows it."""
        if self.is_used():
            raise InUse(self)
        return super().delete(*args, **kwargs)

    def is_used(self) -> bool:
        """Whether anything refers to it: a relation that protects it, a published version, the text of a page."""
        return ReferenceIndex.get_references_to(self).exists() or any(
            relation.related_model._base_manager.filter(**{relation.field.name: self.pk}).exists()
            for relation in self._meta.get_fields(include_hidden=True)
            if isinstance(relation, models.ForeignObjectRel)
            and (relation.many_to_many or relation.on_delete is models.PROTECT)
        )
