"""The desk's own door leads to the one that all have."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from depesche.accounts import ways


def sign_in(request: HttpRequest) -> HttpResponse:
    """To the door, and from there to where somebody wanted to go at the desk."""
    wanted = ways.way_on(request) or reverse("wagtailadmin_home")
    return redirect(wanted if request.user.is_authenticated else ways.sign_in_address(wanted))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; Wagtail's button posts here."""
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("account_login")
