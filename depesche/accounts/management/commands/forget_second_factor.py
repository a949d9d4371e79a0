"""Help for somebody of the newsroom whose telephone is gone."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from depesche.accounts import actions
from depesche.accounts.models import User


class Command(BaseCommand):
    """Forgets the second factors of an account and ends its sessions; its owner sets up new ones."""

    help = (
        "Forget the app, the passkeys and the recovery codes of the account EMAIL and sign it out everywhere. "
        "Ask the person by voice first: whoever has their password gets in afterwards."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        """Forget them."""
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"There is no account with the address {email}.")
        number, _each = Authenticator.objects.filter(user=user).delete()
        actions.sign_out_everywhere(user=user)
        self.stdout.write(f"{number} second factors of {user.email} are forgotten.")
