"""The page store."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveryConfig(AppConfig):
    """What stands between the newsroom and its readers."""

    name = "depesche.delivery"
    label = "delivery"
    verbose_name = _("Delivery")

    def ready(self) -> None:
        """Say how a page store that was away is told what it missed."""
        from depesche.delivery import actions, store

        store.settle_with(actions.settle_at_once)
