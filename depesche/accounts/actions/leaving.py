"""Ending sessions and accounts."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from depesche.accounts import holdings
from depesche.accounts.models import Attempt, User


class ComesBack(ValueError):
    """The account belongs to somebody who works here: what they wrote is the newsroom's, an administrator ends it."""


def sign_out_everywhere(*, user: User, but: str | None = None) -> None:
    """End all sessions of an account, or all but one."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for session in UserSession.objects.filter(user=user).exclude(session_key=but or ""):
        store.delete(session.session_key)
        session.delete()


@transaction.atomic
def close(*, user: User) -> None:
    """Let nobody in with this account any more; what it wrote stays."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    sign_out_everywhere(user=user)


@transaction.atomic
def erase(*, user: User, comments: str, at: datetime) -> None:
    """Erase a reader's account and all that hangs on it, at once; ``comments`` says what becomes of what they wrote.

    Raises ComesBack for staff.
    """
    if User.objects.staff().filter(pk=user.pk).exists():
        raise ComesBack(user.pk)
    holdings.erase(user.pk, comments, at)
    sign_out_everywhere(user=user)
    user.delete()


def tidy(*, at: datetime) -> None:
    """Forget attempts and sessions that are over."""
    Attempt.objects.filter(ends_at__lt=at).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
