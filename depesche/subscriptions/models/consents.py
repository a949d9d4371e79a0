"""What shows that somebody agreed to be written to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from depesche.subscriptions.models.followers import Follower

#: The version of the words on the form, in the letter that asks and on its page; whoever changes them counts on.
WORDING = "1"


class Consent(models.Model):
    """Evidence that a follower agreed: when, where and to which words; no network address is kept.

    It outlives the end of what it was given for, so that no list brings back what somebody has ended, and goes
    when the follower is erased.
    """

    class Origin(models.TextChoices):
        """Where somebody agreed."""

        LETTER = "letter", _("The page that the letter led to")
        ACCOUNT = "account", _("The form, with an account of the same address")
        FILE = "file", _("A list that was brought along")
        EARLIER = "earlier", _("Confirmed by the follower, before it was kept where")

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=64)
    origin = models.CharField(max_length=10, choices=Origin)
    agreed_at = models.DateTimeField(null=True)
    statement = models.TextField(blank=True)
    noted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
