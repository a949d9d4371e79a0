"""Outside accounts as the settings name them, in the words of django-allauth.  Plain Python, read with the settings."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import urlsplit

_NEAR = frozenset(("localhost", "127.0.0.1", "::1"))


class App(NamedTuple):
    """What a provider knows us by."""

    client_id: str
    secret: str


class Issuer(NamedTuple):
    """An OpenID Connect provider of the settings."""

    name: str  # as readers see it
    url: str
    app: App

    @property
    def slug(self) -> str:
        """What it is called in addresses and beside the accounts that came from it."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")

    @property
    def host(self) -> str:
        """Where it is: name and port."""
        return urlsplit(self.url).netloc


def app(text: str) -> App | None:
    """Read ``id:secret``; raises ValueError for anything else that is not empty."""
    if not text:
        return None
    client_id, _, secret = text.partition(":")
    if not client_id or not secret:
        raise ValueError("id:secret")
    return App(client_id, secret)


def issuers(texts: list[str]) -> list[Issuer]:
    """Read each ``name|issuer|id|secret``; raises ValueError for what cannot be one, and for two of one name."""
    found = [_issuer(text) for text in texts if text]
    if len({issuer.slug for issuer in found}) < len(found):
        raise ValueError("two of one name")
    return found


def for_allauth(*, google: App | None, facebook: App | None, openid: list[Issuer]) -> dict[str, Any]:
    """What django-allauth wants to know of all of them; PKCE is asked of each that knows it."""
    known: dict[str, Any] = {}
    if google:
        known["google"] = {"APPS": [_as_app(google)], "SCOPE": ["openid", "email"], "OAUTH_PKCE_ENABLED": True}
    if facebook:
        known["facebook"] = {
            "APPS": [_as_app(facebook)],
            "METHOD": "oauth2",
            "SCOPE": ["email"],
            "FIELDS": ["id", "email"],  # nothing that we do not need
            "OAUTH_PKCE_ENABLED": True,
        }
    if openid:
        apps = [
            _as_app(one.app) | {"provider_id": one.slug, "name": one.name, "settings": {"server_url": one.url}}
            for one in openid
        ]
        known["openid_connect"] = {"APPS": apps, "SCOPE": ["openid", "email"], "OAUTH_PKCE_ENABLED": True}
    return known


def _as_app(app: App) -> dict[str, Any]:
    return {"client_id": app.client_id, "secret": app.secret}


def _issuer(text: str) -> Issuer:
    name, url, client_id, secret = (part.strip() for part in text.split("|"))
    issuer, parts = Issuer(name, url.rstrip("/"), App(client_id, secret)), urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _NEAR):
        raise ValueError(f"{url} must begin with https://")
    if not (issuer.slug and parts.hostname and client_id and secret):
        raise ValueError(text)
    return issuer
