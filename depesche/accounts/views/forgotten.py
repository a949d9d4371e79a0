"""A new password for somebody who has forgotten theirs.  Every address is treated alike, known or not."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from depesche.accounts import actions, codes, forms, posting, tries, ways
from depesche.accounts.codes import Pending
from depesche.accounts.models import User
from depesche.accounts.views.guarding import limited

RESET = "reset"


@limited(tries.LETTERS)
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for the address, and send a code to it."""
    form = forms.Address(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/password_reset.html", {"form": form, "next": ways.way_on(request)})
    now, email, code = timezone.now(), form.cleaned_data["email"], codes.new_code()
    until = (now + codes.LASTS).timestamp()
    codes.keep(request, RESET, Pending(email, codes.hashed(code), until, {"next": ways.way_on(request)}))
    if tries.may_get_a_letter(email, at=now):
        posting.post(request, "reset", to=email, code=code)
    return redirect("account_reset_code")


@limited(tries.CODES)
def code(request: HttpRequest) -> HttpResponse:
    """Take the code."""
    pending = codes.waiting(request, RESET, timezone.now())
    if pending is None:
        return _begin_again(request)
    form = forms.Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if codes.matches(request, RESET, pending, form.cleaned_data["code"]):
            return redirect("account_reset_new")
        form.add_error("code", _("This is not the code."))
    context = {"form": form, "email": pending.email, "again": "account_reset_password"}
    return render(request, "account/confirm.html", context)


@limited(tries.CODES)
def new_password(request: HttpRequest) -> HttpResponse:
    """Take the new password, and end every session that there is."""
    pending = codes.waiting(request, RESET, timezone.now())
    user = User.objects.filter(email__iexact=pending.email, is_active=True).first() if pending else None
    if pending is None or user is None or not pending.confirmed:
        return _begin_again(request)
    form = forms.NewPassword(request.POST or None, user=user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/password_new.html", {"form": form})
    codes.drop(request, RESET)
    actions.renew_password(user=user, password=form.cleaned_data["password"])
    posting.post(request, "password_changed", to=user.email)
    messages.success(request, _("Your password is changed. Sign in with the new one."))
    return redirect(ways.sign_in_address(pending.facts["next"]))


def _begin_again(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("Nothing waits for a code any more. Please begin again."))
    return redirect("account_reset_password")
