"""Opening an account: an address, a code that is sent to it, and that is all.

Whether the address is known is found out by the task that writes the letter,
so these views do the same for every address.
"""

from __future__ import annotations

from datetime import datetime

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from depesche.accounts import actions, codes, forms, outside, posting, tries, ways
from depesche.accounts.codes import Pending
from depesche.accounts.models import User
from depesche.accounts.views.guarding import limited

JOIN = "join"


@limited(tries.LETTERS)
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and send a code to it."""
    if request.user.is_authenticated:
        return redirect(ways.way_on(request) or "account_overview")
    if not settings.SIGN_UP:
        return render(request, "account/signup_closed.html", status=403)
    guest = outside.guest(request)
    form = (
        forms.FromOutside(request.POST or None, initial=guest.initial) if guest else forms.SignUp(request.POST or None)
    )
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/signup.html", {"form": form, "guest": guest, "next": ways.way_on(request)})
    given = form.cleaned_data
    pending = _pending(request, given)
    if guest and guest.vouches_for(given["email"]):
        return _welcome_guest(request, pending)
    _send_code(request, pending)
    return redirect("account_confirm")


@limited(tries.CODES)
def confirm(request: HttpRequest) -> HttpResponse:
    """Take the code, open the account and let its owner in."""
    now = timezone.now()
    pending = codes.waiting(request, JOIN, now)
    if pending is None:
        messages.error(request, _("Nothing waits for a code any more. Please begin again."))
        return redirect("account_signup")
    form = forms.Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if codes.matches(request, JOIN, pending, form.cleaned_data["code"]):
            return _open(request, pending)
        form.add_error("code", _("This is not the code."))
    return render(request, "account/confirm.html", {"form": form, "email": pending.email, "again": "account_signup"})


def _pending(request: HttpRequest, given: dict[str, str]) -> Pending:
    facts = {
        "password": make_password(given["password"]) if given.get("password") else "",
        "display_name": given["display_name"],
        "passkey": "passkey" in request.POST,
        "next": ways.way_on(request),
    }
    return Pending(email=given["email"], code="", until=_end(timezone.now()), facts=facts)


def _send_code(request: HttpRequest, pending: Pending) -> None:
    """Keep what waits for the code, and post the letter; an address gets a few a day and no more, known or not."""
    code = codes.new_code()
    pending.code = codes.hashed(code)
    codes.keep(request, JOIN, pending)
    if tries.may_get_a_letter(pending.email, at=timezone.now()):
        posting.post(request, "join", to=pending.email, code=code)


def _welcome_guest(request: HttpRequest, pending: Pending) -> HttpResponse:
    """The other house vouches for the address; if there is an account with it, its owner must sign in to that."""
    if User.objects.filter(email__iexact=pending.email).exists():
        text = _("There is an account with this address already. Sign in to it, then you can connect the two.")
        messages.info(request, text)
        return redirect(ways.sign_in_address(reverse("socialaccount_connections")))
    return _open(request, pending)


def _open(request: HttpRequest, pending: Pending) -> HttpResponse:
    guest = outside.guest(request)
    codes.drop(request, JOIN)
    try:
        user = actions.join(
            email=pending.email,
            password=pending.facts["password"],
            display_name=pending.facts["display_name"],
            language=translation.get_language() or "",
            outside=guest.account if guest else None,
        )
    except actions.Taken:
        messages.error(request, _("Nothing waits for a code any more. Please begin again."))
        return redirect("account_signup")
    outside.forget(request)
    wanted = pending.facts["next"] or reverse("account_overview")
    if pending.facts["passkey"]:
        wanted = f"{reverse('mfa_add_webauthn')}?{ways.query(next=wanted)}"
    record_authentication(request, user, method="code", email=user.email, reauthenticated=True)
    messages.success(request, _("Your account is open. You are signed in."))
    return perform_login(request, Login(user=user, redirect_url=wanted, signup=True))


def _end(now: datetime) -> float:
    return (now + codes.LASTS).timestamp()
