"""What django-allauth asks of us: letters go by the queue, limits are ours, and nothing is linked by an address."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from depesche.accounts import codes, limits, outside, posting, tries, ways
from depesche.accounts.models import User

# What we say ourselves in the place of django-allauth's notes about each step.
_NOTES = {
    "password_changed": gettext_lazy("Your password is changed."),
    "password_set": gettext_lazy("Your password is set."),
    "logged_in": "",
    "logged_out": gettext_lazy("You are signed out."),
    "totp_activated": gettext_lazy("Codes from your app are asked for from now on."),
    "totp_deactivated": gettext_lazy("Codes from an app are no longer asked for."),
    "recovery_codes_generated": gettext_lazy("Here are new recovery codes; the old ones are void."),
    "webauthn_added": gettext_lazy("The passkey is added."),
    "webauthn_removed": gettext_lazy("The passkey is removed."),
    "account_connected": gettext_lazy("The account is connected."),
    "account_connected_updated": gettext_lazy("The account was connected already."),
    "account_connected_other": gettext_lazy("Somebody else here has connected this account already."),
    "account_disconnected": gettext_lazy("The account is no longer connected."),
    "sessions_logged_out": gettext_lazy("Everywhere else you are signed out."),
    "login_code_sent": gettext_lazy("We have sent you a letter with a code."),
}


class AddressAndPassword(AuthenticationBackend):
    """Looks an address up with one statement and hashes one password, whether there is an account or not."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        # django-allauth asks a second table only for those whom it has not found in the first, which can be timed.
        found = EmailAddress.objects.filter(email=email.lower(), verified=True).select_related("user").first()
        checked: AbstractBaseUser | None = self._check_password(found.user if found else None, password)
        return checked


class AccountAdapter(DefaultAccountAdapter):
    """Signing in and what belongs to it."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed."),
        "email_password_mismatch": gettext_lazy("Address or password is not right."),
        "enter_current_password": gettext_lazy("This is not your password."),
        "incorrect_code": gettext_lazy("This is not the code."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "too_many_login_attempts": gettext_lazy("That was too often. Please try again in a quarter of an hour."),
        "rate_limited": gettext_lazy("That was too often. Please try again in a quarter of an hour."),
    }

    def get_login_stages(self) -> list[str]:
        """Only the second factor: no account exists whose address was not confirmed."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def is_safe_url(self, url: str | None) -> bool:
        """Whether somebody may be led there."""
        return ways.is_ours(url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """After signing in, without another wish."""
        return reverse("account_overview")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account."""
        return reverse("account_overview")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by our own action only, once the address is confirmed."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """What stands for the sender; also beside each session, so that its owner can recognise it."""
        return limits.network(request) or "0.0.0.0"  # noqa: S104 - says that nothing is known, nothing is bound

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the guesses at one account, wherever they come from."""
        who = str(credentials.get("email", "")).strip().lower()
        if not tries.SIGN_IN_TO.allows(who, at=timezone.now()):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The account, if address and password are right; then its guesses are forgotten."""
        user = super().authenticate(request, **credentials)
        if user:
            tries.SIGN_IN_TO.forget(str(credentials.get("email", "")).strip().lower())
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a letter on the queue; the task writes it."""
        kind = template_prefix.rsplit("/", 1)[-1]
        facts = {"code": context["code"]} if "code" in context else {}
        posting.post(self.request, kind, to=email, **facts)

    def generate_login_code(self) -> str:
        """A code like all others of ours."""
        return codes.new_code()

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How somebody shows that it is still them; who has a second factor shows that one, and nothing weaker."""
        methods = super().get_reauthentication_methods(user)
        second = [method for method in methods if method["id"].startswith("mfa_")]
        return second or methods

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say what has happened, in our own words."""
        said = kwargs.get("message")
        template = args[0] if args else kwargs.get("message_template")
        if said is None and template:
            said = _NOTES.get(str(template).rsplit("/", 1)[-1].removesuffix(".txt"), "")
        if said:
            messages.add_message(request, level, str(said))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Codes and passkeys."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This is not the code, or it was used already. Wait for the next one."),
    }

    def get_totp_issuer(self) -> str:
        """Beside the account in the app."""
        return settings.PUBLISHER or urlsplit(settings.BASE_URL).hostname or "Depesche"

    def get_totp_label(self, user: Any) -> str:
        """The account in the app."""
        return str(user.email)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site that a passkey is for: the configured one, whatever a request says."""
        host = urlsplit(settings.BASE_URL).hostname or "localhost"
        return {"id": host, "name": self.get_totp_issuer()}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a passkey is called until its owner gives it a name."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def encrypt(self, text: str) -> str:
        """Who steals the database has no second factors yet."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = hashlib.sha256(b"depesche second factors" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Where somebody is signed in."""


class OutsideAdapter(DefaultSocialAccountAdapter):
    """Accounts at other houses: known by the other's own id, and by nothing that its owner can change."""

    def get_requests_session(self) -> Any:
        """All that goes out goes through the one client."""
        return outside.session()

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Keep of what the other house says its own id alone; raises PermissionDenied if it contradicts itself."""
        said = sociallogin.account.extra_data
        if sociallogin.provider and sociallogin.provider.id == "openid_connect":
            _check_subject(said)
        sociallogin.account.extra_data = {}
        return super().populate_user(request, sociallogin, {"email": data.get("email")})

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Whoever comes for the first time confirms an address first, or signs in to the account that they have."""
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        outside.remember(request, sociallogin)
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_signup")))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """See pre_social_login: django-allauth opens no account by itself."""
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to the list."""
        return reverse("socialaccount_connections")


def _check_subject(said: dict[str, Any]) -> None:
    """Both answers of an OpenID Connect provider must speak of the same person (OpenID Connect Core 1.0, 5.3.2)."""
    token, info = said.get("id_token") or {}, said.get("userinfo") or {}
    if not token.get("sub") or (info and info.get("sub") != token["sub"]):
        raise PermissionDenied("The provider's answers speak of two people.")
