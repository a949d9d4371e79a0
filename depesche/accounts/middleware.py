"""Who may come to the desk: only staff, and these only with a second factor."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

DESK = "/desk/"
_OPEN = ("/desk/login/", "/desk/logout/", "/desk/password_reset/")


def desk_door(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let nobody to the desk who has signed in and has no business there, and lead staff to their second factor."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(DESK) and not request.path.startswith(_OPEN) and request.user.is_authenticated:
            if not request.user.has_perm("wagtailadmin.access_admin"):
                return render(request, "account/not_the_desk.html", status=403)
            if needs_second_factor(request):
                return _to_second_factor(request)
        return get_response(request)

    return answer


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether this person must set up a second factor before the desk opens.

    Who has one cannot have signed in without it (the stage of django-allauth asks), so having one is enough.
    """
    if not settings.STAFF_SECOND_FACTOR:
        return False
    second = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return not Authenticator.objects.filter(user_id=request.user.pk, type__in=second).exists()


def _to_second_factor(request: HttpRequest) -> HttpResponse:
    if request.headers.get("X-Requested-With") or request.method != "GET":
        return HttpResponse(_("Set up a second factor first."), status=403, content_type="text/plain; charset=utf-8")
    messages.info(request, _("The desk needs a second factor: an app for codes, or a passkey. Set one up here."))
    return HttpResponseRedirect(f"{reverse('mfa_index')}?{urlencode({'next': request.get_full_path()})}")
