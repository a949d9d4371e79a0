"""What discussions keep of a person, told to them and given up when they leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from depesche.accounts import holdings
from depesche.comments import actions
from depesche.comments.models import Acceptance, Comment, Vote


def connect() -> None:
    """Say what is kept."""
    holdings.register("comments", _told, _given_up)


def _told(account: int) -> dict[str, Any]:
    comments = Comment.objects.filter(writer=account).select_related("discussion").order_by("posted_at", "pk")
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
    }


def _given_up(account: int, comments: str, at: datetime) -> None:
    actions.leave(writer=account, comments=comments, at=at)
