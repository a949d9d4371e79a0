"""Letters to those about whom something was decided.

Their subjects are always the same words, and nothing that a reader wrote
stands in them.  Each is sent once: whoever sends it says so first.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from depesche.comments.models import Appeal, Decision, Discussion, Sanction

OWN = "/-/discussion/decisions/"  # where readers find what was decided about them


def tell_of_refusal(decision_id: int, *, at: datetime) -> None:
    """Say which rule a comment was refused by; nothing if the decision was taken back meanwhile."""
    found = Decision.objects.select_related("comment__writer", "comment__discussion", "rule__rules")
    decision = found.filter(pk=decision_id, undone=False).first()
    if decision is None or decision.comment.writer is None:
        return
    removed = decision.before == "public"
    subject = _("Your comment was removed") if removed else _("Your comment was not published")
    context = {"decision": decision, "removed": removed, "page": f"{OWN}{decision.public_id}/"}
    _send(decision, decision.comment.writer, decision.comment.discussion.language, subject, "refusal", context, at)


def tell_of_sanction(sanction_id: int, *, at: datetime) -> None:
    """Say what somebody may not do any more, until when and why."""
    sanction = Sanction.objects.select_related("reader", "rule__rules").filter(pk=sanction_id).first()
    if sanction is None or sanction.reader is None:
        return
    context = {"sanction": sanction, "page": f"{OWN}sanctions/{sanction.public_id}/"}
    language = _language(sanction.edition)
    picture = sanction.kind == Sanction.Kind.PICTURE
    subject = _("Your picture was taken away") if picture else _("You cannot take part as before")
    _send(sanction, sanction.reader, language, subject, "sanction", context, at)


def tell_of_appeal(appeal_id: int, *, at: datetime) -> None:
    """Say what the second look came to."""
    found = Appeal.objects.select_related("decision__comment__discussion", "decision__comment__writer", "sanction")
    appeal = found.filter(pk=appeal_id).exclude(outcome="").first()
    if appeal is None:
        return
    if appeal.decision:
        reader, language = appeal.decision.comment.writer, appeal.decision.comment.discussion.language
        page = f"{OWN}{appeal.decision.public_id}/"
    else:
        assert appeal.sanction is not None
        reader, language = appeal.sanction.reader, _language(appeal.sanction.edition)
        page = f"{OWN}sanctions/{appeal.sanction.public_id}/"
    if reader is not None:
        context = {"appeal": appeal, "page": page}
        _send(appeal, reader, language, _("Your appeal was decided"), "appeal", context, at)


def _send(
    about: Model, reader: Any, language: str, subject: Any, kind: str, context: dict[str, Any], at: datetime
) -> None:
    rows = type(about)._default_manager.filter(pk=about.pk)
    if not reader.email or not rows.filter(told_at=None).update(told_at=at):
        return
    with translation.override(language):
        text = render_to_string(f"comments/letters/{kind}.txt", {**context, "base_url": settings.BASE_URL})
        words = str(subject)
    try:
        send_mail(words, text, None, [reader.email])
    except Exception:
        rows.update(told_at=None)  # the task is tried again later
        raise


def _language(edition: str) -> str:
    spoken = Discussion.objects.filter(edition=edition).values_list("language", flat=True).first()
    return spoken or settings.LANGUAGE_CODE
