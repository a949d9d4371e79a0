"""Opening an account, and what its owner changes in it."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from depesche.accounts.actions.leaving import sign_out_everywhere
from depesche.accounts.models import User


class Taken(ValueError):
    """The address, or the account at another house, belongs to an account already."""


@transaction.atomic
def join(
    *, email: str, password: str, display_name: str, language: str, outside: tuple[str, str] | None = None
) -> User:
    """Open an account for somebody who has shown that the address is theirs.

    ``password`` is its hash, or empty for those who come with a passkey or from another house; ``outside`` is the
    other house and its own id.  Raises Taken.
    """
    user = User(email=User.objects.normalize_email(email), display_name=display_name, language=language)
    if password:
        user.password = password
    else:
        user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise Taken(email) from None
    if outside:
        connect_outside(user=user, provider=outside[0], uid=outside[1])
    return user


def connect_outside(*, user: User, provider: str, uid: str) -> None:
    """Let somebody sign in by an account of another house, known by that house's own id; raises Taken."""
    account, _new = SocialAccount.objects.get_or_create(provider=provider, uid=uid, defaults={"user": user})
    if account.user_id != user.pk:
        raise Taken(uid)


@transaction.atomic
def change_address(*, user: User, email: str) -> None:
    """Give an account another address, which both its old and its new owner have agreed to; raises Taken."""
    user.email = User.objects.normalize_email(email)
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:
        raise Taken(email) from None


@transaction.atomic
def renew_password(*, user: User, password: str) -> None:
    """Set a new password for somebody who had forgotten theirs; whoever was signed in is so no longer."""
    user.set_password(password)
    user.save(update_fields=["password"])
    sign_out_everywhere(user=user)


def describe(*, user: User, display_name: str, language: str) -> None:
    """Change the name that readers see and the language in which the person is spoken to."""
    user.display_name, user.language = display_name, language
    user.save(update_fields=["display_name", "language"])
