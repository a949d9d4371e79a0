"""What subscriptions keep of somebody with an account, told to them and given up when they leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from depesche.accounts import holdings
from depesche.accounts.models import User
from depesche.subscriptions import actions
from depesche.subscriptions.models import Follower


def connect() -> None:
    """Say what is kept."""
    holdings.register("follows", _told, _given_up)


def _of(account: int) -> QuerySet[Follower]:
    """By the account or by its address, which the account has shown to be its owner's."""
    [address] = User.objects.filter(pk=account).values_list("email", flat=True) or [""]
    same = Follower.objects.at(address) if address else Follower.objects.none()
    return Follower.objects.filter(Q(account=account) | Q(pk__in=same.values("pk"))).order_by("pk")


def _told(account: int) -> list[dict[str, Any]]:
    return [actions.told(follower) for follower in _of(account)]


def _given_up(account: int, comments: str, at: datetime) -> None:
    for follower in _of(account):
        actions.erase(follower=follower, at=at)
