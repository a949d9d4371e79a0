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
    addresses = User.objects.filter(pk=account).exclude(email="").values_list("email", flat=True)
    same = [Q(address__iexact=address) for address in addresses]
    return Follower.objects.filter(Q(account=account) if not same else Q(account=account) | same[0]).order_by("pk")


def _told(account: int) -> list[dict[str, Any]]:
    return [actions.told(follower) for follower in _of(account)]


def _given_up(account: int, comments: str, at: datetime) -> None:
    for follower in _of(account):
        actions.erase(follower=follower)
