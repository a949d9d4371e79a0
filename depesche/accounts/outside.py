"""Accounts at other houses: which are offered, and who stands at the door with one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.http import HttpRequest

from depesche.accounts import providers, ways
from depesche.net.sessions import Session

_STANDS = "account_outside"


@dataclass(frozen=True)
class Guest:
    """Somebody who came by another house for the first time, and has to say which address they want letters at."""

    provider: str
    uid: str
    name: str  # of the other house, for people
    email: str = ""
    verified: bool = False  # ... says the other house
    next: str = ""

    @property
    def account(self) -> tuple[str, str]:
        """What the account will be known by."""
        return self.provider, self.uid

    @property
    def initial(self) -> dict[str, str]:
        """What need not be typed."""
        return {"email": self.email}

    def vouches_for(self, email: str) -> bool:
        """Whether the other house says that this address is verified to be this person's."""
        return self.verified and email.lower() == self.email.lower()


@dataclass(frozen=True)
class Way:
    """A button at the door."""

    name: str
    address: str
    asks_for_instance: bool = False


@dataclass(frozen=True)
class Connected:
    """An account at another house that is connected to one here."""

    pk: int
    name: str
    uid: str


def remember(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Keep who stands at the door; nothing of it is in the database yet."""
    address = next(iter(sociallogin.email_addresses), None)
    guest = Guest(
        provider=sociallogin.account.provider,
        uid=sociallogin.account.uid,
        name=str(sociallogin.provider.name) if sociallogin.provider else "",
        email=address.email if address else "",
        verified=bool(address and address.verified),
        next=str(sociallogin.state.get("next") or ""),
    )
    request.session[_STANDS] = asdict(guest)


def guest(request: HttpRequest) -> Guest | None:
    """Who stands at the door, if they came by another house."""
    said = request.session.get(_STANDS)
    return Guest(**said) if said else None


def forget(request: HttpRequest) -> None:
    """Nobody stands at the door any more."""
    request.session.pop(_STANDS, None)


def is_offered() -> bool:
    """Whether any other house is switched on."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS) or settings.SIGN_IN_MASTODON


def offered(request: HttpRequest, *, next_path: str = "", connect: bool = False) -> list[Way]:
    """The other houses that are switched on, as buttons."""
    said = {"next": next_path if ways.is_ours(next_path) else "", "process": "connect" if connect else ""}
    query = urlencode({key: value for key, value in said.items() if value})
    found = [
        Way(str(one.name), one.get_login_url(request), asks_for_instance=one.id == "mastodon")
        for one in get_adapter().list_providers(request)
        if one.id != "mastodon" or settings.SIGN_IN_MASTODON
    ]
    led = [Way(way.name, f"{way.address}?{query}" if query else way.address, way.asks_for_instance) for way in found]
    return sorted(led, key=lambda way: way.asks_for_instance)  # what has a field stands last


def connected(request: HttpRequest) -> list[Connected]:
    """The other houses with whose accounts the person can sign in; one that was switched off keeps its name."""
    names = {one.sub_id: str(one.name) for one in get_adapter().list_providers(request)}
    mine = SocialAccount.objects.filter(user_id=request.user.pk).order_by("pk")
    return [Connected(one.pk, names.get(one.provider, one.provider), one.uid) for one in mine]


def session() -> Any:
    """What django-allauth makes its calls with."""
    return Session(near)


def near() -> frozenset[str]:
    """The hosts that the settings name; what a reader or another machine names is none of them."""
    return frozenset(issuer.host for issuer in _issuers())


def origins() -> str:
    """Where a button of another house may lead, as a content security policy says it."""
    plain = sorted(urlsplit(one.url).netloc for one in _issuers() if one.url.startswith("http:"))
    return " ".join(["https:", *(f"http://{host}" for host in plain)])


def _issuers() -> list[providers.Issuer]:
    return providers.issuers(settings.SIGN_IN_OPENID) if settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect") else []
