"""Mastodon as django-allauth wants to know it; found by this module's name."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.providers.base import Provider, ProviderAccount
from django.http import HttpRequest
from django.urls import reverse


class MastodonProvider(Provider):
    """Any Mastodon server: readers name theirs."""

    id = "mastodon"
    name = "Mastodon"
    uses_apps = False
    account_class = ProviderAccount

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        """Where a reader's server is asked for."""
        return reverse("mastodon_login")


provider_classes = [MastodonProvider]
