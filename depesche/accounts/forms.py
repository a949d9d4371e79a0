"""What people type at the door and in their account."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    ConfirmReauthenticationCodeForm,
    LoginForm,
    ReauthenticateForm,
    SetPasswordForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as SecondFactorAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from depesche.accounts import holdings, names, tries
from depesche.accounts.models import User

_ADDRESS = {
    "autocomplete": "email",
    "inputmode": "email",
    "autocapitalize": "none",
    "spellcheck": "false",
    "dir": "ltr",
}


def address_field(label: Any = None, **attributes: Any) -> forms.EmailField:
    """An e-mail address."""
    return forms.EmailField(
        label=label or _("E-mail address"), max_length=254, widget=forms.EmailInput(attrs=_ADDRESS | attributes)
    )


def password_field(label: Any, autocomplete: str, **options: Any) -> forms.CharField:
    """A password; browsers offer to remember or to make one."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, max_length=1000, **options)


def code_field(label: Any = None) -> forms.CharField:
    """A code from a letter or an app; telephones show digits and fill it in."""
    shown = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(
        label=label or _("Code"), max_length=40, widget=forms.TextInput(attrs=shown | {"dir": "ltr"})
    )


class NameField(forms.CharField):
    """The name that readers see."""

    free = True  # templates say so: nobody must have one

    def __init__(self, **options: Any) -> None:
        shown = {"autocomplete": "nickname", "dir": "auto"}
        super().__init__(
            label=_("Public name"),
            required=False,
            max_length=names.LONGEST,
            widget=forms.TextInput(attrs=shown),
            help_text=_("What other readers see. It may be a pseudonym, and you can change it at any time."),
            **options,
        )

    def clean(self, value: Any) -> str:
        """A name that nobody mistakes for the newsroom's."""
        return names.check_name(super().clean(value))


class SignUp(forms.Form):
    """Opening an account by mail, with a password or a passkey."""

    email = address_field()
    password = password_field(
        _("Password"), "new-password", required=False, help_text=_("At least ten characters. Long is better than odd.")
    )
    display_name = NameField()

    def clean(self) -> dict[str, Any]:
        """Who wants no passkey needs a password, and a good one."""
        given: dict[str, Any] = super().clean() or {}
        if "passkey" in self.data:
            given["password"] = ""
        elif not given.get("password"):
            self.add_error("password", forms.Field.default_error_messages["required"])
        else:
            self._check_password(given)
        return given

    def _check_password(self, given: dict[str, Any]) -> None:
        try:
            validate_password(given["password"], User(email=given.get("email", "")))
        except ValidationError as fault:
            self.add_error("password", fault)


class FromOutside(forms.Form):
    """Opening an account by one at another house."""

    email = address_field()
    display_name = NameField()


class Code(forms.Form):
    """The code of a letter."""

    code = code_field()


class TwoCodes(forms.Form):
    """The codes of two letters, to the new address and to the old one."""

    code = code_field(_("Code from the letter to the new address"))
    second = code_field(_("Code from the letter to your present address"))


class Address(forms.Form):
    """An address that gets a letter."""

    email = address_field()


class NewAddress(forms.Form):
    """Another address for an account."""

    email = address_field(_("New e-mail address"))


class NewPassword(forms.Form):
    """A new password for somebody who has forgotten theirs."""

    password = password_field(_("New password"), "new-password", help_text=_("At least ten characters."))

    def __init__(self, *args: Any, user: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_password(self) -> str:
        """One that is hard to guess."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self._user)
        return password


class Profile(forms.Form):
    """How the person appears, and in which language they are spoken to."""

    display_name = NameField()
    language = forms.ChoiceField(label=_("Language of letters and of these pages"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        self.fields["language"].choices = [("", _("that of the edition")), *settings.LANGUAGES]  # type: ignore[attr-defined]  # the stubs know the class of fields only

    def clean_display_name(self) -> str:
        """A member of staff may bear their own name."""
        return names.check_name(self.data.get("display_name", ""), of=self._user)


class Erasure(forms.Form):
    """How an account ends."""

    comments = forms.ChoiceField(
        label=_("What shall become of your comments?"),
        choices=[
            (holdings.ANONYMOUS, _("They stay, without my name and without pictures.")),
            (holdings.GONE, _("They go. Where somebody has answered, a gap remains.")),
        ],
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(label=_("Yes, erase my account. This cannot be undone."))


class SignIn(LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = address_field(autocomplete="username webauthn")
        self.fields["password"] = password_field(_("Password"), "current-password")


class PasswordAgain(ReauthenticateForm):
    """The password of somebody who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password_field(_("Password"), "current-password")


class CodeAgain(ConfirmReauthenticationCodeForm):
    """The code of a letter to somebody who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field()


class ChangePassword(ChangePasswordForm):
    """A new password for the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = password_field(_("Present password"), "current-password")
        self.fields["password1"] = password_field(_("New password"), "new-password")
        self.fields["password2"] = password_field(_("New password again"), "new-password")


class SetPassword(SetPasswordForm):
    """A first password for an account that had none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"] = password_field(_("Password"), "new-password")
        self.fields["password2"] = password_field(_("Password again"), "new-password")


class _Counted:
    """A code of the second factor: guesses are counted for the account, and each code is good for once."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """The code, if it is right, new and not one guess too many."""
        now, who = timezone.now(), str(self.user.pk)
        if not tries.SECOND_FACTOR.allows(who, at=now):
            raise ValidationError(_("That was too often. Please try again in a quarter of an hour."))
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        code: str = super().clean_code()  # type: ignore[misc]  # django-allauth's form stands behind this one
        if not tries.USED_CODE.allows(f"{who}:{code}", at=now):
            raise ValidationError(_("This code was used already. Wait for the next one."))
        tries.SECOND_FACTOR.forget(who)
        return code


class SecondFactor(_Counted, AuthenticateForm):
    """The second factor at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field()


class SecondFactorAgain(_Counted, SecondFactorAgainForm):
    """The second factor of somebody who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field()


class ActivateApp(_Counted, ActivateTOTPForm):
    """The first code of an app, which shows that it has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_("Code that the app shows"))


class AddPasskey(AddWebAuthnForm):
    """A new passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name of this passkey"),
            required=False,
            max_length=60,
            help_text=_("So that you know it again, for example the name of your telephone."),
        )
