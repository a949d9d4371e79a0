"""What this app keeps of a person, as it is told to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from depesche.accounts import holdings
from depesche.accounts.models import User


def connect() -> None:
    """Say what is kept."""
    holdings.register("account", _account, _nothing)
    holdings.register("ways_to_sign_in", _ways, _nothing)
    holdings.register("sessions", _sessions, _nothing)


def _account(account: int) -> dict[str, Any]:
    user = User.objects.get(pk=account)
    return {
        "email": user.email,
        "public_name": user.display_name,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "language": user.language,
        "joined_at": user.date_joined.isoformat(),
        "last_sign_in": user.last_login.isoformat() if user.last_login else None,
        "roles": sorted(user.groups.values_list("name", flat=True)),
    }


def _ways(account: int) -> dict[str, Any]:
    """How the person signs in; what is secret of it is told to nobody."""
    second = Authenticator.objects.filter(user=account).order_by("pk")
    outside = SocialAccount.objects.filter(user=account).order_by("pk")
    return {
        "password": User.objects.get(pk=account).has_usable_password(),
        "second_factors": [
            {"kind": one.type, "name": one.data.get("name"), "added_at": one.created_at.isoformat()} for one in second
        ],
        "accounts_elsewhere": [
            {"house": one.provider, "id": one.uid, "connected_at": one.date_joined.isoformat()} for one in outside
        ],
    }


def _sessions(account: int) -> list[dict[str, Any]]:
    return [
        {"begun_at": one.created_at.isoformat(), "network": one.ip, "browser": one.user_agent}
        for one in UserSession.objects.filter(user=account).order_by("pk")
    ]


def _nothing(account: int, comments: str, at: datetime) -> None:
    """These rows go with the account."""
