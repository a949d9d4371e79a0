"""What the picture desk keeps of a reader, told to them and given up when they leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from depesche.accounts import holdings
from depesche.accounts.models import User
from depesche.media import actions
from depesche.media.models import Portrait


def connect() -> None:
    """Say what is kept."""
    holdings.register("picture", _told, _given_up)


def _told(account: int) -> dict[str, Any] | None:
    portrait = Portrait.objects.filter(person=account).first()
    return {"address": portrait.address, "chosen_at": portrait.chosen_at.isoformat()} if portrait else None


def _given_up(account: int, comments: str, at: datetime) -> None:
    actions.remove_portrait(person=User.objects.get(pk=account))
