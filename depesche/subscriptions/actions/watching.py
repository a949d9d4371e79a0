"""Browsers begin and end to hear of something; the permission that the browser has asked for is the only question."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from depesche.accounts.limits import Limit
from depesche.subscriptions.actions import forgetting
from depesche.subscriptions.actions.refusals import NoBrowser, TooMany
from depesche.subscriptions.channels import push, sealing
from depesche.subscriptions.models import Browser, Watch
from depesche.subscriptions.subjects import Place

MOST_WATCHED = 200  # things of which one browser hears
MOST_BROWSERS = 100_000  # that hear of one thing
_OF_NETWORK = Limit("subscriptions.push.network", 60, timedelta(hours=1))


@transaction.atomic
def watch(*, endpoint: str, key: str, secret: str, place: Place, network: str, at: datetime) -> None:
    """Let a browser hear of something at once.

    Raises NoBrowser, TooMany and, of accounts, TooOften.
    """
    check_browser(endpoint=endpoint, key=key, secret=secret)
    _spend(network, at)
    keys = {"key": key, "secret": secret}
    browser, _new = Browser.objects.update_or_create(
        endpoint=endpoint, defaults=keys, create_defaults={**keys, "began_at": at}
    )
    if not browser.watches.filter(kind=place.kind, name=place.name).exists():
        _refuse_too_many(browser, place)
    browser.watches.get_or_create(kind=place.kind, name=place.name, defaults={"began_at": at})


@transaction.atomic
def unwatch(*, endpoint: str, place: Place, at: datetime) -> None:
    """Tell a browser of something no more, and forget it if there is nothing else."""
    forgetting.watches(Watch.objects.filter(browser__endpoint=endpoint, kind=place.kind, name=place.name), at=at)
    forgetting.browsers(Browser.objects.filter(endpoint=endpoint, watches=None), at=at)


@transaction.atomic
def move(*, before: str, endpoint: str, key: str, secret: str, network: str, at: datetime) -> None:
    """A browser has another endpoint now: what it hears of goes along.

    The old one is the secret that shows whose it is.  Raises NoBrowser and TooOften.
    """
    check_browser(endpoint=endpoint, key=key, secret=secret)
    _spend(network, at)
    if before != endpoint and Browser.objects.filter(endpoint=endpoint).exists():
        forgetting.browsers(Browser.objects.filter(endpoint=before), at=at)  # it has begun anew there already
        return
    Browser.objects.filter(endpoint=before).update(endpoint=endpoint, key=key, secret=secret)


def watches(*, endpoint: str, place: Place) -> bool:
    """Whether a browser hears of something."""
    return Watch.objects.filter(browser__endpoint=endpoint, kind=place.kind, name=place.name).exists()


def browsers_key() -> str:
    """By what browsers know the newsroom; empty if none can be told of anything."""
    return sealing.public_key() if settings.PUSH_SERVICES else ""


def check_browser(*, endpoint: str, key: str, secret: str) -> None:
    """Refuse addresses of no push service, and keys that open nothing; raises NoBrowser."""
    try:
        push.check(endpoint)
        sealing.check(key=key, secret=secret)
    except (push.NoEndpoint, sealing.NoKeys) as fault:
        raise NoBrowser(type(fault).__name__) from None


def _spend(network: str, at: datetime) -> None:
    if network:
        _OF_NETWORK.spend(network, at=at)


def _refuse_too_many(browser: Browser, place: Place) -> None:
    of_it = Watch.objects.filter(kind=place.kind, name=place.name).order_by("browser")
    if browser.watches.count() >= MOST_WATCHED or of_it[MOST_BROWSERS - 1 : MOST_BROWSERS].exists():
        raise TooMany(str(place))
