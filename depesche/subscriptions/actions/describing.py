"""Things to follow that readers put into words."""

from __future__ import annotations

from datetime import datetime, timedelta

from depesche.accounts.limits import Limit
from depesche.subscriptions.models import Described
from depesche.subscriptions.subjects import Place

_OF_NETWORK = Limit("subscriptions.describe.network", 40, timedelta(hours=1))


def describe(*, place: Place, said: str, network: str, at: datetime) -> None:
    """Keep what a reader has described, so that it can be followed: one statement, whether it is known or not.

    Raises, of accounts, TooOften.
    """
    if network:
        _OF_NETWORK.spend(network, at=at)
    Described.objects.bulk_create(
        [Described(kind=place.kind, name=place.name, said=said, made_at=at)],
        update_conflicts=True,
        unique_fields=["kind", "name"],
        update_fields=["made_at"],
    )


def forget_described(*, before: datetime) -> None:
    """Forget what nobody follows and nobody is asked about any more."""
    Described.objects.filter(made_at__lt=before).followed_by_nobody().delete()
