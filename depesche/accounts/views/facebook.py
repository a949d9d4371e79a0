"""Signing in with a Facebook account."""

from __future__ import annotations

from allauth.socialaccount.providers.facebook.views import FacebookOAuth2Adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView


class ByPost(FacebookOAuth2Adapter):
    """Asks for the token by POST: so the secret stands in no address, and the proof of PKCE goes along."""

    access_token_method = "POST"  # noqa: S105 - the name of a method


begin = OAuth2LoginView.adapter_view(ByPost)
back = OAuth2CallbackView.adapter_view(ByPost)
