"""Letters about accounts, as a task writes them.

Their links begin with the configured address, whatever a request said.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from depesche.accounts.models import User

# What a letter says where the address is known, or is not, although whoever asked expected it.
_IF_KNOWN = {"join": "join_known", "address_new": "address_taken"}
_IF_UNKNOWN = {"reset": "reset_unknown"}

# Changes that the owner of an account hears of, so that nobody else makes them unnoticed.
CHANGES = {
    "password_changed": gettext_lazy("The password was changed."),
    "password_set": gettext_lazy("A password was set."),
    "totp_activated": gettext_lazy("Codes from an app are asked for at sign-in."),
    "totp_deactivated": gettext_lazy("Codes from an app are no longer asked for at sign-in."),
    "recovery_codes_generated": gettext_lazy("New recovery codes were made; the old ones are void."),
    "webauthn_added": gettext_lazy("A passkey was added."),
    "webauthn_removed": gettext_lazy("A passkey was removed."),
    "account_connected": gettext_lazy("An account of another house was connected."),
    "account_disconnected": gettext_lazy("An account of another house is no longer connected."),
}


def send(kind: str, *, to: str, language: str, paper: str, facts: dict[str, Any]) -> None:
    """Write a letter and hand it to the mail server."""
    account = User.objects.filter(email__iexact=to, is_active=True).first()
    kind = (_IF_KNOWN if account else _IF_UNKNOWN).get(kind, kind)
    with translation.override(account.language if account and account.language else language):
        subject, _line, text = _written(kind, paper, facts).partition("\n")
    EmailMessage(subject, text.strip() + "\n", to=[to]).send()


def _written(kind: str, paper: str, facts: dict[str, Any]) -> str:
    known = {
        "paper": paper or settings.PUBLISHER or urlsplit(settings.BASE_URL).hostname,
        "change": CHANGES.get(kind, ""),
        "sign_in": _address("account_login"),
        "sign_up": _address("account_signup"),
        "reset": _address("account_reset_password"),
        "account": _address("account_overview"),
    }
    template = "changed" if kind in CHANGES else kind
    return render_to_string(f"accounts/letters/{template}.txt", known | facts).strip()


def _address(name: str) -> str:
    return f"{settings.BASE_URL}{reverse(name)}"
