"""Signing in with an account at a Mastodon server, which the reader names."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from depesche.accounts import mastodon, tries, ways
from depesche.accounts.models import Instance, User
from depesche.accounts.provider import MastodonProvider
from depesche.accounts.views.guarding import limited

log = logging.getLogger(__name__)

_BEGUN = "account_mastodon"
_LASTS = 600  # seconds


@require_POST
@limited(tries.OUTSIDE)
def begin(request: HttpRequest) -> HttpResponse:
    """Register at the server if need be, and lead the reader there."""
    if not settings.SIGN_IN_MASTODON:
        raise Http404
    now = timezone.now()
    try:
        host = mastodon.host_of(request.POST.get("instance", ""))
    except ValueError:
        messages.error(request, _("This is no server's name. Write it like mastodon.social."))
        return redirect(ways.sign_in_address(ways.way_on(request)))
    try:
        known = mastodon.instance(host, at=now)
    except OSError as fault:
        return _failed(request, host, fault)
    begun: dict[str, Any] = {
        "state": secrets.token_urlsafe(24),
        "verifier": mastodon.new_verifier(),
        "host": host,
        "next": ways.way_on(request),
        "process": "connect" if request.GET.get("process") == "connect" else "login",
        "until": now.timestamp() + _LASTS,
    }
    request.session[_BEGUN] = begun
    return redirect(mastodon.authorize_address(known, state=begun["state"], verifier=begun["verifier"]))


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Hear from the server who the reader is.  What was begun is good for one answer, whatever that is."""
    if not settings.SIGN_IN_MASTODON:
        raise Http404
    begun: dict[str, Any] = request.session.pop(_BEGUN, None) or {}
    if not begun or not constant_time_compare(request.GET.get("state", ""), begun["state"]):
        return render(request, "socialaccount/authentication_error.html", status=400)
    if timezone.now().timestamp() > begun["until"] or not request.GET.get("code"):
        return render(request, "socialaccount/login_cancelled.html")
    known = Instance.objects.filter(host=begun["host"]).first()
    try:
        if known is None:
            raise mastodon.NotMastodon(begun["host"])
        uid = mastodon.who(known, code=request.GET["code"], verifier=begun["verifier"])
    except (OSError, KeyError) as fault:
        # Perhaps the server has forgotten us; the next reader lets us register anew.
        Instance.objects.filter(host=begun["host"]).delete()
        return _failed(request, begun["host"], fault)
    return _complete(request, uid, begun)


def _complete(request: HttpRequest, uid: str, begun: dict[str, Any]) -> HttpResponse:
    account = SocialAccount(provider=MastodonProvider.id, uid=uid, extra_data={})
    login = SocialLogin(user=User(), account=account, provider=MastodonProvider(request))
    login.state = {"process": begun["process"], "next": begun["next"]}
    return complete_social_login(request, login)


def _failed(request: HttpRequest, host: str, fault: Exception) -> HttpResponse:
    log.warning("The Mastodon server %s cannot be asked who somebody is: %s", host, fault)
    return render(request, "socialaccount/authentication_error.html", status=503)
