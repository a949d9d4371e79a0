"""The house rules: what commenters agree to, and what each decision of a moderator cites."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RulesQuerySet(models.QuerySet["Rules"]):
    """Reading house rules."""

    def in_force(self, edition: str) -> Self:
        """The newest version of an edition's rules, as the first row."""
        return self.filter(edition=edition).order_by("-version")


class Rules(models.Model):
    """One version of an edition's house rules.  A version that is published stays as it is: decisions cite it."""

    edition = models.CharField(max_length=50)  # the code
    version = models.PositiveIntegerField()
    introduction = models.TextField(_("introduction"), blank=True)
    published_at = models.DateTimeField(_("in force since"))

    objects: ClassVar[Any] = RulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("house rules")
        verbose_name_plural = _("house rules")
        constraints = (models.UniqueConstraint(fields=["edition", "version"], name="rules_version_once"),)

    def __str__(self) -> str:
        return f"{self.edition} {self.version}"


class Rule(models.Model):
    """One numbered rule."""

    rules = models.ForeignKey(Rules, on_delete=models.PROTECT, related_name="each")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("house rule")
        verbose_name_plural = _("house rules")
        ordering = ("rules", "number")
        constraints = (models.UniqueConstraint(fields=["rules", "number"], name="rule_number_once"),)

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Acceptance(models.Model):
    """That a reader has agreed to a version of the rules."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    rules = models.ForeignKey(Rules, on_delete=models.PROTECT, related_name="acceptances")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("agreement to the house rules")
        verbose_name_plural = _("agreements to the house rules")
        constraints = (models.UniqueConstraint(fields=["reader", "rules"], name="acceptance_once"),)

    def __str__(self) -> str:
        return f"{self.reader}: {self.rules}"
