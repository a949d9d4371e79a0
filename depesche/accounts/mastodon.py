"""Speaking to Mastodon servers: the newsroom registers at each by itself, once, and asks it one question.

The interface is Mastodon's own (https://docs.joinmastodon.org/spec/oauth/): an application is registered
at /api/v1/apps, and OAuth 2 with PKCE follows.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from depesche.accounts.models import Instance
from depesche.net.sessions import Session

SCOPE = "read:accounts"  # the narrowest that every version knows and that tells who somebody is
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class NotMastodon(OSError):
    """What answers at this address is no Mastodon server that lets us ask."""


def host_of(typed: str) -> str:
    """The server that a reader means by ``social.example``, ``https://social.example/@me`` or ``@me@social.example``.

    Raises ValueError.
    """
    name = typed.strip().lower().removeprefix("https://").removeprefix("http://").partition("/")[0].rpartition("@")[2]
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(typed) from None
    if not _HOST.fullmatch(name):
        raise ValueError(typed)
    return name


def instance(host: str, *, at: datetime) -> Instance:
    """Our registration at a server, made when it is needed for the first time; raises OSError."""
    known = Instance.objects.filter(host=host).first()
    if known:
        return known
    said = _asked("POST", host, "/api/v1/apps", data={
        "client_name": settings.PUBLISHER or settings.BASE_URL,
        "redirect_uris": callback(),
        "scopes": SCOPE,
        "website": settings.BASE_URL,
    })  # fmt: skip
    client_id, secret = str(said.get("client_id") or ""), str(said.get("client_secret") or "")
    if not (0 < len(client_id) <= 200 and 0 < len(secret) <= 200):
        raise NotMastodon(host)
    made, _new = Instance.objects.get_or_create(
        host=host, defaults={"client_id": client_id, "secret": secret, "registered_at": at}
    )
    return made


def callback() -> str:
    """Where servers send readers back to."""
    return f"{settings.BASE_URL}{reverse('mastodon_callback')}"


def new_verifier() -> str:
    """The secret of one sign-in (RFC 7636)."""
    return secrets.token_urlsafe(48)


def authorize_address(known: Instance, *, state: str, verifier: str) -> str:
    """Where the reader says yes or no."""
    digest = hashlib.sha256(verifier.encode()).digest()
    said = {
        "client_id": known.client_id,
        "redirect_uri": callback(),
        "response_type": "code",
        "scope": SCOPE,
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    return f"https://{known.host}/oauth/authorize?{urlencode(said)}"


def who(known: Instance, *, code: str, verifier: str) -> str:
    """The number by which the server knows the reader, who never changes it; raises OSError.

    Names at a server can be changed and given away, so they mean nothing here.
    The key that we got for the question is given back at once.
    """
    app = {"client_id": known.client_id, "client_secret": known.secret}
    grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": callback(), "scope": SCOPE}
    token = str(
        _asked("POST", known.host, "/oauth/token", data=app | grant | {"code_verifier": verifier})["access_token"]
    )
    bearer = {"Authorization": f"Bearer {token}"}
    said = _asked("GET", known.host, "/api/v1/accounts/verify_credentials", headers=bearer)
    _asked("POST", known.host, "/oauth/revoke", data=app | {"token": token})
    number = str(said.get("id") or "")
    if not _ID.fullmatch(number):
        raise NotMastodon(known.host)
    return f"{number}@{known.host}"


def _asked(method: str, host: str, path: str, **said: Any) -> dict[str, Any]:
    with Session() as session:
        answer = session.request(method, f"https://{host}{path}", **said)
    if answer.status_code != 200:
        raise NotMastodon(f"{host} answered {answer.status_code} at {path}")
    try:
        read = answer.json()
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise NotMastodon(host)
    return read
