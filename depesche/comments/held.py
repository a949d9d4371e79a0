"""What discussions keep of a person, told to them and given up when they leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from depesche.accounts import holdings
from depesche.comments import actions
from depesche.comments.models import Acceptance, Comment, Decision, Expert, Report, Sanction, Vote


def connect() -> None:
    """Say what is kept."""
    holdings.register("comments", _told, _given_up)


def _told(account: int) -> dict[str, Any]:
    comments = (
        Comment.objects.filter(writer=account).select_related("discussion", "picture").order_by("posted_at", "pk")
    )
    votes = Vote.objects.filter(reader=account).select_related("comment").order_by("at", "pk")
    agreed = Acceptance.objects.filter(reader=account).select_related("rules").order_by("at", "pk")
    return {
        "written": [
            {
                "id": comment.public_id,
                "page": comment.discussion.path,
                "title": comment.discussion.title,
                "name": comment.signed,
                "text": comment.text,
                "quote": comment.quote,
                "picture": _picture(comment),
                "state": comment.state,
                "written_at": comment.posted_at.isoformat(),
                "changed_at": comment.edited_at.isoformat() if comment.edited_at else None,
            }
            for comment in comments
        ],
        "found_helpful": [{"comment": vote.comment.public_id, "at": vote.at.isoformat()} for vote in votes],
        "agreed_to_house_rules": [
            {"edition": one.rules.edition, "version": one.rules.version, "at": one.at.isoformat()} for one in agreed
        ],
        "known_for": [
            {"edition": one.edition, "as": one.known_for, "since": one.given_at.isoformat()}
            for one in Expert.objects.filter(user=account).order_by("pk")
        ],
        **_decided(account),
    }


def _picture(comment: Comment) -> dict[str, str] | None:
    """Where somebody who has signed in finds their own picture, whatever became of the comment."""
    if comment.picture is None:
        return None
    return {
        "address": f"{settings.BASE_URL}/-/comment/{comment.public_id}/picture/",
        "shows": comment.picture.alt,
        "added_at": comment.picture.added_at.isoformat(),
    }


def _decided(account: int) -> dict[str, Any]:
    """What moderators decided about them, what they said against it, and what they reported."""
    decisions = Decision.objects.filter(comment__writer=account).select_related("comment", "rule", "appeal")
    sanctions = Sanction.objects.filter(reader=account).select_related("rule", "appeal")
    reports = Report.objects.filter(reader=account).select_related("comment", "rule")
    return {
        "decisions_about_comments": [
            {
                "id": one.public_id,
                "comment": one.comment.public_id,
                "decision": one.verdict,
                "by_a_program": one.automatic,
                **_reasons(one),
            }
            for one in decisions.order_by("pk")
        ],
        "sanctions": [
            {
                "id": one.public_id,
                "kind": one.kind,
                "until": one.until.isoformat() if one.until else None,
                "lifted_at": one.lifted_at.isoformat() if one.lifted_at else None,
                **_reasons(one),
            }
            for one in sanctions.order_by("pk")
        ],
        "reported": [
            {
                "comment": one.comment.public_id,
                "reason": one.reason,
                "rule": str(one.rule) if one.rule else None,
                "text": one.text,
                "at": one.at.isoformat(),
                "outcome": one.outcome or None,
            }
            for one in reports.order_by("pk")
        ],
    }


def _reasons(one: Decision | Sanction) -> dict[str, Any]:
    appeal = getattr(one, "appeal", None)
    return {
        "rule": str(one.rule) if one.rule else None,
        "note": one.note,
        "at": one.at.isoformat(),
        "appeal": {
            "text": appeal.text,
            "at": appeal.at.isoformat(),
            "outcome": appeal.outcome or None,
            "note": appeal.note,
        }
        if appeal
        else None,
    }


def _given_up(account: int, comments: str, at: datetime) -> None:
    actions.leave(writer=account, comments=comments, at=at)
