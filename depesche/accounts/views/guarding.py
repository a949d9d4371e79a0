"""What guards each view of accounts: counted tries, nothing stored anywhere, a fresh sign-in for what is grave."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from depesche.accounts import limits
from depesche.accounts.limits import Limit

log = logging.getLogger(__name__)

View = Callable[..., HttpResponse]

fresh = reauthentication_required(app="allauth.account")
signed_in = login_required


def limited(limit: Limit) -> Callable[[View], View]:
    """Let a network post so often and no more; if that cannot be counted, not at all."""

    def guard(view: View) -> View:
        @sensitive_post_parameters()
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
            if request.method in ("GET", "HEAD", "OPTIONS"):
                return view(request, *args, **parts)
            try:
                allowed = limit.allows(limits.network(request), at=timezone.now())
            except DatabaseError:
                return render(request, "account/unavailable.html", status=503)
            return view(request, *args, **parts) if allowed else too_many(request)

        return answer

    return guard


def too_many(request: HttpRequest) -> HttpResponse:
    """Somebody tries too often."""
    response = render(request, "account/too_many.html", status=429)
    response["Retry-After"] = "900"
    return response


def switched_on(provider: str, view: View) -> View:
    """Nothing stands where a provider is not switched on; if one is away, say so and disturb nothing else."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        if provider not in settings.SOCIALACCOUNT_PROVIDERS:
            raise Http404
        try:
            return view(request, **parts)
        except (OSError, ProviderException, OAuth2Error, KeyError, ValueError) as fault:
            log.warning("%s cannot be asked who somebody is: %s", provider, fault)
            return render(request, "socialaccount/authentication_error.html", status=503)

    return answer
