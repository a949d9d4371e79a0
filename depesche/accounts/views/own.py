"""My account: what the person sees and changes of it."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from depesche.accounts import actions, codes, forms, holdings, outside, posting, tries
from depesche.accounts.codes import Pending
from depesche.accounts.models import User
from depesche.accounts.views.guarding import fresh, limited, signed_in

ADDRESS = "address"


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about the account, each on a page of its own."""
    user = _me(request)
    context = {
        "person": user,
        "is_staff": user.has_perm("wagtailadmin.access_admin"),
        "second_factor": is_mfa_enabled(user),
        "outside": outside.is_offered(),
    }
    return render(request, "account/overview.html", context)


@signed_in
@limited(tries.CHANGES)
def profile(request: HttpRequest) -> HttpResponse:
    """The name that readers see, and the language."""
    user = _me(request)
    shown = {"display_name": user.display_name, "language": user.language}
    form = forms.Profile(request.POST or None, user=user, initial=shown)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/profile.html", {"form": form})
    actions.describe(user=user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("account_overview")


@signed_in
@fresh
@limited(tries.LETTERS)
def address(request: HttpRequest) -> HttpResponse:
    """Ask for another address, and send a code to it and one to the present one."""
    user = _me(request)
    form = forms.NewAddress(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/address.html", {"form": form, "person": user})
    now, new = timezone.now(), form.cleaned_data["email"]
    first, second = codes.new_code(), codes.new_code()
    until = (now + codes.LASTS).timestamp()
    codes.keep(request, ADDRESS, Pending(new, codes.hashed(first), until, second_code=codes.hashed(second)))
    if tries.may_get_a_letter(new, at=now):
        posting.post(request, "address_new", to=new, code=first)
        posting.post(request, "address_old", to=user.email, code=second, address=new)
    return redirect("account_address_codes")


@signed_in
@limited(tries.CODES)
def address_codes(request: HttpRequest) -> HttpResponse:
    """Take both codes, and change the address."""
    user, pending = _me(request), codes.waiting(request, ADDRESS, timezone.now())
    if pending is None:
        messages.error(request, _("Nothing waits for a code any more. Please begin again."))
        return redirect("account_email")
    form = forms.TwoCodes(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if codes.matches(request, ADDRESS, pending, given["code"], given["second"]):
            return _change_address(request, user, pending.email)
        form.add_error(None, _("The two codes are not right."))
    return render(request, "account/address_codes.html", {"form": form, "email": pending.email, "person": user})


def _change_address(request: HttpRequest, user: User, email: str) -> HttpResponse:
    before = user.email
    codes.drop(request, ADDRESS)
    try:
        actions.change_address(user=user, email=email)
    except actions.Taken:
        messages.error(request, _("Nothing waits for a code any more. Please begin again."))
        return redirect("account_email")
    posting.post(request, "address_changed", to=before)
    messages.success(request, _("Your address is changed."))
    return redirect("account_overview")


@require_POST
@signed_in
@limited(tries.CHANGES)
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here as well."""
    actions.sign_out_everywhere(user=_me(request))
    logout(request)
    messages.success(request, _("You are signed out everywhere."))
    return redirect("account_login")


@signed_in
@fresh
@limited(tries.CHANGES)
def data(request: HttpRequest) -> HttpResponse:
    """All that is kept of the person: a page that explains it, and by POST the file."""
    if request.method != "POST":
        return render(request, "account/data.html")
    held = holdings.export(_me(request).pk)
    response = JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@fresh
@limited(tries.CHANGES)
def erase(request: HttpRequest) -> HttpResponse:
    """Erase the account; those who work here are told who ends theirs."""
    user = _me(request)
    if User.objects.staff().filter(pk=user.pk).exists():
        return render(request, "account/erase_staff.html")
    form = forms.Erasure(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/erase.html", {"form": form})
    email = user.email
    actions.erase(user=user, comments=form.cleaned_data["comments"], at=timezone.now())
    logout(request)
    posting.post(request, "erased", to=email)
    messages.success(request, _("Your account is erased."))
    return redirect("account_login")


@require_POST
@signed_in
@fresh
@limited(tries.CHANGES)
def connect(request: HttpRequest) -> HttpResponse:
    """Connect the account of another house with which the person came before they signed in."""
    guest = outside.guest(request)
    if guest is None:
        raise Http404
    outside.forget(request)
    try:
        actions.connect_outside(user=_me(request), provider=guest.provider, uid=guest.uid)
    except actions.Taken:
        messages.error(request, _("Somebody else here has connected this account already."))
    else:
        posting.post(request, "account_connected", to=_me(request).email)
        messages.success(request, _("The account is connected."))
    return redirect("socialaccount_connections")


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
