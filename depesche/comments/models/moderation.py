"""What moderators decide, why, and what became of it.

These are facts about the house's own doing, so they stay when the account of
whoever wrote, reported or moderated goes: only the name is gone then.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from depesche.comments.models.comment import Comment, new_public_id
from depesche.comments.models.rules import Rule


def _person(**how: Any) -> Any:
    how = {"related_name": "+", **how}
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, **how)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Reading decisions."""

    def last_of(self, comment_id: int) -> Decision | None:
        """What was decided last about a comment."""
        return self.filter(comment=comment_id).select_related("rule", "by").order_by("-pk").first()

    def told_to(self, reader: Any) -> Self:
        """What somebody's comments were refused for, the newest first."""
        refused = self.filter(comment__writer=reader, verdict=Decision.Verdict.REFUSED, undone=False)
        return refused.select_related("comment__discussion", "rule__rules", "appeal").order_by("-pk")


class Decision(models.Model):
    """What was decided about a comment, and by which rule.

    One that was a mistake stays: another one follows it.  ``before`` is the
    state in which the comment was, so that it can be put back.
    """

    class Verdict(models.TextChoices):
        """What a moderator says."""

        APPROVED = "approved", pgettext_lazy("decision", "approved")
        REFUSED = "refused", pgettext_lazy("decision", "refused")
        REOPENED = "reopened", pgettext_lazy("decision", "put back as it was before")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id)
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=Verdict)
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(_("note to the commenter"), blank=True, default="")
    before = models.CharField(max_length=10, choices=Comment.State)
    by = _person()
    automatic = models.BooleanField(default=False)  # a person whose account went is nobody, but was a person
    undone = models.BooleanField(default=False)  # put back by a later one, without an appeal
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)  # the commenter, by mail

    objects: ClassVar[Any] = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        permissions = (("moderate", _("Can moderate discussions")),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(verdict="refused") | Q(rule__isnull=False), name="decision_refusal_cites_a_rule"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["approved", "refused", "reopened"]), name="decision_verdict_is_known"
            ),
            models.CheckConstraint(condition=Q(automatic=False) | Q(by=None), name="decision_of_a_program_is_nobodys"),
        )
        indexes = (
            models.Index(fields=["comment", "-id"], name="decision_of_comment"),
            models.Index(fields=["at"], name="decision_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.comment}"


class ReportQuerySet(models.QuerySet["Report"]):
    """Reading reports."""

    def open(self) -> Self:
        """Those that nobody has decided yet."""
        return self.filter(outcome="")


class Report(models.Model):
    """That a reader finds that a comment breaks a rule, or the law."""

    class Reason(models.TextChoices):
        """What is wrong with it."""

        RULE = "rule", _("It breaks a house rule")
        ILLEGAL = "illegal", _("It is against the law")

    class Outcome(models.TextChoices):
        """What came of it."""

        FOUNDED = "founded", pgettext_lazy("report", "The comment was refused")
        UNFOUNDED = "unfounded", pgettext_lazy("report", "The comment stays")

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="reports")
    reader = _person()
    reason = models.CharField(max_length=10, choices=Reason)
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    settled_by = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")

    objects: ClassVar[Any] = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = (
            models.UniqueConstraint(fields=["comment", "reader"], name="report_once"),
            models.CheckConstraint(
                condition=Q(reason="rule", rule__isnull=False) | Q(reason="illegal", rule=None),
                name="report_says_what_is_wrong",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_by=None) | (~Q(outcome="") & Q(settled_by__isnull=False)),
                name="report_is_settled_by_a_decision",
            ),
        )
        indexes = (
            models.Index(fields=["comment"], name="report_open", condition=Q(outcome="")),
            models.Index(fields=["reader", "at"], name="report_of_reader"),
        )

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.comment}"


class SanctionQuerySet(models.QuerySet["Sanction"]):
    """Reading sanctions."""

    def in_force(self, reader: Any, at: datetime) -> Self:
        """What holds for somebody at a moment."""
        begun = self.filter(reader=reader, at__lte=at, lifted_at=None)
        return begun.filter(Q(until=None) | Q(until__gt=at)).select_related("rule")

    def without_picture(self) -> Self:
        """Those that are about what somebody does, and not about their picture."""
        return self.exclude(kind=Sanction.Kind.PICTURE)

    def forbidding(self, reader: Any, at: datetime) -> Self:
        """What keeps somebody from writing at a moment, the longest first."""
        stopping = self.in_force(reader, at).filter(kind__in=[Sanction.Kind.SUSPENSION, Sanction.Kind.BAN])
        return stopping.order_by(F("until").desc(nulls_first=True))


class Sanction(models.Model):
    """That somebody may not take part as others do, for a time and by a rule.

    The account itself stays: its owner may read, and take the comments along.
    """

    class Kind(models.TextChoices):
        """What changes for the person."""

        SILENCE = "silence", _("Silence: every comment waits for a moderator")
        SUSPENSION = "suspension", _("Suspension: no writing")
        BAN = "ban", _("Ban: no writing, voting or reporting, and signed out everywhere")
        PICTURE = "picture", _("Picture: taken away, and no other one for a time")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id)
    reader = _person(related_name="sanctions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    edition = models.CharField(max_length=50)  # the code of the one whose rule it was
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+", verbose_name=_("rule"))
    note = models.TextField(_("note to the person"), blank=True, default="")
    by = _person()
    at = models.DateTimeField()
    until = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = _person()
    told_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["silence", "suspension", "ban", "picture"]), name="sanction_kind_is_known"
            ),
            models.CheckConstraint(condition=Q(kind="ban") | Q(until__isnull=False), name="sanction_has_an_end"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("at")), name="sanction_ends_after_it_began"),
        )
        indexes = (models.Index(fields=["reader", "lifted_at", "until"], name="sanction_of_reader"),)

    def __str__(self) -> str:
        return f"{self.reader}: {self.get_kind_display()}"


class Appeal(models.Model):
    """What somebody says against a decision or a sanction; once, and somebody else decides it.

    ``against`` is whoever decided first, so that the database can see to it
    that it is another one who looks at it again.
    """

    class Outcome(models.TextChoices):
        """What the second look came to."""

        UPHELD = "upheld", pgettext_lazy("appeal", "The decision stands")
        REVERSED = "reversed", pgettext_lazy("appeal", "The decision was wrong and is put right")

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="appeal")
    sanction = models.OneToOneField(Sanction, on_delete=models.PROTECT, null=True, blank=True, related_name="appeal")
    text = models.TextField()
    at = models.DateTimeField()
    against = _person()
    decided_by = _person()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    note = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = (
            models.CheckConstraint(
                condition=Q(decision__isnull=False, sanction=None) | Q(decision=None, sanction__isnull=False),
                name="appeal_is_against_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(against=None) | ~Q(decided_by=F("against")),
                name="appeal_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="appeal_is_decided_or_not",
            ),
        )
        indexes = (models.Index(fields=["at"], name="appeal_open", condition=Q(outcome="")),)

    def __str__(self) -> str:
        return f"{self.decision or self.sanction}"


class Claim(models.Model):
    """That a moderator has a comment before them; it ends by itself, since people are called away."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="claim")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return f"{self.by}: {self.comment}"
